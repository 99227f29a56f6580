// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IChamberBallot} from "../interfaces/chambers/IChamberBallot.sol";
import {IChamberRules} from "../interfaces/chambers/IChamberRules.sol";

/// @title What the votes of eight chambers come to: integers only, rounded down
/// @notice For each chamber: n seats, a against, f for, s abstain; a + f + s <= n. It is a house when n >= leastSeats.
/// turnout = floor(sum over houses of floor((a + f + s) * 10 000 / n) / houses)
/// approval = floor(sum of floor(f * 10 000 / (a + f)) / count) over houses with a + f > 0; 0 when there are none
/// needed = min(approvalBps + objections * objectionBps, 9 000)
/// veto: at least 2, 3, 4 houses with floor(a * 10 000 / n) >= veto2Bps, veto3Bps, veto4Bps
/// @dev Defined once more in Python (`quadrille.governance.chambers.tally`); tests compare the two.
library ChamberTally {
    /// @dev Sums over the houses.
    struct Sums {
        uint256 houses;
        uint256 turnout;
        uint256 deciding;
        uint256 approval;
        uint256[3] vetoing;
    }

    uint256 internal constant CHAMBERS = 8;
    uint256 internal constant MOST_APPROVAL_BPS = 9_000;
    uint256 private constant BPS = 10_000;

    /// @notice The result of counts by these rules, as if the ballot closed now.
    /// @param objections one bit for each chamber with an open objection
    function result(IChamberRules.Rules memory rules, IChamberBallot.Count[8] memory counts, uint8 objections)
        internal
        pure
        returns (IChamberBallot.Result memory made)
    {
        Sums memory sums;
        for (uint256 chamber = 0; chamber < CHAMBERS; ++chamber) {
            if (counts[chamber].seats < rules.leastSeats) continue;
            // One bit of eight.
            // forge-lint: disable-next-line(unsafe-typecast)
            made.houses |= uint8(2 ** chamber);
            _add(sums, rules, counts[chamber]);
        }
        // Means of shares, which are 10 000 at the most; so is what is needed.
        // forge-lint: disable-start(unsafe-typecast)
        if (sums.houses != 0) made.turnoutBps = uint16(sums.turnout / sums.houses);
        if (sums.deciding != 0) made.approvalBps = uint16(sums.approval / sums.deciding);
        made.neededBps = uint16(_needed(rules, objections));
        // forge-lint: disable-end(unsafe-typecast)
        made.objections = objections;
        made.outcome = _outcome(rules, sums, made);
    }

    /// @dev Adds a house to the sums. It has at least one seat, since `leastSeats` is at least 3.
    function _add(Sums memory sums, IChamberRules.Rules memory rules, IChamberBallot.Count memory count)
        private
        pure
    {
        uint256 seats = count.seats;
        uint256 against = count.against;
        uint256 support = count.support;
        ++sums.houses;
        sums.turnout += (against + support + count.abstain) * BPS / seats;
        if (against + support != 0) {
            ++sums.deciding;
            sums.approval += support * BPS / (against + support);
        }
        uint256 opposed = against * BPS / seats;
        if (opposed >= rules.veto2Bps) ++sums.vetoing[0];
        if (opposed >= rules.veto3Bps) ++sums.vetoing[1];
        if (opposed >= rules.veto4Bps) ++sums.vetoing[2];
    }

    function _outcome(IChamberRules.Rules memory rules, Sums memory sums, IChamberBallot.Result memory made)
        private
        pure
        returns (IChamberBallot.Outcome)
    {
        if (sums.houses < rules.leastHouses || made.turnoutBps < rules.quorumBps) {
            return IChamberBallot.Outcome.NoQuorum;
        }
        if (sums.vetoing[0] >= 2 || sums.vetoing[1] >= 3 || sums.vetoing[2] >= 4) {
            return IChamberBallot.Outcome.Vetoed;
        }
        if (made.approvalBps < made.neededBps) return IChamberBallot.Outcome.Rejected;
        if (rules.isBlocking && made.objections != 0) return IChamberBallot.Outcome.Blocked;
        return IChamberBallot.Outcome.Approved;
    }

    function _needed(IChamberRules.Rules memory rules, uint256 objections) private pure returns (uint256) {
        uint256 needed = rules.approvalBps;
        for (; objections != 0; objections &= objections - 1) {
            needed += rules.objectionBps;
        }
        return needed < MOST_APPROVAL_BPS ? needed : MOST_APPROVAL_BPS;
    }
}
