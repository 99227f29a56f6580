// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What BadgeGovernor adds to OpenZeppelin's Governor
interface IBadgeGovernor {
    /// @notice Thrown when an account without weight votes: no badge at the snapshot, or none any more.
    error BadgeGovernorNoWeight(address voter, uint256 proposalId);

    /// @notice Thrown when a proposer still has a pending or active proposal.
    error BadgeGovernorLiveProposal(address proposer, uint256 liveProposalId);

    /// @notice The proposal an account made last, 0 for none; while it is pending or active it can make no other.
    function lastProposalOf(address proposer) external view returns (uint256 proposalId);
}
