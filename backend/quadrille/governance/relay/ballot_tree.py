"""The Merkle tree over a list of ballots, as BallotLog checks it. Pure.

Its root is that of OpenZeppelin's StandardMerkleTree (`merkle_tree.py`) over `(uint256 position, bytes32 digest)`,
positions from 0.
"""

from collections.abc import Sequence

from quadrille.errors import NotFound
from quadrille.merkle_tree import MerkleTree, encode_uint256, hash_leaf, leads_to, read_hash
from quadrille.types import Hash32


class BallotTree:
    """The tree over these digests, each at its place; raises BadInput when there are none."""

    def __init__(self, digests: Sequence[Hash32]) -> None:
        self._leaves = [_leaf(position, digest) for position, digest in enumerate(digests)]
        self._tree = MerkleTree(self._leaves)

    @property
    def root(self) -> Hash32:
        """What is committed on the chain."""
        return self._tree.root

    def proof(self, position: int) -> list[Hash32]:
        """The sibling hashes from the ballot at this position up to the root; raises NotFound."""
        if not 0 <= position < len(self._leaves):
            raise NotFound("ballot at position", position)
        return self._tree.proof(self._leaves[position])


def is_under(root: Hash32, position: int, digest: Hash32, proof: Sequence[Hash32]) -> bool:
    """Whether the proof leads from this ballot at this position to the root; raises BadParameter for no hashes."""
    return leads_to(root, _leaf(position, digest), proof)


def _leaf(position: int, digest: Hash32) -> bytes:
    return hash_leaf(encode_uint256("position", position) + read_hash("digest", digest))
