// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {PlainText} from "./PlainText.sol";
import {IBadgeGovernor} from "./interfaces/IBadgeGovernor.sol";
import {IContributionBadge} from "./interfaces/IContributionBadge.sol";
import {IStandardLog} from "./interfaces/IStandardLog.sol";

/// @title Standard Log: no change of the Standard is voted on before everybody could comment
/// @notice Keeps which document is the Standard, and by events every one that was.
/// @dev Assumes that governance executes what its governor decided and nothing else, and that block timestamps never
/// fall. Does not check that a document was published, nor that its level is honest: voters do. A successor of the
/// governor needs a successor of this log. Holds no money, has no owner and cannot be upgraded.
contract StandardLog is IStandardLog {
    /// @dev Longer than any vote and its execution take.
    uint256 private constant LIFE_SECONDS = 90 days;
    uint256 private constant MOST_VERSION_BYTES = 32;

    IContributionBadge private immutable BADGE;
    address private immutable GOVERNANCE;
    address private immutable GOVERNOR;

    Standard private _current;
    mapping(bytes32 documentHash => Announcement) private _announcements;
    mapping(address announcer => bytes32 documentHash) private _latest;

    constructor(IContributionBadge badge_, IGovernor governor_) {
        BADGE = badge_;
        GOVERNANCE = badge_.governance();
        GOVERNOR = address(governor_);
    }

    /// @inheritdoc IStandardLog
    function announce(bytes32 documentHash, Level level, string calldata version) external {
        // Check: by a badge holder who has nothing else open, of a document with a name that nobody has announced.
        if (IVotes(address(BADGE)).getVotes(msg.sender) == 0) revert StandardLogNoWeight(msg.sender);
        if (documentHash == 0) revert StandardLogNoDocument();
        _requireVersion(version);
        bytes32 open = openAnnouncementOf(msg.sender);
        if (open != 0) revert StandardLogOtherAnnouncementOpen(msg.sender, open, _lapsesAt(open));
        if (_isOpen(documentHash)) revert StandardLogAnnounced(documentHash, _lapsesAt(documentHash));
        // Effect:
        _announcements[documentHash] =
            Announcement(msg.sender, SafeCast.toUint40(block.timestamp), level, version);
        _latest[msg.sender] = documentHash;
        emit ChangeAnnounced(
            documentHash, msg.sender, level, version, _commentsUntil(documentHash), _lapsesAt(documentHash)
        );
    }

    /// @inheritdoc IStandardLog
    function withdraw(bytes32 documentHash) external {
        // Check: by who announced it, and before anybody could be voting on it: what was decided stays decided.
        address announcer = _requireOpen(documentHash).announcer;
        if (msg.sender != announcer) revert StandardLogNotAnnouncer(documentHash, msg.sender, announcer);
        uint256 until = _commentsUntil(documentHash);
        if (block.timestamp >= until) revert StandardLogCommentsOver(documentHash, block.timestamp, until);
        // Effect:
        delete _announcements[documentHash];
        emit ChangeWithdrawn(documentHash, announcer);
    }

    /// @inheritdoc IStandardLog
    function adopt(bytes32 documentHash, bytes32 descriptionHash) external {
        // Check: by governance, of an open announcement, by a vote that opened when its comments were over.
        if (msg.sender != GOVERNANCE) revert StandardLogNotGovernance(msg.sender, GOVERNANCE);
        Announcement memory change = _requireOpen(documentHash);
        _requireLateVote(documentHash, descriptionHash);
        // Effect:
        bytes32 previous = _current.documentHash;
        _current = Standard(documentHash, SafeCast.toUint40(block.timestamp), change.level, change.version);
        delete _announcements[documentHash];
        emit StandardAdopted(documentHash, previous, change.level, change.version, change.announcer);
    }

    /// @inheritdoc IStandardLog
    function current() external view returns (Standard memory) {
        return _current;
    }

    /// @inheritdoc IStandardLog
    function announcementOf(bytes32 documentHash) external view returns (Announcement memory) {
        return _requireOpen(documentHash);
    }

    /// @inheritdoc IStandardLog
    function openAnnouncementOf(address announcer) public view returns (bytes32 documentHash) {
        documentHash = _latest[announcer];
        // Another may have announced the same since.
        bool isTheirs = _announcements[documentHash].announcer == announcer;
        return isTheirs && _isOpen(documentHash) ? documentHash : bytes32(0);
    }

    /// @inheritdoc IStandardLog
    function governor() external view returns (address) {
        return GOVERNOR;
    }

    /// @inheritdoc IStandardLog
    function badge() external view returns (address) {
        return address(BADGE);
    }

    /// @inheritdoc IStandardLog
    function commentSeconds(Level level) public pure returns (uint256) {
        if (level == Level.Minor) return 1 weeks;
        return level == Level.Major ? 3 weeks : 4 weeks;
    }

    /// @dev The proposal that is this call alone, under that description. It is the one that is being executed: it
    /// counts as executed from just before its call on, and has had no other call to make.
    function _requireLateVote(bytes32 documentHash, bytes32 descriptionHash) private view {
        uint256 proposalId = _proposalOf(descriptionHash);
        if (IGovernor(GOVERNOR).state(proposalId) != IGovernor.ProposalState.Executed) {
            revert StandardLogNotItsProposal(documentHash, proposalId);
        }
        uint256 opensAt = IBadgeGovernor(GOVERNOR).proposalOpensAt(proposalId);
        uint256 until = _commentsUntil(documentHash);
        if (opensAt < until) revert StandardLogVoteTooEarly(documentHash, opensAt, until);
    }

    function _proposalOf(bytes32 descriptionHash) private view returns (uint256 proposalId) {
        (address[] memory targets, bytes[] memory calls) = (new address[](1), new bytes[](1));
        (targets[0], calls[0]) = (address(this), msg.data);
        return IGovernor(GOVERNOR).getProposalId(targets, new uint256[](1), calls, descriptionHash);
    }

    function _requireOpen(bytes32 documentHash) private view returns (Announcement memory) {
        if (!_isOpen(documentHash)) revert StandardLogNotAnnounced(documentHash);
        return _announcements[documentHash];
    }

    function _isOpen(bytes32 documentHash) private view returns (bool) {
        return _announcements[documentHash].announcedAt != 0 && block.timestamp < _lapsesAt(documentHash);
    }

    function _commentsUntil(bytes32 documentHash) private view returns (uint256) {
        Announcement storage change = _announcements[documentHash];
        return change.announcedAt + commentSeconds(change.level);
    }

    function _lapsesAt(bytes32 documentHash) private view returns (uint256) {
        return _commentsUntil(documentHash) + LIFE_SECONDS;
    }

    function _requireVersion(string calldata version) private pure {
        uint256 size = bytes(version).length;
        if (size == 0 || size > MOST_VERSION_BYTES || !PlainText.isPlain(bytes(version))) {
            revert StandardLogBadVersion(version, MOST_VERSION_BYTES);
        }
    }
}
