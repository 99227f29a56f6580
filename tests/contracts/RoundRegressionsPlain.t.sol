// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRoundIntake} from "../../contracts/interfaces/rounds/IRoundIntake.sol";
import {IRoundPayments} from "../../contracts/interfaces/rounds/IRoundPayments.sol";
import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {PlainRoundFixture} from "./PlainRoundFixture.sol";

// .tree
// What went wrong in rounds of clr.fund and of others that people used, on ours; and plain mode's part of RoundRegressions.
// "here" is this file; "first" is RoundRegressions.t.sol.
//
// clr.fund
// funds frozen when nobody votes, division by zero (#87)    test_NobodyGave, test_EachProjectHasOneDonor (here)
// funds frozen by a wrong tally (#89)                       test_Rule_Upheld (RoundObjections)
// a refund is less than the contribution                    test_Refund (RoundPayments), test_Refund_OfACancelledRoundIsExact
//                                                           (PlainRound)
// half a finalisation cannot be repeated (#558)             test_AFailedFinalisationLeavesNothingBehind (here)
// totals wrong until they are reset (#431)                  invariant_TheDigestFoldsEveryCart (RoundInvariants)
// the one who counts never does; an escape by hand (#409,   test_Edges_DeadMan (RoundEdges), test_NoStrangerEndsAPlainRound
// round 8: nothing could be proven, the pool stuck)         (PlainRound): nobody is needed for the result
// limits on contributors close a round early (#130, #132)   test_ManyGiveAndNobodyIsKeptOut (here)
// a large pool is always scaled up                          test_ALargePoolIsKept (here)
// the share of who was not registered goes to the owner     test_ClaimMatching_RevertWhen_TheLeafIsOfNoProject (RoundMatching),
//                                                           test_Edges_UnclaimedMatchingJoinsTheLeftover (RoundEnds)
// dust stays in the contract                                invariant_InTheEndEverythingGoesOut (RoundInvariants)
// Not possible here: votes in secret that one party has to open; unspent credits that become others' money
//
// others
// a sponsor takes the pool back while it is shared out      test_Reclaim_RevertWhen_Undecided (RoundPayments)
// deposits after the first claim are never paid             test_NothingComesInWhileItIsPaidOut (here, first)
// 35 arrived, 30 were counted                               test_Fund (RoundIntake)
// some projects cannot be paid                              test_Odd_OneBlockedPayeeHoldsUpNobody (RoundTokens)
// votes for who never was in the round                      test_OnlyAdmittedProjectsTakeDonations (first)
//
// what a round of ours is most tempted to
// a root swapped in the last second                         test_Finalise_LastSecondSwapRestartsTheWindow (RoundResult)
// objections to stall                                       test_Object_CannotStallForever, test_TheLongestWayToAResultIsBounded
//                                                           (RoundObjections)
// the operator cancels an unwelcome result                  test_Cancel_RevertWhen_TheOperatorHasSeenTheDonations (RoundResult),
//                                                           test_NobodyButGovernanceUndoesAPlainResult (here)
// dates are pulled back                                     test_NobodyPullsADateBack (first), test_Extend_* (RoundTerms)
contract RoundRegressionsPlainTest is PlainRoundFixture {
    uint32[] private _nobody;

    /// @dev However a donor divides a gift, it counts as one, and as nobody else's.
    function testFuzz_GivingInPartsCountsAsOneGift(uint96[6] calldata parts, uint96 others) public {
        vm.warp(OPENS_AT);
        _donateTo(emil, 0, uint256(others) + 1);
        uint256 whole = 0;
        for (uint256 i = 0; i < parts.length; ++i) {
            _donateTo(dora, 0, uint256(parts[i]) + 1);
            whole += uint256(parts[i]) + 1;
        }
        uint256 inParts = _plain.rawOf(0);
        _donateTo(emil, 1, uint256(others) + 1);
        _donateTo(dora, 1, whole);
        vm.assertEq(_plain.rawOf(1), inParts);
        vm.assertEq(_plain.totalRaw(), 2 * inParts);
    }

    function test_NothingComesInWhileItIsPaidOut() public {
        _give(sponsor, 8 ether);
        _bothGave();
        vm.warp(CLOSES_AT + OBJECTION);
        _plain.finalise(_nobody);
        uint256 needed = _plain.matchOf(1);
        _plain.claimMatching(0);
        vm.expectRevert(_wrongStatus(IRoundIntake.fund.selector, IRoundTerms.Status.Finalised));
        _give(sponsor, 1 ether);
        vm.deal(address(_plain), address(_plain).balance + 9 ether);
        _plain.claimMatching(1);
        vm.assertEq(library_.balance, needed);
    }

    function test_NobodyGave() public {
        for (uint256 i = 0; i < 2; ++i) {
            setUp();
            _plain = _plainBy(5000, i == 0);
            _admitTo(_plain, garden);
            _give(sponsor, 8 ether);
            vm.warp(CLOSES_AT + OBJECTION);
            _plain.finalise(_nobody);
            vm.assertEq(_plain.matchOf(0), 0);
            _plain.reclaim(sponsor);
            vm.assertEq(address(_plain).balance, 0);
        }
    }

    /// @dev No two gave to the same project: there is nothing to match, and what was given is the projects'.
    function test_EachProjectHasOneDonor() public {
        for (uint256 i = 0; i < 2; ++i) {
            setUp();
            _plain = _plainBy(5000, i == 0);
            _admitTo(_plain, garden);
            _admitTo(_plain, library_);
            _give(sponsor, 8 ether);
            vm.warp(OPENS_AT);
            _donateTo(dora, 0, 3 ether);
            _donateTo(emil, 1, 5 ether);
            vm.warp(CLOSES_AT + uint256(DONATION_DELAY));
            _plain.finalise(_nobody);
            vm.assertEq(_plain.totalRaw(), 0);
            vm.expectRevert(
                abi.encodeWithSelector(IRoundPayments.QuadraticFundingRoundNothingOwed.selector, garden)
            );
            _plain.claimMatching(0);
            _plain.reclaim(sponsor);
            _plain.claimDonations(0);
            _plain.claimDonations(1);
            vm.assertEq(address(_plain).balance, 0);
        }
    }

    function test_AFailedFinalisationLeavesNothingBehind() public {
        _plain = _plainBy(4000, true);
        _admitTo(_plain, garden);
        _admitTo(_plain, library_);
        _give(sponsor, 8 ether);
        _bothGave();
        vm.warp(CLOSES_AT + OBJECTION);
        uint32[] memory capped = new uint32[](2);
        vm.expectRevert();
        _plain.finalise(capped);
        vm.assertTrue(_plain.status() == IRoundTerms.Status.Closed);
        capped[1] = 1;
        _plain.finalise(capped);
        vm.assertEq(_plain.matchOf(0), 3.2 ether);
    }

    /// @dev Whoever gives first does not use up a place.
    function test_ManyGiveAndNobodyIsKeptOut() public {
        vm.warp(OPENS_AT);
        for (uint256 i = 0; i < 500; ++i) {
            _donateTo(_at(i), i % 2, 1);
        }
        _donateTo(dora, 0, 1 ether);
        vm.assertEq(_plain.cartCount(), 501);
        vm.assertEq(_plain.donated(), 1 ether + 500);
    }

    /// @dev Two who gave one each to a project make a full match of two, however large the pool is.
    function test_ALargePoolIsKept() public {
        _give(sponsor, 1000 ether);
        vm.warp(OPENS_AT);
        _donateTo(dora, 0, 1 ether);
        _donateTo(emil, 0, 1 ether);
        vm.warp(CLOSES_AT + OBJECTION);
        _plain.finalise(_nobody);
        vm.assertEq(_plain.matchOf(0), 2 ether);
        _plain.reclaim(sponsor);
        vm.assertEq(sponsor.balance, 998 ether);
    }

    function test_NobodyButGovernanceUndoesAPlainResult() public {
        _give(sponsor, 8 ether);
        _bothGave();
        vm.warp(CLOSES_AT);
        address[5] memory callers = [operator, publisher, committer, guardian, sponsor];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.expectRevert(_cannotCancel(callers[i], IRoundTerms.Status.Closed));
            vm.prank(callers[i]);
            _plain.cancel();
        }
        vm.warp(CLOSES_AT + OBJECTION);
        _plain.finalise(_nobody);
        vm.expectRevert(_cannotCancel(governance, IRoundTerms.Status.Finalised));
        vm.prank(governance);
        _plain.cancel();
    }

    /// @dev To the garden 4 and 1, to the library 1 and a quarter, of Dora and Emil.
    function _bothGave() private {
        vm.warp(OPENS_AT);
        _donateTo(dora, 0, 4 ether);
        _donateTo(emil, 0, 1 ether);
        _donateTo(dora, 1, 1 ether);
        _donateTo(emil, 1, 0.25 ether);
    }

    function _cannotCancel(address caller, IRoundTerms.Status had) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRoundPayments.QuadraticFundingRoundCannotCancel.selector, caller, had);
    }
}
