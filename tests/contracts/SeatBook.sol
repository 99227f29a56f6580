// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base} from "./Base.sol";

/// @title Who sits where, as a test says: the part of a register of seats that feedback reads
contract SeatBook {
    struct Seat {
        address holder;
        uint8 chamber;
        bool isLive;
    }

    mapping(uint64 seat => Seat) public seatOf;
    mapping(uint8 chamber => uint256) public liveSeats;

    function give(uint64 seat, address holder, uint8 chamber) external {
        if (!seatOf[seat].isLive) ++liveSeats[chamber];
        seatOf[seat] = Seat(holder, chamber, true);
    }

    /// @dev It no longer is live, nor counted.
    function take(uint64 seat) external {
        --liveSeats[seatOf[seat].chamber];
        seatOf[seat].isLive = false;
    }

    /// @dev It no longer is live, but nobody let it go.
    function end(uint64 seat) external {
        seatOf[seat].isLive = false;
    }
}

/// @title Seats of one chamber that sign in a row
abstract contract SeatedBase is Base {
    /// @dev The holder of a seat, by its number.
    function _sitter(uint64 seat) internal pure returns (address account, uint256 key) {
        key = uint256(keccak256(abi.encode("seat", seat))) >> 8;
        account = vm.addr(key);
    }

    function _holderOf(uint64 seat) internal pure returns (address account) {
        (account,) = _sitter(seat);
    }

    function _keyOf(uint64 seat) internal pure returns (uint256 key) {
        (, key) = _sitter(seat);
    }
}
