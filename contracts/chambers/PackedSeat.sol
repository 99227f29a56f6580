// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev What a vote needs of a seat, in the one word that is read for it: the holder in bits [0, 160), the chamber in
/// [160, 168), whether it is taken in [168, 176), the end of its term in [176, 216), the first ballot that counts it in
/// [216, 256). As a struct it would cost each vote 400 gas more.
type PackedSeat is uint256;

using {holderOf, chamberOf, isTaken, untilOf, firstBallotOf, left} for PackedSeat global;

/// @dev A seat that is taken.
function packedSeat(address holder, uint8 chamber, uint40 until, uint40 firstBallot)
    pure
    returns (PackedSeat)
{
    return PackedSeat.wrap(
        uint256(uint160(holder)) | uint256(chamber) << 160 | 1 << 168 | uint256(until) << 176
            | uint256(firstBallot) << 216
    );
}

function holderOf(PackedSeat seat) pure returns (address) {
    return address(uint160(PackedSeat.unwrap(seat)));
}

function chamberOf(PackedSeat seat) pure returns (uint8) {
    return uint8(PackedSeat.unwrap(seat) >> 160);
}

function isTaken(PackedSeat seat) pure returns (bool) {
    return PackedSeat.unwrap(seat) >> 168 & 1 != 0;
}

function untilOf(PackedSeat seat) pure returns (uint40) {
    return uint40(PackedSeat.unwrap(seat) >> 176);
}

function firstBallotOf(PackedSeat seat) pure returns (uint40) {
    return uint40(PackedSeat.unwrap(seat) >> 216);
}

/// @dev The same seat, let go.
function left(PackedSeat seat) pure returns (PackedSeat) {
    return PackedSeat.wrap(PackedSeat.unwrap(seat) & ~(uint256(1) << 168));
}
