// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IChamberBallot} from "../../contracts/interfaces/chambers/IChamberBallot.sol";
import {IChamberRules} from "../../contracts/interfaces/chambers/IChamberRules.sol";
import {IRoundFactory} from "../../contracts/interfaces/rounds/IRoundFactory.sol";
import {IRoundProjects} from "../../contracts/interfaces/rounds/IRoundProjects.sol";
import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {PublishedRound} from "../../contracts/rounds/PublishedRound.sol";
import {ChamberFixture} from "./ChamberFixture.sol";
import {RoundFixture} from "./RoundFixture.sol";

/// @title Makes real rounds whose only reviewer is a chamber ballot
contract RoundYard is RoundFixture {
    constructor() {
        setUp();
    }

    function yard() external view returns (IRoundFactory) {
        return factory;
    }

    function make(address chambers) external returns (PublishedRound made) {
        IRoundTerms.Terms memory terms = _terms();
        (terms.opensAt, terms.closesAt) =
        (uint40(block.timestamp + 1 days), uint40(block.timestamp + 40 days));
        (terms.reviewers, terms.threshold) = (new address[](1), 1);
        terms.reviewers[0] = chambers;
        made = _opened(terms);
        vm.prank(applicant);
        made.applyFor(garden, NAME, METADATA);
    }

    function reapply(PublishedRound to) external {
        vm.prank(applicant);
        to.reapply(0, garden, NAME, METADATA);
    }
}

// .tree
// a ballot on an application to a real round of the factory
// ├── is opened by the round's operator, any number, or by governance; nobody else takes its place
// ├── approved: the project is admitted; vetoed or rejected: it is rejected; by anybody, once
// ├── without quorum, or blocked: nothing is decided, and another ballot may be opened
// └── of an edition that is past: the round refuses
contract ChamberAdmissionTest is ChamberFixture {
    RoundYard private yard;
    PublishedRound private round;
    address private operator = _account("operator");

    function setUp() public override {
        super.setUp();
        _seats(0, 100, 5);
        _seats(1, 200, 5);
        round = yard.make(address(chambers));
    }

    function _factory() internal override returns (IRoundFactory) {
        yard = new RoundYard();
        return yard.yard();
    }

    function test_Admit() public {
        uint64 ballot = _openAdmission(1);
        _vote(ballot, 0, 5);
        vm.warp(block.timestamp + PERIOD);
        vm.expectEmit(address(round));
        emit IRoundProjects.ApplicationReviewed(0, address(chambers), 1, true, "Chamber ballot 1");
        vm.expectEmit(address(round));
        emit IRoundProjects.ApplicationDecided(0, 1, true);
        vm.prank(stranger);
        chambers.admit(ballot);
        vm.assertTrue(round.projectOf(0).state == IRoundProjects.State.Admitted);
        vm.assertTrue(chambers.ballotOf(ballot).isClosed);
        IChamberBallot.Admission memory admission = chambers.admissionOf(ballot);
        vm.assertEq(admission.round, address(round));
        vm.assertEq(uint256(admission.edition), 1);
        vm.assertTrue(admission.isDone);
    }

    function test_Admit_Rejects() public {
        uint64 ballot = _openAdmission(1);
        _vote(ballot, 5, 0);
        vm.warp(block.timestamp + PERIOD);
        chambers.close(ballot);
        _assertOutcome(ballot, IChamberBallot.Outcome.Vetoed);
        vm.expectEmit(address(chambers));
        emit IChamberBallot.AdmissionDone(ballot, address(round), 0, false);
        chambers.admit(ballot);
        vm.assertTrue(round.projectOf(0).state == IRoundProjects.State.Rejected);
    }

    function test_Admit_Once() public {
        uint64 ballot = _openAdmission(1);
        _vote(ballot, 5, 0);
        vm.warp(block.timestamp + PERIOD);
        chambers.admit(ballot);
        yard.reapply(round);
        vm.expectRevert(abi.encodeWithSelector(IChamberBallot.ChamberBallotAdmissionDone.selector, ballot));
        chambers.admit(ballot);
        _vote(_openAdmission(2), 0, 5);
        vm.warp(block.timestamp + PERIOD);
        chambers.admit(ballot + 1);
        vm.assertTrue(round.projectOf(0).state == IRoundProjects.State.Admitted);
    }

    function test_Admit_RevertWhen_StillOpen() public {
        uint64 ballot = _openAdmission(1);
        uint256 closesAt = block.timestamp + PERIOD;
        vm.warp(closesAt - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IChamberBallot.ChamberBallotStillOpen.selector, ballot, closesAt - 1, closesAt
            )
        );
        chambers.admit(ballot);
    }

    function test_Admit_RevertWhen_NothingIsDecided() public {
        uint64 ballot = _openAdmission(1);
        vm.warp(block.timestamp + PERIOD);
        _expectDecidesNothing(ballot, IChamberBallot.Outcome.NoQuorum);
        chambers.admit(ballot);
        _vote(_openAdmission(1), 0, 5);
        vm.warp(block.timestamp + PERIOD);
        chambers.admit(ballot + 1);
        vm.assertTrue(round.projectOf(0).state == IRoundProjects.State.Admitted);
    }

    function test_Admit_RevertWhen_AnObjectionBlocks() public {
        IChamberRules.Rules memory made = _rules();
        made.isBlocking = true;
        _setRules(made);
        uint64 ballot = _openAdmission(1);
        _vote(ballot, 0, 5);
        vm.warp(block.timestamp + PERIOD);
        feedback.set(PROJECT, 4);
        chambers.close(ballot);
        _expectDecidesNothing(ballot, IChamberBallot.Outcome.Blocked);
        chambers.admit(ballot);
        vm.assertTrue(round.projectOf(0).state == IRoundProjects.State.Applied);
    }

    function test_Admit_RevertWhen_OnNoApplication() public {
        uint64 ballot = _open();
        _vote(ballot, 0, 5);
        vm.warp(block.timestamp + PERIOD);
        _expectDecidesNothing(ballot, IChamberBallot.Outcome.Approved);
        chambers.admit(ballot);
    }

    function test_Admit_RevertWhen_OfAnEditionThatIsPast() public {
        uint64 ballot = _openAdmission(1);
        _vote(ballot, 0, 5);
        yard.reapply(round);
        vm.warp(block.timestamp + PERIOD);
        vm.expectRevert(
            abi.encodeWithSelector(IRoundProjects.QuadraticFundingRoundOtherEdition.selector, 0, 1, 2)
        );
        chambers.admit(ballot);
    }

    function test_OpenAdmission_RevertWhen_NotTheOperator() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IChamberBallot.ChamberBallotNotTheOperator.selector, _member(100), operator
            )
        );
        _openAdmissionAs(_member(100), address(round), 1);
        _openAdmissionAs(governance, address(round), 1);
    }

    function test_OpenAdmission_RevertWhen_NotARoundOfTheFactory() public {
        vm.expectRevert(abi.encodeWithSelector(IChamberBallot.ChamberBallotNotARound.selector, stranger));
        _openAdmissionAs(governance, stranger, 1);
    }

    function test_OpenAdmission_AsManyAsThereAreApplications() public {
        PublishedRound other = yard.make(address(chambers));
        _openAdmission(1);
        _openAdmissionAs(operator, address(other), 1);
        bytes32 subject = keccak256(abi.encode(address(round), uint32(0), uint32(1)));
        vm.assertEq(chambers.ballotOf(1).subject, subject);
        vm.expectRevert(
            abi.encodeWithSelector(IChamberBallot.ChamberBallotSubjectHasOne.selector, subject, 1)
        );
        _openAdmission(1);
    }

    /// @dev Nobody keeps an application from being decided by a ballot of their own on its subject.
    function test_OpenAdmission_ItsPlaceCannotBeTaken() public {
        bytes32 subject = keccak256(abi.encode(address(round), uint32(0), uint32(1)));
        vm.prank(_member(100));
        chambers.open(subject, "a lie", uint40(block.timestamp) + LONGEST);
        vm.expectEmit(address(chambers));
        emit IChamberBallot.AdmissionOpened(2, address(round), 0, 1);
        _openAdmission(1);
    }

    function _openAdmission(uint32 edition) private returns (uint64) {
        return _openAdmissionAs(operator, address(round), edition);
    }

    function _openAdmissionAs(address caller, address to, uint32 edition) private returns (uint64) {
        vm.prank(caller);
        return chambers.openAdmission(to, 0, edition, PROJECT, uint40(block.timestamp) + PERIOD);
    }

    function _vote(uint64 ballot, uint64 against, uint64 support) private {
        _castRow(ballot, 100, against, support, 0);
        _castRow(ballot, 200, against, support, 0);
    }

    function _expectDecidesNothing(uint64 ballot, IChamberBallot.Outcome had) private {
        vm.expectRevert(
            abi.encodeWithSelector(IChamberBallot.ChamberBallotDecidesNothing.selector, ballot, had)
        );
    }
}
