// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ContributionBadge} from "../../contracts/ContributionBadge.sol";
import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {Base} from "./Base.sol";

/// @title A badge contract with an issuer, two holders and two kinds
abstract contract BadgeFixture is Base {
    uint16 internal constant REVIEW = 1;
    uint16 internal constant SEAT = 2;
    uint16 internal constant UNREGISTERED = 99;
    uint32 internal constant SEAT_WEIGHT = 5;
    uint32 internal constant WEEKLY = 100;
    bytes32 internal constant EVIDENCE = keccak256("evidence");

    ContributionBadge internal badge;
    address internal governance;
    address internal registrar;
    address internal guardian;
    address internal issuer;
    uint256 internal issuerKey;
    address internal alice;
    address internal bob;
    address internal mallory;

    function setUp() public virtual {
        vm.warp(START_AT);
        governance = _account("governance");
        registrar = _account("registrar");
        guardian = _account("guardian");
        (issuer, issuerKey) = _actor("issuer");
        alice = _account("alice");
        bob = _account("bob");
        mallory = _account("mallory");
        badge = new ContributionBadge(governance, registrar, guardian);
        vm.startPrank(registrar);
        badge.registerKind(REVIEW, IContributionBadge.KindSpec("Review", 1, 0, 1, 0, 0, true));
        badge.registerKind(SEAT, IContributionBadge.KindSpec("Expert seat", 3, 4, SEAT_WEIGHT, 1, 0, true));
        badge.setIssuer(issuer, WEEKLY);
        vm.stopPrank();
    }

    function _entry(uint64 number, address to, uint16 kind)
        internal
        pure
        returns (IContributionBadge.Issue memory)
    {
        return IContributionBadge.Issue(number, to, kind, EVIDENCE);
    }

    function _one(uint64 number, address to, uint16 kind)
        internal
        pure
        returns (IContributionBadge.Issue[] memory batch)
    {
        batch = new IContributionBadge.Issue[](1);
        batch[0] = _entry(number, to, kind);
    }

    function _issue(uint64 number, address to, uint16 kind) internal {
        vm.prank(issuer);
        badge.issueBatch(_one(number, to, kind));
    }

    function _revoke(uint64 number) internal {
        vm.prank(governance);
        badge.revoke(number, 7);
    }

    function _voucher(uint64 number, address to) internal view returns (IContributionBadge.Voucher memory) {
        return IContributionBadge.Voucher({
            issuer: issuer,
            to: to,
            number: number,
            kind: REVIEW,
            evidenceHash: EVIDENCE,
            validFrom: uint48(START_AT),
            deadline: uint48(START_AT + 1 days)
        });
    }

    /// @dev Signed over a digest made here, so that the test of an expected revert makes one call only.
    function _signed(IContributionBadge.Voucher memory voucher) internal view returns (bytes memory) {
        return _sign(issuerKey, _digest(voucher));
    }

    /// @dev EIP-712 written out: what an outside client has to hash.
    function _digest(IContributionBadge.Voucher memory voucher) internal view returns (bytes32) {
        bytes32 message = keccak256(
            abi.encode(
                keccak256(
                    "Voucher(address issuer,address to,uint64 number,uint16 kind,bytes32 evidenceHash,uint48 validFrom,uint48 deadline)"
                ),
                voucher.issuer,
                voucher.to,
                voucher.number,
                voucher.kind,
                voucher.evidenceHash,
                voucher.validFrom,
                voucher.deadline
            )
        );
        return keccak256(abi.encodePacked(hex"1901", _domain(), message));
    }

    function _domain() internal view returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("ContributionBadge"),
                keccak256("1"),
                block.chainid,
                address(badge)
            )
        );
    }
}
