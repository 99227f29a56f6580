// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

/// @title Merkle trees over the leaves of a result, with sorted pairs as OpenZeppelin verifies them
/// @dev A node without a neighbour rises unchanged.
library Leaves {
    function hash(uint256 index, address payee, uint256 amount) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(index, payee, amount))));
    }

    function root(bytes32[] memory leaves) internal pure returns (bytes32) {
        while (leaves.length > 1) {
            leaves = _above(leaves);
        }
        return leaves[0];
    }

    function proof(bytes32[] memory leaves, uint256 index) internal pure returns (bytes32[] memory path) {
        bytes32[] memory found = new bytes32[](256);
        uint256 length = 0;
        while (leaves.length > 1) {
            uint256 neighbour = index ^ 1;
            if (neighbour < leaves.length) found[length++] = leaves[neighbour];
            (leaves, index) = (_above(leaves), index / 2);
        }
        path = new bytes32[](length);
        for (uint256 i = 0; i < length; ++i) {
            path[i] = found[i];
        }
    }

    function _above(bytes32[] memory nodes) private pure returns (bytes32[] memory above) {
        above = new bytes32[]((nodes.length + 1) / 2);
        for (uint256 i = 0; i < above.length; ++i) {
            bool isPair = 2 * i + 1 < nodes.length;
            above[i] = isPair ? Hashes.commutativeKeccak256(nodes[2 * i], nodes[2 * i + 1]) : nodes[2 * i];
        }
    }
}
