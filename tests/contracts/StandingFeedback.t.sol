// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStandingFeedback} from "../../contracts/interfaces/chambers/IStandingFeedback.sol";
import {StandingFeedbackFixture} from "./StandingFeedbackFixture.sol";

// .tree
// feedback of a seat
// ├── is raised by its holder, once for the same words, within what a week allows
// ├── is answered, more than once, by the project's own maintainers and whom governance named, and nobody else
// ├── is resolved by the seat's holder of now, governance or guardian, and stays so
// └── rules and answerers are governance's alone, within bounds
contract StandingFeedbackTest is StandingFeedbackFixture {
    function test_Construct() public {
        vm.assertEq(uint256(feedback.maintainersChamber()), MAINTAINERS);
        (address seats_, address affiliations_) = feedback.registers();
        vm.assertEq(seats_, address(seats));
        vm.assertEq(affiliations_, address(affiliations));
        _assertRules(5_000, 5);
        vm.expectRevert(abi.encodeWithSelector(IStandingFeedback.StandingFeedbackBadRule.selector, 8, 0, 7));
        _deploy(8, 5_000, 5);
    }

    function test_Raise() public {
        IStandingFeedback.Feedback memory said = _new(USER, PROJECT, IStandingFeedback.Kind.Concern);
        bytes32 id = _idOf(said);
        vm.assertEq(feedback.idOf(said), id);
        vm.expectEmit(address(feedback));
        emit IStandingFeedback.FeedbackRaised(
            id, PROJECT, USER, USERS, IStandingFeedback.Kind.Concern, said.textHash, _holderOf(USER)
        );
        vm.assertEq(_raise(said), id);
        IStandingFeedback.Entry memory entry = feedback.feedbackOf(id);
        vm.assertEq(uint256(entry.seat), USER);
        vm.assertEq(uint256(entry.chamber), USERS);
        vm.assertEq(uint256(entry.kind), uint256(IStandingFeedback.Kind.Concern));
        vm.assertEq(uint256(entry.raisedAt), START_AT);
        vm.assertEq(uint256(entry.endsAt), 0);
        vm.assertEq(entry.project, PROJECT);
        _assertState(id, IStandingFeedback.State.Raised);
        _assertMask(0);
    }

    function test_Raise_RevertWhen_NotTheSeats() public {
        IStandingFeedback.Feedback memory said = _new(USER, PROJECT, IStandingFeedback.Kind.Remark);
        _expectNotTheSeat(_holderOf(EXPERT));
        vm.prank(_holderOf(EXPERT));
        feedback.raise(said, new IStandingFeedback.SignedBacking[](0));
        seats.end(USER);
        _expectNotTheSeat(_holderOf(USER));
        _raise(said);
    }

    function test_Raise_RevertWhen_SaidBefore() public {
        IStandingFeedback.Feedback memory said = _new(USER, PROJECT, IStandingFeedback.Kind.Remark);
        bytes32 id = _raise(said);
        vm.expectRevert(abi.encodeWithSelector(IStandingFeedback.StandingFeedbackKnown.selector, id));
        _raise(said);
        _resolve(id, USER);
        vm.expectRevert(abi.encodeWithSelector(IStandingFeedback.StandingFeedbackKnown.selector, id));
        _raise(said);
        said.project = OTHER;
        _raise(said);
    }

    function test_Raise_TenRemarksOrTwoObjectionsAWeek() public {
        vm.warp((START_AT / 1 weeks + 1) * 1 weeks);
        _raise(_objection(USER));
        for (uint256 i = 0; i < 4; ++i) {
            _raise(_new(USER, PROJECT, IStandingFeedback.Kind.Remark));
        }
        vm.assertEq(feedback.leftThisWeek(_holderOf(USER)), 1);
        IStandingFeedback.Feedback memory more = _new(USER, OTHER, IStandingFeedback.Kind.Objection);
        _expectOverLimit(5, 1);
        _raise(more);
        _raise(_new(USER, PROJECT, IStandingFeedback.Kind.Concern));
        IStandingFeedback.Feedback memory last = _new(USER, PROJECT, IStandingFeedback.Kind.Remark);
        vm.warp((START_AT / 1 weeks + 2) * 1 weeks - 1);
        _expectOverLimit(1, 0);
        _raise(last);
        vm.warp((START_AT / 1 weeks + 2) * 1 weeks);
        _raise(last);
        _raise(more);
        vm.assertEq(feedback.leftThisWeek(_holderOf(USER)), 4);
    }

    function test_Raise_ChangingTheSeatRenewsNoWeek() public {
        for (uint256 i = 0; i < 10; ++i) {
            _raise(_new(USER, PROJECT, IStandingFeedback.Kind.Remark));
        }
        seats.take(USER);
        seats.give(50, _holderOf(USER), EXPERTS);
        IStandingFeedback.Feedback memory said = _new(50, PROJECT, IStandingFeedback.Kind.Remark);
        _expectOverLimit(1, 0);
        vm.prank(_holderOf(USER));
        feedback.raise(said, new IStandingFeedback.SignedBacking[](0));
    }

    function test_Answer_ByWhomGovernanceNamed() public {
        bytes32 id = _raise(_new(USER, PROJECT, IStandingFeedback.Kind.Remark));
        address owner = _account("owner");
        _expectNotAnAnswerer(owner);
        vm.prank(owner);
        feedback.answer(id, TEXT, 0);
        vm.expectEmit(address(feedback));
        emit IStandingFeedback.AnswererSet(PROJECT, address(0), owner);
        vm.prank(governance);
        feedback.setAnswerer(PROJECT, owner);
        vm.assertEq(feedback.answererOf(PROJECT), owner);
        vm.expectEmit(address(feedback));
        emit IStandingFeedback.FeedbackAnswered(id, TEXT, owner);
        vm.startPrank(owner);
        feedback.answer(id, TEXT, 0);
        feedback.answer(id, keccak256("better"), 0);
        vm.stopPrank();
        _assertState(id, IStandingFeedback.State.Answered);
    }

    function test_Answer_ByAMaintainerOfTheProject() public {
        bytes32 id = _raise(_objection(USER));
        _expectNotAnAnswerer(_holderOf(MAINTAINER));
        _answer(id, MAINTAINER);
        _belong(MAINTAINER);
        _answer(id, MAINTAINER);
        _assertState(id, IStandingFeedback.State.Answered);
        _assertMask(1 << USERS);
    }

    function test_Answer_RevertWhen_NoSeatOfTheMaintainers() public {
        bytes32 id = _raise(_new(USER, PROJECT, IStandingFeedback.Kind.Remark));
        _belong(EXPERT);
        _expectNotAnAnswerer(_holderOf(EXPERT));
        _answer(id, EXPERT);
        _expectNotAnAnswerer(_holderOf(EXPERT));
        vm.prank(_holderOf(EXPERT));
        feedback.answer(id, TEXT, MAINTAINER);
        _belong(MAINTAINER);
        seats.end(MAINTAINER);
        _expectNotAnAnswerer(_holderOf(MAINTAINER));
        _answer(id, MAINTAINER);
    }

    function test_Resolve() public {
        bytes32 id = _raise(_new(USER, PROJECT, IStandingFeedback.Kind.Concern));
        vm.expectEmit(address(feedback));
        emit IStandingFeedback.FeedbackResolved(id, _holderOf(USER));
        _resolve(id, USER);
        _assertState(id, IStandingFeedback.State.Resolved);
        bytes memory refusal = abi.encodeWithSelector(
            IStandingFeedback.StandingFeedbackBadState.selector, id, IStandingFeedback.State.Resolved
        );
        vm.expectRevert(refusal);
        _resolve(id, USER);
        vm.expectRevert(refusal);
        _answer(id, MAINTAINER);
    }

    function test_Resolve_ByTheSeatsHolderOfNow() public {
        bytes32 id = _raise(_new(USER, PROJECT, IStandingFeedback.Kind.Concern));
        address moved = _account("moved");
        seats.give(USER, moved, USERS);
        _expectNotResolver(id, _holderOf(USER));
        _resolve(id, USER);
        seats.end(USER);
        _expectNotResolver(id, moved);
        vm.prank(moved);
        feedback.resolve(id);
        seats.give(USER, moved, USERS);
        vm.prank(moved);
        feedback.resolve(id);
    }

    function test_Resolve_ByGovernanceAndGuardian() public {
        address[2] memory authorities = [governance, guardian];
        for (uint256 i = 0; i < 2; ++i) {
            bytes32 id = _raise(_new(USER, PROJECT, IStandingFeedback.Kind.Concern));
            vm.prank(authorities[i]);
            feedback.resolve(id);
            _assertState(id, IStandingFeedback.State.Resolved);
        }
    }

    function test_AnswerAndResolve_RevertWhen_Unknown() public {
        bytes memory refusal = abi.encodeWithSelector(
            IStandingFeedback.StandingFeedbackBadState.selector, TEXT, IStandingFeedback.State.Unknown
        );
        vm.expectRevert(refusal);
        _answer(TEXT, MAINTAINER);
        vm.expectRevert(refusal);
        _resolve(TEXT, USER);
    }

    function test_SetRules_AtTheEdges() public {
        vm.expectEmit(address(feedback));
        emit IStandingFeedback.RulesSet(10_000, 1_000);
        _setRules(10_000, 1_000);
        _setRules(1_000, 3);
        _assertRules(1_000, 3);
        _expectBadRule(999, 1_000, 10_000);
        _setRules(999, 3);
        _expectBadRule(10_001, 1_000, 10_000);
        _setRules(10_001, 3);
        _expectBadRule(2, 3, 1_000);
        _setRules(1_000, 2);
        _expectBadRule(1_001, 3, 1_000);
        _setRules(1_000, 1_001);
    }

    function test_RulesAndAnswerers_RevertWhen_NotGovernance() public {
        bytes memory refusal = abi.encodeWithSelector(
            IStandingFeedback.StandingFeedbackNotGovernance.selector, guardian, governance
        );
        vm.expectRevert(refusal);
        vm.prank(guardian);
        feedback.setRules(5_000, 5);
        vm.expectRevert(refusal);
        vm.prank(guardian);
        feedback.setAnswerer(PROJECT, guardian);
    }

    function _answer(bytes32 id, uint64 seat) private {
        vm.prank(_holderOf(seat));
        feedback.answer(id, TEXT, seat);
    }

    function _belong(uint64 seat) private {
        vm.prank(_holderOf(seat));
        affiliations.declare(PROJECT);
    }

    function _setRules(uint16 quorumBps, uint32 leastSeats) private {
        vm.prank(governance);
        feedback.setRules(quorumBps, leastSeats);
    }

    function _assertRules(uint256 quorumBps, uint256 leastSeats) private view {
        (uint16 hadBps, uint32 hadSeats) = feedback.rules();
        vm.assertEq(uint256(hadBps), quorumBps);
        vm.assertEq(uint256(hadSeats), leastSeats);
    }

    function _expectBadRule(uint256 given, uint256 least, uint256 most) private {
        vm.expectRevert(
            abi.encodeWithSelector(IStandingFeedback.StandingFeedbackBadRule.selector, given, least, most)
        );
    }

    function _expectNotTheSeat(address caller) private {
        vm.expectRevert(
            abi.encodeWithSelector(IStandingFeedback.StandingFeedbackNotTheSeat.selector, USER, caller)
        );
    }

    function _expectOverLimit(uint256 needed, uint256 left) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IStandingFeedback.StandingFeedbackOverWeeklyLimit.selector, _holderOf(USER), needed, left
            )
        );
    }

    function _expectNotAnAnswerer(address caller) private {
        vm.expectRevert(
            abi.encodeWithSelector(IStandingFeedback.StandingFeedbackNotAnAnswerer.selector, PROJECT, caller)
        );
    }

    function _expectNotResolver(bytes32 id, address caller) private {
        vm.expectRevert(
            abi.encodeWithSelector(IStandingFeedback.StandingFeedbackNotResolver.selector, id, caller)
        );
    }
}
