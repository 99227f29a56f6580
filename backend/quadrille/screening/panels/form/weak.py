"""Which answers of a draft are worth a second look before they are sent, and why. Pure.

A No turns a nominee away, and a Yes that its author doubts helps nobody: either asks for a link or a quote. Not sure is
a full answer and asks for nothing. What is missing has to be filled in; the rest can be sent as it is.
"""

from collections.abc import Iterable
from enum import StrEnum

from quadrille.languages.words import marked
from quadrille.screening.judging.answers import Choice
from quadrille.screening.judging.evidence import evidence_of
from quadrille.screening.judging.verification import RULE

SURE_FROM = 4
"""The confidence from which a Yes needs nothing beside it."""


class Weakness(StrEnum):
    """What an answer lacks."""

    MISSING = "missing"
    HOW_SURE = "how_sure"
    NO_WITHOUT_EVIDENCE = "no_without_evidence"
    DOUBTED_YES = "doubted_yes"

    @property
    def words(self) -> str:
        """What to do about it, for the catalogues to translate."""
        return _WORDS[self]

    @property
    def blocks(self) -> bool:
        """Whether nothing can be sent before it is mended."""
        return self in (Weakness.MISSING, Weakness.HOW_SURE)


_WORDS = {
    Weakness.MISSING: marked("Not answered yet. Not sure is an answer too."),
    Weakness.HOW_SURE: marked("Say how sure you are of it."),
    Weakness.NO_WITHOUT_EVIDENCE: marked(
        "A No needs something to show for it: a link, or a quote from the project’s pages."
    ),
    Weakness.DOUBTED_YES: marked("You doubt this Yes: add a link or a quote, or say Not sure."),
}


def weakness_of(answer: str, confidence: int | None, words: str) -> Weakness | None:
    """What an answer lacks, if anything.

    answer   "yes", "no", "not_sure", or "" for none
    words    evidence and comment together
    """
    if not answer:
        return Weakness.MISSING
    if answer == Choice.NOT_SURE:
        return None
    if confidence is None:
        return Weakness.HOW_SURE
    if evidence_of(words) is not None:
        return None
    if answer == Choice.NO:
        return Weakness.NO_WITHOUT_EVIDENCE
    return Weakness.DOUBTED_YES if confidence < SURE_FROM else None


def evidence_needed(answers: int) -> int:
    """How many of so many answers have to carry evidence of their own for the review to be verified."""
    return max(RULE.evidence_least, -(-answers * RULE.evidence_share_bps // 10_000))


def with_evidence(words: Iterable[str]) -> int:
    """Under how many answers stands evidence that no other of them has."""
    return len({found for one in words if (found := evidence_of(one)) is not None})
