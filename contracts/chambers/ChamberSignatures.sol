// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

import {Signatures} from "../Signatures.sol";
import {IChamberBallot} from "../interfaces/chambers/IChamberBallot.sol";

/// @title What the holder of a seat signs, and whether they did
/// @notice The key first. A contract is asked in a call of its own: neither the gas that it uses nor a long answer is
/// the batch's.
abstract contract ChamberSignatures is EIP712, IChamberBallot {
    bytes32 private constant VOTE_TYPEHASH =
        keccak256("ChamberVote(uint64 ballot,uint64 seat,uint8 support,uint48 deadline)");
    /// @dev What asking a contract may use: its due, and to take in an answer of some kilobytes.
    uint256 private constant ASKING_GAS = Signatures.ANSWER_GAS + 50_000;
    /// @dev A call gets at most 63/64 of what is left (EIP-150); some is for what comes before and after it.
    uint256 private constant NEEDED_GAS = ASKING_GAS + ASKING_GAS / 63 + 20_000;

    /// @inheritdoc IChamberBallot
    function isSigned(address account, bytes32 digest, bytes calldata signature)
        external
        view
        returns (bool)
    {
        return Signatures.isSignedBy(account, digest, signature);
    }

    /// @inheritdoc IChamberBallot
    function voteDigest(uint64 ballot, uint64 number, uint8 support, uint48 deadline)
        external
        view
        returns (bytes32)
    {
        return _voteDigest(_domainSeparatorV4(), ballot, number, support, deadline);
    }

    function _voteDigest(bytes32 domain, uint64 ballot, uint64 number, uint8 support, uint48 deadline)
        internal
        pure
        returns (bytes32)
    {
        bytes32 vote = keccak256(abi.encode(VOTE_TYPEHASH, ballot, number, support, deadline));
        return MessageHashUtils.toTypedDataHash(domain, vote);
    }

    /// @dev Whether somebody signed; `holder` is not the zero address. Reverts with too little gas to ask a contract,
    /// whose good signature would else seem bad.
    /// @param index place in the batch, for the error
    function _hasSigned(address holder, bytes32 digest, bytes calldata signature, uint256 index)
        internal
        view
        returns (bool)
    {
        // Whoever made a signature that is none is nobody: the zero address.
        (address signer,,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (signer == holder) return true;
        if (holder.code.length == 0) return false;
        if (gasleft() < NEEDED_GAS) revert ChamberBallotTooLittleGas(index, gasleft(), NEEDED_GAS);
        try this.isSigned{gas: ASKING_GAS}(holder, digest, signature) returns (bool hasSigned) {
            return hasSigned;
        } catch {
            return false;
        }
    }
}
