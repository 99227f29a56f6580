// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {BadgeGovernor} from "../../contracts/BadgeGovernor.sol";
import {IBadgeGovernor} from "../../contracts/interfaces/IBadgeGovernor.sol";
import {Base} from "./Base.sol";
import {GovernorHandler} from "./GovernorHandler.sol";
import {GovernorModel} from "./GovernorModel.sol";

// .tree
// after any sequence of issue, revoke, burn, lapse, move, propose, vote, ballot, trim, queue, execute, cancel,
// changed code, changed parameters, and time:
// each call succeeded exactly when the model says so, no state followed that may not, and the rest holds
contract GovernorInvariants is Base {
    GovernorHandler private _handler;
    BadgeGovernor private _governor;

    function setUp() public {
        vm.warp(START_AT);
        _handler = new GovernorHandler();
        _governor = _handler.GOVERNOR();
        _target(address(_handler));
    }

    function invariant_VotesAreThoseOfTheModel() public view {
        for (uint256 plan = 0; plan < _handler.planCount(); ++plan) {
            uint256 id = _handler.planOf(plan).id;
            for (uint256 i = 0; i < _handler.HOLDERS(); ++i) {
                GovernorModel.Vote memory vote = _handler.voteOf(plan, i);
                (uint8 support, uint256 weight, uint256 version) = _governor.voteOf(id, _handler.holders(i));
                vm.assertEq(support, vote.support);
                vm.assertEq(weight, vote.weight);
                vm.assertEq(version, vote.version);
                vm.assertTrue(_governor.hasVoted(id, _handler.holders(i)) == (version != 0));
            }
        }
    }

    function invariant_ATallyIsTheSumOfItsVotes() public view {
        for (uint256 plan = 0; plan < _handler.planCount(); ++plan) {
            uint256 id = _handler.planOf(plan).id;
            uint256[3] memory sum;
            for (uint256 i = 0; i < _handler.HOLDERS(); ++i) {
                (uint8 support, uint256 weight,) = _governor.voteOf(id, _handler.holders(i));
                sum[support] += weight;
            }
            (uint256 no, uint256 yes, uint256 abstain) = _governor.proposalVotes(id);
            vm.assertEq(no, sum[0]);
            vm.assertEq(yes, sum[1]);
            vm.assertEq(abstain, sum[2]);
            vm.assertLe(
                no + yes + abstain, _handler.BADGE().getPastTotalSupply(_governor.proposalSnapshot(id))
            );
        }
    }

    function invariant_AVoteWeighsNoMoreThanItsBadges() public view {
        for (uint256 plan = 0; plan < _handler.planCount(); ++plan) {
            GovernorModel.Plan memory made = _handler.planOf(plan);
            for (uint256 i = 0; i < _handler.HOLDERS(); ++i) {
                GovernorModel.Vote memory vote = _handler.voteOf(plan, i);
                (, uint256 weight,) = _governor.voteOf(made.id, _handler.holders(i));
                vm.assertLe(weight, _handler.votesAt(i, made.snapshotAt));
                vm.assertLe(weight, _handler.mostVotesSince(i, made.snapshotAt));
                vm.assertLe(weight, vote.mostWeight);
            }
        }
    }

    function invariant_VotingLastsAtMostTwiceItsPeriod() public view {
        for (uint256 plan = 0; plan < _handler.planCount(); ++plan) {
            GovernorModel.Plan memory made = _handler.planOf(plan);
            uint256 endsAt = _governor.proposalDeadline(made.id);
            vm.assertEq(endsAt, made.endsAt);
            vm.assertGe(endsAt, made.firstEndsAt);
            vm.assertLe(endsAt, 2 * made.firstEndsAt - made.opensAt);
        }
    }

    function invariant_AFrameStays() public view {
        for (uint256 plan = 0; plan < _handler.planCount(); ++plan) {
            GovernorModel.Plan memory made = _handler.planOf(plan);
            vm.assertEq(_governor.proposalSnapshot(made.id), made.snapshotAt);
            vm.assertEq(_governor.proposalOpensAt(made.id), made.opensAt);
            vm.assertEq(_governor.proposalQuorum(made.id), made.quorum);
            vm.assertEq(_governor.proposalProposer(made.id), made.proposer);
            vm.assertLt(made.snapshotAt, made.opensAt);
        }
    }

    function invariant_StatesAreThoseOfTheModel() public view {
        for (uint256 plan = 0; plan < _handler.planCount(); ++plan) {
            GovernorModel.Plan memory made = _handler.planOf(plan);
            IGovernor.ProposalState has = _handler.stateOf(plan);
            vm.assertEq(uint8(_governor.state(made.id)), uint8(has));
            uint256 expiresAt = _governor.proposalExpiresAt(made.id);
            if (has == IGovernor.ProposalState.Succeeded || has == IGovernor.ProposalState.Queued) {
                vm.assertLt(block.timestamp, expiresAt);
            } else {
                vm.assertTrue((expiresAt != 0) == (has == IGovernor.ProposalState.Expired));
            }
        }
    }

    function invariant_WhatIsExecutedHadPassedAndWaitedAndIsDoneOnce() public view {
        uint256 paid;
        for (uint256 plan = 0; plan < _handler.planCount(); ++plan) {
            GovernorModel.Plan memory made = _handler.planOf(plan);
            uint256 has = _handler.payeeOf(plan).balance;
            bool isPaid = made.executedAt != 0 && made.which == _handler.PAYS();
            vm.assertEq(has, isPaid ? 1 : 0);
            paid += has;
            if (made.executedAt == 0) continue;
            vm.assertTrue(made.isPassing);
            vm.assertLt(made.endsAt, made.eta - _handler.TIMELOCK_DELAY());
            vm.assertLe(made.eta, made.executedAt);
            vm.assertLt(made.executedAt, made.eta + _handler.LIFE());
        }
        vm.assertEq(address(_handler.TIMELOCK()).balance + paid, 1 ether);
        vm.assertEq(address(_governor).balance, 0);
    }

    function invariant_AProposerHasOneOpenProposal() public view {
        for (uint256 i = 0; i < _handler.HOLDERS(); ++i) {
            address proposer = _handler.holders(i);
            uint256 open;
            for (uint256 plan = 0; plan < _handler.planCount(); ++plan) {
                GovernorModel.Plan memory made = _handler.planOf(plan);
                if (made.proposer != proposer) continue;
                if (_governor.state(made.id) <= IGovernor.ProposalState.Active) ++open;
            }
            vm.assertLe(open, 1);
            (bool hasOne, uint256 last) = _handler.lastPlanOf(proposer);
            vm.assertEq(_governor.lastProposalOf(proposer), hasOne ? _handler.planOf(last).id : 0);
        }
    }

    function invariant_ParametersAreThoseThatWereDecided() public view {
        for (uint8 i = 0; i < 6; ++i) {
            vm.assertEq(_governor.parameter(IBadgeGovernor.Parameter(i)), _handler.values(i));
        }
    }

    /// @dev Random calls go this way now and then; here for certain.
    function test_TheHandlerGetsToTheEnd() public {
        for (uint256 plan = 0; plan < 3; ++plan) {
            _handler.propose(plan, 3, 1234);
            for (uint256 i = 0; i < 4; ++i) {
                _handler.advance(plan);
            }
            vm.assertTrue(_handler.stateOf(plan) == IGovernor.ProposalState.Executed);
        }
        vm.assertEq(_governor.parameter(IBadgeGovernor.Parameter.Maturity), 1234);
        invariant_WhatIsExecutedHadPassedAndWaitedAndIsDoneOnce();
    }
}
