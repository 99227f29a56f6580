// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPlainRound} from "../../contracts/interfaces/rounds/IPlainRound.sol";
import {IRoundFactory} from "../../contracts/interfaces/rounds/IRoundFactory.sol";
import {IRoundPayments} from "../../contracts/interfaces/rounds/IRoundPayments.sol";
import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {PlainRound} from "../../contracts/rounds/PlainRound.sol";
import {RefusingAccount} from "./Accounts.sol";
import {Leaves} from "./Leaves.sol";
import {PlainRoundFixture} from "./PlainRoundFixture.sol";

// .tree
// gate: holders of the badge, or who is on the list; a gift counts in whole as soon as its donor was let in
// finalise: anybody, from close + objection; the set of the capped is checked
// claims, pushes and refunds: as in the other mode, by project and donor
contract PlainRoundTest is PlainRoundFixture {
    function test_Gate_AGiftCountsInWholeOnceItsDonorIsLetIn() public {
        vm.warp(OPENS_AT);
        _donateTo(dora, 0, 1 ether);
        _donateTo(mallory, 0, 4 ether);
        vm.assertEq(_plain.rawOf(0), 0);
        (, bool counts) = _plain.giftOf(mallory, 0);
        vm.assertFalse(counts);
        _badges.mint(mallory, 1);
        _donateTo(mallory, 0, 5 ether);
        vm.assertEq(_plain.rawOf(0) >> 64, 6 ether);
        vm.assertEq(_plain.totalRaw(), _plain.rawOf(0));
        // What is lost later changes nothing.
        vm.prank(mallory);
        _badges.transfer(emil, 1);
        _donateTo(mallory, 0, 7 ether);
        vm.assertEq(_plain.rawOf(0) >> 64, 8 ether);
    }

    function test_Gate_ByList() public {
        bytes32[] memory leaves = new bytes32[](2);
        leaves[0] = keccak256(bytes.concat(keccak256(abi.encode(dora))));
        leaves[1] = keccak256(bytes.concat(keccak256(abi.encode(emil))));
        IRoundTerms.Terms memory terms = _terms();
        terms.gateRoot = Leaves.root(leaves);
        vm.prank(terms.operator);
        PlainRound plain = PlainRound(payable(factory.open(IRoundFactory.Mode.Plain, terms, RULES)));
        vm.assertFalse(plain.isEligible(emil));
        plain.enrol(emil, Leaves.proof(leaves, 1));
        vm.assertTrue(plain.isEligible(emil));
        vm.expectRevert(
            abi.encodeWithSelector(
                IPlainRound.QuadraticFundingRoundNotListed.selector, mallory, terms.gateRoot
            )
        );
        plain.enrol(mallory, Leaves.proof(leaves, 1));
    }

    function test_Edges_Finalise() public {
        _twoGave();
        uint256 due = CLOSES_AT + OBJECTION;
        vm.warp(due - 1);
        vm.expectRevert(_tooEarly(IPlainRound.finalise.selector, due));
        _plain.finalise(new uint32[](0));
        vm.warp(due);
        vm.prank(mallory);
        _plain.finalise(new uint32[](0));
        vm.expectRevert(_wrongStatus(IPlainRound.finalise.selector, IRoundTerms.Status.Finalised));
        _plain.finalise(new uint32[](0));
    }

    function test_Finalise_RevertWhen_TheSetIsWrong() public {
        _plain = _plainBy(4000, true);
        _admitTo(_plain, garden);
        _admitTo(_plain, library_);
        _twoGave();
        vm.warp(CLOSES_AT + OBJECTION);
        // raws 4 : 1, so that the garden would get 6.4 of 8, and the cap is 3.2.
        vm.expectRevert(
            abi.encodeWithSelector(IPlainRound.QuadraticFundingRoundOverCap.selector, 0, 6.4 ether, 3.2 ether)
        );
        _plain.finalise(new uint32[](0));
        uint32[] memory capped = new uint32[](1);
        capped[0] = 1;
        vm.expectRevert(
            abi.encodeWithSelector(
                IPlainRound.QuadraticFundingRoundUnderCap.selector, 1, 1.6 ether, 3.2 ether
            )
        );
        _plain.finalise(capped);
        capped = new uint32[](2);
        vm.expectRevert(abi.encodeWithSelector(IPlainRound.QuadraticFundingRoundBadSet.selector, 0));
        _plain.finalise(capped);
        // With the garden at its cap, the library's part of the rest is over the cap as well.
        capped[1] = 1;
        _plain.finalise(capped);
        vm.assertEq(_plain.matchOf(0), 3.2 ether);
        vm.assertEq(_plain.matchOf(1), 3.2 ether);
    }

    function test_Finalise_RevertWhen_KeepHasASet() public {
        _twoGave();
        vm.warp(CLOSES_AT + OBJECTION);
        vm.expectRevert(abi.encodeWithSelector(IPlainRound.QuadraticFundingRoundBadSet.selector, 0));
        _plain.finalise(new uint32[](1));
    }

    function test_ClaimPushAndLeftover() public {
        _twoGave();
        vm.warp(CLOSES_AT + OBJECTION);
        _plain.finalise(new uint32[](0));
        vm.warp(CLOSES_AT + uint256(DONATION_DELAY));
        uint256 a = _plain.matchOf(0);
        uint256 b = _plain.matchOf(1);
        _plain.claimMatching(0);
        vm.assertEq(garden.balance, a);
        vm.expectRevert(abi.encodeWithSelector(IRoundPayments.QuadraticFundingRoundMatchingGone.selector, 0));
        _plain.claimMatching(0);
        uint32[] memory ids = new uint32[](2);
        ids[1] = 1;
        _plain.push(ids);
        vm.assertEq(garden.balance, a);
        vm.assertEq(library_.balance, b);
        uint256 before = sponsor.balance;
        _plain.reclaim(sponsor);
        vm.assertEq(sponsor.balance - before, 8 ether - a - b);
        _plain.claimDonations(0);
        _plain.claimDonations(1);
        vm.assertEq(_plain.owed(), 0);
        vm.assertEq(address(_plain).balance, 0);
    }

    function test_Push_PassesOverWhoRefuses() public {
        RefusingAccount refusing = new RefusingAccount();
        uint32 id = _admitTo(_plain, address(refusing));
        _twoGave();
        vm.warp(CLOSES_AT - 1);
        _donateTo(dora, id, 1 ether);
        _donateTo(emil, id, 1 ether);
        vm.warp(CLOSES_AT + OBJECTION);
        _plain.finalise(new uint32[](0));
        uint32[] memory ids = new uint32[](2);
        ids[0] = id;
        _plain.push(ids);
        vm.assertEq(garden.balance, _plain.matchOf(0));
        vm.assertEq(_plain.owed(), address(_plain).balance);
    }

    function test_Refund_OfACancelledRoundIsExact() public {
        _twoGave();
        vm.warp(CLOSES_AT - 1);
        vm.prank(operator);
        _plain.cancel();
        uint32[] memory ids = new uint32[](2);
        ids[1] = 1;
        uint256 before = dora.balance;
        _plain.refund(dora, ids);
        vm.assertEq(dora.balance - before, 5 ether);
        vm.expectRevert(
            abi.encodeWithSelector(IRoundPayments.QuadraticFundingRoundNothingOwed.selector, dora)
        );
        _plain.refund(dora, ids);
        _plain.refund(emil, ids);
        _plain.reclaim(sponsor);
        vm.assertEq(address(_plain).balance, 0);
    }

    function test_Edges_UnclaimedDonationsGoBack() public {
        _twoGave();
        vm.warp(LAPSES_AT - 1);
        _plain.claimDonations(0);
        uint32[] memory ids = new uint32[](2);
        ids[1] = 1;
        vm.expectRevert(_tooEarly(IPlainRound.refund.selector, LAPSES_AT));
        _plain.refund(dora, ids);
        vm.warp(LAPSES_AT);
        uint256 before = dora.balance;
        _plain.refund(dora, ids);
        vm.assertEq(dora.balance - before, 1 ether);
    }

    function test_NoStrangerEndsAPlainRound() public {
        _twoGave();
        vm.warp(CLOSES_AT + 3650 days);
        vm.expectRevert();
        vm.prank(mallory);
        _plain.cancel();
        _plain.finalise(new uint32[](0));
    }

    /// @dev A pool of 8; to the garden 4 and 1, to the library 1 and a quarter; closed.
    function _twoGave() private {
        _give(sponsor, 8 ether);
        vm.warp(OPENS_AT);
        _donateTo(dora, 0, 4 ether);
        _donateTo(emil, 0, 1 ether);
        _donateTo(dora, 1, 1 ether);
        _donateTo(emil, 1, 0.25 ether);
        vm.warp(CLOSES_AT);
    }
}
