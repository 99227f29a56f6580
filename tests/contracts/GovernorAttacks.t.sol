// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {BadgeGovernor} from "../../contracts/BadgeGovernor.sol";
import {IBadgeGovernor} from "../../contracts/interfaces/IBadgeGovernor.sol";
import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {GovernorRivals} from "./GovernorRivals.sol";
import {ImplicitBadges, RootBadges} from "./NaiveBadges.sol";
import {BasicGovernor} from "./OpenZeppelinGovernors.sol";

// .tree
// What is known to go wrong in governance by tokens, each on OpenZeppelin's governor as it comes and on ours.
// here: this file; ballots: GovernorAttacksByBallot.t.sol; time: GovernorAttacksOverTime.t.sol.
// "both hold" where OpenZeppelin's is as safe.
//
// delegating to nobody makes a badge unrevokable  test_DelegatingToNobodyMakesABadgeUnrevokable (here)
// a badge revoked after the snapshot votes        test_ARevokedBadgeVotes (here); has it voted: GovernorTrim
// badges issued between proposal and vote count   test_BadgesIssuedForAProposalVote (here)
// badges issued in the proposal's second count    test_BadgesOfTheSameSecondVote (here)
// a wallet that is split weighs more              test_SplittingAWalletPays (here)
//   That one person has one wallet is for the issuers to see to; no contract can.
// a late quorum, a late flip                      test_ALateQuorumAndALateFlip (time), GovernorFlips
// a ballot counts twice                           test_ABallotIsCastTwice (ballots, both hold)
// a ballot counts elsewhere                       test_ABallotOfAnotherGovernor (ballots, both hold),
//                                                 test_ABallotOfAnotherProposal, test_ABallotOfAnotherChain
// a ballot is kept back until the last second     test_ABallotIsKeptBack (ballots)
// ballots arrive in another order                 test_BallotsArriveInAnotherOrder (ballots)
// one ballot cast ahead kills a batch             test_OneBallotCastAheadKillsABatch (ballots)
// weightless and repeated ballots drain the relay test_BallotsOfNoWeightDrainTheRelay (ballots)
// long reasons drain the relay                    test_LongReasonsDrainTheRelay (ballots)
//   What is rejected costs some gas all the same: looking before sending, and quotas, are the relay's.
// an account with EIP-7702 code cannot sign       test_AnAccountWithCodeCannotSign (ballots)
// a copy uses up a proposal's id                  test_ACopyUsesUpTheId (here), GovernorFrames
// one holder opens fifty proposals                test_OneHolderOpensFiftyProposals (here)
//   There is no bond: one open proposal per holder, and a threshold that governance sets.
// a proposer cancels what was decided             test_AProposerCancelsWhatWasDecided (time), GovernorEnds
// an old proposal drains a later treasury         test_AnOldProposalDrainsALaterTreasury (time), GovernorEnds
//   There is no cap on what one proposal spends: its voters see the amount.
// checkpoints of one second count wrongly         test_ChangesOfOneSecondCountOnce (here, both hold)
// votes stay behind when a badge moves            test_AMoveTakesTheVotesAlong (here), BadgeInvariants
// delegation freezes a burn                       test_DelegatingToNobodyMakesABadgeUnrevokable (here)
// borrowed votes decide in one transaction        test_BorrowedVotesDecideAtOnce (time, both hold)
// other code comes to a target                    test_OtherCodeComesToATarget (time), GovernorFrames
// an issuer's key is stolen                       test_AStolenIssuersKeyDecides (here)
// the backend is taken over                       It has no right but an issuer's key, for which see above.
//   What it changes in a ballot: testFuzz_TheDigestBindsEveryField; what it keeps back or casts late:
//   test_ADirectVoteBeatsOlderBallots (GovernorBallots).
contract GovernorAttacksTest is GovernorRivals {
    function test_DelegatingToNobodyMakesABadgeUnrevokable() public {
        ImplicitBadges naive = new ImplicitBadges();
        naive.give(mallory, 1);
        vm.prank(mallory);
        naive.delegate(address(0));
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x11));
        naive.revoke(1);

        _issue(mallory, 1);
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeNoDelegation.selector, address(0))
        );
        vm.prank(mallory);
        badge.delegate(address(0));
        _revoke(7);
        vm.assertEq(badge.getVotes(mallory), 0);
    }

    function test_ARevokedBadgeVotes() public {
        Proposal memory made = _paying(mallory, 1 ether, "Pay");
        uint256 attacked = _openAt(basic, made);
        uint256 held = _propose(bob, made);
        vm.warp(governor.proposalOpensAt(held) + 1);
        _revoke(6);
        vm.assertEq(badge.getVotes(carol), 0);
        vm.prank(carol);
        vm.assertEq(basic.castVote(attacked, FOR), 1);
        _expectNoWeight(carol, held);
        _vote(carol, held, FOR);
    }

    /// @dev The issuer helps.
    function test_BadgesIssuedForAProposalVote() public {
        Proposal memory made = _paying(mallory, 1 ether, "Pay");
        uint256 attacked = _proposeAt(basic, bob, made);
        uint256 held = _propose(bob, made);
        vm.warp(block.timestamp + DELAY / 2);
        _issue(mallory, 100);
        vm.warp(governor.proposalOpensAt(held) + 1);
        vm.prank(mallory);
        vm.assertEq(basic.castVote(attacked, FOR), 100);
        _expectNoWeight(mallory, held);
        _vote(mallory, held, FOR);
        // Nor do they make the quorum unreachable, which they do there.
        vm.assertEq(basic.quorum(basic.proposalSnapshot(attacked)), 53);
        vm.assertEq(governor.proposalQuorum(held), 3);
    }

    /// @dev Without any delay, and with the shortest maturity.
    function test_BadgesOfTheSameSecondVote() public {
        basic = new BasicGovernor(badge, theirs, 0, PERIOD);
        uint40[6] memory values = _values();
        (values[0], values[4]) = (0, 1);
        BadgeGovernor ours = _secondGovernor(values);
        Proposal memory made = _paying(mallory, 1 ether, _withProposer("Pay", bob));
        uint256 attacked = _proposeAt(basic, bob, made);
        uint256 held = _proposeAt(ours, bob, made);
        _issue(mallory, 7);
        vm.warp(block.timestamp + 1);
        vm.prank(mallory);
        vm.assertEq(basic.castVote(attacked, FOR), 7);
        _expectNoWeight(mallory, held);
        vm.prank(mallory);
        ours.castVote(held, FOR);
    }

    function test_SplittingAWalletPays() public {
        RootBadges roots = new RootBadges();
        uint256 split;
        uint256 splitHere;
        for (uint160 i = 1; i <= 16; ++i) {
            roots.give(mallory);
            roots.give(address(i));
            _issue(mallory, 1);
            _issue(address(i), 1);
            split += roots.getVotes(address(i));
            splitHere += badge.getVotes(address(i));
        }
        vm.assertEq(split, 4 * roots.getVotes(mallory));
        vm.assertEq(splitHere, badge.getVotes(mallory));
    }

    function test_ACopyUsesUpTheId() public {
        Proposal memory made = _paying(carol, 1 ether, "Pay");
        uint256 attacked = _proposeAt(basic, alice, made);
        _cancelAt(basic, alice, made);
        vm.expectRevert(
            abi.encodeWithSelector(
                IGovernor.GovernorUnexpectedProposalState.selector,
                attacked,
                IGovernor.ProposalState.Canceled,
                bytes32(0)
            )
        );
        _proposeAt(basic, bob, made);

        made.description = _withProposer("Pay", bob);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorRestrictedProposer.selector, alice));
        _proposeAt(governor, alice, made);
        _proposeAt(governor, bob, made);
        made.description = "Pay";
        vm.expectRevert(
            abi.encodeWithSelector(IBadgeGovernor.BadgeGovernorUnboundDescription.selector, alice)
        );
        _proposeAt(governor, alice, made);
    }

    function test_OneHolderOpensFiftyProposals() public {
        uint256 first = _propose(carol, _paying(carol, 1, "Pay"));
        for (uint256 i = 1; i <= 50; ++i) {
            Proposal memory made = _paying(carol, i + 1, _withProposer("Pay", carol));
            _proposeAt(basic, carol, made);
            vm.expectRevert(
                abi.encodeWithSelector(IBadgeGovernor.BadgeGovernorLiveProposal.selector, carol, first)
            );
            _proposeAt(governor, carol, made);
        }
    }

    /// @dev Nouns Builder counted the first of a second's checkpoints, or both.
    function test_ChangesOfOneSecondCountOnce() public {
        uint256 proposal = _propose(bob, _paying(carol, 1, "Pay"));
        _issue(mallory, 2);
        _revoke(7);
        _issue(mallory, 3);
        _burn(mallory, 8);
        uint256 then = block.timestamp;
        vm.assertEq(badge.getVotes(mallory), 3);
        vm.warp(then + 1);
        vm.assertEq(badge.getPastVotes(mallory, then), 3);
        vm.assertEq(badge.getPastVotes(mallory, then - 1), 0);
        vm.assertEq(badge.getPastTotalSupply(then), 9);
        vm.assertEq(governor.getVotes(mallory, then), 3);
        vm.assertEq(governor.getVotes(mallory, governor.proposalSnapshot(proposal)), 0);
    }

    /// @dev There votes stayed behind when a token moved, and burning it then failed.
    function test_AMoveTakesTheVotesAlong() public {
        address dora = _account("dora");
        uint64[] memory numbers = new uint64[](3);
        (numbers[0], numbers[1], numbers[2]) = (1, 2, 3);
        vm.prank(dora);
        badge.requestRecovery(alice);
        vm.prank(address(timelock));
        badge.approveRecovery(alice, dora);
        vm.warp(block.timestamp + 7 days);
        uint256 proposal = _open();
        _vote(alice, proposal, FOR);
        vm.prank(dora);
        badge.completeRecovery(alice, numbers);
        vm.assertEq(badge.getVotes(alice) + badge.getVotes(dora), 3);
        _trim(proposal, alice);
        _expectNoWeight(dora, proposal);
        _vote(dora, proposal, FOR);
        _assertTally(proposal, 0, 0, 0);
        _burn(dora, 1);
        vm.assertEq(badge.getVotes(dora), 2);
    }

    /// @dev There mallory outvotes everybody at once. Here issuer and badges are gone before they ripen.
    function test_AStolenIssuersKeyDecides() public {
        vm.prank(address(timelock));
        badge.setIssuer(issuer, 20);
        Proposal memory made = _paying(mallory, TREASURY, "Pay me");
        uint256 attacked = _proposeAt(basic, bob, made);
        _issue(mallory, 20);
        uint256 stolenAt = block.timestamp;
        vm.warp(basic.proposalSnapshot(attacked) + 1);
        _voteAt(basic, mallory, attacked, FOR);
        vm.warp(basic.proposalDeadline(attacked) + 1);
        _queueAt(basic, made);
        vm.warp(basic.proposalEta(attacked));
        _executeAt(basic, made);
        vm.assertEq(mallory.balance, TREASURY);

        vm.warp(stolenAt);
        _assertTheWeekIsUsedUp();
        _enact(_againstTheThief());
        vm.assertLt(block.timestamp, stolenAt + MATURITY);
        vm.warp(stolenAt + MATURITY);
        vm.expectRevert(
            abi.encodeWithSelector(IGovernor.GovernorInsufficientProposerVotes.selector, mallory, 0, 1)
        );
        _propose(mallory, made);
    }

    function _assertTheWeekIsUsedUp() private {
        IContributionBadge.Issue[] memory batch = new IContributionBadge.Issue[](1);
        batch[0] = IContributionBadge.Issue(27, mallory, REVIEW, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeOverWeeklyLimit.selector, 0, issuer, 1, 0
            )
        );
        vm.prank(issuer);
        badge.issueBatch(batch);
    }

    /// @dev Removes the issuer and takes the twenty badges.
    function _againstTheThief() private view returns (Proposal memory made) {
        made = Proposal(new address[](21), new uint256[](21), new bytes[](21), "Against the thief");
        for (uint64 i = 0; i < 21; ++i) {
            made.targets[i] = address(badge);
            made.calldatas[i] = abi.encodeCall(badge.revoke, (7 + i, 1));
        }
        made.calldatas[20] = abi.encodeCall(badge.setIssuer, (issuer, 0));
    }
}
