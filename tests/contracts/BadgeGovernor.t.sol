// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {
    GovernorCountingSimple
} from "@openzeppelin/contracts/governance/extensions/GovernorCountingSimple.sol";

import {IBadgeGovernor} from "../../contracts/interfaces/IBadgeGovernor.sol";
import {GovernorFixture} from "./GovernorFixture.sol";

// .tree
// a proposal to fund a round
// ├── succeeds, is queued, waits, is executed once: the pool has the coins, the treasury has not
// ├── before its delay, after it was defeated, or without a vote: reverts
// └── nobody moves the treasury any other way
// a vote
// ├── weighs the lesser of the snapshot and now
// ├── of no weight (never a badge, revoked since, issued since): reverts, naming the voter
// └── all together never weigh more than the snapshot
// a proposer has one pending or active proposal
contract BadgeGovernorTest is GovernorFixture {
    function test_FundsARound() public {
        Proposal memory made = _fundingOf(4 ether, "Fund the round");
        uint256 proposalId = _propose(bob, made);
        _untilVoting();
        _vote(alice, proposalId, FOR);
        _vote(carol, proposalId, AGAINST);
        _untilVoted();
        _queue(made);
        vm.warp(block.timestamp + TIMELOCK_DELAY);
        _execute(made);
        vm.assertEq(round.pool(), 4 ether);
        vm.assertEq(round.depositOf(address(timelock)), 4 ether);
        vm.assertEq(address(timelock).balance, TREASURY - 4 ether);
        vm.assertTrue(governor.state(proposalId) == IGovernor.ProposalState.Executed);
    }

    function test_Execute_RevertWhen_TooEarly() public {
        Proposal memory made = _fundingOf(4 ether, "Fund the round");
        uint256 proposalId = _succeed(made);
        _queue(made);
        vm.warp(governor.proposalEta(proposalId) - 1);
        bytes32 salt = bytes20(address(governor)) ^ keccak256(bytes(made.description));
        bytes32 operation = timelock.hashOperationBatch(made.targets, made.values, made.calldatas, 0, salt);
        vm.expectRevert(
            abi.encodeWithSelector(
                TimelockController.TimelockUnexpectedOperationState.selector,
                operation,
                bytes32(1 << uint8(TimelockController.OperationState.Ready))
            )
        );
        _execute(made);
    }

    function test_Execute_RevertWhen_NotQueued() public {
        Proposal memory made = _fundingOf(4 ether, "Fund the round");
        uint256 proposalId = _succeed(made);
        vm.warp(block.timestamp + TIMELOCK_DELAY);
        _expectState(proposalId, IGovernor.ProposalState.Succeeded, IGovernor.ProposalState.Queued);
        _execute(made);
    }

    function test_Execute_RevertWhen_Repeated() public {
        Proposal memory made = _fundingOf(4 ether, "Fund the round");
        uint256 proposalId = _succeed(made);
        _queue(made);
        vm.warp(block.timestamp + TIMELOCK_DELAY);
        _execute(made);
        _expectState(proposalId, IGovernor.ProposalState.Executed, IGovernor.ProposalState.Queued);
        _execute(made);
    }

    function test_Queue_RevertWhen_Defeated() public {
        Proposal memory made = _fundingOf(4 ether, "Fund the round");
        uint256 proposalId = _propose(bob, made);
        _untilVoting();
        // Two of six weights: the quorum of three is missed.
        _vote(bob, proposalId, FOR);
        _untilVoted();
        _expectState(proposalId, IGovernor.ProposalState.Defeated, IGovernor.ProposalState.Succeeded);
        _queue(made);
    }

    function test_Treasury_RevertWhen_CalledDirectly() public {
        bytes memory data = abi.encodeWithSignature("fund()");
        address[3] memory callers = [mallory, alice, address(this)];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.startPrank(callers[i]);
            vm.expectRevert(
                abi.encodeWithSignature(
                    "AccessControlUnauthorizedAccount(address,bytes32)",
                    callers[i],
                    keccak256("PROPOSER_ROLE")
                )
            );
            timelock.schedule(address(round), 1 ether, data, 0, 0, TIMELOCK_DELAY);
            vm.stopPrank();
        }
    }

    function test_Governor_RevertWhen_SentCoins() public {
        vm.deal(address(this), 1 ether);
        (bool succeeded, bytes memory answer) = address(governor).call{value: 1 ether}("");
        vm.assertFalse(succeeded);
        vm.assertEq(bytes32(answer), bytes32(IGovernor.GovernorDisabledDeposit.selector));
    }

    function test_CastVote_WeighsWhatIsLeft() public {
        uint256 proposalId = _propose(bob, _fundingOf(1 ether, "Fund the round"));
        _untilVoting();
        _revoke(1);
        _issue(bob, 5);
        vm.expectEmit(address(governor));
        emit IGovernor.VoteCast(alice, proposalId, FOR, 2, "");
        _vote(alice, proposalId, FOR);
        vm.expectEmit(address(governor));
        emit IGovernor.VoteCast(bob, proposalId, FOR, 2, "");
        _vote(bob, proposalId, FOR);
    }

    function test_CastVote_RevertWhen_NeverABadge() public {
        uint256 proposalId = _propose(bob, _fundingOf(1 ether, "Fund the round"));
        _untilVoting();
        _expectNoWeight(mallory, proposalId);
        _vote(mallory, proposalId, FOR);
    }

    function test_CastVote_RevertWhen_RevokedSinceSnapshot() public {
        uint256 proposalId = _propose(bob, _fundingOf(1 ether, "Fund the round"));
        _untilVoting();
        _revoke(6);
        _expectNoWeight(carol, proposalId);
        _vote(carol, proposalId, FOR);
    }

    function test_CastVote_RevertWhen_IssuedAfterSnapshot() public {
        uint256 proposalId = _propose(bob, _fundingOf(1 ether, "Fund the round"));
        _untilVoting();
        _issue(mallory, 5);
        vm.warp(block.timestamp + 1);
        _expectNoWeight(mallory, proposalId);
        _vote(mallory, proposalId, FOR);
    }

    /// @dev Whatever is revoked or issued while voting goes on, and whoever votes how.
    function testFuzz_VotesNeverExceedTheSnapshot(uint8[8] calldata actions, uint8 support) public {
        uint256 proposalId = _propose(bob, _fundingOf(1 ether, "Fund the round"));
        _untilVoting();
        address[4] memory people = [alice, bob, carol, mallory];
        for (uint256 i = 0; i < actions.length; ++i) {
            uint64 number = actions[i] % 6 + 1;
            bool isLive = badge.isUsed(number) && _isLive(number);
            if (actions[i] & 64 != 0 && isLive) _revoke(number);
            if (actions[i] & 32 != 0) _issue(people[actions[i] % 4], 1);
            address voter = people[actions[i] / 4 % 4];
            vm.prank(voter);
            try governor.castVote(proposalId, support % 3) {} catch {}
        }
        (uint256 no, uint256 yes, uint256 abstain) = governor.proposalVotes(proposalId);
        vm.assertLe(no + yes + abstain, badge.getPastTotalSupply(governor.proposalSnapshot(proposalId)));
    }

    function test_Propose_RevertWhen_OneIsLive() public {
        uint256 first = _propose(bob, _fundingOf(1 ether, "one"));
        vm.assertEq(governor.lastProposalOf(bob), first);
        _expectLive(bob, first);
        _propose(bob, _fundingOf(1 ether, "two"));
        _untilVoting();
        _expectLive(bob, first);
        _propose(bob, _fundingOf(1 ether, "two"));
        _propose(alice, _fundingOf(1 ether, "two"));
    }

    function test_Propose_AgainWhenDefeated() public {
        uint256 first = _propose(bob, _fundingOf(1 ether, "one"));
        _untilVoting();
        vm.warp(governor.proposalDeadline(first));
        _expectLive(bob, first);
        _propose(bob, _fundingOf(1 ether, "two"));
        vm.warp(governor.proposalDeadline(first) + 1);
        uint256 second = _propose(bob, _fundingOf(1 ether, "two"));
        vm.assertEq(governor.lastProposalOf(bob), second);
    }

    function test_Propose_RevertWhen_NoBadge() public {
        vm.expectRevert(
            abi.encodeWithSelector(IGovernor.GovernorInsufficientProposerVotes.selector, mallory, 0, 1)
        );
        _propose(mallory, _fundingOf(1 ether, "mine"));
    }

    function test_Propose_RevertWhen_TheOnlyBadgeIsRevoked() public {
        _revoke(6);
        vm.expectRevert(
            abi.encodeWithSelector(IGovernor.GovernorInsufficientProposerVotes.selector, carol, 0, 1)
        );
        _propose(carol, _fundingOf(1 ether, "mine"));
    }

    function test_FitsTheSizeLimit() public view {
        // EIP-170
        vm.assertLt(address(governor).code.length, 24_576);
        vm.assertLt(address(badge).code.length, 24_576);
        vm.assertLt(address(round).code.length, 24_576);
        vm.assertEq(governor.name(), "BadgeGovernor");
    }

    function _succeed(Proposal memory made) private returns (uint256 proposalId) {
        proposalId = _propose(bob, made);
        _untilVoting();
        _vote(alice, proposalId, FOR);
        _untilVoted();
    }

    function _isLive(uint64 number) private view returns (bool) {
        try badge.ownerOf(number) {
            return true;
        } catch {
            return false;
        }
    }

    function _expectState(uint256 proposalId, IGovernor.ProposalState had, IGovernor.ProposalState needed)
        private
    {
        vm.expectRevert(
            abi.encodeWithSelector(
                IGovernor.GovernorUnexpectedProposalState.selector,
                proposalId,
                had,
                bytes32(1 << uint8(needed))
            )
        );
    }

    function _expectNoWeight(address voter, uint256 proposalId) private {
        vm.expectRevert(
            abi.encodeWithSelector(IBadgeGovernor.BadgeGovernorNoWeight.selector, voter, proposalId)
        );
    }

    function _expectLive(address proposer, uint256 proposalId) private {
        vm.expectRevert(
            abi.encodeWithSelector(IBadgeGovernor.BadgeGovernorLiveProposal.selector, proposer, proposalId)
        );
    }
}
