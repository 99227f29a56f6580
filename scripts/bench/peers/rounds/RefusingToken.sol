// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GoodToken} from "../../../../tests/contracts/Tokens.sol";

/// @title The token in which rounds are measured, which refuses one account, as tokens with a blocklist do
/// @dev The account is a constant, so that everybody else's transfers cost what they always cost.
contract RefusingToken is GoodToken(18) {
    address private constant REFUSED = address(uint160(uint256(keccak256("refused"))));

    error Refused();

    function _update(address from, address to, uint256 value) internal override {
        if (to == REFUSED) revert Refused();
        super._update(from, to, value);
    }
}
