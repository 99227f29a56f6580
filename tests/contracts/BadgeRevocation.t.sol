// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBadgeRevocation} from "../../contracts/interfaces/IBadgeRevocation.sol";
import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {BadgeFixture} from "./BadgeFixture.sol";

// .tree
// a badge is announced for revocation
// ├── by its own issuer: holder and votes stay until it is done; once, until it is dropped
// └── by another issuer, its holder, guardian, governance, or an issuer without right: reverts
// it is done
// ├── at once by guardian or governance, whether or not the holder appealed
// ├── by anybody after 21 days without appeal, not a second before
// └── never once the issuer lost its right, except by governance on its own
// it is given up by the issuer, guardian or governance, and can then be announced anew
// an issuer cannot silence its opponents during the vote that removes it
contract BadgeRevocationTest is BadgeFixture {
    uint256 private constant DELAY = 21 days;
    uint16 private constant REASON = 3;

    function test_AnnounceChangesNothingYet() public {
        _issue(1, alice, SEAT);
        vm.expectEmit(address(badge));
        emit IBadgeRevocation.RevocationAnnounced(1, alice, issuer, REASON, uint48(START_AT + DELAY));
        _announce(1);
        vm.assertEq(badge.ownerOf(1), alice);
        vm.assertEq(badge.getVotes(alice), SEAT_WEIGHT);
        vm.assertEq(badge.revocationOf(1).dueAt, START_AT + DELAY);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBadgeRevocation.ContributionBadgeRevocationPending.selector,
                uint64(1),
                uint48(START_AT + DELAY)
            )
        );
        _announce(1);
    }

    /// @dev The flaw of a contract in use: whoever administers any badges could revoke everybody's.
    function test_Announce_RevertWhen_AnotherIssuers() public {
        _issue(1, alice, REVIEW);
        address other = _account("other issuer");
        vm.prank(registrar);
        badge.setIssuer(other, WEEKLY);
        address[5] memory callers = [other, alice, guardian, governance, mallory];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IBadgeRevocation.ContributionBadgeNotItsIssuer.selector, uint64(1), callers[i], issuer
                )
            );
            vm.prank(callers[i]);
            badge.announceRevocation(1, REASON);
        }
    }

    function test_CompleteWhenDue() public {
        _issue(1, alice, SEAT);
        _announce(1);
        vm.warp(START_AT + DELAY - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBadgeRevocation.ContributionBadgeRevocationEarly.selector,
                uint64(1),
                START_AT + DELAY - 1,
                uint48(START_AT + DELAY)
            )
        );
        badge.completeRevocation(1);
        vm.warp(START_AT + DELAY);
        vm.expectEmit(address(badge));
        emit IBadgeRevocation.BadgeRevoked(1, alice, mallory, REASON);
        vm.prank(mallory);
        badge.completeRevocation(1);
        vm.assertEq(badge.getVotes(alice), 0);
        vm.assertEq(badge.balanceOf(alice), 0);
        vm.assertTrue(badge.isUsed(1));
    }

    function test_AnAppealLeavesItToTheOthers() public {
        _issue(1, alice, REVIEW);
        _announce(1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeNotHolder.selector, uint64(1), mallory, alice
            )
        );
        vm.prank(mallory);
        badge.appealRevocation(1);
        vm.expectEmit(address(badge));
        emit IBadgeRevocation.RevocationAppealed(1, alice);
        vm.prank(alice);
        badge.appealRevocation(1);
        vm.warp(START_AT + 10 * DELAY);
        vm.expectRevert(
            abi.encodeWithSelector(IBadgeRevocation.ContributionBadgeRevocationAppealed.selector, uint64(1))
        );
        badge.completeRevocation(1);
        vm.prank(guardian);
        badge.confirmRevocation(1);
        vm.assertEq(badge.getVotes(alice), 0);
    }

    function test_ConfirmAtOnce() public {
        address[2] memory authorities = [guardian, governance];
        for (uint64 i = 0; i < authorities.length; ++i) {
            _issue(i + 1, alice, REVIEW);
            _announce(i + 1);
            vm.expectEmit(address(badge));
            emit IBadgeRevocation.BadgeRevoked(i + 1, alice, authorities[i], REASON);
            vm.prank(authorities[i]);
            badge.confirmRevocation(i + 1);
        }
        vm.assertEq(badge.balanceOf(alice), 0);
    }

    function test_Confirm_RevertWhen_NoSecondAuthority() public {
        _issue(1, alice, REVIEW);
        _announce(1);
        address[4] memory callers = [issuer, registrar, alice, mallory];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IContributionBadge.ContributionBadgeNotGuardian.selector, callers[i], guardian, governance
                )
            );
            vm.prank(callers[i]);
            badge.confirmRevocation(1);
        }
    }

    function test_NothingIsDoneThatWasNotAnnounced() public {
        _issue(1, alice, REVIEW);
        bytes[4] memory calls = [
            abi.encodeCall(badge.confirmRevocation, (1)),
            abi.encodeCall(badge.completeRevocation, (1)),
            abi.encodeCall(badge.dropRevocation, (1)),
            abi.encodeCall(badge.revocationOf, (1))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(guardian);
            (bool succeeded, bytes memory reason) = address(badge).call(calls[i]);
            vm.assertFalse(succeeded);
            vm.assertEq(
                keccak256(reason),
                keccak256(
                    abi.encodeWithSelector(IBadgeRevocation.ContributionBadgeNoRevocation.selector, uint64(1))
                )
            );
        }
    }

    function test_Drop() public {
        _issue(1, alice, REVIEW);
        address[3] memory authorities = [issuer, guardian, governance];
        for (uint256 i = 0; i < authorities.length; ++i) {
            _announce(1);
            vm.expectEmit(address(badge));
            emit IBadgeRevocation.RevocationDropped(1, authorities[i]);
            vm.prank(authorities[i]);
            badge.dropRevocation(1);
        }
        _announce(1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeNotGuardian.selector, alice, guardian, governance
            )
        );
        vm.prank(alice);
        badge.dropRevocation(1);
    }

    function test_WhatIsPendingEndsWithTheBadge() public {
        _issue(1, alice, REVIEW);
        _announce(1);
        vm.prank(governance);
        badge.revoke(1, 9);
        vm.expectRevert(
            abi.encodeWithSelector(IBadgeRevocation.ContributionBadgeNoRevocation.selector, uint64(1))
        );
        badge.revocationOf(1);
    }

    function test_SetGuardian() public {
        vm.expectEmit(address(badge));
        emit IContributionBadge.GuardianSet(guardian, address(0));
        vm.prank(governance);
        badge.setGuardian(address(0));
        vm.assertEq(badge.guardian(), address(0));
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeNotGovernance.selector, guardian, governance
            )
        );
        vm.prank(guardian);
        badge.setGuardian(guardian);
    }

    /// @dev Announced as soon as the vote to remove it is in sight; the vote takes less time than the delay, at its end
    /// the right is gone, and with it what was announced, for good.
    function test_AnIssuerCannotSilenceItsOpponentsDuringTheVoteToRemoveIt() public {
        _issue(1, alice, SEAT);
        _issue(2, bob, SEAT);
        _announce(1);
        _announce(2);
        vm.warp(START_AT + 17 days);
        vm.assertEq(badge.getVotes(alice) + badge.getVotes(bob), 2 * SEAT_WEIGHT);
        vm.prank(governance);
        badge.setIssuer(issuer, 0);
        vm.warp(START_AT + DELAY);
        bytes memory without =
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeNotIssuer.selector, issuer);
        vm.expectRevert(without);
        badge.completeRevocation(1);
        vm.expectRevert(without);
        vm.prank(guardian);
        badge.confirmRevocation(2);
        vm.expectRevert(without);
        _announce(1);
        vm.assertEq(badge.getPastTotalSupply(START_AT + DELAY - 1), 2 * SEAT_WEIGHT);
    }

    function _announce(uint64 number) private {
        vm.prank(issuer);
        badge.announceRevocation(number, REASON);
    }
}
