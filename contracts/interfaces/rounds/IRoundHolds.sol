// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What may be stopped for a while: one project's payments, and intake
interface IRoundHolds {
    /// @notice Emitted when the payments of a project are held.
    event PaymentsHeld(uint32 indexed projectId, address indexed by, uint256 until, string reason);

    /// @notice Emitted when a project answers a hold.
    event HoldAppealed(uint32 indexed projectId, address indexed by, string statement);

    /// @notice Emitted when governance ends a hold early.
    event HoldReleased(uint32 indexed projectId);

    /// @notice Emitted when intake is paused; the close moves by as much.
    event IntakePaused(address indexed by, uint256 until, uint256 closesAt, string reason);

    /// @notice Emitted when governance ends a pause early.
    event IntakeResumed();

    /// @notice Thrown when a hold or pause is asked for a second time.
    error QuadraticFundingRoundOnceOnly(bytes4 call);

    /// @notice Thrown when a hold or pause would end in the past or too late.
    error QuadraticFundingRoundBadLimit(bytes4 call, uint256 hadAt, uint256 mostAt);

    /// @notice Thrown when a payment is held until then.
    error QuadraticFundingRoundPaymentsHeld(uint256 projectId, uint256 until);

    /// @notice Thrown when deposits and donations are paused until then.
    error QuadraticFundingRoundIntakePaused(uint256 until);

    /// @notice Thrown when a project is not held.
    error QuadraticFundingRoundNotHeld(uint256 projectId);

    /// @notice Holds the payments of a project, once. Guardian or governance; for at most the configured seconds,
    /// and so that as many are left afterwards until donations lapse.
    function hold(uint32 projectId, uint256 until, string calldata reason) external;

    /// @notice Tells governance what the project says to it. Applicant or payee, while held.
    function appeal(uint32 projectId, string calldata statement) external;

    /// @notice Ends a hold. Governance.
    function release(uint32 projectId) external;

    /// @notice Pauses deposits and donations, once, and moves the close by as much. Guardian, before the close.
    function pauseIntake(uint256 until, string calldata reason) external;

    /// @notice Ends a pause. Governance.
    function resumeIntake() external;

    /// @notice Until when deposits and donations are paused; past or zero when they are not.
    function pausedUntil() external view returns (uint256);
}
