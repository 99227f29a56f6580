// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BallotLogFixture} from "./BallotLogFixture.sol";
import {IBallotLog} from "../../contracts/interfaces/IBallotLog.sol";

// .tree
// a ballot log
// ├── takes lists from anybody, each relay's apart, that only ever grow
// ├── at the edge: the last second of the vote is not yet the last time, the one after is, and that is once
// ├── takes nothing after a week, nothing for no proposal, and no list without a root
// └── moves with a vote that is prolonged
contract BallotLogTest is BallotLogFixture {
    bytes32 private constant ROOT = keccak256("root");

    function test_Construct() public view {
        vm.assertEq(log.governor(), address(governor));
        vm.assertEq(log.commitSeconds(), 7 days);
        (, string memory name, string memory version, uint256 chainId, address place,,) = log.eip712Domain();
        vm.assertEq(name, "BallotLog");
        vm.assertEq(version, "1");
        vm.assertEq(chainId, block.chainid);
        vm.assertEq(place, address(log));
    }

    function test_Commit() public {
        vm.expectEmit(address(log));
        emit IBallotLog.ListCommitted(relay, proposalId, ROOT, 50, false);
        _commit(ROOT, 50);
        IBallotLog.List memory list = log.listOf(relay, proposalId);
        vm.assertEq(list.root, ROOT);
        vm.assertEq(uint256(list.count), 50);
        vm.assertEq(uint256(list.committedAt), block.timestamp);
        vm.assertFalse(list.isFinal);
        vm.assertFalse(log.isClosed(relay, proposalId));
    }

    function test_Commit_EachRelayHasListsOfItsOwn() public {
        _commit(ROOT, 50);
        vm.prank(mallory);
        log.commit(proposalId, keccak256("another"), 1);
        vm.assertEq(log.listOf(relay, proposalId).root, ROOT);
        vm.assertEq(log.listOf(mallory, proposalId).root, keccak256("another"));
    }

    function test_Commit_RevertWhen_NotMore() public {
        _commit(ROOT, 50);
        vm.expectRevert(abi.encodeWithSelector(IBallotLog.BallotLogNotMore.selector, relay, 50, 50));
        _commit(keccak256("another"), 50);
        vm.expectRevert(abi.encodeWithSelector(IBallotLog.BallotLogNotMore.selector, relay, 50, 49));
        _commit(keccak256("another"), 49);
    }

    function test_Commit_RevertWhen_Empty() public {
        vm.expectRevert(abi.encodeWithSelector(IBallotLog.BallotLogNotMore.selector, relay, 0, 0));
        _commit(ROOT, 0);
        vm.expectRevert(abi.encodeWithSelector(IBallotLog.BallotLogNoRoot.selector, relay, proposalId));
        _commit(0, 1);
    }

    function test_Commit_RevertWhen_ThereIsNoSuchProposal() public {
        vm.expectRevert(abi.encodeWithSelector(IBallotLog.BallotLogUnknownProposal.selector, 7));
        vm.prank(relay);
        log.commit(7, ROOT, 1);
        vm.expectRevert(abi.encodeWithSelector(IBallotLog.BallotLogUnknownProposal.selector, 7));
        log.isClosed(relay, 7);
    }

    function test_Commit_AtTheEdges() public {
        uint256 lastAt = governor.proposalDeadline(proposalId);
        vm.warp(lastAt);
        _commit(ROOT, 1);
        vm.assertFalse(log.isClosed(relay, proposalId));
        vm.warp(lastAt + 1);
        _commit(ROOT, 2);
        vm.assertTrue(log.isClosed(relay, proposalId));
        vm.assertTrue(log.listOf(relay, proposalId).isFinal);
        _expectClosed(relay, lastAt + 1);
        _commit(ROOT, 3);
    }

    function test_Commit_RevertWhen_TheTimeIsOver() public {
        uint256 closesAt = governor.proposalDeadline(proposalId) + 1 + 7 days;
        vm.warp(closesAt - 1);
        vm.assertFalse(log.isClosed(relay, proposalId));
        vm.prank(mallory);
        log.commit(proposalId, ROOT, 1);
        vm.warp(closesAt);
        vm.assertTrue(log.isClosed(relay, proposalId));
        _expectClosed(relay, closesAt);
        _commit(ROOT, 1);
    }

    function test_Commit_IsNotTheLastTimeWhenTheVoteWasProlonged() public {
        uint256 lastAt = governor.proposalDeadline(proposalId);
        vm.warp(lastAt);
        _vote(alice, proposalId, FOR);
        vm.warp(lastAt + 1);
        _commit(ROOT, 1);
        vm.assertFalse(log.isClosed(relay, proposalId));
        vm.warp(governor.proposalDeadline(proposalId) + 1);
        _commit(ROOT, 2);
        vm.assertTrue(log.isClosed(relay, proposalId));
    }

    function _commit(bytes32 root, uint64 count) private {
        vm.prank(relay);
        log.commit(proposalId, root, count);
    }

    function _expectClosed(address relay_, uint256 closedAt) private {
        vm.expectRevert(
            abi.encodeWithSelector(IBallotLog.BallotLogClosed.selector, relay_, proposalId, closedAt)
        );
    }
}
