"""OpenZeppelin's StandardMerkleTree, whatever its leaves hold. Pure.

    leaf   keccak256(keccak256(abi.encode(values)))
    node   keccak256(smaller child, larger child)

Leaves are hashed twice, so that no inner node (64 bytes, hashed once) can pass for one. They are sorted by
hash and laid from the end of an array whose node `i` has the children `2i + 1` and `2i + 2`; the root is node
0. The order in which leaves are given does not change the root. Source: OpenZeppelin merkle-tree, format
`standard-v1`.
"""

import re
from collections.abc import Iterable, Sequence

from eth_hash.auto import keccak

from quadrille.errors import BadInput, BadParameter, NotFound
from quadrille.types import UINT256_MAX, Hash32

_HASH = re.compile(r"0x([0-9a-fA-F]{64})", re.ASCII)


class MerkleTree:
    """The tree over these leaf hashes; raises BadInput when there are none."""

    def __init__(self, leaf_hashes: Iterable[bytes]) -> None:
        leaves = sorted(leaf_hashes)
        if not leaves:
            raise BadInput("A Merkle tree needs at least one leaf.", "Publish no root for nothing.")
        self._nodes = _build(leaves)
        self._places = {node: place for place, node in enumerate(self._nodes) if place >= len(leaves) - 1}

    @property
    def root(self) -> Hash32:
        """What is published on the chain."""
        return to_hash32(self._nodes[0])

    @property
    def nodes(self) -> list[Hash32]:
        """All nodes, the root first."""
        return [to_hash32(node) for node in self._nodes]

    def place_of(self, leaf_hash: bytes) -> int:
        """Where this leaf is among the nodes; raises NotFound."""
        if leaf_hash not in self._places:
            raise NotFound("leaf", to_hash32(leaf_hash))
        return self._places[leaf_hash]

    def proof(self, leaf_hash: bytes) -> list[Hash32]:
        """The sibling hashes from this leaf up to the root; raises NotFound."""
        place, siblings = self.place_of(leaf_hash), []
        while place > 0:
            # Left children have odd places, their right siblings the even place after.
            siblings.append(self._nodes[place + 1 if place % 2 else place - 1])
            place = (place - 1) // 2
        return [to_hash32(sibling) for sibling in siblings]


def hash_leaf(encoded: bytes) -> bytes:
    """The hash of a leaf, from its values as the ABI encodes them."""
    return keccak(keccak(encoded))


def leads_to(root: Hash32, leaf_hash: bytes, proof: Sequence[Hash32]) -> bool:
    """Whether the proof leads from the leaf to the root; raises BadParameter for a hash that is not 32 bytes of hex."""
    node = leaf_hash
    for sibling in proof:
        node = _hash_pair(node, read_hash("a hash of the proof", sibling))
    return node == read_hash("the root", root)


def encode_uint256(name: str, value: int) -> bytes:
    """An integer as one word of the ABI; raises BadParameter, by this name, outside 0..2**256 - 1."""
    if not 0 <= value <= UINT256_MAX:
        raise BadParameter(name, value, "from 0 to 2^256 - 1")
    return value.to_bytes(32, "big")


def read_hash(name: str, text: str) -> bytes:
    """32 bytes from 0x and 64 hex digits; raises BadParameter, by this name."""
    digits = _HASH.fullmatch(text)
    if digits is None:
        raise BadParameter(name, text, "0x and 64 hex digits")
    return bytes.fromhex(digits[1])


def to_hash32(node: bytes) -> Hash32:
    """32 bytes as 0x and 64 lower-case hex digits."""
    return Hash32("0x" + node.hex())


def _build(leaf_hashes: list[bytes]) -> list[bytes]:
    nodes = [b""] * (len(leaf_hashes) - 1) + leaf_hashes[::-1]
    for place in reversed(range(len(leaf_hashes) - 1)):
        nodes[place] = _hash_pair(nodes[2 * place + 1], nodes[2 * place + 2])
    return nodes


def _hash_pair(one: bytes, other: bytes) -> bytes:
    return keccak(one + other if one < other else other + one)
