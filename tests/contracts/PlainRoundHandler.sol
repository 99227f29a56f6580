// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRoundFactory} from "../../contracts/interfaces/rounds/IRoundFactory.sol";
import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {PlainRound} from "../../contracts/rounds/PlainRound.sol";
import {RoundFixture} from "./RoundFixture.sol";
import {GoodToken} from "./Tokens.sol";

/// @title A whole life of a plain round in an ERC-20, in any order, beside plain sums of what went in and out
contract PlainRoundHandler is RoundFixture {
    uint256 public constant PEOPLE = 4;
    uint256 public constant PROJECTS = 3;

    PlainRound public plain;
    GoodToken public token;
    address[4] public people = [dora, emil, sponsor, mallory];
    uint256 public deposited;
    uint256 public given;
    uint256 public donationsPaid;
    uint256 public matchingPaid;
    uint256 public returned;
    uint256 public forced;
    uint256 public swept;
    uint256[3] public receivedOf;
    uint256[3] public claimOf;
    uint256[3] public matchingOf;
    mapping(address donor => uint256[3]) private _gifts;

    constructor() {
        setUp();
    }

    /// @dev Once: it is no call of a round's life. Dora and Emil are matched; scale with a cap of 40 %.
    function setUp() public override {
        if (address(plain) != address(0)) return;
        super.setUp();
        token = new GoodToken(18);
        vm.prank(governance);
        factory.allowToken(address(token), true);
        GoodToken badge = new GoodToken(0);
        badge.mint(dora, 1);
        badge.mint(emil, 1);
        IRoundTerms.Terms memory terms = _terms();
        (terms.token, terms.badge, terms.capBps) = (address(token), address(badge), 4000);
        terms.saturation = IRoundTerms.Saturation.Scale;
        vm.prank(operator);
        plain = PlainRound(payable(factory.open(IRoundFactory.Mode.Plain, terms, RULES)));
        address[3] memory payees = [garden, library_, applicant];
        for (uint256 i = 0; i < PROJECTS; ++i) {
            _admitTo(plain, payees[i]);
        }
        for (uint256 i = 0; i < PEOPLE; ++i) {
            vm.prank(people[i]);
            token.approve(address(plain), type(uint256).max);
        }
    }

    function pass(uint256 pick) public {
        uint256[5] memory edges = [
            uint256(OPENS_AT),
            CLOSES_AT,
            CLOSES_AT + OBJECTION,
            CLOSES_AT + DONATION_DELAY,
            LAPSES_AT + 60 days * (pick % 2)
        ];
        for (uint256 i = 0; i < edges.length; ++i) {
            if (edges[i] > block.timestamp) return vm.warp(edges[i] - 1 + pick % 3);
        }
    }

    function fund(uint256 who, uint96 amount) external {
        address from = people[who % PEOPLE];
        if (who % 4 == 0) {
            token.mint(address(plain), amount);
            forced += amount;
        }
        token.mint(from, amount);
        vm.prank(from);
        if (_try(abi.encodeCall(plain.fund, (amount)))) deposited += amount;
    }

    function donate(uint256 who, uint256 a, uint64 amount) public {
        address from = people[who % PEOPLE];
        (uint256 project, uint256 units) = (a % PROJECTS, uint256(amount) + 1);
        bool expected = plain.status() == IRoundTerms.Status.Open;
        token.mint(from, units);
        vm.prank(from);
        bool isDone = _try(abi.encodeCall(plain.donate, (_single(_word(project, units)))));
        vm.assertTrue(isDone == expected);
        if (!isDone) return;
        given += units;
        receivedOf[project] += units;
        _gifts[from][project] += units;
    }

    function donateAgain(uint256 who, uint256 a, uint64 amount) external {
        donate(who, a % 8 + 1, amount);
    }

    /// @dev With a set of the capped that is any of the eight.
    function finalise(uint256 pick) external {
        uint32[] memory capped = new uint32[](pick % 4);
        for (uint32 i = 0; i < capped.length; ++i) {
            capped[i] = uint32((i + pick / 4) % PROJECTS);
        }
        bool isDone = _try(abi.encodeCall(plain.finalise, (capped)));
        bool isTime = block.timestamp >= CLOSES_AT + OBJECTION;
        if (isDone) vm.assertTrue(isTime);
    }

    function cancel(uint256 who) external {
        if (who % 8 != 0) return;
        vm.prank(who % 16 == 0 ? operator : governance);
        _try(abi.encodeCall(plain.cancel, ()));
    }

    function settle(uint256 pick) external {
        uint32 project = uint32(pick % PROJECTS);
        address who = people[pick / 7 % PEOPLE];
        uint256 had = token.balanceOf(address(plain));
        if (_try(abi.encodeCall(plain.claimDonations, (project)))) {
            claimOf[project] += had - token.balanceOf(address(plain));
            donationsPaid += receivedOf[project];
        }
        had = token.balanceOf(address(plain));
        uint32[] memory ids = new uint32[](2);
        (ids[0], ids[1]) = (project, project);
        bytes memory call = pick % 2 == 0
            ? abi.encodeCall(plain.claimMatching, (project))
            : abi.encodeCall(plain.push, (ids));
        if (_try(call)) {
            matchingOf[project] += had - token.balanceOf(address(plain));
            matchingPaid += had - token.balanceOf(address(plain));
        }
        had = token.balanceOf(address(plain));
        if (_try(abi.encodeCall(plain.reclaim, (who)))) returned += had - token.balanceOf(address(plain));
        had = token.balanceOf(address(plain));
        if (_try(abi.encodeCall(plain.sweep, (address(token))))) {
            swept += had - token.balanceOf(address(plain));
        }
        had = token.balanceOf(address(plain));
        if (!_try(abi.encodeCall(plain.refund, (who, ids)))) return;
        vm.assertEq(had - token.balanceOf(address(plain)), _gifts[who][project]);
        donationsPaid += _gifts[who][project];
        _gifts[who][project] = 0;
    }

    function _try(bytes memory call) private returns (bool isDone) {
        (isDone,) = address(plain).call(call);
    }
}
