// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The soulbound badge for a verified contribution, which is also a vote
/// @notice The token id of a badge is the number of its contribution. A number once used is never used again.
interface IContributionBadge {
    /// @notice What all badges of one kind share. Only `open` can change after registration.
    /// @param name 1 to 64 bytes of UTF-8 without control characters
    /// @param level how demanding the contribution is; for display and for later rules
    /// @param chamber stakeholder group the badge votes in, 0 to 7
    /// @param weight votes that one badge carries, at least 1
    /// @param maxPerHolder most live badges of this kind one holder can have; 0 is no limit, 1 makes it a seat
    /// @param term seconds after its issue at which anybody can take a badge's vote; 0 is never
    /// @param open whether badges of this kind can be issued
    struct KindSpec {
        string name;
        uint8 level;
        uint8 chamber;
        uint32 weight;
        uint32 maxPerHolder;
        uint32 term;
        bool open;
    }

    /// @notice One entry of a batch that an issuer sends itself.
    /// @param evidenceHash hash of the evidence; the evidence never goes on-chain
    struct Issue {
        uint64 number;
        address to;
        uint16 kind;
        bytes32 evidenceHash;
    }

    /// @notice EIP-712 message by which an issuer lets anyone have a badge issued to `to`.
    /// @param validFrom unix seconds; the voucher counts in [validFrom, deadline)
    struct Voucher {
        address issuer;
        address to;
        uint64 number;
        uint16 kind;
        bytes32 evidenceHash;
        uint48 validFrom;
        uint48 deadline;
    }

    /// @notice One live badge.
    /// @param weight votes it carries, frozen when it was issued; 0 once it has lapsed
    /// @param issuedAt unix seconds
    /// @param heldSince unix seconds; later than `issuedAt` when it was moved to another wallet of its holder
    struct Badge {
        address holder;
        uint16 kind;
        uint32 weight;
        uint40 issuedAt;
        address issuer;
        uint40 heldSince;
    }

    /// @notice Emitted when a badge is issued, in a batch or against a voucher.
    event BadgeIssued(
        uint64 indexed number,
        address indexed holder,
        uint16 indexed kind,
        uint32 weight,
        address issuer,
        bytes32 evidenceHash
    );

    /// @notice Emitted when a holder gives a badge up.
    event BadgeBurned(uint64 indexed number, address indexed holder);

    /// @notice Emitted when the vote of a badge ends with its term; the badge stays.
    event BadgeLapsed(uint64 indexed number, address indexed holder, uint32 weight);

    /// @notice Emitted when a kind is registered.
    event KindRegistered(
        uint16 indexed kind,
        string name,
        uint8 level,
        uint8 chamber,
        uint32 weight,
        uint32 maxPerHolder,
        uint32 term,
        bool open
    );

    /// @notice Emitted when a kind is opened or closed for issuing.
    event KindOpenSet(uint16 indexed kind, bool open);

    /// @notice Emitted when an issuer is admitted, limited anew, or removed (`weightPerWeek` 0).
    event IssuerSet(address indexed issuer, uint32 weightPerWeek);

    /// @notice Emitted when another registrar is named; the zero address is none.
    event RegistrarSet(address indexed previousRegistrar, address indexed registrar);

    /// @notice Emitted when governance names another guardian; the zero address is none.
    event GuardianSet(address indexed previousGuardian, address indexed guardian);

    /// @notice Thrown when somebody else than governance calls what only governance may.
    error ContributionBadgeNotGovernance(address caller, address governance);

    /// @notice Thrown when somebody else than the registrar or governance sets a kind or an issuer.
    error ContributionBadgeNotRegistrar(address caller, address registrar, address governance);

    /// @notice Thrown when somebody else than guardian or governance acts as second authority.
    error ContributionBadgeNotGuardian(address caller, address guardian, address governance);

    /// @notice Thrown when somebody without an issuer's right issues or signed a voucher.
    error ContributionBadgeNotIssuer(address issuer);

    /// @notice Thrown when the zero address is given as governance or as an issuer.
    error ContributionBadgeZeroAddress();

    /// @notice Thrown when a kind is registered a second time.
    error ContributionBadgeKindExists(uint16 kind);

    /// @notice Thrown when a kind was never registered.
    error ContributionBadgeKindUnknown(uint16 kind);

    /// @notice Thrown when the name of a kind is empty, too long, not UTF-8, or has control characters.
    error ContributionBadgeBadKindName(uint16 kind, string name, uint256 mostBytes);

    /// @notice Thrown when the chamber of a kind does not exist.
    error ContributionBadgeBadChamber(uint16 kind, uint8 chamber, uint8 highest);

    /// @notice Thrown when a kind would carry no vote, for which no weekly limit could bind an issuer.
    error ContributionBadgeZeroWeight(uint16 kind);

    /// @notice Thrown when a badge of a closed or unregistered kind is issued. `index` is the place in the batch, 0 for a claim.
    error ContributionBadgeKindClosed(uint256 index, uint16 kind);

    /// @notice Thrown when a number was used before, be it burned or revoked since.
    error ContributionBadgeNumberUsed(uint256 index, uint64 number);

    /// @notice Thrown when a badge would go to the zero address.
    error ContributionBadgeZeroHolder(uint256 index, uint64 number);

    /// @notice Thrown when a holder already has as many badges of a kind as its rule allows.
    error ContributionBadgeHolderFull(uint256 index, address holder, uint16 kind, uint256 had, uint256 most);

    /// @notice Thrown when an issuer would issue more weight in this week than its limit leaves.
    error ContributionBadgeOverWeeklyLimit(uint256 index, address issuer, uint256 needed, uint256 left);

    /// @notice Thrown when a voucher is submitted before its time.
    error ContributionBadgeVoucherEarly(uint64 number, uint256 nowAt, uint48 validFrom);

    /// @notice Thrown when a voucher is submitted at or after its deadline.
    error ContributionBadgeVoucherExpired(uint64 number, uint256 nowAt, uint48 deadline);

    /// @notice Thrown when a voucher is not signed by the issuer it names.
    error ContributionBadgeBadSignature(uint64 number, address issuer);

    /// @notice Thrown when a badge lapses a second time.
    error ContributionBadgeLapsed(uint64 number);

    /// @notice Thrown when a badge lapses before its term is over; `dueAt` is 0 for a kind without term.
    error ContributionBadgeTermNotOver(uint64 number, uint256 nowAt, uint256 dueAt);

    /// @notice Thrown when a badge is not of the holder who acts, or out of whose wallet it would be moved.
    error ContributionBadgeNotHolder(uint64 number, address caller, address holder);

    /// @notice Thrown when anybody tries to move a badge.
    error ContributionBadgeSoulbound(uint256 number);

    /// @notice Thrown when anybody tries to let another account move badges.
    error ContributionBadgeNoApproval(address operator);

    /// @notice Thrown when anybody tries to delegate votes.
    error ContributionBadgeNoDelegation(address delegatee);

    /// @notice Registers a kind for good. Registrar or governance.
    function registerKind(uint16 kind, KindSpec calldata spec) external;

    /// @notice Opens or closes a kind for issuing; badges already issued stay. Registrar or governance.
    function setKindOpen(uint16 kind, bool open) external;

    /// @notice Admits an issuer with a limit of weight per week, changes the limit, or removes it with 0.
    /// Registrar or governance. Vouchers die with the right; what was used in this week stays used.
    function setIssuer(address issuer, uint32 weightPerWeek) external;

    /// @notice Names another registrar, or none with the zero address. Registrar or governance.
    function setRegistrar(address registrar) external;

    /// @notice Names another guardian, or none with the zero address. Governance.
    function setGuardian(address guardian) external;

    /// @notice Issues all badges of a batch, or none: the error names the place of the first bad entry. Issuer.
    function issueBatch(Issue[] calldata entries) external;

    /// @notice Issues the badge of a voucher to the holder it names, whoever submits it.
    /// @param signature 65 bytes of ECDSA by the issuer's key, or what its ERC-1271 account accepts
    function claim(Voucher calldata voucher, bytes calldata signature) external;

    /// @notice Gives up one's own badge, with its votes. Holder.
    function burn(uint64 number) external;

    /// @notice Ends the vote of a badge whose term is over. Anybody.
    function lapse(uint64 number) external;

    /// @notice A live badge. Reverts when there is none of this number.
    function badgeOf(uint64 number) external view returns (Badge memory);

    /// @notice A registered kind. Reverts when there is none.
    function kindOf(uint16 kind) external view returns (KindSpec memory);

    /// @notice Whether a number was ever used, also when its badge is gone.
    function isUsed(uint64 number) external view returns (bool);

    /// @notice The weight an issuer may issue per week, and what it issued in the current week.
    /// A week is 604 800 seconds counted from the unix epoch.
    function issuerBudget(address issuer) external view returns (uint32 weightPerWeek, uint32 usedThisWeek);

    /// @notice The account that revokes and names the registrar: the timelock of the DAO.
    function governance() external view returns (address);

    /// @notice The account that registers kinds and issuers beside governance.
    function registrar() external view returns (address);

    /// @notice The account that can confirm or drop what an issuer wants revoked, beside governance.
    function guardian() external view returns (address);

    /// @notice The EIP-712 digest that the issuer of a voucher signs.
    function voucherDigest(Voucher calldata voucher) external view returns (bytes32);
}
