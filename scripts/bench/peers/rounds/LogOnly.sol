// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title The least that takes a cart: the transfer and a log
/// @dev For measuring gas only. Keeps no books, so that nothing could be paid, returned or checked by it.
contract LogOnly {
    using SafeERC20 for IERC20;

    uint256 private constant MOST_AMOUNT = type(uint112).max;
    IERC20 private immutable TOKEN;

    event CartDonated(address indexed donor, uint256[] words);

    error WrongValue();

    constructor(IERC20 token) {
        TOKEN = token;
    }

    function donate(uint256[] calldata words) external payable {
        uint256 sum = 0;
        for (uint256 i = 0; i < words.length; ++i) {
            sum += words[i] & MOST_AMOUNT;
        }
        emit CartDonated(msg.sender, words);
        if (address(TOKEN) != address(0)) TOKEN.safeTransferFrom(msg.sender, address(this), sum);
        else if (msg.value != sum) revert WrongValue();
    }
}
