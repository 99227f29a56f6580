// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IQuadraticFundingRound} from "./IQuadraticFundingRound.sol";

/// @title A round that keeps its result itself: plain quadratic funding over donors who are let in
/// @dev r = isqrt(c << 64) per donor and project; raw = (sum of r)^2 - sum of r^2; 64 fractional bits.
interface IPlainRound is IQuadraticFundingRound {
    /// @notice Emitted when an account shows that it is on the list of those who are matched.
    event DonorEnrolled(address indexed donor);

    /// @notice Emitted when what donors gave can no longer change the result.
    event PlainResultFinalised(uint256 pool, uint256 totalRaw, uint256 openUnits, uint256 openRaw);

    /// @notice Emitted when a donor is paid back what it gave to a project.
    event GiftRefunded(uint32 indexed projectId, address indexed donor, uint256 amount);

    /// @notice Thrown when an account is not on the list.
    error QuadraticFundingRoundNotListed(address donor, bytes32 root);

    /// @notice Thrown when a project is in the set of the capped, but does not exceed the cap.
    error QuadraticFundingRoundUnderCap(uint256 projectId, uint256 had, uint256 cap);

    /// @notice Thrown when a project is missing in the set of the capped.
    error QuadraticFundingRoundOverCap(uint256 projectId, uint256 had, uint256 cap);

    /// @notice Thrown when the set of the capped has a project twice, or any at all under `keep`.
    error QuadraticFundingRoundBadSet(uint256 projectId);

    /// @notice Thrown when the round has as many projects as a plain result can check.
    error QuadraticFundingRoundTooManyProjects(uint256 most);

    /// @notice Shows that an account is on the list of those who are matched. Anyone, for anyone.
    function enrol(address donor, bytes32[] calldata proof) external;

    /// @notice Makes the result final. Anyone, from close + objectionSeconds.
    /// @param capped under `scale`: the projects whose match is the cap, in any order; empty under `keep`
    function finalise(uint32[] calldata capped) external;

    /// @notice Pays a project its part of the matching. Anyone, in [final, final + claimSeconds).
    function claimMatching(uint32 projectId) external;

    /// @notice Pays several, passing over those that were paid, are held, or refuse. Anyone.
    function push(uint32[] calldata projectIds) external;

    /// @notice Pays a donor back what it gave to these projects: when the round was cancelled, or when they have not
    /// claimed it and their time is over. Anyone.
    function refund(address donor, uint32[] calldata projectIds) external;

    /// @notice Whether donations of this account are matched from now on.
    function isEligible(address donor) external view returns (bool);

    /// @notice What a donor gave to a project and was not paid back, and whether it counts in the matching.
    function giftOf(address donor, uint32 projectId) external view returns (uint256 amount, bool counts);

    /// @notice The full match of a project, 64 fractional bits.
    function rawOf(uint32 projectId) external view returns (uint256);

    /// @notice The full matches of all projects in all.
    function totalRaw() external view returns (uint256);

    /// @notice What a project gets of the pool by the donations there are; under `scale` with a cap only once final.
    function matchOf(uint32 projectId) external view returns (uint256);
}
