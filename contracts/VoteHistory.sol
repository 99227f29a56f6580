// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Votes over time, three changes to a storage slot
/// @notice What OpenZeppelin's Checkpoints keep with one change to a slot, for votes and times below 2^32.
/// @dev A change is a time and votes of 32 bits each; one at time 0 is none. The newest three lie in `head`, the newest
/// rightmost; left of them, 32 bits count badges, and the leftmost 32 count the words of the past. A full head moves
/// there whole. Nothing wraps: what does not fit its bits reverts, and 2^32 words would take 400 years of a change
/// every second.
/// Assumes that times never fall and are above 0, as block timestamps do.
library VoteHistory {
    struct Trace {
        uint256 head;
        mapping(uint256 index => uint256 word) past;
    }

    uint256 private constant CHANGE_BITS = 64;
    uint256 private constant CHANGES = type(uint192).max;
    uint256 private constant MOST = type(uint32).max;

    /// @notice Thrown when votes, a time or a number of badges is too large to be kept.
    error VoteHistoryTooLarge(uint256 value, uint256 most);

    /// @notice Votes and badges now.
    function latest(Trace storage trace) internal view returns (uint256 votes, uint256 badges) {
        uint256 head = trace.head;
        return (_votes(head), _badges(head));
    }

    /// @notice Keeps votes and badges as of `time`. Votes that stay as they were leave no trace.
    function write(Trace storage trace, uint256 time, uint256 votes, uint256 badges) internal {
        _requireFits(votes);
        _requireFits(time);
        _requireFits(badges);
        uint256 head = trace.head;
        uint256 words = head >> 224;
        uint256 changes = head & CHANGES;
        if (_votes(head) != votes) {
            uint256 change = time << 32 | votes;
            if (_time(head) == time) {
                changes = changes >> CHANGE_BITS << CHANGE_BITS | change;
            } else if (_time(head >> 2 * CHANGE_BITS) == 0) {
                changes = changes << CHANGE_BITS | change;
            } else {
                // The oldest of three is there: the word is full.
                trace.past[words] = changes;
                _requireFits(++words);
                changes = change;
            }
        }
        trace.head = words << 224 | badges << 192 | changes;
    }

    /// @notice Votes as of the end of the second `time`.
    function votesAt(Trace storage trace, uint256 time) internal view returns (uint256 votes) {
        uint256 head = trace.head;
        (bool isFound, uint256 found) = _lookUp(head, time);
        return isFound ? found : _votesBefore(trace, time, head >> 224);
    }

    /// @dev The same in the past, whose words are all full: the last word that begins at `time` or before has it.
    function _votesBefore(Trace storage trace, uint256 time, uint256 words)
        private
        view
        returns (uint256 votes)
    {
        uint256 low = 0;
        while (low < words) {
            uint256 middle = (low + words) / 2;
            if (_time(trace.past[middle] >> 2 * CHANGE_BITS) <= time) low = middle + 1;
            else words = middle;
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

    function _badges(uint256 head) private pure returns (uint256) {
        return head >> 192 & MOST;
    }

    function _time(uint256 word) private pure returns (uint256) {
        return word >> 32 & MOST;
    }

    function _votes(uint256 word) private pure returns (uint256) {
        return word & MOST;
    }

    function _requireFits(uint256 value) private pure {
        if (value > MOST) revert VoteHistoryTooLarge(value, MOST);
    }
}
