// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title How the DPG Standard changes: announced, commented on, voted, adopted
/// @notice The chain keeps the hash of each document; the document itself is published elsewhere.
interface IStandardLog {
    /// @notice How much a change asks of those who follow the Standard; time for comments is 1, 3, 4 weeks.
    enum Level {
        Minor,
        Major,
        Fundamental
    }

    /// @notice A change that anybody can comment on.
    /// @param announcedAt unix seconds
    /// @param version how the Standard is called with it, 1 to 32 bytes of plain text
    struct Announcement {
        address announcer;
        uint40 announcedAt;
        Level level;
        string version;
    }

    /// @notice The Standard that holds.
    /// @param adoptedAt unix seconds; 0 before the first
    struct Standard {
        bytes32 documentHash;
        uint40 adoptedAt;
        Level level;
        string version;
    }

    /// @notice Emitted when a badge holder announces a change.
    /// @param commentsUntil unix seconds; voting on it opens then or later
    /// @param lapsesAt unix seconds from which it can no longer be adopted
    event ChangeAnnounced(
        bytes32 indexed documentHash,
        address indexed announcer,
        Level level,
        string version,
        uint256 commentsUntil,
        uint256 lapsesAt
    );

    /// @notice Emitted when an announcer takes a change back.
    event ChangeWithdrawn(bytes32 indexed documentHash, address indexed announcer);

    /// @notice Emitted when governance adopts a change; in their order they are the history of the Standard.
    event StandardAdopted(
        bytes32 indexed documentHash, bytes32 indexed previous, Level level, string version, address announcer
    );

    /// @notice Thrown when somebody without a vote announces.
    error StandardLogNoWeight(address announcer);

    /// @notice Thrown when a change is announced without a document.
    error StandardLogNoDocument();

    /// @notice Thrown when a version is empty, too long, not UTF-8, or has control characters.
    error StandardLogBadVersion(string version, uint256 mostBytes);

    /// @notice Thrown when a document is announced that is announced, and not lapsed.
    error StandardLogAnnounced(bytes32 documentHash, uint256 lapsesAt);

    /// @notice Thrown when an announcer has an open announcement.
    error StandardLogOtherAnnouncementOpen(address announcer, bytes32 documentHash, uint256 lapsesAt);

    /// @notice Thrown when a document is not announced: never, or no longer.
    error StandardLogNotAnnounced(bytes32 documentHash);

    /// @notice Thrown when somebody else than the announcer takes a change back.
    error StandardLogNotAnnouncer(bytes32 documentHash, address caller, address announcer);

    /// @notice Thrown when a change is taken back once its comments are over, and a vote on it may have begun.
    error StandardLogCommentsOver(bytes32 documentHash, uint256 nowAt, uint256 commentsUntil);

    /// @notice Thrown when somebody else than governance adopts.
    error StandardLogNotGovernance(address caller, address governance);

    /// @notice Thrown when a change is adopted by another proposal than one of which this call is the only action.
    error StandardLogNotItsProposal(bytes32 documentHash, uint256 proposalId);

    /// @notice Thrown when voting on a change opened before its comments were over.
    error StandardLogVoteTooEarly(bytes32 documentHash, uint256 opensAt, uint256 commentsUntil);

    /// @notice Announces a change. Holders of weight; one open announcement each.
    /// @dev A document is announced by one at a time. Who finds theirs taken, at another level or as another version,
    /// announces it with a line added; whoever took it has used up their one.
    function announce(bytes32 documentHash, Level level, string calldata version) external;

    /// @notice Takes a change back, until its comments are over. Its announcer.
    function withdraw(bytes32 documentHash) external;

    /// @notice Adopts a change: it is the Standard now. Governance, by a proposal of this one action, whose voting
    /// opened when the comments were over or later.
    /// @param descriptionHash keccak256 of that proposal's description
    /// @dev The time of this call alone proves nothing, since whoever executes can wait: a vote on the first day of
    /// the comments, executed weeks later, would look like one after them. So the proposal is found anew from this
    /// call and the description, and the governor says when its voting opened.
    function adopt(bytes32 documentHash, bytes32 descriptionHash) external;

    /// @notice The Standard that holds.
    function current() external view returns (Standard memory);

    /// @notice An announcement that can be adopted or withdrawn. Reverts when there is none.
    function announcementOf(bytes32 documentHash) external view returns (Announcement memory);

    /// @notice The document that an account has announced, 0 for none that is open.
    function openAnnouncementOf(address announcer) external view returns (bytes32 documentHash);

    /// @notice Seconds for comments on a change of a level.
    function commentSeconds(Level level) external pure returns (uint256);

    /// @notice The governor whose proposals adopt.
    function governor() external view returns (address);

    /// @notice The badges whose holders announce.
    function badge() external view returns (address);
}
