// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// @title The sender's money to many, in a loop
/// @dev For measuring gas only. Nothing says who is due what; one payee that refuses undoes it all.
contract Disperse {
    using SafeERC20 for IERC20;

    function token(IERC20 coin, address[] calldata payees, uint256[] calldata amounts) external {
        uint256 sum = 0;
        for (uint256 i = 0; i < amounts.length; ++i) {
            sum += amounts[i];
        }
        coin.safeTransferFrom(msg.sender, address(this), sum);
        for (uint256 i = 0; i < payees.length; ++i) {
            coin.safeTransfer(payees[i], amounts[i]);
        }
    }

    function native(address payable[] calldata payees, uint256[] calldata amounts) external payable {
        for (uint256 i = 0; i < payees.length; ++i) {
            Address.sendValue(payees[i], amounts[i]);
        }
    }
}
