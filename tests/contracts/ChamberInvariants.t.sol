// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ChamberBallot} from "../../contracts/ChamberBallot.sol";
import {IChamberBallot} from "../../contracts/interfaces/chambers/IChamberBallot.sol";
import {Base} from "./Base.sol";
import {ChamberHandler} from "./ChamberHandler.sol";

// .tree
// after any sequence of calls and time: C1 to C6 of INVARIANTS.md hold
contract ChamberInvariants is Base {
    ChamberHandler private _handler;
    ChamberBallot private _chambers;

    function setUp() public {
        vm.warp(START_AT);
        _handler = new ChamberHandler();
        _chambers = _handler.theChambers();
        _target(address(_handler));
    }

    function invariant_TheRegisterIsTheModels() public view {
        uint256[8] memory taken;
        for (uint64 number = 0; number < _handler.NUMBERS(); ++number) {
            address holder = _handler.takenBy(number);
            (address had, uint8 chamber, bool isLive) = _chambers.seatOf(number);
            vm.assertTrue(isLive == _handler.isLive(number));
            if (holder == address(0)) continue;
            ++taken[chamber];
            vm.assertEq(had, holder);
            vm.assertEq(uint256(chamber), _handler.chamberOf(number));
        }
        for (uint8 chamber = 0; chamber < 8; ++chamber) {
            vm.assertEq(_chambers.liveSeats(chamber), taken[chamber]);
        }
    }

    function invariant_AWalletHasOneSeat() public view {
        for (uint64 number = 0; number < _handler.NUMBERS(); ++number) {
            address holder = _handler.takenBy(number);
            if (holder == address(0)) continue;
            for (uint64 other = 0; other < number; ++other) {
                vm.assertTrue(_handler.takenBy(other) != holder);
            }
            (uint64 seat,, bool isLive) = _chambers.seatOfHolder(holder);
            vm.assertTrue(isLive == _handler.isLive(number));
            if (isLive) vm.assertEq(uint256(seat), number);
        }
    }

    function invariant_CountsAreThoseOfTheVotes() public view {
        for (uint256 i = 0; i < _handler.ballotCount(); ++i) {
            uint64 ballot = _handler.ballots(i);
            vm.assertEq(
                keccak256(abi.encode(_chambers.countsOf(ballot))), keccak256(abi.encode(_counted(ballot)))
            );
        }
    }

    function invariant_AVoteStaysAsItWasCastOrIsTrimmed() public view {
        for (uint256 i = 0; i < _handler.ballotCount(); ++i) {
            uint64 ballot = _handler.ballots(i);
            for (uint64 number = 0; number < _handler.NUMBERS(); ++number) {
                vm.assertTrue(_chambers.voteOf(ballot, number) == _handler.voteAt(ballot, number));
            }
        }
    }

    function invariant_AClosedResultStays() public view {
        for (uint256 i = 0; i < _handler.ballotCount(); ++i) {
            uint64 ballot = _handler.ballots(i);
            bytes32 closedAs = _handler.closedAs(ballot);
            IChamberBallot.Result memory result = _chambers.resultOf(ballot);
            bool isOpen = result.outcome == IChamberBallot.Outcome.Open;
            vm.assertTrue(isOpen == (block.timestamp < _handler.closesAt(ballot)));
            if (closedAs != 0) vm.assertEq(keccak256(abi.encode(result)), closedAs);
        }
    }

    /// @dev Added up from what the model has of each seat.
    function _counted(uint64 ballot) private view returns (IChamberBallot.Count[8] memory counts) {
        for (uint64 number = 0; number < _handler.NUMBERS(); ++number) {
            if (!_handler.isCounted(ballot, number)) continue;
            IChamberBallot.Count memory count = counts[_handler.chamberOf(number)];
            IChamberBallot.Vote vote = _handler.voteAt(ballot, number);
            ++count.seats;
            if (vote == IChamberBallot.Vote.Against) ++count.against;
            if (vote == IChamberBallot.Vote.For) ++count.support;
            if (vote == IChamberBallot.Vote.Abstain) ++count.abstain;
        }
    }
}
