// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {QuadraticSums} from "../../contracts/rounds/QuadraticSums.sol";
import {Base} from "./Base.sol";

// .tree
// root: the largest r with r * r <= units * 2^64
// growth: raw after less raw before, whatever else was given
// part, kept: all parts together are no more than the whole; kept is the least of three
contract QuadraticSumsTest is Base {
    function testFuzz_RootIsRoundedDown(uint112 units) public pure {
        uint256 root = QuadraticSums.root(units);
        vm.assertLe(root * root, uint256(units) << 64);
        vm.assertLt(uint256(units) << 64, (root + 1) * (root + 1));
        vm.assertLt(root, 1 << 88);
    }

    function testFuzz_GrowthIsWhatRawRisesBy(uint112 others, uint88 had, uint88 more) public pure {
        (uint256 before, uint256 afterwards) = (uint256(others) + had, uint256(others) + had + more);
        uint256 has = uint256(had) + more;
        uint256 rise = afterwards * afterwards - has * has - (before * before - uint256(had) * had);
        vm.assertEq(QuadraticSums.growth(before, had, has), rise);
    }

    function testFuzz_PartsAreNoMoreThanTheWhole(uint112 units, uint208[4] calldata raws) public pure {
        uint256 total = 0;
        for (uint256 i = 0; i < raws.length; ++i) {
            total += raws[i];
        }
        uint256 sum = 0;
        for (uint256 i = 0; i < raws.length; ++i) {
            sum += QuadraticSums.part(units, raws[i], total);
        }
        vm.assertLe(sum, units);
        if (total != 0) vm.assertLt(units, sum + raws.length);
    }

    function testFuzz_KeptIsTheLeastOfThree(uint112 units, uint208 raw, uint208 others, uint112 cap)
        public
        pure
    {
        uint256 total = uint256(raw) + others;
        uint256 kept = QuadraticSums.kept(units, raw, total, cap);
        (uint256 full, uint256 part) = (raw >> 64, QuadraticSums.part(units, raw, total));
        vm.assertTrue(kept <= full && kept <= part && kept <= cap);
        vm.assertTrue(kept == full || kept == part || kept == cap);
    }
}
