// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPublishedRound} from "../../contracts/interfaces/rounds/IPublishedRound.sol";
import {IRoundPayments} from "../../contracts/interfaces/rounds/IRoundPayments.sol";
import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {RefusingAccount} from "./Accounts.sol";
import {Leaves} from "./Leaves.sol";
import {RoundFixture} from "./RoundFixture.sol";
import {GoodToken} from "./Tokens.sol";

// .tree
// push: the list in slices, in order; who refuses, is held or was paid is passed over and pulls later
// donations that no project claims in time go back to their donors, each once, exactly
// matching that nobody claims in time joins the leftover; the leftover goes to sponsors or the treasury as configured
// what arrived by other ways goes to the treasury
contract RoundEndsTest is RoundFixture {
    function test_Push_InSlices() public {
        _finalised();
        uint256[] memory words = _cart(3 ether, 4 ether);
        vm.expectRevert(abi.encodeWithSelector(IPublishedRound.QuadraticFundingRoundBadOrder.selector, 1, 0));
        round.push(_single(words[1]), 0);
        bytes32 had = _fold(_single(words[0]), 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPublishedRound.QuadraticFundingRoundBadSlice.selector, had, _fold(words, 0)
            )
        );
        round.push(_single(words[0]), 0);
        round.push(_single(words[0]), _fold(words, 1));
        vm.assertEq(garden.balance, 3 ether);
        round.push(_single(words[1]), 0);
        vm.assertEq(library_.balance, 4 ether);
        vm.assertEq(round.owed(), 11 ether);
        vm.assertTrue(round.isMatchingClaimed(1));
        vm.expectRevert();
        round.push(_single(words[1]), 0);
    }

    function test_Push_PassesOverWhoRefuses() public {
        RefusingAccount refusing = new RefusingAccount();
        uint32 id = _admit(address(refusing));
        _fund(sponsor, 8 ether);
        vm.warp(CLOSES_AT);
        _commit();
        uint256[] memory words = new uint256[](3);
        (words[0], words[1], words[2]) = (_word(0, 1 ether), _word(1, 0), _word(id, 2 ether));
        _publish(BUNDLE, _fold(words, 0), 5 ether);
        vm.warp(block.timestamp + OBJECTION);
        round.finalise();
        vm.expectEmit(address(round));
        emit IRoundPayments.MatchingSkipped(id, address(refusing), 2 ether);
        round.push(words, 0);
        vm.assertEq(garden.balance, 1 ether);
        vm.assertFalse(round.isMatchingClaimed(id));
        vm.assertEq(round.owed(), 7 ether);
        vm.assertEq(round.owed(), address(round).balance);
    }

    /// @dev Claimed, pushed, or passed over and claimed later: each once.
    function test_Push_AndClaimsNeverPayTwice() public {
        _finalised();
        vm.prank(guardian);
        round.hold(0, block.timestamp + HOLD, "doubt");
        bytes32[] memory leaves = _leaves(3 ether, 4 ether);
        round.claimMatching(1, library_, 4 ether, Leaves.proof(leaves, 1));
        round.push(_cart(3 ether, 4 ether), 0);
        vm.assertEq(library_.balance, 4 ether);
        vm.assertEq(garden.balance, 0);
        vm.assertTrue(round.isMatchingClaimed(1));
        vm.assertFalse(round.isMatchingClaimed(0));
        bytes memory gone =
            abi.encodeWithSelector(IRoundPayments.QuadraticFundingRoundMatchingGone.selector, 1);
        vm.expectRevert(gone);
        round.claimMatching(1, library_, 4 ether, Leaves.proof(leaves, 1));
        vm.warp(block.timestamp + HOLD);
        round.claimMatching(0, garden, 3 ether, Leaves.proof(leaves, 0));
        vm.assertEq(garden.balance, 3 ether);
        vm.expectRevert(abi.encodeWithSelector(IRoundPayments.QuadraticFundingRoundMatchingGone.selector, 0));
        round.claimMatching(0, garden, 3 ether, Leaves.proof(leaves, 0));
        vm.assertEq(round.owed(), 11 ether);
    }

    function test_Push_ThenNobodyClaimsAgain() public {
        _finalised();
        round.push(_cart(3 ether, 4 ether), 0);
        vm.expectRevert(abi.encodeWithSelector(IRoundPayments.QuadraticFundingRoundMatchingGone.selector, 0));
        round.claimMatching(0, garden, 3 ether, Leaves.proof(_leaves(3 ether, 4 ether), 0));
    }

    /// @dev A pusher cannot make a payee fail by sending little gas along.
    function test_Push_RevertWhen_TooLittleGas() public {
        _finalised();
        (bool isDone,) =
            address(round).call{gas: 160_000}(abi.encodeCall(round.push, (_cart(3 ether, 4 ether), 0)));
        vm.assertFalse(isDone);
        vm.assertFalse(round.isMatchingClaimed(0));
        round.push(_cart(3 ether, 4 ether), 0);
    }

    function test_Push_RevertWhen_MoreThanTheTotal() public {
        _closed();
        _publish(BUNDLE, _fold(_cart(3 ether, 4 ether), 0), 6 ether);
        vm.warp(block.timestamp + OBJECTION);
        round.finalise();
        vm.expectRevert(
            abi.encodeWithSelector(IPublishedRound.QuadraticFundingRoundOverTotal.selector, 4 ether, 3 ether)
        );
        round.push(_cart(3 ether, 4 ether), 0);
    }

    function test_Edges_UnclaimedDonationsGoBack() public {
        _finalised();
        vm.warp(LAPSES_AT - 1);
        round.claimDonations(0);
        vm.expectRevert(_tooEarly(IPublishedRound.refund.selector, LAPSES_AT));
        round.refund(0, dora, _cart(4 ether, 2 ether));
        for (uint256 i = 0; i < 2; ++i) {
            vm.warp(LAPSES_AT + i);
            vm.expectRevert(_tooLate(IRoundPayments.claimDonations.selector, LAPSES_AT));
            round.claimDonations(1);
        }
        uint256 before = dora.balance;
        round.refund(0, dora, _cart(4 ether, 2 ether));
        vm.assertEq(dora.balance - before, 2 ether);
        vm.expectRevert(abi.encodeWithSelector(IPublishedRound.QuadraticFundingRoundCartGone.selector, 0));
        round.refund(0, dora, _cart(4 ether, 2 ether));
        round.refund(1, emil, _cart(1 ether, 3 ether));
        vm.assertEq(garden.balance, 5 ether);
        vm.assertEq(round.owed(), 8 ether);
    }

    function test_Refund_RevertWhen_AllOfItWasClaimed() public {
        _finalised();
        vm.warp(LAPSES_AT - 1);
        round.claimDonations(0);
        round.claimDonations(1);
        vm.warp(LAPSES_AT);
        vm.expectRevert(
            abi.encodeWithSelector(IRoundPayments.QuadraticFundingRoundNothingOwed.selector, dora)
        );
        round.refund(0, dora, _cart(4 ether, 2 ether));
    }

    function test_Edges_UnclaimedMatchingJoinsTheLeftover() public {
        _finalised();
        round.reclaim(sponsor);
        vm.assertEq(sponsor.balance, 93 ether);
        round.push(_single(_word(0, 3 ether)), _fold(_cart(3 ether, 4 ether), 1));
        uint256 lapsesAt = round.result().lapsesAt;
        vm.warp(lapsesAt - 1);
        vm.expectRevert();
        round.reclaim(sponsor);
        vm.warp(lapsesAt);
        vm.expectRevert(_tooLate(IPublishedRound.push.selector, lapsesAt));
        round.push(_single(_word(1, 4 ether)), 0);
        round.reclaim(sponsor);
        vm.assertEq(sponsor.balance, 97 ether);
        vm.assertEq(round.owed(), 10 ether);
    }

    function test_Leftover_ToTheTreasury() public {
        IRoundTerms.Terms memory terms = _terms();
        terms.leftover = IRoundTerms.Leftover.Treasury;
        round = _opened(terms);
        _admit(garden);
        _admit(library_);
        _finalised();
        vm.expectRevert(_nothing(sponsor));
        round.reclaim(sponsor);
        round.reclaim(governance);
        vm.assertEq(governance.balance, 1 ether);
        vm.warp(round.result().lapsesAt);
        round.reclaim(governance);
        vm.assertEq(governance.balance, 8 ether);
        vm.expectRevert(_nothing(governance));
        round.reclaim(governance);
    }

    /// @dev A cancelled round gives sponsors back what is theirs, whatever was to become of leftovers.
    function test_Leftover_OfACancelledRoundIsTheSponsors() public {
        IRoundTerms.Terms memory terms = _terms();
        terms.leftover = IRoundTerms.Leftover.Treasury;
        round = _opened(terms);
        _fund(sponsor, 8 ether);
        vm.prank(operator);
        round.cancel();
        round.reclaim(sponsor);
        vm.assertEq(sponsor.balance, 100 ether);
    }

    function test_Sweep_TakesWhatNobodyIsOwed() public {
        _closed();
        _publish(3 ether, 4 ether);
        vm.prank(sponsor);
        round.object{value: BOND}(IPublishedRound.Standing.Sponsor, 0, new uint256[](0), BUNDLE);
        bytes memory nothing =
            abi.encodeWithSelector(IRoundPayments.QuadraticFundingRoundNothingOwed.selector, governance);
        vm.expectRevert(nothing);
        round.sweep(address(0));
        vm.deal(address(round), address(round).balance + 5);
        GoodToken stray = new GoodToken(6);
        stray.mint(address(round), 9);
        round.sweep(address(0));
        round.sweep(address(stray));
        vm.assertEq(governance.balance, 5);
        vm.assertEq(stray.balanceOf(governance), 9);
        vm.assertEq(address(round).balance, round.owed() + BOND);
    }

    function _nothing(address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRoundPayments.QuadraticFundingRoundNothingOwed.selector, account);
    }
}
