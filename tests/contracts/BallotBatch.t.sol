// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {IBadgeGovernor} from "../../contracts/interfaces/IBadgeGovernor.sol";
import {ApprovingAccount, BabblingAccount, BurningAccount} from "./Accounts.sol";
import {GovernorFixture} from "./GovernorFixture.sol";

// .tree
// a batch of signed ballots
// ├── counts what would count alone, and tells of every other, with its reason and place
// ├── counts the same in any order, and one ballot once
// ├── takes contracts as voters; one that burns all its gas or babbles keeps no other from counting
// └── with too little gas: reverts whole, so that no good ballot seems bad
contract BallotBatchTest is GovernorFixture {
    uint256 private proposal;

    function test_CountsTheGoodAndTellsOfTheBad() public {
        _open();
        _vote(carol, proposal, AGAINST);
        IBadgeGovernor.SignedBallot[] memory batch = new IBadgeGovernor.SignedBallot[](5);
        batch[0] = _signed(alice, aliceKey, FOR);
        batch[1] = _signed(bob, carolKey, FOR);
        batch[2] = _signed(carol, carolKey, FOR);
        batch[3] = _signed(mallory, malloryKey, FOR);
        batch[4] = _signed(bob, bobKey, AGAINST);
        _expectRejected(1, bob, abi.encodeWithSelector(IGovernor.GovernorInvalidSignature.selector, bob));
        bytes memory notNewer = abi.encodeWithSelector(
            IBadgeGovernor.BadgeGovernorBallotNotNewer.selector, carol, block.timestamp, block.timestamp
        );
        _expectRejected(2, carol, notNewer);
        bytes memory noWeight =
            abi.encodeWithSelector(IBadgeGovernor.BadgeGovernorNoWeight.selector, mallory, proposal);
        _expectRejected(3, mallory, noWeight);
        governor.castBallots(batch);
        _assertTally(1 + 2, 3);
    }

    function test_CountsTheSameBallotOnce() public {
        _open();
        IBadgeGovernor.SignedBallot[] memory batch = new IBadgeGovernor.SignedBallot[](2);
        batch[0] = _signed(alice, aliceKey, FOR);
        batch[1] = batch[0];
        governor.castBallots(batch);
        _assertTally(0, 3);
    }

    function test_RejectsBallotsForAProposalThatIsNotOpen() public {
        _open();
        IBadgeGovernor.SignedBallot[] memory batch = new IBadgeGovernor.SignedBallot[](2);
        batch[0] = _signed(alice, aliceKey, FOR);
        batch[1] = _signed(bob, bobKey, FOR);
        batch[1].proposalId = 7;
        _untilVoted();
        governor.castBallots(batch);
        _assertTally(0, 0);
    }

    function test_NothingIsNoBatch() public {
        governor.castBallots(new IBadgeGovernor.SignedBallot[](0));
    }

    function test_ContractsVoteAndHarmNobody() public {
        ApprovingAccount safe = new ApprovingAccount();
        address burning = address(new BurningAccount());
        address babbling = address(new BabblingAccount());
        _issue(address(safe), 1);
        _issue(burning, 1);
        _issue(babbling, 1);
        vm.warp(block.timestamp + MATURITY);
        _open();
        IBadgeGovernor.SignedBallot[] memory batch = new IBadgeGovernor.SignedBallot[](4);
        batch[0] = _unsigned(burning);
        batch[1] = _unsigned(babbling);
        batch[2] = _unsigned(address(safe));
        safe.approve(_digest(batch[2]));
        batch[3] = _signed(alice, aliceKey, FOR);
        governor.castBallots(batch);
        _assertTally(0, 4);
    }

    /// @dev Whatever gas comes with it, a batch counts all good ballots or nothing.
    function testFuzz_TooLittleGasRejectsNobody(uint256 gas) public {
        _open();
        IBadgeGovernor.SignedBallot[] memory batch = new IBadgeGovernor.SignedBallot[](2);
        batch[0] = _signed(alice, aliceKey, FOR);
        batch[1] = _signed(bob, bobKey, FOR);
        gas = _bound(gas, 30_000, 2_500_000);
        try governor.castBallots{gas: gas}(batch) {
            _assertTally(0, 5);
        } catch {
            _assertTally(0, 0);
        }
    }

    /// @dev A batch in any order counts what its ballots count one by one.
    function testFuzz_CountsWhatCountsOneByOne(uint8[3] calldata support, uint8 order) public {
        _open();
        IBadgeGovernor.SignedBallot[] memory batch = new IBadgeGovernor.SignedBallot[](3);
        batch[uint256(order) % 3] = _signed(alice, aliceKey, support[0] % 4);
        batch[(uint256(order) + 1) % 3] = _signed(bob, bobKey, support[1] % 4);
        batch[(uint256(order) + 2) % 3] = _signed(carol, carolKey, support[2] % 4);
        uint256 before = vm.snapshotState();
        for (uint256 i = 0; i < 3; ++i) {
            try governor.castBallot(batch[i]) {} catch {}
        }
        (uint256 no, uint256 yes, uint256 abstain) = governor.proposalVotes(proposal);
        vm.revertToState(before);
        governor.castBallots(batch);
        (uint256 no_, uint256 yes_, uint256 abstain_) = governor.proposalVotes(proposal);
        vm.assertEq(keccak256(abi.encode(no, yes, abstain)), keccak256(abi.encode(no_, yes_, abstain_)));
    }

    function _open() private {
        proposal = _propose(bob, _fundingOf(1 ether, "Fund the round"));
        _untilVoting();
    }

    function _signed(address voter, uint256 key, uint8 support)
        private
        view
        returns (IBadgeGovernor.SignedBallot memory)
    {
        return _ballot(proposal, support, voter, key);
    }

    function _unsigned(address voter) private view returns (IBadgeGovernor.SignedBallot memory) {
        uint48 version = uint48(block.timestamp);
        return IBadgeGovernor.SignedBallot(proposal, FOR, voter, version, version + 1, "");
    }

    function _expectRejected(uint256 place, address voter, bytes memory reason) private {
        vm.expectEmit(address(governor));
        emit IBadgeGovernor.BallotRejected(proposal, voter, place, reason);
    }

    function _assertTally(uint256 no, uint256 yes) private view {
        (uint256 had, uint256 hadYes,) = governor.proposalVotes(proposal);
        vm.assertEq(had, no);
        vm.assertEq(hadYes, yes);
    }
}
