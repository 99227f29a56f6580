"""One answer of an end user, and what is signed of many. Pure.

An answer is kept under keccak256(salt || document), the document canonical JSON: so its text can be taken away later,
and what was signed stays as it was. A batch is signed by the root of a tree over these hashes (OpenZeppelin's standard
tree, one bytes32 in each leaf), so that each answer can be shown to be in it without the others.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from eth_hash.auto import keccak

from quadrille.errors import BadParameter
from quadrille.merkle_tree import MerkleTree, hash_leaf, read_hash, to_hash32
from quadrille.types import Hash32, Timestamp

TEXT_CHARACTERS = 500
"""Some eighty words: what somebody types on a telephone while another waits."""

DOCUMENT_FORMAT = "quadrille-end-user-answer-1"

JOINERS = "\u200c\u200d"
"""Unseen, and part of how Persian, Hindi and other languages are written."""

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Unicode's categories of what is no letter, sign or space."""

CONTACT = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|\+?\d(?:[ ()./-]{0,2}\d){7,}")
"""The form of an e-mail address, or of a number that somebody could call (E.164: 8 digits and more)."""


class Works(StrEnum):
    """Whether it works for whoever was asked."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Said(NamedTuple):
    """What somebody answered; the text may be empty."""

    works: Works
    text: str


class Tally(NamedTuple):
    """How many answered what."""

    yes: int
    partly: int
    no: int

    @property
    def all(self) -> int:
        """How many answered."""
        return self.yes + self.partly + self.no

    def __str__(self) -> str:
        return f"{self.all} answer{'' if self.all == 1 else 's'}: {self.yes} yes, {self.partly} partly, {self.no} no"


def read_answer(works: str, text: str) -> Said:
    """An answer in its one form; raises BadParameter for another word, a text that is too long or holds a contact."""
    if works not in set(Works):
        raise BadParameter("works", works, f"one of {', '.join(Works)}")
    plain = plain_text(text)
    if len(plain) > TEXT_CHARACTERS:
        raise BadParameter("text", f"{len(plain)} characters", f"at most {TEXT_CHARACTERS}")
    if CONTACT.search(plain):
        # What was given is not said again: it may be somebody's number.
        raise BadParameter("text", "with an address or a number", "without e-mail addresses and telephone numbers")
    return Said(Works(works), plain)


def plain_text(text: str) -> str:
    """The text in Unicode's form NFC with single spaces, without what cannot be seen."""
    seen = (
        " " if sign.isspace() else sign
        for sign in unicodedata.normalize("NFC", text)
        if sign.isspace() or sign in JOINERS or unicodedata.category(sign) not in UNSEEN
    )
    return " ".join("".join(seen).split())


def commitment_of(project: str, said: Said, at: Timestamp, salt: bytes) -> Hash32:
    """What stands for one answer in a batch: keccak256(salt || document)."""
    document = {"at": at, "format": DOCUMENT_FORMAT, "project": project, "text": said.text, "works": said.works}
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return to_hash32(keccak(salt + text.encode()))


def root_of(commitments: Iterable[Hash32]) -> Hash32:
    """What is signed of a batch, whatever its order; raises BadInput for an empty one."""
    return tree_of(commitments).root


def tree_of(commitments: Iterable[Hash32]) -> MerkleTree:
    """The tree over a batch, for proofs of single answers."""
    return MerkleTree(leaf_of(one) for one in commitments)


def leaf_of(commitment: Hash32) -> bytes:
    """The leaf of one answer."""
    return hash_leaf(read_hash("commitment", commitment))


def tally_of(works: Iterable[str]) -> Tally:
    """Count answers."""
    counts = Counter(works)
    return Tally(counts[Works.YES], counts[Works.PARTLY], counts[Works.NO])


def statement_of(project: str, tally: Tally) -> str:
    """What a partner says by signing, in a sentence that their wallet shows them."""
    return f"I asked people who use {project}, and they freely gave {tally}."
