// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor, Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IBadgeGovernor} from "../interfaces/IBadgeGovernor.sol";
import {ProposalFrames} from "./ProposalFrames.sol";

/// @title Counting votes that can be replaced, and lowered when badges are revoked
/// @notice A vote weighs what its voter's badges weighed at the snapshot, or what they weigh now if that is less.
/// @dev Assumes that the weight of all badges is below 2^64. Of what happened after a vote, only `trim` tells.
abstract contract BallotCounting is ProposalFrames {
    /// @dev One slot. `isPassing` is what the outcome was after the last change of the votes.
    struct Tally {
        uint64 against;
        uint64 support;
        uint64 abstain;
        uint48 extendedUntil;
        bool isPassing;
    }

    /// @dev One slot; version 0 is no vote.
    struct Vote {
        uint48 version;
        uint64 weight;
        uint8 support;
    }

    uint8 internal constant AGAINST = 0;
    uint8 internal constant FOR = 1;
    uint8 internal constant ABSTAIN = 2;

    mapping(uint256 proposalId => Tally) private _tallies;
    mapping(uint256 proposalId => mapping(address voter => Vote)) private _votes;

    /// @inheritdoc IBadgeGovernor
    function trim(uint256 proposalId, address[] calldata voters) external {
        // Check: once voting is over, a result stays.
        _validateStateBitmap(proposalId, _encodeStateBitmap(ProposalState.Active));
        Tally memory tally = _tallies[proposalId];
        for (uint256 i = 0; i < voters.length; ++i) {
            Vote storage vote = _votes[proposalId][voters[i]];
            uint64 had = vote.weight;
            uint64 has = _weightOf(proposalId, voters[i]);
            if (has >= had) continue;
            // Effect:
            vote.weight = has;
            _add(tally, vote.support, has, had);
            emit VoteTrimmed(proposalId, voters[i], had, has);
        }
        _keep(proposalId, tally);
    }

    /// @inheritdoc IBadgeGovernor
    function voteOf(uint256 proposalId, address voter)
        external
        view
        returns (uint8 support, uint256 weight, uint256 version)
    {
        Vote storage vote = _votes[proposalId][voter];
        return (vote.support, vote.weight, vote.version);
    }

    /// @inheritdoc IGovernor
    function hasVoted(uint256 proposalId, address account) public view returns (bool) {
        return _votes[proposalId][account].version != 0;
    }

    /// @inheritdoc IBadgeGovernor
    function proposalVotes(uint256 proposalId)
        external
        view
        returns (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes)
    {
        Tally storage tally = _tallies[proposalId];
        return (tally.against, tally.support, tally.abstain);
    }

    /// @inheritdoc IGovernor
    // forge-lint: disable-next-line(mixed-case-function)
    function COUNTING_MODE() external pure returns (string memory) {
        return "support=bravo&quorum=for,abstain";
    }

    /// @inheritdoc Governor
    function proposalDeadline(uint256 proposalId) public view override returns (uint256) {
        return Math.max(super.proposalDeadline(proposalId), _tallies[proposalId].extendedUntil);
    }

    /// @dev A badge that is gone does not vote, and one that came after `timepoint` does not either.
    function _getVotes(address account, uint256 timepoint, bytes memory params)
        internal
        view
        override(Governor, GovernorVotes)
        returns (uint256)
    {
        uint256 then = super._getVotes(account, timepoint, params);
        return then == 0 ? 0 : Math.min(then, token().getVotes(account));
    }

    /// @dev A vote that its voter sends itself is of now: no ballot signed before replaces it.
    function _countVote(uint256 proposalId, address voter, uint8 support, uint256 weight, bytes memory)
        internal
        override
        returns (uint256)
    {
        _count(proposalId, voter, support, clock(), weight);
        return weight;
    }

    /// @dev Counts a vote on an active proposal, in place of the one before.
    function _count(uint256 proposalId, address voter, uint8 support, uint48 version, uint256 weight)
        internal
    {
        // Check: it weighs something, says something, and is newer than what it replaces.
        if (weight == 0) revert BadgeGovernorNoWeight(voter, proposalId);
        if (support > ABSTAIN) revert GovernorInvalidVoteType();
        Vote memory vote = _votes[proposalId][voter];
        if (version <= vote.version) revert BadgeGovernorBallotNotNewer(voter, vote.version, version);
        // Effect:
        uint64 has = SafeCast.toUint64(weight);
        _votes[proposalId][voter] = Vote(version, has, support);
        Tally memory tally = _tallies[proposalId];
        _add(tally, vote.support, 0, vote.weight);
        _add(tally, support, has, 0);
        _keep(proposalId, tally);
    }

    function _quorumReached(uint256 proposalId) internal view override returns (bool) {
        return _hasQuorum(proposalId, _tallies[proposalId]);
    }

    function _voteSucceeded(uint256 proposalId) internal view override returns (bool) {
        Tally storage tally = _tallies[proposalId];
        return tally.support > tally.against;
    }

    /// @dev What a vote on this proposal weighs now.
    function _weightOf(uint256 proposalId, address voter) internal view returns (uint64) {
        return SafeCast.toUint64(_getVotes(voter, proposalSnapshot(proposalId), ""));
    }

    /// @dev Keeps the votes. An outcome that changes late leaves everybody the flip window to answer, until voting
    /// has lasted twice its period.
    function _keep(uint256 proposalId, Tally memory tally) private {
        bool isPassing = tally.support > tally.against && _hasQuorum(proposalId, tally);
        if (isPassing != tally.isPassing) {
            tally.isPassing = isPassing;
            uint256 endsAt = super.proposalDeadline(proposalId);
            uint256 latestAt = 2 * endsAt - proposalOpensAt(proposalId);
            uint256 neededAt = Math.min(clock() + parameter(Parameter.FlipWindow), latestAt);
            if (neededAt > Math.max(endsAt, tally.extendedUntil)) {
                tally.extendedUntil = SafeCast.toUint48(neededAt);
                emit ProposalExtended(proposalId, tally.extendedUntil);
            }
        }
        _tallies[proposalId] = tally;
    }

    function _hasQuorum(uint256 proposalId, Tally memory tally) private view returns (bool) {
        return uint256(tally.support) + tally.abstain >= proposalQuorum(proposalId);
    }

    function _add(Tally memory tally, uint8 support, uint64 added, uint64 taken) private pure {
        if (support == AGAINST) tally.against = tally.against + added - taken;
        else if (support == FOR) tally.support = tally.support + added - taken;
        else tally.abstain = tally.abstain + added - taken;
    }
}
