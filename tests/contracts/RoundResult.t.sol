// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IQuadraticFundingRound} from "../../contracts/interfaces/IQuadraticFundingRound.sol";
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
        emit IQuadraticFundingRound.ResultPublished(root, 7 ether, BUNDLE, digest, CLOSES_AT + OBJECTION);
        _publish(3 ether, 4 ether);
        IQuadraticFundingRound.Result memory result = round.result();
        vm.assertEq(result.root, root);
        vm.assertEq(result.total, 7 ether);
        vm.assertEq(result.bundleHash, BUNDLE);
        vm.assertEq(result.digest, digest);
        vm.assertEq(result.publishedAt, CLOSES_AT);
        vm.assertEq(result.finalisableAt, CLOSES_AT + OBJECTION);
        vm.assertFalse(result.finalised);
    }

    function test_Publish_RevertWhen_NotOperator() public {
        _closed();
        bytes32 digest = round.digest();
        vm.expectRevert(
            abi.encodeWithSelector(
                IQuadraticFundingRound.QuadraticFundingRoundNotOperator.selector, governance, operator
            )
        );
        vm.prank(governance);
        round.publish(BUNDLE, 1, BUNDLE, digest);
    }

    function test_Publish_RevertWhen_ACartIsMissing() public {
        _fund(sponsor, 8 ether);
        vm.warp(OPENS_AT);
        _donate(dora, 1 ether, _single(_word(0, 1 ether)));
        bytes32 stale = round.digest();
        _donate(emil, 1 ether, _single(_word(0, 1 ether)));
        vm.warp(CLOSES_AT);
        vm.expectRevert(
            abi.encodeWithSelector(
                IQuadraticFundingRound.QuadraticFundingRoundDigestDiffers.selector, stale, round.digest()
            )
        );
        vm.prank(operator);
        round.publish(BUNDLE, 1, BUNDLE, stale);
    }

    function test_Publish_RevertWhen_MoreThanThePool() public {
        _closed();
        bytes32 digest = round.digest();
        vm.startPrank(operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IQuadraticFundingRound.QuadraticFundingRoundTotalOverPool.selector, 8 ether + 1, 8 ether
            )
        );
        round.publish(BUNDLE, 8 ether + 1, BUNDLE, digest);
        round.publish(BUNDLE, 8 ether, BUNDLE, digest);
    }

    function test_Publish_RevertWhen_NobodyCouldClaim() public {
        _closed();
        bytes32 digest = round.digest();
        vm.startPrank(operator);
        vm.expectRevert(
            abi.encodeWithSelector(IQuadraticFundingRound.QuadraticFundingRoundNoRoot.selector, 1)
        );
        round.publish(0, 1, BUNDLE, digest);
        round.publish(0, 0, BUNDLE, digest);
    }

    function test_Edges_Publish() public {
        _fund(sponsor, 8 ether);
        bytes32 digest = round.digest();
        vm.startPrank(operator);
        vm.warp(CLOSES_AT - 1);
        vm.expectRevert(
            _wrongStatus(IQuadraticFundingRound.publish.selector, IQuadraticFundingRound.Status.Open)
        );
        round.publish(BUNDLE, 1, BUNDLE, digest);
        vm.warp(CLOSES_AT);
        round.publish(BUNDLE, 1, BUNDLE, digest);
        vm.warp(DEAD_MAN_AT - 1);
        round.publish(BUNDLE, 2, BUNDLE, digest);
        for (uint256 time = DEAD_MAN_AT; time < DEAD_MAN_AT + 2; ++time) {
            vm.warp(time);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IQuadraticFundingRound.QuadraticFundingRoundTooLate.selector,
                    IQuadraticFundingRound.publish.selector,
                    time,
                    DEAD_MAN_AT
                )
            );
            round.publish(BUNDLE, 3, BUNDLE, digest);
        }
    }

    function test_Publish_RevertWhen_Final() public {
        _finalised();
        bytes32 digest = round.digest();
        vm.expectRevert(
            _wrongStatus(IQuadraticFundingRound.publish.selector, IQuadraticFundingRound.Status.Finalised)
        );
        vm.prank(operator);
        round.publish(BUNDLE, 1, BUNDLE, digest);
    }

    function test_Edges_Finalise() public {
        _closed();
        vm.expectRevert(
            _wrongStatus(IQuadraticFundingRound.finalise.selector, IQuadraticFundingRound.Status.Closed)
        );
        round.finalise();
        _publish(3 ether, 4 ether);
        vm.warp(CLOSES_AT + OBJECTION - 1);
        _expectTooEarly(CLOSES_AT + OBJECTION);
        round.finalise();
        vm.warp(CLOSES_AT + OBJECTION);
        vm.expectEmit(address(round));
        emit IQuadraticFundingRound.ResultFinalised(Leaves.root(_leaves(3 ether, 4 ether)), 7 ether);
        vm.prank(mallory);
        round.finalise();
        vm.expectRevert(
            _wrongStatus(IQuadraticFundingRound.finalise.selector, IQuadraticFundingRound.Status.Finalised)
        );
        round.finalise();
    }

    function test_Finalise_LastSecondSwapRestartsTheWindow() public {
        _closed();
        _publish(3 ether, 4 ether);
        vm.warp(CLOSES_AT + OBJECTION - 1);
        _publish(keccak256("another"), 8 ether);
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
            emit IQuadraticFundingRound.RoundCancelled(callers[i], IQuadraticFundingRound.Status.Cancelled);
            vm.prank(callers[i]);
            round.cancel();
            vm.assertTrue(round.status() == IQuadraticFundingRound.Status.Cancelled);
        }
    }

    function test_Cancel_RevertWhen_TheOperatorHasSeenTheDonations() public {
        _closed();
        _expectCannotCancel(operator, IQuadraticFundingRound.Status.Closed);
        vm.prank(operator);
        round.cancel();
        _publish(3 ether, 4 ether);
        _expectCannotCancel(operator, IQuadraticFundingRound.Status.Published);
        vm.prank(operator);
        round.cancel();
    }

    function test_Cancel_GovernanceUntilFinal() public {
        _closed();
        _publish(3 ether, 4 ether);
        vm.prank(governance);
        round.cancel();
        vm.assertTrue(round.status() == IQuadraticFundingRound.Status.PoolReturned);
    }

    function test_Cancel_RevertWhen_Over() public {
        _finalised();
        vm.startPrank(governance);
        _expectCannotCancel(governance, IQuadraticFundingRound.Status.Finalised);
        round.cancel();
        vm.stopPrank();
        setUp();
        vm.startPrank(governance);
        round.cancel();
        _expectCannotCancel(governance, IQuadraticFundingRound.Status.Cancelled);
        round.cancel();
    }

    function test_Edges_CancelByAnybody() public {
        _closed();
        vm.warp(DEAD_MAN_AT - 1);
        _expectCannotCancel(mallory, IQuadraticFundingRound.Status.Closed);
        vm.prank(mallory);
        round.cancel();
        vm.warp(DEAD_MAN_AT);
        vm.prank(mallory);
        round.cancel();
        vm.assertTrue(round.status() == IQuadraticFundingRound.Status.PoolReturned);
    }

    function test_Cancel_StrangerCannotUndoAPublishedResult() public {
        _closed();
        vm.warp(DEAD_MAN_AT - 1);
        _publish(3 ether, 4 ether);
        for (uint256 i = 0; i < 3; ++i) {
            vm.warp(DEAD_MAN_AT - 1 + i * OBJECTION);
            _expectCannotCancel(sponsor, IQuadraticFundingRound.Status.Published);
            vm.prank(sponsor);
            round.cancel();
        }
        round.finalise();
    }

    function testFuzz_StrangersChangeNothing(address caller, uint256 time, bool published) public {
        vm.assume(caller != operator && caller != governance);
        _closed();
        if (published) _publish(3 ether, 4 ether);
        vm.warp(_bound(time, CLOSES_AT, CLOSES_AT + OBJECTION - 1));
        bytes32 before = keccak256(abi.encode(round.result(), round.status()));
        bytes[5] memory calls = [
            abi.encodeCall(round.admit, (caller, "stranger")),
            abi.encodeCall(round.publish, (BUNDLE, 1, BUNDLE, round.digest())),
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
        vm.expectRevert(
            abi.encodeWithSelector(
                IQuadraticFundingRound.QuadraticFundingRoundTooEarly.selector,
                IQuadraticFundingRound.finalise.selector,
                block.timestamp,
                neededAt
            )
        );
    }

    function _expectCannotCancel(address caller, IQuadraticFundingRound.Status had) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IQuadraticFundingRound.QuadraticFundingRoundCannotCancel.selector, caller, had
            )
        );
    }
}
