// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What BadgeGovernor adds to OpenZeppelin's Governor
interface IBadgeGovernor {
    /// @notice A vote and its voter's signature, as `castVoteBySig` takes them.
    /// @param support 0 against, 1 for, 2 abstain
    struct SignedBallot {
        uint256 proposalId;
        uint8 support;
        address voter;
        bytes signature;
    }

    /// @notice Emitted for a ballot of a batch that did not count.
    /// @param place its place in the batch, from 0
    /// @param reason the error that `castVoteBySig` gave; empty when it used up the gas of a ballot
    event BallotRejected(uint256 indexed proposalId, address indexed voter, uint256 place, bytes reason);

    /// @notice Thrown when a batch comes with too little gas: nothing of it counted.
    error BadgeGovernorTooLittleGas(uint256 place, uint256 had, uint256 needed);

    /// @notice Thrown when an account without weight votes: no badge at the snapshot, or none any more.
    error BadgeGovernorNoWeight(address voter, uint256 proposalId);

    /// @notice Thrown when a proposer still has a pending or active proposal.
    error BadgeGovernorLiveProposal(address proposer, uint256 liveProposalId);

    /// @notice Count many signed ballots; whoever sends them, each counts as its signature says.
    /// @dev One that does not count is told by an event and keeps no other from counting. Each gets the same gas,
    /// so that neither a voter's contract nor whoever pays can make another ballot fail.
    function castVotesBySig(SignedBallot[] calldata ballots) external;

    /// @notice The proposal an account made last, 0 for none; while it is pending or active it can make no other.
    function lastProposalOf(address proposer) external view returns (uint256 proposalId);
}
