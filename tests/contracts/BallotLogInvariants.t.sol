// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BallotLog} from "../../contracts/BallotLog.sol";
import {IBallotLog} from "../../contracts/interfaces/IBallotLog.sol";
import {Base} from "./Base.sol";
import {BallotLogHandler} from "./BallotLogHandler.sol";

// .tree
// after any sequence of calls and time: R1 to R4 of INVARIANTS.md hold
contract BallotLogInvariants is Base {
    BallotLogHandler private _handler;
    BallotLog private _log;

    function setUp() public {
        vm.warp(START_AT);
        _handler = new BallotLogHandler();
        _log = _handler.LOG();
        _target(address(_handler));
    }

    function invariant_AListIsWhatItsRelayCommittedLast() public view {
        for (uint256 i = 0; i < _handler.RELAYS() * _handler.PROPOSALS(); ++i) {
            (address relay, uint256 id) = _place(i);
            IBallotLog.List memory had = _log.listOf(relay, id);
            IBallotLog.List memory kept = _handler.keptOf(relay, id);
            vm.assertEq(keccak256(abi.encode(had)), keccak256(abi.encode(kept)));
        }
    }

    function invariant_AListIsFinalOnceAndOnlyAfterTheVote() public view {
        for (uint256 i = 0; i < _handler.RELAYS() * _handler.PROPOSALS(); ++i) {
            (address relay, uint256 id) = _place(i);
            IBallotLog.List memory list = _log.listOf(relay, id);
            uint256 lastAt = _handler.GOVERNOR().proposalDeadline(id);
            vm.assertEq(_handler.timesAfter(relay, id), list.isFinal ? 1 : 0);
            vm.assertTrue(list.isFinal == (list.committedAt > lastAt));
            vm.assertLe(list.committedAt, lastAt + 7 days);
        }
    }

    function invariant_AListIsClosedWhenItIsFinalOrTheTimeIsOver() public view {
        for (uint256 i = 0; i < _handler.RELAYS() * _handler.PROPOSALS(); ++i) {
            (address relay, uint256 id) = _place(i);
            bool isOver = block.timestamp > _handler.GOVERNOR().proposalDeadline(id) + 7 days;
            vm.assertTrue(_log.isClosed(relay, id) == (isOver || _log.listOf(relay, id).isFinal));
        }
    }

    function invariant_AnUnknownProposalHasNoList() public view {
        for (uint256 i = 0; i < _handler.RELAYS(); ++i) {
            vm.assertEq(uint256(_log.listOf(_handler.relayOf(i), 0).count), 0);
        }
    }

    function _place(uint256 i) private view returns (address relay, uint256 proposalId) {
        return (_handler.relayOf(i), 1 + i / _handler.RELAYS());
    }
}
