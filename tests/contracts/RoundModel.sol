// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RoundFixture} from "./RoundFixture.sol";

/// @title Plain sums of what went into a published round and out of it, and what was published last
abstract contract RoundModel is RoundFixture {
    uint256 public constant PEOPLE = 4;

    address[4] public people = [dora, emil, sponsor, mallory];
    uint256[] public receivedOf;
    uint256[][] internal _carts;
    address[] public donorOf;
    mapping(uint256 cart => uint256) public refundOf;
    mapping(uint256 project => uint256) public claimOf;
    mapping(uint256 project => uint256) public matchingOf;
    mapping(address sponsor => uint256) public returnOf;
    mapping(address sponsor => uint256) public depositOf;
    bytes32 public digest = keccak256(bytes(RULES));

    uint256 public deposited;
    uint256 public given;
    uint256 public donationsPaid;
    uint256 public matchingPaid;
    uint256 public returned;
    uint256 public forced;
    uint256 public swept;
    uint256 public bondsIn;
    uint256 public bondsOut;
    uint256 public inAtClose;

    bytes32[] internal _published;
    uint256[] public words;
    uint256 internal _pushed;
    uint256 public total;
    bytes32 public finalRoot;
    uint256 public finalisedAt;
    uint256 public dueAt;
}
