// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IChamberSeats} from "../../contracts/interfaces/chambers/IChamberSeats.sol";
import {ChamberFixture} from "./ChamberFixture.sol";

// .tree
// a badge is taken as a seat
// ├── by anybody, once it was held for the maturity, and before its term is over
// ├── never: not a seat kind, another issuer's, lapsed, none
// ├── one per wallet: a second by the holder's own hand, who changes over, or once the first is not live
// └── anew by its new holder once it was moved
// a seat is left: not live any more, by anybody; live, by its holder only
contract ChamberSeatsTest is ChamberFixture {
    uint64 private constant FIRST = 1;
    uint64 private constant SECOND = 2;

    function test_Take() public {
        _issueRow(3, FIRST, 1);
        vm.warp(block.timestamp + MATURITY);
        vm.expectEmit(address(chambers));
        emit IChamberSeats.SeatTaken(FIRST, _member(FIRST), 3, type(uint40).max, 1);
        vm.prank(stranger);
        chambers.takeSeats(_row(FIRST, 1));
        _assertSeat(FIRST, _member(FIRST), 3, true);
        (uint64 seat, uint8 chamber, bool isLive) = chambers.seatOfHolder(_member(FIRST));
        vm.assertTrue(seat == FIRST && chamber == 3 && isLive);
        vm.assertEq(chambers.liveSeats(3), 1);
    }

    function test_Take_ABadgeOfNumberNought() public {
        _seats(3, 0, 1);
        (uint64 seat, uint8 chamber, bool isLive) = chambers.seatOfHolder(_member(0));
        vm.assertTrue(seat == 0 && chamber == 3 && isLive);
        (seat, chamber, isLive) = chambers.seatOfHolder(stranger);
        vm.assertTrue(seat == 0 && chamber == 0 && !isLive);
    }

    function test_Take_PassesOverLiveSeats() public {
        _seats(0, FIRST, 1);
        _take(FIRST);
        vm.assertEq(chambers.liveSeats(0), 1);
    }

    function test_Take_AtTheEdgeOfMaturity() public {
        _issueRow(0, FIRST, 1);
        uint256 matureAt = START_AT + MATURITY;
        vm.warp(matureAt - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IChamberSeats.ChamberBallotSeatImmature.selector, FIRST, matureAt - 1, matureAt
            )
        );
        _take(FIRST);
        vm.warp(matureAt);
        _take(FIRST);
        _assertSeat(FIRST, _member(FIRST), 0, true);
    }

    function test_Take_AtTheEdgeOfTheTerm() public {
        _issue(FIRST, _member(FIRST), TERM_KIND);
        uint256 until = START_AT + TERM;
        vm.warp(until);
        _expectOver(until);
        _take(FIRST);
        badge.lapse(FIRST);
        _expectOver(until);
        _take(FIRST);
        vm.warp(until - 1);
        _issue(SECOND, _member(SECOND), TERM_KIND);
        vm.warp(until - 1 + TERM - 1);
        _take(SECOND);
        _assertSeat(SECOND, _member(SECOND), 0, true);
        vm.warp(until - 1 + TERM);
        _assertSeat(SECOND, _member(SECOND), 0, false);
    }

    function test_Take_RevertWhen_ThereIsNoBadge() public {
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, FIRST));
        _take(FIRST);
    }

    function test_Take_RevertWhen_NotASeatKind() public {
        _issue(FIRST, _member(FIRST), REVIEW);
        vm.warp(block.timestamp + MATURITY);
        vm.expectRevert(
            abi.encodeWithSelector(IChamberSeats.ChamberBallotNotASeatKind.selector, FIRST, REVIEW, 0)
        );
        _take(FIRST);
    }

    function test_Take_OfADifferentIssuerPerChamber() public {
        address other = _account("other issuer");
        vm.prank(registrar);
        badge.setIssuer(other, 100);
        vm.startPrank(governance);
        vm.expectEmit(address(chambers));
        emit IChamberSeats.SeatIssuerSet(0, address(0), issuer);
        chambers.setSeatIssuer(0, issuer);
        chambers.setSeatIssuer(1, other);
        vm.stopPrank();
        vm.assertEq(chambers.seatIssuer(1), other);
        _issueBy(other, FIRST, _member(FIRST), SEAT_KIND);
        _issueBy(other, SECOND, _member(SECOND), SEAT_KIND + 1);
        _issueBy(other, 3, _member(3), SEAT_KIND + 2);
        vm.warp(block.timestamp + MATURITY);
        chambers.takeSeats(_row(SECOND, 2));
        vm.expectRevert(
            abi.encodeWithSelector(IChamberSeats.ChamberBallotOtherIssuer.selector, FIRST, other, issuer)
        );
        _take(FIRST);
    }

    function test_SeatIssuer_RevertWhen_ThereIsNoSuchChamber() public {
        bytes memory unknown =
            abi.encodeWithSelector(IChamberSeats.ChamberBallotUnknownChamber.selector, 8, 7);
        vm.expectRevert(unknown);
        vm.prank(governance);
        chambers.setSeatIssuer(8, issuer);
        vm.expectRevert(unknown);
        chambers.seatIssuer(8);
        vm.expectRevert(unknown);
        chambers.liveSeats(8);
    }

    function test_Take_RevertWhen_ASecondSeatByAnothersHand() public {
        _twoBadges();
        _take(FIRST);
        vm.expectRevert(
            abi.encodeWithSelector(
                IChamberSeats.ChamberBallotSecondSeat.selector, _member(FIRST), FIRST, SECOND
            )
        );
        _take(SECOND);
    }

    function test_Take_AHolderChangesOver() public {
        _twoBadges();
        _take(FIRST);
        vm.expectEmit(address(chambers));
        emit IChamberSeats.SeatLeft(FIRST, _member(FIRST), 0, 1);
        vm.prank(_member(FIRST));
        _take(SECOND);
        _assertSeat(FIRST, _member(FIRST), 0, false);
        _assertSeat(SECOND, _member(FIRST), 1, true);
        vm.assertEq(chambers.liveSeats(0), 0);
        vm.assertEq(chambers.liveSeats(1), 1);
    }

    function test_Take_ASecondSeatWhenTheFirstIsGone() public {
        _twoBadges();
        _take(FIRST);
        _revoke(FIRST);
        _take(SECOND);
        _assertSeat(SECOND, _member(FIRST), 1, true);
        vm.assertEq(chambers.liveSeats(0), 0);
    }

    function test_Take_AMovedBadgeAnew() public {
        _seats(0, FIRST, 1);
        _move(FIRST, _key(FIRST), _key(SECOND));
        _assertSeat(FIRST, _member(FIRST), 0, false);
        (uint64 seat,, bool isLive) = chambers.seatOfHolder(_member(FIRST));
        vm.assertTrue(seat == 0 && !isLive);
        vm.assertEq(chambers.liveSeats(0), 1);
        uint256 matureAt = block.timestamp + MATURITY;
        vm.warp(matureAt - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IChamberSeats.ChamberBallotSeatImmature.selector, FIRST, matureAt - 1, matureAt
            )
        );
        _take(FIRST);
        vm.warp(matureAt);
        vm.expectEmit(address(chambers));
        emit IChamberSeats.SeatLeft(FIRST, _member(FIRST), 0, 1);
        _take(FIRST);
        _assertSeat(FIRST, _member(SECOND), 0, true);
        vm.assertEq(chambers.liveSeats(0), 1);
    }

    function test_Leave_WhatIsNotLiveAnyMore() public {
        _seats(0, FIRST, 4);
        _issue(5, _member(5), TERM_KIND);
        vm.warp(block.timestamp + MATURITY);
        _take(5);
        _revoke(1);
        vm.prank(_member(2));
        badge.burn(2);
        _move(3, _key(3), _key(6));
        vm.warp(block.timestamp + TERM);
        badge.lapse(5);
        vm.assertEq(chambers.liveSeats(0), 5);
        chambers.leaveSeats(_row(1, 3));
        chambers.leaveSeats(_row(5, 1));
        vm.assertEq(chambers.liveSeats(0), 1);
        _assertSeat(4, _member(4), 0, true);
    }

    function test_Leave_PassesOverWhatNobodyHas() public {
        _seats(0, FIRST, 1);
        _revoke(FIRST);
        chambers.leaveSeats(_row(0, 5));
        chambers.leaveSeats(_row(0, 5));
        vm.assertEq(chambers.liveSeats(0), 0);
    }

    function test_Leave_OnesOwn() public {
        _seats(0, FIRST, 1);
        vm.expectRevert(
            abi.encodeWithSelector(IChamberSeats.ChamberBallotSeatLive.selector, FIRST, _member(FIRST))
        );
        _leave(FIRST);
        vm.prank(_member(FIRST));
        _leave(FIRST);
        _assertSeat(FIRST, _member(FIRST), 0, false);
        vm.assertEq(chambers.liveSeats(0), 0);
        _take(FIRST);
        _assertSeat(FIRST, _member(FIRST), 0, true);
    }

    function test_ASeatComesBackWithItsBadge() public {
        _seats(0, FIRST, 1);
        _move(FIRST, _key(FIRST), _key(SECOND));
        vm.warp(block.timestamp + 1);
        _move(FIRST, _key(SECOND), _key(FIRST));
        _assertSeat(FIRST, _member(FIRST), 0, true);
    }

    /// @dev Two mature badges of different chambers with one holder.
    function _twoBadges() private {
        _issue(FIRST, _member(FIRST), SEAT_KIND);
        _issue(SECOND, _member(FIRST), SEAT_KIND + 1);
        vm.warp(block.timestamp + MATURITY);
    }

    function _expectOver(uint256 until) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IChamberSeats.ChamberBallotSeatOver.selector, FIRST, block.timestamp, until
            )
        );
    }

    function _assertSeat(uint64 number, address holder, uint8 chamber, bool isLive) private view {
        (address had, uint8 hadChamber, bool wasLive) = chambers.seatOf(number);
        vm.assertEq(had, holder);
        vm.assertEq(uint256(hadChamber), chamber);
        vm.assertTrue(wasLive == isLive);
    }
}
