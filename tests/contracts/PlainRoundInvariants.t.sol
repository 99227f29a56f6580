// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {PlainRound} from "../../contracts/rounds/PlainRound.sol";
import {Base} from "./Base.sol";
import {PlainRoundHandler} from "./PlainRoundHandler.sol";

// .tree
// after any sequence of calls and time: a plain round is solvent, pays each amount once, and its sums add up
contract PlainRoundInvariants is Base {
    PlainRoundHandler private _handler;
    PlainRound private _plain;

    function setUp() public {
        _handler = new PlainRoundHandler();
        _plain = _handler.plain();
        _target(address(_handler));
    }

    function invariant_TheBalanceCoversWhatIsOwed() public view {
        uint256 paid = _handler.donationsPaid() + _handler.matchingPaid() + _handler.returned();
        vm.assertEq(_plain.owed(), _handler.deposited() + _handler.given() - paid);
        uint256 balance = _handler.token().balanceOf(address(_plain));
        vm.assertEq(balance, _plain.owed() + _handler.forced() - _handler.swept());
    }

    function invariant_EachAmountIsPaidOnce() public view {
        bool isFinal = _plain.status() == IRoundTerms.Status.Finalised;
        uint256 total = 0;
        for (uint32 i = 0; i < _handler.PROJECTS(); ++i) {
            uint256 claim = _handler.claimOf(i);
            vm.assertTrue(claim == 0 || claim == _handler.receivedOf(i));
            uint256 matching = _handler.matchingOf(i);
            vm.assertTrue(matching == 0 || isFinal && matching == _plain.matchOf(i));
            if (isFinal) total += _plain.matchOf(i);
        }
        vm.assertLe(total, _plain.pool());
        vm.assertLe(_handler.matchingPaid() + _handler.returned(), _plain.pool());
    }

    function invariant_NobodyExceedsTheCap() public view {
        if (_plain.status() != IRoundTerms.Status.Finalised) return;
        for (uint32 i = 0; i < _handler.PROJECTS(); ++i) {
            vm.assertLe(_plain.matchOf(i), _plain.pool() * 4000 / 10_000);
        }
    }

    function invariant_TheSumsAddUp() public view {
        uint256 total = 0;
        for (uint32 i = 0; i < _handler.PROJECTS(); ++i) {
            vm.assertEq(_plain.projectOf(i).received, _handler.receivedOf(i));
            total += _plain.rawOf(i);
        }
        vm.assertEq(_plain.totalRaw(), total);
    }
}
