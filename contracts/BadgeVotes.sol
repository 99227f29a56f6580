// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5805} from "@openzeppelin/contracts/interfaces/IERC5805.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {VoteHistory} from "./VoteHistory.sol";
import {Soulbound} from "./Soulbound.sol";

/// @title The vote history of badge holders
/// @notice Everybody votes with the weight of their own live badges; nobody can delegate.
/// @dev The read side of ERC-5805 and ERC-6372 on timestamps, so that an unmodified OpenZeppelin Governor reads it.
/// Assumes block timestamps that never fall. Does not defend against votes bought off-chain.
/// The total is below 2^32: what would pass that reverts.
abstract contract BadgeVotes is IERC5805, Soulbound {
    using VoteHistory for VoteHistory.Trace;

    /// @dev Votes and number of badges of each holder, in one slot as long as the history is short.
    mapping(address holder => VoteHistory.Trace) private _holdings;
    VoteHistory.Trace private _total;

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
    function getVotes(address account) external view returns (uint256 votes) {
        (votes,) = _holdings[account].latest();
    }

    /// @inheritdoc IVotes
    function getPastVotes(address account, uint256 timepoint) external view returns (uint256) {
        return _holdings[account].votesAt(_past(timepoint));
    }

    /// @inheritdoc IVotes
    function getPastTotalSupply(uint256 timepoint) external view returns (uint256) {
        return _total.votesAt(_past(timepoint));
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

    /// @inheritdoc IERC721
    function balanceOf(address owner) external view returns (uint256 badges) {
        if (owner == address(0)) revert ERC721InvalidOwner(owner);
        (, badges) = _holdings[owner].latest();
    }

    /// @dev One more badge of this weight for a holder; the total is the caller's to change.
    function _give(address holder, uint256 weight) internal {
        (uint256 votes, uint256 badges) = _holdings[holder].latest();
        _keep(holder, votes, votes + weight, badges + 1);
    }

    /// @dev One badge less of this weight; the total is the caller's to change.
    function _take(address holder, uint256 weight) internal {
        (uint256 votes, uint256 badges) = _holdings[holder].latest();
        _keep(holder, votes, votes - weight, badges - 1);
    }

    /// @dev The weight of a badge that stays.
    function _takeWeight(address holder, uint256 weight) internal {
        (uint256 votes, uint256 badges) = _holdings[holder].latest();
        _keep(holder, votes, votes - weight, badges);
        _changeTotal(0, weight);
    }

    function _changeTotal(uint256 added, uint256 taken) internal {
        (uint256 votes,) = _total.latest();
        _total.write(clock(), votes + added - taken, 0);
    }

    function _keep(address holder, uint256 had, uint256 has, uint256 badges) private {
        _holdings[holder].write(clock(), has, badges);
        if (had != has) emit DelegateVotesChanged(holder, had, has);
    }

    function _past(uint256 timepoint) private view returns (uint256) {
        if (timepoint >= clock()) revert ERC5805FutureLookup(timepoint, clock());
        return timepoint;
    }
}
