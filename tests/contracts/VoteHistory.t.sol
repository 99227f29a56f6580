// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {VoteHistory} from "../../contracts/VoteHistory.sol";
import {Base} from "./Base.sol";

/// @title The library with an outside, so that what it reverts with can be expected
contract History {
    using VoteHistory for VoteHistory.Trace;

    VoteHistory.Trace private _trace;

    function write(uint256 time, uint256 votes, uint256 badges) external {
        _trace.write(time, votes, badges);
    }

    function latest() external view returns (uint256 votes, uint256 badges) {
        return _trace.latest();
    }

    function votesAt(uint256 time) external view returns (uint256) {
        return _trace.votesAt(time);
    }

    /// @dev As if so many full words had been written before.
    function setWords(uint256 words) external {
        _trace.head = words << 224;
    }
}

// .tree
// a history
// ├── equals OpenZeppelin's Checkpoints at every time, after any changes at times that never fall
// ├── keeps the number of badges beside it, whatever the votes do
// ├── leaves no trace of votes that stay as they were
// └── at the edge of what it can hold: the largest value is kept, one more reverts, and nothing wraps
contract VoteHistoryTest is Base {
    using Checkpoints for Checkpoints.Trace208;

    History private _history;
    Checkpoints.Trace208 private _reference;

    function setUp() public {
        _history = new History();
    }

    /// @dev A step holds 0 to 3 seconds of waiting, and votes of which one in four are those of before.
    function testFuzz_EqualsCheckpoints(uint32[] calldata steps, uint32 startAt) public {
        uint256 time = _bound(startAt, 1, type(uint32).max - 1_000);
        for (uint256 i = 0; i < steps.length && i < 200; ++i) {
            uint256 votes = steps[i] % 16 < 4 ? _reference.latest() : steps[i];
            time += steps[i] >> 4 & 3;
            _history.write(time, votes, i);
            _reference.push(uint48(time), uint208(votes));
            (uint256 hadVotes, uint256 hadBadges) = _history.latest();
            vm.assertEq(hadVotes, votes);
            vm.assertEq(hadBadges, i);
        }
        for (uint256 moment = time < 700 ? 0 : time - 700; moment <= time + 1; ++moment) {
            vm.assertEq(_history.votesAt(moment), _reference.upperLookup(uint48(moment)));
        }
        vm.assertEq(_history.votesAt(type(uint48).max), _reference.latest());
        vm.assertEq(_history.votesAt(0), 0);
    }

    /// @dev Far apart: every change begins a second of its own, and lookups fall between them.
    function testFuzz_EqualsCheckpointsFarApart(uint32[64] calldata steps, uint32 lookedUp) public {
        uint256 time = 1;
        for (uint256 i = 0; i < steps.length; ++i) {
            time += steps[i] % 2 ** 20 + 1;
            _history.write(time, steps[i], 1);
            _reference.push(uint48(time), uint208(steps[i]));
            vm.assertEq(_history.votesAt(time - 1), _reference.upperLookup(uint48(time - 1)));
        }
        uint256 moment = _bound(lookedUp, 0, time);
        vm.assertEq(_history.votesAt(moment), _reference.upperLookup(uint48(moment)));
    }

    function test_KeepsBadgesOfNoVote() public {
        _history.write(5, 0, 1);
        _history.write(6, 0, 2);
        (uint256 votes, uint256 badges) = _history.latest();
        vm.assertEq(votes, 0);
        vm.assertEq(badges, 2);
        vm.assertEq(_history.votesAt(6), 0);
    }

    function test_TheLargestIsKept() public {
        _history.write(type(uint32).max, type(uint32).max, type(uint32).max);
        (uint256 votes, uint256 badges) = _history.latest();
        vm.assertEq(votes, type(uint32).max);
        vm.assertEq(badges, type(uint32).max);
        vm.assertEq(_history.votesAt(type(uint32).max), type(uint32).max);
        vm.assertEq(_history.votesAt(type(uint32).max - 1), 0);
    }

    function test_Write_RevertWhen_TooLarge() public {
        uint256 value = uint256(type(uint32).max) + 1;
        _expectTooLarge(value);
        _history.write(1, value, 0);
        _expectTooLarge(value);
        _history.write(value, 1, 0);
        _expectTooLarge(value);
        _history.write(1, 1, value);
    }

    /// @dev A count of 16 bits would begin anew after 65 536 words. This one is full after 2^32, and says so.
    function test_TheNumberOfWordsDoesNotWrap() public {
        _history.setWords(type(uint32).max - 1);
        for (uint256 time = 1; time <= 6; ++time) {
            _history.write(time, time * 10, 1);
        }
        vm.assertEq(_history.votesAt(6), 60);
        vm.assertEq(_history.votesAt(2), 20);
        _expectTooLarge(uint256(type(uint32).max) + 1);
        _history.write(7, 70, 1);
        // In the same second, nothing more has to be kept.
        _history.write(6, 61, 2);
        vm.assertEq(_history.votesAt(6), 61);
    }

    function _expectTooLarge(uint256 value) private {
        vm.expectRevert(abi.encodeWithSelector(VoteHistory.VoteHistoryTooLarge.selector, value, value - 1));
    }
}
