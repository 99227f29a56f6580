"""Days of commitments, and what proves that one is in its day. Pure.

A day's root is that of OpenZeppelin's StandardMerkleTree (`merkle_tree.py`) over `(uint256 position, bytes32
commitment)`. Days are counted since the Unix epoch and end at midnight UTC, as the contract counts them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eth_hash.auto import keccak

from quadrille.errors import BadInput, BadParameter, NotFound
from quadrille.merkle_tree import MerkleTree, encode_uint256, hash_leaf, leads_to, read_hash, to_hash32
from quadrille.types import Hash32, Timestamp

DAY_SECONDS = 86_400
"""A day of Unix time has no leap second; the contract divides by the same."""

LATEST_DAY = 2**31 - 1
"""Our rows keep days in 32 bits with a sign; the contract's uint32 holds twice as many."""


@dataclass(frozen=True, slots=True, order=True)
class Committed:
    """One commitment and its position in the log, from 1."""

    position: int
    commitment: Hash32


def commit(salt: bytes, document: bytes) -> Hash32:
    """keccak256(salt || document): binds to the document, and tells nothing of it without the salt."""
    return to_hash32(keccak(salt + document))


def day_of(at: Timestamp) -> int:
    """The day that this second is in; raises BadParameter for a time that the contract has no day for."""
    day = at // DAY_SECONDS
    if not 0 <= day <= LATEST_DAY:
        raise BadParameter("time", at, f"unix seconds below {(LATEST_DAY + 1) * DAY_SECONDS}")
    return day


def ends_at(day: int) -> Timestamp:
    """The first second after this day; only from then on can its root be published."""
    return Timestamp((day + 1) * DAY_SECONDS)


class DayTree:
    """The Merkle tree of one day's commitments: at least one, no position twice."""

    def __init__(self, items: Iterable[Committed]) -> None:
        listed = tuple(items)
        self._hashes = {item: _leaf(item) for item in listed}
        if len({item.position for item in listed}) != len(listed):
            raise BadInput("A position stands twice in one day.", "Give each commitment a position of its own.")
        self._tree = MerkleTree(self._hashes.values())

    @property
    def root(self) -> Hash32:
        """What is published on the chain."""
        return self._tree.root

    @property
    def count(self) -> int:
        """How many commitments the day has."""
        return len(self._hashes)

    def proof(self, item: Committed) -> list[Hash32]:
        """The sibling hashes from this commitment up to the root; raises NotFound when the day lacks it."""
        if item not in self._hashes:
            raise NotFound("commitment of this day", f"{item.commitment} at position {item.position}")
        return self._tree.proof(self._hashes[item])


def is_included(root: Hash32, item: Committed, proof: Sequence[Hash32]) -> bool:
    """Whether the proof leads from this commitment at this position to the root; raises BadParameter for no hashes."""
    return leads_to(root, _leaf(item), proof)


def _leaf(item: Committed) -> bytes:
    return hash_leaf(encode_uint256("position", item.position) + read_hash("commitment", item.commitment))
