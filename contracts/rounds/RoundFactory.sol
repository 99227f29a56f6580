// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

import {IRoundFactory} from "../interfaces/rounds/IRoundFactory.sol";
import {IRoundTerms} from "../interfaces/rounds/IRoundTerms.sol";
import {TermRules} from "./TermRules.sol";
import {TermWords} from "./TermWords.sol";

/// @title Where rounds come from: minimal clones whose terms stand behind their code
/// @dev Governance says which tokens rounds may be in; it cannot touch a round through here. A token on the list must
/// not rebase, nor take gas without end; that it takes no fee and moves what it is told, a round checks itself.
contract RoundFactory is IRoundFactory {
    address private immutable GOVERNANCE;
    uint256 private immutable LEAST_DECISION_SECONDS;
    address private immutable PUBLISHED;
    address private immutable PLAIN;

    mapping(address token => bool) private _allowed;
    mapping(address round => bool) private _made;

    /// @param leastDecisionSeconds_ how long a decision of governance takes at the longest
    constructor(address governance, uint256 leastDecisionSeconds_, address published, address plain) {
        (GOVERNANCE, LEAST_DECISION_SECONDS) = (governance, leastDecisionSeconds_);
        (PUBLISHED, PLAIN) = (published, plain);
    }

    /// @inheritdoc IRoundFactory
    function open(Mode mode, IRoundTerms.Terms calldata terms, string calldata configuration)
        external
        returns (address round)
    {
        // Check: nobody is made an operator by others; governance agreed to the token, is the round's too, and has the time it needs to decide.
        if (msg.sender != terms.operator) revert RoundFactoryNotOperator(msg.sender, terms.operator);
        if (!isAllowed(terms.token)) revert RoundFactoryTokenNotAllowed(terms.token);
        if (terms.governance != GOVERNANCE) revert RoundFactoryOtherGovernance(terms.governance, GOVERNANCE);
        if (terms.decisionSeconds < LEAST_DECISION_SECONDS) {
            revert RoundFactoryDecisionTooShort(terms.decisionSeconds, LEAST_DECISION_SECONDS);
        }
        // Check: the terms can work.
        TermRules.check(terms);
        if (mode == Mode.Plain && terms.badge == address(0) && terms.gateRoot == 0) {
            revert IRoundTerms.QuadraticFundingRoundNoGate();
        }
        // Effect: the round is nobody's else before it is open.
        round = Clones.cloneWithImmutableArgs(implementation(mode), TermWords.pack(terms));
        _made[round] = true;
        emit RoundMade(round, terms.operator, terms.token, mode);
        // Interaction:
        IRoundTerms(round).open(configuration);
    }

    /// @inheritdoc IRoundFactory
    function allowToken(address token, bool allowed) external {
        if (msg.sender != GOVERNANCE) revert RoundFactoryNotGovernance(msg.sender, GOVERNANCE);
        _allowed[token] = allowed;
        emit TokenAllowed(token, allowed);
    }

    /// @inheritdoc IRoundFactory
    function isRound(address round) external view returns (bool) {
        return _made[round];
    }

    /// @inheritdoc IRoundFactory
    function leastDecisionSeconds() external view returns (uint256) {
        return LEAST_DECISION_SECONDS;
    }

    /// @inheritdoc IRoundFactory
    function termsOf(address round) external view returns (IRoundTerms.Terms memory) {
        return TermWords.unpack(Clones.fetchCloneArgs(round));
    }

    /// @inheritdoc IRoundFactory
    function isAllowed(address token) public view returns (bool) {
        return token == address(0) || _allowed[token];
    }

    /// @inheritdoc IRoundFactory
    function implementation(Mode mode) public view returns (address) {
        return mode == Mode.Published ? PUBLISHED : PLAIN;
    }
}
