// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IQuadraticFundingRound} from "./IQuadraticFundingRound.sol";

/// @title A round whose result is calculated elsewhere, published, and open to objection
interface IPublishedRound is IQuadraticFundingRound {
    /// @notice By what right somebody objects.
    enum Standing {
        Donor,
        Applicant,
        Sponsor,
        Holder
    }

    /// @notice What governance says of an objection.
    enum Ruling {
        Upheld,
        Dismissed,
        Frivolous
    }

    /// @notice The result published last; all zero when none stands.
    /// @param root of OpenZeppelin StandardMerkleTree leaves (uint256 index, address payee, uint256 amount)
    /// @param rest what is not pushed yet: at first the fold of the list, H_i = keccak256(abi.encode(word_i, H_i+1)),
    /// H_n = 0, word = index << 112 | amount, one for
    /// every project from 0 on, also with nothing
    /// @param total units of the pool that the leaves share out
    /// @param bundleHash hash of the folder from which anyone recomputes the result
    /// @param objectedAt zero while no objection is open
    /// @param lapsesAt until when it can be claimed; zero until it is final
    struct Result {
        bytes32 root;
        bytes32 rest;
        bytes32 bundleHash;
        uint256 total;
        uint256 finalisableAt;
        uint256 objectedAt;
        uint256 stopLeftSeconds;
        uint256 lapsesAt;
    }

    /// @notice Emitted when coefficients, wallet links and exclusions are committed; the last one counts.
    event CoefficientsCommitted(bytes32 indexed commitment);

    /// @notice Emitted when a result is published; it replaces the one before.
    event ResultPublished(
        bytes32 indexed root,
        bytes32 listHash,
        uint256 total,
        bytes32 bundleHash,
        bytes32 digest,
        bytes32 coefficients,
        uint256 finalisableAt
    );

    /// @notice Emitted when somebody objects to the result that stands.
    event ResultObjected(
        bytes32 indexed root,
        address indexed objector,
        Standing standing,
        bytes32 reasonHash,
        uint256 decisionEndsAt
    );

    /// @notice Emitted when an objection ends: by a ruling, or as Dismissed by `lapsed` time.
    event ObjectionEnded(bytes32 indexed root, address indexed objector, Ruling ruling, bool lapsed);

    /// @notice Emitted when governance names another publisher.
    event PublisherNamed(address indexed publisher);

    /// @notice Emitted when an objector takes its bond back.
    event BondReturned(address indexed objector, uint256 amount);

    /// @notice Emitted when the result becomes final.
    event ResultFinalised(bytes32 indexed root, uint256 total);

    /// @notice Emitted when a slice of the list is paid, before its payments. Each word is paid to its project's payee of
    /// now, unless a MatchingSkipped in the same call says otherwise.
    event ListPushed(uint256[] words, bytes32 rest);

    /// @notice Emitted when a donor is paid back: a cart of a cancelled round, or what its projects never claimed.
    event CartRefunded(uint256 indexed cart, address indexed donor, uint256 amount);

    /// @notice Thrown when a result was calculated from other carts or coefficients than the contract knows.
    error QuadraticFundingRoundDigestDiffers(bytes32 had, bytes32 needed);

    /// @notice Thrown when a result shares out more than the pool.
    error QuadraticFundingRoundTotalOverPool(uint256 had, uint256 most);

    /// @notice Thrown when a result shares out something, but has no root or list to pay it by.
    error QuadraticFundingRoundNoRoot(uint256 total);

    /// @notice Thrown when no coefficients were committed before the result.
    error QuadraticFundingRoundNoCoefficients();

    /// @notice Thrown when all publications are used up.
    error QuadraticFundingRoundNoPublicationLeft(uint256 most);

    /// @notice Thrown when another publisher must be named first, or need not be named.
    error QuadraticFundingRoundPublisherStands(bytes4 call, uint256 upheld, uint256 needed);

    /// @notice Thrown when the caller has not shown the right by which it objects.
    error QuadraticFundingRoundNoStanding(address caller, Standing standing);

    /// @notice Thrown when objections have stopped the clock for this publication as long as they can.
    error QuadraticFundingRoundNoStopLeft(bytes32 root);

    /// @notice Thrown when a leaf is not in the final result.
    error QuadraticFundingRoundBadProof(uint256 index, bytes32 root);

    /// @notice Thrown when a slice is not the next one of the list.
    error QuadraticFundingRoundBadSlice(bytes32 had, bytes32 needed);

    /// @notice Thrown when a list leaves a project out, or names one again.
    error QuadraticFundingRoundBadOrder(uint256 index, uint256 needed);

    /// @notice Thrown when the leaves of a result pay out more than its total.
    error QuadraticFundingRoundOverTotal(uint256 had, uint256 most);

    /// @notice Thrown when there is no such cart; numbers run from 0 to `count` - 1.
    error QuadraticFundingRoundUnknownCart(uint256 cart, uint256 count);

    /// @notice Thrown when a cart was already paid back.
    error QuadraticFundingRoundCartGone(uint256 cart);

    /// @notice Thrown when donor and words are not those of the cart.
    error QuadraticFundingRoundCartDiffers(uint256 cart, bytes32 had, bytes32 needed);

    /// @notice Commits coefficients, wallet links and exclusions. Committer, while no result stands.
    function commitCoefficients(bytes32 commitment) external;

    /// @notice Publishes a result or replaces it, which restarts the whole objection window. Publisher, in
    /// [close, close + deadMan + time the clock stood), at most five times, never while an objection is open.
    /// @param root see Result; it and listHash may be zero only when `total` is
    /// @param listHash see Result.rest
    /// @param digest_ of all carts; another than the contract's is refused
    /// @param coefficients what was committed; another is refused
    function publish(
        bytes32 root,
        bytes32 listHash,
        uint256 total,
        bytes32 bundleHash,
        bytes32 digest_,
        bytes32 coefficients
    ) external;

    /// @notice Objects to the result that stands, with the bond in native coin, before it can be made final.
    /// @param standing donor: `id` is a cart, `words` its words; applicant: `id` is a project; else both are ignored
    function object(Standing standing, uint256 id, uint256[] calldata words, bytes32 reasonHash)
        external
        payable;

    /// @notice Rules on the open objection. Governance, until its time for that is over.
    function rule(Ruling ruling) external;

    /// @notice Names another publisher. Governance, after two upheld objections.
    function namePublisher(address publisher_) external;

    /// @notice Returns a bond that is not forfeit. Anyone, for anyone.
    function takeBond(address objector) external;

    /// @notice Makes the published result final. Anyone, once its objection window is over.
    function finalise() external;

    /// @notice Pays a project its part of the matching, to its payee of now. Anyone, in [final, final + claimSeconds).
    /// @param index id of the project
    /// @param payee of the leaf, as it was when the result was published
    /// @param proof of the leaf (index, payee, amount)
    function claimMatching(uint256 index, address payee, uint256 amount, bytes32[] calldata proof) external;

    /// @notice Pays the next projects of the list, passing over those that were paid, are held, or refuse. Anyone.
    /// @param words the next of the list, in its order
    /// @param rest fold of the words after these
    function push(uint256[] calldata words, bytes32 rest) external;

    /// @notice Pays the donor of a cart back: all of it when the round was cancelled; what its projects have not
    /// claimed when their time is over. Anyone.
    function refund(uint256 cart, address donor, uint256[] calldata words) external;

    /// @notice keccak256(abi.encode(cart, donor, words)), or zero when there is no such cart or it was paid back.
    function cartHashOf(uint256 cart) external view returns (bytes32);

    /// @notice The result published last.
    function result() external view returns (Result memory);

    /// @notice configHash at first, then keccak256(abi.encode(digest, cartHash)) with every cart, where
    /// cartHash = keccak256(abi.encode(cart, donor, words)).
    function digest() external view returns (bytes32);

    /// @notice What was committed last.
    function coefficientsCommitment() external view returns (bytes32);

    /// @notice Who publishes now.
    function publisher() external view returns (address);

    /// @notice From when on nobody can publish, and anybody can give the pool back when no result stands.
    function deadManAt() external view returns (uint256);

    /// @notice Whether the matching of a project was paid.
    function isMatchingClaimed(uint256 index) external view returns (bool);
}
