// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {QuadraticFundingRound} from "../../contracts/QuadraticFundingRound.sol";
import {IQuadraticFundingRound} from "../../contracts/interfaces/IQuadraticFundingRound.sol";
import {Base} from "./Base.sol";
import {RoundHandler} from "./RoundHandler.sol";

// .tree
// after any sequence of calls and time: R1 to R11 of INVARIANTS.md hold
contract RoundInvariants is Base {
    RoundHandler private _handler;
    QuadraticFundingRound private _round;

    function setUp() public {
        vm.warp(START_AT);
        _handler = new RoundHandler();
        _round = _handler.ROUND();
        _target(address(_handler));
    }

    function invariant_TheBalanceCoversWhatIsOwed() public view {
        uint256 paid = _handler.donationsPaid() + _handler.matchingPaid() + _handler.returned();
        vm.assertEq(_round.owed(), _handler.deposited() + _handler.given() - paid);
        vm.assertEq(address(_round).balance, _round.owed() + _handler.forced());
    }

    function invariant_EveryDonationIsSomeProjects() public view {
        uint256 received = 0;
        uint256 inCarts = 0;
        for (uint256 i = 0; i < _handler.projects(); ++i) {
            vm.assertEq(_round.projectOf(uint32(i)).received, _handler.receivedOf(i));
            received += _handler.receivedOf(i);
        }
        for (uint256 i = 0; i < _handler.carts(); ++i) {
            inCarts += _handler.amountOf(i);
        }
        vm.assertEq(_round.donated(), received);
        vm.assertEq(_round.donated(), inCarts);
        vm.assertEq(_round.pool(), _handler.deposited());
    }

    function invariant_PaymentsStayWithinTheirSource() public view {
        vm.assertLe(_handler.matchingPaid(), _handler.total());
        vm.assertLe(_handler.total(), _round.pool());
        vm.assertLe(_handler.donationsPaid(), _round.donated());
        uint256 kept = _round.status() == IQuadraticFundingRound.Status.Finalised ? _handler.total() : 0;
        vm.assertLe(_handler.returned(), _round.pool() - kept);
    }

    /// @dev Pays everybody, as a trial: afterwards nothing is owed.
    function invariant_CancelledPaysEverythingBack() public {
        if (_round.status() != IQuadraticFundingRound.Status.Cancelled) return;
        for (uint256 i = 0; i < _handler.carts(); ++i) {
            if (_handler.refunded(i)) continue;
            uint256 before = _handler.donorOf(i).balance;
            _round.refund(i, _handler.donorOf(i), _handler.wordsOf(i));
            vm.assertEq(_handler.donorOf(i).balance - before, _handler.amountOf(i));
        }
        for (uint256 i = 0; i < _handler.PEOPLE(); ++i) {
            if (_handler.depositOf(_handler.people(i)) != 0) _round.reclaim(_handler.people(i));
        }
        vm.assertEq(_round.owed(), 0);
    }

    function invariant_TheDigestFoldsEveryCart() public view {
        bytes32 digest = _handler.RULES_HASH();
        for (uint256 i = 0; i < _handler.carts(); ++i) {
            bytes32 cartHash = keccak256(abi.encode(i, _handler.donorOf(i), _handler.wordsOf(i)));
            vm.assertEq(_round.cartHashOf(i), _handler.refunded(i) ? bytes32(0) : cartHash);
            digest = keccak256(abi.encode(digest, cartHash));
        }
        vm.assertEq(_round.digest(), digest);
    }

    function invariant_StatusNeverGoesBack() public {
        uint8 had = uint8(_round.status());
        bool isOver = had >= uint8(IQuadraticFundingRound.Status.Finalised);
        vm.warp(block.timestamp + 400 days);
        vm.assertTrue(isOver ? uint8(_round.status()) == had : uint8(_round.status()) >= had);
    }

    function invariant_FinalMeansTheWindowPassed() public view {
        bool isFinal = _round.status() == IQuadraticFundingRound.Status.Finalised;
        vm.assertTrue(isFinal == (_handler.finalisedAt() != 0));
        if (isFinal) {
            vm.assertGe(_handler.finalisedAt(), _handler.publishedAt() + _handler.objectionSeconds());
        }
    }

    function invariant_NothingEntersAfterTheClose() public view {
        uint256 inNow = _round.projectCount() + _round.donated() + _round.pool();
        if (block.timestamp >= _handler.CLOSES_AT()) vm.assertEq(inNow, _handler.inAtClose());
    }
}
