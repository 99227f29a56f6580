// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What BadgeGovernor adds to OpenZeppelin's Governor
/// @notice Of several `VoteCast` and `VoteCastWithParams` of one voter on one proposal the last counts, with the weight
/// that the last `VoteTrimmed` after it leaves.
interface IBadgeGovernor {
    /// @notice What governance can change of how it decides; each change binds the proposals made after it, and
    /// `FlipWindow` those that are open too.
    /// @dev VotingDelay, VotingPeriod, Maturity, FlipWindow in seconds; ProposalThreshold in badge weight; QuorumBps
    /// of all weight at the snapshot, rounded up.
    enum Parameter {
        VotingDelay,
        VotingPeriod,
        ProposalThreshold,
        QuorumBps,
        Maturity,
        FlipWindow
    }

    /// @notice A vote that its voter signed (EIP-712 `Ballot`, without the last field), for anybody to hand in.
    /// @param support 0 against, 1 for, 2 abstain
    /// @param version replaces a vote of a lesser version; a vote sent by its voter has the time as its version
    /// @param deadline unix seconds; counts in [version, deadline)
    /// @param signature 65 bytes of ECDSA by the voter's key, or what its ERC-1271 account accepts
    struct SignedBallot {
        uint256 proposalId;
        uint8 support;
        address voter;
        uint48 version;
        uint48 deadline;
        bytes signature;
    }

    /// @notice Emitted for a ballot of a batch that did not count.
    /// @param place its place in the batch, from 0
    /// @param reason the error that it would give alone
    event BallotRejected(uint256 indexed proposalId, address indexed voter, uint256 place, bytes reason);

    /// @notice Emitted when a vote is lowered to what its voter's badges still weigh.
    event VoteTrimmed(
        uint256 indexed proposalId, address indexed voter, uint256 hadWeight, uint256 hasWeight
    );

    /// @notice Emitted when the outcome changed so late that voting goes on longer.
    /// @dev Named as OpenZeppelin's GovernorPreventLateQuorum names it, so that existing clients understand it.
    event ProposalExtended(uint256 indexed proposalId, uint64 extendedDeadline);

    /// @notice Emitted with each proposal: whose weight counts, and how much of it is needed.
    /// @param snapshotAt unix seconds; badges held since then or before count
    /// @param quorumVotes weight that for and abstain together need
    /// @param codeHash hash over the code of all targets, as it is now
    event ProposalFramed(
        uint256 indexed proposalId, uint256 snapshotAt, uint256 quorumVotes, bytes23 codeHash
    );

    /// @notice Emitted when governance changes a parameter, and for each at the beginning.
    event ParameterSet(Parameter indexed parameter, uint256 previous, uint256 current);

    /// @notice Thrown when an account without weight votes: no badge at the snapshot, or none any more.
    error BadgeGovernorNoWeight(address voter, uint256 proposalId);

    /// @notice Thrown when a vote would not replace the one that stands: its version is not greater.
    error BadgeGovernorBallotNotNewer(address voter, uint256 had, uint256 given);

    /// @notice Thrown when a signed ballot carries a version that is still to come.
    error BadgeGovernorBallotFromTheFuture(address voter, uint256 version, uint256 nowAt);

    /// @notice Thrown when a signed ballot is handed in at or after its deadline.
    error BadgeGovernorBallotExpired(address voter, uint256 deadline, uint256 nowAt);

    /// @notice Thrown by OpenZeppelin's ways to vote by signature, whose ballots carry no version and no deadline.
    error BadgeGovernorUndatedBallot(address voter);

    /// @notice Thrown when a ballot of a contract comes with too little gas to ask it: nothing of its batch counted.
    error BadgeGovernorTooLittleGas(uint256 place, uint256 had, uint256 needed);

    /// @notice Thrown when a proposer still has a pending or active proposal.
    error BadgeGovernorLiveProposal(address proposer, uint256 liveProposalId);

    /// @notice Thrown when a description does not end with `#proposer=` and the proposer's address, without which
    /// anybody could use up the proposal's id.
    error BadgeGovernorUnboundDescription(address proposer);

    /// @notice Thrown when the code at a target is no longer the one that was voted on.
    error BadgeGovernorCodeChanged(uint256 proposalId, bytes23 had, bytes23 needed);

    /// @notice Thrown when a parameter would be out of its bounds, which are inclusive.
    error BadgeGovernorBadParameter(Parameter parameter, uint256 given, uint256 least, uint256 most);

    /// @notice Thrown when voting with all extensions would take longer than a revocation waits.
    error BadgeGovernorVotingTooLong(uint256 needed, uint256 most);

    /// @notice Counts a signed ballot, whoever sends it; reverts when it does not count.
    function castBallot(SignedBallot calldata ballot) external returns (uint256 weight);

    /// @notice Counts many signed ballots, whoever sends them.
    /// @dev One that does not count is told by an event and keeps no other from counting; neither a voter's contract
    /// nor whoever pays can make another ballot fail.
    function castBallots(SignedBallot[] calldata ballots) external returns (uint256 counted);

    /// @notice Lowers votes on an active proposal to what their voters' badges weigh now; never raises one.
    /// Passes over who has not voted, or weighs as much as before. Anybody.
    function trim(uint256 proposalId, address[] calldata voters) external;

    /// @notice Changes a parameter. Governance, as an action of an executed proposal.
    function setParameter(Parameter parameter, uint256 value) external;

    /// @notice The vote of an account as it counts; version and weight are 0 for none.
    function voteOf(uint256 proposalId, address voter)
        external
        view
        returns (uint8 support, uint256 weight, uint256 version);

    /// @notice The votes on a proposal, as OpenZeppelin's GovernorCountingSimple tells them.
    function proposalVotes(uint256 proposalId)
        external
        view
        returns (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes);

    /// @notice When voting opens: votes are taken after this second.
    function proposalOpensAt(uint256 proposalId) external view returns (uint256);

    /// @notice When a proposal that waits can no longer be queued or executed; 0 when it does not wait for either.
    function proposalExpiresAt(uint256 proposalId) external view returns (uint256);

    /// @notice The weight that for and abstain together need, fixed when the proposal was made.
    function proposalQuorum(uint256 proposalId) external view returns (uint256);

    /// @notice The proposal an account made last, 0 for none; while it is pending or active it can make no other.
    function lastProposalOf(address proposer) external view returns (uint256 proposalId);

    /// @notice A parameter as it is now.
    function parameter(Parameter which) external view returns (uint256);

    /// @notice Who can cancel any proposal that is not executed, before `until` (unix seconds); fixed for good.
    function guardian() external view returns (address account, uint256 until);

    /// @notice How long a proposal that passed waits to be queued, counted from its deadline, and then to be
    /// executed, counted from its eta; fixed for good.
    function lifeSeconds() external view returns (uint256);

    /// @notice The EIP-712 digest that the voter of a ballot signs.
    function ballotDigest(SignedBallot calldata ballot) external view returns (bytes32);
}
