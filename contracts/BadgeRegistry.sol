// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {PlainText} from "./PlainText.sol";
import {IContributionBadge} from "./interfaces/IContributionBadge.sol";

/// @title Who may issue badges, of which kinds, and how much in a week
/// @notice Governance is fixed for good; registrar and governance set kinds and issuers, and name the next registrar.
/// @dev Assumes that governance is a timelock that badge holders steer. Does not defend against a registrar who
/// admits false issuers: the limit per week gives governance the time to remove both.
abstract contract BadgeRegistry is IContributionBadge {
    /// @dev One slot. Stays when the issuer is removed, so that coming back does not renew the week.
    struct Issuer {
        uint16 id;
        uint32 weightPerWeek;
        uint32 used;
        uint32 week;
    }

    uint8 private constant HIGHEST_CHAMBER = 7;
    uint256 private constant MOST_NAME_BYTES = 64;

    address private immutable GOVERNANCE;

    address private _registrar;
    address private _guardian;
    mapping(uint16 kind => KindSpec) private _kinds;
    mapping(address issuer => Issuer) private _issuers;
    /// @dev By issuer id - 1, so that a badge names its issuer in 16 bits.
    address[] private _issuerAt;

    constructor(address governance_, address registrar_, address guardian_) {
        if (governance_ == address(0)) revert ContributionBadgeZeroAddress();
        GOVERNANCE = governance_;
        _registrar = registrar_;
        _guardian = guardian_;
        emit RegistrarSet(address(0), registrar_);
        emit GuardianSet(address(0), guardian_);
    }

    modifier onlyGovernance() {
        _requireGovernance();
        _;
    }

    modifier onlyRegistrar() {
        _requireRegistrar();
        _;
    }

    /// @inheritdoc IContributionBadge
    function setRegistrar(address registrar_) external onlyRegistrar {
        address previous = _registrar;
        _registrar = registrar_;
        emit RegistrarSet(previous, registrar_);
    }

    /// @inheritdoc IContributionBadge
    function setGuardian(address guardian_) external onlyGovernance {
        address previous = _guardian;
        _guardian = guardian_;
        emit GuardianSet(previous, guardian_);
    }

    /// @inheritdoc IContributionBadge
    function registerKind(uint16 kind, KindSpec calldata spec) external onlyRegistrar {
        // Check: a kind is registered once; what its badges weigh can never be rewritten.
        if (_kinds[kind].weight != 0) revert ContributionBadgeKindExists(kind);
        if (spec.weight == 0) revert ContributionBadgeZeroWeight(kind);
        if (spec.chamber > HIGHEST_CHAMBER) {
            revert ContributionBadgeBadChamber(kind, spec.chamber, HIGHEST_CHAMBER);
        }
        uint256 size = bytes(spec.name).length;
        if (size == 0 || size > MOST_NAME_BYTES || !PlainText.isPlain(bytes(spec.name))) {
            revert ContributionBadgeBadKindName(kind, spec.name, MOST_NAME_BYTES);
        }
        // Effect:
        _kinds[kind] = spec;
        emit KindRegistered(
            kind, spec.name, spec.level, spec.chamber, spec.weight, spec.maxPerHolder, spec.term, spec.open
        );
    }

    /// @inheritdoc IContributionBadge
    function setKindOpen(uint16 kind, bool open) external onlyRegistrar {
        if (_kinds[kind].weight == 0) revert ContributionBadgeKindUnknown(kind);
        _kinds[kind].open = open;
        emit KindOpenSet(kind, open);
    }

    /// @inheritdoc IContributionBadge
    function setIssuer(address issuer, uint32 weightPerWeek) external onlyRegistrar {
        if (issuer == address(0)) revert ContributionBadgeZeroAddress();
        Issuer storage record = _issuers[issuer];
        if (record.id == 0) {
            _issuerAt.push(issuer);
            record.id = SafeCast.toUint16(_issuerAt.length);
        }
        record.weightPerWeek = weightPerWeek;
        emit IssuerSet(issuer, weightPerWeek);
    }

    /// @inheritdoc IContributionBadge
    function kindOf(uint16 kind) external view returns (KindSpec memory) {
        if (_kinds[kind].weight == 0) revert ContributionBadgeKindUnknown(kind);
        return _kinds[kind];
    }

    /// @inheritdoc IContributionBadge
    function issuerBudget(address issuer) public view returns (uint32 weightPerWeek, uint32 usedThisWeek) {
        Issuer storage record = _issuers[issuer];
        return (record.weightPerWeek, record.week == _week() ? record.used : 0);
    }

    /// @inheritdoc IContributionBadge
    function governance() external view returns (address) {
        return GOVERNANCE;
    }

    /// @inheritdoc IContributionBadge
    function registrar() external view returns (address) {
        return _registrar;
    }

    /// @inheritdoc IContributionBadge
    function guardian() external view returns (address) {
        return _guardian;
    }

    /// @dev The id that a badge keeps of its issuer, and the weight that the issuer may still issue in this week.
    function _budget(address issuer) internal view returns (uint16 issuerId, uint256 left) {
        if (!_isIssuer(issuer)) revert ContributionBadgeNotIssuer(issuer);
        (uint256 limit, uint256 used) = issuerBudget(issuer);
        // The limit may have been lowered below what was used.
        return (_issuers[issuer].id, limit > used ? limit - used : 0);
    }

    /// @dev Counts what was issued, which `_budget` allowed.
    function _spend(address issuer, uint256 weight) internal {
        (, uint32 used) = issuerBudget(issuer);
        Issuer storage record = _issuers[issuer];
        (record.used, record.week) = (SafeCast.toUint32(used + weight), _week());
    }

    function _isIssuer(address account) internal view returns (bool) {
        return _issuers[account].weightPerWeek != 0;
    }

    function _kind(uint16 kind) internal view returns (KindSpec storage) {
        return _kinds[kind];
    }

    function _issuerOf(uint16 issuerId) internal view returns (address) {
        return _issuerAt[issuerId - 1];
    }

    function _requireGovernance() internal view {
        if (msg.sender != GOVERNANCE) revert ContributionBadgeNotGovernance(msg.sender, GOVERNANCE);
    }

    function _requireSecondAuthority() internal view {
        if (msg.sender != _guardian && msg.sender != GOVERNANCE) {
            revert ContributionBadgeNotGuardian(msg.sender, _guardian, GOVERNANCE);
        }
    }

    function _requireRegistrar() private view {
        if (msg.sender != _registrar && msg.sender != GOVERNANCE) {
            revert ContributionBadgeNotRegistrar(msg.sender, _registrar, GOVERNANCE);
        }
    }

    function _week() private view returns (uint32) {
        return SafeCast.toUint32(block.timestamp / 1 weeks);
    }
}
