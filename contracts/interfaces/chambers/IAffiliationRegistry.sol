// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Which wallet belongs to which project, so that nobody decides on their own
/// @notice A project is keccak256 of its slug in the catalogue. An affiliation is declared by the wallet, or alleged
/// by a badge holder and not disputed, or disputed and upheld. A wallet and a project have at most one open case.
interface IAffiliationRegistry {
    /// @notice How far an allegation is.
    /// @dev Alleged -> Disputed, Stands (7 days without a dispute), Lifted.
    /// Disputed -> Stands (upheld), Dismissed, Fell (30 days without a ruling). Stands -> Lifted. The rest is for ever.
    enum State {
        Unknown,
        Alleged,
        Disputed,
        Stands,
        Dismissed,
        Fell,
        Lifted
    }

    /// @notice Emitted when a wallet says that it belongs to a project.
    event AffiliationDeclared(bytes32 indexed project, address indexed wallet);

    /// @notice Emitted when a wallet says that it no longer belongs to a project.
    /// @param until unix seconds from which what it declared no longer counts
    event AffiliationWithdrawn(bytes32 indexed project, address indexed wallet, uint40 until);

    /// @notice Emitted for each who alleges; several can allege the same in one case.
    /// @param evidenceHash hash of the evidence, which never goes on-chain
    event AffiliationAlleged(
        uint64 indexed id,
        bytes32 indexed project,
        address indexed wallet,
        address alleger,
        bytes32 evidenceHash
    );

    /// @notice Emitted when the wallet disputes: from now on only a ruling makes the affiliation count.
    event AllegationDisputed(uint64 indexed id, address indexed wallet);

    /// @notice Emitted when governance or the guardian rules on what was disputed.
    event AllegationRuled(uint64 indexed id, bool isUpheld, address indexed authority);

    /// @notice Emitted when governance or the guardian ends an allegation that counts, or soon would.
    event AllegationLifted(uint64 indexed id, address indexed authority);

    /// @notice Thrown when a wallet declares again what it has declared.
    error AffiliationRegistryDeclared(bytes32 project, address wallet);

    /// @notice Thrown when a wallet withdraws what it has not declared, or has withdrawn.
    error AffiliationRegistryNotDeclared(bytes32 project, address wallet);

    /// @notice Thrown when a declaration was signed when it last ended or before: it is an old one.
    error AffiliationRegistryOldDeclaration(address wallet, uint256 signedAt, uint256 withdrawnAt);

    /// @notice Thrown when a message carries a time of signing that is still to come.
    error AffiliationRegistryFromTheFuture(address wallet, uint256 signedAt, uint256 nowAt);

    /// @notice Thrown when a signed message is handed in at or after its deadline.
    error AffiliationRegistryExpired(address wallet, uint256 deadline, uint256 nowAt);

    /// @notice Thrown when a message is not signed by the wallet it names.
    error AffiliationRegistryBadSignature(address wallet);

    /// @notice Thrown when somebody without a vote alleges.
    error AffiliationRegistryNoWeight(address alleger);

    /// @notice Thrown when an alleger has an open allegation: until it ends they cannot make another.
    error AffiliationRegistryAllegationOpen(address alleger, uint64 id);

    /// @notice Thrown when an alleger whose last allegation did not stand alleges too soon again.
    error AffiliationRegistryTooSoon(address alleger, uint256 nowAt, uint256 againAt);

    /// @notice Thrown when an affiliation is alleged that already stands.
    error AffiliationRegistryStands(uint64 id);

    /// @notice Thrown when somebody else than the wallet disputes.
    error AffiliationRegistryNotTheWallet(uint64 id, address caller, address wallet);

    /// @notice Thrown when an allegation is not in a state in which this can be done.
    error AffiliationRegistryBadState(uint64 id, State had);

    /// @notice Thrown when somebody else than governance or guardian rules or lifts.
    error AffiliationRegistryNotAuthority(address caller, address guardian, address governance);

    /// @notice Declares that the caller belongs to a project; counts at once.
    function declare(bytes32 project) external;

    /// @notice Declares for a wallet that signed it, whoever sends it.
    /// @param signedAt unix seconds; later than what it may have withdrawn; counts in [signedAt, deadline)
    /// @param signature 65 bytes of ECDSA by the wallet's key, or what its ERC-1271 account accepts
    function declareSigned(
        address wallet,
        bytes32 project,
        uint48 signedAt,
        uint48 deadline,
        bytes calldata signature
    ) external;

    /// @notice Takes back what the caller declared; it counts for 30 more days.
    function withdraw(bytes32 project) external;

    /// @notice Alleges that a wallet belongs to a project; joins the open case when there is one. Holders of weight.
    /// @dev Joining changes no date: a false allegation by a friend gains the wallet nothing, and the evidence of
    /// others comes before whoever rules. Each can have one open; whose last did not stand waits 90 days.
    function allege(address wallet, bytes32 project, bytes32 evidenceHash) external returns (uint64 id);

    /// @notice Disputes an allegation within 7 days. The wallet.
    function dispute(uint64 id) external;

    /// @notice Disputes for a wallet that signed it, whoever sends it.
    function disputeSigned(uint64 id, uint48 deadline, bytes calldata signature) external;

    /// @notice Rules on a disputed allegation, within 30 days of the dispute. Governance or guardian.
    function rule(uint64 id, bool isUpheld) external;

    /// @notice Ends an allegation that stands or is not disputed. Governance or guardian.
    function lift(uint64 id) external;

    /// @notice Whether a wallet belongs to a project now: it cannot decide on it.
    function isAffiliated(bytes32 project, address wallet) external view returns (bool);

    /// @notice What is known of a wallet and a project.
    /// @param declaredUntil unix seconds until which the declaration counts; 0 never, 2^40 - 1 without end
    /// @param standsFrom unix seconds from which an allegation counts, unless it is disputed; 0 is none
    /// @param id the latest case, 0 for none
    function affiliationOf(bytes32 project, address wallet)
        external
        view
        returns (uint40 declaredUntil, uint40 standsFrom, uint64 id);

    /// @notice An allegation as it is now.
    /// @param since unix seconds of the state; for what stands or fell by the passing of time: when it began to
    function allegationOf(uint64 id)
        external
        view
        returns (bytes32 project, address wallet, State state, uint256 since);

    /// @notice The case that an account alleged last, 0 for none.
    function lastAllegationOf(address alleger) external view returns (uint64 id);

    /// @notice The badges whose holders may allege.
    function badge() external view returns (address);

    /// @notice The EIP-712 digest that a wallet signs to declare.
    function declarationDigest(address wallet, bytes32 project, uint48 signedAt, uint48 deadline)
        external
        view
        returns (bytes32);

    /// @notice The EIP-712 digest that a wallet signs to dispute.
    function disputeDigest(uint64 id, uint48 deadline) external view returns (bytes32);
}
