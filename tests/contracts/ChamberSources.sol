// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Affiliations as a test says
contract SimpleAffiliations {
    mapping(bytes32 project => mapping(address wallet => bool)) public isAffiliated;

    function set(bytes32 project, address wallet, bool is_) external {
        isAffiliated[project][wallet] = is_;
    }
}

/// @title Open objections as a test says
contract SimpleObjections {
    mapping(bytes32 project => uint8 chambersMask) public objections;

    function set(bytes32 project, uint8 chambersMask) external {
        objections[project] = chambersMask;
    }
}
