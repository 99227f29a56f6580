// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ChamberBallot} from "../../contracts/ChamberBallot.sol";
import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {IChamberBallot} from "../../contracts/interfaces/chambers/IChamberBallot.sol";
import {IChamberRules} from "../../contracts/interfaces/chambers/IChamberRules.sol";
import {ChamberFixture} from "./ChamberFixture.sol";

/// @title Years of chambers in any order, beside a plain list of seats, ballots and votes
/// @dev What a badge is, it asks the badge, whose own model stands elsewhere. Each call must succeed exactly when the
/// rules say so.
contract ChamberHandler is ChamberFixture {
    /// @dev A seat as the rules have it; `from` is the first ballot that counts it.
    struct Seat {
        address holder;
        bool isTaken;
        uint256 until;
        uint256 from;
    }

    uint64 public constant NUMBERS = 12;
    uint64 public constant WALLETS = 7;

    uint64[] public ballots;
    mapping(uint64 number => uint8) public chamberOf;
    mapping(uint64 number => Seat) private _seatAt;
    mapping(uint64 ballot => mapping(uint64 number => bool)) public isCounted;
    mapping(uint64 ballot => mapping(uint64 number => IChamberBallot.Vote)) public voteAt;
    mapping(uint64 ballot => bytes32) public closedAs;
    mapping(uint64 ballot => uint256) public closesAt;
    mapping(address wallet => uint256 key) private _keyOf;

    constructor() {
        setUp();
        for (uint64 i = 0; i < WALLETS; ++i) {
            _keyOf[_member(i)] = _key(i);
        }
        IChamberRules.Rules memory made = _rules();
        (made.leastSeats, made.maturitySeconds, made.shortestSeconds) = (3, 1 days, 1 hours);
        _setRules(made);
        // Two badges for each of five wallets, the first of which are seats, and a ballot.
        for (uint64 number = 0; number < 10; ++number) {
            _issueTo(number, _member(number % 5), uint8(number / 3));
        }
        vm.warp(block.timestamp + 1 days);
        for (uint64 number = 0; number < 5; ++number) {
            _take(number, false);
        }
        _openUntil(uint40(block.timestamp) + 4 days);
    }

    /// @dev Once: forge calls every function of a handler.
    function setUp() public override {
        if (address(badge) == address(0)) super.setUp();
    }

    function theChambers() external view returns (ChamberBallot) {
        return chambers;
    }

    function ballotCount() external view returns (uint256) {
        return ballots.length;
    }

    function takenBy(uint64 number) external view returns (address) {
        return _seatAt[number].isTaken ? _seatAt[number].holder : address(0);
    }

    function pass(uint32 seconds_) external {
        vm.warp(block.timestamp + _bound(seconds_, 1, 3 days));
    }

    function issue(uint64 pick, uint64 wallet, uint8 kind) external {
        _issueTo(pick % NUMBERS, _member(wallet % WALLETS), kind % 4);
    }

    function revoke(uint64 pick) external {
        if (ownerOf(pick % NUMBERS) != address(0)) _revoke(pick % NUMBERS);
    }

    function move(uint64 pick, uint64 wallet) external {
        (uint64 number, address to) = (pick % NUMBERS, _member(wallet % WALLETS));
        address from = ownerOf(number);
        if (from == address(0) || from == to) return;
        try this.moveNow(number, _keyOf[from], _keyOf[to]) {} catch {}
    }

    /// @dev A call, so that a move that the badge refuses is one that is not made.
    function moveNow(uint64 number, uint256 fromKey, uint256 toKey) external {
        if (msg.sender == address(this)) _move(number, fromKey, toKey);
    }

    function affiliate(uint64 wallet, bool is_) external {
        affiliations.set(PROJECT, _member(wallet % WALLETS), is_);
    }

    function object(uint8 mask) external {
        feedback.set(PROJECT, mask);
    }

    function take(uint64 pick, bool byHolder) external {
        _take(pick % NUMBERS, byHolder);
    }

    function letGo(uint64 pick, bool byHolder) external {
        uint64 number = pick % NUMBERS;
        Seat storage seat = _seatAt[number];
        bool mayBe = byHolder || !isLive(number);
        vm.prank(byHolder && seat.isTaken ? seat.holder : stranger);
        try chambers.leaveSeats(_row(number, 1)) {
            vm.assertTrue(mayBe || !seat.isTaken);
            seat.isTaken = false;
        } catch {
            vm.assertFalse(mayBe);
        }
    }

    function open(uint32 seconds_) external {
        _openUntil(uint40(block.timestamp + _bound(seconds_, 1 hours, 6 days)));
    }

    /// @dev A vote sent, and one signed: the second in a batch between two that are no votes.
    function cast(uint64 which, uint64 pick, uint8 support, bool isSigned) external {
        uint64 ballot = _pickBallot(which);
        uint64 number = pick % NUMBERS;
        if (ballot == 0 || block.timestamp >= closesAt[ballot]) return;
        support %= 3;
        bool mayBe = _mayVote(ballot, number);
        vm.assertTrue(
            mayBe == (isSigned ? _castSigned(ballot, number, support) : _castSent(ballot, number, support))
        );
        if (mayBe) voteAt[ballot][number] = IChamberBallot.Vote(support + 1);
    }

    function trim(uint64 which, uint64 pick) external {
        uint64 ballot = _pickBallot(which);
        uint64 number = pick % NUMBERS;
        if (ballot == 0) return;
        try chambers.trim(ballot, _row(number, 1)) {
            vm.assertLt(block.timestamp, closesAt[ballot]);
        } catch {
            return vm.assertGe(block.timestamp, closesAt[ballot]);
        }
        if (!isCounted[ballot][number] || _isStillIn(ballot, number)) return;
        (isCounted[ballot][number], voteAt[ballot][number]) = (false, IChamberBallot.Vote.Trimmed);
    }

    function close(uint64 which) external {
        uint64 ballot = _pickBallot(which);
        if (ballot == 0) return;
        bool mayBe = block.timestamp >= closesAt[ballot] && closedAs[ballot] == 0;
        try chambers.close(ballot) {
            vm.assertTrue(mayBe);
            closedAs[ballot] = keccak256(abi.encode(chambers.resultOf(ballot)));
        } catch {
            vm.assertFalse(mayBe);
        }
    }

    function ownerOf(uint64 number) public view returns (address) {
        try badge.ownerOf(number) returns (address owner) {
            return owner;
        } catch {
            return address(0);
        }
    }

    function isLive(uint64 number) public view returns (bool) {
        Seat storage seat = _seatAt[number];
        return seat.isTaken && block.timestamp < seat.until && ownerOf(number) == seat.holder;
    }

    /// @dev A seat badge of one of three chambers, some with a term; not if its holder has one of the kind.
    function _issueTo(uint64 number, address to, uint8 kind) private {
        if (badge.isUsed(number)) return;
        vm.prank(issuer);
        try badge.issueBatch(_entry(number, to, kind == 3 ? TERM_KIND : SEAT_KIND + kind)) {
            chamberOf[number] = kind % 3;
        } catch {}
    }

    /// @dev Taken exactly when it is mature, in its term, and its holder has no other live seat, or takes it.
    function _take(uint64 number, bool byHolder) private {
        if (isLive(number)) return;
        address holder = ownerOf(number);
        uint64 other = _otherSeat(holder);
        bool mayBe =
            holder != address(0) && _isRipe(number) && (other == NUMBERS || byHolder || !isLive(other));
        vm.prank(byHolder && holder != address(0) ? holder : stranger);
        try chambers.takeSeats(_row(number, 1)) {
            vm.assertTrue(mayBe);
            if (other != NUMBERS) _seatAt[other].isTaken = false;
            _seatAt[number] = Seat(holder, true, _until(number), ballots.length + 1);
        } catch {
            vm.assertFalse(mayBe);
        }
    }

    function _openUntil(uint40 endsAt) private {
        vm.prank(governance);
        uint64 ballot = chambers.open(bytes32(ballots.length), PROJECT, endsAt);
        ballots.push(ballot);
        closesAt[ballot] = endsAt;
        for (uint64 number = 0; number < NUMBERS; ++number) {
            isCounted[ballot][number] = _seatAt[number].isTaken;
        }
    }

    function _castSent(uint64 ballot, uint64 number, uint8 support) private returns (bool) {
        address holder = _seatAt[number].holder;
        vm.prank(holder == address(0) ? stranger : holder);
        try chambers.cast(ballot, number, support) {
            return true;
        } catch {
            return false;
        }
    }

    function _castSigned(uint64 ballot, uint64 number, uint8 support) private returns (bool) {
        IChamberBallot.SignedVote[] memory votes = new IChamberBallot.SignedVote[](3);
        uint256 key = _keyOf[_seatAt[number].holder];
        uint48 deadline = uint48(block.timestamp + 1);
        bytes memory signature = _sign(key == 0 ? 1 : key, _digest(ballot, number, support, deadline));
        votes[0] = IChamberBallot.SignedVote(number, 7, deadline, signature);
        votes[1] = IChamberBallot.SignedVote(number, support, deadline, signature);
        votes[2] = votes[1];
        return chambers.castBallots(ballot, votes) == 1;
    }

    function _mayVote(uint64 ballot, uint64 number) private view returns (bool) {
        bool isFree = isCounted[ballot][number] && voteAt[ballot][number] == IChamberBallot.Vote.None;
        return isFree && _isStillIn(ballot, number);
    }

    function _isStillIn(uint64 ballot, uint64 number) private view returns (bool) {
        bool isSame = isLive(number) && _seatAt[number].from <= ballot;
        return isSame && !affiliations.isAffiliated(PROJECT, _seatAt[number].holder);
    }

    /// @dev NUMBERS when the wallet has no seat.
    function _otherSeat(address holder) private view returns (uint64 number) {
        for (number = 0; number < NUMBERS; ++number) {
            if (_seatAt[number].isTaken && _seatAt[number].holder == holder) return number;
        }
    }

    function _isRipe(uint64 number) private view returns (bool) {
        return block.timestamp >= uint256(badge.badgeOf(number).heldSince) + 1 days
            && block.timestamp < _until(number);
    }

    function _until(uint64 number) private view returns (uint256) {
        IContributionBadge.Badge memory held = badge.badgeOf(number);
        return held.kind == TERM_KIND ? held.issuedAt + TERM : type(uint40).max;
    }

    function _pickBallot(uint64 which) private view returns (uint64) {
        return ballots.length == 0
            ? 0
            : ballots[ballots.length - 1 - which % (ballots.length > 3 ? 3 : ballots.length)];
    }

    function _entry(uint64 number, address to, uint16 kind)
        private
        pure
        returns (IContributionBadge.Issue[] memory batch)
    {
        batch = new IContributionBadge.Issue[](1);
        batch[0] = IContributionBadge.Issue(number, to, kind, 0);
    }
}
