// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IChamberBallot} from "../../contracts/interfaces/chambers/IChamberBallot.sol";
import {IChamberRules} from "../../contracts/interfaces/chambers/IChamberRules.sol";
import {ChamberFixture} from "./ChamberFixture.sol";

// .tree
// what is decided
// ├── chambers with fewer seats than a house needs are no part of it: two friends capture nothing
// ├── too few houses, or too little turnout: no quorum; every house counts the same, whatever its size
// ├── two, three, four houses veto from their shares on; one house never does
// ├── each open objection raises the approval that is needed, up to 9 000; where it blocks, it blocks
// └── close fixes it once, with the objections of that moment
contract ChamberOutcomeTest is ChamberFixture {
    bytes32 private constant OTHER = keccak256("another-project");

    function test_CaptureByTwoSeatChambersFails() public {
        // Two chambers of five, against; four of two friends each, for, whose means would carry it.
        uint64 ballot = _houses(2, 5);
        for (uint8 chamber = 2; chamber < 6; ++chamber) {
            _seats(chamber, 100 * (uint64(chamber) + 1), 2);
        }
        ballot = _next();
        for (uint8 chamber = 0; chamber < 6; ++chamber) {
            _vote(ballot, chamber, chamber < 2 ? 5 : 0, chamber < 2 ? 0 : 2, 0);
        }
        _assertAtClose(ballot, IChamberBallot.Outcome.Vetoed);
        IChamberBallot.Result memory result = chambers.resultOf(ballot);
        vm.assertEq(uint256(result.houses), 3);
        vm.assertEq(uint256(result.approvalBps), 0);
    }

    function test_ChambersOfTwoSeatsAloneHaveNoQuorum() public {
        for (uint8 chamber = 0; chamber < 8; ++chamber) {
            _seats(chamber, 100 * (uint64(chamber) + 1), 2);
        }
        uint64 ballot = _next();
        for (uint8 chamber = 0; chamber < 8; ++chamber) {
            _vote(ballot, chamber, 0, 2, 0);
        }
        _assertAtClose(ballot, IChamberBallot.Outcome.NoQuorum);
    }

    /// @dev Badges issued to fill a chamber count only after the maturity, and never in a ballot that is open.
    function test_AChamberIsNotFilledForABallot() public {
        uint64 ballot = _houses(1, 5);
        _seats(1, 200, 2);
        _issueRow(1, 202, 3);
        vm.expectRevert();
        chambers.takeSeats(_row(202, 3));
        ballot = _next();
        vm.warp(block.timestamp + 1);
        vm.assertEq(uint256(chambers.countsOf(ballot)[1].seats), 2);
        _vote(ballot, 0, 0, 5, 0);
        _vote(ballot, 1, 0, 2, 0);
        _assertAtClose(ballot, IChamberBallot.Outcome.NoQuorum);
    }

    function test_NoQuorum_AtTheEdgeOfTurnout() public {
        // 20 % is needed: of two houses of ten, 2 and 2 votes are enough, 2 and 1 are not.
        uint64 ballot = _houses(2, 10);
        _vote(ballot, 0, 0, 1, 1);
        _vote(ballot, 1, 0, 1, 0);
        uint256 before = vm.snapshotState();
        _assertAtClose(ballot, IChamberBallot.Outcome.NoQuorum);
        vm.revertToState(before);
        _cast(ballot, 201, ABSTAIN);
        vm.assertEq(uint256(chambers.resultOf(ballot).turnoutBps), 2_000);
        _assertAtClose(ballot, IChamberBallot.Outcome.Approved);
    }

    function test_NobodyVotes() public {
        _assertAtClose(_houses(3, 5), IChamberBallot.Outcome.NoQuorum);
        vm.warp(block.timestamp + LONGEST);
        vm.prank(governance);
        uint64 ballot = chambers.open(SUBJECT, 0, uint40(block.timestamp) + SHORTEST);
        _assertAtClose(ballot, IChamberBallot.Outcome.NoQuorum);
    }

    function test_AllAbstain() public {
        uint64 ballot = _houses(2, 5);
        _vote(ballot, 0, 0, 0, 5);
        _vote(ballot, 1, 0, 0, 5);
        vm.assertEq(uint256(chambers.resultOf(ballot).turnoutBps), 10_000);
        _assertAtClose(ballot, IChamberBallot.Outcome.Rejected);
    }

    function test_EveryHouseCountsTheSame() public {
        // 5 of 5 for, 1 of 20 for and 2 against: approval (10 000 + 3 333) / 2, rounded down.
        _seats(0, 100, 5);
        _seats(1, 200, 20);
        uint64 ballot = _next();
        _vote(ballot, 0, 0, 5, 0);
        _vote(ballot, 1, 2, 1, 0);
        IChamberBallot.Result memory result = chambers.resultOf(ballot);
        vm.assertEq(uint256(result.approvalBps), 6_666);
        vm.assertEq(uint256(result.turnoutBps), 5_750);
        _assertAtClose(ballot, IChamberBallot.Outcome.Approved);
    }

    function test_Rejected_AtTheEdgeOfApproval() public {
        // 60 % is needed: 3 of 5 who decide in both houses are enough, 3 of 6 in one are not.
        uint64 ballot = _houses(1, 20);
        _seats(1, 200, 20);
        ballot = _next();
        _vote(ballot, 0, 2, 3, 0);
        _vote(ballot, 1, 2, 3, 5);
        uint256 before = vm.snapshotState();
        _assertAtClose(ballot, IChamberBallot.Outcome.Approved);
        vm.revertToState(before);
        _cast(ballot, 119, AGAINST);
        _assertAtClose(ballot, IChamberBallot.Outcome.Rejected);
    }

    function test_Veto_OneHouseNever() public {
        uint64 ballot = _houses(4, 5);
        _vote(ballot, 0, 5, 0, 0);
        for (uint8 chamber = 1; chamber < 4; ++chamber) {
            _vote(ballot, chamber, 0, 5, 0);
        }
        _assertAtClose(ballot, IChamberBallot.Outcome.Approved);
    }

    function test_Veto_OfTwoHouses() public {
        _assertVeto(2, 17);
    }

    function test_Veto_OfThreeHouses() public {
        _assertVeto(3, 14);
    }

    function test_Veto_OfFourHouses() public {
        _assertVeto(4, 11);
    }

    function test_Objections_RaiseTheApprovalThatIsNeeded() public {
        uint64 ballot = _houses(2, 20);
        _vote(ballot, 0, 3, 7, 0);
        _vote(ballot, 1, 3, 7, 0);
        vm.warp(block.timestamp + PERIOD);
        uint8[5] memory masks = [0, 1, 0x81, 0x83, 0xff];
        uint256[5] memory needed = [uint256(6_000), 6_500, 7_000, 7_500, 9_000];
        for (uint256 i = 0; i < 5; ++i) {
            feedback.set(PROJECT, masks[i]);
            feedback.set(OTHER, 0xff);
            IChamberBallot.Result memory result = chambers.resultOf(ballot);
            vm.assertEq(uint256(result.neededBps), needed[i]);
            vm.assertEq(uint256(result.objections), masks[i]);
            bool isApproved = result.outcome == IChamberBallot.Outcome.Approved;
            vm.assertTrue(isApproved == (needed[i] <= 7_000));
            if (!isApproved) _assertOutcome(ballot, IChamberBallot.Outcome.Rejected);
        }
    }

    function test_Objections_BlockWhereTheyAreMeantTo() public {
        IChamberRules.Rules memory made = _rules();
        made.isBlocking = true;
        _setRules(made);
        uint64 ballot = _houses(2, 5);
        _vote(ballot, 0, 0, 5, 0);
        _vote(ballot, 1, 0, 5, 0);
        vm.warp(block.timestamp + PERIOD);
        _assertOutcome(ballot, IChamberBallot.Outcome.Approved);
        feedback.set(PROJECT, 1 << 7);
        _assertOutcome(ballot, IChamberBallot.Outcome.Blocked);
    }

    function test_Objections_AreNotReadWithoutAProject() public {
        _houses(2, 5);
        feedback.set(0, 0xff);
        vm.prank(governance);
        uint64 ballot = chambers.open("other", 0, uint40(block.timestamp) + PERIOD);
        vm.assertEq(uint256(chambers.resultOf(ballot).objections), 0);
    }

    function test_Close_FixesTheObjectionsOfThatMoment() public {
        uint64 ballot = _houses(2, 5);
        _vote(ballot, 0, 1, 4, 0);
        _vote(ballot, 1, 0, 5, 0);
        vm.warp(block.timestamp + PERIOD);
        IChamberBallot.Result memory result = chambers.resultOf(ballot);
        vm.expectEmit(address(chambers));
        emit IChamberBallot.BallotClosed(ballot, result);
        vm.prank(stranger);
        vm.assertTrue(chambers.close(ballot) == IChamberBallot.Outcome.Approved);
        feedback.set(PROJECT, 0xff);
        _assertOutcome(ballot, IChamberBallot.Outcome.Approved);
        vm.assertEq(keccak256(abi.encode(chambers.resultOf(ballot))), keccak256(abi.encode(result)));
        vm.assertTrue(chambers.ballotOf(ballot).isClosed);
        vm.expectRevert(abi.encodeWithSelector(IChamberBallot.ChamberBallotClosed.selector, ballot));
        chambers.close(ballot);
    }

    function test_Close_AtTheEdge() public {
        uint64 ballot = _houses(2, 5);
        uint256 closesAt = chambers.ballotOf(ballot).closesAt;
        vm.warp(closesAt - 1);
        _assertOutcome(ballot, IChamberBallot.Outcome.Open);
        vm.expectRevert(
            abi.encodeWithSelector(
                IChamberBallot.ChamberBallotStillOpen.selector, ballot, closesAt - 1, closesAt
            )
        );
        chambers.close(ballot);
        vm.warp(closesAt);
        vm.assertTrue(chambers.close(ballot) == IChamberBallot.Outcome.NoQuorum);
    }

    /// @dev `houses` houses of a hundred veto with `share` against each, and not with one less in one of them.
    function _assertVeto(uint8 houses, uint64 share) private {
        uint64 ballot = _houses(5, 100);
        for (uint8 chamber = 0; chamber < 5; ++chamber) {
            _vote(ballot, chamber, chamber >= houses ? 0 : chamber == 0 ? share - 1 : share, 79, 0);
        }
        uint256 before = vm.snapshotState();
        _assertAtClose(ballot, IChamberBallot.Outcome.Approved);
        vm.revertToState(before);
        _cast(ballot, 199, AGAINST);
        _assertAtClose(ballot, IChamberBallot.Outcome.Vetoed);
    }

    /// @dev Chambers 0 on with so many seats each, numbered 100 * (chamber + 1) on, and a ballot.
    function _houses(uint8 count, uint64 seats) private returns (uint64) {
        for (uint8 chamber = 0; chamber < count; ++chamber) {
            _seats(chamber, 100 * (uint64(chamber) + 1), seats);
        }
        return _next();
    }

    function _next() private returns (uint64) {
        vm.warp(block.timestamp + PERIOD);
        return _open();
    }

    function _vote(uint64 ballot, uint8 chamber, uint64 against, uint64 support, uint64 abstain) private {
        _castRow(ballot, 100 * (uint64(chamber) + 1), against, support, abstain);
    }

    function _assertAtClose(uint64 ballot, IChamberBallot.Outcome needed) private {
        vm.warp(chambers.ballotOf(ballot).closesAt);
        _assertOutcome(ballot, needed);
    }
}
