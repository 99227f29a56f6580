// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ContributionBadge} from "../../contracts/ContributionBadge.sol";
import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {ApprovingAccount, BabblingAccount} from "./Accounts.sol";
import {BadgeFixture} from "./BadgeFixture.sol";

// .tree
// claim
// ├── a good voucher
// │   ├── goes to its holder, whoever submits it
// │   ├── signed by a key, by a key whose account has code (EIP-7702), or by an ERC-1271 account
// │   └── is claimed in any order
// ├── at the edges of its time: [validFrom, deadline)
// ├── a second time, or after burn or revoke: reverts
// ├── from another chain, for another contract, with any field changed: reverts
// ├── after its issuer lost the right: reverts
// └── beyond its issuer's week: reverts
contract BadgeClaimTest is BadgeFixture {
    function test_Claim_GoesToTheHolderWhoeverSubmits() public {
        IContributionBadge.Voucher memory voucher = _voucher(1, alice);
        bytes memory signature = _signed(voucher);
        vm.expectEmit(address(badge));
        emit IContributionBadge.BadgeIssued(1, alice, REVIEW, 1, issuer, EVIDENCE);
        vm.prank(mallory);
        badge.claim(voucher, signature);
        vm.assertEq(badge.ownerOf(1), alice);
        vm.assertEq(badge.balanceOf(mallory), 0);
    }

    function test_Claim_InAnyOrder() public {
        for (uint64 number = 3; number > 0; --number) {
            _claim(_voucher(number, alice));
        }
        vm.assertEq(badge.balanceOf(alice), 3);
    }

    function test_Claim_AtTheEdgesOfItsTime() public {
        IContributionBadge.Voucher memory voucher = _voucher(1, alice);
        bytes memory signature = _signed(voucher);
        vm.warp(START_AT - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeVoucherEarly.selector, uint64(1), START_AT - 1, START_AT
            )
        );
        badge.claim(voucher, signature);
        vm.warp(START_AT);
        _claim(_voucher(2, alice));
        vm.warp(voucher.deadline - 1);
        _claim(_voucher(3, alice));
        vm.warp(voucher.deadline);
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeVoucherExpired.selector,
                uint64(1),
                voucher.deadline,
                voucher.deadline
            )
        );
        badge.claim(voucher, signature);
    }

    function test_Claim_RevertWhen_Repeated() public {
        _claim(_voucher(1, alice));
        _expectNumberUsed(1);
        _claim(_voucher(1, alice));
    }

    function test_Claim_RevertWhen_BadgeWasBurned() public {
        _claim(_voucher(1, alice));
        vm.prank(alice);
        badge.burn(1);
        _expectNumberUsed(1);
        _claim(_voucher(1, alice));
    }

    function test_Claim_RevertWhen_BadgeWasRevoked() public {
        _claim(_voucher(1, alice));
        _revoke(1);
        _expectNumberUsed(1);
        _claim(_voucher(1, alice));
    }

    function test_Claim_RevertWhen_IssuedInABatch() public {
        _issue(1, bob, REVIEW);
        _expectNumberUsed(1);
        _claim(_voucher(1, alice));
    }

    function test_Claim_RevertWhen_OtherNumber() public {
        IContributionBadge.Voucher memory voucher = _voucher(1, alice);
        bytes memory signature = _signed(voucher);
        voucher.number = 2;
        _expectBadSignature(2, issuer);
        badge.claim(voucher, signature);
    }

    function test_Claim_RevertWhen_OtherContract() public {
        ContributionBadge other = new ContributionBadge(governance, registrar, guardian);
        vm.startPrank(registrar);
        other.registerKind(REVIEW, IContributionBadge.KindSpec("Review", 1, 0, 1, 0, 0, true));
        other.setIssuer(issuer, WEEKLY);
        vm.stopPrank();
        IContributionBadge.Voucher memory voucher = _voucher(1, alice);
        bytes memory signature = _signed(voucher);
        _expectBadSignature(1, issuer);
        other.claim(voucher, signature);
        badge.claim(voucher, signature);
    }

    function test_Claim_RevertWhen_OtherChain() public {
        IContributionBadge.Voucher memory voucher = _voucher(1, alice);
        bytes memory signature = _signed(voucher);
        vm.chainId(31_338);
        _expectBadSignature(1, issuer);
        badge.claim(voucher, signature);
    }

    function testFuzz_DigestBindsEveryField(
        IContributionBadge.Voucher calldata one,
        IContributionBadge.Voucher calldata other
    ) public view {
        bool same = keccak256(abi.encode(one)) == keccak256(abi.encode(other));
        vm.assertTrue(same == (badge.voucherDigest(one) == badge.voucherDigest(other)));
    }

    function testFuzz_DigestDiffersInEachFieldAlone(IContributionBadge.Voucher memory voucher) public view {
        bytes32 digest = badge.voucherDigest(voucher);
        unchecked {
            ++voucher.number;
            vm.assertNotEq(badge.voucherDigest(voucher), digest);
            (--voucher.number, ++voucher.kind);
            vm.assertNotEq(badge.voucherDigest(voucher), digest);
            (--voucher.kind, ++voucher.validFrom);
            vm.assertNotEq(badge.voucherDigest(voucher), digest);
            (--voucher.validFrom, ++voucher.deadline);
            vm.assertNotEq(badge.voucherDigest(voucher), digest);
            (--voucher.deadline, voucher.evidenceHash = ~voucher.evidenceHash);
            vm.assertNotEq(badge.voucherDigest(voucher), digest);
            voucher.evidenceHash = ~voucher.evidenceHash;
        }
        vm.assertEq(badge.voucherDigest(voucher), digest);
        voucher.to = address(~bytes20(voucher.to));
        vm.assertNotEq(badge.voucherDigest(voucher), digest);
        (voucher.to, voucher.issuer) = (address(~bytes20(voucher.to)), address(~bytes20(voucher.issuer)));
        vm.assertNotEq(badge.voucherDigest(voucher), digest);
    }

    function testFuzz_VoucherDigest_IsThatOfEip712(IContributionBadge.Voucher memory voucher) public view {
        vm.assertEq(badge.voucherDigest(voucher), _digest(voucher));
    }

    function test_Claim_RevertWhen_SignedByAnotherKey() public {
        (, uint256 otherKey) = _actor("mallory");
        IContributionBadge.Voucher memory voucher = _voucher(1, mallory);
        bytes memory signature = _sign(otherKey, badge.voucherDigest(voucher));
        _expectBadSignature(1, issuer);
        badge.claim(voucher, signature);
        voucher.issuer = mallory;
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeNotIssuer.selector, mallory)
        );
        badge.claim(voucher, signature);
    }

    function test_Claim_RevertWhen_SignatureIsCutOrFlipped() public {
        IContributionBadge.Voucher memory voucher = _voucher(1, alice);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(issuerKey, badge.voucherDigest(voucher));
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        bytes memory flipped = abi.encodePacked(r, order - uint256(s), v == 27 ? uint8(28) : uint8(27));
        _expectBadSignature(1, issuer);
        badge.claim(voucher, flipped);
        _expectBadSignature(1, issuer);
        badge.claim(voucher, abi.encodePacked(r, s));
        _expectBadSignature(1, issuer);
        badge.claim(voucher, "");
    }

    function test_Claim_RevertWhen_IssuerLostTheRight() public {
        vm.prank(registrar);
        badge.setIssuer(issuer, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeNotIssuer.selector, issuer)
        );
        _claim(_voucher(1, alice));
    }

    function test_Claim_RevertWhen_TheWeekIsUsedUp() public {
        vm.prank(registrar);
        badge.setIssuer(issuer, 1);
        _claim(_voucher(1, alice));
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeOverWeeklyLimit.selector, 0, issuer, 1, 0
            )
        );
        _claim(_voucher(2, alice));
    }

    function test_Claim_KeyOfAnAccountWithCode() public {
        vm.etch(issuer, type(BabblingAccount).runtimeCode);
        _claim(_voucher(1, alice));
        vm.assertEq(badge.ownerOf(1), alice);
    }

    function test_Claim_AccountThatSignsByContract() public {
        ApprovingAccount safe = new ApprovingAccount();
        vm.prank(registrar);
        badge.setIssuer(address(safe), WEEKLY);
        IContributionBadge.Voucher memory voucher = _voucher(1, alice);
        voucher.issuer = address(safe);
        _expectBadSignature(1, address(safe));
        badge.claim(voucher, "");
        safe.approve(badge.voucherDigest(voucher));
        badge.claim(voucher, "");
        vm.assertEq(badge.badgeOf(1).issuer, address(safe));
    }

    function test_Claim_RevertWhen_TheAccountBabbles() public {
        BabblingAccount account = new BabblingAccount();
        vm.prank(registrar);
        badge.setIssuer(address(account), WEEKLY);
        IContributionBadge.Voucher memory voucher = _voucher(1, alice);
        voucher.issuer = address(account);
        _expectBadSignature(1, address(account));
        badge.claim(voucher, hex"01");
    }

    function _claim(IContributionBadge.Voucher memory voucher) private {
        badge.claim(voucher, _signed(voucher));
    }

    function _expectNumberUsed(uint64 number) private {
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeNumberUsed.selector, 0, number)
        );
    }

    function _expectBadSignature(uint64 number, address signer) private {
        vm.expectRevert(
            abi.encodeWithSelector(IContributionBadge.ContributionBadgeBadSignature.selector, number, signer)
        );
    }
}
