// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RoundPayments} from "./RoundPayments.sol";

/// @title Quadratic funding round: what both modes share
/// @notice Donations are held for their projects and can go nowhere else; a result only shares out the pool.
/// @dev Assumes that governance is a timelock that badge holders steer, and a token that the factory's list names.
/// There is no owner; nobody can take donations or change a final result. What stays here for good: the units that pro
/// rata returns round off, and what nobody ever asks back.
/// PublishedRound and PlainRound are what clones run.
abstract contract QuadraticFundingRound is RoundPayments {}
