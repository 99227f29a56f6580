// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ContributionBadge} from "../../contracts/ContributionBadge.sol";
import {Signatures} from "../../contracts/Signatures.sol";
import {IBadgeRevocation} from "../../contracts/interfaces/IBadgeRevocation.sol";
import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {BurningAccount} from "./Accounts.sol";
import {BadgeFixture} from "./BadgeFixture.sol";

// .tree
// what went wrong in badge contracts that people use, each once, on ours
// ├── an administrator of some badges revokes others'
// ├── a badge that its holder burned comes back with the old signature
// ├── somebody clears or forges that a number was claimed
// ├── delegating to nobody takes votes away first, so that revoking runs below zero
// ├── a kind's name breaks out of its JSON: BadgeArt.t.sol
// ├── a voucher seen on its way is submitted by another first
// ├── vouchers are redeemed in another order than they were signed in
// ├── an issuer's contract burns all gas of whoever submits its voucher
// └── a stolen issuer's key outvotes everybody
contract BadgeRegressionsTest is BadgeFixture {
    function test_AnIssuerOfOtherBadgesRevokesNothing() public {
        _issue(1, alice, REVIEW);
        address other = _account("other issuer");
        vm.prank(registrar);
        badge.setIssuer(other, WEEKLY);
        vm.startPrank(other);
        badge.issueBatch(_one(2, other, REVIEW));
        badge.announceRevocation(2, 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBadgeRevocation.ContributionBadgeNotItsIssuer.selector, uint64(1), other, issuer
            )
        );
        badge.announceRevocation(1, 1);
        vm.expectRevert(
            abi.encodeWithSelector(IBadgeRevocation.ContributionBadgeNoRevocation.selector, uint64(1))
        );
        badge.completeRevocation(1);
        vm.stopPrank();
    }

    function test_ABurnedBadgeDoesNotComeBackWithItsOldSignature() public {
        IContributionBadge.Voucher memory voucher = _voucher(1, alice);
        bytes memory signature = _signed(voucher);
        badge.claim(voucher, signature);
        vm.prank(alice);
        badge.burn(1);
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeNumberUsed.selector, 0, uint64(1))
        );
        badge.claim(voucher, signature);
    }

    function test_NobodyForgesThatANumberWasClaimed() public {
        _issue(1, bob, REVIEW);
        // The number that is marked follows from the badge, never from what a caller says.
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeNotHolder.selector, uint64(1), mallory, bob
            )
        );
        vm.prank(mallory);
        badge.burn(1);
        vm.assertTrue(badge.isUsed(1));
        vm.assertFalse(badge.isUsed(2));
        badge.claim(_voucher(2, alice), _signed(_voucher(2, alice)));
    }

    function test_DelegatingToNobodyKeepsABadgeRevocable() public {
        _issue(1, alice, SEAT);
        vm.startPrank(alice);
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeNoDelegation.selector, address(0))
        );
        badge.delegate(address(0));
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeNoDelegation.selector, address(0))
        );
        badge.delegateBySig(address(0), 0, 0, 27, 0, 0);
        vm.stopPrank();
        vm.assertEq(badge.getVotes(alice), SEAT_WEIGHT);
        _revoke(1);
        vm.assertEq(badge.getVotes(alice), 0);
    }

    function test_AVoucherSubmittedByAnotherStillGoesToItsHolder() public {
        IContributionBadge.Voucher memory voucher = _voucher(1, alice);
        bytes memory signature = _signed(voucher);
        vm.prank(mallory);
        badge.claim(voucher, signature);
        vm.assertEq(badge.ownerOf(1), alice);
        voucher.to = mallory;
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeBadSignature.selector, uint64(1), issuer
            )
        );
        vm.prank(mallory);
        badge.claim(voucher, signature);
    }

    function test_VouchersAreRedeemedInAnyOrder() public {
        uint64[4] memory order = [uint64(4), 1, 3, 2];
        for (uint256 i = 0; i < order.length; ++i) {
            badge.claim(_voucher(order[i], alice), _signed(_voucher(order[i], alice)));
        }
        vm.assertEq(badge.balanceOf(alice), order.length);
    }

    function test_AContractThatBurnsGasCostsASubmitterNoMoreThanItsDue() public {
        address burning = address(new BurningAccount());
        vm.prank(registrar);
        badge.setIssuer(burning, WEEKLY);
        IContributionBadge.Voucher memory voucher = _voucher(1, alice);
        voucher.issuer = burning;
        uint256 before = gasleft();
        (bool succeeded, bytes memory reason) =
            address(badge).call(abi.encodeCall(badge.claim, (voucher, _sign(issuerKey, bytes32(0)))));
        uint256 used = before - gasleft();
        vm.assertFalse(succeeded);
        vm.assertTrue(bytes4(reason) == IContributionBadge.ContributionBadgeBadSignature.selector);
        vm.assertLe(used, Signatures.ANSWER_GAS + 60_000);
    }

    /// @dev Whatever it issues, in whatever parts, over whichever kinds: the others keep the majority of the week.
    function testFuzz_AStolenIssuersKeyStaysWithinItsWeek(uint8[12] calldata kinds) public {
        uint256 given = 0;
        for (uint64 i = 0; i < kinds.length; ++i) {
            vm.prank(registrar);
            if (i == 6) badge.setIssuer(issuer, 0);
            else badge.setIssuer(issuer, 20);
            uint16 kind = kinds[i] % 2 == 0 ? REVIEW : SEAT;
            vm.prank(issuer);
            (bool succeeded,) = address(badge)
                .call(abi.encodeCall(badge.issueBatch, (_one(i + 1, address(uint160(i + 1_000)), kind))));
            if (succeeded) given += kind == REVIEW ? 1 : SEAT_WEIGHT;
        }
        vm.assertLe(given, 20);
        vm.warp(block.timestamp + 1);
        vm.assertEq(badge.getPastTotalSupply(block.timestamp - 1), given);
    }
}
