// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IContributionBadge} from "../interfaces/IContributionBadge.sol";
import {IChamberRules} from "../interfaces/chambers/IChamberRules.sol";
import {ChamberTally} from "./ChamberTally.sol";

/// @title The rules of chambers: kept for good, so that a ballot keeps those it was opened by
/// @dev Assumes that the badge's governance is a timelock that badge holders steer.
abstract contract ChamberRules is IChamberRules {
    uint256 private constant BPS = 10_000;
    uint256 private constant LEAST_SECONDS = 1 hours;
    uint256 private constant MOST_OPEN_SECONDS = 90 days;
    uint256 private constant MOST_MATURITY_SECONDS = 365 days;

    IContributionBadge internal immutable BADGE;
    address internal immutable GOVERNANCE;

    /// @dev By version - 1.
    Rules[] private _rules;

    constructor(IContributionBadge badge_, Rules memory rules_) {
        BADGE = badge_;
        GOVERNANCE = badge_.governance();
        _setRules(rules_);
    }

    modifier onlyGovernance() {
        _requireGovernance();
        _;
    }

    /// @inheritdoc IChamberRules
    function setRules(Rules calldata rules_) external onlyGovernance {
        _setRules(rules_);
    }

    /// @inheritdoc IChamberRules
    function rules() external view returns (Rules memory) {
        return _rulesOf(_rulesVersion());
    }

    /// @inheritdoc IChamberRules
    function rulesOf(uint32 version) external view returns (Rules memory) {
        if (version == 0 || version > _rules.length) {
            revert ChamberBallotUnknownRules(version, _rules.length);
        }
        return _rulesOf(version);
    }

    /// @inheritdoc IChamberRules
    function governance() external view returns (address) {
        return GOVERNANCE;
    }

    function _rulesVersion() internal view returns (uint32) {
        // Governance cannot change them four billion times.
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint32(_rules.length);
    }

    function _rulesOf(uint32 version) internal view returns (Rules storage) {
        return _rules[version - 1];
    }

    function _requireGovernance() internal view {
        if (msg.sender != GOVERNANCE) revert ChamberBallotNotGovernance(msg.sender, GOVERNANCE);
    }

    function _setRules(Rules memory made) private {
        // Check: a house cannot be two friends, approval is a majority, and fewer houses need larger shares to veto.
        _rule(0, made.leastSeats, 3, 1_000);
        _rule(1, made.leastHouses, 1, ChamberTally.CHAMBERS);
        _rule(2, made.quorumBps, 1, BPS);
        _rule(3, made.approvalBps, BPS / 2, ChamberTally.MOST_APPROVAL_BPS);
        _rule(4, made.veto2Bps, 1, BPS);
        _rule(5, made.veto3Bps, 1, made.veto2Bps);
        _rule(6, made.veto4Bps, 1, made.veto3Bps);
        _rule(7, made.objectionBps, 0, BPS);
        _rule(9, made.maturitySeconds, LEAST_SECONDS, MOST_MATURITY_SECONDS);
        _rule(10, made.shortestSeconds, LEAST_SECONDS, MOST_OPEN_SECONDS);
        _rule(11, made.longestSeconds, made.shortestSeconds, MOST_OPEN_SECONDS);
        // Effect:
        _rules.push(made);
        emit RulesChanged(_rulesVersion(), made);
    }

    function _rule(uint256 place, uint256 had, uint256 least, uint256 most) private pure {
        if (had < least || had > most) revert ChamberBallotBadRule(place, had, least, most);
    }
}
