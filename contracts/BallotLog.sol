// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

import {Signatures} from "./Signatures.sol";
import {IBallotLog} from "./interfaces/IBallotLog.sol";

/// @title Ballot Log: what each relay received, fixed once the votes are counted
/// @notice Whoever has a relay's receipt can prove that their ballot was left out of its list.
/// @dev Assumes that voters keep their receipts, and that a position once given keeps its ballot. Does not make a
/// relay hand a ballot in, nor show its list: a vote that is late counts when its voter casts it. Does not look into
/// a list, whose ballots may be signed by nobody. Holds no money, has no owner and cannot be upgraded.
contract BallotLog is IBallotLog, EIP712 {
    /// @dev Long enough for a relay that was down for some days.
    uint256 private constant COMMIT_SECONDS = 7 days;

    bytes32 private constant RECEIPT_TYPEHASH = keccak256(
        "BallotReceipt(uint256 proposalId,address voter,bytes32 ballotDigest,uint64 position,uint48 receivedAt,uint48 castBy)"
    );

    IGovernor private immutable GOVERNOR;

    mapping(address relay => mapping(uint256 proposalId => List)) private _lists;

    constructor(IGovernor governor_) EIP712("BallotLog", "1") {
        GOVERNOR = governor_;
    }

    /// @inheritdoc IBallotLog
    function commit(uint256 proposalId, bytes32 root, uint64 count) external {
        List storage list = _lists[msg.sender][proposalId];
        uint256 endsAt = _votingEndsAt(proposalId);
        // Check: it can still be committed, and has grown.
        if (_isClosed(list, endsAt)) {
            uint256 closedAt = list.isFinal ? list.committedAt : endsAt + COMMIT_SECONDS;
            revert BallotLogClosed(msg.sender, proposalId, closedAt);
        }
        if (count <= list.count) revert BallotLogNotMore(msg.sender, list.count, count);
        if (root == 0) revert BallotLogNoRoot(msg.sender, proposalId);
        // Effect: what is committed once votes are no longer taken stands.
        bool isFinal = block.timestamp >= endsAt;
        _lists[msg.sender][proposalId] = List(root, count, uint48(block.timestamp), isFinal);
        emit ListCommitted(msg.sender, proposalId, root, count, isFinal);
    }

    /// @inheritdoc IBallotLog
    function isOmitted(
        address relay,
        Receipt calldata receipt,
        bytes calldata signature,
        bytes32 listed,
        bytes32[] calldata proof
    ) external view returns (bool) {
        bytes32 digest = receiptDigest(receipt);
        if (!Signatures.isSignedBy(relay, digest, signature)) revert BallotLogNotItsReceipt(relay, digest);
        List storage list = _lists[relay][receipt.proposalId];
        if (receipt.position >= list.count) return _isClosed(list, _votingEndsAt(receipt.proposalId));
        if (!isListed(relay, receipt.proposalId, receipt.position, listed, proof)) {
            revert BallotLogBadProof(relay, receipt.position, list.root);
        }
        return listed != receipt.ballotDigest;
    }

    /// @inheritdoc IBallotLog
    function isClosed(address relay, uint256 proposalId) external view returns (bool) {
        return _isClosed(_lists[relay][proposalId], _votingEndsAt(proposalId));
    }

    /// @inheritdoc IBallotLog
    function listOf(address relay, uint256 proposalId) external view returns (List memory) {
        return _lists[relay][proposalId];
    }

    /// @inheritdoc IBallotLog
    function governor() external view returns (address) {
        return address(GOVERNOR);
    }

    /// @inheritdoc IBallotLog
    function commitSeconds() external pure returns (uint256) {
        return COMMIT_SECONDS;
    }

    /// @inheritdoc IBallotLog
    function isListed(
        address relay,
        uint256 proposalId,
        uint64 position,
        bytes32 ballotDigest,
        bytes32[] calldata proof
    ) public view returns (bool) {
        List storage list = _lists[relay][proposalId];
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(uint256(position), ballotDigest))));
        return position < list.count && MerkleProof.verifyCalldata(proof, list.root, leaf);
    }

    /// @inheritdoc IBallotLog
    function receiptDigest(Receipt calldata receipt) public view returns (bytes32) {
        return _hashTypedDataV4(
            keccak256(
                abi.encode(
                    RECEIPT_TYPEHASH,
                    receipt.proposalId,
                    receipt.voter,
                    receipt.ballotDigest,
                    receipt.position,
                    receipt.receivedAt,
                    receipt.castBy
                )
            )
        );
    }

    function _isClosed(List storage list, uint256 votingEndsAt) private view returns (bool) {
        return list.isFinal || block.timestamp >= votingEndsAt + COMMIT_SECONDS;
    }

    /// @dev The first second in which votes are no longer taken, as it is known now.
    function _votingEndsAt(uint256 proposalId) private view returns (uint256) {
        uint256 deadline = GOVERNOR.proposalDeadline(proposalId);
        if (deadline == 0) revert BallotLogUnknownProposal(proposalId);
        return deadline + 1;
    }
}
