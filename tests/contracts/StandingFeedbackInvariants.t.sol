// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStandingFeedback} from "../../contracts/interfaces/chambers/IStandingFeedback.sol";
import {Base} from "./Base.sol";
import {StandingFeedbackHandler} from "./StandingFeedbackHandler.sol";

// .tree
// after any sequence of calls and time: what stands follows from everything that was said and done
contract StandingFeedbackInvariants is Base {
    StandingFeedbackHandler private _handler;
    IStandingFeedback private _feedback;

    function setUp() public {
        vm.warp(START_AT);
        _handler = new StandingFeedbackHandler();
        _feedback = _handler.standing();
        _target(address(_handler));
    }

    function invariant_AProjectsObjectionsAreThoseThatAreOpen() public view {
        bytes32[2] memory projects = [keccak256("hot-spotter"), keccak256("open-fields")];
        for (uint256 p = 0; p < 2; ++p) {
            uint256 mask = 0;
            for (uint256 i = 0; i < _handler.raised(); ++i) {
                StandingFeedbackHandler.Said memory said = _handler.saidAt(i);
                if (said.project != projects[p] || !_isOpenObjection(said)) continue;
                // One at a time: the bit was not there.
                vm.assertEq(mask & (1 << said.chamber), 0);
                mask |= 1 << said.chamber;
            }
            vm.assertEq(uint256(_feedback.objections(projects[p])), mask);
        }
    }

    function invariant_FeedbackIsAsTimeAndCallsMadeIt() public view {
        for (uint256 i = 0; i < _handler.raised(); ++i) {
            StandingFeedbackHandler.Said memory said = _handler.saidAt(i);
            IStandingFeedback.Entry memory entry = _feedback.feedbackOf(said.id);
            vm.assertEq(uint256(entry.state), uint256(_stateOf(said)));
            vm.assertEq(uint256(entry.seat), said.seat);
            vm.assertEq(uint256(entry.raisedAt), said.raisedAt);
            vm.assertEq(entry.project, said.project);
            vm.assertEq(uint256(entry.endsAt), _endOf(said));
        }
    }

    function invariant_NobodySaysMoreInAWeekThanTheyMay() public view {
        for (uint256 i = 0; i < _handler.raised(); ++i) {
            address holder = _handler.saidAt(i).holder;
            uint256 used = _handler.usedBy(holder);
            vm.assertLe(used, 10);
            vm.assertEq(_feedback.leftThisWeek(holder), 10 - used);
        }
    }

    function _stateOf(StandingFeedbackHandler.Said memory said)
        private
        view
        returns (IStandingFeedback.State)
    {
        if (said.resolvedAt != 0) return IStandingFeedback.State.Resolved;
        if (!_handler.isOpen(said)) return IStandingFeedback.State.Lapsed;
        return said.isAnswered ? IStandingFeedback.State.Answered : IStandingFeedback.State.Raised;
    }

    function _endOf(StandingFeedbackHandler.Said memory said) private pure returns (uint256) {
        if (said.kind != IStandingFeedback.Kind.Objection) return 0;
        return said.resolvedAt == 0 ? said.keptUpAt + 30 days : said.resolvedAt;
    }

    function _isOpenObjection(StandingFeedbackHandler.Said memory said) private view returns (bool) {
        return said.kind == IStandingFeedback.Kind.Objection && _handler.isOpen(said);
    }
}
