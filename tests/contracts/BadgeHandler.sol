// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ContributionBadge} from "../../contracts/ContributionBadge.sol";
import {IBadgeRecovery} from "../../contracts/interfaces/IBadgeRecovery.sol";
import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {BadgeModel} from "./BadgeModel.sol";

/// @title Everything that can happen to badges, in any order, beside a plain model of it
/// @dev Holders, issuers and numbers are few, so that random calls meet. A refused issue is refused by the model too.
contract BadgeHandler is BadgeModel {
    uint32 private constant START_LIMIT = 40;

    ContributionBadge public immutable BADGE;
    address private immutable GOVERNANCE;

    uint256[4] private _holderKeys;
    uint256[2] private _keys;
    mapping(uint256 kind => bool) private _closed;
    uint48 private _papers;

    constructor() {
        GOVERNANCE = address(this);
        BADGE = new ContributionBadge(GOVERNANCE, address(0), address(0));
        for (uint256 i = 0; i < HOLDERS; ++i) {
            (holders[i], _holderKeys[i]) =
                _actor(string.concat("holder", string(abi.encodePacked(uint8(48 + i)))));
        }
        for (uint16 kind = 1; kind <= KINDS; ++kind) {
            BADGE.registerKind(
                kind,
                IContributionBadge.KindSpec("Kind", 1, 0, weightOf(kind), mostOf(kind), termOf(kind), true)
            );
        }
        (issuers[0], _keys[0]) = _actor("issuer0");
        (issuers[1], _keys[1]) = _actor("issuer1");
        setLimit(0, START_LIMIT);
        setLimit(1, START_LIMIT);
    }

    function issue(uint256 who, uint256 a, uint256 b) external {
        IContributionBadge.Issue[] memory batch = new IContributionBadge.Issue[](2);
        (batch[0], batch[1]) = (_entry(a), _entry(b));
        who %= 2;
        bool expected = _accepts(who, batch);
        vm.prank(issuers[who]);
        try BADGE.issueBatch(batch) {
            vm.assertTrue(expected);
            _record(who, batch[0]);
            _record(who, batch[1]);
        } catch {
            vm.assertFalse(expected);
        }
    }

    function claim(uint256 who, uint256 a) external {
        IContributionBadge.Issue[] memory single = new IContributionBadge.Issue[](1);
        single[0] = _entry(a);
        who %= 2;
        bool expected = _accepts(who, single);
        IContributionBadge.Voucher memory voucher = IContributionBadge.Voucher(
            issuers[who], single[0].to, single[0].number, single[0].kind, 0, 0, type(uint48).max
        );
        try BADGE.claim(voucher, _sign(_keys[who], BADGE.voucherDigest(voucher))) {
            vm.assertTrue(expected);
            _record(who, single[0]);
        } catch {
            vm.assertFalse(expected);
        }
    }

    function revoke(uint256 pick) external {
        uint64 number = _liveNumber(pick);
        if (number == 0) return;
        BADGE.revoke(number, 1);
        _forget(number);
    }

    function burn(uint256 pick) external {
        uint64 number = _liveNumber(pick);
        if (number == 0) return;
        vm.prank(modelHolder[number]);
        BADGE.burn(number);
        _forget(number);
    }

    /// @dev Its own issuer announces; time, an appeal, and the guardian's word come or do not.
    function announce(uint256 pick) external {
        uint64 number = _liveNumber(pick);
        if (number == 0) return;
        address issuer = BADGE.badgeOf(number).issuer;
        (uint32 limit,) = BADGE.issuerBudget(issuer);
        bool expected = limit != 0 && revocableAt[number] == 0;
        vm.prank(issuer);
        try BADGE.announceRevocation(number, 1) {
            vm.assertTrue(expected);
            revocableAt[number] = block.timestamp + 21 days;
            appealed[number] = false;
        } catch {
            vm.assertFalse(expected);
        }
    }

    function appeal(uint256 pick) external {
        uint64 number = _liveNumber(pick);
        if (number == 0 || revocableAt[number] == 0) return;
        vm.prank(modelHolder[number]);
        BADGE.appealRevocation(number);
        appealed[number] = true;
    }

    function complete(uint256 pick, bool isConfirmed) external {
        uint64 number = _liveNumber(pick);
        if (number == 0) return;
        (uint32 limit,) = BADGE.issuerBudget(BADGE.badgeOf(number).issuer);
        bool isDue = !appealed[number] && block.timestamp >= revocableAt[number];
        bool expected = revocableAt[number] != 0 && limit != 0 && (isConfirmed || isDue);
        bytes memory call = isConfirmed
            ? abi.encodeCall(BADGE.confirmRevocation, (number))
            : abi.encodeCall(BADGE.completeRevocation, (number));
        (bool succeeded,) = address(BADGE).call(call);
        vm.assertTrue(succeeded == expected);
        if (succeeded) _forget(number);
    }

    function lapse(uint256 pick) external {
        uint64 number = _liveNumber(pick);
        if (number == 0) return;
        uint32 term = termOf(modelKind[number]);
        bool expected =
            term != 0 && modelWeight[number] != 0 && block.timestamp >= modelIssuedAt[number] + term;
        try BADGE.lapse(number) {
            vm.assertTrue(expected);
            modelWeight[number] = 0;
        } catch {
            vm.assertFalse(expected);
        }
    }

    /// @dev Both ways: signed by both, or approved by governance and waited for.
    function recover(uint256 pick, uint256 other, bool isSigned) external {
        uint64 number = _liveNumber(pick);
        if (number == 0) return;
        address from = modelHolder[number];
        other %= HOLDERS;
        address to = holders[other];
        uint64[] memory numbers = new uint64[](1);
        numbers[0] = number;
        bool expected = from != to && _hasPlace(to, number);
        bool succeeded = isSigned ? _moveSigned(from, other, numbers) : _moveApproved(from, to, numbers);
        vm.assertTrue(succeeded == expected);
        if (succeeded) modelHolder[number] = to;
    }

    function setLimit(uint256 who, uint32 limit) public {
        (who, limit) = (who % 2, limit % 64);
        BADGE.setIssuer(issuers[who], limit);
        _raise(who, limit);
    }

    function setOpen(uint256 kind, bool open) external {
        kind = kind % KINDS + 1;
        _closed[kind] = !open;
        BADGE.setKindOpen(uint16(kind), open);
    }

    function pass(uint256 time) external {
        _pass(time % 3 == 0 ? 1 : time % 4 days + 1);
    }

    /// @dev Time passes; what votes were in the second before is written down.
    function _pass(uint256 wait) private {
        Past storage past = _pasts.push();
        past.time = block.timestamp;
        for (uint256 i = 0; i < HOLDERS; ++i) {
            past.votes[i] = votesOf(holders[i]);
            past.total += past.votes[i];
        }
        vm.warp(block.timestamp + wait);
        for (uint256 i = 0; i < 2; ++i) {
            (uint32 limit,) = BADGE.issuerBudget(issuers[i]);
            _raise(i, limit);
        }
    }

    function _moveSigned(address from, uint256 other, uint64[] memory numbers) private returns (bool) {
        // Each with a deadline of its own: a paper counts once.
        IBadgeRecovery.Move memory move =
            IBadgeRecovery.Move(from, holders[other], numbers, uint48(block.timestamp + 1 + ++_papers));
        bytes32 digest = BADGE.moveDigest(move);
        uint256 fromKey = 0;
        for (uint256 i = 0; i < HOLDERS; ++i) {
            if (holders[i] == from) fromKey = _holderKeys[i];
        }
        try BADGE.moveBadges(move, _sign(fromKey, digest), _sign(_holderKeys[other], digest)) {
            return true;
        } catch {
            return false;
        }
    }

    function _moveApproved(address from, address to, uint64[] memory numbers) private returns (bool) {
        if (from == to) return false;
        vm.prank(to);
        BADGE.requestRecovery(from);
        BADGE.approveRecovery(from, to);
        _pass(7 days);
        vm.prank(to);
        try BADGE.completeRecovery(from, numbers) {
            return true;
        } catch {
            return false;
        }
    }

    function _entry(uint256 random) private view returns (IContributionBadge.Issue memory) {
        uint64 number = uint64(random % NUMBERS + 1);
        uint16 kind = uint16((random >> 64) % KINDS + 1);
        return IContributionBadge.Issue(number, holders[(random >> 128) % HOLDERS], kind, bytes32(random));
    }

    /// @dev Whether the rules allow the whole batch.
    function _accepts(uint256 who, IContributionBadge.Issue[] memory batch) private view returns (bool) {
        (uint32 limit,) = BADGE.issuerBudget(issuers[who]);
        uint256 spent = issuedInWeek[who][block.timestamp / 1 weeks];
        for (uint256 i = 0; i < batch.length; ++i) {
            IContributionBadge.Issue memory entry = batch[i];
            spent += weightOf(entry.kind);
            if (timesIssued[entry.number] != 0 || _closed[entry.kind]) return false;
            uint256 held = badgesOf(entry.to, entry.kind);
            for (uint256 j = 0; j < i; ++j) {
                if (batch[j].number == entry.number) return false;
                if (batch[j].to == entry.to && batch[j].kind == entry.kind) ++held;
            }
            if (mostOf(entry.kind) != 0 && held >= mostOf(entry.kind)) return false;
        }
        return limit != 0 && spent <= limit;
    }
}
