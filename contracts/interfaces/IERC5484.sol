// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title ERC-5484: consensual soulbound tokens
/// @dev Source: https://eips.ethereum.org/EIPS/eip-5484. Its ERC-165 identifier is 0x0489b56f.
interface IERC5484 {
    /// @notice Who may destroy a token.
    enum BurnAuth {
        IssuerOnly,
        OwnerOnly,
        Both,
        Neither
    }

    /// @notice Emitted when a token is issued by `from` to `to`.
    event Issued(address indexed from, address indexed to, uint256 indexed tokenId, BurnAuth burnAuth);

    /// @notice Who may destroy a token. Reverts for a token that does not exist.
    function burnAuth(uint256 tokenId) external view returns (BurnAuth);
}
