// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ContributionBadge} from "../../contracts/ContributionBadge.sol";
import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {Base} from "./Base.sol";

/// @title Everything that can happen to badges, in any order, beside a plain model of it
/// @dev Holders, issuers and numbers are few, so that random calls meet. A refused issue is refused by the model too.
contract BadgeHandler is Base {
    struct Past {
        uint256 time;
        uint256[4] votes;
        uint256 total;
    }

    uint256 public constant HOLDERS = 4;
    uint256 public constant NUMBERS = 16;
    uint256 public constant KINDS = 3;
    uint32 private constant START_LIMIT = 40;

    ContributionBadge public immutable BADGE;
    address private immutable GOVERNANCE;

    address[4] public holders;
    address[2] public issuers;
    uint256[2] private _keys;

    mapping(uint256 number => uint256) public timesIssued;
    mapping(uint256 number => address) public modelHolder;
    mapping(uint256 number => uint32) public modelWeight;
    mapping(uint256 number => uint16) public modelKind;
    uint256 public issued;
    uint256 public taken;
    mapping(uint256 issuer => mapping(uint256 week => uint256)) public issuedInWeek;
    mapping(uint256 issuer => mapping(uint256 week => uint256)) public highestLimit;
    mapping(uint256 kind => bool) private _closed;
    Past[] private _pasts;

    constructor() {
        GOVERNANCE = address(this);
        BADGE = new ContributionBadge(GOVERNANCE, address(0));
        for (uint256 i = 0; i < HOLDERS; ++i) {
            holders[i] = _account(string.concat("holder", string(abi.encodePacked(uint8(48 + i)))));
        }
        for (uint16 kind = 1; kind <= KINDS; ++kind) {
            BADGE.registerKind(
                kind, IContributionBadge.KindSpec("Kind", 1, 0, weightOf(kind), mostOf(kind), true)
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

    /// @dev Time passes; what votes were in the second before is written down.
    function pass(uint256 time) external {
        uint256 wait = time % 3 == 0 ? 1 : time % 4 days + 1;
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

    function pastCount() external view returns (uint256) {
        return _pasts.length;
    }

    function pastOf(uint256 i) external view returns (Past memory) {
        return _pasts[i];
    }

    function votesOf(address holder) public view returns (uint256 votes) {
        for (uint256 number = 1; number <= NUMBERS; ++number) {
            if (modelHolder[number] == holder) votes += modelWeight[number];
        }
    }

    function badgesOf(address holder, uint256 kind) public view returns (uint256 count) {
        for (uint256 number = 1; number <= NUMBERS; ++number) {
            bool counts = kind == 0 || modelKind[number] == kind;
            if (modelHolder[number] == holder && counts) ++count;
        }
    }

    function weightOf(uint256 kind) public pure returns (uint32) {
        return uint32(kind * kind * 2 - 1);
    }

    /// @dev No limit, one, two.
    function mostOf(uint256 kind) public pure returns (uint32) {
        return uint32(kind - 1);
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

    function _record(uint256 who, IContributionBadge.Issue memory entry) private {
        ++timesIssued[entry.number];
        ++issued;
        modelHolder[entry.number] = entry.to;
        modelKind[entry.number] = entry.kind;
        modelWeight[entry.number] = weightOf(entry.kind);
        issuedInWeek[who][block.timestamp / 1 weeks] += weightOf(entry.kind);
    }

    function _forget(uint64 number) private {
        ++taken;
        modelHolder[number] = address(0);
    }

    function _raise(uint256 who, uint32 limit) private {
        uint256 week = block.timestamp / 1 weeks;
        if (limit > highestLimit[who][week]) highestLimit[who][week] = limit;
    }

    function _liveNumber(uint256 pick) private view returns (uint64) {
        for (uint256 i = 0; i < NUMBERS; ++i) {
            uint256 number = (pick % NUMBERS + i) % NUMBERS + 1;
            if (modelHolder[number] != address(0)) return uint64(number);
        }
        return 0;
    }
}
