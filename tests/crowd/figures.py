"""What a crowd's screenings come to, beside what simpler ways would have come to on the same reviews."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crowd.nominees import QUESTIONS, Nominee
from crowd.reviewers import Kind, Person
from crowd.screening import Judged, Screened, screen
from quadrille.screening.judging.answers import Choice


@dataclass(frozen=True, slots=True)
class Found:
    """Of the defects the share that was found, and of what is met the share that was called a defect."""

    recall: float
    false_alarms: float


@dataclass(frozen=True, slots=True)
class Figures:
    """One crowd's screenings.

    panel       with the expert, who sees what is true
    alone       by panels alone: what went to the expert counts as not found
    majority    of the same reviews, a tie counting as Yes
    reviewers   assigned for each nominee, on average
    escalated   the share of questions that the expert decided
    """

    panel: Found
    alone: Found
    majority: Found
    always_yes: Found
    reviewers: float
    escalated: float


def run(nominees: Sequence[Nominee], pool: Sequence[Person], seed: int) -> list[Screened]:
    """Screen all these nominees with reviewers from this pool."""
    chance = random.Random(seed)
    return [screen(nominee, pool, chance) for nominee in nominees]


def figures(screened: Sequence[Screened]) -> Figures:
    """The figures of these screenings."""
    assigned = sum(len(one.reviews) for one in screened)
    escalated = sum(len(one.escalated) for one in screened)
    return Figures(
        panel=_found(screened, lambda one, question: one.decisions[question] is Choice.NO),
        alone=_found(screened, lambda one, q: q not in one.escalated and one.decisions[q] is Choice.NO),
        majority=_found(screened, _majority_says_no),
        always_yes=_found(screened, lambda _one, _question: False),
        reviewers=assigned / len(screened),
        escalated=escalated / len(screened) / len(QUESTIONS),
    )


def _found(screened: Sequence[Screened], is_defect) -> Found:
    alarms: dict[bool, list[bool]] = {True: [], False: []}
    for one in screened:
        for question in QUESTIONS:
            alarms[one.nominee.met[question]].append(is_defect(one, question))
    return Found(sum(alarms[False]) / len(alarms[False]), sum(alarms[True]) / len(alarms[True]))


def _majority_says_no(one: Screened, question: str) -> bool:
    said = Counter(
        item.choice for judged in one.reviews for item in judged.written.review.answers if item.question == question
    )
    return said[Choice.NO] > said[Choice.YES]


def by_kind(screened: Sequence[Screened]) -> dict[Kind, list[Judged]]:
    """All judged reviews by the kind of their author."""
    found: dict[Kind, list[Judged]] = {}
    for one in screened:
        for judged in one.reviews:
            found.setdefault(judged.written.author.kind, []).append(judged)
    return found


def verified_share(judged: Sequence[Judged]) -> float:
    """Of these reviews, how many were verified."""
    return sum(one.verdict.is_verified for one in judged) / len(judged)


def auc(careful: Sequence[Judged], others: Sequence[Judged]) -> float:
    """How often a careful review has the higher score than one of the others; ties count half."""
    pairs = [(one.verdict.score_bps, other.verdict.score_bps) for one in careful for other in others]
    return sum((mine > theirs) + (mine == theirs) / 2 for mine, theirs in pairs) / len(pairs)
