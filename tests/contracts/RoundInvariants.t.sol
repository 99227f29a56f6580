// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPublishedRound} from "../../contracts/interfaces/rounds/IPublishedRound.sol";
import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {Base} from "./Base.sol";
import {RoundHandler} from "./RoundHandler.sol";

// .tree
// after any sequence of calls and time: the rules R1 to R11 of INVARIANTS.md hold
contract RoundInvariants is Base {
    RoundHandler private _handler;
    IPublishedRound private _round;

    function setUp() public {
        _handler = new RoundHandler();
        _round = _handler.ROUND();
        _target(address(_handler));
    }

    function invariant_TheBalanceCoversWhatIsOwed() public view {
        uint256 paid = _handler.donationsPaid() + _handler.matchingPaid() + _handler.returned();
        uint256 bonds = _handler.bondsIn() - _handler.bondsOut();
        vm.assertEq(_round.owed(), _handler.deposited() + _handler.given() - paid);
        vm.assertEq(_round.bonds(), bonds);
        vm.assertEq(address(_round).balance, _round.owed() + bonds + _handler.forced() - _handler.swept());
    }

    function invariant_EveryDonationIsSomeProjects() public view {
        uint256 received = 0;
        for (uint256 i = 0; i < _handler.projects(); ++i) {
            vm.assertEq(_round.projectOf(uint32(i)).received, _handler.receivedOf(i));
            received += _handler.receivedOf(i);
        }
        vm.assertEq(_round.donated(), received);
        vm.assertEq(_round.pool(), _handler.deposited());
    }

    /// @dev What a project has is what it received or nothing, and nobody's twice.
    function invariant_DonationsGoToTheirProjectOrBack() public view {
        uint256 back = 0;
        uint256 claimed = 0;
        for (uint256 i = 0; i < _handler.projects(); ++i) {
            uint256 claim = _handler.claimOf(i);
            vm.assertTrue(claim == 0 || claim == _handler.receivedOf(i));
            claimed += claim;
        }
        bool isCancelled = _round.status() == IRoundTerms.Status.Cancelled;
        for (uint256 i = 0; i < _handler.carts(); ++i) {
            uint256 refund = _handler.refundOf(i);
            back += refund;
            if (refund != 0) vm.assertEq(refund, _dueOf(i, isCancelled));
        }
        if (isCancelled) vm.assertEq(claimed, 0);
        vm.assertEq(_handler.donationsPaid(), claimed + back);
    }

    function invariant_MatchingStaysWithinTheResult() public view {
        uint256 paid = 0;
        for (uint256 i = 0; i < _handler.projects(); ++i) {
            uint256 matching = _handler.matchingOf(i);
            if (matching != 0) vm.assertEq(matching, uint112(_handler.words(i)));
            paid += matching;
        }
        vm.assertEq(paid, _handler.matchingPaid());
        vm.assertLe(paid, _handler.total());
        vm.assertLe(_handler.total(), _round.pool());
        for (uint256 i = 0; i < _handler.PEOPLE(); ++i) {
            address sponsor = _handler.people(i);
            vm.assertLe(_handler.returnOf(sponsor), _handler.depositOf(sponsor));
        }
        vm.assertLe(paid + _handler.returned(), _round.pool());
    }

    function invariant_TheDigestFoldsEveryCart() public view {
        vm.assertEq(_round.digest(), _handler.digest());
        for (uint256 i = 0; i < _handler.carts(); ++i) {
            bytes32 needed = keccak256(abi.encode(i, _handler.donorOf(i), _handler.wordsOf(i)));
            vm.assertEq(_round.cartHashOf(i), _handler.refundOf(i) != 0 ? bytes32(0) : needed);
        }
    }

    function invariant_AFinalResultStays() public view {
        bool isFinal = _round.status() == IRoundTerms.Status.Finalised;
        vm.assertTrue(isFinal == (_handler.finalisedAt() != 0));
        if (!isFinal) return;
        vm.assertGe(_handler.finalisedAt(), _handler.dueAt());
        vm.assertEq(_round.result().root, _handler.finalRoot());
        vm.assertEq(_round.result().total, _handler.total());
    }

    function invariant_NothingEntersAfterTheClose() public view {
        vm.assertEq(_round.donated() + _round.pool(), _handler.inAtClose());
    }

    /// @dev Whatever happened, in the end everybody has what is theirs; only rounding stays.
    function invariant_InTheEndEverythingGoesOut() public {
        IRoundTerms.Status had = _round.status();
        if (had < IRoundTerms.Status.Finalised) return;
        uint256 lapsesAt = _round.result().lapsesAt;
        if (block.timestamp < lapsesAt) vm.warp(lapsesAt);
        uint256 donationsAt = _round.closesAt() + 100 days;
        if (had != IRoundTerms.Status.Cancelled && block.timestamp < donationsAt) vm.warp(donationsAt);
        for (uint256 i = 0; i < _handler.carts(); ++i) {
            bool isDue = _handler.refundOf(i) == 0 && _dueOf(i, had == IRoundTerms.Status.Cancelled) != 0;
            if (isDue) _round.refund(i, _handler.donorOf(i), _handler.wordsOf(i));
        }
        for (uint256 i = 0; i < _handler.PEOPLE(); ++i) {
            address sponsor = _handler.people(i);
            (bool isDone,) = address(_round).call(abi.encodeCall(_round.reclaim, (sponsor)));
            isDone;
        }
        vm.assertLt(_round.owed(), _handler.PEOPLE());
    }

    /// @dev What of a cart its donor has back.
    function _dueOf(uint256 cart, bool isAll) private view returns (uint256 due) {
        uint256[] memory words = _handler.wordsOf(cart);
        for (uint256 i = 0; i < words.length; ++i) {
            if (isAll || _handler.claimOf(words[i] >> 112) == 0) due += uint112(words[i]);
        }
    }
}
