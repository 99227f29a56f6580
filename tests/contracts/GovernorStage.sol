// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

import {BadgeGovernor} from "../../contracts/BadgeGovernor.sol";
import {ContributionBadge} from "../../contracts/ContributionBadge.sol";
import {Treasury} from "../../contracts/Treasury.sol";
import {IBadgeGovernor} from "../../contracts/interfaces/IBadgeGovernor.sol";
import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {GovernorModel} from "./GovernorModel.sol";

/// @title The contracts that the handler plays with, and how it names what it does
abstract contract GovernorStage is GovernorModel {
    uint16 internal constant FOREVER = 1;
    uint16 internal constant LAPSING = 2;
    uint32 internal constant TERM = 20 hours;
    uint256 internal constant MOST_PLANS = 9;

    ContributionBadge public immutable BADGE;
    BadgeGovernor public immutable GOVERNOR;
    Treasury public immutable TIMELOCK;
    address public immutable GUARDIAN;
    uint256 public immutable GUARDIAN_UNTIL;

    uint256[4] internal _keys;
    uint64[] internal _numbers;
    uint64 private _next = 1;

    constructor() {
        for (uint256 i = 0; i < HOLDERS; ++i) {
            (holders[i], _keys[i]) = _actor(string.concat("holder", vm.toString(i)));
        }
        GUARDIAN = _account("guardian");
        GUARDIAN_UNTIL = block.timestamp + 3 days;
        TIMELOCK = new Treasury(TIMELOCK_DELAY, new address[](0), new address[](0), address(this));
        BADGE = new ContributionBadge(address(this), address(0), address(0));
        uint40[6] memory given;
        for (uint256 i = 0; i < 6; ++i) {
            given[i] = uint40(values[i]);
        }
        GOVERNOR = new BadgeGovernor(BADGE, TIMELOCK, given, GUARDIAN, uint48(GUARDIAN_UNTIL), uint32(LIFE));
        TIMELOCK.grantRole(TIMELOCK.PROPOSER_ROLE(), address(GOVERNOR));
        TIMELOCK.grantRole(TIMELOCK.CANCELLER_ROLE(), address(GOVERNOR));
        TIMELOCK.grantRole(TIMELOCK.EXECUTOR_ROLE(), address(GOVERNOR));
        vm.deal(address(TIMELOCK), 1 ether);
        BADGE.registerKind(FOREVER, IContributionBadge.KindSpec("Review", 1, 0, 1, 0, 0, true));
        BADGE.registerKind(LAPSING, IContributionBadge.KindSpec("Mentor", 1, 0, 3, 0, TERM, true));
        BADGE.setIssuer(address(this), type(uint32).max);
        for (uint256 i = 0; i < HOLDERS - 1; ++i) {
            _issue(i, i);
            _issue(i, 0);
        }
        vm.warp(block.timestamp + 12 hours);
    }

    /// @dev State and end are the model's, and every state that was seen may follow the one before.
    modifier watched() {
        _;
        for (uint256 i = 0; i < _plans.length; ++i) {
            IGovernor.ProposalState had = _plans[i].seen;
            _plans[i].seen = GOVERNOR.state(_plans[i].id);
            vm.assertTrue(had == _plans[i].seen || _mayFollow(had, _plans[i].seen));
            vm.assertEq(uint8(_plans[i].seen), uint8(stateOf(i)));
            vm.assertEq(GOVERNOR.proposalDeadline(_plans[i].id), _plans[i].endsAt);
        }
    }

    function payeeOf(uint256 plan) public pure returns (address) {
        return address(uint160(0xbeef00 + plan));
    }

    function _issue(uint256 holder, uint256 kind) internal {
        holder %= HOLDERS;
        uint16 number = uint16(kind % 2) + 1;
        IContributionBadge.Issue[] memory batch = new IContributionBadge.Issue[](1);
        batch[0] = IContributionBadge.Issue(_next, holders[holder], number, 0);
        BADGE.issueBatch(batch);
        _numbers.push(_next++);
        _change(holder, number == FOREVER ? int256(1) : int256(3));
    }

    /// @dev Calls the governor; it has to succeed exactly when the model says so.
    function _try(address sender, bytes memory data, bool expected) internal returns (bool succeeded) {
        vm.prank(sender);
        (succeeded,) = address(GOVERNOR).call(data);
        vm.assertTrue(succeeded == expected);
    }

    /// @dev What a plan is made of.
    function _parts(uint256 plan, address proposer, uint8 which, uint40 value)
        internal
        view
        returns (address[] memory targets, uint256[] memory coins, bytes[] memory calls, string memory text)
    {
        (targets, coins, calls) = (new address[](1), new uint256[](1), new bytes[](1));
        if (which == PAYS) {
            (targets[0], coins[0]) = (payeeOf(plan), 1);
        } else {
            targets[0] = address(GOVERNOR);
            calls[0] = abi.encodeCall(GOVERNOR.setParameter, (IBadgeGovernor.Parameter(which), value));
        }
        text = string.concat(vm.toString(plan), "#proposer=", Strings.toHexString(proposer));
    }

    /// @dev Queue, execute or cancel, which all take the same.
    function _callOf(bytes4 selector, uint256 plan) internal view returns (bytes memory) {
        Plan storage made = _plans[plan];
        (address[] memory targets, uint256[] memory coins, bytes[] memory calls, string memory text) =
            _parts(plan, made.proposer, made.which, made.value);
        return abi.encodeWithSelector(selector, targets, coins, calls, keccak256(bytes(text)));
    }

    /// @dev A parameter and a value within its bounds; the threshold stays.
    function _setting(uint8 which, uint40 value) internal pure returns (uint8, uint40) {
        uint8[5] memory parameters = [0, 1, 3, 4, 5];
        uint40[2][5] memory bounds = [
            [uint40(0), 2 hours],
            [uint40(1 hours), 8 hours],
            [uint40(1), 5000],
            [uint40(1), 12 hours],
            [uint40(0), 10 hours]
        ];
        uint40[2] memory pair = bounds[which % 5];
        return (parameters[which % 5], uint40(_bound(value, pair[0], pair[1])));
    }

    function _pickPlan(uint256 pick) internal view returns (uint256) {
        return pick % _plans.length;
    }

    function _pickBadge(uint256 pick) internal view returns (bool isThere, uint256 place, uint64 number) {
        if (_numbers.length == 0) return (false, 0, 0);
        place = pick % _numbers.length;
        return (true, place, _numbers[place]);
    }

    function _forget(uint256 place) internal {
        _numbers[place] = _numbers[_numbers.length - 1];
        _numbers.pop();
    }

    function _holderOf(uint64 number) internal view returns (uint256) {
        return _placeOf(BADGE.ownerOf(number));
    }

    function _placeOf(address holder) internal view returns (uint256 place) {
        while (holders[place] != holder) {
            ++place;
        }
    }

    function _weightIn(uint64 number) internal view returns (int256) {
        return int256(uint256(BADGE.badgeOf(number).weight));
    }

    function _lower(uint256 plan, uint256 holder) internal {
        uint256 weight = weightOf(plan, holder);
        Vote storage vote_ = _votes[plan][holder];
        if (weight < vote_.weight) vote_.weight = weight;
    }

    /// @dev Time may pass by states in which nothing was done.
    function _mayFollow(IGovernor.ProposalState had, IGovernor.ProposalState has)
        private
        pure
        returns (bool)
    {
        if (has == IGovernor.ProposalState.Canceled) {
            return had < IGovernor.ProposalState.Expired;
        }
        if (had == IGovernor.ProposalState.Pending) {
            return has == IGovernor.ProposalState.Active || has == IGovernor.ProposalState.Defeated;
        }
        if (had == IGovernor.ProposalState.Active) {
            return has == IGovernor.ProposalState.Defeated || has == IGovernor.ProposalState.Succeeded
                || has == IGovernor.ProposalState.Expired;
        }
        if (had == IGovernor.ProposalState.Succeeded) {
            return has == IGovernor.ProposalState.Queued || has == IGovernor.ProposalState.Expired;
        }
        return had == IGovernor.ProposalState.Queued && has > IGovernor.ProposalState.Queued;
    }
}
