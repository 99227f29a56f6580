// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What proposals pay into: it takes coins and logs them
/// @dev For measuring gas only. As little as an action can do that moves money, so that the governors are compared.
contract Pool {
    event Funded(address indexed sponsor, uint256 amount);

    error WrongValue();

    function fund(uint256 amount) external payable {
        if (msg.value != amount) revert WrongValue();
        emit Funded(msg.sender, amount);
    }
}
