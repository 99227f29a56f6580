// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {BadgeGovernor} from "../../contracts/BadgeGovernor.sol";
import {IBadgeGovernor} from "../../contracts/interfaces/IBadgeGovernor.sol";
import {GovernorFixture} from "./GovernorFixture.sol";

/// @title The steps of a proposal's life, and what can be asked at each
abstract contract GovernorSteps is GovernorFixture {
    /// @dev bob's proposal to fund the round, voting open for one second.
    function _open() internal returns (uint256 proposalId) {
        (proposalId,) = _openWith(_fundingOf(1 ether, "Fund the round"));
    }

    function _openWith(Proposal memory made) internal returns (uint256 proposalId, Proposal memory) {
        proposalId = _propose(bob, made);
        vm.warp(governor.proposalOpensAt(proposalId) + 1);
        return (proposalId, made);
    }

    /// @dev Passed with alice's vote, in the first second after voting.
    function _succeed(Proposal memory made) internal returns (uint256 proposalId) {
        (proposalId,) = _openWith(made);
        _vote(alice, proposalId, FOR);
        vm.warp(governor.proposalDeadline(proposalId) + 1);
    }

    function _queued(Proposal memory made) internal returns (uint256 proposalId) {
        proposalId = _succeed(made);
        _queue(made);
        vm.warp(governor.proposalEta(proposalId));
    }

    /// @dev One call to one target, without coins.
    function _calling(address target, bytes memory data, string memory description)
        internal
        pure
        returns (Proposal memory made)
    {
        made = Proposal(new address[](1), new uint256[](1), new bytes[](1), description);
        (made.targets[0], made.calldatas[0]) = (target, data);
    }

    function _setting(IBadgeGovernor.Parameter which, uint256 value)
        internal
        view
        returns (Proposal memory made)
    {
        bytes memory data = abi.encodeCall(governor.setParameter, (which, value));
        return _calling(address(governor), data, string.concat("Change to ", vm.toString(value)));
    }

    /// @dev From proposal to execution; alice alone is enough.
    function _enact(Proposal memory made) internal {
        _queued(made);
        _execute(made);
    }

    function _cancel(address caller, Proposal memory made) internal {
        bytes32 hash = keccak256(bytes(made.description));
        vm.prank(caller);
        governor.cancel(made.targets, made.values, made.calldatas, hash);
    }

    function _trim(uint256 proposalId, address voter) internal {
        address[] memory voters = new address[](1);
        voters[0] = voter;
        governor.trim(proposalId, voters);
    }

    function _burn(address holder, uint64 number) internal {
        vm.prank(holder);
        badge.burn(number);
    }

    function _assertTally(uint256 proposalId, uint256 no, uint256 yes, uint256 abstain) internal view {
        (uint256 no_, uint256 yes_, uint256 abstain_) = governor.proposalVotes(proposalId);
        vm.assertEq(no_, no);
        vm.assertEq(yes_, yes);
        vm.assertEq(abstain_, abstain);
    }

    function _assertVote(uint256 proposalId, address voter, uint8 support, uint256 weight, uint256 version)
        internal
        view
    {
        (uint8 support_, uint256 weight_, uint256 version_) = governor.voteOf(proposalId, voter);
        vm.assertEq(support_, support);
        vm.assertEq(weight_, weight);
        vm.assertEq(version_, version);
    }

    function _assertState(uint256 proposalId, IGovernor.ProposalState needed) internal view {
        vm.assertEq(uint8(governor.state(proposalId)), uint8(needed));
    }

    function _expectState(uint256 proposalId, IGovernor.ProposalState had, IGovernor.ProposalState needed)
        internal
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

    function _expectNotNewer(address voter, uint256 had, uint256 given) internal {
        vm.expectRevert(
            abi.encodeWithSelector(IBadgeGovernor.BadgeGovernorBallotNotNewer.selector, voter, had, given)
        );
    }

    function _expectNotSigned(address voter) internal {
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidSignature.selector, voter));
    }

    function _expectNoWeight(address voter, uint256 proposalId) internal {
        vm.expectRevert(
            abi.encodeWithSelector(IBadgeGovernor.BadgeGovernorNoWeight.selector, voter, proposalId)
        );
    }

    /// @dev A second governor over the same badge and timelock, with rights of its own.
    function _secondGovernor(uint40[6] memory values) internal returns (BadgeGovernor second) {
        second =
            new BadgeGovernor(badge, timelock, values, guardian, uint48(block.timestamp + 365 days), LIFE);
        vm.startPrank(address(timelock));
        timelock.grantRole(timelock.PROPOSER_ROLE(), address(second));
        timelock.grantRole(timelock.CANCELLER_ROLE(), address(second));
        timelock.grantRole(timelock.EXECUTOR_ROLE(), address(second));
        vm.stopPrank();
    }

    function _values() internal pure returns (uint40[6] memory) {
        return [uint40(DELAY), PERIOD, 1, 5000, MATURITY, FLIP_WINDOW];
    }
}
