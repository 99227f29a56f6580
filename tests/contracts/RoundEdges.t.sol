// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPlainRound} from "../../contracts/interfaces/rounds/IPlainRound.sol";
import {IPublishedRound} from "../../contracts/interfaces/rounds/IPublishedRound.sol";
import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {Leaves} from "./Leaves.sol";
import {PlainRoundFixture} from "./PlainRoundFixture.sol";

// .tree
// every window [start, end) of a round: a second before its edge, at it, and a second after it
// where one window ends another begins: at no second can both be done, and at none neither
contract RoundEdgesTest is PlainRoundFixture {
    address private _at_;
    uint256[] private _none;

    function setUp() public override {
        super.setUp();
        _at_ = address(round);
        vm.deal(mallory, 1 ether);
    }

    function test_Edges_Opening() public {
        _fund(sponsor, 8 ether);
        _from(OPENS_AT, dora, 1, abi.encodeCall(round.donate, (_single(_word(0, 1)))));
    }

    function test_Edges_Close() public {
        vm.prank(applicant);
        uint32 id = round.applyFor(garden, NAME, METADATA);
        vm.warp(OPENS_AT);
        vm.deal(applicant, 1 ether);
        _until(CLOSES_AT, dora, 1, abi.encodeCall(round.donate, (_single(_word(0, 1)))));
        _until(CLOSES_AT, sponsor, 1, abi.encodeCall(round.fund, (1)));
        _until(CLOSES_AT, applicant, 0, abi.encodeCall(round.applyFor, (garden, NAME, METADATA)));
        _until(CLOSES_AT, applicant, 0, abi.encodeCall(round.reapply, (id, emil, NAME, METADATA)));
        _until(CLOSES_AT, reviewers[0], 0, abi.encodeCall(round.review, (id, 1, true, "good")));
        _until(CLOSES_AT, operator, 0, abi.encodeCall(round.extend, (CLOSES_AT + EXTENSION)));
        _until(CLOSES_AT, operator, 0, abi.encodeCall(round.cancel, ()));
        _until(CLOSES_AT, guardian, 0, abi.encodeCall(round.pauseIntake, (CLOSES_AT + 1 days, "attack")));
        _commit();
        bytes32 digest = round.digest();
        bytes memory publication =
            abi.encodeCall(round.publish, (BUNDLE, BUNDLE, 0, BUNDLE, digest, COEFFICIENTS));
        _from(CLOSES_AT, publisher, 0, publication);
    }

    /// @dev Once moved, only the later close counts; for what is counted from it as well.
    function test_Edges_ACloseThatWasMoved() public {
        _fund(sponsor, 8 ether);
        vm.prank(operator);
        round.extend(CLOSES_AT + 1 days);
        vm.warp(OPENS_AT);
        _donate(dora, 6 ether, _cart(4 ether, 2 ether));
        uint256 closesAt = CLOSES_AT + 1 days;
        _until(closesAt, dora, 1, abi.encodeCall(round.donate, (_single(_word(0, 1)))));
        _from(closesAt + DONATION_DELAY, mallory, 0, abi.encodeCall(round.claimDonations, (0)));
        _from(closesAt + DEAD_MAN, mallory, 0, abi.encodeCall(round.cancel, ()));
        _until(closesAt + CLAIM, mallory, 0, abi.encodeCall(round.claimDonations, (0)));
        vm.assertEq(round.deadManAt(), closesAt + DEAD_MAN);
    }

    function test_Edges_DonationDelay() public {
        _closed();
        _from(CLOSES_AT + DONATION_DELAY, mallory, 0, abi.encodeCall(round.claimDonations, (0)));
        _at_ = address(_plainClosed());
        _from(CLOSES_AT + DONATION_DELAY, mallory, 0, abi.encodeCall(round.claimDonations, (0)));
    }

    function test_Edges_Objection() public {
        _closed();
        vm.warp(CLOSES_AT + 1 hours);
        _publish(3 ether, 4 ether);
        uint256 due = CLOSES_AT + 1 hours + OBJECTION;
        _from(due, mallory, 0, abi.encodeCall(round.finalise, ()));
        _until(due, sponsor, BOND, _objection());
        _at_ = address(_plainClosed());
        _from(CLOSES_AT + OBJECTION, mallory, 0, abi.encodeCall(_plain.finalise, (new uint32[](0))));
    }

    function test_Edges_Decision() public {
        _closed();
        _publish(3 ether, 4 ether);
        vm.warp(CLOSES_AT + 1 days);
        vm.prank(sponsor);
        round.object{value: BOND}(IPublishedRound.Standing.Sponsor, 0, _none, BUNDLE);
        uint256 ends = CLOSES_AT + 1 days + DECISION;
        for (uint256 i = 0; i < 3; ++i) {
            _until(ends, governance, 0, abi.encodeCall(round.rule, (IPublishedRound.Ruling(i))));
        }
        bytes32 digest = round.digest();
        _from(ends, sponsor, 0, abi.encodeCall(round.takeBond, (sponsor)));
        bytes memory another = abi.encodeCall(round.publish, (0, 0, 0, BUNDLE, digest, COEFFICIENTS));
        _from(ends, publisher, 0, another);
        // The rest of the window runs from there.
        _from(ends + OBJECTION - 1 days, mallory, 0, abi.encodeCall(round.finalise, ()));
    }

    function test_Edges_DeadMan() public {
        _closed();
        bytes32 digest = round.digest();
        bytes memory publication = abi.encodeCall(round.publish, (0, 0, 0, BUNDLE, digest, COEFFICIENTS));
        _until(DEAD_MAN_AT, publisher, 0, publication);
        _from(DEAD_MAN_AT, mallory, 0, abi.encodeCall(round.cancel, ()));
    }

    function test_Edges_DonationsLapse() public {
        _closed();
        _until(LAPSES_AT, mallory, 0, abi.encodeCall(round.claimDonations, (0)));
        _from(LAPSES_AT, mallory, 0, abi.encodeCall(round.refund, (0, dora, _cart(4 ether, 2 ether))));
        _at_ = address(_plainClosed());
        _until(LAPSES_AT, mallory, 0, abi.encodeCall(round.claimDonations, (0)));
        _from(LAPSES_AT, mallory, 0, abi.encodeCall(_plain.refund, (dora, new uint32[](1))));
    }

    function test_Edges_MatchingLapses() public {
        _finalised();
        round.reclaim(sponsor);
        uint256 ends = CLOSES_AT + uint256(OBJECTION) + CLAIM;
        vm.assertEq(round.result().lapsesAt, ends);
        bytes32[] memory proof = Leaves.proof(_leaves(3 ether, 4 ether), 0);
        _until(ends, mallory, 0, abi.encodeCall(round.claimMatching, (0, garden, 3 ether, proof)));
        _until(ends, mallory, 0, abi.encodeCall(round.push, (_cart(3 ether, 4 ether), 0)));
        _from(ends, mallory, 0, abi.encodeCall(round.reclaim, (sponsor)));
    }

    function test_Edges_MatchingOfAPlainRoundLapses() public {
        _at_ = address(_plainClosed());
        vm.warp(CLOSES_AT + OBJECTION);
        _plain.finalise(new uint32[](0));
        _plain.reclaim(sponsor);
        uint256 ends = CLOSES_AT + uint256(OBJECTION) + CLAIM;
        _until(ends, mallory, 0, abi.encodeCall(_plain.claimMatching, (0)));
        _until(ends, mallory, 0, abi.encodeCall(IPlainRound.push, (new uint32[](1))));
        _from(ends, mallory, 0, abi.encodeCall(round.reclaim, (sponsor)));
    }

    function test_Edges_PayeeDelay() public {
        vm.prank(applicant);
        round.announcePayee(0, emil);
        uint256 due = START_AT + PAYEE_DELAY;
        _from(due, mallory, 0, abi.encodeCall(round.completePayee, (0)));
        // It can be stopped as long as nobody completed it.
        vm.warp(due + 1);
        vm.prank(garden);
        round.keepPayee(0);
    }

    function test_Edges_Hold() public {
        _finalised();
        vm.warp(CLOSES_AT + DONATION_DELAY);
        uint256 until = block.timestamp + HOLD;
        vm.prank(guardian);
        round.hold(0, until, "doubt");
        bytes32[] memory proof = Leaves.proof(_leaves(3 ether, 4 ether), 0);
        _from(until, mallory, 0, abi.encodeCall(round.claimDonations, (0)));
        _from(until, mallory, 0, abi.encodeCall(round.claimMatching, (0, garden, 3 ether, proof)));
        _until(until, applicant, 0, abi.encodeCall(round.appeal, (0, "why")));
        _until(until, governance, 0, abi.encodeCall(round.release, (0)));
        for (uint256 i = 0; i < 3; ++i) {
            uint256 id = vm.snapshotState();
            vm.warp(until - 1 + i);
            round.push(_cart(3 ether, 4 ether), 0);
            vm.assertTrue(round.isMatchingClaimed(0) == (i != 0));
            vm.revertToState(id);
        }
    }

    function test_Edges_Pause() public {
        vm.warp(OPENS_AT);
        uint256 until = OPENS_AT + uint256(PAUSE);
        vm.prank(guardian);
        round.pauseIntake(until, "attack");
        _from(until, dora, 1, abi.encodeCall(round.donate, (_single(_word(0, 1)))));
        _from(until, sponsor, 1, abi.encodeCall(round.fund, (1)));
        _until(until, governance, 0, abi.encodeCall(round.resumeIntake, ()));
        _until(CLOSES_AT + PAUSE, dora, 1, abi.encodeCall(round.donate, (_single(_word(0, 1)))));
    }

    /// @dev Whatever the second: money comes in or a result, never both; donations go to projects or back, never both.
    function testFuzz_NoSecondBelongsToTwoWindows(uint256 time, uint256 edge, uint8 near) public {
        _closed();
        uint256[4] memory edges = [CLOSES_AT, CLOSES_AT + DONATION_DELAY, DEAD_MAN_AT, LAPSES_AT];
        time = _bound(time, OPENS_AT, LAPSES_AT + 30 days);
        if (near < 192) time = edges[edge % 4] - 1 + near % 3;
        bytes memory publication =
            abi.encodeCall(round.publish, (0, 0, 0, BUNDLE, round.digest(), COEFFICIENTS));
        bool isIn = _succeeds(time, dora, 1, abi.encodeCall(round.donate, (_single(_word(0, 1)))));
        bool isPublished = _succeeds(time, publisher, 0, publication);
        bool isReturned = _succeeds(time, mallory, 0, abi.encodeCall(round.cancel, ()));
        vm.assertTrue(_count(isIn, isPublished, isReturned) == 1);
        bool isClaimed = _succeeds(time, mallory, 0, abi.encodeCall(round.claimDonations, (0)));
        bytes memory back = abi.encodeCall(round.refund, (0, dora, _cart(4 ether, 2 ether)));
        bool isRefunded = _succeeds(time, mallory, 0, back);
        bool isWaiting = time < CLOSES_AT + DONATION_DELAY;
        vm.assertTrue(_count(isClaimed, isRefunded, isWaiting) == 1);
    }

    /// @dev A pool of 8 in a plain round, and the same to the garden from Dora and Emil; closed.
    function _plainClosed() private returns (address) {
        vm.warp(START_AT);
        _give(sponsor, 8 ether);
        vm.warp(OPENS_AT);
        _donateTo(dora, 0, 1 ether);
        _donateTo(emil, 0, 1 ether);
        vm.warp(CLOSES_AT);
        return address(_plain);
    }

    function _objection() private view returns (bytes memory) {
        return abi.encodeCall(round.object, (IPublishedRound.Standing.Sponsor, 0, _none, BUNDLE));
    }

    /// @dev The call succeeds from that second on, and not before.
    function _from(uint256 edge, address caller, uint256 value, bytes memory call) private {
        for (uint256 i = 0; i < 3; ++i) {
            vm.assertTrue(_succeeds(edge - 1 + i, caller, value, call) == (i != 0));
        }
    }

    /// @dev The call succeeds before that second, and not from it on.
    function _until(uint256 edge, address caller, uint256 value, bytes memory call) private {
        for (uint256 i = 0; i < 3; ++i) {
            vm.assertTrue(_succeeds(edge - 1 + i, caller, value, call) == (i == 0));
        }
    }

    /// @dev Whether it would, at that time; nothing is changed by it.
    function _succeeds(uint256 time, address caller, uint256 value, bytes memory call)
        private
        returns (bool isDone)
    {
        uint256 id = vm.snapshotState();
        vm.warp(time);
        vm.prank(caller);
        (isDone,) = _at_.call{value: value}(call);
        vm.revertToState(id);
    }

    function _count(bool a, bool b, bool c) private pure returns (uint256) {
        return (a ? 1 : 0) + (b ? 1 : 0) + (c ? 1 : 0);
    }

    /// @dev What `deadManAt` tells is when publication really ends, also when nobody wrote down that an objection is over.
    function test_DeadManAt_CountsAnObjectionThatIsOver() public {
        _closed();
        _publish(3 ether, 4 ether);
        vm.prank(sponsor);
        round.object{value: BOND}(IPublishedRound.Standing.Sponsor, 0, new uint256[](0), BUNDLE);
        vm.warp(block.timestamp + DECISION);
        vm.assertTrue(round.status() == IRoundTerms.Status.Published);
        vm.assertEq(round.deadManAt(), DEAD_MAN_AT + DECISION);
        round.takeBond(sponsor);
        vm.assertEq(round.deadManAt(), DEAD_MAN_AT + DECISION);
    }
}
