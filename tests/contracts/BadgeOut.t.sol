// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

import {IBadgeRevocation} from "../../contracts/interfaces/IBadgeRevocation.sol";
import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {IERC5484} from "../../contracts/interfaces/IERC5484.sol";
import {BadgeFixture} from "./BadgeFixture.sol";

// .tree
// revoke
// ├── by governance: holder, balance and votes go at once; the number stays used
// └── by anybody else, its issuer and its holder among them, or without a badge: reverts
// burn
// ├── by the holder: as above
// └── by anybody else: reverts
// lapse
// ├── by anybody once the term is over: the badge stays, its vote and its seat go
// └── early, twice, or of a kind without term: reverts
// every move, approval and delegation: reverts with its own error
// reading: as wallets and governors expect
// strangers: change nothing
contract BadgeOutTest is BadgeFixture {
    function test_Revoke() public {
        _issue(1, alice, REVIEW);
        _issue(2, alice, SEAT);
        vm.expectEmit(address(badge));
        emit IVotes.DelegateVotesChanged(alice, 1 + SEAT_WEIGHT, 1);
        vm.expectEmit(address(badge));
        emit IERC721.Transfer(alice, address(0), 2);
        vm.expectEmit(address(badge));
        emit IBadgeRevocation.BadgeRevoked(2, alice, governance, 7);
        _revoke(2);
        vm.assertEq(badge.balanceOf(alice), 1);
        vm.assertEq(badge.getVotes(alice), 1);
        vm.assertTrue(badge.isUsed(2));
        _expectNonexistent(2);
        badge.badgeOf(2);
    }

    function test_Revoke_RevertWhen_NotGovernance() public {
        _issue(1, alice, REVIEW);
        address[4] memory callers = [issuer, registrar, alice, mallory];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IContributionBadge.ContributionBadgeNotGovernance.selector, callers[i], governance
                )
            );
            vm.prank(callers[i]);
            badge.revoke(1, 7);
        }
    }

    function test_Revoke_RevertWhen_Gone() public {
        _expectNonexistent(1);
        _revoke(1);
        _issue(1, alice, REVIEW);
        _revoke(1);
        _expectNonexistent(1);
        _revoke(1);
    }

    function test_Burn() public {
        _issue(1, alice, SEAT);
        vm.expectEmit(address(badge));
        emit IContributionBadge.BadgeBurned(1, alice);
        vm.prank(alice);
        badge.burn(1);
        vm.assertEq(badge.balanceOf(alice), 0);
        vm.assertEq(badge.getVotes(alice), 0);
        vm.assertTrue(badge.isUsed(1));
    }

    function test_Burn_RevertWhen_NotHolder() public {
        _issue(1, alice, REVIEW);
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeNotHolder.selector, uint64(1), mallory, alice
            )
        );
        vm.prank(mallory);
        badge.burn(1);
    }

    function test_Lapse() public {
        uint32 term = 365 days;
        vm.prank(registrar);
        badge.registerKind(5, IContributionBadge.KindSpec("Council", 2, 1, 4, 1, term, true));
        _issue(1, alice, 5);
        vm.warp(START_AT + term - 1);
        _expectTermNotOver(1, START_AT + term);
        badge.lapse(1);
        vm.warp(START_AT + term);
        vm.expectEmit(address(badge));
        emit IContributionBadge.BadgeLapsed(1, alice, 4);
        badge.lapse(1);
        vm.assertEq(badge.ownerOf(1), alice);
        vm.assertEq(badge.balanceOf(alice), 1);
        vm.assertEq(badge.getVotes(alice), 0);
        vm.assertEq(badge.badgeOf(1).weight, 0);
        vm.assertEq(badge.getPastVotes(alice, START_AT + term - 1), 4);
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeLapsed.selector, uint64(1))
        );
        badge.lapse(1);
        // The seat can be given anew, and the old badge still goes without taking anything with it.
        _issue(2, alice, 5);
        vm.prank(alice);
        badge.burn(1);
        vm.assertEq(badge.getVotes(alice), 4);
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeHolderFull.selector, 0, alice, uint16(5), 1, 1
            )
        );
        _issue(3, alice, 5);
    }

    function test_Lapse_RevertWhen_WithoutTerm() public {
        _issue(1, alice, REVIEW);
        vm.warp(START_AT + 36_500 days);
        _expectTermNotOver(1, 0);
        badge.lapse(1);
        _expectNonexistent(2);
        badge.lapse(2);
    }

    function testFuzz_EveryMoveReverts(address caller, address to, uint256 number) public {
        _issue(1, alice, REVIEW);
        vm.startPrank(number % 2 == 0 ? alice : caller);
        bytes memory soulbound =
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeSoulbound.selector, number);
        vm.expectRevert(soulbound);
        badge.transferFrom(alice, to, number);
        vm.expectRevert(soulbound);
        badge.safeTransferFrom(alice, to, number);
        vm.expectRevert(soulbound);
        badge.safeTransferFrom(alice, to, number, "");
        bytes memory noApproval =
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeNoApproval.selector, to);
        vm.expectRevert(noApproval);
        badge.approve(to, number);
        vm.expectRevert(noApproval);
        badge.setApprovalForAll(to, true);
        vm.expectRevert(noApproval);
        badge.permit(to, number, type(uint256).max, "");
        bytes memory noDelegation =
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeNoDelegation.selector, to);
        vm.expectRevert(noDelegation);
        badge.delegate(to);
        vm.expectRevert(noDelegation);
        badge.delegateBySig(to, 0, 0, 27, 0, 0);
        vm.assertEq(badge.ownerOf(1), alice);
        vm.assertEq(badge.delegates(to), to);
        vm.assertFalse(badge.isApprovedForAll(alice, to));
    }

    function testFuzz_StrangersChangeNothing(address caller, uint64 number, uint32 limit) public {
        vm.assume(caller != governance && caller != registrar && caller != issuer && caller != alice);
        _issue(1, alice, REVIEW);
        bytes[6] memory calls = [
            abi.encodeCall(badge.issueBatch, (_one(number, caller, REVIEW))),
            abi.encodeCall(badge.claim, (_voucher(number, caller), "")),
            abi.encodeCall(badge.revoke, (1, 0)),
            abi.encodeCall(badge.burn, (1)),
            abi.encodeCall(badge.setIssuer, (caller, limit)),
            abi.encodeCall(badge.setRegistrar, (caller))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(caller);
            (bool succeeded,) = address(badge).call(calls[i]);
            vm.assertFalse(succeeded);
        }
        vm.assertEq(badge.ownerOf(1), alice);
        vm.assertTrue(number == 1 || !badge.isUsed(number));
    }

    function test_Reading() public {
        _issue(1, alice, REVIEW);
        vm.assertEq(badge.name(), "Contribution Badge");
        vm.assertEq(badge.symbol(), "BADGE");
        vm.assertEq(badge.getApproved(1), address(0));
        vm.assertTrue(badge.locked(1));
        vm.assertTrue(badge.burnAuth(1) == IERC5484.BurnAuth.Both);
        vm.assertEq(badge.CLOCK_MODE(), "mode=timestamp");
        vm.assertEq(badge.clock(), START_AT);
        vm.assertEq(badge.governance(), governance);
        (, string memory name, string memory version, uint256 chain, address contract_,,) =
            badge.eip712Domain();
        vm.assertEq(name, "ContributionBadge");
        vm.assertEq(version, "1");
        vm.assertEq(chain, block.chainid);
        vm.assertEq(contract_, address(badge));
    }

    function test_Reading_RevertWhen_Nonexistent() public {
        // One above a number that exists, and the same number with a bit above the 64th.
        _issue(1, alice, REVIEW);
        uint256[2] memory ids = [uint256(2), (uint256(1) << 64) | 1];
        for (uint256 i = 0; i < ids.length; ++i) {
            _expectNonexistent(ids[i]);
            badge.ownerOf(ids[i]);
            _expectNonexistent(ids[i]);
            badge.getApproved(ids[i]);
            _expectNonexistent(ids[i]);
            badge.locked(ids[i]);
            _expectNonexistent(ids[i]);
            badge.burnAuth(ids[i]);
            _expectNonexistent(ids[i]);
            badge.tokenURI(ids[i]);
        }
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidOwner.selector, address(0)));
        badge.balanceOf(address(0));
    }

    function test_SupportsInterface() public view {
        bytes4[8] memory ids = [
            bytes4(0x01ffc9a7), // ERC-165
            bytes4(0x80ac58cd), // ERC-721
            bytes4(0x5b5e139f), // ERC-721 metadata
            bytes4(0xb45a3c0e), // ERC-5192
            bytes4(0x0489b56f), // ERC-5484
            type(IERC5267).interfaceId,
            type(IERC6372).interfaceId,
            type(IVotes).interfaceId
        ];
        for (uint256 i = 0; i < ids.length; ++i) {
            vm.assertTrue(badge.supportsInterface(ids[i]));
        }
        vm.assertFalse(badge.supportsInterface(0xffffffff));
    }

    function _expectTermNotOver(uint64 number, uint256 dueAt) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeTermNotOver.selector, number, block.timestamp, dueAt
            )
        );
    }

    function _expectNonexistent(uint256 id) private {
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, id));
    }
}
