// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPublishedRound} from "../../contracts/interfaces/rounds/IPublishedRound.sol";
import {IRoundPayments} from "../../contracts/interfaces/rounds/IRoundPayments.sol";
import {IRoundProjects} from "../../contracts/interfaces/rounds/IRoundProjects.sol";
import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {Leaves} from "./Leaves.sol";
import {RoundFixture} from "./RoundFixture.sol";

// .tree
// claimDonations: by anybody to the payee, once, from closesAt + delay, whatever becomes of the matching
// refund: by anybody to the donor of a cart, once, exactly, in a cancelled round
// reclaim: by anybody to the sponsor, once: all when there is no matching, pro rata of what is left when there is
contract RoundPaymentsTest is RoundFixture {
    uint256 private constant CLAIMABLE_AT = CLOSES_AT + uint256(DONATION_DELAY);

    function test_ClaimDonations() public {
        _closed();
        vm.warp(CLAIMABLE_AT);
        vm.expectEmit(address(round));
        emit IRoundPayments.DonationsClaimed(0, garden, 5 ether);
        vm.prank(mallory);
        round.claimDonations(0);
        vm.assertEq(garden.balance, 5 ether);
        vm.assertEq(round.projectOf(0).received, 5 ether);
        vm.assertTrue(round.projectOf(0).donationsPaid);
        vm.assertEq(round.owed(), 13 ether);
        vm.expectRevert(abi.encodeWithSelector(IRoundPayments.QuadraticFundingRoundDonationsGone.selector, 0));
        round.claimDonations(0);
    }

    function test_Edges_ClaimDonations() public {
        _closed();
        vm.warp(CLAIMABLE_AT - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRoundTerms.QuadraticFundingRoundTooEarly.selector,
                round.claimDonations.selector,
                CLAIMABLE_AT - 1,
                CLAIMABLE_AT
            )
        );
        round.claimDonations(0);
        vm.warp(CLAIMABLE_AT);
        round.claimDonations(0);
        vm.warp(CLAIMABLE_AT + 1);
        round.claimDonations(1);
        vm.assertEq(library_.balance, 5 ether);
    }

    function test_ClaimDonations_WhenPoolReturned() public {
        _closed();
        vm.prank(governance);
        round.cancel();
        vm.warp(CLAIMABLE_AT);
        round.claimDonations(0);
        vm.assertEq(garden.balance, 5 ether);
        round.reclaim(sponsor);
        vm.assertEq(sponsor.balance, 100 ether);
        vm.expectRevert(_tooEarly(IPublishedRound.refund.selector, LAPSES_AT));
        round.refund(0, dora, _cart(4 ether, 2 ether));
    }

    function test_ClaimDonations_RevertWhen_Cancelled() public {
        _cancelled();
        vm.warp(CLAIMABLE_AT);
        vm.expectRevert(_wrongStatus(round.claimDonations.selector, IRoundTerms.Status.Cancelled));
        round.claimDonations(0);
    }

    function test_ClaimDonations_RevertWhen_NothingWasGiven() public {
        vm.warp(CLAIMABLE_AT);
        vm.expectRevert(
            abi.encodeWithSelector(IRoundPayments.QuadraticFundingRoundNothingOwed.selector, garden)
        );
        round.claimDonations(0);
        vm.expectRevert(
            abi.encodeWithSelector(IRoundProjects.QuadraticFundingRoundUnknownProject.selector, 2, 2)
        );
        round.claimDonations(2);
    }

    function test_Refund() public {
        _cancelled();
        vm.expectEmit(address(round));
        emit IPublishedRound.CartRefunded(0, dora, 6 ether);
        vm.prank(mallory);
        round.refund(0, dora, _cart(4 ether, 2 ether));
        vm.assertEq(dora.balance, 100 ether);
        vm.assertEq(round.cartHashOf(0), bytes32(0));
        vm.expectRevert(abi.encodeWithSelector(IPublishedRound.QuadraticFundingRoundCartGone.selector, 0));
        round.refund(0, dora, _cart(4 ether, 2 ether));
        round.refund(1, emil, _cart(1 ether, 3 ether));
        round.reclaim(sponsor);
        vm.assertEq(round.owed(), 0);
        vm.assertEq(address(round).balance, 0);
    }

    function test_Refund_RevertWhen_ItIsAnotherCart() public {
        _cancelled();
        bytes32 needed = round.cartHashOf(0);
        uint256[] memory words = _cart(4 ether, 2 ether);
        _expectCartDiffers(0, mallory, words, needed);
        round.refund(0, mallory, words);
        words[0] = _word(0, 5 ether);
        _expectCartDiffers(0, dora, words, needed);
        round.refund(0, dora, words);
        vm.expectRevert(
            abi.encodeWithSelector(IPublishedRound.QuadraticFundingRoundUnknownCart.selector, 2, 2)
        );
        round.refund(2, dora, words);
    }

    function test_Refund_RevertWhen_NotCancelled() public {
        _finalised();
        vm.expectRevert(_tooEarly(IPublishedRound.refund.selector, LAPSES_AT));
        round.refund(0, dora, _cart(4 ether, 2 ether));
    }

    function test_Reclaim_RevertWhen_Undecided() public {
        _closed();
        vm.expectRevert(_wrongStatus(round.reclaim.selector, IRoundTerms.Status.Closed));
        round.reclaim(sponsor);
    }

    function test_Reclaim_RevertWhen_NothingIsOwed() public {
        _finalised();
        bytes memory nothing =
            abi.encodeWithSelector(IRoundPayments.QuadraticFundingRoundNothingOwed.selector, mallory);
        vm.expectRevert(nothing);
        round.reclaim(mallory);
        vm.expectEmit(address(round));
        emit IRoundPayments.DepositReturned(sponsor, 1 ether);
        round.reclaim(sponsor);
        vm.assertEq(round.depositOf(sponsor), 8 ether);
        vm.expectRevert(
            abi.encodeWithSelector(IRoundPayments.QuadraticFundingRoundNothingOwed.selector, sponsor)
        );
        round.reclaim(sponsor);
    }

    function test_Reclaim_RevertWhen_ThereIsNoPool() public {
        vm.prank(operator);
        round.cancel();
        vm.expectRevert(
            abi.encodeWithSelector(IRoundPayments.QuadraticFundingRoundNothingOwed.selector, sponsor)
        );
        round.reclaim(sponsor);
    }

    /// @dev Each sponsor has its share rounded down; what stays is less than a wei for each.
    function testFuzz_Reclaim_IsProRata(uint96[4] calldata deposits, uint256 total) public {
        uint256 pool = 0;
        for (uint256 i = 0; i < deposits.length; ++i) {
            if (deposits[i] == 0) continue;
            vm.deal(_payee(i), deposits[i]);
            _fund(_payee(i), deposits[i]);
            pool += deposits[i];
        }
        total = _bound(total, 0, pool);
        vm.warp(CLOSES_AT);
        _commit();
        _publish(total == 0 ? bytes32(0) : Leaves.hash(0, garden, total), BUNDLE, total);
        vm.warp(block.timestamp + OBJECTION);
        round.finalise();
        if (total != 0) round.claimMatching(0, garden, total, new bytes32[](0));
        for (uint256 i = 0; i < deposits.length; ++i) {
            uint256 share = pool == 0 ? 0 : uint256(deposits[i]) * (pool - total) / pool;
            if (share != 0) round.reclaim(_payee(i));
            vm.assertEq(_payee(i).balance, share);
        }
        vm.assertLt(round.owed(), deposits.length);
        vm.assertEq(address(round).balance, round.owed());
    }

    function _cancelled() private {
        _fund(sponsor, 8 ether);
        vm.warp(OPENS_AT);
        _donate(dora, 6 ether, _cart(4 ether, 2 ether));
        _donate(emil, 4 ether, _cart(1 ether, 3 ether));
        vm.prank(operator);
        round.cancel();
    }

    function _payee(uint256 i) private pure returns (address) {
        return address(uint160(0xA000 + i));
    }

    function _expectCartDiffers(uint256 cart, address donor, uint256[] memory words, bytes32 needed) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IPublishedRound.QuadraticFundingRoundCartDiffers.selector,
                cart,
                keccak256(abi.encode(cart, donor, words)),
                needed
            )
        );
    }
}
