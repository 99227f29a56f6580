// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReviewLog} from "../../contracts/ReviewLog.sol";
import {IReviewLog} from "../../contracts/interfaces/IReviewLog.sol";
import {BadgeFixture} from "./BadgeFixture.sol";

// .tree
// a review log
// ├── takes a day's root and count from its publisher, once the day is over, and tells of it
// ├── at the edge: refused in the last second of the day, taken in the first one after
// ├── refuses strangers, days that go on or never come, days not later than the latest, and nothing
// ├── keeps every day as it was published
// └── has its publisher named by the badge's governance alone
contract ReviewLogTest is BadgeFixture {
    bytes32 private constant ROOT = keccak256("root");
    uint32 private constant DAY = uint32(START_AT / 1 days) - 1;

    ReviewLog private _log;
    address private _publisher;

    function setUp() public override {
        super.setUp();
        _publisher = _account("publisher");
        _log = new ReviewLog(badge, _publisher);
    }

    function test_Construct() public {
        ReviewLog made = new ReviewLog(badge, bob);
        vm.assertEq(made.badge(), address(badge));
        vm.assertEq(made.governance(), governance);
        vm.assertEq(made.publisher(), bob);
        vm.assertEq(uint256(made.latestDay()), 0);
    }

    function test_Publish() public {
        vm.expectEmit(address(_log));
        emit IReviewLog.DayPublished(DAY, ROOT, 205, _publisher);
        _publish(DAY, ROOT, 205);
        IReviewLog.Day memory day = _log.dayOf(DAY);
        vm.assertEq(day.root, ROOT);
        vm.assertEq(uint256(day.count), 205);
        vm.assertEq(uint256(_log.latestDay()), DAY);
    }

    function test_Publish_LeavesDaysOut() public {
        _publish(DAY - 7, ROOT, 1);
        _publish(DAY, ROOT, 1);
        vm.expectRevert(abi.encodeWithSelector(IReviewLog.ReviewLogUnknownDay.selector, DAY - 1));
        _log.dayOf(DAY - 1);
    }

    function test_Publish_AtTheEdges() public {
        uint256 endsAt = (uint256(DAY) + 2) * 1 days;
        vm.warp(endsAt - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IReviewLog.ReviewLogDayNotOver.selector, DAY + 1, endsAt - 1, endsAt)
        );
        _publish(DAY + 1, ROOT, 1);
        vm.warp(endsAt);
        _publish(DAY + 1, ROOT, 1);
    }

    function test_Publish_RevertWhen_TheDayNeverComes() public {
        uint256 endsAt = 2 ** 32 * 1 days;
        vm.expectRevert(
            abi.encodeWithSelector(
                IReviewLog.ReviewLogDayNotOver.selector, type(uint32).max, START_AT, endsAt
            )
        );
        _publish(type(uint32).max, ROOT, 1);
    }

    function test_Publish_RevertWhen_Repeated() public {
        _publish(DAY, ROOT, 1);
        vm.expectRevert(abi.encodeWithSelector(IReviewLog.ReviewLogDayNotLater.selector, DAY, DAY));
        _publish(DAY, keccak256("another"), 1);
    }

    function test_Publish_RevertWhen_FilledInBehind() public {
        _publish(DAY, ROOT, 1);
        vm.expectRevert(abi.encodeWithSelector(IReviewLog.ReviewLogDayNotLater.selector, DAY - 1, DAY));
        _publish(DAY - 1, ROOT, 1);
    }

    function test_Publish_RevertWhen_Empty() public {
        vm.expectRevert(abi.encodeWithSelector(IReviewLog.ReviewLogEmptyDay.selector, DAY, ROOT, 0));
        _publish(DAY, ROOT, 0);
        vm.expectRevert(abi.encodeWithSelector(IReviewLog.ReviewLogEmptyDay.selector, DAY, bytes32(0), 1));
        _publish(DAY, 0, 1);
    }

    function test_SetPublisher() public {
        vm.expectEmit(address(_log));
        emit IReviewLog.PublisherSet(_publisher, alice);
        vm.prank(governance);
        _log.setPublisher(alice);
        vm.expectRevert(abi.encodeWithSelector(IReviewLog.ReviewLogNotPublisher.selector, _publisher, alice));
        _publish(DAY, ROOT, 1);
        vm.prank(alice);
        _log.publish(DAY, ROOT, 1);
    }

    function test_SetPublisher_ToNobody() public {
        vm.prank(governance);
        _log.setPublisher(address(0));
        vm.expectRevert(
            abi.encodeWithSelector(IReviewLog.ReviewLogNotPublisher.selector, _publisher, address(0))
        );
        _publish(DAY, ROOT, 1);
    }

    function testFuzz_StrangersChangeNothing(address stranger, uint32 day, bytes32 root, uint64 count)
        public
    {
        vm.assume(stranger != _publisher && stranger != governance);
        vm.expectRevert(
            abi.encodeWithSelector(IReviewLog.ReviewLogNotPublisher.selector, stranger, _publisher)
        );
        vm.prank(stranger);
        _log.publish(day, root, count);
        vm.expectRevert(
            abi.encodeWithSelector(IReviewLog.ReviewLogNotGovernance.selector, stranger, governance)
        );
        vm.prank(stranger);
        _log.setPublisher(stranger);
    }

    /// @dev Whatever is given, it is kept exactly when the rules say so.
    function testFuzz_ADayIsKeptExactlyWhenItMayBe(
        uint48 nowAt,
        uint32 before,
        uint32 day,
        bytes32 root,
        uint64 count
    ) public {
        uint256 time = _bound(nowAt, 2 days, type(uint48).max);
        vm.warp(time);
        uint256 newestOver = time / 1 days - 1;
        before = uint32(_bound(before, 1, newestOver < type(uint32).max ? newestOver : type(uint32).max));
        _publish(before, ROOT, 1);
        bool mayBe = day > before && (uint256(day) + 1) * 1 days <= time && root != 0 && count != 0;
        vm.prank(_publisher);
        try _log.publish(day, root, count) {
            vm.assertTrue(mayBe);
            vm.assertEq(_log.dayOf(day).root, root);
            vm.assertEq(uint256(_log.dayOf(day).count), count);
        } catch {
            vm.assertFalse(mayBe);
            vm.assertEq(uint256(_log.latestDay()), before);
        }
        vm.assertEq(_log.dayOf(before).root, ROOT);
    }

    function _publish(uint32 day, bytes32 root, uint64 count) private {
        vm.prank(_publisher);
        _log.publish(day, root, count);
    }
}
