// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import {Distributor} from "./Distributor.sol";

/// @title Claims by OpenZeppelin's proofs
abstract contract OpenZeppelinDistributor is Distributor {
    constructor(IERC20 token, bytes32 root) Distributor(token, root) {}

    function _isIn(bytes32[] calldata proof, bytes32 root, bytes32 leaf)
        internal
        pure
        override
        returns (bool)
    {
        return MerkleProof.verifyCalldata(proof, root, leaf);
    }
}

/// @title The same with a slot for each claim
contract OpenZeppelinMapping is OpenZeppelinDistributor {
    mapping(uint256 index => bool) private _claimed;

    constructor(IERC20 token, bytes32 root) OpenZeppelinDistributor(token, root) {}

    function _mark(uint256 index) internal override {
        _claimed[index] = true;
    }

    function _isClaimed(uint256 index) internal view override returns (bool) {
        return _claimed[index];
    }
}

/// @title The same with a bit for each claim
contract OpenZeppelinBitMap is OpenZeppelinDistributor {
    using BitMaps for BitMaps.BitMap;

    BitMaps.BitMap private _claimed;

    constructor(IERC20 token, bytes32 root) OpenZeppelinDistributor(token, root) {}

    function _mark(uint256 index) internal override {
        _claimed.set(index);
    }

    function _isClaimed(uint256 index) internal view override returns (bool) {
        return _claimed.get(index);
    }
}
