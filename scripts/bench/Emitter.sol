// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Writes the logs of many donations and nothing else, so that a measurement of reading them can begin soon
contract Emitter {
    /// @notice The event of a funding round, the same to whoever follows it.
    event CartDonated(uint256 indexed cart, address indexed donor, uint256[] words);

    uint256 private _carts;

    /// @notice Write `count` logs: carts of one to four projects, from ever new donors.
    function write(uint256 count) external {
        uint256 first = _carts;
        _carts = first + count;
        for (uint256 cart = first; cart < first + count; ++cart) {
            uint256[] memory words = new uint256[](1 + cart % 4);
            for (uint256 i = 0; i < words.length; ++i) {
                words[i] = (((cart + i) % 50) << 112) | (1e15 + cart * 1e9 + i);
            }
            emit CartDonated(cart, address(uint160(uint256(keccak256(abi.encode(cart))))), words);
        }
    }
}
