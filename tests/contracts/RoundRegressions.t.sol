// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPublishedRound} from "../../contracts/interfaces/rounds/IPublishedRound.sol";
import {IRoundIntake} from "../../contracts/interfaces/rounds/IRoundIntake.sol";
import {IRoundProjects} from "../../contracts/interfaces/rounds/IRoundProjects.sol";
import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {Leaves} from "./Leaves.sol";
import {RoundFixture} from "./RoundFixture.sol";
import {OddToken} from "./Tokens.sol";

// .tree
// What an audit found in Allo v2 (github.com/sherlock-audit/2023-09-Gitcoin-judging, 5 high, 16 medium), on ours.
// "here" is this file; "plain" is RoundRegressionsPlain.t.sol.
//
// H-1  votes are not written down, so that all have any number   test_AskedForAgainAGiftIsPaidAgain (here)
// H-2  new applications read the state of the first              test_ANewApplicationHasNoStateOfTheFirst (here)
// H-3  clones that nobody can use                                test_Open (RoundTerms), and every test of a clone
// H-4  anybody sets a state                                      testFuzz_StrangersChangeNothing (RoundResult)
// H-5  an applicant changes its terms just before it is accepted test_Reapply_StartsClean (RoundProjects)
// M-1  a fee on the way into the pool                            test_FundingArrivesToTheUnitOrNotAtAll (here)
// M-2  giving again counts the earlier gifts twice               testFuzz_GivingInPartsCountsAsOneGift (plain)
// M-3  shares set twice add up to more than the pool             test_PublishingTwiceDoesNotShareOutTwice (here)
// M-6  no native coin                                            test_Fund (RoundIntake), and all of RoundFixture
// M-7  a second that belongs to two windows                      testFuzz_NoSecondBelongsToTwoWindows (RoundEdges)
// M-8  a token moves less than it is told, or all for the most   test_FundingArrivesToTheUnitOrNotAtAll (here),
//                                                                test_Odd_Intake (RoundTokens)
// M-9  funding while it is paid out                              test_NothingComesInWhileItIsPaidOut (here and plain)
// M-10 the first payment makes the second impossible             test_TheWholePoolIsPaidOneByOne (here)
// M-11 a fee on a donation leaves its project short              test_Odd_Intake, test_Odd_Payments (RoundTokens)
// M-12 later reviews overwrite a decision                        test_ADecisionStandsAgainstLaterReviews (here)
// M-13 reviews of an application count for the next              test_Reapply_StartsClean (RoundProjects)
// M-14 re-registering during donations locks them                test_Reapply_RevertWhen_AnothersOrAdmitted (RoundProjects),
//                                                                test_OnlyAdmittedProjectsTakeDonations (here)
// Not possible here:
// M-4  small sums escape a fee: there is none
// M-5  nobody can register by an account of a registry: there is neither; whoever calls applies
// M-15 CREATE3 on a chain with code of another kind: no address is known before its clone; evm_version is pinned
// M-16 accounts of projects take no NFTs: a round is no account, and refuses them: test_AnNftIsRefused (here)
//
// Raised in that audit besides, and not listed in its end:
// one reviewer counts for many          test_Review_TakesDifferentReviewers (RoundProjects)
// an old review decides a new edition   test_Reapply_StartsClean (RoundProjects)
// a permit is used by another first     test_Permit (RoundTokens)
// tokens that nobody allowed            test_Factory_RevertWhen_TokenGovernanceOrTimeIsWrong (RoundTerms)
// dates are pulled back (#980)          test_NobodyPullsADateBack (here)
// a root for more than the pool         test_Publish_RevertWhen_MoreThanThePool (RoundResult),
//                                       test_ClaimMatching_RevertWhen_LeavesExceedTheTotal (RoundMatching)
contract RoundRegressionsTest is RoundFixture {
    function test_AskedForAgainAGiftIsPaidAgain() public {
        vm.warp(OPENS_AT);
        _donate(dora, 3, _cart(1, 2));
        vm.expectRevert(abi.encodeWithSelector(IRoundIntake.QuadraticFundingRoundWrongValue.selector, 0, 3));
        _donate(dora, 0, _cart(1, 2));
        vm.assertEq(round.donated(), address(round).balance);
    }

    function test_ANewApplicationHasNoStateOfTheFirst() public {
        vm.prank(applicant);
        uint32 third = round.applyFor(emil, NAME, METADATA);
        vm.assertTrue(round.projectOf(0).state == IRoundProjects.State.Admitted);
        vm.assertTrue(round.projectOf(third).state == IRoundProjects.State.Applied);
        vm.assertEq(third, 2);
        vm.prank(reviewers[0]);
        round.review(third, 1, true, "good");
        vm.assertTrue(round.projectOf(third).state == IRoundProjects.State.Applied);
    }

    /// @dev Whatever the token does; also when somebody asks for the most that there is.
    function test_FundingArrivesToTheUnitOrNotAtAll() public {
        OddToken odd = new OddToken();
        vm.prank(governance);
        factory.allowToken(address(odd), true);
        IRoundTerms.Terms memory terms = _terms();
        terms.token = address(odd);
        round = _opened(terms);
        odd.mint(sponsor, 1000);
        uint256[3] memory amounts = [uint256(500), type(uint112).max, type(uint256).max];
        for (uint8 i = 0; i <= uint8(OddToken.Way.AllowanceMustBeZero); ++i) {
            for (uint256 j = 0; j < amounts.length; ++j) {
                uint256 id = vm.snapshotState();
                vm.prank(sponsor);
                odd.approve(address(round), type(uint256).max);
                odd.set(OddToken.Way(i));
                uint256 had = odd.balanceOf(address(round));
                vm.prank(sponsor);
                (bool isDone,) = address(round).call(abi.encodeCall(round.fund, (amounts[j])));
                vm.assertTrue(!isDone || j == 0);
                vm.assertTrue(isDone || i != 0 || j != 0);
                vm.assertEq(odd.balanceOf(address(round)) - had, isDone ? 500 : 0);
                vm.assertEq(round.pool(), isDone ? 500 : 0);
                vm.revertToState(id);
            }
        }
    }

    function test_PublishingTwiceDoesNotShareOutTwice() public {
        _closed();
        _publish(3 ether, 5 ether);
        _publish(5 ether, 3 ether);
        vm.warp(block.timestamp + OBJECTION);
        round.finalise();
        bytes memory had = abi.encodeWithSelector(
            IPublishedRound.QuadraticFundingRoundBadProof.selector, 0, round.result().root
        );
        bytes32[] memory replaced = Leaves.proof(_leaves(3 ether, 5 ether), 0);
        vm.expectRevert(had);
        round.claimMatching(0, garden, 3 ether, replaced);
        round.push(_cart(5 ether, 3 ether), 0);
        vm.assertEq(garden.balance, 5 ether);
        vm.assertEq(library_.balance, 3 ether);
        vm.assertEq(round.owed(), 10 ether);
    }

    function test_NothingComesInWhileItIsPaidOut() public {
        _finalised();
        round.push(_single(_word(0, 3 ether)), _fold(_cart(3 ether, 4 ether), 1));
        vm.expectRevert(_wrongStatus(IRoundIntake.fund.selector, IRoundTerms.Status.Finalised));
        _fund(sponsor, 1 ether);
        vm.deal(address(round), address(round).balance + 9 ether);
        round.push(_single(_word(1, 4 ether)), 0);
        vm.assertEq(library_.balance, 4 ether);
        round.reclaim(sponsor);
        vm.assertEq(sponsor.balance, 93 ether);
    }

    function test_TheWholePoolIsPaidOneByOne() public {
        _closed();
        bytes32[] memory leaves = _leaves(1, 8 ether - 1);
        _publish(1, 8 ether - 1);
        vm.warp(block.timestamp + OBJECTION);
        round.finalise();
        round.claimMatching(1, library_, 8 ether - 1, Leaves.proof(leaves, 1));
        round.claimMatching(0, garden, 1, Leaves.proof(leaves, 0));
        vm.assertEq(round.owed(), round.donated());
        vm.warp(CLOSES_AT + DONATION_DELAY);
        round.claimDonations(0);
        round.claimDonations(1);
        vm.assertEq(address(round).balance, 0);
    }

    function test_ADecisionStandsAgainstLaterReviews() public {
        vm.prank(applicant);
        uint32 id = round.applyFor(emil, NAME, METADATA);
        bool[3] memory votes = [false, true, false];
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(reviewers[i]);
            round.review(id, 1, votes[i], "as I see it");
        }
        vm.assertTrue(round.projectOf(id).state == IRoundProjects.State.Rejected);
        vm.expectRevert(_wrongState(IRoundProjects.review.selector, id, IRoundProjects.State.Rejected));
        vm.prank(reviewers[0]);
        round.review(id, 1, true, "now I like it");
    }

    function test_OnlyAdmittedProjectsTakeDonations() public {
        vm.prank(applicant);
        uint32 id = round.applyFor(emil, NAME, METADATA);
        vm.warp(OPENS_AT);
        _expectTakesNothing(id, IRoundProjects.State.Applied);
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(reviewers[i]);
            round.review(id, 1, false, "no");
        }
        _expectTakesNothing(id, IRoundProjects.State.Rejected);
        vm.prank(applicant);
        round.reapply(id, emil, NAME, METADATA);
        _expectTakesNothing(id, IRoundProjects.State.Applied);
    }

    function test_AnNftIsRefused() public {
        (bool isTaken,) = address(round)
            .call(
                abi.encodeWithSignature("onERC721Received(address,address,uint256,bytes)", dora, dora, 1, "")
            );
        vm.assertFalse(isTaken);
    }

    /// @dev By nobody who has a part, in no state, neither the opening nor the close; what has opened stays open.
    function test_NobodyPullsADateBack() public {
        address[6] memory callers = [operator, governance, guardian, publisher, committer, reviewers[0]];
        uint40[4] memory earlier = [0, uint40(START_AT), OPENS_AT, CLOSES_AT - 1];
        for (uint256 i = 0; i < callers.length; ++i) {
            for (uint256 j = 0; j < earlier.length; ++j) {
                vm.prank(callers[i]);
                (bool isDone,) = address(round).call(abi.encodeCall(round.extend, (earlier[j])));
                vm.assertFalse(isDone);
            }
        }
        IRoundTerms.Terms memory had = factory.termsOf(address(round));
        vm.assertEq(had.opensAt, OPENS_AT);
        vm.expectRevert(
            abi.encodeWithSelector(IRoundTerms.QuadraticFundingRoundOpenAlready.selector, address(round))
        );
        vm.prank(operator);
        round.open(RULES);
        // A pause that ends early gives no second back to those who wait for the close.
        vm.warp(OPENS_AT);
        vm.prank(guardian);
        round.pauseIntake(OPENS_AT + PAUSE, "attack");
        vm.prank(governance);
        round.resumeIntake();
        vm.assertEq(round.closesAt(), CLOSES_AT + PAUSE);
    }

    function _expectTakesNothing(uint32 id, IRoundProjects.State had) private {
        vm.expectRevert(_wrongState(IRoundIntake.donate.selector, id, had));
        _donate(dora, 1, _single(_word(id, 1)));
    }

    function _wrongState(bytes4 call, uint256 id, IRoundProjects.State had)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(IRoundProjects.QuadraticFundingRoundWrongState.selector, call, id, had);
    }
}
