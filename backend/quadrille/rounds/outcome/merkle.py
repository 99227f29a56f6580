"""The payout tree: one leaf per project that is paid, one root on the chain, a proof for each claim.

It is OpenZeppelin's StandardMerkleTree (`merkle_tree.py`) over `(uint256 index, address payee, uint256 amount)`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quadrille import merkle_tree
from quadrille.errors import BadInput, BadParameter, NotFound
from quadrille.merkle_tree import MerkleTree, encode_uint256, leads_to
from quadrille.types import Address, Hash32

LEAF_ENCODING = ("uint256", "address", "uint256")

_ADDRESS = re.compile(r"0x([0-9a-fA-F]{40})", re.ASCII)


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
        _check_indices(self.leaves)
        self._hashes = {leaf.index: hash_leaf(leaf) for leaf in self.leaves}
        self._tree = MerkleTree(self._hashes.values())

    @property
    def root(self) -> Hash32:
        """What is published on the chain."""
        return self._tree.root

    def proof(self, index: int) -> list[Hash32]:
        """Return the sibling hashes from the leaf with this project index up to the root.

        raises     NotFound when no leaf has the index
        """
        if index not in self._hashes:
            raise NotFound("payout for project index", index, "Only projects that are paid have a leaf.")
        return self._tree.proof(self._hashes[index])

    def dump(self) -> dict[str, object]:
        """Return the tree in the form `StandardMerkleTree.load` reads; integers as decimal strings."""
        return {
            "format": "standard-v1",
            "leafEncoding": list(LEAF_ENCODING),
            "tree": self._tree.nodes,
            "values": [
                {
                    "value": [str(leaf.index), leaf.payee, str(leaf.amount_units)],
                    "treeIndex": self._tree.place_of(self._hashes[leaf.index]),
                }
                for leaf in self.leaves
            ],
        }


def verify(root: Hash32, leaf: Leaf, proof: Sequence[Hash32]) -> bool:
    """Whether the proof leads from the leaf to the root.

    raises     BadParameter for a leaf out of bounds, or a hash that is not 32 bytes of hex
    """
    return leads_to(root, hash_leaf(leaf), proof)


def hash_leaf(leaf: Leaf) -> bytes:
    """Hash a payout to its leaf of the tree.

    raises     BadParameter for an index or amount that is no uint256, or a payee that is no address
    """
    payee = _ADDRESS.fullmatch(leaf.payee)
    if payee is None:
        raise BadParameter("payee", leaf.payee, "0x and 40 hex digits")
    encoded = encode_uint256("index", leaf.index) + bytes(12) + bytes.fromhex(payee[1])
    return merkle_tree.hash_leaf(encoded + encode_uint256("amount", leaf.amount_units))


def _check_indices(leaves: Sequence[Leaf]) -> None:
    if not leaves:
        raise BadInput("A payout tree needs at least one leaf.", "When nobody is paid, publish no root.")
    seen: set[int] = set()
    for leaf in leaves:
        if leaf.index in seen:
            raise BadInput(f"Project index {leaf.index} has two payouts.", "Give each project one leaf.")
        seen.add(leaf.index)
