"""A review as every judgement sees it: one person's answers on one nominee."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from quadrille.languages.words import marked
from quadrille.types import Timestamp


class Choice(StrEnum):
    """What a question can be answered with."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"

    @property
    def words(self) -> str:
        """As people read it."""
        return _WORDS[self]

    @property
    def json(self) -> bool | None:
        """As a review's document has it: true, false, and null for Not sure."""
        return _JSON[self]


_WORDS: Mapping[Choice, str] = {
    Choice.YES: marked("Yes"),
    Choice.NO: marked("No"),
    Choice.NOT_SURE: marked("Not sure"),
}
_JSON: Mapping[Choice, bool | None] = {Choice.YES: True, Choice.NO: False, Choice.NOT_SURE: None}
OF_JSON: Mapping[bool | None, Choice] = {value: choice for choice, value in _JSON.items()}
"""The choice that a document's true, false or null stands for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer.

    question    the form's key
    indicator   the Standard's number, 1..9
    choice      Yes, No or Not sure
    confidence  1..5
    comment     the reviewer's words, often with the evidence in them
    evidence    a link or a quote, where the form asked for it apart
    """

    question: str
    indicator: int
    choice: Choice
    confidence: int
    comment: str
    evidence: str = ""

    @property
    def words(self) -> str:
        """All that was written under the question."""
        return f"{self.evidence}\n{self.comment}" if self.evidence else self.comment


@dataclass(frozen=True, slots=True)
class Review:
    """One person's answers on one nominee.

    project        its slug in the catalogue
    reviewer       a pseudonym
    submitted_at   unix seconds
    seconds_taken  as the reviewer's browser measured it; None where the form did not
    answers        at least one, ordered by indicator and question whatever the order they came in
    """

    project: str
    reviewer: str
    submitted_at: Timestamp
    seconds_taken: int | None
    answers: tuple[Answer, ...]
