// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRoundTerms} from "./IRoundTerms.sol";

/// @title What goes out, in both modes: donations, deposits, leftovers, what nobody sent on purpose
interface IRoundPayments {
    /// @notice Emitted when a project is paid what donors gave it.
    event DonationsClaimed(uint32 indexed projectId, address indexed payee, uint256 amount);

    /// @notice Emitted when a project is paid its part of the matching.
    event MatchingClaimed(uint256 indexed index, address indexed payee, uint256 amount);

    /// @notice Emitted when a push passes over a payee: it was paid before, or can pull later.
    event MatchingSkipped(uint256 indexed index, address indexed payee, uint256 amount);

    /// @notice Emitted when a sponsor is paid its whole deposit or its share of what is left; or the treasury, where it
    /// has what is left.
    event DepositReturned(address indexed account, uint256 amount);

    /// @notice Emitted when something nobody owed was sent to the treasury.
    event SurplusSwept(address indexed token, address indexed treasury, uint256 amount);

    /// @notice Emitted when the round ends as Cancelled or PoolReturned.
    event RoundCancelled(address indexed by, IRoundTerms.Status status);

    /// @notice Thrown when the caller may not cancel in this state.
    error QuadraticFundingRoundCannotCancel(address caller, IRoundTerms.Status had);

    /// @notice Thrown when the donations of a project were already paid.
    error QuadraticFundingRoundDonationsGone(uint256 projectId);

    /// @notice Thrown when the matching of a project was already paid.
    error QuadraticFundingRoundMatchingGone(uint256 index);

    /// @notice Thrown when nothing is owed to this account.
    error QuadraticFundingRoundNothingOwed(address account);

    /// @notice Thrown when an account does not accept its payment; nothing changed, and nobody else is held up.
    error QuadraticFundingRoundPaymentRefused(address payee, uint256 amount);

    /// @notice Thrown when a push leaves a payee too little gas to be paid.
    error QuadraticFundingRoundTooLittleGas(uint256 had, uint256 needed);

    /// @notice Pays a project what donors gave it. Anyone, in [close + delay, close + claimSeconds),
    /// whatever becomes of the matching; only a cancelled round pays donors back instead.
    function claimDonations(uint32 projectId) external;

    /// @notice Ends the round without a result. Before the close (operator, governance): Cancelled. After it
    /// (governance until the result is final; anyone after the dead-man delay when no result stands): PoolReturned.
    function cancel() external;

    /// @notice Pays a sponsor its whole deposit when there is no matching, else its part of what is left, rounded down,
    /// or governance all of that, as configured; once more when unclaimed matching has lapsed. Anyone.
    function reclaim(address account) external;

    /// @notice Sends to governance what arrived by other ways than `fund` and `donate`. Anyone.
    /// @param token any; zero is the native coin
    function sweep(address token) external;

    /// @notice Units that a sponsor put into the pool.
    function depositOf(address sponsor) external view returns (uint256);

    /// @notice Units the round still owes to projects, donors and sponsors in all; its balance is never less.
    function owed() external view returns (uint256);

    /// @notice Native coins that the round keeps for objectors; beside what it owes.
    function bonds() external view returns (uint256);
}
