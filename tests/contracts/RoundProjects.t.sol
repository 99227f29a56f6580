// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRoundHolds} from "../../contracts/interfaces/rounds/IRoundHolds.sol";
import {IRoundProjects} from "../../contracts/interfaces/rounds/IRoundProjects.sol";
import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {RoundFixture} from "./RoundFixture.sol";

// .tree
// applyFor, reapply: before the close; a payee that can be paid; a new edition starts clean
// review: k different reviewers decide, each once, on the edition they read; governance where there are none
// payee: another only by the applicant, after the delay, unless it is stopped
// hold: once, limited, with an appeal; released by governance or by time
// pause: once, limited; moves the close; never stops claims
contract RoundProjectsTest is RoundFixture {
    function test_Review_TakesDifferentReviewers() public {
        uint32 id = _applied();
        _review(0, id, 1, true);
        _review(0, id, 1, true);
        vm.assertTrue(_state(id) == IRoundProjects.State.Applied);
        _review(1, id, 1, false);
        vm.assertTrue(_state(id) == IRoundProjects.State.Applied);
        vm.prank(reviewers[2]);
        vm.expectEmit(address(round));
        emit IRoundProjects.ApplicationReviewed(id, reviewers[2], 1, true, "good");
        vm.expectEmit(address(round));
        emit IRoundProjects.ApplicationDecided(id, 1, true);
        round.review(id, 1, true, "good");
        vm.assertTrue(_state(id) == IRoundProjects.State.Admitted);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRoundProjects.QuadraticFundingRoundWrongState.selector,
                IRoundProjects.review.selector,
                id,
                IRoundProjects.State.Admitted
            )
        );
        _review(1, id, 1, false);
    }

    function test_Review_AVoteCanBeChangedUntilItIsDecided() public {
        uint32 id = _applied();
        _review(0, id, 1, true);
        _review(0, id, 1, false);
        _review(1, id, 1, true);
        vm.assertTrue(_state(id) == IRoundProjects.State.Applied);
        _review(2, id, 1, false);
        vm.assertTrue(_state(id) == IRoundProjects.State.Rejected);
    }

    function test_Reapply_StartsClean() public {
        uint32 id = _applied();
        _review(0, id, 1, true);
        vm.prank(applicant);
        round.reapply(id, dora, NAME, METADATA);
        vm.assertEq(round.projectOf(id).payee, dora);
        vm.expectRevert(
            abi.encodeWithSelector(IRoundProjects.QuadraticFundingRoundOtherEdition.selector, id, 1, 2)
        );
        _review(1, id, 1, true);
        _review(1, id, 2, true);
        vm.assertTrue(_state(id) == IRoundProjects.State.Applied);
        _review(0, id, 2, false);
        _review(2, id, 2, false);
        vm.prank(applicant);
        round.reapply(id, emil, NAME, METADATA);
        _review(0, id, 3, true);
        _review(1, id, 3, true);
        vm.assertTrue(_state(id) == IRoundProjects.State.Admitted);
    }

    function test_Reapply_RevertWhen_AnothersOrAdmitted() public {
        vm.expectRevert(_notAllowed(IRoundProjects.reapply.selector, mallory, applicant));
        vm.prank(mallory);
        round.reapply(0, mallory, NAME, METADATA);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRoundProjects.QuadraticFundingRoundWrongState.selector,
                IRoundProjects.reapply.selector,
                0,
                IRoundProjects.State.Admitted
            )
        );
        vm.prank(applicant);
        round.reapply(0, mallory, NAME, METADATA);
    }

    function test_Review_RevertWhen_NoReviewer() public {
        uint32 id = _applied();
        address[3] memory callers = [operator, governance, applicant];
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IRoundProjects.QuadraticFundingRoundNotReviewer.selector, callers[i])
            );
            vm.prank(callers[i]);
            round.review(id, 1, true, "");
        }
    }

    function test_Review_GovernanceWhereThereAreNone() public {
        IRoundTerms.Terms memory terms = _terms();
        (terms.reviewers, terms.threshold) = (new address[](0), 0);
        round = _opened(terms);
        uint32 id = _applied();
        vm.prank(governance);
        round.review(id, 1, true, "decided by vote");
        vm.assertTrue(_state(id) == IRoundProjects.State.Admitted);
    }

    function test_Apply_RevertWhen_PayeeCannotBePaid() public {
        address[2] memory payees = [address(0), address(round)];
        for (uint256 i = 0; i < payees.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IRoundProjects.QuadraticFundingRoundBadPayee.selector, payees[i])
            );
            round.applyFor(payees[i], NAME, METADATA);
        }
    }

    function test_Payee_OnlyByTheProjectAndAfterTheDelay() public {
        vm.expectRevert(_notAllowed(IRoundProjects.announcePayee.selector, garden, applicant));
        vm.prank(garden);
        round.announcePayee(0, mallory);
        vm.prank(applicant);
        round.announcePayee(0, dora);
        uint256 due = block.timestamp + PAYEE_DELAY;
        vm.warp(due - 1);
        vm.expectRevert(_tooEarly(IRoundProjects.completePayee.selector, due));
        round.completePayee(0);
        vm.warp(due);
        round.completePayee(0);
        vm.assertEq(round.projectOf(0).payee, dora);
        vm.expectRevert(
            abi.encodeWithSelector(IRoundProjects.QuadraticFundingRoundNoAnnouncement.selector, 0)
        );
        round.completePayee(0);
    }

    function test_Payee_CanBeStopped() public {
        vm.prank(applicant);
        round.announcePayee(0, mallory);
        vm.expectRevert(_notAllowed(IRoundProjects.keepPayee.selector, mallory, garden));
        vm.prank(mallory);
        round.keepPayee(0);
        vm.prank(garden);
        round.keepPayee(0);
        vm.warp(block.timestamp + PAYEE_DELAY);
        vm.expectRevert(
            abi.encodeWithSelector(IRoundProjects.QuadraticFundingRoundNoAnnouncement.selector, 0)
        );
        round.completePayee(0);
    }

    function test_Payee_ChangedAfterTheResultStillClaims() public {
        _finalised();
        vm.prank(applicant);
        round.announcePayee(0, emil);
        vm.warp(block.timestamp + PAYEE_DELAY);
        round.completePayee(0);
        uint256 before = emil.balance;
        round.push(_cart(3 ether, 4 ether), 0);
        vm.assertEq(emil.balance - before, 3 ether);
        vm.assertEq(garden.balance, 0);
    }

    function test_Hold() public {
        _closed();
        vm.warp(CLOSES_AT + DONATION_DELAY);
        uint256 until = block.timestamp + HOLD;
        _expectBadLimit(IRoundHolds.hold.selector, until + 1, until);
        vm.startPrank(guardian);
        round.hold(0, until + 1, "doubt");
        round.hold(0, until, "doubt");
        vm.expectRevert(
            abi.encodeWithSelector(
                IRoundHolds.QuadraticFundingRoundOnceOnly.selector, IRoundHolds.hold.selector
            )
        );
        round.hold(0, until, "doubt");
        vm.stopPrank();
        vm.expectRevert(
            abi.encodeWithSelector(IRoundHolds.QuadraticFundingRoundPaymentsHeld.selector, 0, until)
        );
        round.claimDonations(0);
        round.claimDonations(1);
        vm.prank(applicant);
        round.appeal(0, "no reason was given");
        vm.warp(until);
        round.claimDonations(0);
        vm.assertEq(garden.balance, 5 ether);
    }

    function test_Hold_ReleasedByGovernance() public {
        _closed();
        vm.warp(CLOSES_AT + DONATION_DELAY);
        vm.prank(governance);
        round.hold(0, block.timestamp + HOLD, "doubt");
        vm.prank(governance);
        round.release(0);
        round.claimDonations(0);
    }

    /// @dev A hold cannot carry a project over the deadline of its donations.
    function test_Hold_LeavesAsLongAsItTook() public {
        _closed();
        vm.warp(LAPSES_AT - HOLD - 1);
        _expectBadLimit(IRoundHolds.hold.selector, LAPSES_AT - HOLD + 1, LAPSES_AT - HOLD);
        vm.prank(guardian);
        round.hold(0, LAPSES_AT - HOLD + 1, "late");
    }

    function test_Hold_RevertWhen_ByOthers() public {
        vm.expectRevert(_notAllowed(IRoundHolds.hold.selector, operator, governance));
        vm.prank(operator);
        round.hold(0, block.timestamp + 1, "doubt");
    }

    function test_Pause() public {
        vm.warp(OPENS_AT);
        uint256 until = OPENS_AT + uint256(PAUSE);
        _expectBadLimit(IRoundHolds.pauseIntake.selector, until + 1, until);
        vm.startPrank(guardian);
        round.pauseIntake(until + 1, "attack");
        round.pauseIntake(until, "attack");
        vm.assertEq(round.closesAt(), CLOSES_AT + PAUSE);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRoundHolds.QuadraticFundingRoundOnceOnly.selector, IRoundHolds.pauseIntake.selector
            )
        );
        round.pauseIntake(until, "attack");
        vm.stopPrank();
        bytes memory paused =
            abi.encodeWithSelector(IRoundHolds.QuadraticFundingRoundIntakePaused.selector, until);
        vm.warp(until - 1);
        vm.expectRevert(paused);
        _donate(dora, 1, _single(_word(0, 1)));
        vm.expectRevert(paused);
        _fund(sponsor, 1);
        vm.warp(until);
        _donate(dora, 1, _single(_word(0, 1)));
        _fund(sponsor, 1);
    }

    function test_Pause_EndedByGovernance() public {
        vm.warp(OPENS_AT);
        vm.prank(guardian);
        round.pauseIntake(block.timestamp + PAUSE, "attack");
        vm.prank(governance);
        round.resumeIntake();
        _donate(dora, 1, _single(_word(0, 1)));
    }

    function test_Pause_NeverStopsRefunds() public {
        vm.warp(OPENS_AT);
        _donate(dora, 6 ether, _cart(4 ether, 2 ether));
        vm.prank(guardian);
        round.pauseIntake(block.timestamp + PAUSE, "attack");
        vm.prank(operator);
        round.cancel();
        round.refund(0, dora, _cart(4 ether, 2 ether));
        vm.assertEq(dora.balance, 100 ether);
    }

    function _applied() private returns (uint32) {
        vm.prank(applicant);
        return round.applyFor(garden, NAME, METADATA);
    }

    function _review(uint256 who, uint32 id, uint32 edition, bool admitted) private {
        vm.prank(reviewers[who]);
        round.review(id, edition, admitted, "reason");
    }

    function _state(uint32 id) private view returns (IRoundProjects.State) {
        return round.projectOf(id).state;
    }

    function _expectBadLimit(bytes4 call, uint256 had, uint256 most) private {
        vm.expectRevert(
            abi.encodeWithSelector(IRoundHolds.QuadraticFundingRoundBadLimit.selector, call, had, most)
        );
    }
}
