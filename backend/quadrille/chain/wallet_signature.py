"""Whether a wallet signed something: a key (EIP-191, EIP-712), a contract (ERC-1271), or one that is not deployed yet
(ERC-6492).

A key's own signature is tried first, so that an account with delegated code (EIP-7702) signs as it always did. What is
asked of a contract is asked of the node in a call that changes nothing, with a limit of gas: a contract that burns it
or answers nonsense has not signed.
"""

from typing import cast

from eth_abi.abi import encode
from eth_keys.datatypes import PublicKey, Signature
from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError
from siwe import EIP6492_MAGIC_SUFFIX
from siwe.siwe import EIP6492_VALIDATOR_BYTECODE
from web3.exceptions import ContractLogicError, Web3RPCError
from web3.types import TxParams

from quadrille.chain.client import Client
from quadrille.errors import BadParameter
from quadrille.types import Address, Hash32

SIGNATURE_BYTES = 65
"""r, s, v of ECDSA on secp256k1 (EIP-191)."""

RECOVERY = {27: 0, 28: 1, 0: 0, 1: 1}
"""Which of two keys it is, by the last byte. Some hardware wallets leave out the 27: an official vector of EIP-4361."""

HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
"""Half the order of secp256k1; a higher s is the same signature in another form (EIP-2)."""

MOST_BYTES = 8_192
"""A Safe of a hundred owners signs with 6 500; one that brings its own deployment (ERC-6492) needs about 1 500."""

GAS = 5_000_000
"""Enough to deploy a wallet and ask it; what a node spends on such a call is a few hundredths of a second."""

MAGIC = bytes.fromhex("1626ba7e") + bytes(28)
"""What isValidSignature answers for a good one (ERC-1271), padded as the ABI has it."""

IS_VALID_SIGNATURE = bytes.fromhex("1626ba7e")
"""The selector of isValidSignature(bytes32,bytes); it equals the answer, by ERC-1271's own choice."""


def is_signed_by(client: Client, wallet: Address, digest: Hash32, signature: str) -> bool:
    """Whether `wallet` signed this digest; raises BadParameter when the signature is no hex or too long.

    signature   0x and hex: 65 bytes of a key, or whatever the wallet's contract takes, also wrapped by ERC-6492
    raises      ChainUnreachable when a contract would have to be asked and the node does not answer
    """
    content = _bytes(signature)
    return _key_of(digest, content) == wallet or _contract_agrees(client, wallet, digest, content)


def _bytes(signature: str) -> bytes:
    try:
        content = bytes.fromhex(signature.removeprefix("0x"))
    except ValueError as problem:
        raise BadParameter("signature", signature[:80], "0x and hex digits, two for each byte") from problem
    if not signature.startswith("0x") or len(content) > MOST_BYTES:
        raise BadParameter("signature", f"{len(content)} bytes", f"0x and at most {MOST_BYTES} bytes as hex")
    return content


def _key_of(digest: Hash32, content: bytes) -> Address | None:
    """The account whose key made this signature, if any did; its s in the one canonical form."""
    if len(content) != SIGNATURE_BYTES or content[64] not in RECOVERY:
        return None
    r, s = int.from_bytes(content[:32]), int.from_bytes(content[32:64])
    if s > HALF_ORDER:
        return None
    try:
        made = Signature(vrs=(RECOVERY[content[64]], r, s))
        key: PublicKey = made.recover_public_key_from_msg_hash(bytes.fromhex(digest[2:]))
    except (BadSignature, ValidationError):
        return None
    return Address(key.to_checksum_address())


def _contract_agrees(client: Client, wallet: Address, digest: Hash32, content: bytes) -> bool:
    if content.endswith(bytes.fromhex(EIP6492_MAGIC_SUFFIX)):
        # The standard's own validator, run as a call that deploys nothing: it makes the wallet, then asks it.
        call = encode(["address", "bytes32", "bytes"], [wallet, bytes.fromhex(digest[2:]), content])
        return _answer(client, {"data": EIP6492_VALIDATOR_BYTECODE + call.hex()}) == b"\x01"
    if not client.code(wallet):
        return False
    call = IS_VALID_SIGNATURE + encode(["bytes32", "bytes"], [bytes.fromhex(digest[2:]), content])
    return _answer(client, {"to": wallet, "data": "0x" + call.hex()}) == MAGIC


def _answer(client: Client, call: dict[str, str]) -> bytes:
    """What a call answers; nothing when it reverts, burns its gas or is refused."""
    with client.answering():
        try:
            return bytes(client.w3.eth.call(cast(TxParams, {**call, "gas": GAS})))
        except (ContractLogicError, Web3RPCError):
            return b""
