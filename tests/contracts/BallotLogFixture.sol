// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BallotLog} from "../../contracts/BallotLog.sol";
import {IBallotLog} from "../../contracts/interfaces/IBallotLog.sol";
import {GovernorFixture} from "./GovernorFixture.sol";
import {Leaves} from "./Leaves.sol";

/// @title A relay, its list of one open proposal, and the receipts that it gave
abstract contract BallotLogFixture is GovernorFixture {
    BallotLog internal log;
    uint256 internal proposalId;
    address internal relay;
    uint256 internal relayKey;

    function setUp() public virtual override {
        super.setUp();
        log = new BallotLog(governor);
        (relay, relayKey) = _actor("relay");
        proposalId = _propose(alice, _fundingOf(1 ether, "Fund it"));
        _untilVoting();
    }

    function _receipt(uint64 position, bytes32 ballotDigest)
        internal
        view
        returns (IBallotLog.Receipt memory)
    {
        return IBallotLog.Receipt(
            proposalId, alice, ballotDigest, position, uint48(block.timestamp), uint48(block.timestamp) + 300
        );
    }

    /// @dev The hash of a leaf, as OpenZeppelin's StandardMerkleTree has it.
    function _leaf(uint256 position, bytes32 ballotDigest) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(position, ballotDigest))));
    }

    /// @dev Leaves of `count` ballots whose digests are the hashes of their positions.
    function _leaves(uint256 count) internal pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            leaves[i] = _leaf(i, _ballotAt(i));
        }
    }

    function _ballotAt(uint256 position) internal pure returns (bytes32) {
        return keccak256(abi.encode("ballot", position));
    }

    function _commitLeaves(bytes32[] memory leaves) internal {
        uint64 count = uint64(leaves.length);
        bytes32 root = Leaves.root(leaves);
        vm.prank(relay);
        log.commit(proposalId, root, count);
    }
}
