// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IQuadraticFundingRound} from "../interfaces/rounds/IQuadraticFundingRound.sol";
import {TermWords} from "./TermWords.sol";

/// @title What a round was made with, read from behind its own code
abstract contract RoundTerms is IQuadraticFundingRound {
    uint256 private constant CODE_BYTES = 0x2d;

    function _token() internal view returns (address) {
        return TermWords.account(_word(0));
    }

    function _opensAt() internal view returns (uint256) {
        return uint40(_word(0) >> 56);
    }

    function _configuredClose() internal view returns (uint40) {
        return uint40(_word(0) >> 16);
    }

    function _cap() internal view returns (uint256 capBps) {
        return uint16(_word(0));
    }

    function _operator() internal view returns (address) {
        return TermWords.account(_word(1));
    }

    function _guardian() internal view returns (address) {
        return TermWords.account(_word(4));
    }

    function _governance() internal view returns (address) {
        return TermWords.account(_word(5));
    }

    function _badge() internal view returns (address) {
        return TermWords.account(_word(6));
    }

    function _gateRoot() internal view returns (bytes32) {
        return bytes32(_word(8));
    }

    function _minimum() internal view returns (uint256) {
        return uint96(_word(6));
    }

    /// @dev From the close: donationDelaySeconds, objectionSeconds, decisionSeconds.
    function _resultNumbers() internal view returns (uint32, uint32, uint32) {
        return TermWords.numbers(_word(1));
    }

    /// @dev deadManSeconds, claimSeconds, payeeDelaySeconds.
    function _claimNumbers() internal view returns (uint32, uint32, uint32) {
        return TermWords.numbers(_word(2));
    }

    /// @dev holdSeconds, pauseSeconds, extensionSeconds.
    function _limitNumbers() internal view returns (uint32, uint32, uint32) {
        return TermWords.numbers(_word(3));
    }

    /// @dev threshold, saturation, leftover.
    function _choiceNumbers() internal view returns (uint32, uint32, uint32) {
        return TermWords.numbers(_word(4));
    }

    /// @dev A packed word of the terms. Assembly, because a copy of all of them into memory for each that is needed costs
    /// a donation 4 300 gas more, a claim 1 500 (measured).
    function _word(uint256 place) internal view returns (uint256 word) {
        assembly ("memory-safe") {
            extcodecopy(address(), 0, add(CODE_BYTES, shl(5, place)), 32)
            word := mload(0)
        }
    }

    function _publisherByTerms() internal view returns (address) {
        return TermWords.account(_word(2));
    }

    function _committer() internal view returns (address) {
        return TermWords.account(_word(3));
    }

    function _bond() internal view returns (uint256) {
        return uint96(_word(5));
    }

    function _configHash() internal view returns (bytes32) {
        return bytes32(_word(7));
    }

    function _reviewerCount() internal view returns (uint256) {
        return (address(this).code.length - CODE_BYTES) / 32 - TermWords.FIXED_WORDS;
    }

    function _reviewer(uint256 place) internal view returns (address) {
        return address(uint160(_word(TermWords.FIXED_WORDS + place)));
    }
}
