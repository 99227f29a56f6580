// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {QuadraticFundingRound} from "../../contracts/QuadraticFundingRound.sol";
import {IQuadraticFundingRound} from "../../contracts/interfaces/IQuadraticFundingRound.sol";
import {Base} from "./Base.sol";
import {Leaves} from "./Leaves.sol";

/// @title A whole life of a round, in any order, beside plain sums of what went in and out
/// @dev Every function may be called at any time; it must succeed exactly when the rules say so.
contract RoundHandler is Base {
    uint256 public constant PEOPLE = 3;
    uint32 private constant OBJECTION = 2 days;
    uint32 private constant DONATION_DELAY = 3 days;
    uint32 private constant DEAD_MAN = 12 days;
    bytes32 public constant RULES_HASH = keccak256("rules");

    QuadraticFundingRound public immutable ROUND;
    uint256 public immutable OPENS_AT;
    uint256 public immutable CLOSES_AT;
    address private immutable OPERATOR;
    address private immutable GOVERNANCE;

    address[3] public people;
    address[] public payees;
    uint256[] public receivedOf;
    uint256[][] private _carts;
    address[] public donorOf;
    mapping(uint256 cart => bool) public refunded;
    bytes32 public digest = RULES_HASH;

    uint256 public deposited;
    mapping(address sponsor => uint256) public depositOf;
    uint256 public given;
    uint256 public donationsPaid;
    uint256 public matchingPaid;
    uint256 public returned;
    uint256 public forced;
    mapping(uint256 project => uint256) public matchingOf;

    uint256 public publishedAt;
    uint256 public finalisedAt;
    uint256 public inAtClose;
    bytes32[] private _leaves;
    uint256[] private _shares;
    uint256 public total;

    constructor() {
        OPERATOR = _account("operator");
        GOVERNANCE = _account("governance");
        (OPENS_AT, CLOSES_AT) = (block.timestamp + 1 days, block.timestamp + 6 days);
        ROUND = new QuadraticFundingRound(
            IQuadraticFundingRound.Config(
                OPERATOR,
                GOVERNANCE,
                uint48(OPENS_AT),
                uint48(CLOSES_AT),
                DONATION_DELAY,
                OBJECTION,
                DEAD_MAN,
                RULES_HASH
            ),
            "rules"
        );
        people = [_account("dora"), _account("emil"), _account("sponsor")];
        admit(0);
    }

    /// @dev To the second before the next edge of a window, to the edge, or to the second after it.
    function pass(uint256 pick) public {
        uint256 next = type(uint256).max;
        uint256[5] memory edges =
            [OPENS_AT, CLOSES_AT, CLOSES_AT + DONATION_DELAY, publishedAt + OBJECTION, CLOSES_AT + DEAD_MAN];
        for (uint256 i = 0; i < edges.length; ++i) {
            if (edges[i] > block.timestamp && edges[i] < next) next = edges[i];
        }
        if (next != type(uint256).max) vm.warp(next - 1 + pick % 3);
    }

    /// @dev Twice, so that a sequence of 32 calls sees the whole life of most rounds.
    function passAgain(uint256 pick) external {
        pass(pick);
    }

    function admit(uint256 who) public {
        string memory slug = string(abi.encodePacked("p", bytes1(uint8(97 + payees.length % 26))));
        bool expected = _isIntake() && payees.length < 26;
        address payee = people[who % PEOPLE];
        vm.prank(OPERATOR);
        try ROUND.admit(payee, slug) returns (uint32 id) {
            vm.assertTrue(expected && id == payees.length);
            payees.push(payee);
            receivedOf.push(0);
            _note();
        } catch {
            vm.assertFalse(expected);
        }
    }

    /// @dev Now and then coins are forced in beside the deposit.
    function fund(uint256 who, uint96 amount) external {
        if (who % 4 == 0) {
            vm.deal(address(ROUND), address(ROUND).balance + amount);
            forced += amount;
        }
        address sponsor = people[who % PEOPLE];
        bool expected = _isIntake() && amount != 0;
        vm.deal(sponsor, sponsor.balance + amount);
        vm.prank(sponsor);
        try ROUND.fund{value: amount}() {
            vm.assertTrue(expected);
            deposited += amount;
            depositOf[sponsor] += amount;
            _note();
        } catch {
            vm.assertFalse(expected);
        }
    }

    function donate(uint256 who, uint256 a, uint256 b, uint64 amount) external {
        address donor = people[who % PEOPLE];
        uint256[] memory words = new uint256[](2);
        (a, b) = (a % (payees.length + 1) % payees.length, b % payees.length);
        words[0] = a << 112 | (uint256(amount) + 1);
        words[1] = b << 112 | 7;
        uint256 sum = uint256(amount) + 8;
        vm.deal(donor, donor.balance + sum);
        bool expected = ROUND.status() == IQuadraticFundingRound.Status.Open;
        vm.prank(donor);
        try ROUND.donate{value: sum}(words) {
            vm.assertTrue(expected);
            receivedOf[a] += uint256(amount) + 1;
            receivedOf[b] += 7;
            given += sum;
            digest = keccak256(abi.encode(digest, keccak256(abi.encode(_carts.length, donor, words))));
            _carts.push(words);
            donorOf.push(donor);
            _note();
        } catch {
            vm.assertFalse(expected);
        }
    }

    /// @dev A result of random shares that add up to at most the pool, or one wei more than it.
    function publish(uint256 seed) external {
        uint256[] memory shares = new uint256[](payees.length);
        bytes32[] memory leaves = new bytes32[](payees.length);
        uint256 sum = 0;
        for (uint256 i = 0; i < shares.length; ++i) {
            shares[i] = uint256(keccak256(abi.encode(seed, i))) % (deposited - sum + 1);
            if (i == 0 && seed % 5 == 0) shares[i] = deposited + 1;
            leaves[i] = Leaves.hash(i, payees[i], shares[i]);
            sum += shares[i];
            if (sum > deposited) break;
        }
        IQuadraticFundingRound.Status had = ROUND.status();
        bool expected = sum <= deposited && block.timestamp < CLOSES_AT + DEAD_MAN
            && (had == IQuadraticFundingRound.Status.Closed || had == IQuadraticFundingRound.Status.Published);
        bytes32 root = Leaves.root(leaves);
        vm.prank(OPERATOR);
        try ROUND.publish(root, sum, 0, digest) {
            vm.assertTrue(expected);
            (publishedAt, total, _leaves, _shares) = (block.timestamp, sum, leaves, shares);
        } catch {
            vm.assertFalse(expected);
        }
    }

    function finalise() external {
        bool expected = ROUND.status() == IQuadraticFundingRound.Status.Published
            && block.timestamp >= publishedAt + OBJECTION;
        try ROUND.finalise() {
            vm.assertTrue(expected);
            finalisedAt = block.timestamp;
        } catch {
            vm.assertFalse(expected);
        }
    }

    /// @dev Rarely, so that most rounds live long.
    function cancel(uint256 who) external {
        if (who % 8 != 0) return;
        address caller = [OPERATOR, GOVERNANCE, people[0]][who / 8 % 3];
        IQuadraticFundingRound.Status had = ROUND.status();
        bool closed = had == IQuadraticFundingRound.Status.Closed;
        bool expected = _isIntake()
            ? caller != people[0]
            : (closed || had == IQuadraticFundingRound.Status.Published) && caller == GOVERNANCE || closed
                && block.timestamp >= CLOSES_AT + DEAD_MAN;
        vm.prank(caller);
        try ROUND.cancel() {
            vm.assertTrue(expected);
        } catch {
            vm.assertFalse(expected);
        }
    }

    /// @dev Everything that can be asked for, for three projects, carts and sponsors in turn.
    function settle(uint256 pick) external {
        for (uint256 i = pick % 64; i < pick % 64 + 3; ++i) {
            _claimDonations(i);
            _claimMatching(i);
            _refund(i);
            _reclaim(i);
        }
    }

    function projects() external view returns (uint256) {
        return payees.length;
    }

    function carts() external view returns (uint256) {
        return _carts.length;
    }

    function wordsOf(uint256 cart) external view returns (uint256[] memory) {
        return _carts[cart];
    }

    function amountOf(uint256 cart) public view returns (uint256 sum) {
        for (uint256 i = 0; i < _carts[cart].length; ++i) {
            sum += uint112(_carts[cart][i]);
        }
    }

    function objectionSeconds() external pure returns (uint256) {
        return OBJECTION;
    }

    function _claimDonations(uint256 pick) private {
        uint32 project = uint32(pick % payees.length);
        uint256 before = payees[project].balance;
        bool expected = block.timestamp >= CLOSES_AT + DONATION_DELAY && receivedOf[project] != 0
            && ROUND.status() != IQuadraticFundingRound.Status.Cancelled
            && !ROUND.projectOf(project).donationsClaimed;
        try ROUND.claimDonations(project) {
            vm.assertTrue(expected);
            vm.assertEq(payees[project].balance - before, receivedOf[project]);
            donationsPaid += receivedOf[project];
        } catch {
            vm.assertFalse(expected);
        }
    }

    function _claimMatching(uint256 pick) private {
        uint256 project = pick % payees.length;
        if (_leaves.length == 0) return;
        bool expected =
            ROUND.status() == IQuadraticFundingRound.Status.Finalised && !ROUND.isMatchingClaimed(project);
        bytes32[] memory proof = Leaves.proof(_leaves, project);
        try ROUND.claimMatching(project, payees[project], _shares[project], proof) {
            vm.assertTrue(expected);
            matchingOf[project] += _shares[project];
            matchingPaid += _shares[project];
        } catch {
            vm.assertFalse(expected);
        }
    }

    function _refund(uint256 pick) private {
        if (_carts.length == 0) return;
        uint256 cart = pick % _carts.length;
        bool expected = ROUND.status() == IQuadraticFundingRound.Status.Cancelled && !refunded[cart];
        try ROUND.refund(cart, donorOf[cart], _carts[cart]) {
            vm.assertTrue(expected);
            refunded[cart] = true;
            donationsPaid += amountOf(cart);
        } catch {
            vm.assertFalse(expected);
        }
    }

    function _reclaim(uint256 who) private {
        address sponsor = people[who % PEOPLE];
        IQuadraticFundingRound.Status had = ROUND.status();
        bool isFinal = had == IQuadraticFundingRound.Status.Finalised;
        bool isReturned = had > IQuadraticFundingRound.Status.Finalised;
        uint256 left = isFinal ? deposited - total : isReturned ? deposited : 0;
        uint256 share = deposited == 0 ? 0 : depositOf[sponsor] * left / deposited;
        uint256 before = sponsor.balance;
        try ROUND.reclaim(sponsor) {
            vm.assertTrue(share != 0);
            vm.assertEq(sponsor.balance - before, share);
            depositOf[sponsor] = 0;
            returned += share;
        } catch {
            vm.assertEq(share, 0);
        }
    }

    function _isIntake() private view returns (bool) {
        IQuadraticFundingRound.Status had = ROUND.status();
        return had == IQuadraticFundingRound.Status.Pending || had == IQuadraticFundingRound.Status.Open;
    }

    function _note() private {
        inAtClose = payees.length + given + deposited;
    }
}
