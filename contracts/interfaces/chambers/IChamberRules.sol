// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title By which rules chambers decide
interface IChamberRules {
    /// @notice Shares in bps (10 000 is all), times in seconds. Each ballot keeps those of its opening.
    /// @param leastSeats with fewer a chamber is no house: it is no part of turnout, approval or veto
    /// @param leastHouses with fewer there is no quorum
    /// @param quorumBps the mean turnout of the houses that is needed
    /// @param approvalBps the mean approval of the houses that is needed
    /// @param veto2Bps two houses veto when in each of them so many of its seats are against
    /// @param veto3Bps the same for three houses
    /// @param veto4Bps the same for four houses or more
    /// @param objectionBps raises approvalBps for each chamber with an open objection, up to 9 000 in all
    /// @param isBlocking whether an open objection keeps from being approved at all
    /// @param maturitySeconds how long a badge was held before it can be taken as a seat; of now, for every ballot
    /// @param shortestSeconds that a ballot is open
    /// @param longestSeconds that a ballot is open
    struct Rules {
        uint16 leastSeats;
        uint8 leastHouses;
        uint16 quorumBps;
        uint16 approvalBps;
        uint16 veto2Bps;
        uint16 veto3Bps;
        uint16 veto4Bps;
        uint16 objectionBps;
        bool isBlocking;
        uint32 maturitySeconds;
        uint32 shortestSeconds;
        uint32 longestSeconds;
    }

    /// @notice Emitted when governance changes the rules of the ballots to come, and once at the beginning.
    /// @param version counts from 1
    event RulesChanged(uint32 indexed version, Rules rules);

    /// @notice Thrown when somebody else than governance sets rules, issuers or sources.
    error ChamberBallotNotGovernance(address caller, address governance);

    /// @notice Thrown when a rule is out of its bounds, which are inclusive; `place` counts the fields of Rules from 0.
    error ChamberBallotBadRule(uint256 place, uint256 had, uint256 least, uint256 most);

    /// @notice Thrown when rules are asked for that never were; versions are 1 to `count`.
    error ChamberBallotUnknownRules(uint32 version, uint256 count);

    /// @notice Changes the rules of the ballots that are opened from now on. Governance.
    function setRules(Rules calldata rules) external;

    /// @notice The rules of ballots that are opened now.
    function rules() external view returns (Rules memory);

    /// @notice The rules of a version, from 1; see RulesChanged.
    function rulesOf(uint32 version) external view returns (Rules memory);

    /// @notice The account that sets rules, issuers and sources: the badge's governance, fixed for good.
    function governance() external view returns (address);
}
