// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The cheat codes that tell which slots a contract read
interface SlotReads {
    function record() external;
    function accesses(address account) external returns (bytes32[] memory reads, bytes32[] memory writes);
}
