// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAffiliationRegistry} from "../../contracts/interfaces/chambers/IAffiliationRegistry.sol";
import {AffiliationFixture} from "./AffiliationFixture.sol";

// .tree
// what becomes of an allegation
// ├── disputed: governance or guardian rules within 30 days, else it falls
// ├── undisputed, or upheld: governance or guardian can lift it; nobody else ends one
// ├── that did not stand: who made it waits 90 days, counted from its end; others allege at once
// ├── of a friend, to be dismissed: shields the wallet from nobody
// └── does nothing to what the wallet declared
contract AffiliationRuleTest is AffiliationFixture {
    function test_Rule_Upheld() public {
        uint64 id = _allege(alice);
        _dispute(id);
        vm.warp(START_AT + 30 days - 1);
        vm.expectEmit(address(registry));
        emit IAffiliationRegistry.AllegationRuled(id, true, guardian);
        vm.prank(guardian);
        registry.rule(id, true);
        vm.assertTrue(_isAffiliated());
        _assertState(id, IAffiliationRegistry.State.Stands);
        vm.warp(START_AT + 3650 days);
        vm.assertTrue(_isAffiliated());
    }

    function test_Rule_Dismissed() public {
        uint64 id = _allege(alice);
        _dispute(id);
        vm.expectEmit(address(registry));
        emit IAffiliationRegistry.AllegationRuled(id, false, governance);
        _rule(id, false);
        vm.warp(START_AT + 365 days);
        vm.assertFalse(_isAffiliated());
        _assertState(id, IAffiliationRegistry.State.Dismissed);
    }

    function test_Rule_RevertWhen_ThirtyDaysAreOver() public {
        vm.warp(START_AT);
        uint64 id = _allege(alice);
        vm.warp(START_AT + 5 days);
        _dispute(id);
        vm.warp(START_AT + 35 days);
        vm.assertFalse(_isAffiliated());
        (,, IAffiliationRegistry.State state, uint256 since) = registry.allegationOf(id);
        vm.assertEq(uint256(state), uint256(IAffiliationRegistry.State.Fell));
        vm.assertEq(since, START_AT + 35 days);
        _expectBadState(id, IAffiliationRegistry.State.Fell);
        _rule(id, true);
    }

    function test_Rule_RevertWhen_NotDisputed() public {
        _expectBadState(1, IAffiliationRegistry.State.Unknown);
        _rule(1, true);
        uint64 id = _allege(alice);
        _expectBadState(id, IAffiliationRegistry.State.Alleged);
        _rule(id, true);
        _dispute(id);
        _rule(id, true);
        _expectBadState(id, IAffiliationRegistry.State.Stands);
        _rule(id, false);
    }

    function test_Lift() public {
        uint64 id = _allege(alice);
        vm.warp(START_AT + 60 days);
        vm.expectEmit(address(registry));
        emit IAffiliationRegistry.AllegationLifted(id, guardian);
        vm.prank(guardian);
        registry.lift(id);
        vm.assertFalse(_isAffiliated());
        _assertState(id, IAffiliationRegistry.State.Lifted);
    }

    function test_Lift_BeforeItCountsAndAfterItWasUpheld() public {
        uint64 id = _allege(alice);
        vm.prank(governance);
        registry.lift(id);
        vm.warp(START_AT + 8 days);
        vm.assertFalse(_isAffiliated());
        id = _allege(bob);
        _dispute(id);
        _rule(id, true);
        vm.prank(governance);
        registry.lift(id);
        vm.assertFalse(_isAffiliated());
    }

    function test_Lift_RevertWhen_DisputedOrOver() public {
        uint64 id = _allege(alice);
        _dispute(id);
        _expectBadState(id, IAffiliationRegistry.State.Disputed);
        vm.prank(guardian);
        registry.lift(id);
        _rule(id, false);
        _expectBadState(id, IAffiliationRegistry.State.Dismissed);
        vm.prank(guardian);
        registry.lift(id);
    }

    function test_RuleAndLift_RevertWhen_ByOthers() public {
        uint64 id = _allege(alice);
        address[3] memory others = [alice, wanda, registrar];
        for (uint256 i = 0; i < others.length; ++i) {
            _expectNotAuthority(others[i]);
            vm.prank(others[i]);
            registry.rule(id, true);
            _expectNotAuthority(others[i]);
            vm.prank(others[i]);
            registry.lift(id);
        }
    }

    function test_Rule_ByTheGuardianOfNow() public {
        uint64 id = _allege(alice);
        _dispute(id);
        vm.prank(governance);
        badge.setGuardian(bob);
        address former = guardian;
        guardian = bob;
        _expectNotAuthority(former);
        vm.prank(former);
        registry.rule(id, true);
        vm.prank(bob);
        registry.rule(id, true);
        vm.assertTrue(_isAffiliated());
    }

    function test_WhoseAllegationWasDismissedWaitsNinetyDays() public {
        uint64 id = _allege(alice);
        _dispute(id);
        vm.warp(START_AT + 10 days);
        _rule(id, false);
        _waits(START_AT + 100 days);
    }

    function test_WhoseAllegationFellWaitsNinetyDaysFromThen() public {
        uint64 id = _allege(alice);
        _dispute(id);
        vm.warp(START_AT + 30 days);
        _waits(START_AT + 120 days);
    }

    function test_WhoseAllegationWasLiftedWaitsNinetyDays() public {
        uint64 id = _allege(alice);
        vm.prank(guardian);
        registry.lift(id);
        _waits(START_AT + 90 days);
    }

    function test_OthersAllegeAtOnceWhatWasDismissed() public {
        uint64 id = _allege(alice);
        _dispute(id);
        _rule(id, false);
        vm.assertEq(uint256(_allege(bob)), id + 1);
        _assertState(id, IAffiliationRegistry.State.Dismissed);
        vm.warp(START_AT + 7 days);
        vm.assertTrue(_isAffiliated());
    }

    /// @dev The friend's empty allegation is disputed at once; the other's evidence comes into the same case.
    function test_AFriendsEmptyAllegationShieldsNobody() public {
        uint64 id = _allege(alice);
        _dispute(id);
        vm.assertEq(uint256(_allege(bob)), id);
        _rule(id, true);
        vm.assertTrue(_isAffiliated());
    }

    function test_AnAllegationDoesNothingToADeclaration() public {
        _declare();
        uint64 id = _allege(alice);
        _dispute(id);
        _rule(id, false);
        vm.assertTrue(_isAffiliated());
        _withdraw();
        vm.warp(START_AT + 1 days);
        _allege(bob);
        vm.warp(START_AT + 30 days);
        vm.assertTrue(_isAffiliated());
    }

    function _waits(uint256 againAt) private {
        vm.warp(againAt - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAffiliationRegistry.AffiliationRegistryTooSoon.selector, alice, againAt - 1, againAt
            )
        );
        _allege(alice);
        vm.warp(againAt);
        _allege(alice);
    }

    function _expectBadState(uint64 id, IAffiliationRegistry.State had) private {
        vm.expectRevert(_refusal(IAffiliationRegistry.AffiliationRegistryBadState.selector, id, had));
    }

    function _expectNotAuthority(address caller) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IAffiliationRegistry.AffiliationRegistryNotAuthority.selector, caller, guardian, governance
            )
        );
    }
}
