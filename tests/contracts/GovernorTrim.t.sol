// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {IBadgeGovernor} from "../../contracts/interfaces/IBadgeGovernor.sol";
import {IBadgeRecovery} from "../../contracts/interfaces/IBadgeRecovery.sol";
import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {GovernorSteps} from "./GovernorSteps.sol";

// .tree
// a vote whose badges went
// ├── weighs less once anybody trims it: revoked, burned, lapsed, moved to another wallet
// ├── of none left weighs nothing; its voter still has voted
// ├── never weighs more by trimming, whatever was issued or moved in since
// ├── stays as it is before and after voting
// └── of who has not voted, or is named twice: nothing happens
// badges that moved weigh nothing on the proposals that are open, wherever they are
contract GovernorTrimTest is GovernorSteps {
    uint16 private constant MENTOR = 2;
    uint32 private constant TERM = 11 days;

    address private dora;

    function setUp() public override {
        super.setUp();
        dora = _account("dora");
        vm.prank(address(timelock));
        badge.registerKind(MENTOR, IContributionBadge.KindSpec("Mentor", 1, 0, 7, 0, TERM, true));
        // Number 7, beside alice's 1 to 3, bob's 4 and 5, and carol's 6.
        IContributionBadge.Issue[] memory batch = new IContributionBadge.Issue[](1);
        batch[0] = IContributionBadge.Issue(nextNumber++, dora, MENTOR, 0);
        vm.prank(issuer);
        badge.issueBatch(batch);
        vm.warp(block.timestamp + MATURITY);
    }

    function test_Revoked() public {
        uint256 proposal = _openWithVotes();
        _revoke(1);
        _assertTally(proposal, 3, 2, 7);
        vm.expectEmit(address(governor));
        emit IBadgeGovernor.VoteTrimmed(proposal, alice, 3, 2);
        vm.prank(mallory);
        _trim(proposal, alice);
        _assertTally(proposal, 2, 2, 7);
    }

    function test_Burned() public {
        uint256 proposal = _openWithVotes();
        _burn(bob, 4);
        _trim(proposal, bob);
        _assertTally(proposal, 3, 1, 7);
        _burn(bob, 5);
        _trim(proposal, bob);
        _assertTally(proposal, 3, 0, 7);
    }

    function test_Lapsed() public {
        uint256 proposal = _openWithVotes();
        _trim(proposal, dora);
        _assertTally(proposal, 3, 2, 7);
        badge.lapse(7);
        _trim(proposal, dora);
        _assertTally(proposal, 3, 2, 0);
    }

    /// @dev Whoever recovers a wallet brings no vote along, and leaves none behind.
    function test_Moved() public {
        uint256 proposal = _openWithVotes();
        _move(1, alice, aliceKey, mallory, malloryKey);
        _move(2, alice, aliceKey, bob, bobKey);
        _trim(proposal, alice);
        _assertVote(proposal, alice, AGAINST, 1, block.timestamp);
        _expectNoWeight(mallory, proposal);
        _vote(mallory, proposal, FOR);
        vm.warp(block.timestamp + 1);
        _vote(bob, proposal, FOR);
        _assertTally(proposal, 1, 2, 7);
    }

    /// @dev Bob's own badges are gone; with alice's, which have voted, he votes as much as he could before,
    /// until somebody trims alice.
    function test_BadgesThatVotedAndMovedVoteTwiceUntilTrimmed() public {
        uint256 proposal = _openWithVotes();
        _revoke(4);
        _revoke(5);
        _trim(proposal, bob);
        _move(1, alice, aliceKey, bob, bobKey);
        _move(2, alice, aliceKey, bob, bobKey);
        vm.warp(block.timestamp + 1);
        _vote(bob, proposal, FOR);
        _assertTally(proposal, 3, 2, 7);
        _trim(proposal, alice);
        _assertTally(proposal, 1, 2, 7);
    }

    function test_AVoteOfNothingIsStillAVote() public {
        uint256 proposal = _openWithVotes();
        uint256 votedAt = block.timestamp;
        IBadgeGovernor.SignedBallot memory old = _ballot(proposal, AGAINST, bob, bobKey);
        _revoke(4);
        _revoke(5);
        _trim(proposal, bob);
        _assertVote(proposal, bob, FOR, 0, votedAt);
        vm.assertTrue(governor.hasVoted(proposal, bob));
        _move(1, alice, aliceKey, bob, bobKey);
        _expectNotNewer(bob, votedAt, votedAt);
        governor.castBallot(old);
        _trim(proposal, bob);
        _assertTally(proposal, 3, 0, 7);
    }

    /// @dev What is issued or moved in weighs on the next proposals.
    function test_NeverRaises() public {
        uint256 proposal = _openWithVotes();
        _issue(bob, 5);
        _move(1, alice, aliceKey, bob, bobKey);
        _trim(proposal, bob);
        _assertTally(proposal, 3, 2, 7);
        _revoke(2);
        _trim(proposal, alice);
        _assertTally(proposal, 1, 2, 7);
        _issue(alice, 3);
        _trim(proposal, alice);
        _assertTally(proposal, 1, 2, 7);
    }

    function test_ImmatureBadgesDoNotVote() public {
        _issue(mallory, 4);
        vm.warp(block.timestamp + MATURITY - 1);
        uint256 proposal = _openWithVotes();
        _expectNoWeight(mallory, proposal);
        _vote(mallory, proposal, FOR);
        _trim(proposal, mallory);
        _assertTally(proposal, 3, 2, 7);
    }

    function test_MatureBadgesDo() public {
        _issue(mallory, 4);
        vm.warp(block.timestamp + MATURITY);
        uint256 proposal = _openWithVotes();
        _vote(mallory, proposal, FOR);
        _assertTally(proposal, 3, 2 + 4, 7);
    }

    function test_WhoWeighsAsBeforeIsPassedOver() public {
        uint256 proposal = _openWithVotes();
        _revoke(1);
        address[] memory voters = new address[](6);
        (voters[0], voters[1], voters[2]) = (carol, bob, alice);
        (voters[3], voters[4], voters[5]) = (alice, mallory, address(0));
        governor.trim(proposal, voters);
        governor.trim(proposal, new address[](0));
        _assertTally(proposal, 2, 2, 7);
        vm.assertFalse(governor.hasVoted(proposal, carol));
        _vote(carol, proposal, FOR);
    }

    function test_RevertWhen_VotingIsNotOpen() public {
        uint256 proposal = _openWithVotes();
        uint256 second = _propose(alice, _fundingOf(1 ether, "two"));
        _revoke(1);
        _expectState(second, IGovernor.ProposalState.Pending, IGovernor.ProposalState.Active);
        _trim(second, alice);
        uint256 endsAt = governor.proposalDeadline(proposal);
        vm.warp(endsAt + 1);
        _expectState(proposal, IGovernor.ProposalState.Defeated, IGovernor.ProposalState.Active);
        _trim(proposal, alice);
        _assertTally(proposal, 3, 2, 7);
        vm.warp(endsAt);
        _trim(proposal, alice);
        _assertTally(proposal, 2, 2, 7);
    }

    function test_RevertWhen_ThereIsNoProposal() public {
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorNonexistentProposal.selector, 7));
        _trim(7, alice);
    }

    /// @dev Trimming takes from the side that was voted for, and exactly what is gone.
    function testFuzz_TakesWhatIsGone(uint8[3] calldata sides, uint8 gone) public {
        uint256 proposal = _open();
        address[3] memory people = [alice, bob, carol];
        uint256[3] memory tally;
        for (uint256 i = 0; i < 3; ++i) {
            _vote(people[i], proposal, sides[i] % 3);
            tally[sides[i] % 3] += 3 - i;
        }
        for (uint64 number = 1; number <= 6; ++number) {
            if (gone >> number & 1 == 0) continue;
            uint256 holder = number <= 3 ? 0 : number <= 5 ? 1 : 2;
            _revoke(number);
            --tally[sides[holder] % 3];
        }
        for (uint256 i = 0; i < 3; ++i) {
            _trim(proposal, people[i]);
        }
        _assertTally(proposal, tally[AGAINST], tally[FOR], tally[ABSTAIN]);
    }

    /// @dev alice 3 against, bob 2 for, dora 7 abstained.
    function _openWithVotes() private returns (uint256 proposal) {
        proposal = _open();
        _vote(alice, proposal, AGAINST);
        _vote(bob, proposal, FOR);
        _vote(dora, proposal, ABSTAIN);
    }

    function _move(uint64 number, address from, uint256 fromKey, address to, uint256 toKey) private {
        uint64[] memory numbers = new uint64[](1);
        numbers[0] = number;
        IBadgeRecovery.Move memory move =
            IBadgeRecovery.Move(from, to, numbers, uint48(block.timestamp + 1 hours));
        bytes32 digest = badge.moveDigest(move);
        badge.moveBadges(move, _sign(fromKey, digest), _sign(toKey, digest));
    }
}
