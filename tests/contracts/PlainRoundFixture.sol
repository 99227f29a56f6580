// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRoundFactory} from "../../contracts/interfaces/rounds/IRoundFactory.sol";
import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {PlainRound} from "../../contracts/rounds/PlainRound.sol";
import {RoundFixture} from "./RoundFixture.sol";
import {GoodToken} from "./Tokens.sol";

/// @title A plain round in native coin with two projects, in which Dora and Emil are matched
abstract contract PlainRoundFixture is RoundFixture {
    GoodToken internal _badges;
    PlainRound internal _plain;

    function setUp() public virtual override {
        super.setUp();
        _badges = new GoodToken(0);
        _plain = _plainBy(10_000, false);
        _admitTo(_plain, garden);
        _admitTo(_plain, library_);
        _badges.mint(dora, 1);
        _badges.mint(emil, 1);
    }

    function _plainBy(uint16 capBps, bool scale) internal returns (PlainRound) {
        IRoundTerms.Terms memory terms = _terms();
        (terms.badge, terms.capBps) = (address(_badges), capBps);
        if (scale) terms.saturation = IRoundTerms.Saturation.Scale;
        vm.prank(terms.operator);
        return PlainRound(payable(factory.open(IRoundFactory.Mode.Plain, terms, RULES)));
    }

    function _give(address from, uint256 amount) internal {
        if (amount == 0) return;
        vm.deal(from, amount);
        vm.prank(from);
        _plain.fund{value: amount}(amount);
    }

    function _donateTo(address donor, uint256 project, uint256 amount) internal {
        vm.deal(donor, amount);
        vm.prank(donor);
        _plain.donate{value: amount}(_single(_word(project, amount)));
    }

    function _at(uint256 i) internal pure returns (address) {
        return address(uint160(0xA0000 + i));
    }
}
