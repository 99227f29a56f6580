// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What ballots a relay received, list by list: so that nobody can leave one out unseen
/// @notice A relay takes signed ballots and hands them in at its own cost. It answers each with a signed receipt that
/// names the ballot's position in its list, and commits the list's Merkle root. A list is one relay's for one
/// proposal; positions run from 0 to count - 1 and keep what they have. A root is that of OpenZeppelin's
/// StandardMerkleTree over `(uint256 position, bytes32 ballotDigest)`.
interface IBallotLog {
    /// @notice A list as its relay committed it last; all zero before the first time.
    /// @param committedAt unix seconds
    /// @param isFinal whether it was committed after voting had ended: then it is the last time
    struct List {
        bytes32 root;
        uint64 count;
        uint48 committedAt;
        bool isFinal;
    }

    /// @notice What a relay says of a ballot that it took (EIP-712 `BallotReceipt`, all fields).
    /// @param ballotDigest what the voter signed: the governor's `ballotDigest`
    /// @param position in the relay's list of this proposal, from 0
    /// @param receivedAt unix seconds
    /// @param castBy unix seconds by which the relay means to have handed it in; this log does not judge that
    struct Receipt {
        uint256 proposalId;
        address voter;
        bytes32 ballotDigest;
        uint64 position;
        uint48 receivedAt;
        uint48 castBy;
    }

    /// @notice Emitted when a relay commits its list.
    event ListCommitted(
        address indexed relay, uint256 indexed proposalId, bytes32 root, uint64 count, bool isFinal
    );

    /// @notice Thrown for a proposal that the governor does not know.
    error BallotLogUnknownProposal(uint256 proposalId);

    /// @notice Thrown when a list would not grow.
    error BallotLogNotMore(address relay, uint64 had, uint64 given);

    /// @notice Thrown when a list without a root is committed.
    error BallotLogNoRoot(address relay, uint256 proposalId);

    /// @notice Thrown when a list is committed after its last time, or once the time for it is over.
    error BallotLogClosed(address relay, uint256 proposalId, uint256 closedAt);

    /// @notice Thrown for a receipt that this relay did not sign.
    error BallotLogNotItsReceipt(address relay, bytes32 receiptDigest);

    /// @notice Thrown for a proof that does not lead to the list's root.
    error BallotLogBadProof(address relay, uint64 position, bytes32 root);

    /// @notice Commits the sender's list of a proposal. Any account; each has lists of its own.
    /// @dev While votes are taken, as often as it has grown; once more after that, within `commitSeconds`.
    function commit(uint256 proposalId, bytes32 root, uint64 count) external;

    /// @notice Whether a relay left out a ballot that it has given a receipt for: another ballot is at the receipt's
    /// position, or the list is closed and ends before it.
    /// @dev Reverts for a receipt that is not the relay's, and for a proof that leads elsewhere. Of a list that its
    /// relay shows to nobody nothing can be proven: a relay that refuses to show it says enough.
    /// @param signature of the relay over the receipt: 65 bytes of ECDSA, or what its ERC-1271 account accepts
    /// @param listed what the list has at that position, with its `proof`; not looked at for a list that ends before
    function isOmitted(
        address relay,
        Receipt calldata receipt,
        bytes calldata signature,
        bytes32 listed,
        bytes32[] calldata proof
    ) external view returns (bool);

    /// @notice Whether the list, as it was committed last, has this ballot at this position.
    function isListed(
        address relay,
        uint256 proposalId,
        uint64 position,
        bytes32 ballotDigest,
        bytes32[] calldata proof
    ) external view returns (bool);

    /// @notice Whether a list can no longer be committed.
    function isClosed(address relay, uint256 proposalId) external view returns (bool);

    /// @notice A relay's list of a proposal.
    function listOf(address relay, uint256 proposalId) external view returns (List memory);

    /// @notice The EIP-712 digest that a relay signs.
    function receiptDigest(Receipt calldata receipt) external view returns (bytes32);

    /// @notice For how many seconds after the voting a list can be committed.
    function commitSeconds() external view returns (uint256);

    /// @notice The governor whose ballots these are; fixed for good.
    function governor() external view returns (address);
}
