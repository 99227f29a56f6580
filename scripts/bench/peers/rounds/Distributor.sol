// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Claims by proof, with the leaves of ours and a root that is fixed when it is made
/// @dev For measuring gas only. Knows neither holds, nor a total, nor an end, nor another payee than the leaf's.
abstract contract Distributor {
    using SafeERC20 for IERC20;

    IERC20 private immutable TOKEN;
    bytes32 private immutable ROOT;

    event Claimed(uint256 indexed index, address indexed payee, uint256 amount);

    error ClaimedAlready();
    error BadProof();

    constructor(IERC20 token, bytes32 root) {
        (TOKEN, ROOT) = (token, root);
    }

    function claim(uint256 index, address payee, uint256 amount, bytes32[] calldata proof) external {
        if (_isClaimed(index)) revert ClaimedAlready();
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(index, payee, amount))));
        if (!_isIn(proof, ROOT, leaf)) revert BadProof();
        _mark(index);
        emit Claimed(index, payee, amount);
        TOKEN.safeTransfer(payee, amount);
    }

    function _mark(uint256 index) internal virtual;

    function _isClaimed(uint256 index) internal view virtual returns (bool);

    function _isIn(bytes32[] calldata proof, bytes32 root, bytes32 leaf) internal pure virtual returns (bool);
}
