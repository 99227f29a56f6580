// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStandingFeedback} from "../../contracts/interfaces/chambers/IStandingFeedback.sol";
import {SlotReads} from "./SlotReads.sol";
import {StandingFeedbackFixture} from "./StandingFeedbackFixture.sol";

// .tree
// an objection
// ├── is open for 30 days, or until it is resolved; a chamber has one open to a project
// ├── rests its chamber, and who raised it in every chamber, but for a quorum that signs at once
// ├── goes on for 30 days from now when a quorum signs again, as long as it is open
// ├── is raised and kept up by no chamber that is too small, and by no seat that belongs to the project
// └── of one seat, whatever it does, holds no project up for more than 30 days in 120
contract StandingFeedbackObjectionsTest is StandingFeedbackFixture {
    function test_Objection_IsOpenForThirtyDays() public {
        IStandingFeedback.Feedback memory said = _objection(USER);
        vm.expectEmit(address(feedback));
        emit IStandingFeedback.ObjectionOpen(_idOf(said), PROJECT, USERS, uint32(START_AT + 30 days), 1);
        bytes32 id = _raise(said);
        vm.assertEq(feedback.objectionEndsAt(PROJECT, USERS), START_AT + 30 days);
        vm.assertEq(_endOf(id), START_AT + 30 days);
        vm.warp(START_AT + 30 days - 1);
        _assertMask(1 << USERS);
        _assertState(id, IStandingFeedback.State.Raised);
        vm.warp(START_AT + 30 days);
        _assertMask(0);
        _assertState(id, IStandingFeedback.State.Lapsed);
        vm.expectRevert(
            abi.encodeWithSelector(
                IStandingFeedback.StandingFeedbackBadState.selector, id, IStandingFeedback.State.Lapsed
            )
        );
        _resolve(id, USER);
    }

    function test_Objection_EndsWhenItIsResolved() public {
        bytes32 id = _raise(_objection(USER));
        vm.warp(START_AT + 3 days);
        _resolve(id, USER);
        _assertMask(0);
        vm.assertEq(_endOf(id), START_AT + 3 days);
        vm.assertEq(feedback.objectionEndsAt(PROJECT, USERS), START_AT + 3 days);
    }

    function test_Objections_OfEachChamberBesideTheOthers() public {
        _raise(_objection(USER));
        _raise(_objection(EXPERT));
        for (uint64 seat = 71; seat <= 75; ++seat) {
            seats.give(seat, _holderOf(seat), 7);
        }
        bytes32 last = _raise(_objection(71));
        _assertMask((1 << USERS) | (1 << EXPERTS) | (1 << 7));
        vm.assertEq(uint256(feedback.objections(OTHER)), 0);
        _resolve(last, 71);
        _assertMask((1 << USERS) | (1 << EXPERTS));
    }

    function test_Objections_ReadsOneSlot() public {
        _raise(_objection(USER));
        SlotReads(address(vm)).record();
        feedback.objections(PROJECT);
        (bytes32[] memory reads,) = SlotReads(address(vm)).accesses(address(feedback));
        vm.assertEq(reads.length, 1);
    }

    function test_Objection_RevertWhen_TheChamberHasOneOpen() public {
        _raise(_objection(USER));
        vm.warp(START_AT + 30 days - 1);
        IStandingFeedback.Feedback memory said = _objection(12);
        bytes memory refusal = abi.encodeWithSelector(
            IStandingFeedback.StandingFeedbackObjectionOpen.selector, PROJECT, USERS, START_AT + 30 days
        );
        vm.expectRevert(refusal);
        _raise(said);
        IStandingFeedback.SignedBacking[] memory backings = _backed(_idOf(said), 13, 5, 0);
        vm.expectRevert(refusal);
        _raise(said, backings);
    }

    function test_Objection_AgainAloneAfterNinetyDays() public {
        bytes32 id = _raise(_objection(USER));
        vm.warp(START_AT + 10 days);
        _resolve(id, USER);
        IStandingFeedback.Feedback memory said = _objection(12);
        vm.warp(START_AT + 100 days - 1);
        _expectNoQuorum(said, 1);
        _raise(said);
        vm.warp(START_AT + 100 days);
        _raise(said);
        _assertMask(1 << USERS);
    }

    function test_Objection_AtOnceWithItsQuorum() public {
        _raise(_objection(USER));
        vm.warp(START_AT + 30 days);
        IStandingFeedback.Feedback memory said = _objection(USER);
        IStandingFeedback.SignedBacking[] memory few = _backed(_idOf(said), 12, 3, 0);
        _expectNoQuorum(said, 4);
        _raise(said, few);
        IStandingFeedback.SignedBacking[] memory enough = _backed(_idOf(said), 12, 4, 0);
        vm.expectEmit(address(feedback));
        emit IStandingFeedback.ObjectionOpen(_idOf(said), PROJECT, USERS, uint32(START_AT + 60 days), 5);
        _raise(said, enough);
    }

    function test_Objection_WhoRaisesItCountsOnce() public {
        _raise(_objection(USER));
        vm.warp(START_AT + 30 days);
        IStandingFeedback.Feedback memory said = _objection(USER);
        IStandingFeedback.SignedBacking[] memory withItself = _backed(_idOf(said), USER, 4, 0);
        _expectNoQuorum(said, 4);
        _raise(said, withItself);
    }

    function test_Renew_ForThirtyDaysFromNow() public {
        bytes32 id = _raise(_objection(USER));
        IStandingFeedback.SignedBacking[] memory backings = _backed(id, 12, 5, _endOf(id));
        vm.warp(START_AT + 30 days - 1);
        feedback.renew(id, backings);
        vm.warp(START_AT + 60 days - 2);
        _assertMask(1 << USERS);
        vm.warp(START_AT + 60 days - 1);
        _assertMask(0);
        _assertState(id, IStandingFeedback.State.Lapsed);
    }

    function test_Renew_OftenGainsNoMoreThanThirtyDays() public {
        bytes32 id = _raise(_objection(USER));
        for (uint256 i = 1; i <= 5; ++i) {
            vm.warp(START_AT + i * 1 days);
            feedback.renew(id, _backed(id, 12, 5, _endOf(id)));
        }
        vm.assertEq(_endOf(id), START_AT + 35 days);
    }

    function test_Renew_RevertWhen_Lapsed() public {
        bytes32 id = _raise(_objection(USER));
        IStandingFeedback.SignedBacking[] memory backings = _backed(id, 12, 5, _endOf(id));
        vm.warp(START_AT + 30 days);
        vm.expectRevert(
            abi.encodeWithSelector(
                IStandingFeedback.StandingFeedbackBadState.selector, id, IStandingFeedback.State.Lapsed
            )
        );
        feedback.renew(id, backings);
    }

    function test_Renew_RevertWhen_NotAnObjection() public {
        bytes32 id = _raise(_new(USER, PROJECT, IStandingFeedback.Kind.Concern));
        IStandingFeedback.SignedBacking[] memory backings = _backed(id, 12, 5, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IStandingFeedback.StandingFeedbackNotAnObjection.selector, id, IStandingFeedback.Kind.Concern
            )
        );
        feedback.renew(id, backings);
    }

    function test_Renew_PassesOverSeatsOfOthersEndedAndRecused() public {
        bytes32 id = _raise(_objection(USER));
        seats.end(12);
        vm.prank(_holderOf(13));
        affiliations.declare(PROJECT);
        seats.give(14, _holderOf(14), EXPERTS);
        IStandingFeedback.SignedBacking[] memory backings = _backed(id, 12, 7, _endOf(id));
        vm.expectRevert(abi.encodeWithSelector(IStandingFeedback.StandingFeedbackNoQuorum.selector, id, 4, 5));
        feedback.renew(id, backings);
        feedback.renew(id, _backed(id, 12, 8, _endOf(id)));
    }

    function test_Quorum_IsRoundedUpAndAtLeastTwo() public {
        vm.assertEq(feedback.quorumOf(USERS), 5);
        vm.assertEq(feedback.quorumOf(EXPERTS), 3);
        vm.assertEq(feedback.quorumOf(7), 2);
        vm.prank(governance);
        feedback.setRules(1_001, 5);
        vm.assertEq(feedback.quorumOf(USERS), 2);
        vm.assertEq(feedback.quorumOf(EXPERTS), 2);
    }

    function test_Objection_RevertWhen_TheChamberIsSmall() public {
        seats.take(25);
        IStandingFeedback.Feedback memory said = _objection(EXPERT);
        _expectSmall(4);
        _raise(said);
        seats.give(25, _holderOf(25), EXPERTS);
        _raise(said);
    }

    function test_Renew_RevertWhen_TheChamberBecameSmall() public {
        bytes32 id = _raise(_objection(EXPERT));
        seats.take(25);
        IStandingFeedback.SignedBacking[] memory backings = _backed(id, EXPERT, 4, _endOf(id));
        _expectSmall(4);
        feedback.renew(id, backings);
        _assertMask(1 << EXPERTS);
    }

    function test_Objection_RevertWhen_Recused() public {
        vm.prank(_holderOf(USER));
        affiliations.declare(PROJECT);
        IStandingFeedback.Feedback memory said = _objection(USER);
        vm.expectRevert(
            abi.encodeWithSelector(IStandingFeedback.StandingFeedbackRecused.selector, USER, PROJECT)
        );
        _raise(said);
        _raise(_new(USER, PROJECT, IStandingFeedback.Kind.Concern));
        _raise(_new(USER, OTHER, IStandingFeedback.Kind.Objection));
    }

    /// @dev Every second day the same holder tries, in three chambers, and resolves now and then to try again.
    function test_OneSeatCannotHoldAProjectUpForMoreThan30DaysIn120() public {
        address holder = _holderOf(USER);
        uint8[3] memory chambers = [USERS, EXPERTS, MAINTAINERS];
        seats.give(34, _holderOf(34), MAINTAINERS);
        bool[120] memory wasOpen;
        uint256 openIn120;
        for (uint256 day = 0; day < 1200; ++day) {
            vm.warp(START_AT + day * 1 days);
            uint8 chamber = chambers[day % 3];
            if (day % 2 == 0) _tries(90, holder, chamber, day % 22 == 0);
            if (wasOpen[day % 120]) --openIn120;
            wasOpen[day % 120] = feedback.objections(PROJECT) != 0;
            if (wasOpen[day % 120]) ++openIn120;
            vm.assertLe(openIn120, 30);
        }
        vm.assertLt(0, openIn120);
    }

    /// @dev The friend objects and resolves at once; the quorum objects all the same, and twice when need be.
    function test_AFriendOfTheProjectCannotSilenceItsChamber() public {
        _resolve(_raise(_objection(USER)), USER);
        IStandingFeedback.Feedback memory said = _objection(12);
        _raise(said, _backed(_idOf(said), 13, 4, 0));
        _assertMask(1 << USERS);
    }

    function test_GuardianEndsWhatIsFrivolous_AndTheChamberRests() public {
        bytes32 id = _raise(_objection(USER));
        vm.prank(guardian);
        feedback.resolve(id);
        _assertMask(0);
        IStandingFeedback.Feedback memory said = _objection(12);
        _expectNoQuorum(said, 1);
        _raise(said);
    }

    /// @dev Changes the seat to that chamber, objects when it can, and may resolve at once what it raised.
    function _tries(uint64 seat, address holder, uint8 chamber, bool resolves) private {
        seats.give(seat, holder, chamber);
        IStandingFeedback.Feedback memory said = _objection(seat);
        vm.prank(holder);
        try feedback.raise(said, new IStandingFeedback.SignedBacking[](0)) returns (bytes32 id) {
            if (resolves) _resolveAs(holder, id);
        } catch {}
        seats.take(seat);
    }

    function _resolveAs(address holder, bytes32 id) private {
        vm.prank(holder);
        feedback.resolve(id);
    }

    function _expectSmall(uint256 had) private {
        vm.expectRevert(
            abi.encodeWithSelector(IStandingFeedback.StandingFeedbackSmallChamber.selector, EXPERTS, had, 5)
        );
    }

    function _expectNoQuorum(IStandingFeedback.Feedback memory said, uint256 had) private {
        vm.expectRevert(
            abi.encodeWithSelector(IStandingFeedback.StandingFeedbackNoQuorum.selector, _idOf(said), had, 5)
        );
    }
}
