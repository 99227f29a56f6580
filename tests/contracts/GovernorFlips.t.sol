// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {IBadgeGovernor} from "../../contracts/interfaces/IBadgeGovernor.sol";
import {GovernorSteps} from "./GovernorSteps.sol";

// .tree
// an outcome that changes
// ├── more than the flip window before the end: voting ends as it would have
// ├── later: voting goes on for the flip window from then, be it a late quorum, a late flip, or a trim
// ├── again and again: voting lasts twice its period, and not a second more
// └── not at all, however late the votes: voting ends as it would have
contract GovernorFlipsTest is GovernorSteps {
    uint256 private proposal;
    uint256 private endsAt;

    function test_ALateQuorum() public {
        _begin();
        _vote(bob, proposal, FOR);
        vm.warp(endsAt);
        vm.expectEmit(address(governor));
        emit IBadgeGovernor.ProposalExtended(proposal, uint64(endsAt + FLIP_WINDOW));
        _vote(carol, proposal, ABSTAIN);
        _assertEndsAt(endsAt + FLIP_WINDOW);
    }

    /// @dev OpenZeppelin extends for a late quorum, and for the first only.
    function test_ALateFlip() public {
        _begin();
        _vote(alice, proposal, FOR);
        vm.warp(endsAt);
        _vote(bob, proposal, AGAINST);
        vm.assertEq(governor.proposalDeadline(proposal), endsAt);
        _vote(carol, proposal, AGAINST);
        _assertEndsAt(endsAt + FLIP_WINDOW);
    }

    function test_ATrimThatFlips() public {
        _begin();
        _vote(alice, proposal, FOR);
        vm.warp(endsAt);
        _revoke(1);
        vm.assertEq(governor.proposalDeadline(proposal), endsAt);
        vm.expectEmit(address(governor));
        emit IBadgeGovernor.ProposalExtended(proposal, uint64(endsAt + FLIP_WINDOW));
        _trim(proposal, alice);
        _assertEndsAt(endsAt + FLIP_WINDOW);
    }

    /// @dev One that makes a proposal pass, too.
    function test_ATrimOfTheOthersThatFlips() public {
        _begin();
        _vote(bob, proposal, FOR);
        _vote(carol, proposal, ABSTAIN);
        _vote(alice, proposal, AGAINST);
        _revoke(1);
        _revoke(2);
        vm.warp(endsAt);
        _trim(proposal, alice);
        _assertEndsAt(endsAt + FLIP_WINDOW);
        vm.warp(endsAt + FLIP_WINDOW + 1);
        _assertState(proposal, IGovernor.ProposalState.Succeeded);
    }

    function test_AtTheEdgeOfTheWindow() public {
        _begin();
        vm.warp(endsAt - FLIP_WINDOW);
        _vote(alice, proposal, FOR);
        vm.assertEq(governor.proposalDeadline(proposal), endsAt);
        vm.warp(endsAt - FLIP_WINDOW + 1);
        _vote(alice, proposal, AGAINST);
        _assertEndsAt(endsAt + 1);
    }

    /// @dev Each flip answers the one before, in the last second that it can.
    function test_SixteenFlipsGainOnePeriod() public {
        _begin();
        for (uint256 i = 0; i < 16; ++i) {
            uint256 nowAt = endsAt + i * PERIOD / 16;
            vm.warp(nowAt);
            _vote(alice, proposal, i % 2 == 0 ? FOR : AGAINST);
            uint256 most = endsAt + PERIOD;
            uint256 expected = nowAt + FLIP_WINDOW;
            vm.assertEq(governor.proposalDeadline(proposal), expected < most ? expected : most);
        }
        _assertEndsAt(endsAt + PERIOD);
    }

    function test_AFlipInTheVeryLastSecondGainsNothing() public {
        _begin();
        vm.warp(endsAt);
        _vote(alice, proposal, FOR);
        for (uint256 i = 1; i <= 3; ++i) {
            vm.warp(endsAt + i * FLIP_WINDOW);
            _vote(alice, proposal, i % 2 == 0 ? FOR : AGAINST);
        }
        _assertEndsAt(endsAt + PERIOD);
    }

    function test_VotesThatChangeNothingExtendNothing() public {
        _begin();
        vm.warp(endsAt);
        _vote(bob, proposal, FOR);
        _vote(carol, proposal, AGAINST);
        _revoke(6);
        _trim(proposal, carol);
        vm.assertEq(governor.proposalDeadline(proposal), endsAt);
    }

    function test_AFlipThatWasExtendedForIsCounted() public {
        _begin();
        _vote(alice, proposal, FOR);
        vm.warp(endsAt);
        _vote(bob, proposal, AGAINST);
        _vote(carol, proposal, AGAINST);
        vm.warp(endsAt + FLIP_WINDOW);
        _vote(bob, proposal, FOR);
        vm.warp(endsAt + 2 * FLIP_WINDOW + 1);
        _assertState(proposal, IGovernor.ProposalState.Succeeded);
    }

    /// @dev Whoever votes how and when: a flip leaves the window, and voting lasts at most twice the period.
    function testFuzz_TheEndIsBounded(uint8[12] calldata sides, uint32[12] calldata waits) public {
        _begin();
        address[3] memory people = [alice, bob, carol];
        for (uint256 i = 0; i < sides.length; ++i) {
            uint256 before = governor.proposalDeadline(proposal);
            // Often the last second.
            uint256 nowAt = waits[i] % 2 == 0 ? before : block.timestamp + waits[i] % FLIP_WINDOW + 1;
            if (nowAt > before || nowAt == block.timestamp) continue;
            vm.warp(nowAt);
            bool wasPassing = _isPassing();
            _vote(people[sides[i] % 3], proposal, sides[i] / 3 % 3);
            uint256 needed = before;
            if (wasPassing != _isPassing()) {
                needed = _max(before, _min(nowAt + FLIP_WINDOW, endsAt + PERIOD));
            }
            vm.assertEq(governor.proposalDeadline(proposal), needed);
        }
    }

    function _begin() private {
        proposal = _open();
        endsAt = governor.proposalDeadline(proposal);
    }

    function _assertEndsAt(uint256 time) private {
        vm.assertEq(governor.proposalDeadline(proposal), time);
        vm.warp(time);
        _assertState(proposal, IGovernor.ProposalState.Active);
        vm.warp(time + 1);
        vm.assertTrue(governor.state(proposal) != IGovernor.ProposalState.Active);
    }

    function _isPassing() private view returns (bool) {
        (uint256 no, uint256 yes, uint256 abstain) = governor.proposalVotes(proposal);
        return yes > no && yes + abstain >= governor.proposalQuorum(proposal);
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }

    function _max(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? b : a;
    }
}
