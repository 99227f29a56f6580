// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";

import {IRoundTerms} from "../interfaces/rounds/IRoundTerms.sol";

/// @title The terms of a round as the words that follow a clone's code
/// @dev An address leaves 96 bits of its word for times. ABI-encoded the terms would be 25 words and more; each byte of
/// code costs 200 gas when the round is made.
library TermWords {
    uint256 internal constant FIXED_WORDS = 9;

    /// @dev The words in their order, then one for each reviewer.
    function pack(IRoundTerms.Terms memory terms) internal pure returns (bytes memory) {
        uint256[9] memory words;
        words[0] =
            _word(terms.token, uint96(terms.opensAt) << 56 | uint96(terms.closesAt) << 16 | terms.capBps);
        words[1] =
            _word(terms.operator, terms.donationDelaySeconds, terms.objectionSeconds, terms.decisionSeconds);
        words[2] = _word(terms.publisher, terms.deadManSeconds, terms.claimSeconds, terms.payeeDelaySeconds);
        words[3] = _word(terms.committer, terms.holdSeconds, terms.pauseSeconds, terms.extensionSeconds);
        words[4] = _word(terms.guardian, terms.threshold, uint32(terms.saturation), uint32(terms.leftover));
        words[5] = _word(terms.governance, terms.bond);
        words[6] = _word(terms.badge, terms.minimum);
        words[7] = uint256(terms.configHash);
        words[8] = uint256(terms.gateRoot);
        return abi.encodePacked(words, terms.reviewers);
    }

    /// @dev What `pack` packed.
    function unpack(bytes memory packed) internal pure returns (IRoundTerms.Terms memory terms) {
        uint256[9] memory words = abi.decode(packed, (uint256[9]));
        terms.reviewers = new address[](packed.length / 32 - FIXED_WORDS);
        for (uint256 i = 0; i < terms.reviewers.length; ++i) {
            terms.reviewers[i] = _reviewer(packed, i);
        }
        _unpack(terms, words);
    }

    /// @dev The address of a word.
    function account(uint256 word) internal pure returns (address) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return address(uint160(word >> 96));
    }

    /// @dev The three numbers below an address.
    function numbers(uint256 word) internal pure returns (uint32, uint32, uint32) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return (uint32(word >> 64), uint32(word >> 32), uint32(word));
    }

    function _word(address account_, uint32 a, uint32 b, uint32 c) private pure returns (uint256) {
        return _word(account_, uint96(a) << 64 | uint96(b) << 32 | c);
    }

    function _word(address account_, uint96 rest) private pure returns (uint256) {
        return uint256(uint160(account_)) << 96 | rest;
    }

    function _reviewer(bytes memory packed, uint256 place) private pure returns (address) {
        return abi.decode(Bytes.slice(packed, 32 * (FIXED_WORDS + place)), (address));
    }

    function _unpack(IRoundTerms.Terms memory terms, uint256[9] memory words) private pure {
        (terms.token, terms.opensAt) = (account(words[0]), uint40(words[0] >> 56));
        (terms.closesAt, terms.capBps) = (uint40(words[0] >> 16), uint16(words[0]));
        terms.operator = account(words[1]);
        (terms.donationDelaySeconds, terms.objectionSeconds, terms.decisionSeconds) = numbers(words[1]);
        terms.publisher = account(words[2]);
        (terms.deadManSeconds, terms.claimSeconds, terms.payeeDelaySeconds) = numbers(words[2]);
        terms.committer = account(words[3]);
        (terms.holdSeconds, terms.pauseSeconds, terms.extensionSeconds) = numbers(words[3]);
        terms.guardian = account(words[4]);
        (uint32 threshold, uint32 saturation, uint32 leftover) = numbers(words[4]);
        // forge-lint: disable-next-line(unsafe-typecast)
        terms.threshold = uint8(threshold);
        (terms.saturation, terms.leftover) =
        (IRoundTerms.Saturation(saturation), IRoundTerms.Leftover(leftover));
        (terms.governance, terms.bond) = (account(words[5]), uint96(words[5]));
        (terms.badge, terms.minimum) = (account(words[6]), uint96(words[6]));
        (terms.configHash, terms.gateRoot) = (bytes32(words[7]), bytes32(words[8]));
    }
}
