// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IChamberBallot} from "../interfaces/chambers/IChamberBallot.sol";

/// @title Counts in few words, so that a batch of votes writes few
/// @notice Of a chamber on a ballot: seats in bits [0, 16), then 16 bits for each IChamberBallot.Vote from Against to
/// Abstain. Of seats alone: chamber c in bits [16 c, 16 c + 16).
/// @dev No count overflows, since a chamber has 65 535 seats at the most.
library PackedCounts {
    uint256 internal constant MOST = type(uint16).max;
    /// @dev 16 bits.
    uint256 private constant COUNT_SHIFT = 4;
    uint256 private constant ONE = 1;

    /// @notice One in the count of this place, none elsewhere.
    function one(uint256 place) internal pure returns (uint256) {
        return ONE << (place << COUNT_SHIFT);
    }

    /// @notice What is counted at this place.
    function countAt(uint256 counts, uint256 place) internal pure returns (uint16) {
        // What is above belongs to the next places.
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint16(counts >> (place << COUNT_SHIFT));
    }

    /// @notice The counts of a chamber, apart.
    function spread(uint256 counts) internal pure returns (IChamberBallot.Count memory) {
        return
            IChamberBallot.Count(
                countAt(counts, 0), countAt(counts, 1), countAt(counts, 2), countAt(counts, 3)
            );
    }
}
