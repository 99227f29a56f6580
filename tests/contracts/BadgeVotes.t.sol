// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";

import {BadgeVotes} from "../../contracts/BadgeVotes.sol";
import {BadgeFixture} from "./BadgeFixture.sol";

/// @title Vote history as anybody would write it down: every change, looked up one by one
contract PlainHistory {
    struct Change {
        uint256 time;
        uint256 votes;
    }

    Change[] private _changes;

    function write(uint256 time, uint256 votes) external {
        _changes.push(Change(time, votes));
    }

    function latest() public view returns (uint256) {
        return _changes.length == 0 ? 0 : _changes[_changes.length - 1].votes;
    }

    function votesAt(uint256 time) external view returns (uint256 votes) {
        for (uint256 i = 0; i < _changes.length && _changes[i].time <= time; ++i) {
            votes = _changes[i].votes;
        }
    }
}

// .tree
// votes
// ├── equal a plain model at every past time, for each holder and in total, whatever comes and goes
// ├── of a past that has not come: reverts
// └── several changes in one second: the last one counts
contract BadgeVotesTest is BadgeFixture {
    PlainHistory[3] private _models;
    address[2] private _holders;
    uint64[] private _live;

    function setUp() public override {
        super.setUp();
        _holders = [alice, bob];
        for (uint256 i = 0; i < _models.length; ++i) {
            _models[i] = new PlainHistory();
        }
        vm.startPrank(registrar);
        badge.setKindOpen(SEAT, false);
        badge.setIssuer(issuer, type(uint32).max);
        vm.stopPrank();
    }

    /// @dev Up to 48 times: issue, or take a badge away, and let 0 to 3 seconds pass. Then every second is looked up.
    function testFuzz_HistoryEqualsAPlainModel(bytes32 seed, uint8 steps) public {
        for (uint64 step = 1; step <= steps % 48 + 1; ++step) {
            seed = keccak256(abi.encode(seed));
            if (uint256(seed) % 3 == 0 && _live.length != 0) _takeAway(uint256(seed) >> 8);
            else _give(step, uint256(seed) >> 8 & 1);
            vm.warp(block.timestamp + (uint256(seed) >> 16) % 4);
        }
        vm.warp(block.timestamp + 1);
        for (uint256 time = START_AT - 1; time < block.timestamp; ++time) {
            vm.assertEq(badge.getPastVotes(alice, time), _models[0].votesAt(time));
            vm.assertEq(badge.getPastVotes(bob, time), _models[1].votesAt(time));
            vm.assertEq(badge.getPastTotalSupply(time), _models[2].votesAt(time));
        }
        vm.assertEq(badge.getVotes(alice), _models[0].latest());
        vm.assertEq(badge.getVotes(bob), _models[1].latest());
    }

    function test_TheLastChangeOfASecondCounts() public {
        _issue(1, alice, REVIEW);
        _issue(2, alice, REVIEW);
        vm.expectEmit(address(badge));
        emit IVotes.DelegateVotesChanged(alice, 2, 1);
        _revoke(1);
        vm.warp(START_AT + 1);
        vm.assertEq(badge.getPastVotes(alice, START_AT), 1);
        vm.assertEq(badge.getPastVotes(alice, START_AT - 1), 0);
    }

    function test_GetPastVotes_RevertWhen_NotPast() public {
        uint256[2] memory times = [START_AT, type(uint256).max];
        for (uint256 i = 0; i < times.length; ++i) {
            bytes memory future =
                abi.encodeWithSelector(BadgeVotes.ERC5805FutureLookup.selector, times[i], START_AT);
            vm.expectRevert(future);
            badge.getPastVotes(alice, times[i]);
            vm.expectRevert(future);
            badge.getPastTotalSupply(times[i]);
        }
        vm.assertEq(badge.getPastVotes(alice, START_AT - 1), 0);
    }

    function _give(uint64 number, uint256 who) private {
        _issue(number, _holders[who], REVIEW);
        _live.push(number);
        _models[who].write(block.timestamp, _models[who].latest() + 1);
        _models[2].write(block.timestamp, _models[2].latest() + 1);
    }

    function _takeAway(uint256 pick) private {
        uint256 i = pick % _live.length;
        uint256 who = badge.ownerOf(_live[i]) == alice ? 0 : 1;
        _revoke(_live[i]);
        _live[i] = _live[_live.length - 1];
        _live.pop();
        _models[who].write(block.timestamp, _models[who].latest() - 1);
        _models[2].write(block.timestamp, _models[2].latest() - 1);
    }
}
