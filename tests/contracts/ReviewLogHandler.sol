// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ContributionBadge} from "../../contracts/ContributionBadge.sol";
import {ReviewLog} from "../../contracts/ReviewLog.sol";
import {Base} from "./Base.sol";

/// @title Months of a review log in any order, beside a plain list of what was published
contract ReviewLogHandler is Base {
    ReviewLog public immutable LOG;
    address private immutable GOVERNANCE;

    uint32[] public days_;
    mapping(uint32 day => bytes32) public rootOf;
    mapping(uint32 day => uint64) public countOf;
    mapping(uint32 day => uint256) public publishedAt;
    address public publisher;

    constructor() {
        GOVERNANCE = _account("governance");
        publisher = _account("publisher");
        LOG = new ReviewLog(new ContributionBadge(GOVERNANCE, address(0), address(0)), publisher);
    }

    function published() external view returns (uint256) {
        return days_.length;
    }

    /// @dev By up to two days, so that days are met in their last second and left out.
    function pass(uint32 seconds_) external {
        vm.warp(block.timestamp + _bound(seconds_, 1, 2 days));
    }

    /// @dev A day around the present one, by the publisher or a stranger: taken exactly when the rules say so.
    function publish(uint8 pick, bytes32 root, uint64 count, bool isStranger) external {
        uint32 day = uint32(block.timestamp / 1 days) + 2 - pick % 6;
        bool isOver = block.timestamp >= (uint256(day) + 1) * 1 days;
        bool isLater = days_.length == 0 || day > days_[days_.length - 1];
        bool mayBe = !isStranger && isOver && isLater && root != 0 && count != 0;
        vm.prank(isStranger ? GOVERNANCE : publisher);
        try LOG.publish(day, root, count) {
            vm.assertTrue(mayBe);
            days_.push(day);
            (rootOf[day], countOf[day], publishedAt[day]) = (root, count, block.timestamp);
        } catch {
            vm.assertFalse(mayBe);
        }
    }

    function replacePublisher(bool isSecond) external {
        publisher = _account(isSecond ? "second publisher" : "publisher");
        vm.prank(GOVERNANCE);
        LOG.setPublisher(publisher);
    }
}
