// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BadgeRecords} from "./BadgeRecords.sol";
import {IBadgeRevocation} from "./interfaces/IBadgeRevocation.sol";

/// @title Taking a badge away: never by one authority in silence
/// @dev Assumes that a decision of governance takes less than REVOCATION_DELAY, so that an issuer is removed before
/// what it announced against those who vote on it can be done. Bounds what issuer and guardian together do only by
/// the vote that can remove both.
abstract contract BadgeRevocation is BadgeRecords, IBadgeRevocation {
    /// @dev Longer than the longest decision: 1 day of delay, 7 of voting, 7 of extension, 2 of the timelock.
    uint48 private constant REVOCATION_DELAY = 21 days;

    mapping(uint64 number => Revocation) private _revocations;

    /// @inheritdoc IBadgeRevocation
    function revoke(uint64 number, uint16 reason) external onlyGovernance {
        _revoke(number, reason);
    }

    /// @inheritdoc IBadgeRevocation
    function announceRevocation(uint64 number, uint16 reason) external {
        _requireOwnIssuer(number);
        uint48 dueAt = _revocations[number].dueAt;
        if (dueAt != 0) revert ContributionBadgeRevocationPending(number, dueAt);
        dueAt = clock() + REVOCATION_DELAY;
        _revocations[number] = Revocation(dueAt, reason, false);
        emit RevocationAnnounced(number, ownerOf(number), msg.sender, reason, dueAt);
    }

    /// @inheritdoc IBadgeRevocation
    function appealRevocation(uint64 number) external {
        address holder = ownerOf(number);
        if (msg.sender != holder) revert ContributionBadgeNotHolder(number, msg.sender, holder);
        _pending(number).appealed = true;
        emit RevocationAppealed(number, holder);
    }

    /// @inheritdoc IBadgeRevocation
    function confirmRevocation(uint64 number) external {
        // Check: two authorities say so, the second of them now.
        _requireSecondAuthority();
        Revocation storage pending = _pending(number);
        _requireRightOfIssuer(number);
        _revoke(number, pending.reason);
    }

    /// @inheritdoc IBadgeRevocation
    function completeRevocation(uint64 number) external {
        // Check: time has passed without an appeal, and the issuer still has its right.
        Revocation storage pending = _pending(number);
        if (pending.appealed) revert ContributionBadgeRevocationAppealed(number);
        if (block.timestamp < pending.dueAt) {
            revert ContributionBadgeRevocationEarly(number, block.timestamp, pending.dueAt);
        }
        _requireRightOfIssuer(number);
        _revoke(number, pending.reason);
    }

    /// @inheritdoc IBadgeRevocation
    function dropRevocation(uint64 number) external {
        (address issuer,) = _issuerOfBadge(number);
        if (msg.sender != issuer) _requireSecondAuthority();
        _pending(number);
        delete _revocations[number];
        emit RevocationDropped(number, msg.sender);
    }

    /// @inheritdoc IBadgeRevocation
    function revocationOf(uint64 number) external view returns (Revocation memory) {
        return _pending(number);
    }

    function _revoke(uint64 number, uint16 reason) private {
        // Effect: what is pending ends with the badge.
        delete _revocations[number];
        address holder = _remove(number);
        emit BadgeRevoked(number, holder, msg.sender, reason);
    }

    function _pending(uint64 number) private view returns (Revocation storage pending) {
        pending = _revocations[number];
        if (pending.dueAt == 0) revert ContributionBadgeNoRevocation(number);
    }

    function _requireOwnIssuer(uint64 number) private view {
        address issuer = _requireRightOfIssuer(number);
        if (msg.sender != issuer) revert ContributionBadgeNotItsIssuer(number, msg.sender, issuer);
    }

    function _requireRightOfIssuer(uint64 number) private view returns (address issuer) {
        bool hasRight;
        (issuer, hasRight) = _issuerOfBadge(number);
        if (!hasRight) revert ContributionBadgeNotIssuer(issuer);
    }
}
