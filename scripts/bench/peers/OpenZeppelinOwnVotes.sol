// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";

import {OpenZeppelinVotes} from "./OpenZeppelinVotes.sol";

/// @title The same, where whoever delegated to nobody votes with the own badges, without a transaction
contract OpenZeppelinOwnVotes is OpenZeppelinVotes {
    function delegates(address account) public view override(Votes) returns (address) {
        address chosen = super.delegates(account);
        return chosen == address(0) ? account : chosen;
    }
}
