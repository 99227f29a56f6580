// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {GovernorSteps} from "./GovernorSteps.sol";

// .tree
// a proposal that passed
// ├── and is not queued in time, or not executed in time: expires, to the second, and for good
// ├── and cannot be paid: is tried again, until it expires
// └── is executed by the governor alone, whoever calls it
// a proposal is cancelled
// ├── by the guardian until it is executed or expired, as long as there is a guardian
// ├── by its proposer before voting opens, after which that could undo what others decided
// └── by nobody else
contract GovernorEndsTest is GovernorSteps {
    function test_SucceededExpires() public {
        Proposal memory made = _fundingOf(1, "Fund the round");
        uint256 proposal = _succeed(made);
        uint256 expiresAt = governor.proposalDeadline(proposal) + LIFE;
        vm.assertEq(governor.proposalExpiresAt(proposal), expiresAt);
        vm.warp(expiresAt);
        _expectState(proposal, IGovernor.ProposalState.Expired, IGovernor.ProposalState.Succeeded);
        _queue(made);
        vm.warp(expiresAt - 1);
        _queue(made);
        _assertState(proposal, IGovernor.ProposalState.Queued);
        vm.assertEq(governor.proposalExpiresAt(proposal), expiresAt - 1 + TIMELOCK_DELAY + LIFE);
    }

    function test_QueuedExpires() public {
        Proposal memory made = _fundingOf(1, "Fund the round");
        uint256 proposal = _queued(made);
        uint256 expiresAt = governor.proposalEta(proposal) + LIFE;
        vm.assertEq(governor.proposalExpiresAt(proposal), expiresAt);
        vm.warp(expiresAt);
        _assertState(proposal, IGovernor.ProposalState.Expired);
        _expectState(proposal, IGovernor.ProposalState.Expired, IGovernor.ProposalState.Queued);
        _execute(made);
        vm.warp(expiresAt - 1);
        _execute(made);
        vm.assertEq(round.pool(), 1);
        vm.warp(expiresAt);
        _assertState(proposal, IGovernor.ProposalState.Executed);
    }

    /// @dev Before it has passed there is nothing to expire; a defeat does not.
    function test_OnlyWhatPassedExpires() public {
        uint256 proposal = _propose(bob, _fundingOf(1, "Fund the round"));
        vm.assertEq(governor.proposalExpiresAt(proposal), 0);
        _untilVoting();
        vm.assertEq(governor.proposalExpiresAt(proposal), 0);
        vm.warp(block.timestamp + 3650 days);
        vm.assertEq(governor.proposalExpiresAt(proposal), 0);
        _assertState(proposal, IGovernor.ProposalState.Defeated);
    }

    function test_NothingComesAfterExpiry() public {
        Proposal memory made = _fundingOf(1, "Fund the round");
        uint256 proposal = _queued(made);
        vm.warp(governor.proposalExpiresAt(proposal));
        vm.expectRevert(
            abi.encodeWithSelector(
                IGovernor.GovernorUnexpectedProposalState.selector,
                proposal,
                IGovernor.ProposalState.Expired,
                // Pending, active, defeated, succeeded, queued.
                bytes32(uint256(1 | 2 | 8 | 16 | 32))
            )
        );
        _cancel(guardian, made);
        _expectState(proposal, IGovernor.ProposalState.Expired, IGovernor.ProposalState.Succeeded);
        _queue(made);
        vm.warp(block.timestamp + 3650 days);
        _assertState(proposal, IGovernor.ProposalState.Expired);
    }

    function test_WhatCannotBePaidIsTriedAgain() public {
        Proposal memory made = _fundingOf(TREASURY + 1, "Fund the round");
        uint256 proposal = _queued(made);
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSignature("FailedCall()"));
            _execute(made);
            _assertState(proposal, IGovernor.ProposalState.Queued);
            vm.warp(block.timestamp + 1 days);
        }
        vm.deal(address(timelock), TREASURY + 1);
        _execute(made);
        vm.assertEq(round.pool(), TREASURY + 1);
    }

    function test_WhatCannotBePaidInTimeIsNotPaidLater() public {
        Proposal memory made = _fundingOf(TREASURY + 1, "Fund the round");
        uint256 proposal = _queued(made);
        vm.expectRevert(abi.encodeWithSignature("FailedCall()"));
        _execute(made);
        vm.warp(governor.proposalExpiresAt(proposal));
        vm.deal(address(timelock), 100 ether);
        _expectState(proposal, IGovernor.ProposalState.Expired, IGovernor.ProposalState.Queued);
        _execute(made);
    }

    function test_NobodyExecutesTheTimelock() public {
        Proposal memory made = _fundingOf(1, "Fund the round");
        _queued(made);
        bytes32 salt = bytes20(address(governor)) ^ keccak256(bytes(made.description));
        address[5] memory callers = [mallory, bob, guardian, address(round), address(this)];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSignature(
                    "AccessControlUnauthorizedAccount(address,bytes32)",
                    callers[i],
                    keccak256("EXECUTOR_ROLE")
                )
            );
            vm.prank(callers[i]);
            timelock.executeBatch(made.targets, made.values, made.calldatas, 0, salt);
        }
        vm.prank(mallory);
        _execute(made);
        vm.assertEq(round.pool(), 1);
    }

    function test_TheGuardianCancelsWhateverIsNotDone() public {
        Proposal memory made = _fundingOf(1, "Fund the round");
        uint256 proposal = _propose(bob, made);
        uint256 start = block.timestamp;
        uint256[5] memory times = [uint256(0), DELAY + 1, DELAY + PERIOD + 1, DELAY + PERIOD + 2, 0];
        times[4] = times[3] + TIMELOCK_DELAY;
        for (uint256 i = 0; i < times.length; ++i) {
            vm.warp(start + times[i]);
            if (i == 1) _vote(alice, proposal, FOR);
            if (i == 3) _queue(made);
            uint256 before = vm.snapshotState();
            _cancel(guardian, made);
            _assertState(proposal, IGovernor.ProposalState.Canceled);
            vm.revertToState(before);
        }
        _execute(made);
        vm.expectRevert();
        _cancel(guardian, made);
    }

    function test_WhatTheGuardianCancelledIsNotExecuted() public {
        Proposal memory made = _fundingOf(1, "Fund the round");
        uint256 proposal = _queued(made);
        _cancel(guardian, made);
        _expectState(proposal, IGovernor.ProposalState.Canceled, IGovernor.ProposalState.Queued);
        _execute(made);
        bytes32 salt = bytes20(address(governor)) ^ keccak256(bytes(made.description));
        bytes32 operation = timelock.hashOperationBatch(made.targets, made.values, made.calldatas, 0, salt);
        vm.assertFalse(timelock.isOperation(operation));
    }

    function test_TheGuardianIsOneUntilItsLastSecond() public {
        (address account, uint256 until) = governor.guardian();
        vm.assertEq(account, guardian);
        vm.assertEq(until, START_AT + GUARDED_FOR);
        vm.warp(until - DELAY - 5);
        Proposal memory made = _fundingOf(1, "Fund the round");
        uint256 proposal = _propose(bob, made);
        vm.warp(until);
        _expectUnableToCancel(proposal, guardian);
        _cancel(guardian, made);
        vm.warp(until - 1);
        _cancel(guardian, made);
        _assertState(proposal, IGovernor.ProposalState.Canceled);
    }

    function test_TheProposerCancelsBeforeVotingOpens() public {
        Proposal memory made = _fundingOf(1, "Fund the round");
        uint256 proposal = _propose(bob, made);
        uint256 opensAt = governor.proposalOpensAt(proposal);
        uint256 before = vm.snapshotState();
        vm.warp(opensAt);
        _cancel(bob, made);
        _assertState(proposal, IGovernor.ProposalState.Canceled);
        _propose(bob, _fundingOf(1, "Fund the round better"));
        vm.revertToState(before);
        vm.warp(opensAt + 1);
        _expectUnableToCancel(proposal, bob);
        _cancel(bob, made);
    }

    function test_TheProposerCannotUndoWhatOthersDecided() public {
        Proposal memory made = _fundingOf(1, "Fund the round");
        uint256 proposal = _succeed(made);
        _expectUnableToCancel(proposal, bob);
        _cancel(bob, made);
        _queue(made);
        _expectUnableToCancel(proposal, bob);
        _cancel(bob, made);
    }

    function test_NobodyElseCancels() public {
        Proposal memory made = _fundingOf(1, "Fund the round");
        uint256 proposal = _propose(bob, made);
        address[4] memory callers = [alice, mallory, address(timelock), address(governor)];
        for (uint256 i = 0; i < callers.length; ++i) {
            _expectUnableToCancel(proposal, callers[i]);
            _cancel(callers[i], made);
        }
    }

    function _expectUnableToCancel(uint256 proposal, address caller) private {
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, proposal, caller));
    }
}
