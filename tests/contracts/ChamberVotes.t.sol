// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IChamberBallot} from "../../contracts/interfaces/chambers/IChamberBallot.sol";
import {ChamberFixture} from "./ChamberFixture.sol";

// .tree
// a vote counts once per seat and ballot
// ├── sent by the seat's holder, or signed and handed in by anybody, before its deadline and the close
// ├── not: no seat, taken too late, not live, recused, voted before, trimmed, no support, another's signature
// └── in a batch: what counts alone counts, everything else is told with place and reason
contract ChamberVotesTest is ChamberFixture {
    uint64 private ballot;

    function setUp() public override {
        super.setUp();
        _seats(2, 1, 6);
        ballot = _open();
    }

    function test_Cast() public {
        vm.expectEmit(address(chambers));
        emit IChamberBallot.VotesCast(ballot, 0, 2 << 2);
        _cast(ballot, 1, FOR);
        vm.expectEmit(address(chambers));
        emit IChamberBallot.VotesCast(ballot, 0, 2 << 2 | 1 << 4);
        _cast(ballot, 2, AGAINST);
        vm.expectEmit(address(chambers));
        emit IChamberBallot.VotesCast(ballot, 0, 2 << 2 | 1 << 4 | 3 << 6);
        _cast(ballot, 3, ABSTAIN);
        _assertVote(ballot, 1, IChamberBallot.Vote.For);
        _assertVote(ballot, 2, IChamberBallot.Vote.Against);
        _assertVote(ballot, 3, IChamberBallot.Vote.Abstain);
        _assertVote(ballot, 4, IChamberBallot.Vote.None);
        _assertCounts(6, 1, 1, 1);
    }

    function test_Cast_RevertWhen_NotTheHolder() public {
        vm.expectRevert(
            abi.encodeWithSelector(IChamberBallot.ChamberBallotNotTheHolder.selector, 1, stranger, _member(1))
        );
        vm.prank(stranger);
        chambers.cast(ballot, 1, FOR);
    }

    function test_Cast_AtTheEdgeOfTheClose() public {
        uint256 closesAt = block.timestamp + PERIOD;
        vm.warp(closesAt - 1);
        _cast(ballot, 1, FOR);
        vm.warp(closesAt);
        IChamberBallot.SignedVote memory late = _signed(ballot, 2, FOR);
        bytes memory over =
            abi.encodeWithSelector(IChamberBallot.ChamberBallotOver.selector, ballot, closesAt, closesAt);
        vm.expectRevert(over);
        _cast(ballot, 2, FOR);
        vm.expectRevert(over);
        chambers.castBallots(ballot, _only(late));
        vm.expectRevert(over);
        chambers.trim(ballot, _row(1, 1));
        vm.assertEq(keccak256(chambers.problemOf(ballot, late)), keccak256(over));
    }

    function test_Cast_RevertWhen_ThereIsNoSuchBallot() public {
        bytes memory unknown =
            abi.encodeWithSelector(IChamberBallot.ChamberBallotUnknown.selector, ballot + 1, 1);
        vm.expectRevert(unknown);
        _cast(ballot + 1, 1, FOR);
        vm.expectRevert(unknown);
        chambers.castBallots(ballot + 1, new IChamberBallot.SignedVote[](0));
        vm.expectRevert(unknown);
        chambers.ballotOf(ballot + 1);
        vm.expectRevert(unknown);
        chambers.resultOf(ballot + 1);
        vm.expectRevert(unknown);
        chambers.countsOf(ballot + 1);
    }

    function test_ASignedVoteCountsBeforeItsDeadline() public {
        IChamberBallot.SignedVote memory vote = _signed(ballot, 1, FOR);
        vote.deadline = uint48(block.timestamp + 10);
        vote.signature = _sign(_key(1), _digest(ballot, 1, FOR, vote.deadline));
        uint256 before = vm.snapshotState();
        vm.warp(vote.deadline - 1);
        vm.assertEq(chambers.castBallots(ballot, _only(vote)), 1);
        vm.revertToState(before);
        vm.warp(vote.deadline);
        _assertRefused(
            vote,
            abi.encodeWithSelector(
                IChamberBallot.ChamberBallotExpired.selector, 1, vote.deadline, vote.deadline
            )
        );
    }

    function test_Refused_NoSeat() public {
        _assertRefused(
            _signed(ballot, 99, FOR), abi.encodeWithSelector(IChamberBallot.ChamberBallotNoSeat.selector, 99)
        );
        vm.prank(_member(1));
        _leave(1);
        _assertRefused(
            _signed(ballot, 1, FOR), abi.encodeWithSelector(IChamberBallot.ChamberBallotNoSeat.selector, 1)
        );
    }

    function test_Refused_TakenAfterTheOpening() public {
        _issueRow(2, 50, 1);
        vm.warp(block.timestamp + MATURITY);
        uint64 before = _open();
        _take(50);
        _assertRefused(
            before,
            _signed(before, 50, FOR),
            abi.encodeWithSelector(IChamberBallot.ChamberBallotSeatTooLate.selector, 50, before, before + 1)
        );
        vm.warp(block.timestamp + PERIOD);
        uint64 after_ = _open();
        vm.assertEq(chambers.castBallots(after_, _only(_signed(after_, 50, FOR))), 1);
    }

    function test_Refused_NotLive() public {
        _revoke(1);
        vm.prank(_member(2));
        badge.burn(2);
        _move(3, _key(3), _key(77));
        for (uint64 seat = 1; seat < 4; ++seat) {
            _assertRefused(_signed(ballot, seat, FOR), _notLive(seat));
        }
    }

    function test_Refused_AtTheEdgeOfTheTerm() public {
        _issue(60, _member(60), TERM_KIND);
        uint256 until = block.timestamp + TERM;
        vm.warp(until - PERIOD + 1);
        _take(60);
        uint64 last = _open();
        IChamberBallot.SignedVote memory vote = _signed(last, 60, FOR);
        vm.warp(until - 1);
        vm.assertEq(chambers.problemOf(last, vote).length, 0);
        vm.warp(until);
        _assertRefused(last, vote, _notLive(60));
    }

    function test_Refused_Recused() public {
        affiliations.set(PROJECT, _member(1), true);
        affiliations.set(keccak256("another"), _member(2), true);
        bytes memory recused =
            abi.encodeWithSelector(IChamberBallot.ChamberBallotRecused.selector, 1, PROJECT, _member(1));
        _assertRefused(_signed(ballot, 1, FOR), recused);
        vm.expectRevert(recused);
        _cast(ballot, 1, FOR);
        _cast(ballot, 2, FOR);
    }

    function test_NobodyIsRecusedWithoutAProject() public {
        affiliations.set(0, _member(1), true);
        vm.prank(governance);
        uint64 none = chambers.open("other", 0, uint40(block.timestamp) + PERIOD);
        _cast(none, 1, FOR);
    }

    function test_Refused_VotedBefore() public {
        _cast(ballot, 1, AGAINST);
        bytes memory voted = _votedAlready(1, IChamberBallot.Vote.Against);
        _assertRefused(_signed(ballot, 1, FOR), voted);
        vm.expectRevert(voted);
        _cast(ballot, 1, FOR);
    }

    function test_Refused_NoSupport() public {
        _assertRefused(
            _signed(ballot, 1, 3),
            abi.encodeWithSelector(IChamberBallot.ChamberBallotBadSupport.selector, 1, 3)
        );
    }

    function test_Refused_BadSignature() public {
        IChamberBallot.SignedVote memory vote = _signed(ballot, 1, FOR);
        bytes memory bad =
            abi.encodeWithSelector(IChamberBallot.ChamberBallotBadSignature.selector, 1, _member(1));
        IChamberBallot.SignedVote memory other = _signed(ballot, 2, FOR);
        other.seat = 1;
        _assertRefused(other, bad);
        vote.support = AGAINST;
        _assertRefused(vote, bad);
        vote = _signed(ballot, 1, FOR);
        vote.deadline += 1;
        _assertRefused(vote, bad);
        vote = _signed(ballot + 1, 1, FOR);
        _assertRefused(vote, bad);
        vote.signature = "";
        _assertRefused(vote, bad);
        vote = _signed(ballot, 1, FOR);
        vm.chainId(7);
        _assertRefused(vote, bad);
    }

    function testFuzz_DigestBindsEveryField(uint64 id, uint64 seat, uint8 support, uint48 deadline)
        public
        view
    {
        bytes32 digest = chambers.voteDigest(id, seat, support, deadline);
        vm.assertEq(digest, _digest(id, seat, support, deadline));
        unchecked {
            vm.assertNotEq(digest, chambers.voteDigest(id + 1, seat, support, deadline));
            vm.assertNotEq(digest, chambers.voteDigest(id, seat + 1, support, deadline));
            vm.assertNotEq(digest, chambers.voteDigest(id, seat, support + 1, deadline));
            vm.assertNotEq(digest, chambers.voteDigest(id, seat, support, deadline + 1));
        }
    }

    function _assertRefused(IChamberBallot.SignedVote memory vote, bytes memory reason) private {
        _assertRefused(ballot, vote, reason);
    }

    /// @dev Alone and between good votes; nothing changes but by those.
    function _assertRefused(uint64 on, IChamberBallot.SignedVote memory vote, bytes memory reason) private {
        vm.assertEq(keccak256(chambers.problemOf(on, vote)), keccak256(reason));
        uint256 before = vm.snapshotState();
        IChamberBallot.SignedVote[] memory batch = new IChamberBallot.SignedVote[](3);
        (batch[0], batch[1], batch[2]) = (_signed(on, 5, FOR), vote, _signed(on, 6, AGAINST));
        vm.expectEmit(address(chambers));
        emit IChamberBallot.VoteRejected(on, vote.seat, 1, reason);
        vm.assertEq(chambers.castBallots(on, batch), 2);
        _assertVote(on, 5, IChamberBallot.Vote.For);
        _assertVote(on, 6, IChamberBallot.Vote.Against);
        vm.revertToState(before);
    }

    function _notLive(uint64 seat) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IChamberBallot.ChamberBallotSeatNotLive.selector, seat, _member(seat));
    }

    function _votedAlready(uint64 seat, IChamberBallot.Vote had) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IChamberBallot.ChamberBallotVotedAlready.selector, seat, had);
    }

    function _assertCounts(uint256 seats, uint256 against, uint256 support, uint256 abstain) private view {
        IChamberBallot.Count memory count = chambers.countsOf(ballot)[2];
        vm.assertEq(uint256(count.seats), seats);
        vm.assertEq(uint256(count.against), against);
        vm.assertEq(uint256(count.support), support);
        vm.assertEq(uint256(count.abstain), abstain);
    }
}
