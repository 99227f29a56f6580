// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IPublishedRound} from "../../contracts/interfaces/rounds/IPublishedRound.sol";
import {IRoundPayments} from "../../contracts/interfaces/rounds/IRoundPayments.sol";
import {ReenteringAccount, RefusingAccount} from "./Accounts.sol";
import {Leaves} from "./Leaves.sol";
import {RoundFixture} from "./RoundFixture.sol";

// .tree
// a payee, donor or sponsor that
// ├── refuses its payment: keeps its claim, and holds up nobody else
// └── calls back while it is paid: gets nothing twice, by the same way or another
// coins forced in: belong to nobody, and change no payment
contract RoundHostileTest is RoundFixture {
    RefusingAccount private _refusing;
    ReenteringAccount private _reentering;

    function setUp() public override {
        super.setUp();
        _refusing = new RefusingAccount();
        _reentering = new ReenteringAccount();
        _admit(address(_refusing));
        _admit(address(_reentering));
        vm.deal(address(_refusing), 100 ether);
        vm.deal(address(_reentering), 100 ether);
        vm.warp(OPENS_AT);
    }

    function test_Hostile_RefusingPayeeHoldsUpNobody() public {
        _donate(dora, 2 ether, _two(0, 2));
        vm.warp(CLOSES_AT + uint256(DONATION_DELAY));
        _expectRefused(1 ether);
        round.claimDonations(2);
        vm.assertFalse(round.projectOf(2).donationsPaid);
        round.claimDonations(0);
        vm.assertEq(garden.balance, 1 ether);
        vm.assertEq(round.owed(), 1 ether);
    }

    function test_Hostile_RefusingDonorAndSponsorHoldUpNobody() public {
        _donate(dora, 2 ether, _two(0, 1));
        _donate(address(_refusing), 2 ether, _two(0, 1));
        _fund(address(_refusing), 1 ether);
        _fund(sponsor, 1 ether);
        vm.prank(operator);
        round.cancel();
        _expectRefused(2 ether);
        round.refund(1, address(_refusing), _two(0, 1));
        _expectRefused(1 ether);
        round.reclaim(address(_refusing));
        round.refund(0, dora, _two(0, 1));
        round.reclaim(sponsor);
        vm.assertEq(dora.balance, 100 ether);
        vm.assertEq(sponsor.balance, 100 ether);
        vm.assertEq(round.owed(), 3 ether);
    }

    function test_Hostile_ReenteringClaimDonations() public {
        _donate(dora, 2 ether, _two(0, 3));
        vm.warp(CLOSES_AT + uint256(DONATION_DELAY));
        _reentering.arm(address(round), abi.encodeCall(round.claimDonations, (3)));
        round.claimDonations(3);
        _assertKeptOut(101 ether);
        vm.assertEq(round.owed(), 1 ether);
    }

    function test_Hostile_ReenteringClaimMatching() public {
        _fund(sponsor, 8 ether);
        _donate(dora, 2 ether, _two(0, 3));
        vm.warp(CLOSES_AT + uint256(DONATION_DELAY));
        bytes32[] memory none = new bytes32[](0);
        _commit();
        _publish(Leaves.hash(3, address(_reentering), 5 ether), BUNDLE, 5 ether);
        vm.warp(block.timestamp + OBJECTION);
        round.finalise();
        bytes memory again = abi.encodeCall(round.claimMatching, (3, address(_reentering), 5 ether, none));
        _reentering.arm(address(round), again);
        round.claimMatching(3, address(_reentering), 5 ether, none);
        _assertKeptOut(105 ether);
        // By another way that is open to it: its own donations.
        _reentering.arm(address(round), abi.encodeCall(round.claimDonations, (3)));
        round.reclaim(sponsor);
        round.claimDonations(3);
        vm.assertEq(address(_reentering).balance, 106 ether);
        vm.assertEq(address(round).balance, round.owed());
    }

    function test_Hostile_ReenteringRefund() public {
        _donate(dora, 2 ether, _two(0, 1));
        _donate(address(_reentering), 2 ether, _two(0, 1));
        vm.prank(operator);
        round.cancel();
        _reentering.arm(address(round), abi.encodeCall(round.refund, (1, address(_reentering), _two(0, 1))));
        round.refund(1, address(_reentering), _two(0, 1));
        _assertKeptOut(100 ether);
        vm.assertEq(round.owed(), 2 ether);
    }

    function test_Hostile_ReenteringReclaim() public {
        _fund(address(_reentering), 3 ether);
        _donate(address(_reentering), 2 ether, _two(0, 1));
        _fund(sponsor, 3 ether);
        vm.prank(operator);
        round.cancel();
        // Once by the same way, once from a refund into reclaim.
        _reentering.arm(address(round), abi.encodeCall(round.reclaim, (address(_reentering))));
        round.reclaim(address(_reentering));
        _assertKeptOut(98 ether);
        _reentering.arm(address(round), abi.encodeCall(round.reclaim, (sponsor)));
        round.refund(0, address(_reentering), _two(0, 1));
        _assertKeptOut(100 ether);
        vm.assertEq(address(round).balance, 3 ether);
    }

    /// @dev What others read while a payment is under way is already the state after it.
    function test_Hostile_ReadingWhileBeingPaid() public {
        _donate(dora, 2 ether, _two(0, 3));
        vm.warp(CLOSES_AT + uint256(DONATION_DELAY));
        _reentering.arm(address(round), abi.encodeCall(round.owed, ()));
        round.claimDonations(3);
        vm.assertEq(abi.decode(_reentering.answer(), (uint256)), 1 ether);
    }

    function test_Hostile_ForcedCoinsBelongToNobody() public {
        _donate(dora, 2 ether, _two(0, 1));
        _fund(sponsor, 1 ether);
        vm.deal(address(round), address(round).balance + 7 ether);
        vm.assertEq(round.owed(), 3 ether);
        vm.prank(operator);
        round.cancel();
        round.refund(0, dora, _two(0, 1));
        round.reclaim(sponsor);
        vm.assertEq(round.owed(), 0);
        vm.assertEq(address(round).balance, 7 ether);
    }

    /// @dev One ether to each of two projects.
    function _two(uint256 a, uint256 b) private pure returns (uint256[] memory words) {
        words = new uint256[](2);
        (words[0], words[1]) = (_word(a, 1 ether), _word(b, 1 ether));
    }

    function _expectRefused(uint256 amount) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IRoundPayments.QuadraticFundingRoundPaymentRefused.selector, address(_refusing), amount
            )
        );
    }

    /// @dev The payment arrived once, and the call made while it arrived was refused by the guard.
    function _assertKeptOut(uint256 balance) private view {
        vm.assertFalse(_reentering.succeeded());
        vm.assertEq(
            bytes32(_reentering.answer()),
            bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
        );
        vm.assertEq(address(_reentering).balance, balance);
    }
}
