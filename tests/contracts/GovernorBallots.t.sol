// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {BadgeGovernor} from "../../contracts/BadgeGovernor.sol";
import {IBadgeGovernor} from "../../contracts/interfaces/IBadgeGovernor.sol";
import {ApprovingAccount, BurningAccount} from "./Accounts.sol";
import {GovernorSteps} from "./GovernorSteps.sol";

// .tree
// a vote that can be replaced
// ├── by one of a greater version only: not by an older ballot, the same one, or one of the same second
// ├── by its voter at once, after which no ballot signed before counts
// ├── moves its weight from one side to another
// └── of several ballots, in any order: the newest stands
// a ballot
// ├── counts in [version, deadline), while voting is open, whoever hands it in
// ├── signed by a key, with EIP-7702 code on it too, or by a contract
// └── of another chain, governor, proposal, voter, or content: is not signed
// OpenZeppelin's ballots, which carry no date: refused
contract GovernorBallotsTest is GovernorSteps {
    function test_ASupersededBallotDoesNotComeBack() public {
        uint256 proposal = _open();
        uint48 now_ = uint48(block.timestamp);
        IBadgeGovernor.SignedBallot memory first =
            _ballot(proposal, AGAINST, alice, aliceKey, now_ - 1, now_ + 1 hours);
        IBadgeGovernor.SignedBallot memory second = _ballot(proposal, FOR, alice, aliceKey);
        governor.castBallot(second);
        _expectNotNewer(alice, now_, now_ - 1);
        governor.castBallot(first);
        _expectNotNewer(alice, now_, now_);
        governor.castBallot(second);
        _assertVote(proposal, alice, FOR, 3, now_);
    }

    function test_RevertWhen_FromTheFuture() public {
        uint256 proposal = _open();
        uint48 soon = uint48(block.timestamp + 1);
        IBadgeGovernor.SignedBallot memory ballot =
            _ballot(proposal, FOR, alice, aliceKey, soon, soon + 1 hours);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBadgeGovernor.BadgeGovernorBallotFromTheFuture.selector, alice, soon, block.timestamp
            )
        );
        governor.castBallot(ballot);
        vm.warp(soon);
        vm.assertEq(governor.castBallot(ballot), 3);
    }

    function test_CountsBeforeItsDeadline() public {
        uint256 proposal = _open();
        uint48 version = uint48(block.timestamp);
        IBadgeGovernor.SignedBallot memory ballot =
            _ballot(proposal, FOR, alice, aliceKey, version, version + 10);
        vm.warp(version + 10);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBadgeGovernor.BadgeGovernorBallotExpired.selector, alice, version + 10, version + 10
            )
        );
        governor.castBallot(ballot);
        vm.warp(version + 9);
        vm.assertEq(governor.castBallot(ballot), 3);
    }

    /// @dev A ballot that expires before it begins never counts, and one of no version neither.
    function test_RevertWhen_ItNeverCounts() public {
        uint256 proposal = _open();
        uint48 now_ = uint48(block.timestamp);
        IBadgeGovernor.SignedBallot memory ballot = _ballot(proposal, FOR, alice, aliceKey, now_, now_);
        vm.expectRevert(
            abi.encodeWithSelector(IBadgeGovernor.BadgeGovernorBallotExpired.selector, alice, now_, now_)
        );
        governor.castBallot(ballot);
        ballot = _ballot(proposal, FOR, alice, aliceKey, 0, now_ + 1);
        _expectNotNewer(alice, 0, 0);
        governor.castBallot(ballot);
    }

    function test_ADirectVoteBeatsOlderBallots() public {
        uint256 proposal = _open();
        uint48 signedAt = uint48(block.timestamp);
        IBadgeGovernor.SignedBallot memory old =
            _ballot(proposal, FOR, alice, aliceKey, signedAt, signedAt + 2 days);
        vm.warp(signedAt + 5);
        _vote(alice, proposal, AGAINST);
        _expectNotNewer(alice, signedAt + 5, signedAt);
        governor.castBallot(old);
        vm.warp(signedAt + 6);
        governor.castBallot(_ballot(proposal, ABSTAIN, alice, aliceKey));
        _assertVote(proposal, alice, ABSTAIN, 3, signedAt + 6);
    }

    function test_AReplacedVoteMovesItsWeight() public {
        uint256 proposal = _open();
        _vote(bob, proposal, FOR);
        uint8[4] memory sides = [FOR, ABSTAIN, AGAINST, AGAINST];
        for (uint256 i = 0; i < sides.length; ++i) {
            vm.warp(block.timestamp + 1);
            _vote(alice, proposal, sides[i]);
            uint256[3] memory tally = [uint256(0), 2, 0];
            tally[sides[i]] += 3;
            _assertTally(proposal, tally[AGAINST], tally[FOR], tally[ABSTAIN]);
        }
        _burn(alice, 1);
        vm.warp(block.timestamp + 1);
        _vote(alice, proposal, FOR);
        _assertTally(proposal, 0, 4, 0);
    }

    function test_OfTheSameSecondTheFirstStands() public {
        uint256 proposal = _open();
        uint256 now_ = block.timestamp;
        governor.castBallot(_ballot(proposal, FOR, alice, aliceKey));
        _expectNotNewer(alice, now_, now_);
        _vote(alice, proposal, AGAINST);
        _vote(bob, proposal, FOR);
        IBadgeGovernor.SignedBallot memory ballot = _ballot(proposal, AGAINST, bob, bobKey);
        _expectNotNewer(bob, now_, now_);
        governor.castBallot(ballot);
        _expectNotNewer(bob, now_, now_);
        _vote(bob, proposal, AGAINST);
        vm.warp(now_ + 1);
        _vote(alice, proposal, AGAINST);
        _assertTally(proposal, 3, 2, 0);
    }

    /// @dev Signed at any three moments, handed in in any order, those that fail among them.
    function testFuzz_TheNewestStandsInAnyOrder(uint16[3] calldata ages, uint8[3] calldata sides, uint8 order)
        public
    {
        uint256 proposal = _open();
        uint48 now_ = uint48(block.timestamp);
        uint256 newest = 0;
        for (uint256 i = 1; i < 3; ++i) {
            // Of equal versions the one handed in first.
            if (ages[(order + i) % 3] < ages[(order + newest) % 3]) newest = i;
        }
        newest = (order + newest) % 3;
        for (uint256 i = 0; i < 3; ++i) {
            uint256 j = (uint256(order) + i) % 3;
            IBadgeGovernor.SignedBallot memory ballot =
                _ballot(proposal, sides[j] % 3, alice, aliceKey, now_ - ages[j], now_ + 1);
            try governor.castBallot(ballot) {} catch {}
        }
        _assertVote(proposal, alice, sides[newest] % 3, 3, now_ - ages[newest]);
    }

    function test_CountsWhileVotingIsOpen() public {
        uint256 proposal = _propose(bob, _fundingOf(1 ether, "Fund the round"));
        uint48 now_ = uint48(block.timestamp);
        IBadgeGovernor.SignedBallot memory ballot =
            _ballot(proposal, FOR, alice, aliceKey, now_, now_ + 30 days);
        vm.warp(governor.proposalOpensAt(proposal));
        _expectState(proposal, IGovernor.ProposalState.Pending, IGovernor.ProposalState.Active);
        governor.castBallot(ballot);
        vm.warp(governor.proposalDeadline(proposal) + 1);
        _expectState(proposal, IGovernor.ProposalState.Defeated, IGovernor.ProposalState.Active);
        governor.castBallot(ballot);
        vm.warp(governor.proposalDeadline(proposal));
        vm.expectEmit(address(governor));
        emit IGovernor.VoteCast(alice, proposal, FOR, 3, "");
        vm.prank(mallory);
        vm.assertEq(governor.castBallot(ballot), 3);
    }

    function test_RevertWhen_ItSaysNothing() public {
        uint256 proposal = _open();
        IBadgeGovernor.SignedBallot memory ballot = _ballot(proposal, 3, alice, aliceKey);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidVoteType.selector));
        governor.castBallot(ballot);
        vm.assertFalse(governor.hasVoted(proposal, alice));
    }

    function test_AKeyWithCodeOnItSigns() public {
        uint256 proposal = _open();
        vm.etch(alice, abi.encodePacked(hex"ef0100", address(new BurningAccount())));
        vm.assertEq(governor.castBallot(_ballot(proposal, FOR, alice, aliceKey)), 3);
        vm.etch(bob, abi.encodePacked(hex"ef0100", address(round)));
        vm.assertEq(governor.castBallot(_ballot(proposal, FOR, bob, bobKey)), 2);
    }

    function test_AContractSigns() public {
        ApprovingAccount safe = new ApprovingAccount();
        _issue(address(safe), 2);
        vm.warp(block.timestamp + MATURITY);
        uint256 proposal = _open();
        IBadgeGovernor.SignedBallot memory ballot = _ballot(proposal, FOR, address(safe), malloryKey);
        _expectNotSigned(address(safe));
        governor.castBallot(ballot);
        safe.approve(_digest(ballot));
        vm.assertEq(governor.castBallot(ballot), 2);
    }

    function test_OpenZeppelinsBallotsAreRefused() public {
        uint256 proposal = _open();
        bytes memory refusal =
            abi.encodeWithSelector(IBadgeGovernor.BadgeGovernorUndatedBallot.selector, alice);
        bytes32 content = keccak256(abi.encode(governor.BALLOT_TYPEHASH(), proposal, FOR, alice, 0));
        bytes memory signature = _sign(aliceKey, content);
        vm.expectRevert(refusal);
        governor.castVoteBySig(proposal, FOR, alice, signature);
        vm.expectRevert(refusal);
        governor.castVoteWithReasonAndParamsBySig(proposal, FOR, alice, "because", "", signature);
    }

    function test_RevertWhen_OnAnotherChain() public {
        uint256 proposal = _open();
        IBadgeGovernor.SignedBallot memory ballot = _ballot(proposal, FOR, alice, aliceKey);
        vm.chainId(block.chainid + 1);
        _expectNotSigned(alice);
        governor.castBallot(ballot);
    }

    /// @dev The same proposal has the same id on every governor.
    function test_RevertWhen_OnAnotherGovernor() public {
        BadgeGovernor second = _secondGovernor(_values());
        Proposal memory made = _fundingOf(1 ether, "Fund the round");
        uint256 proposal = _propose(bob, made);
        vm.prank(bob);
        uint256 same = second.propose(made.targets, made.values, made.calldatas, made.description);
        vm.assertEq(same, proposal);
        _untilVoting();
        IBadgeGovernor.SignedBallot memory ballot = _ballot(proposal, FOR, alice, aliceKey);
        vm.assertEq(governor.castBallot(ballot), 3);
        _expectNotSigned(alice);
        second.castBallot(ballot);
    }

    function test_RevertWhen_OnAnotherProposal() public {
        uint256 first = _propose(bob, _fundingOf(1 ether, "one"));
        uint256 second = _propose(alice, _fundingOf(1 ether, "two"));
        _untilVoting();
        IBadgeGovernor.SignedBallot memory ballot = _ballot(first, FOR, alice, aliceKey);
        ballot.proposalId = second;
        _expectNotSigned(alice);
        governor.castBallot(ballot);
    }

    function testFuzz_TheDigestBindsEveryField(IBadgeGovernor.SignedBallot memory ballot, uint8 field)
        public
        view
    {
        bytes32 digest = governor.ballotDigest(ballot);
        vm.assertEq(digest, _digest(ballot));
        if (field % 5 == 0) ballot.proposalId ^= 1;
        if (field % 5 == 1) ballot.support ^= 1;
        if (field % 5 == 2) ballot.voter = address(uint160(ballot.voter) ^ 1);
        if (field % 5 == 3) ballot.version ^= 1;
        if (field % 5 == 4) ballot.deadline ^= 1;
        vm.assertNotEq(governor.ballotDigest(ballot), digest);
    }
}
