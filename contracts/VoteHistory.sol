// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Votes over time, three changes to a storage slot
/// @notice What OpenZeppelin's Checkpoints keep with one change to a slot, for votes below 2^32.
/// @dev The newest three changes lie in `head`, from the right: newest, middle, oldest, 72 bits each; left of them,
/// 40 bits count badges. A change is a time of 40 bits and votes of 32; one at time 0 is none. Full heads move to
/// `past`, whose length is the only count of them, so none of ours can wrap.
/// Assumes that times never fall and are above 0, as block timestamps do.
library VoteHistory {
    struct Trace {
        uint256 head;
        uint256[] past;
    }

    uint256 private constant VOTE_BITS = 32;
    uint256 private constant CHANGE_BITS = 72;
    uint256 private constant CHANGES_BITS = 216;
    uint256 private constant VOTES = type(uint32).max;
    uint256 private constant CHANGE = type(uint72).max;
    uint256 private constant CHANGES = type(uint216).max;

    /// @notice Thrown when votes, a time or a number of badges is too large to be kept.
    error VoteHistoryTooLarge(uint256 value, uint256 most);

    /// @notice Votes and badges now.
    function latest(Trace storage trace) internal view returns (uint256 votes, uint256 badges) {
        uint256 head = trace.head;
        return (_votes(head), head >> CHANGES_BITS);
    }

    /// @notice Keeps votes and badges as of `time`. Votes that stay as they were leave no trace.
    function write(Trace storage trace, uint256 time, uint256 votes, uint256 badges) internal {
        _requireFits(votes, VOTES);
        _requireFits(time, type(uint40).max);
        _requireFits(badges, type(uint40).max);
        uint256 head = trace.head;
        uint256 changes = head & CHANGES;
        if (_votes(head) != votes) {
            if (_time(head) == time) changes &= ~CHANGE;
            else changes = _shifted(trace, head) & CHANGES;
            changes |= time << VOTE_BITS | votes;
        }
        trace.head = badges << CHANGES_BITS | changes;
    }

    /// @notice Votes as of the end of the second `time`.
    function votesAt(Trace storage trace, uint256 time) internal view returns (uint256 votes) {
        uint256 head = trace.head;
        (bool isFound, uint256 found) = _lookUp(head, time);
        return isFound ? found : _votesBefore(trace, time);
    }

    /// @dev The changes with room for a new one; full ones are moved to the past.
    function _shifted(Trace storage trace, uint256 head) private returns (uint256) {
        if (_time(head >> 2 * CHANGE_BITS) == 0) return head << CHANGE_BITS;
        trace.past.push(head & CHANGES);
        return 0;
    }

    /// @dev The same in the past, whose words are all full: the last word that begins at `time` or before has it.
    function _votesBefore(Trace storage trace, uint256 time) private view returns (uint256 votes) {
        uint256 low = 0;
        uint256 high = trace.past.length;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (_time(trace.past[middle] >> 2 * CHANGE_BITS) <= time) low = middle + 1;
            else high = middle;
        }
        if (low != 0) (, votes) = _lookUp(trace.past[low - 1], time);
    }

    /// @dev The newest of three changes at `time` or before.
    function _lookUp(uint256 word, uint256 time) private pure returns (bool isFound, uint256 votes) {
        for (uint256 i = 0; i < 3 && _time(word) != 0; ++i) {
            if (_time(word) <= time) return (true, _votes(word));
            word >>= CHANGE_BITS;
        }
    }

    function _time(uint256 word) private pure returns (uint256) {
        return (word & CHANGE) >> VOTE_BITS;
    }

    function _votes(uint256 word) private pure returns (uint256) {
        return word & VOTES;
    }

    function _requireFits(uint256 value, uint256 most) private pure {
        if (value > most) revert VoteHistoryTooLarge(value, most);
    }
}
