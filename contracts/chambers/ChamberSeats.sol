// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {IContributionBadge} from "../interfaces/IContributionBadge.sol";
import {IChamberSeats} from "../interfaces/chambers/IChamberSeats.sol";
import {ChamberRules} from "./ChamberRules.sol";
import {ChamberTally} from "./ChamberTally.sol";
import {PackedCounts} from "./PackedCounts.sol";
import {PackedSeat, packedSeat} from "./PackedSeat.sol";

/// @title The register of seats: which badges count in which chamber, and since which ballot
/// @dev A seat is counted in ballots that are opened while it is taken. As it is mature before it is taken, and votes
/// only where it was counted, no seat that is made for a ballot can change it.
abstract contract ChamberSeats is ChamberRules, IChamberSeats {
    using Checkpoints for Checkpoints.Trace208;

    uint40 private constant WITHOUT_END = type(uint40).max;

    /// @dev Stays when the seat is left, for ballots in which it was counted; its chamber never changes.
    mapping(uint64 number => PackedSeat) private _seats;
    /// @dev The seat that a wallet took last; its own only as long as that names the wallet and is taken.
    mapping(address holder => uint64 number) private _seatOf;
    /// @dev By number of a ballot: 1 from the first in which the seat was counted, 0 from the first in which not.
    mapping(uint64 number => Checkpoints.Trace208) private _counted;
    /// @dev Seats that are taken, see PackedCounts.
    uint256 private _taken;
    address[8] private _issuers;

    constructor(address[8] memory issuers) {
        for (uint8 chamber = 0; chamber < ChamberTally.CHAMBERS; ++chamber) {
            if (issuers[chamber] != address(0)) _setSeatIssuer(chamber, issuers[chamber]);
        }
    }

    /// @inheritdoc IChamberSeats
    function takeSeats(uint64[] calldata seats) external {
        uint256 taken = _taken;
        for (uint256 i = 0; i < seats.length; ++i) {
            if (!_isLive(_seats[seats[i]], seats[i])) taken = _take(seats[i], taken);
        }
        _taken = taken;
    }

    /// @inheritdoc IChamberSeats
    function leaveSeats(uint64[] calldata seats) external {
        uint256 taken = _taken;
        for (uint256 i = 0; i < seats.length; ++i) {
            PackedSeat seat = _seats[seats[i]];
            if (!seat.isTaken()) continue;
            // Check: it does not count any more, or its holder does not want it to.
            if (msg.sender != seat.holderOf() && _isLive(seat, seats[i])) {
                revert ChamberBallotSeatLive(seats[i], seat.holderOf());
            }
            taken = _leave(seats[i], taken);
        }
        _taken = taken;
    }

    /// @inheritdoc IChamberSeats
    function setSeatIssuer(uint8 chamber, address issuer) external onlyGovernance {
        _setSeatIssuer(chamber, issuer);
    }

    /// @inheritdoc IChamberSeats
    function seatOf(uint64 number) public view returns (address holder, uint8 chamber, bool isLive) {
        PackedSeat seat = _seats[number];
        return (seat.holderOf(), seat.chamberOf(), _isLive(seat, number));
    }

    /// @inheritdoc IChamberSeats
    function seatOfHolder(address holder) public view returns (uint64 number, uint8 chamber, bool isLive) {
        address had;
        number = _seatOf[holder];
        (had, chamber, isLive) = seatOf(number);
        if (had != holder || !isLive) return (0, 0, false);
    }

    /// @inheritdoc IChamberSeats
    function liveSeats(uint8 chamber) external view returns (uint256) {
        _requireChamber(chamber);
        return PackedCounts.countAt(_taken, chamber);
    }

    /// @inheritdoc IChamberSeats
    function seatIssuer(uint8 chamber) external view returns (address) {
        _requireChamber(chamber);
        return _issuers[chamber];
    }

    /// @inheritdoc IChamberSeats
    function badge() external view returns (address) {
        return address(BADGE);
    }

    /// @dev The number that the next ballot gets.
    function _nextBallot() internal view virtual returns (uint40);

    function _seat(uint64 number) internal view returns (PackedSeat) {
        return _seats[number];
    }

    function _takenSeats() internal view returns (uint256) {
        return _taken;
    }

    /// @dev Whether a seat was one of those that are counted in a ballot, whatever became of it since.
    function _wasCounted(uint64 number, uint64 ballot) internal view returns (bool) {
        // Ballots are numbered in 40 bits.
        // forge-lint: disable-next-line(unsafe-typecast)
        return _counted[number].upperLookupRecent(uint48(ballot)) == 1;
    }

    /// @dev Whether a seat is taken, and its badge still its holder's and in its term.
    function _isLive(PackedSeat seat, uint64 number) internal view returns (bool) {
        return seat.isTaken() && _isHeld(seat, number);
    }

    /// @dev Whether the badge of a seat that is taken is still its holder's and in its term.
    function _isHeld(PackedSeat seat, uint64 number) internal view returns (bool) {
        return block.timestamp < seat.untilOf() && _holderOf(number) == seat.holderOf();
    }

    /// @dev The zero address when the badge is gone, which is nobody's seat.
    function _holderOf(uint64 number) private view returns (address) {
        try IERC721(address(BADGE)).ownerOf(number) returns (address holder) {
            return holder;
        } catch {
            return address(0);
        }
    }

    function _take(uint64 number, uint256 taken) private returns (uint256) {
        // Check: there is such a badge, and it can be a seat now.
        IContributionBadge.Badge memory held = BADGE.badgeOf(number);
        IContributionBadge.KindSpec memory kind = BADGE.kindOf(held.kind);
        uint40 until = _requireSeat(number, held, kind);
        // Effect: who had it before, and what its holder had before, make room.
        if (_seats[number].isTaken()) taken = _leave(number, taken);
        taken = _leaveOther(held.holder, number, taken);
        if (PackedCounts.countAt(taken, kind.chamber) == PackedCounts.MOST) {
            revert ChamberBallotChamberFull(kind.chamber, PackedCounts.MOST);
        }
        uint40 firstBallot = _nextBallot();
        _seats[number] = packedSeat(held.holder, kind.chamber, until, firstBallot);
        _seatOf[held.holder] = number;
        _counted[number].push(firstBallot, 1);
        emit SeatTaken(number, held.holder, kind.chamber, until, firstBallot);
        return taken + PackedCounts.one(kind.chamber);
    }

    function _leave(uint64 number, uint256 taken) private returns (uint256) {
        PackedSeat seat = _seats[number];
        uint40 endBallot = _nextBallot();
        _seats[number] = seat.left();
        _counted[number].push(endBallot, 0);
        emit SeatLeft(number, seat.holderOf(), seat.chamberOf(), endBallot);
        return taken - PackedCounts.one(seat.chamberOf());
    }

    /// @dev One seat per wallet: another is left when it is not live any more, or its holder changes over.
    function _leaveOther(address holder, uint64 number, uint256 taken) private returns (uint256) {
        uint64 other = _seatOf[holder];
        PackedSeat seat = _seats[other];
        if (!seat.isTaken() || seat.holderOf() != holder) return taken;
        if (msg.sender != holder && _isLive(seat, other)) {
            revert ChamberBallotSecondSeat(holder, other, number);
        }
        return _leave(other, taken);
    }

    function _setSeatIssuer(uint8 chamber, address issuer) private {
        _requireChamber(chamber);
        address previous = _issuers[chamber];
        _issuers[chamber] = issuer;
        emit SeatIssuerSet(chamber, previous, issuer);
    }

    /// @dev Returns when the seat's term is over.
    function _requireSeat(
        uint64 number,
        IContributionBadge.Badge memory held,
        IContributionBadge.KindSpec memory kind
    ) private view returns (uint40 until) {
        if (kind.maxPerHolder != 1) {
            revert ChamberBallotNotASeatKind(number, held.kind, kind.maxPerHolder);
        }
        address issuer = _issuers[kind.chamber];
        if (issuer != address(0) && held.issuer != issuer) {
            revert ChamberBallotOtherIssuer(number, held.issuer, issuer);
        }
        until = kind.term == 0 ? WITHOUT_END : held.issuedAt + kind.term;
        if (held.weight == 0 || block.timestamp >= until) {
            revert ChamberBallotSeatOver(number, block.timestamp, until);
        }
        uint256 matureAt = uint256(held.heldSince) + _rulesOf(_rulesVersion()).maturitySeconds;
        if (block.timestamp < matureAt) {
            revert ChamberBallotSeatImmature(number, block.timestamp, matureAt);
        }
    }

    function _requireChamber(uint8 chamber) private pure {
        if (chamber >= ChamberTally.CHAMBERS) {
            revert ChamberBallotUnknownChamber(chamber, uint8(ChamberTally.CHAMBERS - 1));
        }
    }
}
