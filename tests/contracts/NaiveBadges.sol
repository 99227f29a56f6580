// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721Votes} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721Votes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title OpenZeppelin's voting NFT with the short cut many take: who delegated to nobody votes for itself
contract ImplicitBadges is ERC721("Naive", "N"), ERC721Votes {
    constructor() EIP712("Naive", "1") {}

    function give(address to, uint256 number) external {
        _mint(to, number);
    }

    function revoke(uint256 number) external {
        _burn(number);
    }

    function delegates(address account) public view override returns (address) {
        address delegatee = super.delegates(account);
        return delegatee == address(0) ? account : delegatee;
    }

    function _update(address to, uint256 number, address auth)
        internal
        override(ERC721, ERC721Votes)
        returns (address)
    {
        return super._update(to, number, auth);
    }

    function _increaseBalance(address account, uint128 value) internal override(ERC721, ERC721Votes) {
        super._increaseBalance(account, value);
    }
}

/// @title Votes that weigh the root of the points behind them, in hundredths
contract RootBadges is Votes {
    mapping(address holder => uint256) private _points;

    constructor() EIP712("Roots", "1") {}

    function give(address to) external {
        uint256 had = _getVotingUnits(to);
        ++_points[to];
        _transferVotingUnits(address(0), to, _getVotingUnits(to) - had);
    }

    function delegates(address account) public pure override returns (address) {
        return account;
    }

    function _getVotingUnits(address account) internal view override returns (uint256) {
        return Math.sqrt(_points[account] * 10_000);
    }
}
