// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What the chambers say of a project between decisions: remarks, concerns and objections of seats
/// @notice Texts stay off-chain, their hashes are here. The same words of one seat on one project are feedback once.
interface IStandingFeedback {
    /// @notice How much weight feedback has: an objection makes its project harder to approve.
    enum Kind {
        Remark,
        Concern,
        Objection
    }

    /// @notice How far feedback is.
    /// @dev Raised -> Answered, Resolved; Answered -> Resolved; an objection -> Lapsed once its time is over.
    enum State {
        Unknown,
        Raised,
        Answered,
        Resolved,
        Lapsed
    }

    /// @notice What a seat says. Its id is keccak256 of its abi.encode.
    /// @param seat number of the seat's badge
    /// @param project keccak256 of the project's slug in the catalogue
    /// @param textHash hash of the text; who wants to say the same again changes the text
    struct Feedback {
        uint64 seat;
        bytes32 project;
        Kind kind;
        bytes32 textHash;
    }

    /// @notice A seat's signature under an objection of its chamber (EIP-712 `Backing`).
    /// @param deadline unix seconds; counts before
    /// @param signature 65 bytes of ECDSA by the holder's key, or what its ERC-1271 account accepts
    struct SignedBacking {
        uint64 seat;
        uint48 deadline;
        bytes signature;
    }

    /// @notice What is kept of feedback.
    /// @param raisedAt unix seconds
    /// @param endsAt unix seconds at which an objection lapses, or at which it was resolved; else 0
    struct Entry {
        uint64 seat;
        uint8 chamber;
        Kind kind;
        State state;
        uint32 raisedAt;
        uint32 endsAt;
        bytes32 project;
    }

    /// @notice Emitted when a seat raises feedback.
    event FeedbackRaised(
        bytes32 indexed id,
        bytes32 indexed project,
        uint64 indexed seat,
        uint8 chamber,
        Kind kind,
        bytes32 textHash,
        address holder
    );

    /// @notice Emitted for each answer.
    event FeedbackAnswered(bytes32 indexed id, bytes32 textHash, address indexed answerer);

    /// @notice Emitted when feedback is settled.
    event FeedbackResolved(bytes32 indexed id, address indexed by);

    /// @notice Emitted when an objection begins, and whenever its chamber keeps it up.
    /// @param endsAt unix seconds at which it lapses
    /// @param backers seats that signed it: 1 when it is only that of who raised it
    event ObjectionOpen(
        bytes32 indexed id, bytes32 indexed project, uint8 indexed chamber, uint32 endsAt, uint256 backers
    );

    /// @notice Emitted when governance names who answers for a project; the zero address is nobody.
    event AnswererSet(bytes32 indexed project, address indexed previous, address indexed answerer);

    /// @notice Emitted when governance changes the rules, and once at the beginning.
    event RulesSet(uint16 quorumBps, uint32 leastSeats);

    /// @notice Thrown when somebody else than the holder of a live seat speaks for it.
    error StandingFeedbackNotTheSeat(uint64 seat, address caller);

    /// @notice Thrown when feedback is not signed by the holder of a live seat that it names.
    error StandingFeedbackBadSignature(uint64 seat, address holder);

    /// @notice Thrown when signed feedback is handed in at or after its deadline.
    error StandingFeedbackExpired(uint64 seat, uint256 deadline, uint256 nowAt);

    /// @notice Thrown when the same feedback is raised again.
    error StandingFeedbackKnown(bytes32 id);

    /// @notice Thrown when somebody raises more in a week than anybody may.
    error StandingFeedbackOverWeeklyLimit(address holder, uint256 needed, uint256 left);

    /// @notice Thrown when a seat objects to a project that its holder belongs to.
    error StandingFeedbackRecused(uint64 seat, bytes32 project);

    /// @notice Thrown when a chamber with too few seats objects.
    error StandingFeedbackSmallChamber(uint8 chamber, uint256 had, uint256 needed);

    /// @notice Thrown when a chamber objects that has an open objection to the project.
    error StandingFeedbackObjectionOpen(bytes32 project, uint8 chamber, uint256 endsAt);

    /// @notice Thrown when too few seats of a chamber signed an objection that needs more.
    error StandingFeedbackNoQuorum(bytes32 id, uint256 had, uint256 needed);

    /// @notice Thrown when the seats that sign an objection are not in rising order, each once.
    error StandingFeedbackSeatsNotRising(uint64 previous, uint64 seat);

    /// @notice Thrown when feedback is not in a state in which this can be done.
    error StandingFeedbackBadState(bytes32 id, State had);

    /// @notice Thrown when something else than an objection is renewed.
    error StandingFeedbackNotAnObjection(bytes32 id, Kind had);

    /// @notice Thrown when somebody answers who does not speak for the project.
    error StandingFeedbackNotAnAnswerer(bytes32 project, address caller);

    /// @notice Thrown when feedback is resolved by others than its seat, governance and guardian.
    error StandingFeedbackNotResolver(bytes32 id, address caller);

    /// @notice Thrown when somebody else than governance sets rules or answerers.
    error StandingFeedbackNotGovernance(address caller, address governance);

    /// @notice Thrown when a rule would be out of its bounds, which are inclusive.
    error StandingFeedbackBadRule(uint256 given, uint256 least, uint256 most);

    /// @notice Raises feedback for the caller's seat. An objection lapses after 30 days.
    /// @param backings more seats of the chamber, in rising order, that with the caller's make a quorum. Needed for an
    /// objection when the chamber's last to the project ended less than 90 days ago, or the caller raised one to it,
    /// in whatever chamber, less than 120 days ago; else not looked at
    /// @dev A signature that does not count is passed over.
    function raise(Feedback calldata feedback, SignedBacking[] calldata backings)
        external
        returns (bytes32 id);

    /// @notice Raises feedback that the holder of its seat signed, whoever sends it.
    /// @param deadline unix seconds; counts before
    function raiseSigned(
        Feedback calldata feedback,
        uint48 deadline,
        bytes calldata signature,
        SignedBacking[] calldata backings
    ) external returns (bytes32 id);

    /// @notice Answers feedback that is not settled. Who speaks for the project: the account that governance named
    /// for it, or a live seat of the maintainers' chamber whose holder is affiliated with the project.
    /// @param seat the caller's seat; any number for the named account
    function answer(bytes32 id, bytes32 textHash, uint64 seat) external;

    /// @notice Settles feedback. The holder of the live seat that raised it, governance or guardian.
    function resolve(bytes32 id) external;

    /// @notice Keeps an open objection up for 30 days from now, when a quorum of its chamber signed that. Anybody.
    /// @param backings in rising order of seats; each signature names the end that it moves
    function renew(bytes32 id, SignedBacking[] calldata backings) external;

    /// @notice Names who answers for a project, beside its maintainers; the zero address is nobody. Governance.
    function setAnswerer(bytes32 project, address answerer) external;

    /// @notice Changes the rules for objections from now on. Governance.
    /// @param quorumBps of a chamber's live seats, rounded up, at least two seats; 1_000 to 10_000
    /// @param leastSeats live seats a chamber needs in order to object; 3 to 1_000
    function setRules(uint16 quorumBps, uint32 leastSeats) external;

    /// @notice Which chambers object to a project now: bit n is chamber n.
    function objections(bytes32 project) external view returns (uint8 chambersMask);

    /// @notice When a chamber's last objection to a project ended or will, in unix seconds; 0 when there was none.
    function objectionEndsAt(bytes32 project, uint8 chamber) external view returns (uint256);

    /// @notice Feedback as it is now; its state is Unknown when there is none of this id.
    function feedbackOf(bytes32 id) external view returns (Entry memory);

    /// @notice How many seats of a chamber make its quorum now.
    function quorumOf(uint8 chamber) external view returns (uint256 seats);

    /// @notice The rules as they are now.
    function rules() external view returns (uint16 quorumBps, uint32 leastSeats);

    /// @notice How much a holder may still raise this week, a week being 604 800 seconds from the epoch: a remark or
    /// concern takes 1 of 10, an objection 5.
    function leftThisWeek(address holder) external view returns (uint256);

    /// @notice The account that governance named to answer for a project.
    function answererOf(bytes32 project) external view returns (address);

    /// @notice The chamber of the maintainers, fixed for good.
    function maintainersChamber() external view returns (uint8);

    /// @notice The register of seats, and that of affiliations.
    function registers() external view returns (address seats, address affiliations);

    /// @notice The id of feedback.
    function idOf(Feedback calldata feedback) external pure returns (bytes32);

    /// @notice The EIP-712 digest that the holder of a seat signs to raise feedback.
    function feedbackDigest(Feedback calldata feedback, uint48 deadline) external view returns (bytes32);

    /// @notice The EIP-712 digest that the holder of a seat signs to back an objection.
    /// @param term the end (unix seconds) that a renewal moves; 0 for an objection that is only being raised
    function backingDigest(uint64 seat, bytes32 id, uint48 term, uint48 deadline)
        external
        view
        returns (bytes32);
}
