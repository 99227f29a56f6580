// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IChamberRules} from "./IChamberRules.sol";
import {IChamberSeats} from "./IChamberSeats.sol";
import {IStandingFeedback} from "./IStandingFeedback.sol";

/// @title Decisions of the chambers, each of which counts as one house whatever its size
/// @notice One vote per seat and ballot, sent by its holder, or signed and handed in by anybody. `support` is 0 against,
/// 1 for, 2 abstain. A project is keccak256 of its slug in the catalogue; zero is none, then nobody is recused.
interface IChamberBallot is IChamberRules, IChamberSeats {
    /// @notice What a ballot decided. From the close on it only changes with the objections, until `close` fixes it.
    /// @dev NoQuorum: too few houses or too little turnout. Vetoed: by two, three or four houses. Rejected: too little
    /// approval. Blocked: approved, but for an objection. The first of these that applies, in this order.
    enum Outcome {
        Unknown,
        Open,
        NoQuorum,
        Vetoed,
        Rejected,
        Blocked,
        Approved
    }

    /// @notice What is kept of a seat on a ballot. Trimmed: it no longer counts, whatever it voted.
    enum Vote {
        None,
        Against,
        For,
        Abstain,
        Trimmed
    }

    /// @notice A vote that the holder of a seat signed (EIP-712 `ChamberVote`, with the ballot before these fields).
    /// @param deadline unix seconds; counts before
    /// @param signature 65 bytes of ECDSA by the holder's key, or what its ERC-1271 account accepts
    struct SignedVote {
        uint64 seat;
        uint8 support;
        uint48 deadline;
        bytes signature;
    }

    /// @notice One ballot.
    /// @param subject what is decided; of an admission keccak256(abi.encode(round, projectId, edition))
    /// @param openedAt unix seconds
    /// @param closesAt unix seconds; votes count in [openedAt, closesAt)
    /// @param rulesVersion see RulesChanged
    struct Ballot {
        bytes32 subject;
        bytes32 project;
        address opener;
        uint40 openedAt;
        uint40 closesAt;
        uint32 rulesVersion;
        bool isClosed;
    }

    /// @notice What a chamber counts on a ballot; all votes of it together are at most its seats.
    /// @param seats at the opening, less those that were trimmed
    struct Count {
        uint16 seats;
        uint16 against;
        uint16 support;
        uint16 abstain;
    }

    /// @notice How an outcome comes about, and so far while the ballot is open.
    /// @param houses one bit for each chamber that counts
    /// @param turnoutBps mean over the houses of votes * 10 000 / seats
    /// @param approvalBps mean over the houses that voted for or against of for * 10 000 / (for + against)
    /// @param neededBps approval that was needed
    /// @param objections one bit for each chamber with an open objection to the project
    struct Result {
        Outcome outcome;
        uint8 houses;
        uint16 turnoutBps;
        uint16 approvalBps;
        uint16 neededBps;
        uint8 objections;
    }

    /// @notice The application to a round that a ballot decides; all zero for any other ballot.
    struct Admission {
        address round;
        uint32 projectId;
        uint32 edition;
        bool isDone;
    }

    /// @notice Emitted when a ballot is opened.
    /// @param rulesVersion see RulesChanged
    /// @param seats of each chamber, chamber c in bits [16 c, 16 c + 16)
    event BallotOpened(
        uint64 indexed ballot,
        bytes32 indexed subject,
        bytes32 indexed project,
        address opener,
        uint40 closesAt,
        uint32 rulesVersion,
        uint256 seats
    );

    /// @notice Emitted after BallotOpened when the ballot decides an application to a round.
    event AdmissionOpened(
        uint64 indexed ballot, address indexed round, uint32 indexed projectId, uint32 edition
    );

    /// @notice Emitted when votes count: those that seats with neighbouring numbers have now. What they had before is told
    /// by the event before of the same place, or nothing.
    /// @param place of the seats place * 128 to place * 128 + 127
    /// @param votes of seat place * 128 + n the bits [2 n, 2 n + 2): 0 none, 1 against, 2 for, 3 abstain; whatever
    /// stands there of a seat that was trimmed, see SeatTrimmed
    event VotesCast(uint64 indexed ballot, uint256 indexed place, uint256 votes);

    /// @notice Emitted for a vote of a batch that did not count.
    /// @param place its place in the batch, from 0
    /// @param reason the error that it would give alone
    event VoteRejected(uint64 indexed ballot, uint64 indexed seat, uint256 place, bytes reason);

    /// @notice Emitted when a seat no longer counts on a ballot; its vote is taken out.
    event SeatTrimmed(uint64 indexed ballot, uint64 indexed seat, uint8 chamber, Vote had);

    /// @notice Emitted when the outcome of a ballot is fixed for good.
    event BallotClosed(uint64 indexed ballot, Result result);

    /// @notice Emitted when a round was told what the chambers decided on an application.
    event AdmissionDone(
        uint64 indexed ballot, address indexed round, uint32 indexed projectId, bool isAdmitted
    );

    /// @notice Emitted when it is named where objections are read; the zero address is nowhere.
    event FeedbackSet(address indexed previous, address indexed feedback);

    /// @notice Thrown when there is no such ballot; they are numbered from 1.
    error ChamberBallotUnknown(uint64 ballot, uint256 count);

    /// @notice Thrown when a ballot is opened by somebody without a live seat, who is not governance.
    error ChamberBallotNotAnOpener(address caller);

    /// @notice Thrown when an admission is opened by somebody else than the round's operator and governance.
    error ChamberBallotNotTheOperator(address caller, address operator);

    /// @notice Thrown when the holder of a seat opens a ballot while another that they opened is open.
    error ChamberBallotOpenerHasOne(address opener, uint64 ballot);

    /// @notice Thrown when there is an open ballot on the subject.
    error ChamberBallotSubjectHasOne(bytes32 subject, uint64 ballot);

    /// @notice Thrown when a ballot would be open too short or too long; the bounds are inclusive.
    error ChamberBallotBadClose(uint256 closesAt, uint256 least, uint256 most);

    /// @notice Thrown when a ballot is not open any more.
    error ChamberBallotOver(uint64 ballot, uint256 nowAt, uint256 closesAt);

    /// @notice Thrown when a ballot is still open.
    error ChamberBallotStillOpen(uint64 ballot, uint256 nowAt, uint256 closesAt);

    /// @notice Thrown when a ballot was closed before.
    error ChamberBallotClosed(uint64 ballot);

    /// @notice Thrown when a vote is neither against, for, nor abstain.
    error ChamberBallotBadSupport(uint64 seat, uint8 support);

    /// @notice Thrown when a seat votes in its own name that is not the caller's.
    error ChamberBallotNotTheHolder(uint64 seat, address caller, address holder);

    /// @notice Thrown when a signed vote is handed in at or after its deadline.
    error ChamberBallotExpired(uint64 seat, uint256 deadline, uint256 nowAt);

    /// @notice Thrown when nobody has the seat: it was never taken, or was let go.
    error ChamberBallotNoSeat(uint64 seat);

    /// @notice Thrown when a seat was taken after the ballot was opened.
    error ChamberBallotSeatTooLate(uint64 seat, uint64 ballot, uint256 firstBallot);

    /// @notice Thrown when the badge of a seat is gone, was moved, or its term is over.
    error ChamberBallotSeatNotLive(uint64 seat, address holder);

    /// @notice Thrown when a seat has voted on the ballot, or was trimmed.
    error ChamberBallotVotedAlready(uint64 seat, Vote had);

    /// @notice Thrown when a seat votes on a project that its holder is affiliated with.
    error ChamberBallotRecused(uint64 seat, bytes32 project, address holder);

    /// @notice Thrown when a vote is not signed by the holder of its seat. It is looked at last.
    error ChamberBallotBadSignature(uint64 seat, address holder);

    /// @notice Thrown when a contract's vote comes with too little gas to ask it: nothing of its batch counted.
    error ChamberBallotTooLittleGas(uint256 place, uint256 had, uint256 needed);

    /// @notice Thrown when an admission is opened or done for something that is not a round of the factory.
    error ChamberBallotNotARound(address round);

    /// @notice Thrown when a ballot is on no application, or did not decide it: no quorum, or an objection blocks.
    error ChamberBallotDecidesNothing(uint64 ballot, Outcome had);

    /// @notice Thrown when a round was told already.
    error ChamberBallotAdmissionDone(uint64 ballot);

    /// @notice Opens a ballot. The holder of a live seat, one at a time, or governance.
    /// @dev One open ballot per subject.
    function open(bytes32 subject, bytes32 project, uint40 closesAt) external returns (uint64 ballot);

    /// @notice Opens a ballot on an edition of an application to a round. The round's operator, who also says which
    /// project of the catalogue it is, or governance. The round must have this contract among its reviewers.
    function openAdmission(address round, uint32 projectId, uint32 edition, bytes32 project, uint40 closesAt)
        external
        returns (uint64 ballot);

    /// @notice Votes for one's own seat; reverts when it does not count.
    function cast(uint64 ballot, uint64 seat, uint8 support) external;

    /// @notice Counts many signed votes, whoever sends them; reverts whole only when the ballot is not open, or for
    /// want of gas.
    /// @dev A vote that does not count is told by an event and keeps no other from counting.
    function castBallots(uint64 ballot, SignedVote[] calldata votes) external returns (uint256 counted);

    /// @notice Takes seats out of an open ballot, with their votes, that are not live any more or whose holders are
    /// affiliated with its project now. Passes over those that are neither, or never were part of it. Anybody.
    function trim(uint64 ballot, uint64[] calldata seats) external;

    /// @notice Fixes the outcome with the objections of now. Anybody, once, from closesAt on.
    function close(uint64 ballot) external returns (Outcome);

    /// @notice Tells the round what was decided on the application; closes the ballot if nobody has. Anybody, once.
    function admit(uint64 ballot) external;

    /// @notice Names where objections are read. Governance; whoever deployed, while there is none.
    function setFeedback(IStandingFeedback feedback) external;

    /// @notice What a ballot decided; Open before closesAt.
    function outcome(uint64 ballot) external view returns (Outcome);

    /// @notice The same with its reasons; before closesAt as if it closed now, but Open.
    function resultOf(uint64 ballot) external view returns (Result memory);

    /// @notice A ballot. Reverts when there is none of this number.
    function ballotOf(uint64 ballot) external view returns (Ballot memory);

    /// @notice What each chamber counts on a ballot.
    function countsOf(uint64 ballot) external view returns (Count[8] memory);

    /// @notice The application that a ballot decides.
    function admissionOf(uint64 ballot) external view returns (Admission memory);

    /// @notice The vote of a seat.
    function voteOf(uint64 ballot, uint64 seat) external view returns (Vote);

    /// @notice Why a signed vote would not count now, as the error it would give; empty when it would.
    function problemOf(uint64 ballot, SignedVote calldata vote) external view returns (bytes memory reason);

    /// @notice How many ballots were opened; the last has this number.
    function ballotCount() external view returns (uint64);

    /// @notice The EIP-712 digest that the holder of a seat signs.
    function voteDigest(uint64 ballot, uint64 seat, uint8 support, uint48 deadline)
        external
        view
        returns (bytes32);

    /// @notice Whether an account signed a digest, with its key or as a contract.
    /// @dev What the contract asks itself about voters that may be contracts: in a call of its own, neither their gas nor
    /// a long answer is the batch's.
    function isSigned(address account, bytes32 digest, bytes calldata signature) external view returns (bool);

    /// @notice Where affiliations, objections and rounds are read.
    function sources() external view returns (address affiliations, address feedback, address factory);
}
