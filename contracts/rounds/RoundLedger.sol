// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IRoundHolds} from "../interfaces/rounds/IRoundHolds.sol";
import {IRoundIntake} from "../interfaces/rounds/IRoundIntake.sol";
import {IRoundPayments} from "../interfaces/rounds/IRoundPayments.sol";
import {IRoundProjects} from "../interfaces/rounds/IRoundProjects.sol";
import {IRoundTerms} from "../interfaces/rounds/IRoundTerms.sol";
import {RoundTerms} from "./RoundTerms.sol";

/// @title The books of a round, and where it stands by them
/// @dev Assumes block timestamps that never fall.
abstract contract RoundLedger is RoundTerms {
    /// @dev One slot, which every cart writes. `ended` is Cancelled or PoolReturned, and Pending while it is neither.
    struct Totals {
        uint112 donated;
        uint32 carts;
        uint24 projects;
        Status ended;
        uint40 closesAt;
        uint40 pausedUntil;
    }

    /// @dev One slot, which every item of a cart writes. `rootSum` is plain mode's S.
    struct Account {
        State state;
        bool donationsPaid;
        uint112 received;
        uint112 rootSum;
    }

    /// @dev One slot, which no donation reads, and every payment does. `matchingSkipped`: a push passed over it.
    /// `takesMatching`: it was admitted; kept here for the published mode, whose claims read nothing else of a project.
    struct Party {
        address payee;
        uint40 heldUntil;
        bool matchingPaid;
        bool matchingSkipped;
        bool takesMatching;
    }

    /// @dev One slot: who speaks for the project, and the votes on its present edition, a bit per reviewer.
    struct Application {
        address applicant;
        uint32 edition;
        uint32 yes;
        uint32 no;
    }

    struct Announcement {
        address payee;
        uint40 completableAt;
    }

    struct Pool {
        uint112 deposited;
        uint112 returned;
    }

    struct Deposit {
        uint112 amount;
        uint112 taken;
    }

    uint256 internal constant AMOUNT_BITS = 112;
    uint256 internal constant MOST_AMOUNT = type(uint112).max;

    Totals internal _totals;
    uint256 internal _donationsPaid;
    Pool internal _pool;
    uint256 internal _bonds;
    mapping(uint256 projectId => Account) internal _accounts;
    mapping(uint256 projectId => Party) internal _parties;
    mapping(uint256 projectId => Application) internal _applications;
    mapping(uint256 projectId => Announcement) internal _announcements;
    mapping(address sponsor => Deposit) internal _deposits;

    /// @dev Locks the implementation: only its clones open.
    constructor() {
        (_totals.closesAt, _totals.ended) = (1, Status.Cancelled);
    }

    /// @inheritdoc IRoundTerms
    function open(string calldata configuration) external {
        // Check: it is the first time, and the rules that all can read are those that were agreed on.
        if (_totals.closesAt != 0) revert QuadraticFundingRoundOpenAlready(address(this));
        bytes32 needed = _configHash();
        bytes32 found = keccak256(bytes(configuration));
        if (found != needed) revert QuadraticFundingRoundConfigurationDiffers(found, needed);
        // Effect:
        _totals.closesAt = _configuredClose();
        _onOpened(needed);
        emit RoundOpened(needed, configuration);
    }

    /// @inheritdoc IRoundTerms
    function status() public view returns (Status) {
        return _statusBy(_totals);
    }

    /// @inheritdoc IRoundIntake
    function closesAt() external view returns (uint256) {
        return _totals.closesAt;
    }

    /// @inheritdoc IRoundHolds
    function pausedUntil() external view returns (uint256) {
        return _totals.pausedUntil;
    }

    /// @inheritdoc IRoundIntake
    function cartCount() external view returns (uint256) {
        return _totals.carts;
    }

    /// @inheritdoc IRoundProjects
    function projectCount() external view returns (uint256) {
        return _totals.projects;
    }

    /// @inheritdoc IRoundIntake
    function pool() external view returns (uint256) {
        return _pool.deposited;
    }

    /// @inheritdoc IRoundIntake
    function donated() external view returns (uint256) {
        return _totals.donated;
    }

    /// @inheritdoc IRoundPayments
    function depositOf(address sponsor) external view returns (uint256) {
        return _deposits[sponsor].amount;
    }

    /// @inheritdoc IRoundPayments
    function bonds() external view returns (uint256) {
        return _bonds;
    }

    /// @inheritdoc IRoundPayments
    function owed() public view returns (uint256) {
        uint256 arrived = uint256(_totals.donated) + _pool.deposited;
        return arrived - _donationsPaid - _matchingPaid() - _pool.returned;
    }

    function _statusBy(Totals memory totals) internal view returns (Status) {
        if (totals.ended != Status.Pending) return totals.ended;
        if (block.timestamp < _opensAt()) return Status.Pending;
        if (block.timestamp < totals.closesAt) return Status.Open;
        return _resultStatus();
    }

    /// @dev What a mode begins with.
    function _onOpened(bytes32 configHash) internal virtual {}

    /// @dev Where a round stands whose time for donations is over, and that was not cancelled.
    function _resultStatus() internal view virtual returns (Status);

    /// @dev Units that the result has paid out.
    function _matchingPaid() internal view virtual returns (uint256);

    /// @dev What the final result shares out, and from when on what was not claimed of it is left over.
    function _finalTotal() internal view virtual returns (uint256 total, uint256 lapsesAt);

    /// @dev From when on anybody may give the pool back when no result stands.
    function _deadManAt() internal view virtual returns (uint256) {
        (uint32 deadManSeconds,,) = _claimNumbers();
        return uint256(_totals.closesAt) + deadManSeconds;
    }

    /// @dev From when on donations that were not claimed are their donors' again.
    function _donationsLapseAt() internal view returns (uint256) {
        (, uint32 claimSeconds,) = _claimNumbers();
        return uint256(_totals.closesAt) + claimSeconds;
    }

    function _requireProject(uint256 projectId) internal view {
        uint256 count = _totals.projects;
        if (projectId >= count) revert QuadraticFundingRoundUnknownProject(projectId, count);
    }

    function _requireStatus(Status needed) internal view {
        Status had = status();
        if (had != needed) revert QuadraticFundingRoundWrongStatus(msg.sig, had);
    }

    /// @dev Before the close, and not cancelled.
    function _requireIntake() internal view returns (Totals memory totals) {
        totals = _totals;
        Status had = _statusBy(totals);
        if (!_isBeforeClose(had)) revert QuadraticFundingRoundWrongStatus(msg.sig, had);
    }

    function _requireFrom(uint256 neededAt) internal view {
        if (block.timestamp < neededAt) {
            revert QuadraticFundingRoundTooEarly(msg.sig, block.timestamp, neededAt);
        }
    }

    function _requireBefore(uint256 endedAt) internal view {
        if (block.timestamp >= endedAt) {
            revert QuadraticFundingRoundTooLate(msg.sig, block.timestamp, endedAt);
        }
    }

    function _requireCaller(address needed) internal view {
        if (msg.sender != needed) revert QuadraticFundingRoundNotAllowed(msg.sig, msg.sender, needed);
    }

    function _isBeforeClose(Status had) internal pure returns (bool) {
        return had == Status.Pending || had == Status.Open;
    }

    function _nowAt() internal view returns (uint40) {
        return SafeCast.toUint40(block.timestamp);
    }
}
