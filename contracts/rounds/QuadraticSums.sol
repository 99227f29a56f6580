// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Quadratic funding kept as running sums, equal to the definition to the last unit
/// @dev S = sum of roots, Q = sum of their squares, raw = S * S - Q. With all donations below 2^112 in sum: r < 2^88,
/// Q < 2^176, S < 2^88 * sqrt(donors), so that with fewer than 2^40 gifts raw and the sum of all raws stay below 2^217.
library QuadraticSums {
    uint256 internal constant RAW_FRACTION_BITS = 64;

    /// @dev The root of what one donor gave to one project: 32 fractional bits, rounded down.
    function root(uint256 units) internal pure returns (uint256) {
        return Math.sqrt(units << RAW_FRACTION_BITS);
    }

    /// @dev What a project's raw grows by when one donor's root rises from `had` to `has`; `sum` is S before it.
    function growth(uint256 sum, uint256 had, uint256 has) internal pure returns (uint256) {
        return 2 * (has - had) * (sum - had);
    }

    /// @dev A project's part of `units` by its part of all raws.
    function part(uint256 units, uint256 raw, uint256 totalRaw) internal pure returns (uint256) {
        return totalRaw == 0 ? 0 : Math.mulDiv(units, raw, totalRaw);
    }

    /// @dev The match under `keep`: the full match, the part, or the cap, whichever is least.
    function kept(uint256 units, uint256 raw, uint256 totalRaw, uint256 cap) internal pure returns (uint256) {
        return Math.min(Math.min(raw >> RAW_FRACTION_BITS, part(units, raw, totalRaw)), cap);
    }
}
