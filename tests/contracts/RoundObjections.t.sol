// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPublishedRound} from "../../contracts/interfaces/rounds/IPublishedRound.sol";
import {IRoundIntake} from "../../contracts/interfaces/rounds/IRoundIntake.sol";
import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {RoundFixture} from "./RoundFixture.sol";
import {GoodToken} from "./Tokens.sol";

// .tree
// commitCoefficients: the committer, while no result stands; without it nothing is published
// object
// ├── by donors, applicants, sponsors, holders, with the bond, before the result can be made final
// ├── stops the clock, for one decision of governance at most in all; no publication meanwhile
// └── refuses strangers, a wrong bond, a second while one is open
// rule: upheld: no result stands; dismissed: it stands, bond back; frivolous: bond forfeit; none in time: it stands
// publish: five times; after two upheld objections by another publisher only
contract RoundObjectionsTest is RoundFixture {
    uint256[] private _none;

    function setUp() public override {
        super.setUp();
        _closed();
        _publish(3 ether, 4 ether);
        vm.deal(applicant, 1 ether);
        vm.deal(mallory, 1 ether);
    }

    function test_Commit_RevertWhen_AResultStandsOrByThePublisher() public {
        vm.expectRevert(
            _wrongStatus(IPublishedRound.commitCoefficients.selector, IRoundTerms.Status.Published)
        );
        _commit();
        vm.expectRevert(_notAllowed(IPublishedRound.commitCoefficients.selector, publisher, committer));
        vm.prank(publisher);
        round.commitCoefficients(BUNDLE);
    }

    function test_Publish_RevertWhen_CoefficientsAreOthersOrNone() public {
        bytes32 digest = round.digest();
        vm.startPrank(publisher);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPublishedRound.QuadraticFundingRoundDigestDiffers.selector, BUNDLE, COEFFICIENTS
            )
        );
        round.publish(BUNDLE, BUNDLE, 1, BUNDLE, digest, BUNDLE);
        vm.expectRevert(abi.encodeWithSelector(IPublishedRound.QuadraticFundingRoundNoCoefficients.selector));
        round.publish(BUNDLE, BUNDLE, 1, BUNDLE, digest, 0);
    }

    function test_Object_ByEverybodyConcerned() public {
        uint256 id = vm.snapshotState();
        _object(emil, IPublishedRound.Standing.Donor, 1, _cart(1 ether, 3 ether));
        vm.assertTrue(round.status() == IRoundTerms.Status.Objected);
        vm.assertEq(round.bonds(), BOND);
        vm.revertToState(id);
        _object(applicant, IPublishedRound.Standing.Applicant, 0, _none);
        vm.revertToState(id);
        _object(sponsor, IPublishedRound.Standing.Sponsor, 0, _none);
    }

    function test_Object_ByHolders() public {
        GoodToken badge = new GoodToken(0);
        IRoundTerms.Terms memory terms = _terms();
        terms.badge = address(badge);
        vm.warp(START_AT);
        round = _opened(terms);
        vm.warp(CLOSES_AT);
        _commit();
        _publish(0, 0, 0);
        _expectNoStanding(mallory, IPublishedRound.Standing.Holder);
        _object(mallory, IPublishedRound.Standing.Holder, 0, _none);
        badge.mint(mallory, 1);
        _object(mallory, IPublishedRound.Standing.Holder, 0, _none);
    }

    function test_Object_RevertWhen_Stranger() public {
        for (uint256 i = 0; i < 4; ++i) {
            IPublishedRound.Standing standing = IPublishedRound.Standing(i);
            _expectNoStanding(mallory, standing);
            _object(mallory, standing, 0, _cart(4 ether, 2 ether));
        }
    }

    function test_Object_RevertWhen_BondIsWrong() public {
        vm.expectRevert(
            abi.encodeWithSelector(IRoundIntake.QuadraticFundingRoundWrongValue.selector, BOND - 1, BOND)
        );
        vm.prank(sponsor);
        round.object{value: BOND - 1}(IPublishedRound.Standing.Sponsor, 0, _none, BUNDLE);
    }

    function test_Edges_Object() public {
        vm.warp(CLOSES_AT + OBJECTION - 1);
        uint256 id = vm.snapshotState();
        _object(sponsor, IPublishedRound.Standing.Sponsor, 0, _none);
        vm.revertToState(id);
        vm.warp(CLOSES_AT + OBJECTION);
        vm.expectRevert(_tooLate(IPublishedRound.object.selector, CLOSES_AT + OBJECTION));
        _object(sponsor, IPublishedRound.Standing.Sponsor, 0, _none);
    }

    function test_Object_StopsTheClockAndPublication() public {
        vm.warp(CLOSES_AT + 1 days);
        _object(sponsor, IPublishedRound.Standing.Sponsor, 0, _none);
        bytes32 digest = round.digest();
        vm.expectRevert(_wrongStatus(IPublishedRound.publish.selector, IRoundTerms.Status.Objected));
        vm.prank(publisher);
        round.publish(BUNDLE, BUNDLE, 1, BUNDLE, digest, COEFFICIENTS);
        vm.warp(CLOSES_AT + OBJECTION + 1 days);
        vm.expectRevert(_wrongStatus(IPublishedRound.finalise.selector, IRoundTerms.Status.Objected));
        round.finalise();
        _rule(IPublishedRound.Ruling.Dismissed);
        // One day of the window had passed when the clock stopped, so that one is left.
        uint256 due = block.timestamp + 1 days;
        vm.assertEq(round.result().finalisableAt, due);
        vm.warp(due - 1);
        vm.expectRevert(_tooEarly(IPublishedRound.finalise.selector, due));
        round.finalise();
        vm.warp(due);
        round.finalise();
        vm.assertEq(round.deadManAt(), DEAD_MAN_AT + 2 days);
    }

    /// @dev No quorum: the result stands, and nobody can stall it longer.
    function test_Object_CannotStallForever() public {
        uint256 lastAt = CLOSES_AT + OBJECTION - 1;
        vm.warp(lastAt);
        _object(sponsor, IPublishedRound.Standing.Sponsor, 0, _none);
        vm.warp(lastAt + DECISION - 1);
        vm.assertTrue(round.status() == IRoundTerms.Status.Objected);
        vm.warp(lastAt + DECISION);
        vm.assertTrue(round.status() == IRoundTerms.Status.Published);
        vm.expectRevert(_wrongStatus(IPublishedRound.rule.selector, IRoundTerms.Status.Published));
        vm.prank(governance);
        round.rule(IPublishedRound.Ruling.Upheld);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPublishedRound.QuadraticFundingRoundNoStopLeft.selector, round.result().root
            )
        );
        _object(emil, IPublishedRound.Standing.Donor, 1, _cart(1 ether, 3 ether));
        vm.warp(lastAt + DECISION + 1);
        round.finalise();
        round.takeBond(sponsor);
        vm.assertEq(sponsor.balance, 92 ether);
        vm.assertEq(round.bonds(), 0);
    }

    function test_Rule_Upheld() public {
        _object(sponsor, IPublishedRound.Standing.Sponsor, 0, _none);
        _rule(IPublishedRound.Ruling.Upheld);
        vm.assertTrue(round.status() == IRoundTerms.Status.Closed);
        vm.assertEq(round.result().root, bytes32(0));
        round.takeBond(sponsor);
        vm.assertEq(sponsor.balance, 92 ether);
        _publish(4 ether, 4 ether);
        vm.assertEq(round.result().stopLeftSeconds, DECISION);
    }

    function test_Rule_FrivolousCostsTheBond() public {
        _object(sponsor, IPublishedRound.Standing.Sponsor, 0, _none);
        _rule(IPublishedRound.Ruling.Frivolous);
        round.takeBond(governance);
        vm.assertEq(governance.balance, BOND);
        vm.expectRevert();
        round.takeBond(sponsor);
    }

    function test_Rule_RevertWhen_NotGovernance() public {
        _object(sponsor, IPublishedRound.Standing.Sponsor, 0, _none);
        vm.expectRevert(_notAllowed(IPublishedRound.rule.selector, publisher, governance));
        vm.prank(publisher);
        round.rule(IPublishedRound.Ruling.Dismissed);
    }

    function test_TwoUpheldNeedAnotherPublisher() public {
        _uphold();
        vm.expectRevert(_stands(IPublishedRound.namePublisher.selector, 1));
        vm.prank(governance);
        round.namePublisher(dora);
        _publish(4 ether, 4 ether);
        _uphold();
        bytes32 digest = round.digest();
        vm.expectRevert(_stands(IPublishedRound.publish.selector, 2));
        vm.prank(publisher);
        round.publish(BUNDLE, BUNDLE, 1, BUNDLE, digest, COEFFICIENTS);
        vm.startPrank(governance);
        vm.expectRevert(
            abi.encodeWithSelector(IRoundTerms.QuadraticFundingRoundOneForTwo.selector, committer)
        );
        round.namePublisher(committer);
        round.namePublisher(dora);
        vm.stopPrank();
        publisher = dora;
        _publish(4 ether, 4 ether);
        vm.assertEq(round.publisher(), dora);
    }

    function test_Publish_FiveTimesAtMost() public {
        for (uint256 i = 0; i < 4; ++i) {
            _publish(3 ether, i);
        }
        bytes32 digest = round.digest();
        vm.expectRevert(
            abi.encodeWithSelector(IPublishedRound.QuadraticFundingRoundNoPublicationLeft.selector, 5)
        );
        vm.prank(publisher);
        round.publish(BUNDLE, BUNDLE, 1, BUNDLE, digest, COEFFICIENTS);
    }

    /// @dev A publisher and an objector together do their worst; it ends in time for every claim.
    function test_TheLongestWayToAResultIsBounded() public {
        for (uint256 i = 0; i < 5; ++i) {
            if (i != 0) {
                vm.warp(round.deadManAt() - (5 - i));
                _publish(3 ether, 4 ether);
            }
            vm.warp(round.result().finalisableAt - 1);
            _object(sponsor, IPublishedRound.Standing.Sponsor, 0, _none);
            vm.warp(block.timestamp + DECISION);
            round.takeBond(sponsor);
        }
        vm.warp(block.timestamp + 1);
        vm.assertLe(block.timestamp, CLOSES_AT + uint256(DEAD_MAN) + OBJECTION + 5 * uint256(DECISION));
        vm.assertLt(block.timestamp, LAPSES_AT);
        round.finalise();
    }

    function test_Cancel_ByGovernanceFreesTheBond() public {
        _object(sponsor, IPublishedRound.Standing.Sponsor, 0, _none);
        vm.prank(governance);
        round.cancel();
        round.takeBond(sponsor);
        round.reclaim(sponsor);
        vm.assertEq(sponsor.balance, 100 ether);
        vm.assertEq(address(round).balance, 10 ether);
    }

    /// @dev From then on anybody may give the pool back, later by the time in which the clock stood.
    function test_DeadManExcludesObjections() public {
        vm.warp(CLOSES_AT + 1 days);
        _object(sponsor, IPublishedRound.Standing.Sponsor, 0, _none);
        vm.warp(CLOSES_AT + 4 days);
        _rule(IPublishedRound.Ruling.Upheld);
        vm.warp(DEAD_MAN_AT + 3 days - 1);
        vm.expectRevert();
        round.cancel();
        vm.warp(DEAD_MAN_AT + 3 days);
        round.cancel();
        vm.assertTrue(round.status() == IRoundTerms.Status.PoolReturned);
    }

    function _uphold() private {
        _object(sponsor, IPublishedRound.Standing.Sponsor, 0, _none);
        _rule(IPublishedRound.Ruling.Upheld);
    }

    function _object(address by, IPublishedRound.Standing standing, uint256 id, uint256[] memory words)
        private
    {
        vm.prank(by);
        round.object{value: BOND}(standing, id, words, BUNDLE);
    }

    function _rule(IPublishedRound.Ruling ruling) private {
        vm.prank(governance);
        round.rule(ruling);
    }

    function _expectNoStanding(address by, IPublishedRound.Standing standing) private {
        vm.expectRevert(
            abi.encodeWithSelector(IPublishedRound.QuadraticFundingRoundNoStanding.selector, by, standing)
        );
    }

    function _stands(bytes4 call, uint256 upheld) private pure returns (bytes memory) {
        return abi.encodeWithSelector(
            IPublishedRound.QuadraticFundingRoundPublisherStands.selector, call, upheld, 2
        );
    }
}
