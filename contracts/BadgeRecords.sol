// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {BadgeRegistry} from "./BadgeRegistry.sol";
import {BadgeVotes} from "./BadgeVotes.sol";
import {IContributionBadge} from "./interfaces/IContributionBadge.sol";

/// @title Which badges there are, and the four things that can happen to one: issued, lapsed, moved, gone
/// @dev Every change of a record changes the votes with it, in the same second. Who may ask for a change is decided
/// above; here stand the rules that hold whoever asks.
abstract contract BadgeRecords is BadgeRegistry, BadgeVotes {
    /// @dev One slot. Stays when the badge goes, without its holder: that is how a number is known as used.
    /// `weight` is that of the kind, and 0 once the badge has lapsed.
    /// `issuedAt` ends in the year 2106; issuing reverts from then on.
    struct Record {
        address holder;
        uint16 kind;
        uint32 weight;
        uint32 issuedAt;
        uint16 issuerId;
    }

    mapping(uint256 number => Record) private _records;
    /// @dev Kept only for kinds with a limit per holder, which never changes. Lapsed badges take no place.
    mapping(address holder => mapping(uint16 kind => uint256)) private _held;
    /// @dev Only of badges that were moved to another wallet of their holder.
    mapping(uint256 number => uint256 time) private _movedAt;

    /// @inheritdoc IContributionBadge
    function lapse(uint64 number) external {
        address holder = ownerOf(number);
        Record storage record = _records[number];
        uint32 weight = record.weight;
        // Check: it has a vote left, and its term is over.
        if (weight == 0) revert ContributionBadgeLapsed(number);
        uint32 term = _kind(record.kind).term;
        uint256 dueAt = uint256(record.issuedAt) + term;
        if (term == 0 || block.timestamp < dueAt) {
            revert ContributionBadgeTermNotOver(number, block.timestamp, term == 0 ? 0 : dueAt);
        }
        // Effect:
        record.weight = 0;
        _freePlace(holder, record.kind);
        _takeWeight(holder, weight);
        emit BadgeLapsed(number, holder, weight);
    }

    /// @inheritdoc IContributionBadge
    function badgeOf(uint64 number) public view returns (Badge memory) {
        address holder = ownerOf(number);
        Record storage record = _records[number];
        uint256 movedAt = _movedAt[number];
        return Badge({
            holder: holder,
            kind: record.kind,
            weight: record.weight,
            issuedAt: record.issuedAt,
            issuer: _issuerOf(record.issuerId),
            heldSince: SafeCast.toUint40(movedAt == 0 ? record.issuedAt : movedAt)
        });
    }

    /// @inheritdoc IContributionBadge
    function isUsed(uint64 number) public view returns (bool) {
        return _records[number].issuedAt != 0;
    }

    /// @inheritdoc IERC721
    function ownerOf(uint256 tokenId) public view override returns (address) {
        address holder = _records[tokenId].holder;
        if (holder == address(0)) revert ERC721NonexistentToken(tokenId);
        return holder;
    }

    /// @dev Issues one badge; the budget of the issuer and the total of votes are the caller's to change.
    function _issue(uint256 index, address issuer, uint16 issuerId, Issue memory entry)
        internal
        returns (uint32 weight)
    {
        // Check: the number is new, somebody gets the badge, and the rules of the kind allow it.
        if (isUsed(entry.number)) revert ContributionBadgeNumberUsed(index, entry.number);
        if (entry.to == address(0)) revert ContributionBadgeZeroHolder(index, entry.number);
        KindSpec storage kind = _kind(entry.kind);
        if (!kind.open) revert ContributionBadgeKindClosed(index, entry.kind);
        weight = kind.weight;
        // Effect: the first checks and counts at once.
        _takePlace(index, entry.to, entry.kind, kind.maxPerHolder);
        _records[entry.number] =
            Record(entry.to, entry.kind, weight, SafeCast.toUint32(block.timestamp), issuerId);
        _give(entry.to, weight);
        emit Transfer(address(0), entry.to, entry.number);
        emit Locked(entry.number);
        emit Issued(issuer, entry.to, entry.number, BurnAuth.Both);
        emit BadgeIssued(entry.number, entry.to, entry.kind, weight, issuer, entry.evidenceHash);
    }

    /// @dev Ends a badge, with its votes.
    function _remove(uint64 number) internal returns (address holder) {
        holder = ownerOf(number);
        Record storage record = _records[number];
        // Effect: the record stays without its holder, so that the number stays used.
        record.holder = address(0);
        uint32 weight = record.weight;
        if (weight != 0) _freePlace(holder, record.kind);
        _take(holder, weight);
        _changeTotal(0, weight);
        emit Transfer(holder, address(0), number);
    }

    /// @dev Moves a badge to another wallet of its holder. The total stays, and so does every past.
    function _move(uint256 index, uint64 number, address from, address to) internal {
        // Check: it is theirs, and the rules of its kind allow the other wallet to have it.
        address holder = ownerOf(number);
        if (holder != from) revert ContributionBadgeNotHolder(number, from, holder);
        Record storage record = _records[number];
        uint32 weight = record.weight;
        // Effect:
        if (weight != 0) {
            _freePlace(from, record.kind);
            _takePlace(index, to, record.kind, _kind(record.kind).maxPerHolder);
        }
        record.holder = to;
        _movedAt[number] = block.timestamp;
        _take(from, weight);
        _give(to, weight);
        emit Transfer(from, to, number);
    }

    /// @dev Who issued a live badge, and whether that account still has the right.
    function _issuerOfBadge(uint64 number) internal view returns (address issuer, bool hasRight) {
        ownerOf(number);
        issuer = _issuerOf(_records[number].issuerId);
        hasRight = _isIssuer(issuer);
    }

    /// @dev Counts one more badge of a kind that is limited per holder.
    function _takePlace(uint256 index, address holder, uint16 kind, uint256 most) private {
        if (most == 0) return;
        uint256 had = _held[holder][kind];
        if (had >= most) revert ContributionBadgeHolderFull(index, holder, kind, had, most);
        _held[holder][kind] = had + 1;
    }

    function _freePlace(address holder, uint16 kind) private {
        if (_kind(kind).maxPerHolder != 0) --_held[holder][kind];
    }
}
