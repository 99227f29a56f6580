"""Finds what one reviewer took over from another.

Two honest reviewers link the same page and may quote the same line; they do not write the same sentences under
several questions. A piece is taken over when an earlier review of the same nominee has it under the same question:
the same letters, or at least six tenths of the runs of five words. Links alone are never taken over.

Who was earlier is decided by the time of submission alone, so neither the order in which reviews are read nor
anybody's name plays a part. The runs of words are the shingles of Broder (1997), and the share of them
his containment.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from quadrille.screening.judging.answers import Review
from quadrille.screening.judging.evidence import evidence_of

RUN_WORDS = 5
"""Five words in a row are seldom the same by chance; three often are."""

TAKEN_OVER_BPS = 6_000
"""Of a text's runs: a sentence that was put before or behind copied ones does not hide them."""

LEAST_RUNS = 3
"""A text of fewer than seven words is compared by its letters alone."""

_WORD = re.compile(r"\w+")
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


class Place(NamedTuple):
    """An answer: the review by its place in what was given, and the question."""

    review: int
    question: str


def taken_over(reviews: Sequence[Review]) -> frozenset[Place]:
    """Every answer whose words stand in an earlier review of the same nominee by somebody else.

    reviews   in any order
    returns   places in `reviews`
    """
    groups: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for index, review in enumerate(reviews):
        for item in review.answers:
            if item.words and (found := evidence_of(item.words)) is not None and found.has_sentence:
                groups.setdefault((review.project, item.question), []).append((index, item.words))
    return frozenset(
        Place(index, question)
        for (_, question), texts in groups.items()
        if len(texts) > 1
        for index in _taken_over_in([(index, _marks(words)) for index, words in texts], reviews)
    )


def _taken_over_in(texts: Sequence[tuple[int, Collection[object]]], reviews: Sequence[Review]) -> Iterator[int]:
    """The reviews whose text repeats one that somebody else wrote first; both, of two of the same second."""
    firsts: dict[object, tuple[int, set[str]]] = {}
    for index, marks in texts:
        at, reviewer = reviews[index].submitted_at, reviews[index].reviewer
        for mark in marks:
            first_at, authors = firsts.get(mark, (at, set()))
            if at == first_at:
                firsts[mark] = at, authors | {reviewer}
            elif at < first_at:
                firsts[mark] = at, {reviewer}
    for index, marks in texts:
        at, reviewer = reviews[index].submitted_at, reviews[index].reviewer
        known = sum(1 for mark in marks if _is_elses(*firsts[mark], at, reviewer))
        if known * 10_000 >= TAKEN_OVER_BPS * len(marks):
            yield index


def _is_elses(first_at: int, authors: set[str], at: int, reviewer: str) -> bool:
    return reviewer not in authors if first_at < at else len(authors) > 1


def _marks(words: str) -> Collection[object]:
    """What a text is recognised by: its runs of words, or all its letters where it is short."""
    spoken = _WORD.findall(_LINK.sub(" ", words).casefold())
    runs = {tuple(spoken[start : start + RUN_WORDS]) for start in range(len(spoken) - RUN_WORDS + 1)}
    return runs if len(runs) >= LEAST_RUNS else {"".join(spoken)}
