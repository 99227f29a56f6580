"""The payout tree: one leaf per project that is paid, one root on the chain, a proof for each claim.

It is OpenZeppelin's StandardMerkleTree over `(uint256 index, address payee, uint256 amount)`:

    leaf   keccak256(keccak256(abi.encode(index, payee, amount)))
    node   keccak256(smaller child, larger child)

Leaves are hashed twice, so that no inner node (64 bytes, hashed once) can pass for one. They are sorted by
hash and laid from the end of an array whose node `i` has the children `2i + 1` and `2i + 2`; the root is node
0. The order in which leaves are given does not change the root. Source: OpenZeppelin merkle-tree, format
`standard-v1`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eth_hash.auto import keccak

from quadrille.errors import BadInput, BadParameter, NotFound
from quadrille.types import UINT256_MAX, Address, Hash32

LEAF_ENCODING = ("uint256", "address", "uint256")

_ADDRESS = re.compile(r"0x([0-9a-fA-F]{40})", re.ASCII)
_HASH = re.compile(r"0x([0-9a-fA-F]{64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One payout: the project's index in its round, who is paid, and how much in base units."""

    index: int
    payee: Address
    amount_units: int


class PayoutTree:
    """The Merkle tree of one result; indices are unique, and there is at least one leaf."""

    def __init__(self, leaves: Iterable[Leaf]) -> None:
        self.leaves = tuple(leaves)
        hashes = [hash_leaf(leaf) for leaf in self.leaves]
        _check_indices(self.leaves)
        self._nodes = _build(sorted(hashes))
        places = {node: place for place, node in enumerate(self._nodes)}
        self._places = {leaf.index: places[node] for leaf, node in zip(self.leaves, hashes, strict=True)}

    @property
    def root(self) -> Hash32:
        """What is published on the chain."""
        return _hex(self._nodes[0])

    def proof(self, index: int) -> list[Hash32]:
        """Return the sibling hashes from the leaf with this project index up to the root.

        raises     NotFound when no leaf has the index
        """
        if index not in self._places:
            raise NotFound("payout for project index", index, "Only projects that are paid have a leaf.")
        place, siblings = self._places[index], []
        while place > 0:
            # Left children have odd places, their right siblings the even place after.
            siblings.append(self._nodes[place + 1 if place % 2 else place - 1])
            place = (place - 1) // 2
        return [_hex(sibling) for sibling in siblings]

    def dump(self) -> dict[str, object]:
        """Return the tree in the form `StandardMerkleTree.load` reads; integers as decimal strings."""
        return {
            "format": "standard-v1",
            "leafEncoding": list(LEAF_ENCODING),
            "tree": [_hex(node) for node in self._nodes],
            "values": [
                {
                    "value": [str(leaf.index), leaf.payee, str(leaf.amount_units)],
                    "treeIndex": self._places[leaf.index],
                }
                for leaf in self.leaves
            ],
        }


def verify(root: Hash32, leaf: Leaf, proof: Sequence[Hash32]) -> bool:
    """Whether the proof leads from the leaf to the root.

    raises     BadParameter for a leaf out of bounds, or a hash that is not 32 bytes of hex
    """
    node = hash_leaf(leaf)
    for sibling in proof:
        node = _hash_pair(node, _read_hash("a hash of the proof", sibling))
    return node == _read_hash("the root", root)


def hash_leaf(leaf: Leaf) -> bytes:
    """Hash a payout to its leaf of the tree.

    raises     BadParameter for an index or amount that is no uint256, or a payee that is no address
    """
    payee = _ADDRESS.fullmatch(leaf.payee)
    if payee is None:
        raise BadParameter("payee", leaf.payee, "0x and 40 hex digits")
    encoded = _encode_uint256("index", leaf.index) + bytes(12) + bytes.fromhex(payee[1])
    return keccak(keccak(encoded + _encode_uint256("amount", leaf.amount_units)))


def _build(leaf_hashes: list[bytes]) -> list[bytes]:
    nodes = [b""] * (len(leaf_hashes) - 1) + leaf_hashes[::-1]
    for place in reversed(range(len(leaf_hashes) - 1)):
        nodes[place] = _hash_pair(nodes[2 * place + 1], nodes[2 * place + 2])
    return nodes


def _hash_pair(one: bytes, other: bytes) -> bytes:
    return keccak(one + other if one < other else other + one)


def _check_indices(leaves: Sequence[Leaf]) -> None:
    if not leaves:
        raise BadInput("A payout tree needs at least one leaf.", "When nobody is paid, publish no root.")
    seen: set[int] = set()
    for leaf in leaves:
        if leaf.index in seen:
            raise BadInput(f"Project index {leaf.index} has two payouts.", "Give each project one leaf.")
        seen.add(leaf.index)


def _encode_uint256(name: str, value: int) -> bytes:
    if not 0 <= value <= UINT256_MAX:
        raise BadParameter(name, value, "from 0 to 2^256 - 1")
    return value.to_bytes(32, "big")


def _read_hash(name: str, text: str) -> bytes:
    digits = _HASH.fullmatch(text)
    if digits is None:
        raise BadParameter(name, text, "0x and 64 hex digits")
    return bytes.fromhex(digits[1])


def _hex(node: bytes) -> Hash32:
    return Hash32("0x" + node.hex())
