// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice A wallet that one key controls and signs for; tests of the backend sign in with it.
contract OwnedWallet is IERC1271 {
    address private immutable _owner;

    constructor(address owner) {
        _owner = owner;
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        (address signer, ECDSA.RecoverError flaw,) = ECDSA.tryRecover(digest, signature);
        bool isOwner = flaw == ECDSA.RecoverError.NoError && signer == _owner;
        return isOwner ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}

/// @notice Makes such wallets at addresses that are known before.
contract WalletFactory {
    /// @notice Makes the wallet of `owner`, at the address that `addressOf` says.
    function make(address owner) external returns (address wallet) {
        return address(new OwnedWallet{salt: bytes32(0)}(owner));
    }

    /// @notice Where the wallet of `owner` is or will be.
    function addressOf(address owner) external view returns (address wallet) {
        bytes32 code = keccak256(abi.encodePacked(type(OwnedWallet).creationCode, abi.encode(owner)));
        return
            address(
                uint160(uint256(keccak256(abi.encodePacked(bytes1(0xff), address(this), bytes32(0), code))))
            );
    }
}

/// @notice A wallet that answers each digest in another wrong way.
contract HostileWallet {
    /// @notice How it answers.
    enum Manner {
        Reverts,
        Burns,
        SaysNothing,
        SaysOne,
        SaysLittle,
        SaysMuch,
        SaysAlmost
    }

    Manner private immutable _manner;

    constructor(Manner manner) {
        _manner = manner;
    }

    fallback() external {
        if (_manner == Manner.Reverts) revert("no");
        if (_manner == Manner.Burns) while (true) {}
        bytes4 magic = IERC1271.isValidSignature.selector;
        bytes memory answer = "";
        if (_manner == Manner.SaysOne) answer = abi.encode(uint256(1));
        if (_manner == Manner.SaysLittle) answer = abi.encodePacked(magic);
        if (_manner == Manner.SaysMuch) answer = abi.encode(magic, new bytes(100_000));
        if (_manner == Manner.SaysAlmost) answer = abi.encode(bytes32(magic) | bytes32(uint256(1)));
        assembly ("memory-safe") {
            return(add(answer, 32), mload(answer))
        }
    }
}
