// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title A round as one would first write it: every donation in an array, sums in mappings
/// @dev For measuring gas only. Its sums do for a refund, but it works out no result, and checks neither projects nor time.
contract StoreAll {
    using SafeERC20 for IERC20;

    struct Donation {
        address donor;
        uint256 project;
        uint256 amount;
    }

    uint256 private constant AMOUNT_BITS = 112;
    uint256 private constant MOST_AMOUNT = type(uint112).max;
    IERC20 private immutable TOKEN;

    Donation[] public donations;
    mapping(uint256 project => uint256) public received;
    mapping(address donor => mapping(uint256 project => uint256)) public given;

    event Donated(address indexed donor, uint256 indexed project, uint256 amount);

    constructor(IERC20 token) {
        TOKEN = token;
    }

    function donate(uint256[] calldata words) external {
        uint256 sum = 0;
        for (uint256 i = 0; i < words.length; ++i) {
            (uint256 project, uint256 amount) = (words[i] >> AMOUNT_BITS, words[i] & MOST_AMOUNT);
            donations.push(Donation(msg.sender, project, amount));
            received[project] += amount;
            given[msg.sender][project] += amount;
            sum += amount;
            emit Donated(msg.sender, project, amount);
        }
        TOKEN.safeTransferFrom(msg.sender, address(this), sum);
    }
}
