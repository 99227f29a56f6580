// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import {IQuadraticFundingRound} from "./interfaces/IQuadraticFundingRound.sol";

/// @title What a round knows: its configuration, its books, and the state that follows from both
/// @dev Writes nothing after construction; QuadraticFundingRound does.
/// Assumes block timestamps that never fall.
abstract contract RoundLedger is IQuadraticFundingRound {
    using BitMaps for BitMaps.BitMap;

    /// @dev One slot, which every cart writes. `ended` is Cancelled or PoolReturned, and Pending while it is neither.
    struct Totals {
        uint112 donated;
        uint64 carts;
        uint32 projects;
        Status ended;
    }

    /// @dev One slot: wei that left, of what donors gave and of what the result shares out.
    struct Paid {
        uint128 donations;
        uint128 matching;
    }

    address internal immutable OPERATOR;
    address internal immutable GOVERNANCE;
    uint48 internal immutable OPENS_AT;
    uint48 internal immutable CLOSES_AT;
    uint32 internal immutable DONATION_DELAY_SECONDS;
    uint32 internal immutable OBJECTION_SECONDS;
    uint32 internal immutable DEAD_MAN_SECONDS;
    bytes32 internal immutable CONFIG_HASH;

    Totals internal _totals;
    Paid internal _paid;
    bytes32 internal _digest;
    uint256 internal _pool;
    uint256 internal _returned;
    /// @dev Its digest is left empty: what was published can only be `_digest`.
    Result internal _result;
    BitMaps.BitMap internal _matchingClaimed;
    mapping(uint256 projectId => Project) internal _projects;
    mapping(bytes32 slugHash => bool) internal _slugs;
    mapping(uint256 cart => bytes32) internal _cartHashes;
    mapping(address sponsor => uint256) internal _deposits;

    constructor(Config memory config_, string memory configuration) {
        // Check: somebody runs it, there is time to give and to object, and a result can become final in time.
        if (config_.operator == address(0) || config_.governance == address(0)) {
            revert QuadraticFundingRoundZeroAddress();
        }
        if (config_.opensAt >= config_.closesAt || config_.closesAt <= block.timestamp) {
            revert QuadraticFundingRoundBadWindow(block.timestamp, config_.opensAt, config_.closesAt);
        }
        if (config_.objectionSeconds == 0 || config_.deadManSeconds <= config_.objectionSeconds) {
            revert QuadraticFundingRoundBadDelays(config_.objectionSeconds, config_.deadManSeconds);
        }
        // Check: the rules that everybody can read are the rules that were agreed on.
        bytes32 found = keccak256(bytes(configuration));
        if (found != config_.configHash) {
            revert QuadraticFundingRoundConfigurationDiffers(found, config_.configHash);
        }
        // Effect:
        OPERATOR = config_.operator;
        GOVERNANCE = config_.governance;
        OPENS_AT = config_.opensAt;
        CLOSES_AT = config_.closesAt;
        DONATION_DELAY_SECONDS = config_.donationDelaySeconds;
        OBJECTION_SECONDS = config_.objectionSeconds;
        DEAD_MAN_SECONDS = config_.deadManSeconds;
        CONFIG_HASH = config_.configHash;
        _digest = config_.configHash;
        emit RoundOpened(config_.configHash, configuration);
    }

    /// @inheritdoc IQuadraticFundingRound
    function config() external view returns (Config memory) {
        return Config({
            operator: OPERATOR,
            governance: GOVERNANCE,
            opensAt: OPENS_AT,
            closesAt: CLOSES_AT,
            donationDelaySeconds: DONATION_DELAY_SECONDS,
            objectionSeconds: OBJECTION_SECONDS,
            deadManSeconds: DEAD_MAN_SECONDS,
            configHash: CONFIG_HASH
        });
    }

    /// @inheritdoc IQuadraticFundingRound
    function status() public view returns (Status) {
        Status ended = _totals.ended;
        if (ended != Status.Pending) return ended;
        if (block.timestamp < OPENS_AT) return Status.Pending;
        if (block.timestamp < CLOSES_AT) return Status.Open;
        if (_result.publishedAt == 0) return Status.Closed;
        return _result.finalised ? Status.Finalised : Status.Published;
    }

    /// @inheritdoc IQuadraticFundingRound
    function projectCount() external view returns (uint256) {
        return _totals.projects;
    }

    /// @inheritdoc IQuadraticFundingRound
    function projectOf(uint32 projectId) external view returns (Project memory) {
        return _project(projectId);
    }

    /// @inheritdoc IQuadraticFundingRound
    function cartCount() external view returns (uint256) {
        return _totals.carts;
    }

    /// @inheritdoc IQuadraticFundingRound
    function cartHashOf(uint256 cart) external view returns (bytes32) {
        return _cartHashes[cart];
    }

    /// @inheritdoc IQuadraticFundingRound
    function pool() external view returns (uint256) {
        return _pool;
    }

    /// @inheritdoc IQuadraticFundingRound
    function donated() external view returns (uint256) {
        return _totals.donated;
    }

    /// @inheritdoc IQuadraticFundingRound
    function depositOf(address sponsor) external view returns (uint256) {
        return _deposits[sponsor];
    }

    /// @inheritdoc IQuadraticFundingRound
    function digest() external view returns (bytes32) {
        return _digest;
    }

    /// @inheritdoc IQuadraticFundingRound
    function result() external view returns (Result memory published) {
        published = _result;
        if (published.publishedAt != 0) published.digest = _digest;
    }

    /// @inheritdoc IQuadraticFundingRound
    function isMatchingClaimed(uint256 index) external view returns (bool) {
        return _matchingClaimed.get(index);
    }

    /// @inheritdoc IQuadraticFundingRound
    function owed() external view returns (uint256) {
        return _totals.donated + _pool - _paid.donations - _paid.matching - _returned;
    }

    /// @dev From when on anybody may give the pool back, unless a result was published.
    function _deadManAt() internal view returns (uint256) {
        return uint256(CLOSES_AT) + DEAD_MAN_SECONDS;
    }

    function _project(uint256 projectId) internal view returns (Project storage) {
        uint256 count = _totals.projects;
        if (projectId >= count) revert QuadraticFundingRoundUnknownProject(projectId, count);
        return _projects[projectId];
    }

    function _requireStatus(Status needed) internal view {
        Status had = status();
        if (had != needed) revert QuadraticFundingRoundWrongStatus(msg.sig, had);
    }

    function _requireFrom(uint256 neededAt) internal view {
        if (block.timestamp < neededAt) {
            revert QuadraticFundingRoundTooEarly(msg.sig, block.timestamp, neededAt);
        }
    }
}
