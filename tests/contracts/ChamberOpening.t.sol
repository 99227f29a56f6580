// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IChamberBallot} from "../../contracts/interfaces/chambers/IChamberBallot.sol";
import {ChamberFixture} from "./ChamberFixture.sol";

// .tree
// a ballot is opened
// ├── by governance, or by the holder of a live seat, one at a time
// ├── for a time within the rules, both ends included
// ├── once per subject as long as it is open
// └── with the seats of that moment
contract ChamberOpeningTest is ChamberFixture {
    uint40 private closesAt;

    function setUp() public override {
        super.setUp();
        _seats(0, 1, 3);
        _seats(7, 11, 2);
        closesAt = uint40(block.timestamp) + PERIOD;
    }

    function test_Open() public {
        vm.expectEmit(address(chambers));
        emit IChamberBallot.BallotOpened(1, SUBJECT, PROJECT, _member(1), closesAt, 1, 3 | 2 << 112);
        vm.prank(_member(1));
        vm.assertEq(uint256(chambers.open(SUBJECT, PROJECT, closesAt)), 1);
        IChamberBallot.Ballot memory ballot = chambers.ballotOf(1);
        vm.assertEq(ballot.subject, SUBJECT);
        vm.assertEq(ballot.project, PROJECT);
        vm.assertEq(ballot.opener, _member(1));
        vm.assertEq(uint256(ballot.openedAt), block.timestamp);
        vm.assertEq(uint256(ballot.closesAt), closesAt);
        vm.assertFalse(ballot.isClosed);
        vm.assertEq(uint256(chambers.countsOf(1)[0].seats), 3);
        vm.assertEq(uint256(chambers.countsOf(1)[7].seats), 2);
        vm.assertEq(uint256(chambers.ballotCount()), 1);
        vm.assertEq(chambers.admissionOf(1).round, address(0));
    }

    function test_Open_RevertWhen_WithoutALiveSeat() public {
        _expectNotAnOpener(stranger);
        _openAs(stranger, SUBJECT);
        _revoke(1);
        _expectNotAnOpener(_member(1));
        _openAs(_member(1), SUBJECT);
    }

    function test_Open_OneAtATime() public {
        _openAs(_member(1), SUBJECT);
        vm.warp(closesAt - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IChamberBallot.ChamberBallotOpenerHasOne.selector, _member(1), 1)
        );
        _openAs(_member(1), "other");
        vm.warp(closesAt);
        _openAs(_member(1), "other");
    }

    function test_Open_OnceOnASubject() public {
        _openAs(_member(1), SUBJECT);
        vm.warp(closesAt - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IChamberBallot.ChamberBallotSubjectHasOne.selector, SUBJECT, 1)
        );
        _openAs(_member(2), SUBJECT);
        vm.warp(closesAt);
        _openAs(_member(2), SUBJECT);
    }

    function test_Open_GovernanceAsManyAsItWants() public {
        _openAs(governance, SUBJECT);
        _openAs(governance, "other");
        vm.assertEq(uint256(chambers.ballotCount()), 2);
    }

    function test_Open_AtTheBounds() public {
        uint256 least = block.timestamp + SHORTEST;
        uint256 most = block.timestamp + LONGEST;
        uint256[2] memory bad = [least - 1, most + 1];
        uint256[2] memory good = [least, most];
        vm.startPrank(governance);
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IChamberBallot.ChamberBallotBadClose.selector, bad[i], least, most)
            );
            chambers.open(bytes32(i), PROJECT, uint40(bad[i]));
            chambers.open(bytes32(i), PROJECT, uint40(good[i]));
        }
    }

    /// @dev In the same second: who is taken before the opening is in, who is taken after it is not.
    function test_Open_CountsTheSeatsOfThatMoment() public {
        _issueRow(0, 21, 2);
        vm.warp(block.timestamp + MATURITY);
        _take(21);
        uint64 ballot = _open();
        _take(22);
        vm.prank(_member(1));
        _leave(1);
        vm.assertEq(uint256(chambers.countsOf(ballot)[0].seats), 4);
        _cast(ballot, 21, FOR);
        vm.expectRevert(
            abi.encodeWithSelector(IChamberBallot.ChamberBallotSeatTooLate.selector, 22, ballot, ballot + 1)
        );
        _cast(ballot, 22, FOR);
    }

    function _openAs(address opener, bytes32 subject) private {
        vm.prank(opener);
        chambers.open(subject, PROJECT, uint40(block.timestamp) + PERIOD);
    }

    function _expectNotAnOpener(address opener) private {
        vm.expectRevert(abi.encodeWithSelector(IChamberBallot.ChamberBallotNotAnOpener.selector, opener));
    }
}
