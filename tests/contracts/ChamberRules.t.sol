// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IChamberBallot} from "../../contracts/interfaces/chambers/IChamberBallot.sol";
import {IChamberRules} from "../../contracts/interfaces/chambers/IChamberRules.sol";
import {IStandingFeedback} from "../../contracts/interfaces/chambers/IStandingFeedback.sol";
import {ChamberFixture} from "./ChamberFixture.sol";

// .tree
// the rules
// ├── are set by governance only, within bounds that are inclusive, and kept by version
// └── are, for a ballot, those of its opening
// where objections are read: named by the deployer once, then by governance only
contract ChamberRulesTest is ChamberFixture {
    uint256[12] private low = [uint256(3), 1, 1, 5_000, 1, 1, 1, 0, 0, 1 hours, 1 hours, 1 hours];
    uint256[12] private high =
        [uint256(1_000), 8, 10_000, 9_000, 10_000, 10_000, 10_000, 10_000, 1, 365 days, 90 days, 90 days];

    function test_SetRules_AtTheBounds() public {
        _setRules(_made(low));
        _setRules(_made(high));
        vm.assertEq(keccak256(abi.encode(chambers.rules())), keccak256(abi.encode(_made(high))));
        vm.assertEq(keccak256(abi.encode(chambers.rulesOf(1))), keccak256(abi.encode(_rules())));
        vm.assertEq(keccak256(abi.encode(chambers.rulesOf(2))), keccak256(abi.encode(_made(low))));
    }

    function test_SetRules_RevertWhen_BelowABound() public {
        for (uint256 place = 0; place < 12; ++place) {
            if (low[place] == 0) continue;
            uint256[12] memory values = low;
            values[place] -= 1;
            _expectBadRule(place, values[place], low[place], place == 10 ? 90 days : _mostOf(place, values));
            _setRules(_made(values));
        }
    }

    function test_SetRules_RevertWhen_AboveABound() public {
        for (uint256 place = 0; place < 12; ++place) {
            if (place == 8) continue;
            uint256[12] memory values = high;
            values[place] += 1;
            uint256 least = place == 11 ? values[10] : low[place];
            _expectBadRule(place, values[place], least, high[place]);
            _setRules(_made(values));
        }
    }

    function test_SetRules_RevertWhen_MoreHousesNeedMoreToVeto() public {
        IChamberRules.Rules memory made = _rules();
        made.veto3Bps = made.veto2Bps + 1;
        _expectBadRule(5, made.veto3Bps, 1, made.veto2Bps);
        _setRules(made);
        made = _rules();
        made.veto4Bps = made.veto3Bps + 1;
        _expectBadRule(6, made.veto4Bps, 1, made.veto3Bps);
        _setRules(made);
    }

    function test_SetRules_RevertWhen_LongestIsShorterThanShortest() public {
        IChamberRules.Rules memory made = _rules();
        made.longestSeconds = made.shortestSeconds - 1;
        _expectBadRule(11, made.longestSeconds, made.shortestSeconds, 90 days);
        _setRules(made);
    }

    function test_RulesOf_RevertWhen_TheyNeverWere() public {
        for (uint32 version = 0; version < 3; version += 2) {
            vm.expectRevert(
                abi.encodeWithSelector(IChamberRules.ChamberBallotUnknownRules.selector, version, 1)
            );
            chambers.rulesOf(version);
        }
    }

    function test_ABallotKeepsTheRulesOfItsOpening() public {
        _seats(0, 1, 5);
        _seats(1, 11, 5);
        uint64 ballot = _open();
        IChamberRules.Rules memory made = _rules();
        made.leastSeats = 6;
        _setRules(made);
        _castRow(ballot, 1, 0, 5, 0);
        _castRow(ballot, 11, 0, 5, 0);
        vm.warp(block.timestamp + PERIOD);
        _assertOutcome(ballot, IChamberBallot.Outcome.Approved);
        vm.assertEq(uint256(chambers.ballotOf(ballot).rulesVersion), 1);
        _castAll(_open());
        vm.warp(block.timestamp + PERIOD);
        _assertOutcome(2, IChamberBallot.Outcome.NoQuorum);
    }

    function testFuzz_StrangersSetNothing(address caller) public {
        vm.assume(caller != governance && caller != address(0));
        bytes memory notGovernance =
            abi.encodeWithSelector(IChamberRules.ChamberBallotNotGovernance.selector, caller, governance);
        vm.startPrank(caller);
        vm.expectRevert(notGovernance);
        chambers.setRules(_rules());
        vm.expectRevert(notGovernance);
        chambers.setSeatIssuer(0, caller);
        vm.expectRevert(notGovernance);
        chambers.setFeedback(IStandingFeedback(caller));
    }

    function test_SetFeedback_OnceByWhoDeployedThenByGovernance() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IChamberRules.ChamberBallotNotGovernance.selector, address(this), governance
            )
        );
        chambers.setFeedback(IStandingFeedback(stranger));
        vm.expectEmit(address(chambers));
        emit IChamberBallot.FeedbackSet(address(feedback), stranger);
        vm.prank(governance);
        chambers.setFeedback(IStandingFeedback(stranger));
        (address affiliations_, address feedback_, address factory) = chambers.sources();
        vm.assertEq(feedback_, stranger);
        vm.assertEq(affiliations_, address(affiliations));
        vm.assertEq(factory, address(_factory()));
        vm.assertEq(chambers.governance(), governance);
        vm.assertEq(chambers.badge(), address(badge));
    }

    function test_FitsTheSizeLimit() public view {
        vm.assertLt(address(chambers).code.length, 24_576);
    }

    function _castAll(uint64 ballot) private {
        _castRow(ballot, 1, 0, 5, 0);
        _castRow(ballot, 11, 0, 5, 0);
    }

    /// @dev The most of a field, where others bind it.
    function _mostOf(uint256 place, uint256[12] memory values) private view returns (uint256) {
        return place == 5 || place == 6 ? values[place - 1] : high[place];
    }

    function _made(uint256[12] memory values) private pure returns (IChamberRules.Rules memory) {
        return IChamberRules.Rules({
            leastSeats: uint16(values[0]),
            leastHouses: uint8(values[1]),
            quorumBps: uint16(values[2]),
            approvalBps: uint16(values[3]),
            veto2Bps: uint16(values[4]),
            veto3Bps: uint16(values[5]),
            veto4Bps: uint16(values[6]),
            objectionBps: uint16(values[7]),
            isBlocking: values[8] == 1,
            maturitySeconds: uint32(values[9]),
            shortestSeconds: uint32(values[10]),
            longestSeconds: uint32(values[11])
        });
    }

    function _expectBadRule(uint256 place, uint256 had, uint256 least, uint256 most) private {
        vm.expectRevert(
            abi.encodeWithSelector(IChamberRules.ChamberBallotBadRule.selector, place, had, least, most)
        );
    }
}
