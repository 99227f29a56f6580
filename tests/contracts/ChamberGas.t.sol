// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AffiliationRegistry} from "../../contracts/AffiliationRegistry.sol";
import {IAffiliationRegistry} from "../../contracts/interfaces/chambers/IAffiliationRegistry.sol";
import {IChamberBallot} from "../../contracts/interfaces/chambers/IChamberBallot.sol";
import {ChamberFixture} from "./ChamberFixture.sol";

// .tree
// a batch of signed votes, its transaction and calldata included
// ├── dense seats: at most 19 000 gas per vote of 50, 18 000 of 100
// └── sparse seats: at most 45 000 per vote of 50
/// forge-config: default.isolate = true
contract ChamberGasTest is ChamberFixture {
    function _registry() internal override returns (IAffiliationRegistry) {
        return IAffiliationRegistry(address(new AffiliationRegistry(badge)));
    }

    function test_Gas_FiftyDenseVotes() public {
        vm.assertLe(_gasPerVote(50, 1), 19_000);
    }

    function test_Gas_AHundredDenseVotes() public {
        vm.assertLe(_gasPerVote(100, 1), 18_000);
    }

    function test_Gas_FiftySparseVotes() public {
        vm.assertLe(_gasPerVote(50, 1_000), 45_000);
    }

    /// @dev Seats of five chambers, a third of them each against, for and abstaining.
    function _gasPerVote(uint64 count, uint64 apart) private returns (uint256) {
        uint64[] memory seats = new uint64[](count);
        for (uint64 i = 0; i < count; ++i) {
            seats[i] = 1 + i * apart;
            _issue(seats[i], _member(seats[i]), SEAT_KIND + uint16(i % 5));
        }
        vm.warp(block.timestamp + MATURITY);
        chambers.takeSeats(seats);
        uint64 ballot = _open();
        IChamberBallot.SignedVote[] memory votes = new IChamberBallot.SignedVote[](count);
        for (uint64 i = 0; i < count; ++i) {
            votes[i] = _signed(ballot, seats[i], uint8(i % 3));
        }
        bytes memory sent = abi.encodeCall(chambers.castBallots, (ballot, votes));
        return _transactionGas(sent) / count;
    }

    /// @dev As a transaction of its own: what it costs in all, storage cold at the beginning.
    function _transactionGas(bytes memory sent) private returns (uint256) {
        (bool isDone,) = address(chambers).call(sent);
        vm.assertTrue(isDone);
        return vm.lastCallGas().gasTotalUsed;
    }
}
