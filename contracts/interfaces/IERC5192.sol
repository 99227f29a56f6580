// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title ERC-5192: minimal soulbound tokens
/// @dev Source: https://eips.ethereum.org/EIPS/eip-5192. Its ERC-165 identifier is 0xb45a3c0e.
interface IERC5192 {
    /// @notice Emitted when a token becomes locked.
    event Locked(uint256 tokenId);

    /// @notice Emitted when a token becomes unlocked; a badge never does.
    event Unlocked(uint256 tokenId);

    /// @notice Whether a token is locked to its holder. Reverts for a token that does not exist.
    function locked(uint256 tokenId) external view returns (bool);
}
