// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {IBadgeGovernor} from "../../contracts/interfaces/IBadgeGovernor.sol";
import {IBadgeRecovery} from "../../contracts/interfaces/IBadgeRecovery.sol";
import {GovernorStage} from "./GovernorStage.sol";

/// @title Everything that can happen to proposals, votes and their badges, beside a plain model of it
/// @dev Each call says first, by the model, whether it has to succeed. Every third plan sets a parameter, the
/// others pay one wei.
contract GovernorHandler is GovernorStage {
    IBadgeGovernor.SignedBallot[] private _ballots;
    uint256 private _papers;

    function issue(uint256 holder, uint256 kind) external watched {
        _issue(holder, kind);
    }

    /// @dev Revoked, burned, or lapsed if its term is over.
    function take(uint256 pick, uint256 how) external watched {
        (bool isThere, uint256 place, uint64 number) = _pickBadge(pick);
        if (!isThere) return;
        (uint256 holder, int256 weight) = (_holderOf(number), _weightIn(number));
        if (how % 3 == 2) {
            (bool hasLapsed,) = address(BADGE).call(abi.encodeCall(BADGE.lapse, (number)));
            if (hasLapsed) _change(holder, -weight);
            return;
        }
        if (how % 3 == 1) {
            vm.prank(holders[holder]);
            BADGE.burn(number);
        } else {
            BADGE.revoke(number, 1);
        }
        _change(holder, -weight);
        _forget(place);
    }

    /// @dev To another wallet of the same person; both sign.
    function move(uint256 pick, uint256 other) external watched {
        (bool isThere,, uint64 number) = _pickBadge(pick);
        if (!isThere) return;
        uint256 from = _holderOf(number);
        other = (from + 1 + other % (HOLDERS - 1)) % HOLDERS;
        uint64[] memory numbers = new uint64[](1);
        numbers[0] = number;
        IBadgeRecovery.Move memory paper =
            IBadgeRecovery.Move(holders[from], holders[other], numbers, uint48(block.timestamp + ++_papers));
        bytes32 digest = BADGE.moveDigest(paper);
        int256 weight = _weightIn(number);
        BADGE.moveBadges(paper, _sign(_keys[from], digest), _sign(_keys[other], digest));
        _change(from, -weight);
        _change(other, weight);
    }

    function propose(uint256 holder, uint8 which, uint40 value) external watched {
        if (_plans.length == MOST_PLANS) return;
        holder %= HOLDERS;
        (which, value) = _plans.length % 3 == 2 ? _setting(which, value) : (PAYS, 0);
        bool expected = _mayPropose(holder);
        (address[] memory targets, uint256[] memory coins, bytes[] memory calls, string memory description) =
            _parts(_plans.length, holders[holder], which, value);
        bytes memory data = abi.encodeCall(GOVERNOR.propose, (targets, coins, calls, description));
        if (!_try(holders[holder], data, expected)) return;
        _record(
            holder, GOVERNOR.hashProposal(targets, coins, calls, keccak256(bytes(description))), which, value
        );
    }

    function vote(uint256 pick, uint256 holder, uint8 support) public watched {
        if (_plans.length == 0) return;
        (pick, holder, support) = (_pickPlan(pick), holder % HOLDERS, support % 4);
        bool expected = _mayVote(pick, holder, support, block.timestamp);
        bytes memory data = abi.encodeCall(GOVERNOR.castVote, (_plans[pick].id, support));
        if (_try(holders[holder], data, expected)) _recordVote(pick, holder, support, block.timestamp);
    }

    /// @dev In the last second, one after the other until the outcome is another.
    function answer(uint256 pick, uint256 first) external {
        if (_plans.length == 0) return;
        pick = _pickPlan(pick);
        Plan storage made = _plans[pick];
        if (stateOf(pick) != IGovernor.ProposalState.Active) return;
        vm.warp(made.endsAt);
        bool wasPassing = made.isPassing;
        for (uint256 i = 0; i < HOLDERS && made.isPassing == wasPassing; ++i) {
            vote(pick, first % HOLDERS + i, wasPassing ? 0 : 1);
        }
    }

    /// @dev A new one, of the past, of now or of the future, or any that was ever signed.
    function handIn(uint256 pick, uint256 holder, uint8 support, uint256 age) external watched {
        if (_plans.length == 0) return;
        if (_ballots.length == 0 || age % 3 != 0) {
            _signBallot(_pickPlan(pick), holder % HOLDERS, support % 4, age);
        }
        uint256 place = age % 3 == 0 ? pick % _ballots.length : _ballots.length - 1;
        IBadgeGovernor.SignedBallot memory ballot = _ballots[place];
        (uint256 plan, uint256 voter) = (_planOf(ballot.proposalId), _placeOf(ballot.voter));
        bool expected = _mayVote(plan, voter, ballot.support, ballot.version)
            && ballot.version <= block.timestamp && block.timestamp < ballot.deadline;
        if (_try(address(0xabc), abi.encodeCall(GOVERNOR.castBallot, (ballot)), expected)) {
            _recordVote(plan, voter, ballot.support, ballot.version);
        }
    }

    /// @dev Everybody, and one of them twice.
    function trim(uint256 pick, uint256 twice) external watched {
        if (_plans.length == 0) return;
        pick = _pickPlan(pick);
        address[] memory voters = new address[](HOLDERS + 1);
        for (uint256 i = 0; i <= HOLDERS; ++i) {
            voters[i] = holders[i == HOLDERS ? twice % HOLDERS : i];
        }
        bytes memory data = abi.encodeCall(GOVERNOR.trim, (_plans[pick].id, voters));
        bool expected = stateOf(pick) == IGovernor.ProposalState.Active;
        if (!_try(address(0xabc), data, expected)) return;
        for (uint256 i = 0; i < HOLDERS; ++i) {
            _lower(pick, i);
        }
        _settle(pick);
    }

    function _queue(uint256 pick) private {
        bool expected = stateOf(pick) == IGovernor.ProposalState.Succeeded;
        if (!_try(address(0xabc), _callOf(GOVERNOR.queue.selector, pick), expected)) return;
        _plans[pick].eta = block.timestamp + TIMELOCK_DELAY;
    }

    function _execute(uint256 pick) private {
        Plan storage made = _plans[pick];
        bool expected = stateOf(pick) == IGovernor.ProposalState.Queued && block.timestamp >= made.eta
            && (made.which != PAYS || made.hadCode == hasCode[pick]);
        if (!_try(address(0xabc), _callOf(GOVERNOR.execute.selector, pick), expected)) return;
        made.executedAt = block.timestamp;
        if (made.which != PAYS) values[made.which] = made.value;
    }

    /// @dev By whomever: queue, execute, cancel.
    function conclude(uint256 pick, uint256 how) external watched {
        if (_plans.length == 0) return;
        pick = _pickPlan(pick);
        if (how % 8 == 0) _cancel(pick, GUARDIAN);
        else if (how % 8 == 1) _cancel(pick, holders[how / 8 % HOLDERS]);
        else if (how % 8 < 5) _queue(pick);
        else _execute(pick);
    }

    function _cancel(uint256 pick, address caller) private {
        IGovernor.ProposalState had = stateOf(pick);
        bool isOpen = had != IGovernor.ProposalState.Canceled && had != IGovernor.ProposalState.Expired
            && had != IGovernor.ProposalState.Executed;
        bool expected = caller == GUARDIAN
            ? isOpen && block.timestamp < GUARDIAN_UNTIL
            : caller == _plans[pick].proposer && had == IGovernor.ProposalState.Pending;
        if (_try(caller, _callOf(GOVERNOR.cancel.selector, pick), expected)) _plans[pick].isCanceled = true;
    }

    /// @dev Of an account that is paid, before and after it was proposed to pay it.
    function recode(uint256 pick) external {
        pick %= MOST_PLANS;
        hasCode[pick] = !hasCode[pick];
        vm.etch(payeeOf(pick), hasCode[pick] ? bytes(hex"00") : bytes(""));
    }

    /// @dev Some time, or to the second before, at or after the next one at which something about a plan ends.
    function pass(uint256 pick, uint256 wait) external watched {
        uint256 time = block.timestamp + wait % 4 hours + 1;
        if (_plans.length != 0 && wait % 4 != 0) time = _edgeOf(_pickPlan(pick), wait) + wait / 8 % 3 - 1;
        if (time > block.timestamp) vm.warp(time);
    }

    /// @dev What most often comes next, so that some plans come to their end.
    function advance(uint256 pick) external watched {
        if (_plans.length == 0) return;
        pick = _pickPlan(pick);
        IGovernor.ProposalState had = stateOf(pick);
        if (had == IGovernor.ProposalState.Pending) vm.warp(_plans[pick].opensAt + 1);
        if (had == IGovernor.ProposalState.Active) {
            for (uint256 i = 0; i < HOLDERS; ++i) {
                if (_votes[pick][i].version == 0) vote(pick, i, 1);
            }
            vm.warp(_plans[pick].endsAt + 1);
        }
        if (had == IGovernor.ProposalState.Succeeded) _queue(pick);
        if (had == IGovernor.ProposalState.Queued) {
            if (block.timestamp < _plans[pick].eta) vm.warp(_plans[pick].eta);
            _execute(pick);
        }
    }

    function _planOf(uint256 id) private view returns (uint256 plan) {
        while (_plans[plan].id != id) {
            ++plan;
        }
    }

    function _edgeOf(uint256 pick, uint256 wait) private view returns (uint256) {
        Plan storage made = _plans[pick];
        IGovernor.ProposalState had = stateOf(pick);
        if (had == IGovernor.ProposalState.Pending) return made.opensAt;
        if (had == IGovernor.ProposalState.Active) return made.endsAt;
        if (had == IGovernor.ProposalState.Succeeded) return made.endsAt + LIFE;
        if (had == IGovernor.ProposalState.Queued) return made.eta + (wait % 8 < 4 ? 0 : LIFE);
        return block.timestamp;
    }

    function _signBallot(uint256 plan, uint256 holder, uint8 support, uint256 age) private {
        uint48 version = uint48(block.timestamp + 1 hours - age / 3 % 4 hours);
        // Some end at this second, or just before or after it.
        uint48 deadline = age % 2 == 0 ? version + 5 hours : uint48(block.timestamp + age / 3 % 3 - 1);
        IBadgeGovernor.SignedBallot memory ballot =
            IBadgeGovernor.SignedBallot(_plans[plan].id, support, holders[holder], version, deadline, "");
        ballot.signature = _sign(_keys[holder], GOVERNOR.ballotDigest(ballot));
        _ballots.push(ballot);
    }
}
