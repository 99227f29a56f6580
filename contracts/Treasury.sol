// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title Treasury
/// @notice Holds the DAO's money and carries out what badge holders decided, after a delay in which all can look.
/// @dev OpenZeppelin's timelock, unchanged; it has a name of its own so that it is compiled with our settings.
/// Assumes that its only proposer is the BadgeGovernor and that the deployer gave up the admin's role.
contract Treasury is TimelockController {
    constructor(uint256 minDelay, address[] memory proposers, address[] memory executors, address admin)
        TimelockController(minDelay, proposers, executors, admin)
    {}
}
