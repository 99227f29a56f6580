// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor, Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {
    GovernorTimelockControl
} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Signatures} from "./Signatures.sol";
import {BallotCounting} from "./governance/BallotCounting.sol";
import {GovernorParameters} from "./governance/GovernorParameters.sol";
import {ProposalFrames} from "./governance/ProposalFrames.sol";
import {IBadgeGovernor} from "./interfaces/IBadgeGovernor.sol";

/// @title Badge Governor: badge holders decide
/// @notice OpenZeppelin's Governor, for votes that can be revoked and are cast by signature at no cost to the voter.
/// The timelock executes, and is the treasury.
/// @dev Assumes that the clock of the badge is the block timestamp, that this contract is the timelock's only
/// proposer, canceller and executor, that a snapshot is older than what issuers could issue in answer to a proposal
/// (Maturity), and that issuers are limited. Seconds wherever OpenZeppelin says blocks.
/// Does not defend against one person with several wallets, against votes bought off-chain, nor against badges that
/// are revoked after the vote: for those there is the guardian, as long as there is one.
contract BadgeGovernor is BallotCounting {
    /// @dev What one ballot of a batch may use: what a contract may use to say whether it signed, and twice what
    /// counting takes (measured by forge).
    uint256 private constant BALLOT_GAS = Signatures.ANSWER_GAS + 200_000;

    bytes32 private constant SIGNED_BALLOT_TYPEHASH =
        keccak256("Ballot(uint256 proposalId,uint8 support,address voter,uint48 version,uint48 deadline)");

    /// @param values parameters by `Parameter`, in its order
    /// @param guardianUntil unix seconds at which the guardian's right ends
    constructor(
        IVotes badge,
        TimelockController timelock_,
        uint40[6] memory values,
        address guardian_,
        uint48 guardianUntil,
        uint32 lifeSeconds_
    )
        Governor("BadgeGovernor")
        GovernorVotes(badge)
        GovernorParameters(values)
        ProposalFrames(timelock_, guardian_, guardianUntil, lifeSeconds_)
    {}

    /// @inheritdoc IBadgeGovernor
    function castBallots(SignedBallot[] calldata ballots) external returns (uint256 counted) {
        for (uint256 i = 0; i < ballots.length; ++i) {
            // Check: a call gets at most 63/64 of what is left (EIP-150); with less than its due, a good ballot
            // would seem bad.
            uint256 needed = BALLOT_GAS + BALLOT_GAS / 63 + 50_000;
            if (gasleft() < needed) revert BadgeGovernorTooLittleGas(i, gasleft(), needed);
            SignedBallot calldata ballot = ballots[i];
            // A call to itself, so that what a bad ballot has begun is undone; its voter's contract can only look.
            try this.castBallot{gas: BALLOT_GAS}(ballot) returns (uint256) {
                ++counted;
            } catch (bytes memory reason) {
                emit BallotRejected(ballot.proposalId, ballot.voter, i, reason);
            }
        }
    }

    /// @inheritdoc IBadgeGovernor
    function castBallot(SignedBallot calldata ballot) external returns (uint256 weight) {
        // Check: votes are taken, the ballot is of its time, and its voter signed it.
        _validateStateBitmap(ballot.proposalId, _encodeStateBitmap(ProposalState.Active));
        if (ballot.version > block.timestamp) {
            revert BadgeGovernorBallotFromTheFuture(ballot.voter, ballot.version, block.timestamp);
        }
        if (block.timestamp >= ballot.deadline) {
            revert BadgeGovernorBallotExpired(ballot.voter, ballot.deadline, block.timestamp);
        }
        if (!Signatures.isSignedBy(ballot.voter, ballotDigest(ballot), ballot.signature)) {
            revert GovernorInvalidSignature(ballot.voter);
        }
        // Effect:
        weight = _weightOf(ballot.proposalId, ballot.voter);
        _count(ballot.proposalId, ballot.voter, ballot.support, ballot.version, weight);
        emit VoteCast(ballot.voter, ballot.proposalId, ballot.support, weight, "");
    }

    /// @inheritdoc IBadgeGovernor
    function ballotDigest(SignedBallot calldata ballot) public view returns (bytes32) {
        return _hashTypedDataV4(
            keccak256(
                abi.encode(
                    SIGNED_BALLOT_TYPEHASH,
                    ballot.proposalId,
                    ballot.support,
                    ballot.voter,
                    ballot.version,
                    ballot.deadline
                )
            )
        );
    }

    /// @inheritdoc IGovernor
    function quorum(uint256 timepoint) public view override returns (uint256) {
        uint256 total = token().getPastTotalSupply(timepoint);
        // Rounded up, and never nothing: a vote nobody takes part in decides nothing.
        return Math.max(Math.ceilDiv(total * parameter(Parameter.QuorumBps), BPS), 1);
    }

    /// @dev Its ballots carry neither version nor deadline, so that an old one could be kept back and cast late.
    function _validateVoteSig(uint256, uint8, address voter, bytes memory)
        internal
        pure
        override
        returns (bool)
    {
        revert BadgeGovernorUndatedBallot(voter);
    }

    /// @dev See `_validateVoteSig`.
    function _validateExtendedVoteSig(
        uint256,
        uint8,
        address voter,
        string memory,
        bytes memory,
        bytes memory
    ) internal pure override returns (bool) {
        revert BadgeGovernorUndatedBallot(voter);
    }
}
