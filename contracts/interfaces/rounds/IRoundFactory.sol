// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRoundTerms} from "./IRoundTerms.sol";

/// @title Where rounds come from
interface IRoundFactory {
    enum Mode {
        Published,
        Plain
    }

    /// @notice Emitted for every round, before its own first event.
    event RoundMade(address indexed round, address indexed operator, address indexed token, Mode mode);

    /// @notice Emitted when governance lets a token in or out; rounds that are open keep theirs.
    event TokenAllowed(address indexed token, bool allowed);

    /// @notice Thrown when somebody else than governance calls.
    error RoundFactoryNotGovernance(address caller, address governance);

    /// @notice Thrown when somebody opens a round in another's name.
    error RoundFactoryNotOperator(address caller, address operator);

    /// @notice Thrown when a token is not on the list; the native coin always is.
    error RoundFactoryTokenNotAllowed(address token);

    /// @notice Thrown when a round names another governance than the factory's.
    error RoundFactoryOtherGovernance(address had, address needed);

    /// @notice Thrown when a round leaves governance less time than a decision of it takes.
    error RoundFactoryDecisionTooShort(uint256 had, uint256 least);

    /// @notice Opens a round with terms that can work. Anyone, as its operator.
    /// @param configuration the text whose hash is terms.configHash
    function open(Mode mode, IRoundTerms.Terms calldata terms, string calldata configuration)
        external
        returns (address round);

    /// @notice Lets a token in or out. Governance.
    function allowToken(address token, bool allowed) external;

    /// @notice Whether rounds may be in a token; the native coin always may.
    function isAllowed(address token) external view returns (bool);

    /// @notice How long a decision of governance takes at the longest: the least that a round leaves for one.
    function leastDecisionSeconds() external view returns (uint256);

    /// @notice What was fixed when a round was made. Its close may have moved since: see its closesAt().
    function termsOf(address round) external view returns (IRoundTerms.Terms memory);

    /// @notice Whether this factory made the round.
    function isRound(address round) external view returns (bool);

    /// @notice The contract whose code rounds of this mode run.
    function implementation(Mode mode) external view returns (address);
}
