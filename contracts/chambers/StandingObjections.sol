// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Signatures} from "../Signatures.sol";
import {IContributionBadge} from "../interfaces/IContributionBadge.sol";
import {IAffiliationRegistry} from "../interfaces/chambers/IAffiliationRegistry.sol";
import {IChamberSeats} from "../interfaces/chambers/IChamberSeats.sol";
import {IStandingFeedback} from "../interfaces/chambers/IStandingFeedback.sol";

/// @title When a chamber may object to a project, and for how long
/// @notice A seat alone for 30 days, and then not for 90; its quorum whenever it signs, for 30 days each time.
/// @dev A chamber has at most one open objection to a project. Both the chamber and the account that raised it rest:
/// else somebody with badges for several chambers could change from seat to seat.
abstract contract StandingObjections is IStandingFeedback, EIP712 {
    /// @dev What backers sign. `term` is the end that they move; 0 for an objection that `seat` is only raising.
    struct Motion {
        bytes32 id;
        bytes32 project;
        uint64 seat;
        uint8 chamber;
        uint48 term;
    }

    uint256 private constant OBJECTION_SECONDS = 30 days;
    uint256 private constant REST_SECONDS = 90 days;
    uint256 private constant LEAST_QUORUM = 2;
    uint256 private constant CHAMBERS = 8;
    uint256 private constant TIME_BITS = 32;
    bytes32 private constant BACKING_TYPEHASH =
        keccak256("Backing(uint64 seat,bytes32 feedback,uint48 term,uint48 deadline)");

    address private immutable GOVERNANCE;
    IChamberSeats private immutable SEATS;
    IAffiliationRegistry private immutable AFFILIATIONS;

    uint16 private _quorumBps;
    uint32 private _leastSeats;
    /// @dev When each chamber's last objection ended or will, 32 bits of unix seconds each: whether any is open is
    /// one slot to read. Ends in the year 2106, as the badges do.
    mapping(bytes32 project => uint256) private _ends;
    mapping(bytes32 project => mapping(address holder => uint256 time)) private _objectedAt;

    constructor(
        address governance_,
        IChamberSeats seats_,
        IAffiliationRegistry affiliations_,
        uint16 quorumBps,
        uint32 leastSeats
    ) {
        (GOVERNANCE, SEATS, AFFILIATIONS) = (governance_, seats_, affiliations_);
        _setRules(quorumBps, leastSeats);
    }

    modifier onlyGovernance() {
        _requireGovernance();
        _;
    }

    /// @inheritdoc IStandingFeedback
    function setRules(uint16 quorumBps, uint32 leastSeats) external onlyGovernance {
        _setRules(quorumBps, leastSeats);
    }

    /// @inheritdoc IStandingFeedback
    function objections(bytes32 project) external view returns (uint8 chambersMask) {
        uint256 ends = _ends[project];
        for (uint8 chamber = 0; chamber < CHAMBERS; ++chamber) {
            if (block.timestamp < _endIn(ends, chamber)) chambersMask |= uint8(1) << chamber;
        }
    }

    /// @inheritdoc IStandingFeedback
    function objectionEndsAt(bytes32 project, uint8 chamber) public view returns (uint256) {
        return _endIn(_ends[project], chamber);
    }

    /// @inheritdoc IStandingFeedback
    function quorumOf(uint8 chamber) public view returns (uint256 seats) {
        uint256 share = Math.mulDiv(SEATS.liveSeats(chamber), _quorumBps, 10_000, Math.Rounding.Ceil);
        return Math.max(share, LEAST_QUORUM);
    }

    /// @inheritdoc IStandingFeedback
    function rules() external view returns (uint16 quorumBps, uint32 leastSeats) {
        return (_quorumBps, _leastSeats);
    }

    /// @inheritdoc IStandingFeedback
    function registers() external view returns (address seats, address affiliations) {
        return (address(SEATS), address(AFFILIATIONS));
    }

    /// @inheritdoc IStandingFeedback
    function backingDigest(uint64 seat, bytes32 id, uint48 term, uint48 deadline)
        public
        view
        returns (bytes32)
    {
        return _hashTypedDataV4(keccak256(abi.encode(BACKING_TYPEHASH, seat, id, term, deadline)));
    }

    /// @dev Opens an objection that may be, or moves the end of an open one.
    function _open(Motion memory motion, uint256 backers) internal returns (uint32 endsAt) {
        endsAt = _setEnd(motion.project, motion.chamber, block.timestamp + OBJECTION_SECONDS);
        emit ObjectionOpen(motion.id, motion.project, motion.chamber, endsAt, backers);
    }

    /// @dev From now on, or until then, the chamber objects no longer.
    function _setEnd(bytes32 project, uint8 chamber, uint256 time) internal returns (uint32 endsAt) {
        endsAt = SafeCast.toUint32(time);
        uint256 place = TIME_BITS * chamber;
        uint256 others = _ends[project] & ~(uint256(type(uint32).max) << place);
        _ends[project] = others | uint256(endsAt) << place;
    }

    /// @dev Remembers who raised it, who now rests in every chamber.
    function _rest(bytes32 project, address holder) internal {
        _objectedAt[project][holder] = block.timestamp;
    }

    /// @dev How many seats stand behind an objection that may be raised: one, or a quorum where that is needed.
    function _requireMayRaise(Motion memory motion, address holder, SignedBacking[] calldata backings)
        internal
        view
        returns (uint256 backers)
    {
        if (_isAffiliated(motion.project, holder)) {
            revert StandingFeedbackRecused(motion.seat, motion.project);
        }
        uint256 endsAt = objectionEndsAt(motion.project, motion.chamber);
        if (block.timestamp < endsAt) {
            revert StandingFeedbackObjectionOpen(motion.project, motion.chamber, endsAt);
        }
        uint256 ownEndsAt = _objectedAt[motion.project][holder] + OBJECTION_SECONDS;
        if (block.timestamp < Math.max(endsAt, ownEndsAt) + REST_SECONDS) {
            return _requireQuorum(motion, 1, backings);
        }
        _requireSize(motion.chamber);
        return 1;
    }

    /// @dev How many seats signed, with those that need not: enough of a chamber that is large enough.
    function _requireQuorum(Motion memory motion, uint256 had, SignedBacking[] calldata backings)
        internal
        view
        returns (uint256 backers)
    {
        _requireSize(motion.chamber);
        backers = had + _backersOf(motion, backings);
        uint256 needed = quorumOf(motion.chamber);
        if (backers < needed) revert StandingFeedbackNoQuorum(motion.id, backers, needed);
    }

    function _seatOf(uint64 seat) internal view returns (address holder, uint8 chamber, bool isLive) {
        return SEATS.seatOf(seat);
    }

    function _isAffiliated(bytes32 project, address holder) internal view returns (bool) {
        return AFFILIATIONS.isAffiliated(project, holder);
    }

    function _governance() internal view returns (address) {
        return GOVERNANCE;
    }

    function _setRules(uint16 quorumBps, uint32 leastSeats) private {
        _requireBounds(quorumBps, 1_000, 10_000);
        _requireBounds(leastSeats, 3, 1_000);
        (_quorumBps, _leastSeats) = (quorumBps, leastSeats);
        emit RulesSet(quorumBps, leastSeats);
    }

    /// @dev Each seat once, since they rise. One that does not count keeps no other from counting.
    function _backersOf(Motion memory motion, SignedBacking[] calldata backings)
        private
        view
        returns (uint256 backers)
    {
        for (uint256 i = 0; i < backings.length; ++i) {
            uint64 seat = backings[i].seat;
            if (i != 0 && seat <= backings[i - 1].seat) {
                revert StandingFeedbackSeatsNotRising(backings[i - 1].seat, seat);
            }
            if (_isBacked(motion, backings[i])) ++backers;
        }
    }

    function _isBacked(Motion memory motion, SignedBacking calldata backing) private view returns (bool) {
        // Who raises it was counted.
        if (motion.term == 0 && backing.seat == motion.seat) return false;
        (address holder, uint8 chamber, bool isLive) = SEATS.seatOf(backing.seat);
        bytes32 digest = backingDigest(backing.seat, motion.id, motion.term, backing.deadline);
        return isLive && chamber == motion.chamber && block.timestamp < backing.deadline
            && !_isAffiliated(motion.project, holder)
            && Signatures.isSignedBy(holder, digest, backing.signature);
    }

    function _requireSize(uint8 chamber) private view {
        uint256 had = SEATS.liveSeats(chamber);
        if (had < _leastSeats) revert StandingFeedbackSmallChamber(chamber, had, _leastSeats);
    }

    function _requireGovernance() private view {
        if (msg.sender != GOVERNANCE) revert StandingFeedbackNotGovernance(msg.sender, GOVERNANCE);
    }

    function _requireBounds(uint256 given, uint256 least, uint256 most) internal pure {
        if (given < least || given > most) revert StandingFeedbackBadRule(given, least, most);
    }

    function _endIn(uint256 ends, uint8 chamber) private pure returns (uint256) {
        return (ends >> (TIME_BITS * chamber)) & type(uint32).max;
    }
}
