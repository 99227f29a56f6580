// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStandingFeedback} from "../../contracts/interfaces/chambers/IStandingFeedback.sol";
import {StandingFeedbackFixture} from "./StandingFeedbackFixture.sol";

/// @title A year of feedback in any order, beside a plain list of everything that was said and done
/// @dev Eight users' seats and five experts', of whom one may leave or belong to a project.
contract StandingFeedbackHandler is StandingFeedbackFixture {
    /// @dev `keptUpAt` is when an objection was raised or renewed last; times are 0 until it happens.
    struct Said {
        bytes32 id;
        bytes32 project;
        address holder;
        uint64 seat;
        uint8 chamber;
        IStandingFeedback.Kind kind;
        uint256 raisedAt;
        uint256 keptUpAt;
        uint256 resolvedAt;
        bool isAnswered;
    }

    Said[] private _all;

    constructor() {
        setUp();
        vm.prank(governance);
        feedback.setAnswerer(PROJECT, governance);
    }

    /// @dev Once: later it does nothing.
    function setUp() public override {
        if (address(feedback) == address(0)) super.setUp();
    }

    function raised() external view returns (uint256) {
        return _all.length;
    }

    function saidAt(uint256 place) external view returns (Said memory) {
        return _all[place];
    }

    function standing() external view returns (IStandingFeedback) {
        return feedback;
    }

    function pass(uint32 seconds_) external {
        vm.warp(block.timestamp + _bound(seconds_, 1, 25 days));
    }

    /// @dev The chamber of experts is large enough only while all five sit.
    function changeExperts(bool isBack) external {
        (,, bool sits) = seats.seatOf(25);
        if (isBack && !sits) seats.give(25, _holderOf(25), EXPERTS);
        if (!isBack && sits) seats.take(25);
    }

    function declare(bool withdraws) external {
        vm.prank(_holderOf(USER));
        if (withdraws) {
            try affiliations.withdraw(PROJECT) {} catch {}
        } else {
            try affiliations.declare(PROJECT) {} catch {}
        }
    }

    function raise(uint8 who, uint8 kind, uint8 backers) external {
        uint64 seat = _pick(who);
        IStandingFeedback.Feedback memory said =
            _new(seat, who % 3 == 0 ? OTHER : PROJECT, IStandingFeedback.Kind(kind % 5 / 2));
        uint64 first = seat < EXPERT ? USER : EXPERT;
        uint64 signers = _signers(seat < EXPERT ? 8 : 4, backers);
        IStandingFeedback.SignedBacking[] memory backings = _backed(_idOf(said), first, signers, 0);
        bool mayBe = _mayRaise(said, signers, first);
        vm.prank(_holderOf(seat));
        try feedback.raise(said, backings) returns (bytes32 id) {
            vm.assertTrue(mayBe);
            _remember(id, said);
        } catch {
            vm.assertFalse(mayBe);
        }
    }

    function renew(uint8 pick, uint8 backers) external {
        if (_all.length == 0) return;
        Said storage said = _all[pick % _all.length];
        uint64 first = said.chamber == USERS ? USER : EXPERT;
        uint64 signers = _signers(said.chamber == USERS ? 8 : 4, backers);
        uint256 term = said.keptUpAt + 30 days;
        bool isObjection = said.kind == IStandingFeedback.Kind.Objection;
        uint256 counted = _counted(said.project, first, signers, 0);
        bool mayBe = isObjection && isOpen(said) && counted >= _quorum(said.chamber)
            && seats.liveSeats(said.chamber) >= 5;
        IStandingFeedback.SignedBacking[] memory backings =
            _backed(said.id, first, signers, isObjection ? term : 0);
        try feedback.renew(said.id, backings) {
            vm.assertTrue(mayBe);
            said.keptUpAt = block.timestamp;
        } catch {
            vm.assertFalse(mayBe);
        }
    }

    function resolve(uint8 pick, bool isGuardian) external {
        if (_all.length == 0) return;
        Said storage said = _all[pick % _all.length];
        (,, bool sits) = seats.seatOf(said.seat);
        bool mayBe = isOpen(said) && (isGuardian || sits);
        vm.prank(isGuardian ? guardian : said.holder);
        try feedback.resolve(said.id) {
            vm.assertTrue(mayBe);
            said.resolvedAt = block.timestamp;
        } catch {
            vm.assertFalse(mayBe);
        }
    }

    function answer(uint8 pick) external {
        if (_all.length == 0) return;
        Said storage said = _all[pick % _all.length];
        bool mayBe = isOpen(said) && said.project == PROJECT;
        vm.prank(governance);
        try feedback.answer(said.id, TEXT, 0) {
            vm.assertTrue(mayBe);
            said.isAnswered = true;
        } catch {
            vm.assertFalse(mayBe);
        }
    }

    function isOpen(Said memory said) public view returns (bool) {
        bool lapses = said.kind == IStandingFeedback.Kind.Objection;
        return said.resolvedAt == 0 && (!lapses || block.timestamp < said.keptUpAt + 30 days);
    }

    /// @dev What a holder used up in this week.
    function usedBy(address holder) public view returns (uint256 used) {
        for (uint256 i = 0; i < _all.length; ++i) {
            bool isNow = _all[i].raisedAt / 1 weeks == block.timestamp / 1 weeks;
            if (isNow && _all[i].holder == holder) used += _cost(_all[i].kind);
        }
    }

    function _mayRaise(IStandingFeedback.Feedback memory said, uint64 signers, uint64 first)
        private
        view
        returns (bool)
    {
        (address holder, uint8 chamber, bool sits) = seats.seatOf(said.seat);
        if (!sits || usedBy(holder) + _cost(said.kind) > 10) return false;
        if (said.kind != IStandingFeedback.Kind.Objection) return true;
        if (seats.liveSeats(chamber) < 5 || affiliations.isAffiliated(said.project, holder)) return false;
        (bool hasOpen, bool rests) = _stateOf(said.project, chamber, holder);
        if (hasOpen) return false;
        return !rests || 1 + _counted(said.project, first, signers, said.seat) >= _quorum(chamber);
    }

    /// @dev From the whole list: whether the chamber has an objection open, and whether it or the holder rests.
    function _stateOf(bytes32 project, uint8 chamber, address holder)
        private
        view
        returns (bool hasOpen, bool rests)
    {
        for (uint256 i = 0; i < _all.length; ++i) {
            Said memory said = _all[i];
            if (said.project != project || said.kind != IStandingFeedback.Kind.Objection) continue;
            if (said.holder == holder && block.timestamp < said.raisedAt + 120 days) rests = true;
            if (said.chamber != chamber) continue;
            if (isOpen(said)) hasOpen = true;
            uint256 endedAt = said.resolvedAt == 0 ? said.keptUpAt + 30 days : said.resolvedAt;
            if (block.timestamp < endedAt + 90 days) rests = true;
        }
    }

    function _counted(bytes32 project, uint64 first, uint64 signers, uint64 except)
        private
        view
        returns (uint256 counted)
    {
        for (uint64 seat = first; seat < first + signers; ++seat) {
            (address holder,, bool sits) = seats.seatOf(seat);
            if (seat != except && sits && !affiliations.isAffiliated(project, holder)) ++counted;
        }
    }

    function _remember(bytes32 id, IStandingFeedback.Feedback memory said) private {
        (address holder, uint8 chamber,) = seats.seatOf(said.seat);
        bool isObjection = said.kind == IStandingFeedback.Kind.Objection;
        uint256 nowAt = block.timestamp;
        _all.push(
            Said(
                id,
                said.project,
                holder,
                said.seat,
                chamber,
                said.kind,
                nowAt,
                isObjection ? nowAt : 0,
                0,
                false
            )
        );
    }

    /// @dev Half of the time as many as there are.
    function _signers(uint64 most, uint8 backers) private pure returns (uint64) {
        return backers % 2 == 0 ? most : backers / 2 % most;
    }

    function _pick(uint8 who) private pure returns (uint64) {
        return who % 2 == 0 ? USER + who / 2 % 8 : EXPERT + who / 2 % 5;
    }

    function _quorum(uint8 chamber) private view returns (uint256) {
        return (seats.liveSeats(chamber) + 1) / 2;
    }

    function _cost(IStandingFeedback.Kind kind) private pure returns (uint256) {
        return kind == IStandingFeedback.Kind.Objection ? 5 : 1;
    }
}
