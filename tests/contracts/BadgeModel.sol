// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {Base} from "./Base.sol";

/// @title What a plain reader of the rules would have written down about badges
abstract contract BadgeModel is Base {
    struct Past {
        uint256 time;
        uint256[4] votes;
        uint256 total;
    }

    uint32 private constant TERM = 5 days;
    uint256 public constant HOLDERS = 4;
    uint256 public constant NUMBERS = 16;
    uint256 public constant KINDS = 3;

    address[4] public holders;
    address[2] public issuers;

    mapping(uint256 number => uint256) public timesIssued;
    mapping(uint256 number => address) public modelHolder;
    mapping(uint256 number => uint32) public modelWeight;
    mapping(uint256 number => uint16) public modelKind;
    mapping(uint256 number => uint256) public modelIssuedAt;
    mapping(uint256 number => uint256) public revocableAt;
    mapping(uint256 number => bool) public appealed;
    uint256 public issued;
    uint256 public taken;
    mapping(uint256 issuer => mapping(uint256 week => uint256)) public issuedInWeek;
    mapping(uint256 issuer => mapping(uint256 week => uint256)) public highestLimit;
    Past[] internal _pasts;

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

    /// @dev Of one kind, those that have not lapsed; of kind 0, all.
    function badgesOf(address holder, uint256 kind) public view returns (uint256 count) {
        for (uint256 number = 1; number <= NUMBERS; ++number) {
            bool counts = kind == 0 || (modelKind[number] == kind && modelWeight[number] != 0);
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

    /// @dev The last kind ends.
    function termOf(uint256 kind) public pure returns (uint32) {
        return kind == KINDS ? TERM : 0;
    }

    function _hasPlace(address to, uint64 number) internal view returns (bool) {
        uint16 kind = modelKind[number];
        return modelWeight[number] == 0 || mostOf(kind) == 0 || badgesOf(to, kind) < mostOf(kind);
    }

    function _record(uint256 who, IContributionBadge.Issue memory entry) internal {
        ++timesIssued[entry.number];
        ++issued;
        modelHolder[entry.number] = entry.to;
        modelKind[entry.number] = entry.kind;
        modelWeight[entry.number] = weightOf(entry.kind);
        modelIssuedAt[entry.number] = block.timestamp;
        issuedInWeek[who][block.timestamp / 1 weeks] += weightOf(entry.kind);
    }

    function _forget(uint64 number) internal {
        ++taken;
        revocableAt[number] = 0;
        modelHolder[number] = address(0);
    }

    function _raise(uint256 who, uint32 limit) internal {
        uint256 week = block.timestamp / 1 weeks;
        if (limit > highestLimit[who][week]) highestLimit[who][week] = limit;
    }

    function _liveNumber(uint256 pick) internal view returns (uint64) {
        for (uint256 i = 0; i < NUMBERS; ++i) {
            uint256 number = (pick % NUMBERS + i) % NUMBERS + 1;
            if (modelHolder[number] != address(0)) return uint64(number);
        }
        return 0;
    }
}
