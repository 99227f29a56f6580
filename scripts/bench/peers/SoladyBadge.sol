// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC721} from "solady/tokens/ERC721.sol";
import {EIP712} from "solady/utils/EIP712.sol";
import {SignatureCheckerLib} from "solady/utils/SignatureCheckerLib.sol";

import {Peer} from "./Peer.sol";

/// @title A badge upon Solady's ERC721, which is as cheap as ERC-721 gets and knows no votes
contract SoladyBadge is ERC721, EIP712, Peer {
    function name() public pure override returns (string memory) {
        return "ContributionBadge";
    }

    function symbol() public pure override returns (string memory) {
        return "BADGE";
    }

    function tokenURI(uint256) public pure override returns (string memory) {
        return "";
    }

    function _beforeTokenTransfer(address from, address to, uint256) internal pure override {
        if (from != address(0) && to != address(0)) revert Soulbound();
    }

    function _domainNameAndVersion() internal pure override returns (string memory, string memory) {
        return ("ContributionBadge", "1");
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
        return SignatureCheckerLib.isValidSignatureNowCalldata(signer, _hashTypedData(structHash), signature);
    }
}
