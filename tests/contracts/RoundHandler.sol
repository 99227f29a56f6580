// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPublishedRound} from "../../contracts/interfaces/rounds/IPublishedRound.sol";
import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {Leaves} from "./Leaves.sol";
import {RoundModel} from "./RoundModel.sol";

/// @title A whole life of a published round, in any order, beside plain sums of what went in and out
/// @dev Every function may be called at any time. What moves money or decides the result succeeds exactly when the rules
/// say so; what only delays may fail.
contract RoundHandler is RoundModel {
    constructor() {
        setUp();
        receivedOf.push();
        receivedOf.push();
    }

    /// @dev Once: it is no call of a round's life.
    function setUp() public override {
        if (address(round) == address(0)) super.setUp();
    }

    /// @dev To the second before the next edge of a window, to the edge, or to the second after it.
    function pass(uint256 pick) public {
        IPublishedRound.Result memory had = round.result();
        uint256 closesAt = round.closesAt();
        uint256[8] memory edges = [
            OPENS_AT,
            closesAt,
            closesAt + DONATION_DELAY,
            had.finalisableAt,
            had.objectedAt + had.stopLeftSeconds,
            round.deadManAt(),
            closesAt + CLAIM,
            had.lapsesAt
        ];
        uint256 next = type(uint256).max;
        for (uint256 i = 0; i < edges.length; ++i) {
            if (edges[i] > block.timestamp && edges[i] < next) next = edges[i];
        }
        if (next != type(uint256).max) vm.warp(next - 1 + pick % 3);
    }

    /// @dev Once more, so that a short sequence of calls sees the whole life of most rounds.
    function passAgain(uint256 pick) external {
        pass(pick);
    }

    function admit(uint256 who) external {
        if (!_isIntake() || receivedOf.length == 6) return;
        _admit(people[who % PEOPLE]);
        receivedOf.push();
    }

    /// @dev Now and then coins are forced in beside the deposit.
    function fund(uint256 who, uint96 amount) external {
        if (who % 4 == 0) {
            vm.deal(address(round), address(round).balance + amount);
            forced += amount;
        }
        address from = people[who % PEOPLE];
        bool expected = _isIntake() && !_isPaused() && amount != 0;
        vm.deal(from, from.balance + amount);
        vm.prank(from);
        bool isDone = _try(amount, abi.encodeCall(round.fund, (amount)));
        vm.assertTrue(isDone == expected);
        if (!isDone) return;
        deposited += amount;
        depositOf[from] += amount;
        inAtClose = given + deposited;
    }

    function donate(uint256 who, uint256 a, uint256 b, uint64 amount) public {
        address donor = people[who % PEOPLE];
        uint256[] memory cart = new uint256[](2);
        (a, b) = (a % receivedOf.length, b % receivedOf.length);
        (cart[0], cart[1]) = (_word(a, uint256(amount) + 1), _word(b, 7));
        uint256 sum = uint256(amount) + 8;
        vm.deal(donor, donor.balance + sum);
        bool expected = round.status() == IRoundTerms.Status.Open && !_isPaused();
        vm.prank(donor);
        bool isDone = _try(sum, abi.encodeCall(round.donate, (cart)));
        vm.assertTrue(isDone == expected);
        if (!isDone) return;
        receivedOf[a] += uint256(amount) + 1;
        receivedOf[b] += 7;
        given += sum;
        digest = keccak256(abi.encode(digest, keccak256(abi.encode(_carts.length, donor, cart))));
        _carts.push(cart);
        donorOf.push(donor);
        inAtClose = given + deposited;
    }

    function donateAgain(uint256 who, uint256 a, uint64 amount) external {
        donate(who, a % 8, a % 8 + 1, amount);
    }

    function extendOrPause(uint256 pick) external {
        if (pick % 4 > 1) return;
        vm.prank(pick % 4 == 0 ? operator : guardian);
        if (pick % 4 == 0) _try(0, abi.encodeCall(round.extend, (uint40(round.closesAt() + 1 hours))));
        else _try(0, abi.encodeCall(round.pauseIntake, (block.timestamp + 1 hours, "")));
    }

    function holdOrMove(uint256 pick, uint256 who) external {
        uint32 project = uint32(pick % receivedOf.length);
        vm.prank(pick % 3 == 0 ? guardian : applicant);
        if (pick % 3 == 0) _try(0, abi.encodeCall(round.hold, (project, block.timestamp + 5 days, "")));
        else _try(0, abi.encodeCall(round.announcePayee, (project, people[who % PEOPLE])));
        _try(0, abi.encodeCall(round.completePayee, (uint32(who % receivedOf.length))));
    }

    /// @dev A result of random shares that add up to at most the pool, or one unit more than it.
    function publish(uint256 seed) external {
        uint256 count = receivedOf.length;
        uint256[] memory list = new uint256[](count);
        bytes32[] memory leaves = new bytes32[](count);
        uint256 sum = 0;
        for (uint256 i = 0; i < count; ++i) {
            uint256 share = uint256(keccak256(abi.encode(seed, i))) % (deposited - sum + 1);
            leaves[i] = Leaves.hash(i, people[0], share);
            list[i] = _word(i, share);
            sum += share;
        }
        if (seed % 5 == 0) sum = deposited + 1;
        IRoundTerms.Status had = round.status();
        if (had == IRoundTerms.Status.Closed) _commit();
        bytes memory call = abi.encodeCall(
            round.publish, (Leaves.root(leaves), _fold(list, 0), sum, BUNDLE, digest, COEFFICIENTS)
        );
        bool isTime = had == IRoundTerms.Status.Closed || had == IRoundTerms.Status.Published;
        bool mayExpect = isTime && sum <= deposited && block.timestamp < _deadManAt();
        vm.prank(round.publisher());
        if (!_try(0, call)) return;
        vm.assertTrue(mayExpect);
        (total, _published, words, _pushed) = (sum, leaves, list, 0);
        dueAt = block.timestamp + OBJECTION;
    }

    function object(uint256 who) external {
        address by = people[who % PEOPLE];
        bool expected = round.status() == IRoundTerms.Status.Published && depositOf[by] != 0
            && block.timestamp < _finalisableAt();
        vm.deal(by, by.balance + BOND);
        bytes memory call =
            abi.encodeCall(round.object, (IPublishedRound.Standing.Sponsor, 0, new uint256[](0), BUNDLE));
        vm.prank(by);
        if (!_try(BOND, call)) return;
        vm.assertTrue(expected);
        bondsIn += BOND;
    }

    function rule(uint256 pick) external {
        bool expected = round.status() == IRoundTerms.Status.Objected;
        vm.prank(governance);
        bool isDone = _try(0, abi.encodeCall(round.rule, (IPublishedRound.Ruling(pick % 3))));
        vm.assertTrue(isDone == expected);
        if (isDone && pick % 3 == 0) (total, dueAt) = (0, type(uint256).max);
    }

    function finalise() external {
        bool expected = round.status() == IRoundTerms.Status.Published && block.timestamp >= _finalisableAt();
        bool isDone = _try(0, abi.encodeCall(round.finalise, ()));
        vm.assertTrue(isDone == expected);
        if (isDone) (finalisedAt, finalRoot) = (block.timestamp, round.result().root);
    }

    /// @dev Rarely, so that most rounds live long.
    function cancel(uint256 who) external {
        if (who % 8 != 0) return;
        address caller = [operator, governance, mallory][who / 8 % 3];
        IRoundTerms.Status had = round.status();
        bool isClosed = had == IRoundTerms.Status.Closed;
        bool isGovernances = _isIntake() || isClosed || had == IRoundTerms.Status.Published
            || had == IRoundTerms.Status.Objected;
        bool expected = isGovernances && caller == governance || _isIntake() && caller == operator || isClosed
            && block.timestamp >= round.deadManAt();
        vm.prank(caller);
        bool isDone = _try(0, abi.encodeCall(round.cancel, ()));
        vm.assertTrue(isDone == expected);
    }

    function claim(uint256 pick) external {
        uint32 project = uint32(pick % receivedOf.length);
        uint256 had = address(round).balance;
        if (_try(0, abi.encodeCall(round.claimDonations, (project)))) {
            vm.assertTrue(block.timestamp >= round.closesAt() + DONATION_DELAY);
            vm.assertTrue(block.timestamp < round.closesAt() + CLAIM && claimOf[project] == 0);
            claimOf[project] = had - address(round).balance;
            donationsPaid += claimOf[project];
        }
        if (project >= words.length) return;
        had = address(round).balance;
        bytes32[] memory proof = Leaves.proof(_published, project);
        uint256 share = uint112(words[project]);
        if (_try(0, abi.encodeCall(round.claimMatching, (project, people[0], share, proof)))) {
            vm.assertTrue(round.status() == IRoundTerms.Status.Finalised);
            matchingOf[project] += had - address(round).balance;
            matchingPaid += had - address(round).balance;
        }
    }

    function push(uint256 pick) external {
        if (words.length == 0 || _pushed == words.length) return;
        uint256 count = 1 + pick % (words.length - _pushed);
        uint256[] memory slice = new uint256[](count);
        bool[] memory had = new bool[](count);
        for (uint256 i = 0; i < count; ++i) {
            slice[i] = words[_pushed + i];
            had[i] = round.isMatchingClaimed(_pushed + i);
        }
        uint256 before = address(round).balance;
        bool expected =
            round.status() == IRoundTerms.Status.Finalised && block.timestamp < round.result().lapsesAt;
        bool isDone = _try(0, abi.encodeCall(round.push, (slice, _fold(words, _pushed + count))));
        vm.assertTrue(isDone == expected);
        if (!isDone) return;
        matchingPaid += before - address(round).balance;
        for (uint256 i = 0; i < count; ++i) {
            bool isPaid = !had[i] && round.isMatchingClaimed(_pushed + i);
            if (isPaid) matchingOf[_pushed + i] += uint112(slice[i]);
        }
        _pushed += count;
    }

    function settle(uint256 pick) external {
        uint256 had = address(round).balance;
        address who = people[pick % PEOPLE];
        if (_try(0, abi.encodeCall(round.reclaim, (who)))) {
            returnOf[who] += had - address(round).balance;
            returned += had - address(round).balance;
        }
        had = address(round).balance;
        if (_try(0, abi.encodeCall(round.takeBond, (pick % 5 == 4 ? governance : who)))) {
            bondsOut += had - address(round).balance;
        }
        had = address(round).balance;
        if (_try(0, abi.encodeCall(round.sweep, (address(0))))) swept += had - address(round).balance;
        if (_carts.length == 0) return;
        had = address(round).balance;
        uint256 cart = pick % _carts.length;
        if (_try(0, abi.encodeCall(round.refund, (cart, donorOf[cart], _carts[cart])))) {
            vm.assertEq(refundOf[cart], 0);
            refundOf[cart] = had - address(round).balance;
            donationsPaid += refundOf[cart];
        }
    }

    function ROUND() external view returns (IPublishedRound) {
        return round;
    }

    function projects() external view returns (uint256) {
        return receivedOf.length;
    }

    function carts() external view returns (uint256) {
        return _carts.length;
    }

    function wordsOf(uint256 cart) external view returns (uint256[] memory) {
        return _carts[cart];
    }

    function _isIntake() private view returns (bool) {
        IRoundTerms.Status had = round.status();
        return had == IRoundTerms.Status.Pending || had == IRoundTerms.Status.Open;
    }

    function _isPaused() private view returns (bool) {
        return block.timestamp < round.pausedUntil();
    }

    /// @dev When the window ends, also when an objection lapsed that nobody wrote down yet.
    function _finalisableAt() private view returns (uint256) {
        IPublishedRound.Result memory had = round.result();
        return had.objectedAt == 0 ? had.finalisableAt : had.finalisableAt + had.stopLeftSeconds;
    }

    /// @dev The same for the dead man: what an objection stopped counts, written down or not.
    function _deadManAt() private view returns (uint256) {
        IPublishedRound.Result memory had = round.result();
        return round.deadManAt() + (had.objectedAt == 0 ? 0 : had.stopLeftSeconds);
    }

    function _try(uint256 value, bytes memory call) private returns (bool isDone) {
        (isDone,) = address(round).call{value: value}(call);
    }
}
