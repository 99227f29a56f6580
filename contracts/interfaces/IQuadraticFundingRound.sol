// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title One quadratic-funding round: donations in escrow, a published result, payouts that are pulled
/// @notice Amounts are wei. Every window is half-open: [start, end).
interface IQuadraticFundingRound {
    /// @notice What is fixed when the round is made.
    /// @param operator admits projects, publishes the result
    /// @param governance can send the pool back until the result is final; never touches donations after close
    /// @param opensAt unix seconds; donations arrive in [opensAt, closesAt)
    /// @param donationDelaySeconds after closesAt, until projects can take what they were given
    /// @param objectionSeconds after each publication, until the result can be made final
    /// @param deadManSeconds after closesAt, until anyone can send the pool back when nothing was published
    /// @param configHash keccak256 of the configuration that RoundOpened tells; the digest of carts starts from it
    struct Config {
        address operator;
        address governance;
        uint48 opensAt;
        uint48 closesAt;
        uint32 donationDelaySeconds;
        uint32 objectionSeconds;
        uint32 deadManSeconds;
        bytes32 configHash;
    }

    /// @notice Where a round stands. A round only ever moves downwards in this list, Published to Published excepted.
    /// Pending: projects and the pool arrive, donations do not yet.
    /// Open: donations arrive.
    /// Closed: nothing arrives; no result yet.
    /// Published: a result waits for its objection window to end.
    /// Finalised: the result can be claimed; nothing can change it.
    /// Cancelled: donors and sponsors take everything back.
    /// PoolReturned: there will be no matching; sponsors take the pool back, projects keep their donations.
    enum Status {
        Pending,
        Open,
        Closed,
        Published,
        Finalised,
        Cancelled,
        PoolReturned
    }

    /// @notice A project of the round.
    /// @param received wei given by donors; stays after it was claimed
    struct Project {
        address payee;
        uint112 received;
        bool donationsClaimed;
    }

    /// @notice The result published last.
    /// @param root of OpenZeppelin StandardMerkleTree leaves (uint256 index, address payee, uint256 amount)
    /// @param total wei of the pool that the leaves share out
    /// @param bundleHash hash of the folder from which anyone recomputes the result
    /// @param digest of all carts, as the calculator saw it and as the contract has it
    struct Result {
        bytes32 root;
        uint256 total;
        bytes32 bundleHash;
        bytes32 digest;
        uint48 publishedAt;
        uint48 finalisableAt;
        bool finalised;
    }

    /// @notice Emitted at the creation with the rules in full, so that anyone recomputes its result from logs alone.
    /// @param configHash keccak256 of the configuration's bytes
    /// @param configuration mechanism, parameters and policies as canonical text; the constructor's last argument
    event RoundOpened(bytes32 indexed configHash, string configuration);

    /// @notice Emitted when the operator admits a project; ids are dense from 0.
    event ProjectAdmitted(uint32 indexed projectId, address indexed payee, string slug);

    /// @notice Emitted when a sponsor adds to the pool.
    event PoolFunded(address indexed sponsor, uint256 amount);

    /// @notice Emitted for every cart; with its number, donor and words anyone recomputes the digest.
    event CartDonated(uint256 indexed cart, address indexed donor, uint256[] words);

    /// @notice Emitted when a result is published; it replaces the one before.
    event ResultPublished(
        bytes32 indexed root, uint256 total, bytes32 bundleHash, bytes32 digest, uint256 finalisableAt
    );

    /// @notice Emitted when the result becomes final.
    event ResultFinalised(bytes32 indexed root, uint256 total);

    /// @notice Emitted when a project is paid what donors gave it.
    event DonationsClaimed(uint32 indexed projectId, address indexed payee, uint256 amount);

    /// @notice Emitted when a leaf of the result is paid.
    event MatchingClaimed(uint256 indexed index, address indexed payee, uint256 amount);

    /// @notice Emitted when the round ends as Cancelled or PoolReturned.
    event RoundCancelled(address indexed by, Status status);

    /// @notice Emitted when the donor of a cart is paid back.
    event CartRefunded(uint256 indexed cart, address indexed donor, uint256 amount);

    /// @notice Emitted when a sponsor is paid its share of what the result left over, or its whole deposit.
    event DepositReturned(address indexed sponsor, uint256 amount);

    /// @notice Thrown when the configuration handed to the constructor is not the one whose hash was given.
    error QuadraticFundingRoundConfigurationDiffers(bytes32 had, bytes32 needed);

    /// @notice Thrown when the zero address is given for the operator or governance.
    error QuadraticFundingRoundZeroAddress();

    /// @notice Thrown when donations could never arrive: the close is past, or not after the opening.
    error QuadraticFundingRoundBadWindow(uint256 nowAt, uint48 opensAt, uint48 closesAt);

    /// @notice Thrown when there is no time to object, or a result could not become final before the dead-man delay.
    error QuadraticFundingRoundBadDelays(uint32 objectionSeconds, uint32 deadManSeconds);

    /// @notice Thrown when somebody else than the operator calls what only the operator may.
    error QuadraticFundingRoundNotOperator(address caller, address operator);

    /// @notice Thrown when the round is not in a state for this call; the name of the call is its selector.
    error QuadraticFundingRoundWrongStatus(bytes4 call, Status had);

    /// @notice Thrown when a call comes before its time.
    error QuadraticFundingRoundTooEarly(bytes4 call, uint256 nowAt, uint256 neededAt);

    /// @notice Thrown when a result comes after the dead-man delay.
    error QuadraticFundingRoundTooLate(bytes4 call, uint256 nowAt, uint256 endedAt);

    /// @notice Thrown when a project could not be paid at this address.
    error QuadraticFundingRoundBadPayee(address payee);

    /// @notice Thrown when a slug is not 1 to 64 characters of a-z, 0-9, dot, hyphen and underscore.
    error QuadraticFundingRoundBadSlug(string slug);

    /// @notice Thrown when a slug is already that of another project of the round.
    error QuadraticFundingRoundSlugTaken(string slug);

    /// @notice Thrown when coins come without saying what for; call `fund` or `donate`.
    error QuadraticFundingRoundUseFundOrDonate(address sender, uint256 amount);

    /// @notice Thrown when nothing is given.
    error QuadraticFundingRoundZeroAmount();

    /// @notice Thrown when donations or the pool would reach 2^112.
    error QuadraticFundingRoundTooMuch(uint256 had, uint256 most);

    /// @notice Thrown when an item of a cart has no amount, or bits above the project's 32.
    error QuadraticFundingRoundBadWord(uint256 index, uint256 word);

    /// @notice Thrown when there is no such project; ids run from 0 to `count` - 1.
    error QuadraticFundingRoundUnknownProject(uint256 projectId, uint256 count);

    /// @notice Thrown when the coins sent are not exactly the sum of the cart.
    error QuadraticFundingRoundWrongValue(uint256 had, uint256 needed);

    /// @notice Thrown when a result was calculated from other carts than the contract received.
    error QuadraticFundingRoundDigestDiffers(bytes32 had, bytes32 needed);

    /// @notice Thrown when a result shares out more than the pool.
    error QuadraticFundingRoundTotalOverPool(uint256 had, uint256 most);

    /// @notice Thrown when a result shares out something, but has no root to claim it by.
    error QuadraticFundingRoundNoRoot(uint256 total);

    /// @notice Thrown when the caller may not cancel in this state.
    error QuadraticFundingRoundCannotCancel(address caller, Status had);

    /// @notice Thrown when the donations of a project were already paid.
    error QuadraticFundingRoundDonationsGone(uint32 projectId);

    /// @notice Thrown when a leaf was already paid.
    error QuadraticFundingRoundMatchingGone(uint256 index);

    /// @notice Thrown when a leaf names another payee than the project of its index.
    error QuadraticFundingRoundWrongPayee(uint256 index, address had, address needed);

    /// @notice Thrown when a leaf is not in the final result.
    error QuadraticFundingRoundBadProof(uint256 index, bytes32 root);

    /// @notice Thrown when the leaves of a result pay out more than its total.
    error QuadraticFundingRoundOverTotal(uint256 had, uint256 most);

    /// @notice Thrown when there is no such cart; numbers run from 0 to `count` - 1.
    error QuadraticFundingRoundUnknownCart(uint256 cart, uint256 count);

    /// @notice Thrown when a cart was already paid back.
    error QuadraticFundingRoundCartGone(uint256 cart);

    /// @notice Thrown when donor and words are not those of the cart.
    error QuadraticFundingRoundCartDiffers(uint256 cart, bytes32 had, bytes32 needed);

    /// @notice Thrown when nothing is owed to this account.
    error QuadraticFundingRoundNothingOwed(address account);

    /// @notice Thrown when an account does not accept its payment; nothing changed, and nobody else is held up.
    error QuadraticFundingRoundPaymentRefused(address payee, uint256 amount);

    /// @notice Admits a project. Operator, before closesAt.
    /// @param payee who is paid, whoever claims
    /// @param slug name of the project in this round: 1 to 64 of a-z, 0-9, dot, hyphen, underscore; unique
    /// @return projectId dense from 0; also the index of the project's leaf in the result
    function admit(address payee, string calldata slug) external returns (uint32 projectId);

    /// @notice Adds to the matching pool. Anyone, before closesAt, also before opensAt.
    function fund() external payable;

    /// @notice Gives to many projects at once. Anyone, in [opensAt, closesAt).
    /// @param words one per item: project id << 112 | amount in wei, which is at least 1 and below 2^112
    function donate(uint256[] calldata words) external payable;

    /// @notice Publishes a result or replaces it, which restarts the whole objection window.
    /// Operator, from closesAt until the dead-man delay ends.
    /// @param root see Result; may be zero only when `total` is
    /// @param total wei shared out, at most the pool
    /// @param digest of all carts; another than the contract's is refused
    function publish(bytes32 root, uint256 total, bytes32 bundleHash, bytes32 digest) external;

    /// @notice Makes the published result final. Anyone, once its objection window is over.
    function finalise() external;

    /// @notice Pays a project what donors gave it. Anyone, from closesAt + donationDelaySeconds,
    /// whatever becomes of the matching; only a cancelled round pays donors back instead.
    function claimDonations(uint32 projectId) external;

    /// @notice Pays a project its part of the matching. Anyone, once the result is final.
    /// @param index id of the project
    /// @param proof of the leaf (index, payee, amount)
    function claimMatching(uint256 index, address payee, uint256 amount, bytes32[] calldata proof) external;

    /// @notice Ends the round without a result. Before closesAt (operator, governance): Cancelled. After it
    /// (governance until the result is final; anyone after the dead-man delay when nothing was published): PoolReturned.
    function cancel() external;

    /// @notice Pays the donor of a cart back, exactly. Anyone, in a cancelled round.
    function refund(uint256 cart, address donor, uint256[] calldata words) external;

    /// @notice Pays a sponsor back: its whole deposit when there is no matching, its part of what is left
    /// (deposit * (pool - total) / pool, rounded down) when the result is final. Anyone.
    function reclaim(address sponsor) external;

    /// @notice What was fixed when the round was made.
    function config() external view returns (Config memory);

    /// @notice Where the round stands now.
    function status() external view returns (Status);

    /// @notice How many projects were admitted.
    function projectCount() external view returns (uint256);

    /// @notice A project. Reverts when there is none of this id.
    function projectOf(uint32 projectId) external view returns (Project memory);

    /// @notice How many carts were donated.
    function cartCount() external view returns (uint256);

    /// @notice keccak256(abi.encode(cart, donor, words)), or zero when there is no such cart or it was paid back.
    function cartHashOf(uint256 cart) external view returns (bytes32);

    /// @notice Wei that sponsors put into the matching pool in all.
    function pool() external view returns (uint256);

    /// @notice Wei that donors gave in all.
    function donated() external view returns (uint256);

    /// @notice Wei that a sponsor put into the pool and has not had returned.
    function depositOf(address sponsor) external view returns (uint256);

    /// @notice configHash at first, then keccak256(abi.encode(digest, cartHash)) with every cart.
    function digest() external view returns (bytes32);

    /// @notice The result published last; all zero when there is none.
    function result() external view returns (Result memory);

    /// @notice Whether the matching of a project was paid.
    function isMatchingClaimed(uint256 index) external view returns (bool);

    /// @notice Wei the round still owes to projects, donors and sponsors in all; its balance is never less.
    function owed() external view returns (uint256);
}
