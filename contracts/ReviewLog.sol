// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IContributionBadge} from "./interfaces/IContributionBadge.sol";
import {IReviewLog} from "./interfaces/IReviewLog.sol";

/// @title Review Log: what was handed in, day by day, fixed when the day is over
/// @notice Whoever has a receipt can prove that their review is in its day; nobody can drop or change one later.
/// @dev Assumes that block timestamps never fall, and that every reviewer keeps the receipt. Does not check what a root
/// stands for: a publisher who leaves a review out, or whose key was stolen, is found out by its receipt, and replaced
/// by governance; the day stays as it was published. Holds no money, has no owner and cannot be upgraded.
contract ReviewLog is IReviewLog {
    address private immutable BADGE;
    address private immutable GOVERNANCE;

    address private _publisher;
    uint32 private _latestDay;
    mapping(uint32 day => Day) private _days;

    constructor(IContributionBadge badge_, address publisher_) {
        BADGE = address(badge_);
        GOVERNANCE = badge_.governance();
        _publisher = publisher_;
        emit PublisherSet(address(0), publisher_);
    }

    /// @inheritdoc IReviewLog
    function publish(uint32 day, bytes32 root, uint64 count) external {
        // Check: by the publisher, of a day that is over, later than every one before, with something in it.
        if (msg.sender != _publisher) revert ReviewLogNotPublisher(msg.sender, _publisher);
        uint256 endsAt = (uint256(day) + 1) * 1 days;
        if (block.timestamp < endsAt) revert ReviewLogDayNotOver(day, block.timestamp, endsAt);
        if (day <= _latestDay) revert ReviewLogDayNotLater(day, _latestDay);
        if (root == 0 || count == 0) revert ReviewLogEmptyDay(day, root, count);
        // Effect: this day is closed for good, and so is every one before it.
        _latestDay = day;
        _days[day] = Day(root, count);
        emit DayPublished(day, root, count, msg.sender);
    }

    /// @inheritdoc IReviewLog
    function setPublisher(address publisher_) external {
        if (msg.sender != GOVERNANCE) revert ReviewLogNotGovernance(msg.sender, GOVERNANCE);
        address previous = _publisher;
        _publisher = publisher_;
        emit PublisherSet(previous, publisher_);
    }

    /// @inheritdoc IReviewLog
    function dayOf(uint32 day) external view returns (Day memory) {
        if (_days[day].count == 0) revert ReviewLogUnknownDay(day);
        return _days[day];
    }

    /// @inheritdoc IReviewLog
    function latestDay() external view returns (uint32) {
        return _latestDay;
    }

    /// @inheritdoc IReviewLog
    function publisher() external view returns (address) {
        return _publisher;
    }

    /// @inheritdoc IReviewLog
    function badge() external view returns (address) {
        return BADGE;
    }

    /// @inheritdoc IReviewLog
    function governance() external view returns (address) {
        return GOVERNANCE;
    }
}
