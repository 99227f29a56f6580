// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IRoundPayments} from "../interfaces/rounds/IRoundPayments.sol";
import {RoundIntake} from "./RoundIntake.sol";

/// @title What goes out whatever the mode: donations, deposits and leftovers, and what nobody is owed
abstract contract RoundPayments is RoundIntake {
    /// @inheritdoc IRoundPayments
    function claimDonations(uint32 projectId) external nonReentrant {
        // Check: donors do not have them back, it is time, they are not held, and were not paid yet.
        _requireProject(projectId);
        Status had = status();
        if (had == Status.Cancelled) revert QuadraticFundingRoundWrongStatus(msg.sig, had);
        (uint32 delaySeconds,,) = _resultNumbers();
        _requireFrom(uint256(_totals.closesAt) + delaySeconds);
        _requireBefore(_donationsLapseAt());
        Account memory account = _accounts[projectId];
        if (account.donationsPaid) revert QuadraticFundingRoundDonationsGone(projectId);
        address payee = _payeeNow(projectId);
        if (account.received == 0) revert QuadraticFundingRoundNothingOwed(payee);
        // Effect:
        _accounts[projectId].donationsPaid = true;
        _donationsPaid += account.received;
        emit DonationsClaimed(projectId, payee, account.received);
        // Interaction:
        _pay(payee, account.received);
    }

    /// @inheritdoc IRoundPayments
    function cancel() external {
        // Check: who may end the round depends on what would be lost.
        Status had = status();
        if (!_mayCancel(had)) revert QuadraticFundingRoundCannotCancel(msg.sender, had);
        // Effect: after the close donations belong to the projects, so that only the pool goes back.
        Status ended = _isBeforeClose(had) ? Status.Cancelled : Status.PoolReturned;
        _totals.ended = ended;
        emit RoundCancelled(msg.sender, ended);
        _onCancelled();
    }

    /// @inheritdoc IRoundPayments
    function reclaim(address account) external nonReentrant {
        // Check: it is decided what goes back and to whom, and this account has not had all of it.
        Deposit memory deposit = _deposits[account];
        uint256 due = _dueOf(account, deposit.amount);
        uint256 amount = due - deposit.taken;
        if (amount == 0) revert QuadraticFundingRoundNothingOwed(account);
        // Effect:
        _deposits[account].taken = SafeCast.toUint112(due);
        _pool.returned = SafeCast.toUint112(_pool.returned + amount);
        emit DepositReturned(account, amount);
        // Interaction:
        _pay(account, amount);
    }

    /// @inheritdoc IRoundPayments
    function sweep(address token) external nonReentrant {
        // Check: there is more than is owed to anybody.
        uint256 had = _balance(token);
        uint256 kept = _kept(token);
        address treasury = _governance();
        if (had <= kept) revert QuadraticFundingRoundNothingOwed(treasury);
        // Effect:
        emit SurplusSwept(token, treasury, had - kept);
        // Interaction:
        _payIn(token, treasury, had - kept);
        // Check: it was not the round's own token under another address.
        _requireAtLeast(_token(), _kept(_token()));
    }

    /// @dev What a mode ends with a round that is cancelled.
    function _onCancelled() internal virtual {}

    /// @dev What of a token is owed to somebody.
    function _kept(address token) private view returns (uint256 kept) {
        if (token == _token()) kept = owed();
        if (token == address(0)) kept += _bonds;
    }

    /// @dev What an account has of the pool in all, if nothing more is claimed; reverts while that is undecided.
    function _dueOf(address account, uint256 deposit) private view returns (uint256) {
        Status had = status();
        uint256 deposited = _pool.deposited;
        uint256 left = deposited;
        if (had == Status.Finalised) {
            (uint256 total, uint256 lapsesAt) = _finalTotal();
            left -= block.timestamp < lapsesAt ? total : _matchingPaid();
            (,, uint32 leftover) = _choiceNumbers();
            if (Leftover(leftover) == Leftover.Treasury) return account == _governance() ? left : 0;
        } else if (had != Status.Cancelled && had != Status.PoolReturned) {
            revert QuadraticFundingRoundWrongStatus(msg.sig, had);
        }
        return deposit == 0 ? 0 : Math.mulDiv(deposit, left, deposited);
    }

    /// @dev The operator cannot end a round whose donations it has seen. A stranger can when no result came in time;
    /// never when one stands, for then anybody can make that final.
    function _mayCancel(Status had) private view returns (bool) {
        bool isGovernance = msg.sender == _governance();
        if (_isBeforeClose(had)) return isGovernance || msg.sender == _operator();
        if (had == Status.Closed) return isGovernance || block.timestamp >= _deadManAt();
        return isGovernance && (had == Status.Published || had == Status.Objected);
    }
}
