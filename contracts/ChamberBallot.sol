// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {ChamberRules} from "./chambers/ChamberRules.sol";
import {ChamberSeats} from "./chambers/ChamberSeats.sol";
import {ChamberTally} from "./chambers/ChamberTally.sol";
import {ChamberVotes} from "./chambers/ChamberVotes.sol";
import {PackedCounts} from "./chambers/PackedCounts.sol";
import {IContributionBadge} from "./interfaces/IContributionBadge.sol";
import {IAffiliationRegistry} from "./interfaces/chambers/IAffiliationRegistry.sol";
import {IChamberBallot} from "./interfaces/chambers/IChamberBallot.sol";
import {IStandingFeedback} from "./interfaces/chambers/IStandingFeedback.sol";
import {IRoundFactory} from "./interfaces/rounds/IRoundFactory.sol";
import {IRoundProjects} from "./interfaces/rounds/IRoundProjects.sol";

/// @title Chamber Ballot: end users, sponsors, maintainers and others decide together, each group as one house
/// @notice For frequent decisions, such as who enters a round: signed votes that cost the voter nothing, read by other
/// contracts.
/// @dev Assumes that the badge gives a seat to one person once, that somebody takes mature seats, lets dead ones go and
/// trims before a ballot closes (anybody can), and that the registry and the feedback answer with little gas.
/// Does not defend against one person with seats of several wallets, against issuers who fill a chamber over the whole
/// maturity unseen, nor against an operator who names another project than the one that applied.
contract ChamberBallot is ChamberVotes {
    IRoundFactory private immutable FACTORY;
    address private immutable DEPLOYER;

    IStandingFeedback private _feedback;
    uint40 private _ballots;
    mapping(address opener => uint64 ballot) private _lastBy;
    /// @dev Apart for admissions, so that nobody takes an application's place by an ordinary ballot.
    mapping(bool isAdmission => mapping(bytes32 subject => uint64 ballot)) private _lastOn;
    mapping(uint64 ballot => Admission) private _admissions;

    constructor(
        IContributionBadge badge_,
        IAffiliationRegistry affiliations,
        IRoundFactory factory,
        Rules memory rules_,
        address[8] memory seatIssuers
    )
        EIP712("ChamberBallot", "1")
        ChamberRules(badge_, rules_)
        ChamberSeats(seatIssuers)
        ChamberVotes(affiliations)
    {
        (FACTORY, DEPLOYER) = (factory, msg.sender);
    }

    /// @inheritdoc IChamberBallot
    function open(bytes32 subject, bytes32 project, uint40 closesAt) external returns (uint64 ballot) {
        // Check: governance, or a live seat whose holder has no other ballot open.
        if (msg.sender != GOVERNANCE) {
            (,, bool isLive) = seatOfHolder(msg.sender);
            if (!isLive) revert ChamberBallotNotAnOpener(msg.sender);
            if (_isOpen(_lastBy[msg.sender])) {
                revert ChamberBallotOpenerHasOne(msg.sender, _lastBy[msg.sender]);
            }
        }
        // Effect:
        ballot = _open(false, subject, project, closesAt);
        _lastBy[msg.sender] = ballot;
    }

    /// @inheritdoc IChamberBallot
    function openAdmission(address round, uint32 projectId, uint32 edition, bytes32 project, uint40 closesAt)
        external
        returns (uint64 ballot)
    {
        // Check: a round of ours, opened by who runs it, who then can open as many as there are applications.
        if (!FACTORY.isRound(round)) revert ChamberBallotNotARound(round);
        if (msg.sender != GOVERNANCE) {
            address operator = FACTORY.termsOf(round).operator;
            if (msg.sender != operator) revert ChamberBallotNotTheOperator(msg.sender, operator);
        }
        // Effect:
        ballot = _open(true, keccak256(abi.encode(round, projectId, edition)), project, closesAt);
        _admissions[ballot] = Admission(round, projectId, edition, false);
        emit AdmissionOpened(ballot, round, projectId, edition);
    }

    /// @inheritdoc IChamberBallot
    function close(uint64 ballot) public returns (Outcome) {
        // Check: voting is over, and nobody has closed it.
        Poll storage poll = _poll(ballot);
        if (block.timestamp < poll.closesAt) {
            revert ChamberBallotStillOpen(ballot, block.timestamp, poll.closesAt);
        }
        if (_isClosed(poll)) revert ChamberBallotClosed(ballot);
        // Effect:
        Result memory result = _resultOf(poll);
        poll.result = result;
        emit BallotClosed(ballot, result);
        return result.outcome;
    }

    /// @inheritdoc IChamberBallot
    function admit(uint64 ballot) external {
        // Check: the chambers decided on an application, and its round does not know yet.
        Admission memory admission = _admissions[ballot];
        Poll storage poll = _poll(ballot);
        Outcome decided = _isClosed(poll) ? poll.result.outcome : close(ballot);
        bool isAdmitted = decided == Outcome.Approved;
        bool isDecided = isAdmitted || decided == Outcome.Vetoed || decided == Outcome.Rejected;
        if (!isDecided || admission.round == address(0)) revert ChamberBallotDecidesNothing(ballot, decided);
        if (admission.isDone) revert ChamberBallotAdmissionDone(ballot);
        // Effect:
        _admissions[ballot].isDone = true;
        emit AdmissionDone(ballot, admission.round, admission.projectId, isAdmitted);
        // Interaction: a round of the factory.
        string memory reason = string.concat("Chamber ballot ", Strings.toString(ballot));
        IRoundProjects(admission.round).review(admission.projectId, admission.edition, isAdmitted, reason);
    }

    /// @inheritdoc IChamberBallot
    function setFeedback(IStandingFeedback feedback) external {
        // Check: it is made after this contract, so that who deploys both names it; later only governance does.
        if (msg.sender != DEPLOYER || address(_feedback) != address(0)) _requireGovernance();
        address previous = address(_feedback);
        _feedback = feedback;
        emit FeedbackSet(previous, address(feedback));
    }

    /// @inheritdoc IChamberBallot
    function outcome(uint64 ballot) external view returns (Outcome) {
        return resultOf(ballot).outcome;
    }

    /// @inheritdoc IChamberBallot
    function resultOf(uint64 ballot) public view returns (Result memory result) {
        Poll storage poll = _poll(ballot);
        if (_isClosed(poll)) return poll.result;
        result = _resultOf(poll);
        if (block.timestamp < poll.closesAt) result.outcome = Outcome.Open;
    }

    /// @inheritdoc IChamberBallot
    function ballotOf(uint64 ballot) external view returns (Ballot memory) {
        Poll storage poll = _poll(ballot);
        return Ballot({
            subject: poll.subject,
            project: poll.project,
            opener: poll.opener,
            openedAt: poll.openedAt,
            closesAt: poll.closesAt,
            rulesVersion: poll.rulesVersion,
            isClosed: _isClosed(poll)
        });
    }

    /// @inheritdoc IChamberBallot
    function countsOf(uint64 ballot) external view returns (Count[8] memory) {
        return _countsOf(_poll(ballot));
    }

    /// @inheritdoc IChamberBallot
    function admissionOf(uint64 ballot) external view returns (Admission memory) {
        return _admissions[ballot];
    }

    /// @inheritdoc IChamberBallot
    function ballotCount() external view returns (uint64) {
        return _ballots;
    }

    /// @inheritdoc IChamberBallot
    function sources() external view returns (address affiliations, address feedback, address factory) {
        return (address(AFFILIATIONS), address(_feedback), address(FACTORY));
    }

    function _nextBallot() internal view override returns (uint40) {
        return _ballots + 1;
    }

    /// @dev Opens a ballot with the seats and rules of now; who may is the caller's to check.
    function _open(bool isAdmission, bytes32 subject, bytes32 project, uint40 closesAt)
        private
        returns (uint64 ballot)
    {
        // Check: it is the only one on its subject, and open for a time that the rules allow.
        if (_isOpen(_lastOn[isAdmission][subject])) {
            revert ChamberBallotSubjectHasOne(subject, _lastOn[isAdmission][subject]);
        }
        uint32 version = _rulesVersion();
        uint256 least = block.timestamp + _rulesOf(version).shortestSeconds;
        uint256 most = block.timestamp + _rulesOf(version).longestSeconds;
        if (closesAt < least || closesAt > most) revert ChamberBallotBadClose(closesAt, least, most);
        // Effect:
        ballot = ++_ballots;
        _lastOn[isAdmission][subject] = ballot;
        Poll storage poll = _pollAt(ballot);
        (poll.subject, poll.project, poll.opener) = (subject, project, msg.sender);
        (poll.openedAt, poll.closesAt) = (SafeCast.toUint40(block.timestamp), closesAt);
        poll.rulesVersion = version;
        uint256 seats = _takenSeats();
        for (uint256 chamber = 0; chamber < ChamberTally.CHAMBERS; ++chamber) {
            poll.counts[chamber] = PackedCounts.countAt(seats, chamber);
        }
        emit BallotOpened(ballot, subject, project, msg.sender, closesAt, version, seats);
    }

    function _isOpen(uint64 ballot) private view returns (bool) {
        return block.timestamp < _pollAt(ballot).closesAt;
    }

    function _isClosed(Poll storage poll) private view returns (bool) {
        return poll.result.outcome != Outcome.Unknown;
    }

    function _resultOf(Poll storage poll) private view returns (Result memory) {
        bool hasObjections = poll.project != 0 && address(_feedback) != address(0);
        uint8 objections = hasObjections ? _feedback.objections(poll.project) : 0;
        return ChamberTally.result(_rulesOf(poll.rulesVersion), _countsOf(poll), objections);
    }

    function _countsOf(Poll storage poll) private view returns (Count[8] memory counts) {
        for (uint256 chamber = 0; chamber < ChamberTally.CHAMBERS; ++chamber) {
            counts[chamber] = PackedCounts.spread(poll.counts[chamber]);
        }
    }
}
