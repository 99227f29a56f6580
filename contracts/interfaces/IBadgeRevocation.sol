// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title How a badge is taken away
/// @notice At once by governance; by the badge's own issuer at once when guardian or governance agrees, and else
/// after 21 days, which the holder can end by an appeal. No other issuer has a say.
/// @dev Reasons are codes of the deployment's rules; the words behind them stay off-chain.
interface IBadgeRevocation {
    /// @notice A revocation that an issuer has announced.
    /// @param dueAt unix seconds from which it can be completed, unless the holder has appealed
    struct Revocation {
        uint48 dueAt;
        uint16 reason;
        bool appealed;
    }

    /// @notice Emitted when an issuer announces that it wants a badge of its own back.
    event RevocationAnnounced(
        uint64 indexed number, address indexed holder, address indexed issuer, uint16 reason, uint48 dueAt
    );

    /// @notice Emitted when a holder appeals: from now on only guardian or governance can revoke the badge.
    event RevocationAppealed(uint64 indexed number, address indexed holder);

    /// @notice Emitted when issuer, guardian or governance gives up a revocation.
    event RevocationDropped(uint64 indexed number, address indexed authority);

    /// @notice Emitted when an authority takes a badge away: governance, the guardian who confirmed it, or whoever
    /// completed what was due.
    event BadgeRevoked(
        uint64 indexed number, address indexed holder, address indexed authority, uint16 reason
    );

    /// @notice Thrown when somebody else than the issuer of a badge announces its revocation.
    error ContributionBadgeNotItsIssuer(uint64 number, address caller, address issuer);

    /// @notice Thrown when a revocation is announced a second time.
    error ContributionBadgeRevocationPending(uint64 number, uint48 dueAt);

    /// @notice Thrown when no revocation of a badge is announced.
    error ContributionBadgeNoRevocation(uint64 number);

    /// @notice Thrown when a revocation is completed although the holder has appealed.
    error ContributionBadgeRevocationAppealed(uint64 number);

    /// @notice Thrown when a revocation is completed before its time.
    error ContributionBadgeRevocationEarly(uint64 number, uint256 nowAt, uint48 dueAt);

    /// @notice Takes a badge away at once, with its votes. Governance.
    function revoke(uint64 number, uint16 reason) external;

    /// @notice Announces that a badge is to be taken away. Its own issuer, while it has the right to issue.
    function announceRevocation(uint64 number, uint16 reason) external;

    /// @notice Stops an announced revocation until guardian or governance has decided. Holder.
    function appealRevocation(uint64 number) external;

    /// @notice Takes a badge away at once that its issuer wants back. Guardian or governance.
    function confirmRevocation(uint64 number) external;

    /// @notice Takes a badge away once its revocation is due and nobody has appealed. Anybody, as long as the issuer
    /// still has the right to issue.
    function completeRevocation(uint64 number) external;

    /// @notice Gives up a revocation. The badge's issuer, guardian or governance.
    function dropRevocation(uint64 number) external;

    /// @notice The announced revocation of a badge. Reverts when there is none.
    function revocationOf(uint64 number) external view returns (Revocation memory);
}
