// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ChamberTally} from "../../contracts/chambers/ChamberTally.sol";
import {IChamberBallot} from "../../contracts/interfaces/chambers/IChamberBallot.sol";
import {IChamberRules} from "../../contracts/interfaces/chambers/IChamberRules.sol";

/// @notice Opens the tally of chambers to tests of the backend, which compare it with the one in Python.
contract TallyBox {
    /// @notice The results of many ballots at once.
    function results(
        IChamberRules.Rules[] calldata rules,
        IChamberBallot.Count[8][] calldata counts,
        uint8[] calldata objections
    ) external pure returns (IChamberBallot.Result[] memory made) {
        made = new IChamberBallot.Result[](rules.length);
        for (uint256 i = 0; i < made.length; ++i) {
            made[i] = ChamberTally.result(rules[i], counts[i], objections[i]);
        }
    }
}
