// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What is fixed when a round is made, and where it stands
/// @notice Amounts are base units of the round's token. Every window is half-open: [start, end).
interface IRoundTerms {
    /// @notice What happens to a pool that is larger than all full matches together.
    enum Saturation {
        Keep,
        Scale
    }

    /// @notice Who has what the result leaves of the pool.
    enum Leftover {
        Sponsors,
        Treasury
    }

    /// @notice Where a round stands. It only ever moves downwards in this list, with two exceptions: a publication
    /// and a ruling lead from Objected to Published or Closed, and a publication replaces another.
    /// Pending: projects apply, the pool fills, donations do not arrive yet.
    /// Open: donations arrive.
    /// Closed: nothing arrives; no result stands.
    /// Published: a result stands and waits for its objection window to end.
    /// Objected: the clock stands until governance has ruled, or its time to do so is over.
    /// Finalised: the result can be claimed; nothing can change it.
    /// Cancelled: donors and sponsors take everything back.
    /// PoolReturned: there will be no matching; sponsors take the pool back, projects keep their donations.
    enum Status {
        Pending,
        Open,
        Closed,
        Published,
        Objected,
        Finalised,
        Cancelled,
        PoolReturned
    }

    /// @param token of donations, pool and payments; zero is the native coin
    /// @param capBps most of the pool that one project can get in plain mode; 10 000 is no cap
    /// @param operator extends the round, and can cancel it before the close
    /// @param donationDelaySeconds after the close, until projects can take what they were given
    /// @param objectionSeconds after each publication, until the result can be made final
    /// @param decisionSeconds the longest that objections to one publication stop the clock
    /// @param publisher publishes results; never the committer
    /// @param deadManSeconds after the close, until anyone can give the pool back when no result stands
    /// @param claimSeconds after the close (donations) and after the final result (matching), until claims lapse
    /// @param payeeDelaySeconds between the announcement of another payee and its completion
    /// @param committer commits coefficients, links and exclusions before a result
    /// @param holdSeconds the longest that a project's payments can be held, once
    /// @param pauseSeconds the longest that intake can be paused, once
    /// @param extensionSeconds the most by which the operator can move the close, in all
    /// @param guardian holds and pauses; may be zero
    /// @param threshold how many reviewers decide; zero when there are none, then governance does
    /// @param governance a timelock that badge holders steer
    /// @param bond in native coin, that an objection costs until it was found not to be frivolous
    /// @param badge whose holders may object; in plain mode also who is matched, unless `gateRoot` is given
    /// @param minimum of one item of a cart
    /// @param configHash keccak256 of the text that RoundOpened tells; the digest of carts starts from it
    /// @param gateRoot of leaves keccak256(bytes.concat(keccak256(abi.encode(account)))): who is matched in plain mode
    struct Terms {
        address token;
        uint40 opensAt;
        uint40 closesAt;
        uint16 capBps;
        address operator;
        uint32 donationDelaySeconds;
        uint32 objectionSeconds;
        uint32 decisionSeconds;
        address publisher;
        uint32 deadManSeconds;
        uint32 claimSeconds;
        uint32 payeeDelaySeconds;
        address committer;
        uint32 holdSeconds;
        uint32 pauseSeconds;
        uint32 extensionSeconds;
        address guardian;
        uint8 threshold;
        Saturation saturation;
        Leftover leftover;
        address governance;
        uint96 bond;
        address badge;
        uint96 minimum;
        bytes32 configHash;
        bytes32 gateRoot;
        address[] reviewers;
    }

    /// @notice Emitted once, first, with the rules in full, so that anyone recomputes the result from logs alone.
    event RoundOpened(bytes32 indexed configHash, string configuration);

    /// @notice Thrown when a round is opened twice, or its implementation is.
    error QuadraticFundingRoundOpenAlready(address round);

    /// @notice Thrown when the text handed over is not the one whose hash was given.
    error QuadraticFundingRoundConfigurationDiffers(bytes32 had, bytes32 needed);

    /// @notice Thrown when operator, governance, publisher or committer is nobody.
    error QuadraticFundingRoundZeroAddress();

    /// @notice Thrown when whoever calculates would also commit the coefficients.
    error QuadraticFundingRoundOneForTwo(address publisherAndCommitter);

    /// @notice Thrown when donations could never arrive: the close is past, or not after the opening.
    error QuadraticFundingRoundBadWindow(uint256 nowAt, uint40 opensAt, uint40 closesAt);

    /// @notice Thrown when a delay is out of its bounds, or does not fit the others; `place` counts the seconds of
    /// Terms from 0 in their order.
    error QuadraticFundingRoundBadDelay(uint256 place, uint256 had, uint256 least, uint256 most);

    /// @notice Thrown when the reviewers cannot decide as configured: too many, one twice, or another threshold needed.
    error QuadraticFundingRoundBadReviewers(uint256 count, uint256 threshold);

    /// @notice Thrown when nothing says who is matched in a plain round: neither a badge nor a list.
    error QuadraticFundingRoundNoGate();

    /// @notice Thrown when a cap is not in 1 to 10 000 bps.
    error QuadraticFundingRoundBadCap(uint256 capBps);

    /// @notice Thrown when the round is not in a state for this call; the name of the call is its selector.
    error QuadraticFundingRoundWrongStatus(bytes4 call, Status had);

    /// @notice Thrown when a call comes before its time.
    error QuadraticFundingRoundTooEarly(bytes4 call, uint256 nowAt, uint256 neededAt);

    /// @notice Thrown when a call comes after its time.
    error QuadraticFundingRoundTooLate(bytes4 call, uint256 nowAt, uint256 endedAt);

    /// @notice Thrown when somebody else calls what only `needed` may.
    error QuadraticFundingRoundNotAllowed(bytes4 call, address caller, address needed);

    /// @notice Begins. Called by the factory when it has made the clone, once.
    /// @param configuration mechanism, parameters and policies as canonical text
    function open(string calldata configuration) external;

    /// @notice Where the round stands now.
    function status() external view returns (Status);
}
