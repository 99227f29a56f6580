// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {LibBitmap} from "solady/utils/LibBitmap.sol";
import {MerkleProofLib} from "solady/utils/MerkleProofLib.sol";

import {Distributor} from "./Distributor.sol";

/// @title Claims by Solady's proofs, with a bit for each
contract SoladyDistributor is Distributor {
    using LibBitmap for LibBitmap.Bitmap;

    LibBitmap.Bitmap private _claimed;

    constructor(IERC20 token, bytes32 root) Distributor(token, root) {}

    function _mark(uint256 index) internal override {
        _claimed.set(index);
    }

    function _isClaimed(uint256 index) internal view override returns (bool) {
        return _claimed.get(index);
    }

    function _isIn(bytes32[] calldata proof, bytes32 root, bytes32 leaf)
        internal
        pure
        override
        returns (bool)
    {
        return MerkleProofLib.verifyCalldata(proof, root, leaf);
    }
}
