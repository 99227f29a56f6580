// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721Votes} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721Votes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {Peer} from "./Peer.sol";

/// @title A badge upon OpenZeppelin's ERC721Votes whose holders delegate to themselves before they have votes
contract OpenZeppelinVotes is ERC721Votes, Peer {
    constructor() ERC721("ContributionBadge", "BADGE") EIP712("ContributionBadge", "1") {}

    /// @dev On timestamps, as ours.
    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    // forge-lint: disable-next-line(mixed-case-function)
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    function _update(address to, uint256 tokenId, address auth) internal override returns (address from) {
        from = super._update(to, tokenId, auth);
        if (from != address(0) && to != address(0)) revert Soulbound();
    }

    function _give(address to, uint256 number) internal override {
        _mint(to, number);
    }

    function _end(uint256 number) internal override {
        _burn(number);
    }

    function _isSigned(address signer, bytes32 structHash, bytes calldata signature)
        internal
        view
        override
        returns (bool)
    {
        return SignatureChecker.isValidSignatureNowCalldata(signer, _hashTypedDataV4(structHash), signature);
    }
}
