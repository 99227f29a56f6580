// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAffiliationRegistry} from "../../contracts/interfaces/chambers/IAffiliationRegistry.sol";
import {AffiliationFixture} from "./AffiliationFixture.sol";

// .tree
// an allegation
// ├── is made by a badge holder, one open at a time, and joined by others with evidence of their own
// ├── counts after 7 days without a dispute, for good, until it is lifted
// ├── once disputed, by the wallet in time, counts only when it is upheld within 30 days
// ├── that did not stand keeps who made it from another for 90 days; others can allege at once
// └── of a friend gains the wallet nothing
contract AffiliationAllegeTest is AffiliationFixture {
    function test_Allege() public {
        vm.expectEmit(address(registry));
        emit IAffiliationRegistry.AffiliationAlleged(1, PROJECT, wanda, alice, EVIDENCE);
        uint64 id = _allege(alice);
        vm.assertEq(uint256(id), 1);
        vm.assertEq(uint256(registry.lastAllegationOf(alice)), 1);
        (bytes32 project, address wallet, IAffiliationRegistry.State state, uint256 since) =
            registry.allegationOf(1);
        vm.assertEq(project, PROJECT);
        vm.assertEq(wallet, wanda);
        vm.assertEq(uint256(state), uint256(IAffiliationRegistry.State.Alleged));
        vm.assertEq(since, START_AT);
        (, uint40 standsFrom, uint64 latest) = registry.affiliationOf(PROJECT, wanda);
        vm.assertEq(uint256(standsFrom), START_AT + 7 days);
        vm.assertEq(uint256(latest), 1);
    }

    function test_Allege_CountsAfterSevenDaysOfSilence() public {
        uint64 id = _allege(alice);
        vm.warp(START_AT + 7 days - 1);
        vm.assertFalse(_isAffiliated());
        _assertState(id, IAffiliationRegistry.State.Alleged);
        vm.warp(START_AT + 7 days);
        vm.assertTrue(_isAffiliated());
        (,, IAffiliationRegistry.State state, uint256 since) = registry.allegationOf(id);
        vm.assertEq(uint256(state), uint256(IAffiliationRegistry.State.Stands));
        vm.assertEq(since, START_AT + 7 days);
        vm.warp(START_AT + 3650 days);
        vm.assertTrue(_isAffiliated());
    }

    function test_Allege_RevertWhen_WithoutWeight() public {
        bytes memory refusal =
            abi.encodeWithSelector(IAffiliationRegistry.AffiliationRegistryNoWeight.selector, mallory);
        vm.expectRevert(refusal);
        _allege(mallory);
        _revoke(1);
        vm.expectRevert(
            abi.encodeWithSelector(IAffiliationRegistry.AffiliationRegistryNoWeight.selector, alice)
        );
        _allege(alice);
    }

    function test_Allege_RevertWhen_OneIsOpen() public {
        uint64 id = _allege(alice);
        _expectOpen(id);
        vm.prank(alice);
        registry.allege(bob, OTHER, EVIDENCE);
        _dispute(id);
        vm.warp(START_AT + 30 days - 1);
        _expectOpen(id);
        _allege(alice);
    }

    function test_Allege_AnotherWhenTheLastStands() public {
        _allege(alice);
        vm.warp(START_AT + 7 days);
        vm.prank(alice);
        vm.assertEq(uint256(registry.allege(wanda, OTHER, EVIDENCE)), 2);
    }

    function test_Allege_RevertWhen_ItStands() public {
        uint64 id = _allege(alice);
        vm.warp(START_AT + 7 days);
        vm.expectRevert(abi.encodeWithSelector(IAffiliationRegistry.AffiliationRegistryStands.selector, id));
        _allege(bob);
    }

    function test_Allege_JoinsTheOpenCase() public {
        uint64 id = _allege(alice);
        vm.warp(START_AT + 6 days);
        vm.expectEmit(address(registry));
        emit IAffiliationRegistry.AffiliationAlleged(id, PROJECT, wanda, bob, EVIDENCE);
        vm.assertEq(uint256(_allege(bob)), id);
        _expectOpenOf(bob, id);
        _allege(bob);
        vm.warp(START_AT + 7 days);
        vm.assertTrue(_isAffiliated());
    }

    function test_Dispute() public {
        uint64 id = _allege(alice);
        vm.warp(START_AT + 7 days - 1);
        vm.expectEmit(address(registry));
        emit IAffiliationRegistry.AllegationDisputed(id, wanda);
        _dispute(id);
        vm.warp(START_AT + 365 days);
        vm.assertFalse(_isAffiliated());
    }

    function test_Dispute_RevertWhen_Late() public {
        uint64 id = _allege(alice);
        vm.warp(START_AT + 7 days);
        _expectBadState(id, IAffiliationRegistry.State.Stands);
        _dispute(id);
    }

    function test_Dispute_RevertWhen_Repeated() public {
        uint64 id = _allege(alice);
        _dispute(id);
        _expectBadState(id, IAffiliationRegistry.State.Disputed);
        _dispute(id);
    }

    function test_Dispute_RevertWhen_NotTheWallet() public {
        uint64 id = _allege(alice);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAffiliationRegistry.AffiliationRegistryNotTheWallet.selector, id, alice, wanda
            )
        );
        vm.prank(alice);
        registry.dispute(id);
    }

    function test_DisputeSigned() public {
        uint64 id = _allege(alice);
        vm.assertEq(registry.disputeDigest(id, DEADLINE), _disputeDigest(id));
        bytes memory signature = _sign(wandaKey, _disputeDigest(id));
        registry.disputeSigned(id, DEADLINE, signature);
        _assertState(id, IAffiliationRegistry.State.Disputed);
    }

    function test_DisputeSigned_RevertWhen_OfAnotherCase() public {
        uint64 id = _allege(alice);
        bytes memory signature = _sign(wandaKey, _disputeDigest(id));
        registry.disputeSigned(id, DEADLINE, signature);
        _rule(id, false);
        uint64 next = _allege(bob);
        vm.expectRevert(
            abi.encodeWithSelector(IAffiliationRegistry.AffiliationRegistryBadSignature.selector, wanda)
        );
        registry.disputeSigned(next, DEADLINE, signature);
        _expectBadState(id, IAffiliationRegistry.State.Dismissed);
        registry.disputeSigned(id, DEADLINE, signature);
    }

    function test_DisputeSigned_RevertWhen_Expired() public {
        uint64 id = _allege(alice);
        bytes memory signature = _sign(wandaKey, _disputeDigest(id));
        vm.warp(DEADLINE);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAffiliationRegistry.AffiliationRegistryExpired.selector, wanda, DEADLINE, DEADLINE
            )
        );
        registry.disputeSigned(id, DEADLINE, signature);
        vm.warp(DEADLINE - 1);
        registry.disputeSigned(id, DEADLINE, signature);
    }

    function test_Dispute_RevertWhen_Unknown() public {
        vm.expectRevert(
            abi.encodeWithSelector(IAffiliationRegistry.AffiliationRegistryBadSignature.selector, address(0))
        );
        registry.disputeSigned(9, DEADLINE, "");
        _expectBadState(9, IAffiliationRegistry.State.Unknown);
        vm.prank(address(0));
        registry.dispute(9);
    }

    function _expectOpen(uint64 id) private {
        _expectOpenOf(alice, id);
    }

    function _expectOpenOf(address alleger, uint64 id) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IAffiliationRegistry.AffiliationRegistryAllegationOpen.selector, alleger, id
            )
        );
    }

    function _expectBadState(uint64 id, IAffiliationRegistry.State had) private {
        vm.expectRevert(_refusal(IAffiliationRegistry.AffiliationRegistryBadState.selector, id, had));
    }
}
