// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ContributionBadge} from "../../contracts/ContributionBadge.sol";
import {BadgeHandler} from "./BadgeHandler.sol";
import {BadgeModel} from "./BadgeModel.sol";
import {Base} from "./Base.sol";

// .tree
// after any sequence of issue, claim, revoke, announce, appeal, complete, confirm, burn, lapse, recover, new limits,
// opened and closed kinds, and time:
// B1 to B9 and B12 of INVARIANTS.md hold
contract BadgeInvariants is Base {
    BadgeHandler private _handler;
    ContributionBadge private _badge;

    function setUp() public {
        vm.warp(START_AT);
        _handler = new BadgeHandler();
        _badge = _handler.BADGE();
        _target(address(_handler));
    }

    function invariant_ANumberIsIssuedOnce() public view {
        for (uint64 number = 1; number <= _handler.NUMBERS(); ++number) {
            vm.assertLe(_handler.timesIssued(number), 1);
            vm.assertTrue(_badge.isUsed(number) == (_handler.timesIssued(number) == 1));
        }
    }

    function invariant_HoldersAreThoseOfTheModel() public view {
        for (uint64 number = 1; number <= _handler.NUMBERS(); ++number) {
            address holder = _handler.modelHolder(number);
            if (holder == address(0)) {
                try _badge.locked(number) {
                    revert("a badge that is gone is locked to somebody");
                } catch {}
            } else {
                vm.assertEq(_badge.ownerOf(number), holder);
                vm.assertTrue(_badge.locked(number));
                vm.assertEq(_badge.getApproved(number), address(0));
                vm.assertEq(_badge.badgeOf(number).weight, _handler.modelWeight(number));
                vm.assertEq(_badge.badgeOf(number).kind, _handler.modelKind(number));
            }
        }
    }

    function invariant_BalancesCountLiveBadges() public view {
        uint256 sum = 0;
        for (uint256 i = 0; i < _handler.HOLDERS(); ++i) {
            address holder = _handler.holders(i);
            vm.assertEq(_badge.balanceOf(holder), _handler.badgesOf(holder, 0));
            sum += _badge.balanceOf(holder);
        }
        vm.assertEq(sum, _handler.issued() - _handler.taken());
    }

    function invariant_VotesAreTheWeightOfLiveBadges() public {
        uint256 sum = 0;
        for (uint256 i = 0; i < _handler.HOLDERS(); ++i) {
            address holder = _handler.holders(i);
            vm.assertEq(_badge.getVotes(holder), _handler.votesOf(holder));
            sum += _badge.getVotes(holder);
        }
        vm.warp(block.timestamp + 1);
        vm.assertEq(_badge.getPastTotalSupply(block.timestamp - 1), sum);
    }

    function invariant_ThePastStaysAsItWas() public view {
        for (uint256 i = 0; i < _handler.pastCount(); ++i) {
            BadgeModel.Past memory past = _handler.pastOf(i);
            vm.assertEq(_badge.getPastTotalSupply(past.time), past.total);
            for (uint256 j = 0; j < _handler.HOLDERS(); ++j) {
                vm.assertEq(_badge.getPastVotes(_handler.holders(j), past.time), past.votes[j]);
            }
        }
    }

    function invariant_NoIssuerPassesItsWeek() public view {
        uint256 week = block.timestamp / 1 weeks;
        for (uint256 i = 0; i < 2; ++i) {
            vm.assertLe(_handler.issuedInWeek(i, week), _handler.highestLimit(i, week));
            (, uint32 used) = _badge.issuerBudget(_handler.issuers(i));
            vm.assertEq(used, _handler.issuedInWeek(i, week));
        }
    }

    function invariant_SeatsAreLimitedPerHolder() public view {
        for (uint256 i = 0; i < _handler.HOLDERS(); ++i) {
            for (uint256 kind = 2; kind <= _handler.KINDS(); ++kind) {
                vm.assertLe(_handler.badgesOf(_handler.holders(i), kind), _handler.mostOf(kind));
            }
        }
    }
}
