// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Signatures} from "./Signatures.sol";
import {StandingObjections} from "./chambers/StandingObjections.sol";
import {IContributionBadge} from "./interfaces/IContributionBadge.sol";
import {IAffiliationRegistry} from "./interfaces/chambers/IAffiliationRegistry.sol";
import {IChamberSeats} from "./interfaces/chambers/IChamberSeats.sol";
import {IStandingFeedback} from "./interfaces/chambers/IStandingFeedback.sol";

/// @title Standing Feedback: what the chambers say of a project, and what became of it
/// @notice One seat can hold a project up for 30 days in any 120; for more a chamber needs its quorum.
/// @dev Assumes that block timestamps never fall, that the registers of seats and affiliations answer honestly, and
/// that seats which ended are let go: until then they raise the quorum and count for the size of their chamber.
/// Does not judge texts. Does not keep a seat from objecting and resolving in its chamber's name: the chamber then
/// needs its quorum to object. Holds no money, has no owner and cannot be upgraded.
contract StandingFeedback is StandingObjections {
    /// @dev What a week has used up of a holder's budget; of the holder, since a wallet can change its seat.
    struct Week {
        uint32 number;
        uint32 used;
    }

    uint8 private constant HIGHEST_CHAMBER = 7;
    uint256 private constant WEEKLY_BUDGET = 10;
    uint256 private constant OBJECTION_COST = 5;
    bytes32 private constant FEEDBACK_TYPEHASH =
        keccak256("Feedback(uint64 seat,bytes32 project,uint8 kind,bytes32 textHash,uint48 deadline)");

    IContributionBadge private immutable BADGE;
    uint8 private immutable MAINTAINERS;

    mapping(bytes32 id => Entry) private _entries;
    mapping(bytes32 project => address) private _answerers;
    mapping(address holder => Week) private _weeks;

    constructor(
        IContributionBadge badge_,
        IChamberSeats seats_,
        IAffiliationRegistry affiliations_,
        uint8 maintainersChamber_,
        uint16 quorumBps,
        uint32 leastSeats
    )
        EIP712("StandingFeedback", "1")
        StandingObjections(badge_.governance(), seats_, affiliations_, quorumBps, leastSeats)
    {
        _requireBounds(maintainersChamber_, 0, HIGHEST_CHAMBER);
        (BADGE, MAINTAINERS) = (badge_, maintainersChamber_);
    }

    /// @inheritdoc IStandingFeedback
    function raise(Feedback calldata feedback, SignedBacking[] calldata backings)
        external
        returns (bytes32 id)
    {
        if (!_isHolder(feedback.seat, msg.sender)) {
            revert StandingFeedbackNotTheSeat(feedback.seat, msg.sender);
        }
        return _raise(feedback, backings);
    }

    /// @inheritdoc IStandingFeedback
    function raiseSigned(
        Feedback calldata feedback,
        uint48 deadline,
        bytes calldata signature,
        SignedBacking[] calldata backings
    ) external returns (bytes32 id) {
        if (block.timestamp >= deadline) {
            revert StandingFeedbackExpired(feedback.seat, deadline, block.timestamp);
        }
        (address holder,, bool isLive) = _seatOf(feedback.seat);
        if (!isLive || !Signatures.isSignedBy(holder, feedbackDigest(feedback, deadline), signature)) {
            revert StandingFeedbackBadSignature(feedback.seat, holder);
        }
        return _raise(feedback, backings);
    }

    /// @inheritdoc IStandingFeedback
    function answer(bytes32 id, bytes32 textHash, uint64 seat) external {
        Entry storage entry = _requireOpen(id);
        if (!_isAnswerer(entry.project, msg.sender, seat)) {
            revert StandingFeedbackNotAnAnswerer(entry.project, msg.sender);
        }
        entry.state = State.Answered;
        emit FeedbackAnswered(id, textHash, msg.sender);
    }

    /// @inheritdoc IStandingFeedback
    function resolve(bytes32 id) external {
        Entry storage entry = _requireOpen(id);
        bool isAuthority = msg.sender == _governance() || msg.sender == BADGE.guardian();
        if (!isAuthority && !_isHolder(entry.seat, msg.sender)) {
            revert StandingFeedbackNotResolver(id, msg.sender);
        }
        entry.state = State.Resolved;
        if (entry.kind == Kind.Objection) {
            entry.endsAt = _setEnd(entry.project, entry.chamber, block.timestamp);
        }
        emit FeedbackResolved(id, msg.sender);
    }

    /// @inheritdoc IStandingFeedback
    function renew(bytes32 id, SignedBacking[] calldata backings) external {
        Entry storage entry = _requireOpen(id);
        if (entry.kind != Kind.Objection) revert StandingFeedbackNotAnObjection(id, entry.kind);
        Motion memory motion = Motion(id, entry.project, entry.seat, entry.chamber, entry.endsAt);
        uint256 backers = _requireQuorum(motion, 0, backings);
        entry.endsAt = _open(motion, backers);
    }

    /// @inheritdoc IStandingFeedback
    function setAnswerer(bytes32 project, address answerer) external onlyGovernance {
        address previous = _answerers[project];
        _answerers[project] = answerer;
        emit AnswererSet(project, previous, answerer);
    }

    /// @inheritdoc IStandingFeedback
    function feedbackOf(bytes32 id) external view returns (Entry memory entry) {
        entry = _entries[id];
        entry.state = _stateOf(_entries[id]);
    }

    /// @inheritdoc IStandingFeedback
    function leftThisWeek(address holder) public view returns (uint256) {
        Week storage week = _weeks[holder];
        return week.number == block.timestamp / 1 weeks ? WEEKLY_BUDGET - week.used : WEEKLY_BUDGET;
    }

    /// @inheritdoc IStandingFeedback
    function answererOf(bytes32 project) external view returns (address) {
        return _answerers[project];
    }

    /// @inheritdoc IStandingFeedback
    function maintainersChamber() external view returns (uint8) {
        return MAINTAINERS;
    }

    /// @inheritdoc IStandingFeedback
    function idOf(Feedback calldata feedback) public pure returns (bytes32) {
        return keccak256(abi.encode(feedback));
    }

    /// @inheritdoc IStandingFeedback
    function feedbackDigest(Feedback calldata feedback, uint48 deadline) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(FEEDBACK_TYPEHASH, feedback, deadline)));
    }

    /// @dev Once it is sure that the seat's holder says so.
    function _raise(Feedback calldata feedback, SignedBacking[] calldata backings)
        private
        returns (bytes32 id)
    {
        // Check: it is new, within what a week allows, and an objection one that may be.
        id = idOf(feedback);
        if (_entries[id].state != State.Unknown) revert StandingFeedbackKnown(id);
        (address holder, uint8 chamber,) = _seatOf(feedback.seat);
        bool isObjection = feedback.kind == Kind.Objection;
        uint256 left = _requireLeft(holder, isObjection ? OBJECTION_COST : 1);
        Motion memory motion = Motion(id, feedback.project, feedback.seat, chamber, 0);
        uint256 backers = isObjection ? _requireMayRaise(motion, holder, backings) : 0;
        // Effect:
        _weeks[holder] = Week(_week(), SafeCast.toUint32(WEEKLY_BUDGET - left));
        _keep(id, feedback, chamber, holder);
        if (!isObjection) return id;
        _rest(feedback.project, holder);
        _entries[id].endsAt = _open(motion, backers);
    }

    function _keep(bytes32 id, Feedback calldata feedback, uint8 chamber, address holder) private {
        _entries[id] = Entry({
            seat: feedback.seat,
            chamber: chamber,
            kind: feedback.kind,
            state: State.Raised,
            raisedAt: SafeCast.toUint32(block.timestamp),
            endsAt: 0,
            project: feedback.project
        });
        emit FeedbackRaised(
            id, feedback.project, feedback.seat, chamber, feedback.kind, feedback.textHash, holder
        );
    }

    /// @dev What is left of the week afterwards.
    function _requireLeft(address holder, uint256 needed) private view returns (uint256) {
        uint256 left = leftThisWeek(holder);
        if (needed > left) revert StandingFeedbackOverWeeklyLimit(holder, needed, left);
        return left - needed;
    }

    function _requireOpen(bytes32 id) private view returns (Entry storage entry) {
        entry = _entries[id];
        State state = _stateOf(entry);
        if (state != State.Raised && state != State.Answered) revert StandingFeedbackBadState(id, state);
    }

    /// @dev What time has made of it.
    function _stateOf(Entry storage entry) private view returns (State state) {
        state = entry.state;
        bool isOpen = state == State.Raised || state == State.Answered;
        if (isOpen && entry.kind == Kind.Objection && block.timestamp >= entry.endsAt) return State.Lapsed;
    }

    function _isHolder(uint64 seat, address account) private view returns (bool) {
        (address holder,, bool isLive) = _seatOf(seat);
        return isLive && holder == account;
    }

    function _isAnswerer(bytes32 project, address account, uint64 seat) private view returns (bool) {
        if (account == _answerers[project]) return true;
        (address holder, uint8 chamber, bool isLive) = _seatOf(seat);
        return isLive && holder == account && chamber == MAINTAINERS && _isAffiliated(project, account);
    }

    function _week() private view returns (uint32) {
        return SafeCast.toUint32(block.timestamp / 1 weeks);
    }
}
