// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

import {ContributionBadge} from "../../contracts/ContributionBadge.sol";
import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {IERC5192} from "../../contracts/interfaces/IERC5192.sol";
import {IERC5484} from "../../contracts/interfaces/IERC5484.sol";
import {BadgeFixture} from "./BadgeFixture.sol";

// .tree
// issueBatch
// ├── by an issuer
// │   ├── issues every badge, with events, votes and the week's budget
// │   ├── names the place of the bad entry and issues none: number used, zero holder, kind closed, holder full
// │   └── stops at the limit of the week, which starts anew with the next
// └── by anybody else: reverts
// kinds and issuers
// ├── set by the registrar or governance, refused to anybody else
// ├── a kind is registered once, with a name that can be shown, a chamber that exists, a weight above zero
// └── an issuer who comes back in the same week has not more left
contract BadgeIssueTest is BadgeFixture {
    function test_IssueBatch() public {
        IContributionBadge.Issue[] memory batch = new IContributionBadge.Issue[](2);
        batch[0] = _entry(1, alice, REVIEW);
        batch[1] = _entry(type(uint64).max, bob, SEAT);
        vm.expectEmit(address(badge));
        emit IERC721.Transfer(address(0), alice, 1);
        vm.expectEmit(address(badge));
        emit IERC5192.Locked(1);
        vm.expectEmit(address(badge));
        emit IERC5484.Issued(issuer, alice, 1, IERC5484.BurnAuth.Both);
        vm.expectEmit(address(badge));
        emit IContributionBadge.BadgeIssued(1, alice, REVIEW, 1, issuer, EVIDENCE);
        vm.prank(issuer);
        badge.issueBatch(batch);

        IContributionBadge.Badge memory seat = badge.badgeOf(type(uint64).max);
        vm.assertEq(seat.holder, bob);
        vm.assertEq(seat.kind, SEAT);
        vm.assertEq(seat.weight, SEAT_WEIGHT);
        vm.assertEq(seat.issuedAt, START_AT);
        vm.assertEq(seat.issuer, issuer);
        vm.assertEq(badge.getVotes(alice), 1);
        vm.assertEq(badge.getVotes(bob), SEAT_WEIGHT);
        (uint32 weightPerWeek, uint32 used) = badge.issuerBudget(issuer);
        vm.assertEq(weightPerWeek, WEEKLY);
        vm.assertEq(used, 1 + SEAT_WEIGHT);
    }

    function test_IssueBatch_RevertWhen_NotIssuer() public {
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeNotIssuer.selector, mallory)
        );
        vm.prank(mallory);
        badge.issueBatch(_one(1, mallory, REVIEW));
    }

    function test_IssueBatch_RevertWhen_IssuerRemoved() public {
        vm.prank(governance);
        badge.setIssuer(issuer, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeNotIssuer.selector, issuer)
        );
        _issue(1, alice, REVIEW);
    }

    function test_IssueBatch_RevertWhen_OneEntryIsBad() public {
        _issue(7, alice, REVIEW);
        IContributionBadge.Issue[] memory batch = new IContributionBadge.Issue[](3);
        batch[0] = _entry(1, alice, REVIEW);
        batch[1] = _entry(2, bob, REVIEW);
        batch[2] = _entry(7, bob, REVIEW);
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeNumberUsed.selector, 2, uint64(7))
        );
        vm.prank(issuer);
        badge.issueBatch(batch);
        vm.assertFalse(badge.isUsed(1));
    }

    function test_IssueBatch_RevertWhen_NumberTwiceInOneBatch() public {
        IContributionBadge.Issue[] memory batch = new IContributionBadge.Issue[](2);
        batch[0] = _entry(1, alice, REVIEW);
        batch[1] = _entry(1, bob, REVIEW);
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeNumberUsed.selector, 1, uint64(1))
        );
        vm.prank(issuer);
        badge.issueBatch(batch);
    }

    function test_IssueBatch_RevertWhen_BadgeWasRevoked() public {
        _issue(1, alice, REVIEW);
        _revoke(1);
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeNumberUsed.selector, 0, uint64(1))
        );
        _issue(1, alice, REVIEW);
    }

    function test_IssueBatch_RevertWhen_HolderIsZero() public {
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeZeroHolder.selector, 0, uint64(1))
        );
        _issue(1, address(0), REVIEW);
    }

    function test_IssueBatch_RevertWhen_KindClosed() public {
        vm.prank(registrar);
        badge.setKindOpen(REVIEW, false);
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeKindClosed.selector, 0, REVIEW)
        );
        _issue(1, alice, REVIEW);
        vm.prank(registrar);
        badge.setKindOpen(REVIEW, true);
        _issue(1, alice, REVIEW);
    }

    function test_IssueBatch_RevertWhen_KindUnregistered() public {
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeKindClosed.selector, 0, UNREGISTERED)
        );
        _issue(1, alice, UNREGISTERED);
    }

    function test_IssueBatch_RevertWhen_HolderHasASeat() public {
        _issue(1, alice, SEAT);
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeHolderFull.selector, 0, alice, SEAT, 1, 1
            )
        );
        _issue(2, alice, SEAT);
        _issue(2, bob, SEAT);
        // The seat is free again when the badge is gone.
        _revoke(1);
        _issue(3, alice, SEAT);
    }

    function testFuzz_IssueBatch_StopsAtTheLimitOfTheWeek(uint32 limit, uint32 weight) public {
        limit = uint32(_bound(limit, 1, type(uint32).max));
        weight = uint32(_bound(weight, 1, type(uint32).max));
        vm.startPrank(registrar);
        badge.registerKind(5, IContributionBadge.KindSpec("Heavy", 1, 0, weight, 0, 0, true));
        badge.setIssuer(issuer, limit);
        vm.stopPrank();
        if (weight > limit) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IContributionBadge.ContributionBadgeOverWeeklyLimit.selector, 0, issuer, weight, limit
                )
            );
        }
        _issue(1, alice, 5);
    }

    function test_IssueBatch_TheLimitStartsAnewWithTheWeek() public {
        uint256 nextWeekAt = (START_AT / 1 weeks + 1) * 1 weeks;
        vm.prank(registrar);
        badge.setIssuer(issuer, 1);
        _issue(1, alice, REVIEW);
        vm.warp(nextWeekAt - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeOverWeeklyLimit.selector, 0, issuer, 1, 0
            )
        );
        _issue(2, alice, REVIEW);
        vm.warp(nextWeekAt);
        _issue(2, alice, REVIEW);
    }

    function test_SetIssuer_ComingBackDoesNotRenewTheWeek() public {
        vm.prank(registrar);
        badge.setIssuer(issuer, 1);
        _issue(1, alice, REVIEW);
        vm.startPrank(registrar);
        badge.setIssuer(issuer, 0);
        badge.setIssuer(issuer, 1);
        vm.stopPrank();
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeOverWeeklyLimit.selector, 0, issuer, 1, 0
            )
        );
        _issue(2, alice, REVIEW);
    }

    function test_SetIssuer_RevertWhen_Zero() public {
        vm.expectRevert(abi.encodeWithSelector(IContributionBadge.ContributionBadgeZeroAddress.selector));
        vm.prank(registrar);
        badge.setIssuer(address(0), 1);
    }

    function test_Constructor_RevertWhen_NobodyGoverns() public {
        vm.expectRevert(abi.encodeWithSelector(IContributionBadge.ContributionBadgeZeroAddress.selector));
        new ContributionBadge(address(0), registrar, guardian);
    }

    function test_RegisterKind_RevertWhen_Registered() public {
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeKindExists.selector, REVIEW)
        );
        _register(REVIEW, "Review", 0, 1000);
        vm.assertEq(badge.kindOf(REVIEW).weight, 1);
    }

    function test_RegisterKind_RevertWhen_NoWeight() public {
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeZeroWeight.selector, uint16(5))
        );
        _register(5, "Air", 0, 0);
    }

    function test_RegisterKind_RevertWhen_NoSuchChamber() public {
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeBadChamber.selector, uint16(5), 8, 7)
        );
        _register(5, "Ninth", 8, 1);
        _register(5, "Eighth", 7, 1);
    }

    function test_RegisterKind_RevertWhen_NameCannotBeShown() public {
        string[4] memory names =
            ["", "two\nlines", string(bytes(hex"c328")), string(abi.encodePacked(new bytes(65)))];
        for (uint256 i = 0; i < names.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IContributionBadge.ContributionBadgeBadKindName.selector, uint16(5), names[i], 64
                )
            );
            _register(5, names[i], 0, 1);
        }
        _register(5, unicode"Révision ✓ مراجعة 审查", 0, 1);
    }

    function test_KindOf_RevertWhen_Unregistered() public {
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeKindUnknown.selector, UNREGISTERED)
        );
        badge.kindOf(UNREGISTERED);
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeKindUnknown.selector, UNREGISTERED)
        );
        vm.prank(registrar);
        badge.setKindOpen(UNREGISTERED, true);
    }

    function test_SetRegistrar() public {
        vm.expectEmit(address(badge));
        emit IContributionBadge.RegistrarSet(registrar, bob);
        vm.prank(governance);
        badge.setRegistrar(bob);
        vm.assertEq(badge.registrar(), bob);
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeNotRegistrar.selector, registrar, bob, governance
            )
        );
        vm.prank(registrar);
        badge.setIssuer(mallory, 1);
    }

    function test_SetRegistrar_ByItselfToNobody() public {
        vm.prank(registrar);
        badge.setRegistrar(address(0));
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeNotRegistrar.selector, registrar, address(0), governance
            )
        );
        vm.prank(registrar);
        badge.setIssuer(mallory, 1);
        vm.prank(governance);
        badge.setIssuer(bob, 1);
    }

    function test_SetRegistrar_RevertWhen_Stranger() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeNotRegistrar.selector, issuer, registrar, governance
            )
        );
        vm.prank(issuer);
        badge.setRegistrar(issuer);
    }

    function _register(uint16 kind, string memory name, uint8 chamber, uint32 weight) private {
        vm.prank(registrar);
        badge.registerKind(kind, IContributionBadge.KindSpec(name, 1, chamber, weight, 0, 0, true));
    }
}
