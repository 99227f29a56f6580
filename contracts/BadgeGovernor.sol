// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {
    GovernorCountingSimple
} from "@openzeppelin/contracts/governance/extensions/GovernorCountingSimple.sol";
import {GovernorSettings} from "@openzeppelin/contracts/governance/extensions/GovernorSettings.sol";
import {
    GovernorTimelockControl
} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {
    GovernorVotesQuorumFraction
} from "@openzeppelin/contracts/governance/extensions/GovernorVotesQuorumFraction.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IBadgeGovernor} from "./interfaces/IBadgeGovernor.sol";

/// @title Badge Governor: badge holders decide
/// @notice OpenZeppelin's Governor, for votes that can be revoked: a vote weighs what its badges weighed at the
/// snapshot, or what they weigh now if that is less. The timelock executes, and is the treasury.
/// @dev Assumes the clock of the badge is the block timestamp, that the timelock has this contract as its only
/// proposer and canceller, and that issuers are limited. Seconds wherever OpenZeppelin says blocks.
/// Does not defend against badges issued between a proposal and its snapshot, against votes already counted when a
/// badge is revoked, against a flip in the last second, nor against a queued proposal that is executed late.
/// A proposal can be copied and its id used up, unless its description ends with `#proposer=` and the address.
contract BadgeGovernor is
    Governor,
    GovernorSettings,
    GovernorCountingSimple,
    GovernorVotes,
    GovernorVotesQuorumFraction,
    GovernorTimelockControl,
    IBadgeGovernor
{
    /// @dev What one ballot of a batch may use: three times what a key's ballot needs (measured by forge), for
    /// voters that are contracts.
    uint256 private constant BALLOT_GAS = 350_000;

    mapping(address proposer => uint256 proposalId) private _lastProposal;

    constructor(
        IVotes badge,
        TimelockController timelock_,
        uint48 votingDelaySeconds,
        uint32 votingPeriodSeconds,
        uint256 proposalThreshold_,
        uint256 quorumPercent
    )
        Governor("BadgeGovernor")
        GovernorSettings(votingDelaySeconds, votingPeriodSeconds, proposalThreshold_)
        GovernorVotes(badge)
        GovernorVotesQuorumFraction(quorumPercent)
        GovernorTimelockControl(timelock_)
    {}

    /// @inheritdoc IBadgeGovernor
    function castVotesBySig(SignedBallot[] calldata ballots) external {
        for (uint256 i = 0; i < ballots.length; ++i) {
            // Check: a call gets at most 63/64 of what is left (EIP-150); with less than its due, a good ballot
            // would seem bad.
            uint256 needed = BALLOT_GAS + BALLOT_GAS / 63 + 50_000;
            if (gasleft() < needed) revert BadgeGovernorTooLittleGas(i, gasleft(), needed);
            SignedBallot calldata ballot = ballots[i];
            // A call to itself, so that what a bad ballot has begun is undone; its voter's contract can only look.
            try this.castVoteBySig{gas: BALLOT_GAS}(
                ballot.proposalId, ballot.support, ballot.voter, ballot.signature
            ) returns (
                uint256
            ) {}
            catch (bytes memory reason) {
                emit BallotRejected(ballot.proposalId, ballot.voter, i, reason);
            }
        }
    }

    /// @inheritdoc IBadgeGovernor
    function lastProposalOf(address proposer) external view returns (uint256 proposalId) {
        return _lastProposal[proposer];
    }

    /// @inheritdoc Governor
    function votingDelay() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.votingDelay();
    }

    /// @inheritdoc Governor
    function votingPeriod() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.votingPeriod();
    }

    /// @inheritdoc Governor
    function proposalThreshold() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.proposalThreshold();
    }

    /// @inheritdoc Governor
    function state(uint256 proposalId)
        public
        view
        override(Governor, GovernorTimelockControl)
        returns (ProposalState)
    {
        return super.state(proposalId);
    }

    /// @inheritdoc Governor
    function proposalNeedsQueuing(uint256 proposalId)
        public
        view
        override(Governor, GovernorTimelockControl)
        returns (bool)
    {
        return super.proposalNeedsQueuing(proposalId);
    }

    /// @dev A badge that is gone does not vote, and one issued after the snapshot does not either.
    function _getVotes(address account, uint256 timepoint, bytes memory params)
        internal
        view
        override(Governor, GovernorVotes)
        returns (uint256)
    {
        return Math.min(super._getVotes(account, timepoint, params), token().getVotes(account));
    }

    /// @dev A vote of no weight changes nothing but could be sent without end at a relay's expense.
    function _countVote(uint256 proposalId, address voter, uint8 support, uint256 weight, bytes memory params)
        internal
        override(Governor, GovernorCountingSimple)
        returns (uint256)
    {
        if (weight == 0) revert BadgeGovernorNoWeight(voter, proposalId);
        return super._countVote(proposalId, voter, support, weight, params);
    }

    /// @dev One pending or active proposal per proposer, so that nobody floods the voters.
    function _propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description,
        address proposer
    ) internal override returns (uint256 proposalId) {
        uint256 last = _lastProposal[proposer];
        if (last != 0 && _isLive(last)) revert BadgeGovernorLiveProposal(proposer, last);
        proposalId = super._propose(targets, values, calldatas, description, proposer);
        _lastProposal[proposer] = proposalId;
    }

    function _queueOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint48) {
        return super._queueOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _executeOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) {
        super._executeOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint256) {
        return super._cancel(targets, values, calldatas, descriptionHash);
    }

    function _executor() internal view override(Governor, GovernorTimelockControl) returns (address) {
        return super._executor();
    }

    function _isLive(uint256 proposalId) private view returns (bool) {
        ProposalState current = state(proposalId);
        return current == ProposalState.Pending || current == ProposalState.Active;
    }
}
