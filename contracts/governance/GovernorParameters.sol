// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor, Governor} from "@openzeppelin/contracts/governance/Governor.sol";

import {IBadgeGovernor} from "../interfaces/IBadgeGovernor.sol";
import {GovernorGround} from "./GovernorGround.sol";

/// @title What governance can change of how it decides
/// @dev Six numbers of 40 bits in one slot, so that a proposal reads one. Their bounds keep governance able to
/// decide, and to decide before what an issuer announces against its voters can be done.
abstract contract GovernorParameters is GovernorGround {
    uint256 internal constant BPS = 10_000;
    uint256 private constant PARAMETER_BITS = 40;
    uint256 private constant MOST = type(uint40).max;

    /// @dev Delay, period and the longest extension together; with 3 days of a timelock and of acting, that is
    /// the 21 days that a revocation waits.
    uint256 private constant MOST_VOTING_SECONDS = 18 days;

    uint256 private _parameters;

    /// @param values by `Parameter`, in its order
    constructor(uint40[6] memory values) {
        for (uint8 i = 0; i < values.length; ++i) {
            _set(Parameter(i), values[i]);
        }
    }

    /// @inheritdoc IBadgeGovernor
    function setParameter(Parameter which, uint256 value) external onlyGovernance {
        _set(which, value);
    }

    /// @inheritdoc IBadgeGovernor
    function parameter(Parameter which) public view returns (uint256) {
        return _parameters >> uint8(which) * PARAMETER_BITS & MOST;
    }

    /// @inheritdoc IGovernor
    function votingDelay() public view override returns (uint256) {
        return parameter(Parameter.VotingDelay);
    }

    /// @inheritdoc IGovernor
    function votingPeriod() public view override returns (uint256) {
        return parameter(Parameter.VotingPeriod);
    }

    /// @inheritdoc Governor
    function proposalThreshold() public view override returns (uint256) {
        return parameter(Parameter.ProposalThreshold);
    }

    function _set(Parameter which, uint256 value) private {
        (uint256 least, uint256 most) = _boundsOf(which);
        if (value < least || value > most) revert BadgeGovernorBadParameter(which, value, least, most);
        uint256 previous = parameter(which);
        uint256 place = uint8(which) * PARAMETER_BITS;
        _parameters = _parameters & ~(MOST << place) | value << place;
        // Check: a longer extension than the period is never given.
        uint256 needed = votingDelay() + 2 * votingPeriod();
        if (needed > MOST_VOTING_SECONDS) revert BadgeGovernorVotingTooLong(needed, MOST_VOTING_SECONDS);
        emit ParameterSet(which, previous, value);
    }

    function _boundsOf(Parameter which) private pure returns (uint256 least, uint256 most) {
        if (which == Parameter.VotingDelay) return (0, MOST_VOTING_SECONDS);
        if (which == Parameter.VotingPeriod) return (1 minutes, MOST_VOTING_SECONDS);
        if (which == Parameter.ProposalThreshold) return (1, type(uint32).max);
        // More than half could not be reached for years after a busy week.
        if (which == Parameter.QuorumBps) return (1, BPS / 2);
        // Less than a second would let what is issued in a proposal's own block vote.
        if (which == Parameter.Maturity) return (1, 365 days);
        return (0, MOST_VOTING_SECONDS);
    }
}
