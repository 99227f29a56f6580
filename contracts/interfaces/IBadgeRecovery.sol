// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title How badges follow their holder to another wallet
/// @notice (a) Signed by both wallets: at once. (b) Asked for by the new wallet and approved by governance or by the
/// guardian that the holder named: after 7 days in which the old wallet can stop it, and within the next 30.
/// @dev Weight that was moved begins anew: votes of the past stay with the old wallet.
interface IBadgeRecovery {
    /// @notice EIP-712 message that both wallets sign.
    /// @param deadline unix seconds; it counts before
    struct Move {
        address from;
        address to;
        uint64[] numbers;
        uint48 deadline;
    }

    /// @notice A recovery under way; `approvedAt` is 0 as long as nobody has approved it.
    struct Recovery {
        uint48 requestedAt;
        uint48 approvedAt;
    }

    /// @notice Emitted for each badge that was moved.
    event BadgeRecovered(uint64 indexed number, address indexed from, address indexed to);

    /// @notice Emitted when a holder names who may approve a recovery; the zero address is nobody.
    event GuardianNamed(address indexed holder, address indexed guardian);

    /// @notice Emitted when a wallet asks for the badges of another.
    event RecoveryRequested(address indexed from, address indexed to);

    /// @notice Emitted when a recovery is approved; the old wallet can stop it until `completeAt`, and later too.
    event RecoveryApproved(
        address indexed from, address indexed to, address indexed authority, uint48 completeAt
    );

    /// @notice Emitted when a recovery is stopped.
    event RecoveryStopped(address indexed from, address indexed to, address indexed authority);

    /// @notice Thrown when badges would move to the zero address, or to the wallet they are in.
    error ContributionBadgeBadWallet(address from, address to);

    /// @notice Thrown when a signed move is submitted at or after its deadline.
    error ContributionBadgeMoveExpired(uint256 nowAt, uint48 deadline);

    /// @notice Thrown when a signed move was done before.
    error ContributionBadgeMoveUsed(bytes32 digest);

    /// @notice Thrown when one of the two wallets did not sign a move.
    error ContributionBadgeMoveNotSigned(address wallet);

    /// @notice Thrown when a wallet did not ask for the badges of another.
    error ContributionBadgeNoRecovery(address from, address to);

    /// @notice Thrown when a recovery is completed that nobody has approved.
    error ContributionBadgeRecoveryNotApproved(address from, address to);

    /// @notice Thrown when a recovery is completed outside [beginsAt, endsAt).
    error ContributionBadgeRecoveryNotNow(uint256 nowAt, uint256 beginsAt, uint256 endsAt);

    /// @notice Moves badges between two wallets that both signed. Anybody submits.
    /// @param fromSignature 65 bytes of ECDSA by the old wallet, or what its ERC-1271 account accepts
    /// @param toSignature the same of the new wallet, over the same digest
    function moveBadges(Move calldata move, bytes calldata fromSignature, bytes calldata toSignature) external;

    /// @notice Names who may approve the recovery of the caller's badges beside governance, or nobody.
    function nameGuardian(address guardian) external;

    /// @notice Asks for the badges of a wallet that was lost. The new wallet; asking again begins anew.
    function requestRecovery(address from) external;

    /// @notice Approves a recovery; the days to stop it begin now. Governance, or the guardian that `from` named.
    function approveRecovery(address from, address to) external;

    /// @notice Stops a recovery. Either wallet or governance, at any time.
    function stopRecovery(address from, address to) external;

    /// @notice Takes badges of an approved recovery, all at once or in several parts. The new wallet.
    function completeRecovery(address from, uint64[] calldata numbers) external;

    /// @notice A recovery under way. Reverts when there is none.
    function recoveryOf(address from, address to) external view returns (Recovery memory);

    /// @notice The guardian whom a holder named for recoveries; the zero address is nobody.
    function guardianOf(address holder) external view returns (address);

    /// @notice The EIP-712 digest that both wallets sign.
    function moveDigest(Move calldata move) external view returns (bytes32);
}
