// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IChamberBallot} from "../../contracts/interfaces/chambers/IChamberBallot.sol";
import {IChamberRules} from "../../contracts/interfaces/chambers/IChamberRules.sol";
import {ChamberFixture} from "./ChamberFixture.sol";

// .tree
// trimming an open ballot, by anybody
// ├── takes out seats that are not live any more, or whose holder is affiliated now: with their vote, each once
// ├── also those that were let go or taken anew since, by whomever
// ├── passes over live ones and those that were never counted
// └── who was trimmed cannot vote, whatever becomes of them
contract ChamberTrimTest is ChamberFixture {
    uint64 private ballot;

    function setUp() public override {
        super.setUp();
        _seats(2, 1, 6);
        ballot = _open();
    }

    function test_Trim_TakesOutTheVoteAndTheSeat() public {
        for (uint8 support = 0; support < 3; ++support) {
            uint64 seat = 1 + uint64(support);
            _cast(ballot, seat, support);
            _revoke(seat);
            vm.expectEmit(address(chambers));
            emit IChamberBallot.SeatTrimmed(ballot, seat, 2, IChamberBallot.Vote(support + 1));
            _trim(seat);
            _assertVote(ballot, seat, IChamberBallot.Vote.Trimmed);
            _assertCounts(5 - support, 0);
        }
    }

    function test_Trim_WhoHasNotVoted() public {
        _revoke(1);
        vm.expectEmit(address(chambers));
        emit IChamberBallot.SeatTrimmed(ballot, 1, 2, IChamberBallot.Vote.None);
        _trim(1);
        _assertCounts(5, 0);
        _assertVote(ballot, 1, IChamberBallot.Vote.Trimmed);
    }

    function test_Trim_EachOnce() public {
        _cast(ballot, 1, FOR);
        _revoke(1);
        uint64[] memory twice = new uint64[](2);
        (twice[0], twice[1]) = (1, 1);
        chambers.trim(ballot, twice);
        _trim(1);
        _assertCounts(5, 0);
    }

    function test_Trim_PassesOverLiveSeatsAndStrangers() public {
        _cast(ballot, 1, FOR);
        chambers.trim(ballot, _row(0, 200));
        _assertCounts(6, 1);
    }

    function test_Trim_WhoIsAffiliatedNow() public {
        _cast(ballot, 1, FOR);
        affiliations.set(PROJECT, _member(1), true);
        affiliations.set(PROJECT, _member(2), true);
        chambers.trim(ballot, _row(1, 2));
        _assertCounts(4, 0);
        affiliations.set(PROJECT, _member(2), false);
        vm.expectRevert(
            abi.encodeWithSelector(
                IChamberBallot.ChamberBallotVotedAlready.selector, 2, IChamberBallot.Vote.Trimmed
            )
        );
        _cast(ballot, 2, FOR);
    }

    function test_Trim_WhoWasLetGo() public {
        _cast(ballot, 1, FOR);
        _revoke(1);
        _revoke(2);
        chambers.leaveSeats(_row(1, 2));
        chambers.trim(ballot, _row(1, 2));
        _assertCounts(4, 0);
    }

    function test_Trim_WhoWasTakenAnewByAnotherHolder() public {
        _setRulesOfShortMaturity();
        _cast(ballot, 1, FOR);
        for (uint64 seat = 1; seat < 3; ++seat) {
            _move(seat, _key(seat), _key(70 + seat));
        }
        vm.warp(block.timestamp + 1 hours);
        chambers.takeSeats(_row(1, 2));
        chambers.trim(ballot, _row(1, 2));
        _assertCounts(4, 0);
        vm.assertEq(chambers.liveSeats(2), 6);
    }

    /// @dev Letting a seat go and taking it again keeps nobody in a ballot that they must be out of.
    function test_Trim_WhoLeftAndCameBack() public {
        _cast(ballot, 1, FOR);
        affiliations.set(PROJECT, _member(2), true);
        for (uint64 seat = 1; seat < 3; ++seat) {
            vm.prank(_member(seat));
            _leave(seat);
            _take(seat);
        }
        chambers.trim(ballot, _row(1, 2));
        _assertCounts(4, 0);
    }

    function test_Trim_PassesOverWhoCameAfterTheOpening() public {
        _issueRow(2, 50, 1);
        vm.warp(block.timestamp + MATURITY);
        ballot = _open();
        _take(50);
        _revoke(50);
        _trim(50);
        _leave(50);
        _trim(50);
        _assertCounts(6, 0);
    }

    function test_Trim_PassesOverWhoWasLetGoBeforeTheOpening() public {
        _revoke(1);
        _leave(1);
        vm.warp(block.timestamp + PERIOD);
        ballot = _open();
        _trim(1);
        _assertCounts(5, 0);
    }

    function test_Trim_AtTheEdgeOfATerm() public {
        _issue(60, _member(60), TERM_KIND);
        uint256 until = block.timestamp + TERM;
        vm.warp(until - 1 days);
        _take(60);
        ballot = _open();
        _cast(ballot, 60, FOR);
        vm.warp(until - 1);
        _trim(60);
        _assertVote(ballot, 60, IChamberBallot.Vote.For);
        vm.warp(until);
        _trim(60);
        _assertVote(ballot, 60, IChamberBallot.Vote.Trimmed);
        vm.assertEq(uint256(chambers.countsOf(ballot)[0].seats), 0);
    }

    /// @dev A house that falls under five seats by trimming is none any more.
    function test_Trim_AHouseCanCeaseToBeOne() public {
        _seats(3, 11, 5);
        _seats(4, 21, 5);
        vm.warp(block.timestamp + PERIOD);
        ballot = _open();
        _castRow(ballot, 11, 0, 5, 0);
        _castRow(ballot, 21, 0, 5, 0);
        vm.assertEq(uint256(chambers.resultOf(ballot).houses), 1 << 2 | 1 << 3 | 1 << 4);
        _revoke(11);
        _trim(11);
        vm.assertEq(uint256(chambers.resultOf(ballot).houses), 1 << 2 | 1 << 4);
    }

    function _trim(uint64 seat) private {
        vm.prank(stranger);
        chambers.trim(ballot, _row(seat, 1));
    }

    function _setRulesOfShortMaturity() private {
        IChamberRules.Rules memory made = _rules();
        made.maturitySeconds = 1 hours;
        _setRules(made);
    }

    /// @dev Of the chamber of these tests, where only votes for are cast.
    function _assertCounts(uint256 seats, uint256 support) private view {
        IChamberBallot.Count memory count = chambers.countsOf(ballot)[2];
        vm.assertEq(uint256(count.seats), seats);
        vm.assertEq(uint256(count.support), support);
        vm.assertEq(uint256(count.against) + count.abstain, 0);
    }
}
