// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import {IAffiliationRegistry} from "../interfaces/chambers/IAffiliationRegistry.sol";
import {IChamberBallot} from "../interfaces/chambers/IChamberBallot.sol";
import {ChamberSeats} from "./ChamberSeats.sol";
import {ChamberSignatures} from "./ChamberSignatures.sol";
import {ChamberTally} from "./ChamberTally.sol";
import {PackedCounts} from "./PackedCounts.sol";
import {PackedSeat} from "./PackedSeat.sol";

/// @title One vote per seat and ballot: counted in batches, and taken out when the seat is lost
/// @dev Two bits per seat and ballot, so that seats with near numbers share a word; a batch keeps the word and the
/// sums in memory. Calls nothing that can change a state while it counts.
abstract contract ChamberVotes is ChamberSeats, ChamberSignatures {
    using BitMaps for BitMaps.BitMap;

    struct Poll {
        bytes32 project;
        /// @dev By chamber, see PackedCounts: four in a slot.
        uint64[8] counts;
        bytes32 subject;
        address opener;
        uint40 openedAt;
        uint40 closesAt;
        uint32 rulesVersion;
        Result result;
    }

    /// @dev What a batch keeps in memory: the word of the seat that it is at, and what it adds by chamber.
    struct Batch {
        uint64 ballot;
        bytes32 project;
        bytes32 domain;
        uint256 place;
        uint256 word;
        uint256[8] added;
    }

    uint8 private constant ABSTAIN = 2;
    /// @dev A word has 128 seats of two bits.
    uint256 private constant PLACE_SHIFT = 7;
    uint256 private constant PLACE_MASK = 127;
    uint256 private constant VOTE_MASK = 3;
    uint256 private constant NO_PLACE = type(uint256).max;

    IAffiliationRegistry internal immutable AFFILIATIONS;

    mapping(uint64 ballot => Poll) private _polls;
    mapping(uint64 ballot => mapping(uint256 place => uint256 word)) private _words;
    mapping(uint64 ballot => BitMaps.BitMap) private _trimmed;

    constructor(IAffiliationRegistry affiliations) {
        AFFILIATIONS = affiliations;
    }

    /// @inheritdoc IChamberBallot
    function cast(uint64 ballot, uint64 number, uint8 support) external {
        Batch memory batch = _begun(ballot);
        PackedSeat seat = _seat(number);
        // Check: the seat's holder sends it, and it counts.
        if (msg.sender != seat.holderOf()) {
            revert ChamberBallotNotTheHolder(number, msg.sender, seat.holderOf());
        }
        _turnTo(batch, number);
        bytes memory reason = _problem(batch, seat, number, support);
        if (reason.length != 0) LowLevelCall.bubbleRevert(reason);
        // Effect:
        _count(batch, seat, number, support);
        _finish(batch);
    }

    /// @inheritdoc IChamberBallot
    function castBallots(uint64 ballot, SignedVote[] calldata votes) external returns (uint256 counted) {
        Batch memory batch = _begun(ballot);
        for (uint256 i = 0; i < votes.length; ++i) {
            SignedVote calldata vote = votes[i];
            (uint64 number, uint8 support) = (vote.seat, vote.support);
            PackedSeat seat = _seat(number);
            _turnTo(batch, number);
            bytes memory reason = _problem(batch, seat, number, support);
            if (reason.length == 0) {
                reason = _signatureProblem(batch, seat.holderOf(), number, support, vote, i);
            }
            if (reason.length == 0) {
                _count(batch, seat, number, support);
                ++counted;
            } else {
                emit VoteRejected(ballot, number, i, reason);
            }
        }
        _finish(batch);
    }

    /// @inheritdoc IChamberBallot
    function trim(uint64 ballot, uint64[] calldata seats) external {
        Poll storage poll = _openPoll(ballot);
        for (uint256 i = 0; i < seats.length; ++i) {
            _trim(poll, ballot, seats[i]);
        }
    }

    /// @inheritdoc IChamberBallot
    function problemOf(uint64 ballot, SignedVote calldata vote) external view returns (bytes memory reason) {
        Poll storage poll = _poll(ballot);
        if (block.timestamp >= poll.closesAt) {
            return abi.encodeWithSelector(ChamberBallotOver.selector, ballot, block.timestamp, poll.closesAt);
        }
        Batch memory batch = _begun(ballot);
        _load(batch, vote.seat);
        PackedSeat seat = _seat(vote.seat);
        reason = _problem(batch, seat, vote.seat, vote.support);
        if (reason.length != 0) return reason;
        return _signatureProblem(batch, seat.holderOf(), vote.seat, vote.support, vote, 0);
    }

    /// @inheritdoc IChamberBallot
    function voteOf(uint64 ballot, uint64 number) public view returns (Vote) {
        if (_trimmed[ballot].get(number)) return Vote.Trimmed;
        return Vote(_voteIn(_words[ballot][number >> PLACE_SHIFT], number));
    }

    /// @dev A ballot that may not exist: then nothing of it is set.
    function _pollAt(uint64 ballot) internal view returns (Poll storage) {
        return _polls[ballot];
    }

    function _poll(uint64 ballot) internal view returns (Poll storage poll) {
        poll = _polls[ballot];
        if (poll.closesAt == 0) revert ChamberBallotUnknown(ballot, _nextBallot() - 1);
    }

    function _openPoll(uint64 ballot) private view returns (Poll storage poll) {
        poll = _poll(ballot);
        if (block.timestamp >= poll.closesAt) {
            revert ChamberBallotOver(ballot, block.timestamp, poll.closesAt);
        }
    }

    function _isRecused(bytes32 project, address holder) private view returns (bool) {
        return project != 0 && AFFILIATIONS.isAffiliated(project, holder);
    }

    /// @dev No word yet: there is no such place.
    function _begun(uint64 ballot) private view returns (Batch memory batch) {
        batch.ballot = ballot;
        batch.project = _openPoll(ballot).project;
        batch.domain = _domainSeparatorV4();
        batch.place = NO_PLACE;
    }

    /// @dev Has the word of a seat in hand, and puts back the one before.
    function _turnTo(Batch memory batch, uint64 number) private {
        if (number >> PLACE_SHIFT == batch.place) return;
        _putBack(batch);
        _load(batch, number);
    }

    function _load(Batch memory batch, uint64 number) private view {
        batch.place = number >> PLACE_SHIFT;
        batch.word = _words[batch.ballot][batch.place];
    }

    function _putBack(Batch memory batch) private {
        if (batch.place == NO_PLACE || _words[batch.ballot][batch.place] == batch.word) return;
        _words[batch.ballot][batch.place] = batch.word;
        emit VotesCast(batch.ballot, batch.place, batch.word);
    }

    /// @dev Counts a vote that has no problem.
    function _count(Batch memory batch, PackedSeat seat, uint64 number, uint8 support) private pure {
        // Not over 3, nor over the seats of a chamber.
        unchecked {
            uint256 vote = uint256(support) + 1;
            batch.word |= _bits(number, vote);
            batch.added[seat.chamberOf()] += PackedCounts.one(vote);
        }
    }

    function _finish(Batch memory batch) private {
        _putBack(batch);
        uint64[8] storage counts = _polls[batch.ballot].counts;
        for (uint256 chamber = 0; chamber < ChamberTally.CHAMBERS; ++chamber) {
            // Four counts of 16 bits.
            // forge-lint: disable-next-line(unsafe-typecast)
            if (batch.added[chamber] != 0) counts[chamber] += uint64(batch.added[chamber]);
        }
    }

    /// @dev Takes a seat out of a ballot, if it was counted in it and must not be any more.
    function _trim(Poll storage poll, uint64 ballot, uint64 number) private {
        // Check:
        if (!_wasCounted(number, ballot) || _trimmed[ballot].get(number)) return;
        PackedSeat seat = _seat(number);
        bool isStill = seat.firstBallotOf() <= ballot && _isLive(seat, number);
        if (isStill && !_isRecused(poll.project, seat.holderOf())) return;
        // Effect: who has not voted gets a vote that nothing counts, so that they cannot any more.
        Vote had = voteOf(ballot, number);
        _trimmed[ballot].set(number);
        uint256 lost = PackedCounts.one(0);
        if (had == Vote.None) _words[ballot][number >> PLACE_SHIFT] |= _bits(number, VOTE_MASK);
        else lost += PackedCounts.one(uint256(had));
        // Not more than the chamber counts.
        // forge-lint: disable-next-line(unsafe-typecast)
        poll.counts[seat.chamberOf()] -= uint64(lost);
        emit SeatTrimmed(ballot, number, seat.chamberOf(), had);
    }

    /// @dev Why a vote does not count that has no other problem: too late, or not its voter's.
    function _signatureProblem(
        Batch memory batch,
        address holder,
        uint64 number,
        uint8 support,
        SignedVote calldata vote,
        uint256 index
    ) private view returns (bytes memory reason) {
        uint48 deadline = vote.deadline;
        if (block.timestamp >= deadline) {
            return abi.encodeWithSelector(ChamberBallotExpired.selector, number, deadline, block.timestamp);
        }
        bytes32 digest = _voteDigest(batch.domain, batch.ballot, number, support, deadline);
        if (!_hasSigned(holder, digest, vote.signature, index)) {
            return abi.encodeWithSelector(ChamberBallotBadSignature.selector, number, holder);
        }
    }

    /// @dev Why a vote does not count, whoever sends it; its word is in hand.
    function _problem(Batch memory batch, PackedSeat seat, uint64 number, uint8 support)
        private
        view
        returns (bytes memory reason)
    {
        if (support > ABSTAIN) {
            return abi.encodeWithSelector(ChamberBallotBadSupport.selector, number, support);
        }
        if (!seat.isTaken()) return abi.encodeWithSelector(ChamberBallotNoSeat.selector, number);
        if (seat.firstBallotOf() > batch.ballot) {
            return abi.encodeWithSelector(
                ChamberBallotSeatTooLate.selector, number, batch.ballot, seat.firstBallotOf()
            );
        }
        if (_voteIn(batch.word, number) != 0) {
            Vote had = _trimmed[batch.ballot].get(number) ? Vote.Trimmed : Vote(_voteIn(batch.word, number));
            return abi.encodeWithSelector(ChamberBallotVotedAlready.selector, number, had);
        }
        if (!_isHeld(seat, number)) {
            return abi.encodeWithSelector(ChamberBallotSeatNotLive.selector, number, seat.holderOf());
        }
        if (_isRecused(batch.project, seat.holderOf())) {
            return
                abi.encodeWithSelector(ChamberBallotRecused.selector, number, batch.project, seat.holderOf());
        }
    }

    function _bits(uint64 number, uint256 vote) private pure returns (uint256) {
        return vote << _shift(number);
    }

    function _voteIn(uint256 word, uint64 number) private pure returns (uint256) {
        return word >> _shift(number) & VOTE_MASK;
    }

    /// @dev Where the two bits of a seat are in its word.
    function _shift(uint64 number) private pure returns (uint256) {
        return (uint256(number) & PLACE_MASK) << 1;
    }
}
