// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRoundTerms} from "../interfaces/rounds/IRoundTerms.sol";

/// @title Which terms a round can work with
library TermRules {
    /// @dev How often a result can be published, so that publisher and objectors cannot keep a round open for ever.
    uint256 internal constant MOST_PUBLICATIONS = 5;
    uint256 private constant MOST_DELAY_SECONDS = 730 days;
    uint256 private constant MOST_CLAIM_SECONDS = 7300 days;
    uint256 private constant LEAST_CLAIM_SECONDS = 30 days;
    uint256 private constant MOST_REVIEWERS = 32;
    uint256 private constant BPS_ONE = 10_000;

    /// @dev Reverts when the terms cannot work; see the errors of IRoundTerms.
    function check(IRoundTerms.Terms memory made) internal view {
        if (
            made.operator == address(0) || made.governance == address(0) || made.publisher == address(0)
                || made.committer == address(0)
        ) {
            revert IRoundTerms.QuadraticFundingRoundZeroAddress();
        }
        if (made.publisher == made.committer) {
            revert IRoundTerms.QuadraticFundingRoundOneForTwo(made.publisher);
        }
        if (made.opensAt >= made.closesAt || made.closesAt <= block.timestamp) {
            revert IRoundTerms.QuadraticFundingRoundBadWindow(block.timestamp, made.opensAt, made.closesAt);
        }
        if (made.capBps == 0 || made.capBps > BPS_ONE) {
            revert IRoundTerms.QuadraticFundingRoundBadCap(made.capBps);
        }
        _delays(made);
        _reviewers(made.reviewers, made.threshold);
    }

    /// @dev The claim deadline comes after the longest way to a final result, and after the longest hold.
    function _delays(IRoundTerms.Terms memory made) private pure {
        _delay(0, made.donationDelaySeconds, 0);
        _delay(1, made.objectionSeconds, 1);
        _delay(2, made.decisionSeconds, 1);
        _delay(3, made.deadManSeconds, uint256(made.objectionSeconds) + 1);
        _delay(5, made.payeeDelaySeconds, 0);
        _delay(6, made.holdSeconds, 0);
        _delay(7, made.pauseSeconds, 0);
        _delay(8, made.extensionSeconds, 0);
        uint256 decided = uint256(made.deadManSeconds) + made.objectionSeconds + MOST_PUBLICATIONS
            * uint256(made.decisionSeconds);
        uint256 released = uint256(made.donationDelaySeconds) + made.payeeDelaySeconds + 2
            * uint256(made.holdSeconds) + LEAST_CLAIM_SECONDS;
        uint256 least = decided > released ? decided : released;
        if (made.claimSeconds < least || made.claimSeconds > MOST_CLAIM_SECONDS) {
            revert IRoundTerms.QuadraticFundingRoundBadDelay(4, made.claimSeconds, least, MOST_CLAIM_SECONDS);
        }
    }

    function _delay(uint256 place, uint256 had, uint256 least) private pure {
        if (had < least || had > MOST_DELAY_SECONDS) {
            revert IRoundTerms.QuadraticFundingRoundBadDelay(place, had, least, MOST_DELAY_SECONDS);
        }
    }

    function _reviewers(address[] memory reviewers, uint256 threshold) private pure {
        uint256 count = reviewers.length;
        bool isGood = count <= MOST_REVIEWERS && threshold <= count && (threshold == 0) == (count == 0);
        for (uint256 i = 0; isGood && i < count; ++i) {
            if (reviewers[i] == address(0)) isGood = false;
            for (uint256 j = 0; j < i; ++j) {
                if (reviewers[i] == reviewers[j]) isGood = false;
            }
        }
        if (!isGood) revert IRoundTerms.QuadraticFundingRoundBadReviewers(count, threshold);
    }
}
