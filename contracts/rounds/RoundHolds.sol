// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRoundHolds} from "../interfaces/rounds/IRoundHolds.sol";
import {RoundProjects} from "./RoundProjects.sol";

/// @title What can be stopped for a while, by whom, and how it goes on by itself
/// @dev A hold only delays: it ends early enough for the project to be paid, and takes nothing from it.
abstract contract RoundHolds is RoundProjects {
    /// @inheritdoc IRoundHolds
    function hold(uint32 projectId, uint256 until, string calldata reason) external {
        // Check: it is the first time, it ends in time, and leaves the project as long again to be paid.
        if (msg.sender != _guardian()) _requireCaller(_governance());
        _requireProject(projectId);
        if (_parties[projectId].heldUntil != 0) revert QuadraticFundingRoundOnceOnly(msg.sig);
        (uint32 mostSeconds,,) = _limitNumbers();
        uint256 mostAt = block.timestamp + mostSeconds;
        uint256 lastAt = _donationsLapseAt() - mostSeconds;
        if (lastAt < mostAt) mostAt = lastAt;
        uint40 heldUntil = _limited(until, mostAt);
        // Effect:
        _parties[projectId].heldUntil = heldUntil;
        emit PaymentsHeld(projectId, msg.sender, heldUntil, reason);
    }

    /// @inheritdoc IRoundHolds
    function appeal(uint32 projectId, string calldata statement) external {
        // Check: it is held, and the sender's.
        _requireProject(projectId);
        if (!_isHeld(projectId)) revert QuadraticFundingRoundNotHeld(projectId);
        if (msg.sender != _applications[projectId].applicant) _requireCaller(_parties[projectId].payee);
        // Effect:
        emit HoldAppealed(projectId, msg.sender, statement);
    }

    /// @inheritdoc IRoundHolds
    function release(uint32 projectId) external {
        // Check:
        _requireCaller(_governance());
        if (!_isHeld(projectId)) revert QuadraticFundingRoundNotHeld(projectId);
        // Effect: not zero, so that it cannot be held again.
        _parties[projectId].heldUntil = _nowAt();
        emit HoldReleased(projectId);
    }

    /// @inheritdoc IRoundHolds
    function pauseIntake(uint256 until, string calldata reason) external {
        // Check: it is the first time, and ends in time.
        _requireCaller(_guardian());
        Totals memory totals = _requireIntake();
        if (totals.pausedUntil != 0) revert QuadraticFundingRoundOnceOnly(msg.sig);
        (, uint32 mostSeconds,) = _limitNumbers();
        uint40 paused = _limited(until, block.timestamp + mostSeconds);
        // Effect: donors have as long as they were promised.
        uint40 closes = totals.closesAt + (paused - _nowAt());
        (_totals.pausedUntil, _totals.closesAt) = (paused, closes);
        emit IntakePaused(msg.sender, paused, closes, reason);
    }

    /// @inheritdoc IRoundHolds
    function resumeIntake() external {
        // Check:
        _requireCaller(_governance());
        _requireBefore(_totals.pausedUntil);
        // Effect: not zero, so that it cannot be paused again.
        _totals.pausedUntil = _nowAt();
        emit IntakeResumed();
    }

    function _isHeld(uint256 projectId) internal view returns (bool) {
        return block.timestamp < _parties[projectId].heldUntil;
    }

    /// @dev The payee of a project whose payments are not held.
    function _payeeNow(uint256 projectId) internal view returns (address) {
        Party memory party = _parties[projectId];
        _requireNotHeld(projectId, party);
        return party.payee;
    }

    function _requireNotHeld(uint256 projectId, Party memory party) internal view {
        if (block.timestamp < party.heldUntil) {
            revert QuadraticFundingRoundPaymentsHeld(projectId, party.heldUntil);
        }
    }

    function _requireNoPause(Totals memory totals) internal view {
        if (block.timestamp < totals.pausedUntil) {
            revert QuadraticFundingRoundIntakePaused(totals.pausedUntil);
        }
    }

    function _limited(uint256 until, uint256 mostAt) private view returns (uint40) {
        if (until <= block.timestamp || until > mostAt) {
            revert QuadraticFundingRoundBadLimit(msg.sig, until, mostAt);
        }
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint40(until);
    }
}
