// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {BadgeGovernor} from "../../contracts/BadgeGovernor.sol";
import {IBadgeGovernor} from "../../contracts/interfaces/IBadgeGovernor.sol";
import {GovernorSteps} from "./GovernorSteps.sol";

// .tree
// a parameter
// ├── is what it was made with, each emitted
// ├── is changed by an executed proposal, alone, and by nobody else, the timelock's own hand included
// ├── out of its bounds, which are inclusive: reverts, in the constructor too
// ├── that would let voting last longer than 18 days with everything: reverts
// └── that changes leaves the proposals that are open as they are, except for the flip window
contract GovernorParametersTest is GovernorSteps {
    function test_IsWhatItWasMadeWith() public {
        uint40[6] memory values = [uint40(2 days), 4 days, 3, 1234, 20 days, 5 hours];
        bytes memory code = abi.encodePacked(
            type(BadgeGovernor).creationCode, abi.encode(badge, timelock, values, guardian, 0, LIFE)
        );
        bytes32 word = keccak256(abi.encodePacked(hex"ff", address(this), bytes32(0), keccak256(code)));
        for (uint8 i = 0; i < 6; ++i) {
            vm.expectEmit(address(uint160(uint256(word))));
            emit IBadgeGovernor.ParameterSet(IBadgeGovernor.Parameter(i), 0, values[i]);
        }
        BadgeGovernor made = new BadgeGovernor{salt: 0}(badge, timelock, values, guardian, 0, LIFE);
        for (uint8 i = 0; i < 6; ++i) {
            vm.assertEq(made.parameter(IBadgeGovernor.Parameter(i)), values[i]);
        }
        vm.assertEq(made.votingDelay(), 2 days);
        vm.assertEq(made.votingPeriod(), 4 days);
        vm.assertEq(made.proposalThreshold(), 3);
        vm.assertEq(made.lifeSeconds(), LIFE);
    }

    function test_ChangesByAProposal() public {
        uint256[6] memory given = [uint256(2 days), 5 days, 2, 1000, 3 days, 6 hours];
        for (uint8 i = 0; i < 6; ++i) {
            IBadgeGovernor.Parameter which = IBadgeGovernor.Parameter(i);
            uint256 previous = governor.parameter(which);
            Proposal memory made = _setting(which, given[i]);
            _queued(made);
            vm.expectEmit(address(governor));
            emit IBadgeGovernor.ParameterSet(which, previous, given[i]);
            _execute(made);
        }
        for (uint8 i = 0; i < 6; ++i) {
            vm.assertEq(governor.parameter(IBadgeGovernor.Parameter(i)), given[i]);
        }
    }

    function test_RevertWhen_NotByAProposal() public {
        address[4] memory callers = [bob, guardian, mallory, address(governor)];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorOnlyExecutor.selector, callers[i]));
            vm.prank(callers[i]);
            governor.setParameter(IBadgeGovernor.Parameter.QuorumBps, 1);
        }
        // Not even by the timelock, but for what is being executed.
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x31));
        vm.prank(address(timelock));
        governor.setParameter(IBadgeGovernor.Parameter.QuorumBps, 1);
    }

    function test_RevertWhen_OutOfBounds() public {
        uint40[2][6] memory bounds = [
            [uint40(0), 12 days],
            [uint40(1 minutes), 8.5 days],
            [uint40(1), type(uint32).max],
            [uint40(1), 5000],
            [uint40(1), 365 days],
            [uint40(0), 18 days]
        ];
        for (uint8 i = 0; i < 6; ++i) {
            for (uint256 j = 0; j < 2; ++j) {
                uint40[6] memory values = _values();
                values[i] = bounds[i][j];
                BadgeGovernor made = new BadgeGovernor(badge, timelock, values, guardian, 0, LIFE);
                vm.assertEq(made.parameter(IBadgeGovernor.Parameter(i)), bounds[i][j]);
            }
        }
        _expectBad(IBadgeGovernor.Parameter.VotingDelay, 18 days + 1, 0, 18 days);
        _expectBad(IBadgeGovernor.Parameter.VotingPeriod, 59, 60, 18 days);
        _expectBad(IBadgeGovernor.Parameter.VotingPeriod, 18 days + 1, 60, 18 days);
        _expectBad(IBadgeGovernor.Parameter.ProposalThreshold, 0, 1, type(uint32).max);
        _expectBad(IBadgeGovernor.Parameter.ProposalThreshold, 1 << 32, 1, type(uint32).max);
        _expectBad(IBadgeGovernor.Parameter.QuorumBps, 0, 1, 5000);
        _expectBad(IBadgeGovernor.Parameter.QuorumBps, 5001, 1, 5000);
        _expectBad(IBadgeGovernor.Parameter.Maturity, 0, 1, 365 days);
        _expectBad(IBadgeGovernor.Parameter.Maturity, 365 days + 1, 1, 365 days);
        _expectBad(IBadgeGovernor.Parameter.FlipWindow, 18 days + 1, 0, 18 days);
    }

    function testFuzz_RevertWhen_GovernanceSetsItOutOfBounds(uint256 value) public {
        value = _bound(value, 5001, type(uint256).max);
        Proposal memory made = _setting(IBadgeGovernor.Parameter.QuorumBps, value);
        _queued(made);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBadgeGovernor.BadgeGovernorBadParameter.selector,
                IBadgeGovernor.Parameter.QuorumBps,
                value,
                1,
                5000
            )
        );
        _execute(made);
        vm.assertEq(governor.parameter(IBadgeGovernor.Parameter.QuorumBps), 5000);
    }

    /// @dev 1 day of delay and two periods: 8.5 days of a period are the most.
    function test_RevertWhen_VotingLastsTooLong() public {
        _enact(_setting(IBadgeGovernor.Parameter.VotingPeriod, 8.5 days));
        Proposal memory made = _setting(IBadgeGovernor.Parameter.VotingDelay, 1 days + 1);
        _queued(made);
        vm.expectRevert(
            abi.encodeWithSelector(IBadgeGovernor.BadgeGovernorVotingTooLong.selector, 18 days + 1, 18 days)
        );
        _execute(made);
    }

    /// @dev Delay, period, quorum, maturity: each changed while bob's proposal is open.
    function test_OpenProposalsKeepTheirs() public {
        uint256 opened = _propose(bob, _fundingOf(1, "Fund the round"));
        uint256[4] memory frame = _frameOf(opened);
        _enactNow(IBadgeGovernor.Parameter.VotingDelay, 0);
        _enactNow(IBadgeGovernor.Parameter.VotingPeriod, 1 minutes);
        _enactNow(IBadgeGovernor.Parameter.QuorumBps, 1);
        _enactNow(IBadgeGovernor.Parameter.Maturity, 1);
        uint256[4] memory same = _frameOf(opened);
        for (uint256 i = 0; i < 4; ++i) {
            vm.assertEq(same[i], frame[i]);
        }
        uint256 next = _propose(alice, _fundingOf(1, "Fund the round"));
        uint256[4] memory other = _frameOf(next);
        for (uint256 i = 0; i < 4; ++i) {
            vm.assertTrue(other[i] != frame[i]);
        }
    }

    function test_TheFlipWindowBindsOpenProposals() public {
        uint256 opened = _open();
        uint256 endsAt = governor.proposalDeadline(opened);
        _enactNow(IBadgeGovernor.Parameter.FlipWindow, 2 hours);
        vm.warp(endsAt);
        _vote(alice, opened, FOR);
        vm.assertEq(governor.proposalDeadline(opened), endsAt + 2 hours);
        // However long the window: the end is bounded.
        _enactNow(IBadgeGovernor.Parameter.FlipWindow, 18 days);
        vm.warp(endsAt + 1);
        _vote(alice, opened, AGAINST);
        vm.assertEq(governor.proposalDeadline(opened), endsAt + PERIOD);
    }

    /// @dev Time that was given stays given.
    function test_AShorterFlipWindowTakesNoTimeBack() public {
        uint256 opened = _open();
        uint256 endsAt = governor.proposalDeadline(opened);
        vm.warp(endsAt);
        _vote(alice, opened, FOR);
        vm.assertEq(governor.proposalDeadline(opened), endsAt + FLIP_WINDOW);
        _enactNow(IBadgeGovernor.Parameter.FlipWindow, 2);
        vm.warp(endsAt + 1);
        _vote(alice, opened, AGAINST);
        vm.assertEq(governor.proposalDeadline(opened), endsAt + FLIP_WINDOW);
    }

    function test_TheThresholdIsOfTheProposal() public {
        _enactNow(IBadgeGovernor.Parameter.ProposalThreshold, 3);
        _propose(alice, _fundingOf(1, "mine"));
        vm.expectRevert(
            abi.encodeWithSelector(IGovernor.GovernorInsufficientProposerVotes.selector, bob, 2, 3)
        );
        _propose(bob, _fundingOf(1, "mine"));
    }

    /// @dev Weight that is not ripe proposes nothing either.
    function test_RevertWhen_TheProposersWeightIsNotRipe() public {
        _issue(mallory, 1);
        vm.warp(block.timestamp + MATURITY - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IGovernor.GovernorInsufficientProposerVotes.selector, mallory, 0, 1)
        );
        _propose(mallory, _fundingOf(1, "mine"));
        vm.warp(block.timestamp + 1);
        _propose(mallory, _fundingOf(1, "mine"));
    }

    function _frameOf(uint256 proposal) private view returns (uint256[4] memory) {
        return [
            governor.proposalSnapshot(proposal) - (block.timestamp - MATURITY),
            governor.proposalOpensAt(proposal),
            governor.proposalDeadline(proposal),
            governor.proposalQuorum(proposal)
        ];
    }

    /// @dev By a proposal of carol's, after which the clock is where it was.
    function _enactNow(IBadgeGovernor.Parameter which, uint256 value) private {
        uint256 nowAt = block.timestamp;
        Proposal memory made = _setting(which, value);
        _propose(carol, made);
        uint256 proposal = governor.lastProposalOf(carol);
        vm.warp(governor.proposalOpensAt(proposal) + 1);
        _vote(alice, proposal, FOR);
        vm.warp(governor.proposalDeadline(proposal) + 1);
        _queue(made);
        vm.warp(governor.proposalEta(proposal));
        _execute(made);
        vm.warp(nowAt);
    }

    function _expectBad(IBadgeGovernor.Parameter which, uint40 given, uint256 least, uint256 most) private {
        uint40[6] memory values = _values();
        values[uint8(which)] = given;
        vm.expectRevert(
            abi.encodeWithSelector(
                IBadgeGovernor.BadgeGovernorBadParameter.selector, which, given, least, most
            )
        );
        new BadgeGovernor(badge, timelock, values, guardian, 0, LIFE);
    }
}
