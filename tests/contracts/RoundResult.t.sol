// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPublishedRound} from "../../contracts/interfaces/rounds/IPublishedRound.sol";
import {IRoundPayments} from "../../contracts/interfaces/rounds/IRoundPayments.sol";
import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {Leaves} from "./Leaves.sol";
import {RoundFixture} from "./RoundFixture.sol";

// .tree
// publish
// ├── by the operator, in [closesAt, dead-man delay), of exactly these carts, within the pool
// └── again: replaces, and restarts the whole window
// finalise: anybody, from the end of the window
// cancel
// ├── before the close: operator and governance, everything goes back
// ├── after it: governance until the result is final, the pool goes back
// └── from the dead-man delay: anybody, when nothing was published
// strangers change nothing
contract RoundResultTest is RoundFixture {
    function test_Publish() public {
        _closed();
        bytes32 root = Leaves.root(_leaves(3 ether, 4 ether));
        bytes32 digest = round.digest();
        vm.expectEmit(address(round));
        emit IPublishedRound.ResultPublished(
            root,
            _fold(_cart(3 ether, 4 ether), 0),
            7 ether,
            BUNDLE,
            digest,
            COEFFICIENTS,
            CLOSES_AT + OBJECTION
        );
        _publish(3 ether, 4 ether);
        IPublishedRound.Result memory result = round.result();
        vm.assertEq(result.root, root);
        vm.assertEq(result.total, 7 ether);
        vm.assertEq(result.bundleHash, BUNDLE);
        vm.assertEq(result.rest, _fold(_cart(3 ether, 4 ether), 0));
        vm.assertEq(result.finalisableAt, CLOSES_AT + OBJECTION);
        vm.assertEq(result.lapsesAt, 0);
    }

    function test_Publish_RevertWhen_NotPublisher() public {
        _closed();
        bytes32 digest = round.digest();
        vm.expectRevert(_notAllowed(IPublishedRound.publish.selector, governance, publisher));
        vm.prank(governance);
        round.publish(BUNDLE, BUNDLE, 1, BUNDLE, digest, COEFFICIENTS);
    }

    function test_Publish_RevertWhen_ACartIsMissing() public {
        _fund(sponsor, 8 ether);
        vm.warp(OPENS_AT);
        _donate(dora, 1 ether, _single(_word(0, 1 ether)));
        bytes32 stale = round.digest();
        _donate(emil, 1 ether, _single(_word(0, 1 ether)));
        vm.warp(CLOSES_AT);
        _commit();
        vm.expectRevert(
            abi.encodeWithSelector(
                IPublishedRound.QuadraticFundingRoundDigestDiffers.selector, stale, round.digest()
            )
        );
        vm.prank(publisher);
        round.publish(BUNDLE, BUNDLE, 1, BUNDLE, stale, COEFFICIENTS);
    }

    function test_Publish_RevertWhen_MoreThanThePool() public {
        _closed();
        bytes32 digest = round.digest();
        vm.startPrank(publisher);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPublishedRound.QuadraticFundingRoundTotalOverPool.selector, 8 ether + 1, 8 ether
            )
        );
        round.publish(BUNDLE, BUNDLE, 8 ether + 1, BUNDLE, digest, COEFFICIENTS);
        round.publish(BUNDLE, BUNDLE, 8 ether, BUNDLE, digest, COEFFICIENTS);
    }

    function test_Publish_RevertWhen_NobodyCouldClaim() public {
        _closed();
        bytes32 digest = round.digest();
        vm.startPrank(publisher);
        vm.expectRevert(abi.encodeWithSelector(IPublishedRound.QuadraticFundingRoundNoRoot.selector, 1));
        round.publish(0, BUNDLE, 1, BUNDLE, digest, COEFFICIENTS);
        round.publish(0, BUNDLE, 0, BUNDLE, digest, COEFFICIENTS);
    }

    function test_Edges_Publish() public {
        _fund(sponsor, 8 ether);
        _commit();
        bytes32 digest = round.digest();
        vm.startPrank(publisher);
        vm.warp(CLOSES_AT - 1);
        vm.expectRevert(_wrongStatus(IPublishedRound.publish.selector, IRoundTerms.Status.Open));
        round.publish(BUNDLE, BUNDLE, 1, BUNDLE, digest, COEFFICIENTS);
        vm.warp(CLOSES_AT);
        round.publish(BUNDLE, BUNDLE, 1, BUNDLE, digest, COEFFICIENTS);
        vm.warp(DEAD_MAN_AT - 1);
        round.publish(BUNDLE, BUNDLE, 2, BUNDLE, digest, COEFFICIENTS);
        for (uint256 time = DEAD_MAN_AT; time < DEAD_MAN_AT + 2; ++time) {
            vm.warp(time);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IRoundTerms.QuadraticFundingRoundTooLate.selector,
                    IPublishedRound.publish.selector,
                    time,
                    DEAD_MAN_AT
                )
            );
            round.publish(BUNDLE, BUNDLE, 3, BUNDLE, digest, COEFFICIENTS);
        }
    }

    function test_Publish_RevertWhen_Final() public {
        _finalised();
        bytes32 digest = round.digest();
        vm.expectRevert(_wrongStatus(IPublishedRound.publish.selector, IRoundTerms.Status.Finalised));
        vm.prank(publisher);
        round.publish(BUNDLE, BUNDLE, 1, BUNDLE, digest, COEFFICIENTS);
    }

    function test_Edges_Finalise() public {
        _closed();
        vm.expectRevert(_wrongStatus(IPublishedRound.finalise.selector, IRoundTerms.Status.Closed));
        round.finalise();
        _publish(3 ether, 4 ether);
        vm.warp(CLOSES_AT + OBJECTION - 1);
        _expectTooEarly(CLOSES_AT + OBJECTION);
        round.finalise();
        vm.warp(CLOSES_AT + OBJECTION);
        vm.expectEmit(address(round));
        emit IPublishedRound.ResultFinalised(Leaves.root(_leaves(3 ether, 4 ether)), 7 ether);
        vm.prank(mallory);
        round.finalise();
        vm.expectRevert(_wrongStatus(IPublishedRound.finalise.selector, IRoundTerms.Status.Finalised));
        round.finalise();
    }

    function test_Finalise_LastSecondSwapRestartsTheWindow() public {
        _closed();
        _publish(3 ether, 4 ether);
        vm.warp(CLOSES_AT + OBJECTION - 1);
        _publish(keccak256("another"), BUNDLE, 8 ether);
        vm.warp(CLOSES_AT + OBJECTION);
        _expectTooEarly(CLOSES_AT + 2 * uint256(OBJECTION) - 1);
        round.finalise();
        // Also when the first window is over, but nobody has made the result final.
        vm.warp(CLOSES_AT + 2 * uint256(OBJECTION) - 1);
        _publish(3 ether, 4 ether);
        _expectTooEarly(block.timestamp + OBJECTION);
        round.finalise();
    }

    function test_Cancel_BeforeTheClose() public {
        address[2] memory callers = [operator, governance];
        for (uint256 i = 0; i < callers.length; ++i) {
            setUp();
            vm.warp(CLOSES_AT - 1);
            vm.expectEmit(address(round));
            emit IRoundPayments.RoundCancelled(callers[i], IRoundTerms.Status.Cancelled);
            vm.prank(callers[i]);
            round.cancel();
            vm.assertTrue(round.status() == IRoundTerms.Status.Cancelled);
        }
    }

    function test_Cancel_RevertWhen_TheOperatorHasSeenTheDonations() public {
        _closed();
        _expectCannotCancel(operator, IRoundTerms.Status.Closed);
        vm.prank(operator);
        round.cancel();
        _publish(3 ether, 4 ether);
        _expectCannotCancel(operator, IRoundTerms.Status.Published);
        vm.prank(operator);
        round.cancel();
    }

    function test_Cancel_GovernanceUntilFinal() public {
        _closed();
        _publish(3 ether, 4 ether);
        vm.prank(governance);
        round.cancel();
        vm.assertTrue(round.status() == IRoundTerms.Status.PoolReturned);
    }

    function test_Cancel_RevertWhen_Over() public {
        _finalised();
        vm.startPrank(governance);
        _expectCannotCancel(governance, IRoundTerms.Status.Finalised);
        round.cancel();
        vm.stopPrank();
        setUp();
        vm.startPrank(governance);
        round.cancel();
        _expectCannotCancel(governance, IRoundTerms.Status.Cancelled);
        round.cancel();
    }

    function test_Edges_CancelByAnybody() public {
        _closed();
        vm.warp(DEAD_MAN_AT - 1);
        _expectCannotCancel(mallory, IRoundTerms.Status.Closed);
        vm.prank(mallory);
        round.cancel();
        vm.warp(DEAD_MAN_AT);
        vm.prank(mallory);
        round.cancel();
        vm.assertTrue(round.status() == IRoundTerms.Status.PoolReturned);
    }

    function test_Cancel_StrangerCannotUndoAPublishedResult() public {
        _closed();
        vm.warp(DEAD_MAN_AT - 1);
        _publish(3 ether, 4 ether);
        for (uint256 i = 0; i < 3; ++i) {
            vm.warp(DEAD_MAN_AT - 1 + i * OBJECTION);
            _expectCannotCancel(sponsor, IRoundTerms.Status.Published);
            vm.prank(sponsor);
            round.cancel();
        }
        round.finalise();
    }

    function testFuzz_StrangersChangeNothing(address caller, uint256 time, bool published) public {
        vm.assume(caller != operator && caller != governance && caller != publisher && caller != committer);
        vm.assume(caller != guardian && caller != applicant);
        _closed();
        if (published) _publish(3 ether, 4 ether);
        vm.warp(_bound(time, CLOSES_AT, CLOSES_AT + OBJECTION - 1));
        bytes32 before = keccak256(abi.encode(round.result(), round.status()));
        bytes[5] memory calls = [
            abi.encodeCall(round.review, (0, 1, false, "stranger")),
            abi.encodeCall(round.publish, (BUNDLE, BUNDLE, 1, BUNDLE, round.digest(), COEFFICIENTS)),
            abi.encodeCall(round.finalise, ()),
            abi.encodeCall(round.cancel, ()),
            abi.encodeCall(round.reclaim, (sponsor))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(caller);
            (bool succeeded,) = address(round).call(calls[i]);
            vm.assertFalse(succeeded);
        }
        vm.assertEq(keccak256(abi.encode(round.result(), round.status())), before);
    }

    function _expectTooEarly(uint256 neededAt) private {
        vm.expectRevert(_tooEarly(IPublishedRound.finalise.selector, neededAt));
    }

    function _expectCannotCancel(address caller, IRoundTerms.Status had) private {
        vm.expectRevert(
            abi.encodeWithSelector(IRoundPayments.QuadraticFundingRoundCannotCancel.selector, caller, had)
        );
    }
}
