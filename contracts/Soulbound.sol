// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";

import {IContributionBadge} from "./interfaces/IContributionBadge.sol";
import {IERC5192} from "./interfaces/IERC5192.sol";
import {IERC5484} from "./interfaces/IERC5484.sol";

/// @title An ERC-721 token that says no to every move
/// @notice The read side of ERC-721 as wallets know it; transfers and approvals always revert.
/// @dev Assumes that the inheriting contract keeps holders and balances and emits Transfer, Locked and Issued.
abstract contract Soulbound is
    ERC165,
    IERC721Metadata,
    IERC721Errors,
    IERC5192,
    IERC5484,
    IContributionBadge
{
    /// @inheritdoc IERC721
    function transferFrom(address, address, uint256 tokenId) external pure {
        revert ContributionBadgeSoulbound(tokenId);
    }

    /// @inheritdoc IERC721
    function safeTransferFrom(address, address, uint256 tokenId) external pure {
        revert ContributionBadgeSoulbound(tokenId);
    }

    /// @inheritdoc IERC721
    function safeTransferFrom(address, address, uint256 tokenId, bytes calldata) external pure {
        revert ContributionBadgeSoulbound(tokenId);
    }

    /// @inheritdoc IERC721
    function approve(address operator, uint256) external pure {
        revert ContributionBadgeNoApproval(operator);
    }

    /// @inheritdoc IERC721
    function setApprovalForAll(address operator, bool) external pure {
        revert ContributionBadgeNoApproval(operator);
    }

    /// @notice Always reverts: the way of ERC-4494 to approve by signature, which some wallets try.
    function permit(address spender, uint256, uint256, bytes calldata) external pure {
        revert ContributionBadgeNoApproval(spender);
    }

    /// @inheritdoc IERC721
    function getApproved(uint256 tokenId) external view returns (address) {
        ownerOf(tokenId);
        return address(0);
    }

    /// @inheritdoc IERC721
    function isApprovedForAll(address, address) external pure returns (bool) {
        return false;
    }

    /// @inheritdoc IERC5192
    function locked(uint256 tokenId) external view returns (bool) {
        ownerOf(tokenId);
        return true;
    }

    /// @inheritdoc IERC5484
    function burnAuth(uint256 tokenId) external view returns (BurnAuth) {
        ownerOf(tokenId);
        return BurnAuth.Both;
    }

    /// @inheritdoc IERC721Metadata
    function name() external pure returns (string memory) {
        return "Contribution Badge";
    }

    /// @inheritdoc IERC721Metadata
    function symbol() external pure returns (string memory) {
        return "BADGE";
    }

    /// @inheritdoc IERC721
    function ownerOf(uint256 tokenId) public view virtual returns (address);

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override(ERC165, IERC165) returns (bool) {
        return interfaceId == type(IERC721).interfaceId || interfaceId == type(IERC721Metadata).interfaceId
            || interfaceId == type(IERC5192).interfaceId || interfaceId == type(IERC5484).interfaceId
            || interfaceId == type(IERC5267).interfaceId || interfaceId == type(IERC6372).interfaceId
            || interfaceId == type(IVotes).interfaceId || super.supportsInterface(interfaceId);
    }
}
