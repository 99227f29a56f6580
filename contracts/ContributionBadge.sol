// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {BadgeArt} from "./BadgeArt.sol";
import {BadgeRegistry} from "./BadgeRegistry.sol";
import {BadgeVotes} from "./BadgeVotes.sol";
import {Soulbound} from "./Soulbound.sol";
import {IContributionBadge} from "./interfaces/IContributionBadge.sol";

/// @title Contribution Badge: recognition that cannot be moved, and the vote that comes with it
/// @notice One badge for one verified contribution; its id is the contribution's number, used once for ever.
/// @dev Assumes that issuers check a contribution before they sign, and that block timestamps never fall.
/// Bounds, but does not prevent, what a stolen issuer key does: the limit of weight per week (twice the limit within
/// a day, across the change of the week). Does not defend against one person with several wallets.
/// Holds no money and has no path to any. Makes no call to a holder, so a badge can reach an account that cannot
/// burn it; governance still can revoke it.
contract ContributionBadge is Soulbound, BadgeRegistry, BadgeVotes, EIP712 {
    /// @dev One slot. Stays when the badge goes, without its holder: that is how a number is known as used.
    /// `issuedAt` ends in the year 2106; issuing reverts from then on.
    struct Record {
        address holder;
        uint16 kind;
        uint32 weight;
        uint32 issuedAt;
        uint16 issuerId;
    }

    bytes32 private constant VOUCHER_TYPEHASH = keccak256(
        "Voucher(address issuer,address to,uint64 number,uint16 kind,bytes32 evidenceHash,uint48 validFrom,uint48 deadline)"
    );

    mapping(uint256 number => Record) private _records;
    mapping(address holder => uint256) private _balances;
    /// @dev Kept only for kinds with a limit per holder, which never changes.
    mapping(address holder => mapping(uint16 kind => uint256)) private _held;

    constructor(address governance_, address registrar_)
        EIP712("ContributionBadge", "1")
        BadgeRegistry(governance_, registrar_)
    {}

    /// @inheritdoc IContributionBadge
    function issueBatch(Issue[] calldata entries) external {
        _requireIssuer(msg.sender);
        for (uint256 i = 0; i < entries.length; ++i) {
            _issue(i, msg.sender, entries[i]);
        }
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
        _requireIssuer(voucher.issuer);
        if (!_isSignedBy(voucher.issuer, voucherDigest(voucher), signature)) {
            revert ContributionBadgeBadSignature(voucher.number, voucher.issuer);
        }
        // Effect: uses up the number, which is also what keeps the voucher from counting twice.
        _issue(0, voucher.issuer, Issue(voucher.number, voucher.to, voucher.kind, voucher.evidenceHash));
    }

    /// @inheritdoc IContributionBadge
    function revoke(uint64 number, uint16 reason) external onlyGovernance {
        address holder = _remove(number);
        emit BadgeRevoked(number, holder, msg.sender, reason);
    }

    /// @inheritdoc IContributionBadge
    function burn(uint64 number) external {
        address holder = ownerOf(number);
        if (msg.sender != holder) revert ContributionBadgeNotHolder(number, msg.sender, holder);
        _remove(number);
        emit BadgeBurned(number, holder);
    }

    /// @inheritdoc IContributionBadge
    function badgeOf(uint64 number) public view returns (Badge memory) {
        address holder = ownerOf(number);
        Record storage record = _records[number];
        return Badge(holder, record.kind, record.weight, record.issuedAt, _issuerOf(record.issuerId));
    }

    /// @inheritdoc IContributionBadge
    function isUsed(uint64 number) public view returns (bool) {
        return _records[number].issuedAt != 0;
    }

    /// @inheritdoc IContributionBadge
    function voucherDigest(Voucher calldata voucher) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(VOUCHER_TYPEHASH, voucher)));
    }

    /// @inheritdoc IERC721
    function ownerOf(uint256 tokenId) public view override returns (address) {
        address holder = _records[tokenId].holder;
        if (holder == address(0)) revert ERC721NonexistentToken(tokenId);
        return holder;
    }

    /// @inheritdoc IERC721
    function balanceOf(address owner) external view returns (uint256) {
        if (owner == address(0)) revert ERC721InvalidOwner(owner);
        return _balances[owner];
    }

    /// @inheritdoc IERC721Metadata
    function tokenURI(uint256 tokenId) external view returns (string memory) {
        ownerOf(tokenId);
        // A token that exists has a number of 64 bits.
        // forge-lint: disable-next-line(unsafe-typecast)
        uint64 number = uint64(tokenId);
        Badge memory badge = badgeOf(number);
        return BadgeArt.tokenUri(number, _kind(badge.kind), badge);
    }

    function _issue(uint256 index, address issuer, Issue memory entry) private {
        // Check: the number is new, somebody gets the badge, and the rules of the kind and of the issuer allow it.
        if (isUsed(entry.number)) revert ContributionBadgeNumberUsed(index, entry.number);
        if (entry.to == address(0)) revert ContributionBadgeZeroHolder(index, entry.number);
        KindSpec storage kind = _kind(entry.kind);
        if (!kind.open) revert ContributionBadgeKindClosed(index, entry.kind);
        uint32 weight = kind.weight;
        // Effect: these two check and count at once.
        _takePlace(index, entry.to, entry.kind, kind.maxPerHolder);
        uint16 issuerId = _spend(index, issuer, weight);
        _records[entry.number] =
            Record(entry.to, entry.kind, weight, SafeCast.toUint32(block.timestamp), issuerId);
        ++_balances[entry.to];
        _addVotes(entry.to, weight);
        emit Transfer(address(0), entry.to, entry.number);
        emit Locked(entry.number);
        emit Issued(issuer, entry.to, entry.number, BurnAuth.Both);
        emit BadgeIssued(entry.number, entry.to, entry.kind, weight, issuer, entry.evidenceHash);
    }

    function _remove(uint64 number) private returns (address holder) {
        holder = ownerOf(number);
        Record storage record = _records[number];
        // Effect: the record stays without its holder, so that the number stays used.
        record.holder = address(0);
        --_balances[holder];
        if (_kind(record.kind).maxPerHolder != 0) --_held[holder][record.kind];
        _removeVotes(holder, record.weight);
        emit Transfer(holder, address(0), number);
    }

    /// @dev Counts one more badge of a kind that is limited per holder.
    function _takePlace(uint256 index, address holder, uint16 kind, uint256 most) private {
        if (most == 0) return;
        uint256 had = _held[holder][kind];
        if (had >= most) revert ContributionBadgeHolderFull(index, holder, kind, had, most);
        _held[holder][kind] = had + 1;
    }

    /// @dev The key first: an account with EIP-7702 code still has one, and its code need not speak ERC-1271.
    /// An account without code answers nothing to ERC-1271, which counts as no.
    function _isSignedBy(address issuer, bytes32 signedDigest, bytes calldata signature)
        private
        view
        returns (bool)
    {
        (address signer, ECDSA.RecoverError problem,) = ECDSA.tryRecoverCalldata(signedDigest, signature);
        if (problem == ECDSA.RecoverError.NoError && signer == issuer) return true;
        return SignatureChecker.isValidERC1271SignatureNowCalldata(issuer, signedDigest, signature);
    }
}
