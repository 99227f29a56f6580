// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AffiliationRegistry} from "../../contracts/AffiliationRegistry.sol";
import {StandingFeedback} from "../../contracts/StandingFeedback.sol";
import {IAffiliationRegistry} from "../../contracts/interfaces/chambers/IAffiliationRegistry.sol";
import {IChamberBallot} from "../../contracts/interfaces/chambers/IChamberBallot.sol";
import {IStandingFeedback} from "../../contracts/interfaces/chambers/IStandingFeedback.sol";
import {ChamberFixture} from "./ChamberFixture.sol";

// .tree
// ballot, registry of affiliations and standing feedback as they are deployed
// ├── who declares an affiliation cannot vote on that project, and is trimmed
// └── an open objection of a seat raises what is needed, until it lapses
contract ChamberTogetherTest is ChamberFixture {
    AffiliationRegistry private registry;

    function setUp() public override {
        super.setUp();
        _seats(0, 100, 5);
        _seats(1, 200, 5);
        StandingFeedback made =
            new StandingFeedback(badge, chambers, IAffiliationRegistry(address(registry)), 5, 5_000, 5);
        vm.prank(governance);
        chambers.setFeedback(IStandingFeedback(address(made)));
    }

    function _registry() internal override returns (IAffiliationRegistry) {
        registry = new AffiliationRegistry(badge);
        return IAffiliationRegistry(address(registry));
    }

    function test_WhoDeclaresIsRecusedAndTrimmed() public {
        uint64 ballot = _open();
        _cast(ballot, 100, FOR);
        vm.prank(_member(100));
        registry.declare(PROJECT);
        vm.prank(_member(101));
        registry.declare(PROJECT);
        vm.expectRevert(
            abi.encodeWithSelector(IChamberBallot.ChamberBallotRecused.selector, 101, PROJECT, _member(101))
        );
        _cast(ballot, 101, FOR);
        chambers.trim(ballot, _row(100, 5));
        vm.assertEq(uint256(chambers.countsOf(ballot)[0].seats), 3);
        vm.assertEq(uint256(chambers.countsOf(ballot)[0].support), 0);
    }

    function test_AnObjectionRaisesWhatIsNeededUntilItLapses() public {
        uint64 ballot = _open();
        (, address feedback_,) = chambers.sources();
        IStandingFeedback.Feedback memory objection =
            IStandingFeedback.Feedback(200, PROJECT, IStandingFeedback.Kind.Objection, "text");
        vm.prank(_member(200));
        IStandingFeedback(feedback_).raise(objection, new IStandingFeedback.SignedBacking[](0));
        vm.assertEq(uint256(chambers.resultOf(ballot).objections), 1 << 1);
        vm.assertEq(uint256(chambers.resultOf(ballot).neededBps), 6_500);
        vm.warp(block.timestamp + 30 days - 1);
        vm.assertEq(uint256(chambers.resultOf(ballot).neededBps), 6_500);
        vm.warp(block.timestamp + 1);
        vm.assertEq(uint256(chambers.resultOf(ballot).neededBps), 6_000);
    }
}
