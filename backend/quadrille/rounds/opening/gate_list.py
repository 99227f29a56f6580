"""The list of who is matched in a plain round, as a Merkle root in its terms and a proof for each person; pure.

Leaves are those of OpenZeppelin's StandardMerkleTree over `(address account)`. Each account must stand for a person:
whoever has two on the list is matched with itself.
"""

from collections.abc import Sequence

from quadrille.merkle_tree import MerkleTree, hash_leaf
from quadrille.types import Address, Hash32


def gate_tree(persons: Sequence[Address]) -> MerkleTree:
    """The tree of a list; raises BadInput for an empty one."""
    return MerkleTree(_leaf(person) for person in persons)


def gate_proof(persons: Sequence[Address], person: Address) -> list[Hash32]:
    """The proof that a person is on the list; raises NotFound for another."""
    return gate_tree(persons).proof(_leaf(person))


def _leaf(person: Address) -> bytes:
    return hash_leaf(bytes(12) + bytes.fromhex(person[2:]))
