// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRoundHolds} from "./IRoundHolds.sol";
import {IRoundIntake} from "./IRoundIntake.sol";
import {IRoundPayments} from "./IRoundPayments.sol";
import {IRoundProjects} from "./IRoundProjects.sol";
import {IRoundTerms} from "./IRoundTerms.sol";

/// @title One quadratic-funding round: donations in escrow, a pool shared out by a result, payouts that are pulled
/// @notice What both modes share. How the result comes about: IPublishedRound, IPlainRound.
interface IQuadraticFundingRound is IRoundTerms, IRoundProjects, IRoundHolds, IRoundIntake, IRoundPayments {}
