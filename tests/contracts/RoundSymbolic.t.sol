// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {PublishedRound} from "../../contracts/rounds/PublishedRound.sol";
import {TermWords} from "../../contracts/rounds/TermWords.sol";
import {Base} from "./Base.sol";
import {Svm} from "./SymbolicFixture.sol";

/// @title What a published round in native coin can do: in every state, by every caller, with all arguments
/// @notice Run by halmos (scripts/soak symbolic), not by forge, which finds no test in here.
/// @dev Bounds: data is as the ABI has it; arrays have length 1 and texts 32 bytes, where a check does not say else.
/// A check of which every path is cut off fails, so `assume(succeeds)` hides no call that never succeeds.
/// @custom:halmos --default-array-lengths 1 --default-bytes-lengths 32 --loop 3 --solver-timeout-branching 100ms
contract RoundSymbolic is Base {
    Svm private constant svm = Svm(address(uint160(uint256(keccak256("svm cheat code")))));
    address private constant GOVERNANCE = address(0x60);
    address private constant GUARDIAN = address(0x66);
    address private constant OPERATOR = address(0x61);
    address private constant PUBLISHER = address(0x62);
    address private constant COMMITTER = address(0x63);
    address private constant APPLICANT = address(0x64);
    address private constant DONOR = address(0x65);
    address[2] private payees = [address(0x71), address(0x72)];
    uint40 private constant OPENS_AT = 1000;
    uint40 private constant CLOSES_AT = 2000;
    uint32 private constant DAYS = 10 days;
    uint256 private constant ENDED_BIT = 168;

    PublishedRound private round;
    PublishedRound private _anyRound;

    function setUp() public {
        vm.warp(1);
        address code = address(new PublishedRound());
        round = PublishedRound(payable(Clones.cloneWithImmutableArgs(code, TermWords.pack(_terms()))));
        round.open("rules");
        // No slot of this one was written: all of them are any.
        _anyRound = PublishedRound(payable(Clones.cloneWithImmutableArgs(code, TermWords.pack(_terms()))));
        svm.enableSymbolicStorage(address(_anyRound));
        vm.deal(address(_anyRound), type(uint128).max);
    }

    // In any state whatever.

    function check_Ends_AFinalResultStays(address caller, uint40 time) public {
        _any(time);
        vm.assume(round.status() == IRoundTerms.Status.Finalised);
        (bytes32 root, uint256 total) = (round.result().root, round.result().total);
        vm.assume(_succeeds(caller, svm.createCalldata("PublishedRound")));
        assert(round.status() == IRoundTerms.Status.Finalised);
        assert(round.result().root == root && round.result().total == total);
    }

    function check_Ends_ACancelledRoundStays(address caller, uint40 time) public {
        _any(time);
        IRoundTerms.Status had = round.status();
        vm.assume(had == IRoundTerms.Status.Cancelled || had == IRoundTerms.Status.PoolReturned);
        vm.assume(_succeeds(caller, svm.createCalldata("PublishedRound")));
        assert(round.status() == had);
    }

    function check_Roles_OthersPublishNothing(address caller, uint40 time) public {
        _any(time);
        vm.assume(caller != round.publisher() && caller != GOVERNANCE);
        (bytes32 root, uint256 total) = (round.result().root, round.result().total);
        vm.assume(_succeeds(caller, svm.createCalldata("PublishedRound")));
        assert(round.result().root == root && round.result().total == total);
    }

    function check_Roles_StrangersEndNothingBeforeTheDeadMan(address caller, uint40 time) public {
        _any(time);
        IRoundTerms.Status had = round.status();
        vm.assume(caller != OPERATOR && caller != GOVERNANCE);
        bool isDead = had == IRoundTerms.Status.Closed && time >= round.deadManAt();
        vm.assume(had != IRoundTerms.Status.Cancelled && had != IRoundTerms.Status.PoolReturned && !isDead);
        vm.assume(_succeeds(caller, svm.createCalldata("PublishedRound")));
        IRoundTerms.Status has = round.status();
        assert(has != IRoundTerms.Status.Cancelled && has != IRoundTerms.Status.PoolReturned);
    }

    function check_Windows_TheCloseOnlyMovesLaterAndBeforeIt(address caller, uint40 time) public {
        _any(time);
        uint256 had = round.closesAt();
        vm.assume(_succeeds(caller, svm.createCalldata("PublishedRound")));
        uint256 has = round.closesAt();
        assert(has == had || (has > had && time < had));
    }

    function check_Windows_WhatArrivesIsBeforeAnyResult(
        address caller,
        uint40 time,
        uint256 word,
        bytes32[5] calldata result,
        uint256 total
    ) public {
        _any(time);
        uint256[] memory words = new uint256[](1);
        words[0] = word;
        vm.deal(caller, type(uint128).max);
        vm.prank(caller);
        (bool isIn,) = address(round).call{value: uint112(word)}(abi.encodeCall(round.donate, (words)));
        vm.assume(isIn);
        assert(time >= OPENS_AT && time < round.closesAt());
        bytes memory publication =
            abi.encodeCall(round.publish, (result[0], result[1], total, result[2], result[3], result[4]));
        assert(!_succeeds(PUBLISHER, publication));
        assert(!_succeeds(caller, abi.encodeCall(round.finalise, ())));
        assert(!_succeeds(caller, abi.encodeCall(round.claimDonations, (uint32(word >> 112)))));
    }

    function check_Windows_DonationsGoToProjectsOrBack(
        address caller,
        uint40 time,
        uint32 project,
        uint256 cart,
        address donor,
        uint256[] calldata words
    ) public {
        _any(time);
        vm.assume(_succeeds(caller, abi.encodeCall(round.refund, (cart, donor, words))));
        assert(!_succeeds(caller, abi.encodeCall(round.claimDonations, (project))));
    }

    // From the life of a round, with any amounts.

    function check_Claims_AreWhatWasReceived(uint112 a, uint112 b, uint40 time) public {
        _give(a, b);
        vm.warp(time);
        uint256 had = address(round).balance;
        vm.assume(_succeeds(address(this), abi.encodeCall(round.claimDonations, (0))));
        assert(had - address(round).balance == a && payees[0].balance == a);
        assert(!_succeeds(address(this), abi.encodeCall(round.claimDonations, (0))));
        assert(address(round).balance == round.owed());
    }

    function check_Push_SlicesPayWhatTheListSays(uint112 a, uint112 b) public {
        bytes32 rest = _final(a, b);
        uint256[] memory first = new uint256[](1);
        first[0] = a;
        vm.assume(_succeeds(address(this), abi.encodeCall(round.push, (first, rest))));
        uint256[] memory second = new uint256[](1);
        second[0] = 1 << 112 | b;
        vm.assume(_succeeds(address(this), abi.encodeCall(round.push, (second, 0))));
        assert(payees[0].balance == a && payees[1].balance == b);
    }

    function check_Push_NothingButTheListIsPaid(uint112 a, uint112 b, uint256 word, bytes32 after_) public {
        bytes32 rest = _final(a, b);
        uint256[] memory words = new uint256[](1);
        words[0] = word;
        vm.assume(_succeeds(address(this), abi.encodeCall(round.push, (words, after_))));
        assert(word == a && after_ == rest);
    }

    /// @dev Two projects, to which Dora gave.
    function _give(uint112 a, uint112 b) private {
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(APPLICANT);
            round.applyFor(payees[i], "name", 0);
            vm.prank(GOVERNANCE);
            round.review(uint32(i), 1, true, "");
        }
        vm.warp(OPENS_AT);
        uint256[] memory words = new uint256[](2);
        (words[0], words[1]) = (a, 1 << 112 | uint256(b));
        vm.deal(DONOR, type(uint128).max);
        vm.prank(DONOR);
        (bool isIn,) = address(round).call{value: uint256(a) + b}(abi.encodeCall(round.donate, (words)));
        vm.assume(isIn);
    }

    /// @dev A final list of these two; returns what of it is left after the first.
    function _final(uint112 a, uint112 b) private returns (bytes32 rest) {
        _give(1, 1);
        uint256 pool = uint256(a) + b;
        vm.assume(pool != 0);
        vm.prank(DONOR);
        (bool isIn,) = address(round).call{value: pool}(abi.encodeCall(round.fund, (pool)));
        vm.assume(isIn);
        vm.warp(CLOSES_AT);
        vm.prank(COMMITTER);
        round.commitCoefficients(bytes32(uint256(1)));
        rest = Hashes.efficientKeccak256(bytes32(1 << 112 | uint256(b)), 0);
        bytes32 list = Hashes.efficientKeccak256(bytes32(uint256(a)), rest);
        bytes32 digest = round.digest();
        vm.prank(PUBLISHER);
        round.publish(bytes32(uint256(1)), list, pool, 0, digest, bytes32(uint256(1)));
        vm.warp(CLOSES_AT + DAYS);
        round.finalise();
    }

    /// @dev Any moment, and any state of a round that was opened: it closes as configured or later, which a check here
    /// keeps, and has ended in one of the two ways there are, or in none.
    function _any(uint40 time) private {
        round = _anyRound;
        uint8 ended = uint8(uint256(vm.load(address(round), 0)) >> ENDED_BIT);
        vm.assume(
            ended == uint8(IRoundTerms.Status.Pending) || ended == uint8(IRoundTerms.Status.Cancelled)
                || ended == uint8(IRoundTerms.Status.PoolReturned)
        );
        vm.assume(time > 0 && round.closesAt() >= CLOSES_AT);
        vm.warp(time);
    }

    function _terms() private pure returns (IRoundTerms.Terms memory terms) {
        (terms.operator, terms.publisher, terms.committer) = (OPERATOR, PUBLISHER, COMMITTER);
        (terms.governance, terms.opensAt, terms.closesAt, terms.capBps) = (GOVERNANCE, OPENS_AT, CLOSES_AT, 1);
        (terms.donationDelaySeconds, terms.objectionSeconds, terms.decisionSeconds) = (DAYS, DAYS, DAYS);
        (terms.deadManSeconds, terms.claimSeconds, terms.payeeDelaySeconds) = (2 * DAYS, 30 * DAYS, DAYS);
        (terms.guardian, terms.holdSeconds, terms.pauseSeconds) = (GUARDIAN, DAYS, DAYS);
        terms.extensionSeconds = DAYS;
        terms.configHash = keccak256("rules");
    }

    function _succeeds(address caller, bytes memory data) private returns (bool isDone) {
        vm.prank(caller);
        (isDone,) = address(round).call(data);
    }
}
