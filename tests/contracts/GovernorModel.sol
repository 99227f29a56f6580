// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {IBadgeGovernor} from "../../contracts/interfaces/IBadgeGovernor.sol";
import {Base} from "./Base.sol";

/// @title What a plain reader of the rules would have written down about proposals and votes
/// @dev Votes of the past are the sum of all changes until then; a tally is the sum of the votes. Nothing is
/// kept that can be counted.
abstract contract GovernorModel is Base {
    struct Change {
        uint256 time;
        uint256 holder;
        int256 votes;
    }

    struct Vote {
        uint256 version;
        uint256 weight;
        uint256 mostWeight;
        uint8 support;
    }

    /// @dev `which` is 6 for a plan that pays; else it sets a parameter to `value`.
    struct Plan {
        uint256 id;
        address proposer;
        uint256 snapshotAt;
        uint256 opensAt;
        uint256 firstEndsAt;
        uint256 endsAt;
        uint256 quorum;
        uint256 eta;
        uint256 executedAt;
        bool isCanceled;
        bool isPassing;
        bool hadCode;
        uint8 which;
        uint40 value;
        IGovernor.ProposalState seen;
    }

    uint256 public constant HOLDERS = 4;
    uint256 public constant LIFE = 5 hours;
    uint256 public constant TIMELOCK_DELAY = 2 hours;
    uint8 public constant PAYS = 6;

    address[4] public holders;
    Plan[] internal _plans;
    Change[] private _changes;
    mapping(uint256 plan => mapping(uint256 holder => Vote)) internal _votes;
    mapping(uint256 plan => bool) public hasCode;
    uint256[6] public values = [uint256(1 hours), 6 hours, 1, 5000, 12 hours, 4 hours];

    function planCount() external view returns (uint256) {
        return _plans.length;
    }

    function planOf(uint256 plan) external view returns (Plan memory) {
        return _plans[plan];
    }

    function voteOf(uint256 plan, uint256 holder) external view returns (Vote memory) {
        return _votes[plan][holder];
    }

    /// @dev Of everybody for holder `HOLDERS`.
    function votesAt(uint256 holder, uint256 time) public view returns (uint256) {
        int256 votes;
        for (uint256 i = 0; i < _changes.length; ++i) {
            bool isTheirs = holder == HOLDERS || _changes[i].holder == holder;
            if (isTheirs && _changes[i].time <= time) votes += _changes[i].votes;
        }
        return uint256(votes);
    }

    /// @dev The highest votes a holder had at any time from then on.
    function mostVotesSince(uint256 holder, uint256 time) external view returns (uint256 most) {
        int256 votes = int256(votesAt(holder, time));
        most = uint256(votes);
        for (uint256 i = 0; i < _changes.length; ++i) {
            if (_changes[i].holder != holder || _changes[i].time <= time) continue;
            votes += _changes[i].votes;
            if (uint256(votes) > most) most = uint256(votes);
        }
    }

    function weightOf(uint256 plan, uint256 holder) public view returns (uint256) {
        uint256 then = votesAt(holder, _plans[plan].snapshotAt);
        uint256 since = votesAt(holder, block.timestamp);
        return then < since ? then : since;
    }

    function tallyOf(uint256 plan) public view returns (uint256[3] memory tally) {
        for (uint256 i = 0; i < HOLDERS; ++i) {
            tally[_votes[plan][i].support] += _votes[plan][i].weight;
        }
    }

    function stateOf(uint256 plan) public view returns (IGovernor.ProposalState) {
        Plan storage made = _plans[plan];
        if (made.executedAt != 0) return IGovernor.ProposalState.Executed;
        if (made.isCanceled) return IGovernor.ProposalState.Canceled;
        if (block.timestamp <= made.opensAt) return IGovernor.ProposalState.Pending;
        if (block.timestamp <= made.endsAt) return IGovernor.ProposalState.Active;
        if (!_passes(plan)) return IGovernor.ProposalState.Defeated;
        bool isQueued = made.eta != 0;
        if (block.timestamp >= (isQueued ? made.eta : made.endsAt) + LIFE) {
            return IGovernor.ProposalState.Expired;
        }
        return isQueued ? IGovernor.ProposalState.Queued : IGovernor.ProposalState.Succeeded;
    }

    function lastPlanOf(address proposer) public view returns (bool hasOne, uint256 plan) {
        for (plan = _plans.length; plan > 0; --plan) {
            if (_plans[plan - 1].proposer == proposer) return (true, plan - 1);
        }
    }

    function _change(uint256 holder, int256 votes) internal {
        _changes.push(Change(block.timestamp, holder, votes));
    }

    /// @dev Weight of now and of the snapshot, and no other proposal that is open.
    function _mayPropose(uint256 holder) internal view returns (bool) {
        uint256 since = votesAt(holder, block.timestamp);
        uint256 then = votesAt(holder, block.timestamp - _valueOf(IBadgeGovernor.Parameter.Maturity));
        if (since == 0 || then == 0 || votesAt(holder, block.timestamp - 1) == 0) return false;
        (bool hasOne, uint256 plan) = lastPlanOf(holders[holder]);
        return !hasOne || stateOf(plan) > IGovernor.ProposalState.Active;
    }

    function _record(uint256 holder, uint256 id, uint8 which, uint40 value) internal {
        uint256 plan = _plans.length;
        Plan storage made = _plans.push();
        (made.id, made.proposer, made.which, made.value) = (id, holders[holder], which, value);
        made.snapshotAt = block.timestamp - _valueOf(IBadgeGovernor.Parameter.Maturity);
        made.opensAt = block.timestamp + _valueOf(IBadgeGovernor.Parameter.VotingDelay);
        made.firstEndsAt = made.opensAt + _valueOf(IBadgeGovernor.Parameter.VotingPeriod);
        made.endsAt = made.firstEndsAt;
        uint256 bps = votesAt(HOLDERS, made.snapshotAt) * _valueOf(IBadgeGovernor.Parameter.QuorumBps);
        made.quorum = bps / 10_000 + (bps % 10_000 == 0 ? 0 : 1);
        made.hadCode = hasCode[plan];
    }

    function _mayVote(uint256 plan, uint256 holder, uint8 support, uint256 version)
        internal
        view
        returns (bool)
    {
        return stateOf(plan) == IGovernor.ProposalState.Active && weightOf(plan, holder) != 0 && support <= 2
            && version > _votes[plan][holder].version;
    }

    function _recordVote(uint256 plan, uint256 holder, uint8 support, uint256 version) internal {
        uint256 weight = weightOf(plan, holder);
        _votes[plan][holder] = Vote(version, weight, weight, support);
        _settle(plan);
    }

    /// @dev After votes changed: a late flip gives time.
    function _settle(uint256 plan) internal {
        Plan storage made = _plans[plan];
        if (_passes(plan) == made.isPassing) return;
        made.isPassing = !made.isPassing;
        uint256 needed = block.timestamp + _valueOf(IBadgeGovernor.Parameter.FlipWindow);
        uint256 most = made.firstEndsAt + (made.firstEndsAt - made.opensAt);
        if (needed > most) needed = most;
        if (needed > made.endsAt) made.endsAt = needed;
    }

    function _passes(uint256 plan) internal view returns (bool) {
        uint256[3] memory tally = tallyOf(plan);
        return tally[1] > tally[0] && tally[1] + tally[2] >= _plans[plan].quorum;
    }

    function _valueOf(IBadgeGovernor.Parameter which) internal view returns (uint256) {
        return values[uint8(which)];
    }
}
