// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBallotLog} from "../../contracts/interfaces/IBallotLog.sol";
import {BallotLogFixture} from "./BallotLogFixture.sol";
import {Leaves} from "./Leaves.sol";
import {OwnedWallet} from "./Wallets.sol";

// .tree
// a ballot that a relay gave a receipt for
// ├── is not omitted: listed at its position; not listed yet while the list can still grow
// ├── is omitted: another stands at its position, even while votes are taken; the closed list ends before it;
// │   its relay has committed nothing for a week
// ├── needs a receipt that the relay signed, with its key or as a contract, word for word
// └── needs a proof that leads to the list's root
contract BallotLogOmissionTest is BallotLogFixture {
    bytes32[] private _none;

    function test_ReceiptDigest() public view {
        IBallotLog.Receipt memory receipt = _receipt(3, _ballotAt(3));
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("BallotLog"),
                keccak256("1"),
                block.chainid,
                address(log)
            )
        );
        bytes32 content = keccak256(
            abi.encode(
                keccak256(
                    "BallotReceipt(uint256 proposalId,address voter,bytes32 ballotDigest,uint64 position,uint48 receivedAt,uint48 castBy)"
                ),
                receipt
            )
        );
        vm.assertEq(log.receiptDigest(receipt), keccak256(abi.encodePacked(hex"1901", domain, content)));
    }

    function test_Omitted_WhenTheListEndsBeforeIt() public {
        IBallotLog.Receipt memory receipt = _receipt(5, _ballotAt(5));
        bytes memory signature = _signed(receipt);
        vm.assertFalse(log.isOmitted(relay, receipt, signature, 0, _none));
        _untilVoted();
        vm.assertFalse(log.isOmitted(relay, receipt, signature, 0, _none));
        _commitLeaves(_leaves(5));
        vm.assertTrue(log.isOmitted(relay, receipt, signature, 0, _none));
    }

    function test_Omitted_WhenNothingIsCommittedInAWeek() public {
        IBallotLog.Receipt memory receipt = _receipt(0, _ballotAt(0));
        bytes memory signature = _signed(receipt);
        vm.warp(governor.proposalDeadline(proposalId) + 7 days);
        vm.assertFalse(log.isOmitted(relay, receipt, signature, 0, _none));
        vm.warp(block.timestamp + 1);
        vm.assertTrue(log.isOmitted(relay, receipt, signature, 0, _none));
    }

    function test_Omitted_WhenAnotherStandsThere_EvenWhileVotesAreTaken() public {
        bytes32[] memory leaves = _leaves(7);
        _commitLeaves(leaves);
        IBallotLog.Receipt memory receipt = _receipt(4, keccak256("mine"));
        vm.assertTrue(log.isOmitted(relay, receipt, _signed(receipt), _ballotAt(4), Leaves.proof(leaves, 4)));
    }

    function test_NotOmitted_WhenListed() public {
        bytes32[] memory leaves = _leaves(7);
        _commitLeaves(leaves);
        IBallotLog.Receipt memory receipt = _receipt(4, _ballotAt(4));
        vm.assertFalse(log.isOmitted(relay, receipt, _signed(receipt), _ballotAt(4), Leaves.proof(leaves, 4)));
    }

    function test_Omitted_RevertWhen_TheProofIsOfAnotherPosition() public {
        bytes32[] memory leaves = _leaves(7);
        _commitLeaves(leaves);
        IBallotLog.Receipt memory receipt = _receipt(4, _ballotAt(4));
        bytes memory signature = _signed(receipt);
        _expectBadProof(4, Leaves.root(leaves));
        log.isOmitted(relay, receipt, signature, _ballotAt(3), Leaves.proof(leaves, 3));
        _expectBadProof(4, Leaves.root(leaves));
        log.isOmitted(relay, receipt, signature, keccak256("made up"), Leaves.proof(leaves, 4));
    }

    function test_Omitted_RevertWhen_TheReceiptIsNotTheRelays() public {
        IBallotLog.Receipt memory receipt = _receipt(5, _ballotAt(5));
        bytes memory signature = _sign(malloryKey, log.receiptDigest(receipt));
        _expectNotItsReceipt(relay, log.receiptDigest(receipt));
        log.isOmitted(relay, receipt, signature, 0, _none);
        // Another relay's own receipt says nothing about this one.
        vm.assertFalse(log.isOmitted(mallory, receipt, signature, 0, _none));
    }

    function testFuzz_Omitted_RevertWhen_OneWordWasChanged(uint8 field, uint48 by) public {
        IBallotLog.Receipt memory receipt = _receipt(5, _ballotAt(5));
        bytes memory signature = _signed(receipt);
        by = uint48(_bound(by, 1, 1 << 40));
        field %= 6;
        if (field == 0) receipt.proposalId += by;
        if (field == 1) receipt.voter = address(uint160(receipt.voter) ^ by);
        if (field == 2) receipt.ballotDigest ^= bytes32(uint256(by));
        if (field == 3) receipt.position += by;
        if (field == 4) receipt.receivedAt += by;
        if (field == 5) receipt.castBy += by;
        _expectNotItsReceipt(relay, log.receiptDigest(receipt));
        log.isOmitted(relay, receipt, signature, 0, _none);
    }

    function test_Omitted_AlsoByARelayThatIsAContract() public {
        address wallet = address(new OwnedWallet(relay));
        IBallotLog.Receipt memory receipt = _receipt(0, _ballotAt(0));
        bytes memory signature = _signed(receipt);
        vm.warp(governor.proposalDeadline(proposalId) + 1 + 7 days);
        vm.assertTrue(log.isOmitted(wallet, receipt, signature, 0, _none));
    }

    /// @dev No inner node passes for a leaf, and no leaf for that of another position.
    function testFuzz_WhatIsListedIsWhatWasCommitted(uint8 count, uint8 position, uint8 proven) public {
        uint256 size = _bound(count, 1, 33);
        bytes32[] memory leaves = _leaves(size);
        _commitLeaves(leaves);
        uint256 shown = _bound(proven, 0, size - 1);
        bytes32[] memory proof = Leaves.proof(leaves, shown);
        bool is_ = log.isListed(relay, proposalId, position, _ballotAt(shown), proof);
        vm.assertTrue(is_ == (position == shown));
        vm.assertFalse(log.isListed(relay, proposalId, uint64(shown), Leaves.root(leaves), _none));
    }

    function test_Listed_NotBeyondTheCount() public {
        bytes32[] memory leaves = new bytes32[](2);
        (leaves[0], leaves[1]) = (_leaf(0, _ballotAt(0)), _leaf(9, _ballotAt(9)));
        _commitLeaves(leaves);
        vm.assertFalse(log.isListed(relay, proposalId, 9, _ballotAt(9), Leaves.proof(leaves, 1)));
    }

    /// @dev The digest in a receipt is the one that the governor checks the voter's signature against.
    function test_ABallotThatWasLeftOutIsCastByItsVoter() public {
        bytes32 digest = governor.ballotDigest(_ballot(proposalId, FOR, alice, aliceKey));
        IBallotLog.Receipt memory receipt = _receipt(1, digest);
        bytes32[] memory leaves = _leaves(2);
        _commitLeaves(leaves);
        vm.assertTrue(log.isOmitted(relay, receipt, _signed(receipt), _ballotAt(1), Leaves.proof(leaves, 1)));
        vm.prank(alice);
        governor.castBallot(_ballot(proposalId, FOR, alice, aliceKey));
        (, uint256 weight,) = governor.voteOf(proposalId, alice);
        vm.assertEq(weight, 3);
    }

    function _signed(IBallotLog.Receipt memory receipt) private view returns (bytes memory) {
        return _sign(relayKey, log.receiptDigest(receipt));
    }

    function _expectBadProof(uint64 position, bytes32 root) private {
        vm.expectRevert(abi.encodeWithSelector(IBallotLog.BallotLogBadProof.selector, relay, position, root));
    }

    function _expectNotItsReceipt(address relay_, bytes32 digest) private {
        vm.expectRevert(abi.encodeWithSelector(IBallotLog.BallotLogNotItsReceipt.selector, relay_, digest));
    }
}
