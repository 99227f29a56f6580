// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {BadgeArt} from "./BadgeArt.sol";
import {BadgeRecovery} from "./BadgeRecovery.sol";
import {BadgeRegistry} from "./BadgeRegistry.sol";
import {BadgeRevocation} from "./BadgeRevocation.sol";
import {Signatures} from "./Signatures.sol";
import {IContributionBadge} from "./interfaces/IContributionBadge.sol";

/// @title Contribution Badge: recognition that cannot be sold, and the vote that comes with it
/// @notice One badge for one verified contribution; its id is the contribution's number, used once for ever.
/// @dev Assumes that issuers check a contribution before they sign, and that block timestamps never fall.
/// Bounds, but does not prevent, what a stolen issuer key does: the limit of weight per week (twice the limit within
/// a day, across the change of the week). Does not defend against one person with several wallets.
/// Holds no money and has no path to any. Makes no call to a holder, so a badge can reach an account that cannot
/// burn it; governance still can revoke it.
contract ContributionBadge is BadgeRevocation, BadgeRecovery {
    bytes32 private constant VOUCHER_TYPEHASH = keccak256(
        "Voucher(address issuer,address to,uint64 number,uint16 kind,bytes32 evidenceHash,uint48 validFrom,uint48 deadline)"
    );

    BadgeArt private immutable ART = new BadgeArt();

    constructor(address governance_, address registrar_, address guardian_)
        EIP712("ContributionBadge", "1")
        BadgeRegistry(governance_, registrar_, guardian_)
    {}

    /// @inheritdoc IContributionBadge
    function issueBatch(Issue[] calldata entries) external {
        (uint16 issuerId, uint256 left) = _budget(msg.sender);
        uint256 issued = 0;
        for (uint256 i = 0; i < entries.length; ++i) {
            uint256 weight = _issue(i, msg.sender, issuerId, entries[i]);
            _requireLeft(i, msg.sender, weight, left - issued);
            issued += weight;
        }
        _count(msg.sender, issued);
    }

    /// @inheritdoc IContributionBadge
    function claim(Voucher calldata voucher, bytes calldata signature) external {
        // Check: the voucher counts now, and its issuer has the right now.
        if (block.timestamp < voucher.validFrom) {
            revert ContributionBadgeVoucherEarly(voucher.number, block.timestamp, voucher.validFrom);
        }
        if (block.timestamp >= voucher.deadline) {
            revert ContributionBadgeVoucherExpired(voucher.number, block.timestamp, voucher.deadline);
        }
        (uint16 issuerId, uint256 left) = _budget(voucher.issuer);
        if (!Signatures.isSignedBy(voucher.issuer, voucherDigest(voucher), signature)) {
            revert ContributionBadgeBadSignature(voucher.number, voucher.issuer);
        }
        // Effect: uses up the number, which is also what keeps the voucher from counting twice.
        Issue memory entry = Issue(voucher.number, voucher.to, voucher.kind, voucher.evidenceHash);
        uint256 weight = _issue(0, voucher.issuer, issuerId, entry);
        _requireLeft(0, voucher.issuer, weight, left);
        _count(voucher.issuer, weight);
    }

    /// @inheritdoc IContributionBadge
    function burn(uint64 number) external {
        address holder = ownerOf(number);
        if (msg.sender != holder) revert ContributionBadgeNotHolder(number, msg.sender, holder);
        _remove(number);
        emit BadgeBurned(number, holder);
    }

    /// @inheritdoc IContributionBadge
    function voucherDigest(Voucher calldata voucher) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(VOUCHER_TYPEHASH, voucher)));
    }

    /// @inheritdoc IERC721Metadata
    function tokenURI(uint256 tokenId) external view returns (string memory) {
        ownerOf(tokenId);
        // A token that exists has a number of 64 bits.
        // forge-lint: disable-next-line(unsafe-typecast)
        uint64 number = uint64(tokenId);
        Badge memory badge = badgeOf(number);
        return ART.tokenUri(number, _kind(badge.kind), badge);
    }

    /// @dev What was issued in this call, once for all of it.
    function _count(address issuer, uint256 issued) private {
        _spend(issuer, issued);
        _changeTotal(issued, 0);
    }

    function _requireLeft(uint256 index, address issuer, uint256 needed, uint256 left) private pure {
        if (needed > left) revert ContributionBadgeOverWeeklyLimit(index, issuer, needed, left);
    }
}
