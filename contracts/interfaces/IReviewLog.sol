// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What the days' reviews were: a Merkle root for each day, that nobody can change afterwards
/// @notice A root is that of OpenZeppelin's StandardMerkleTree over `(uint256 position, bytes32 commitment)`. Days are
/// counted since the Unix epoch, and end at midnight UTC.
interface IReviewLog {
    /// @notice What is kept of one day.
    /// @param count commitments in it, at least 1
    struct Day {
        bytes32 root;
        uint64 count;
    }

    /// @notice Emitted when a day's root is published; a day has one such event, ever.
    event DayPublished(uint32 indexed day, bytes32 root, uint64 count, address indexed publisher);

    /// @notice Emitted when governance names another publisher; the zero address is nobody.
    event PublisherSet(address indexed previous, address indexed publisher);

    /// @notice Thrown when somebody else than the publisher publishes.
    error ReviewLogNotPublisher(address caller, address publisher);

    /// @notice Thrown when somebody else than governance names a publisher.
    error ReviewLogNotGovernance(address caller, address governance);

    /// @notice Thrown when a day is published while it still goes on, or before it began.
    error ReviewLogDayNotOver(uint32 day, uint256 nowAt, uint256 endsAt);

    /// @notice Thrown when a day is published that is not later than every day before: also when it has its root.
    error ReviewLogDayNotLater(uint32 day, uint32 latest);

    /// @notice Thrown when a day without a root or without a commitment is published.
    error ReviewLogEmptyDay(uint32 day, bytes32 root, uint64 count);

    /// @notice Thrown when a day is read that has no root.
    error ReviewLogUnknownDay(uint32 day);

    /// @notice Publishes a day's root, for good. Publisher, once the day is over.
    /// @dev Days may be left out, but none is ever filled in behind a later one: whoever has a receipt of a day that
    /// was left out knows from the next root on that it will never be there.
    function publish(uint32 day, bytes32 root, uint64 count) external;

    /// @notice Names another publisher, or nobody with the zero address. Governance.
    function setPublisher(address publisher) external;

    /// @notice Root and count of a day. Reverts when it has none.
    function dayOf(uint32 day) external view returns (Day memory);

    /// @notice The latest day that has a root; 0 before the first.
    function latestDay() external view returns (uint32);

    /// @notice The account that publishes.
    function publisher() external view returns (address);

    /// @notice The badges that the reviews earn; whoever may issue them also signs receipts.
    function badge() external view returns (address);

    /// @notice The account that names the publisher: the badge's governance, fixed for good.
    function governance() external view returns (address);
}
