// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReviewLog} from "../../contracts/ReviewLog.sol";
import {IReviewLog} from "../../contracts/interfaces/IReviewLog.sol";
import {Base} from "./Base.sol";
import {ReviewLogHandler} from "./ReviewLogHandler.sol";

// .tree
// after any sequence of calls and time: L1 to L4 of INVARIANTS.md hold
contract ReviewLogInvariants is Base {
    ReviewLogHandler private _handler;
    ReviewLog private _log;

    function setUp() public {
        vm.warp(START_AT);
        _handler = new ReviewLogHandler();
        _log = _handler.LOG();
        _target(address(_handler));
    }

    function invariant_ADayStaysAsItWasPublished() public view {
        for (uint256 i = 0; i < _handler.published(); ++i) {
            uint32 day = _handler.days_(i);
            IReviewLog.Day memory kept = _log.dayOf(day);
            vm.assertEq(kept.root, _handler.rootOf(day));
            vm.assertEq(uint256(kept.count), _handler.countOf(day));
            vm.assertTrue(kept.root != 0 && kept.count != 0);
        }
    }

    function invariant_DaysRiseAndWereOver() public view {
        uint256 before = 0;
        for (uint256 i = 0; i < _handler.published(); ++i) {
            uint32 day = _handler.days_(i);
            vm.assertLt(before, day);
            vm.assertLe((uint256(day) + 1) * 1 days, _handler.publishedAt(day));
            before = day;
        }
        vm.assertEq(uint256(_log.latestDay()), before);
    }

    function invariant_ADayThatWasLeftOutHasNoRoot() public view {
        uint256 today = block.timestamp / 1 days;
        for (uint256 day = START_AT / 1 days - 4; day <= today + 2; ++day) {
            if (_handler.countOf(uint32(day)) != 0) continue;
            try _log.dayOf(uint32(day)) {
                vm.assertTrue(false);
            } catch {}
        }
    }

    function invariant_ThePublisherIsWhomGovernanceNamed() public view {
        vm.assertEq(_log.publisher(), _handler.publisher());
    }
}
