// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title Whether an account signed: with its key, or as a contract
/// @notice The key first: an account with EIP-7702 code still has one, and its code need not speak ERC-1271.
library Signatures {
    /// @notice What a contract may use to answer; more would let it burn the gas of whoever submits.
    /// @dev A Safe asks some 10 000 for each owner, a passkey without a precompile some 330 000.
    uint256 internal constant ANSWER_GAS = 500_000;

    /// @notice Whether `account` signed `digest`. An account that is neither a key nor a contract never did.
    function isSignedBy(address account, bytes32 digest, bytes calldata signature)
        internal
        view
        returns (bool)
    {
        (address signer, ECDSA.RecoverError problem,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (problem == ECDSA.RecoverError.NoError && signer == account) return true;
        // Not through the interface: an answer that cannot be decoded is a no, not an error of ours.
        (bool hasAnswered, bytes memory answer) = account.staticcall{gas: ANSWER_GAS}(
            abi.encodeCall(IERC1271.isValidSignature, (digest, signature))
        );
        return hasAnswered && answer.length >= 32
            && abi.decode(answer, (bytes32)) == bytes32(IERC1271.isValidSignature.selector);
    }
}
