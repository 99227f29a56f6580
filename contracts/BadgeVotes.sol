// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5805} from "@openzeppelin/contracts/interfaces/IERC5805.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {IContributionBadge} from "./interfaces/IContributionBadge.sol";

/// @title The vote history of badge holders
/// @notice Everybody votes with the weight of their own live badges; nobody can delegate.
/// @dev The read side of ERC-5805 and ERC-6372 on timestamps, so that an unmodified OpenZeppelin Governor reads it.
/// Assumes block timestamps that never fall. Does not defend against votes bought off-chain.
/// Sums fit: at most 2^64 badges of less than 2^32 stay below 2^96, a checkpoint holds 208 bits.
abstract contract BadgeVotes is IERC5805, IContributionBadge {
    using Checkpoints for Checkpoints.Trace208;

    mapping(address holder => Checkpoints.Trace208) private _votes;
    Checkpoints.Trace208 private _total;

    /// @notice Thrown when the votes of now or of the future are asked for as if they were past.
    /// @dev Named as OpenZeppelin names it, so that existing clients understand it.
    error ERC5805FutureLookup(uint256 timepoint, uint48 clock);

    /// @inheritdoc IVotes
    function delegate(address delegatee) external pure {
        revert ContributionBadgeNoDelegation(delegatee);
    }

    /// @inheritdoc IVotes
    function delegateBySig(address delegatee, uint256, uint256, uint8, bytes32, bytes32) external pure {
        revert ContributionBadgeNoDelegation(delegatee);
    }

    /// @inheritdoc IVotes
    function delegates(address account) external pure returns (address) {
        return account;
    }

    /// @inheritdoc IVotes
    function getVotes(address account) external view returns (uint256) {
        return _votes[account].latest();
    }

    /// @inheritdoc IVotes
    function getPastVotes(address account, uint256 timepoint) external view returns (uint256) {
        return _votes[account].upperLookupRecent(_past(timepoint));
    }

    /// @inheritdoc IVotes
    function getPastTotalSupply(uint256 timepoint) external view returns (uint256) {
        return _total.upperLookupRecent(_past(timepoint));
    }

    /// @inheritdoc IERC6372
    function clock() public view returns (uint48) {
        return SafeCast.toUint48(block.timestamp);
    }

    /// @inheritdoc IERC6372
    // forge-lint: disable-next-line(mixed-case-function)
    function CLOCK_MODE() external pure returns (string memory) {
        return "mode=timestamp";
    }

    /// @dev Adds the weight of a new badge to its holder and to the total.
    function _addVotes(address holder, uint32 weight) internal {
        _total.push(clock(), _total.latest() + weight);
        (uint256 had, uint256 has) = _votes[holder].push(clock(), _votes[holder].latest() + weight);
        emit DelegateVotesChanged(holder, had, has);
    }

    /// @dev Takes the weight of a badge that goes from its holder and from the total.
    function _removeVotes(address holder, uint32 weight) internal {
        _total.push(clock(), _total.latest() - weight);
        (uint256 had, uint256 has) = _votes[holder].push(clock(), _votes[holder].latest() - weight);
        emit DelegateVotesChanged(holder, had, has);
    }

    function _past(uint256 timepoint) private view returns (uint48) {
        if (timepoint >= clock()) revert ERC5805FutureLookup(timepoint, clock());
        // Below a clock of 48 bits.
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint48(timepoint);
    }
}
