"""Screenings of simulated nominees by simulated reviewers, decided by the real judgement."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from crowd.nominees import QUESTIONS, Nominee
from crowd.reviewers import Kind, Person, Written, write
from quadrille.screening.judging.answers import Choice
from quadrille.screening.judging.consensus import Signal
from quadrille.screening.judging.copying import taken_over
from quadrille.screening.judging.effort import Checked
from quadrille.screening.judging.panel import RULE, Outcome, next_step
from quadrille.screening.judging.replay import signals_of
from quadrille.screening.judging.verification import Facts, Verdict, losses_bps, verdict

GOLD = 3
"""Questions of a nominee of which the outcome is known, rotating."""

CHECKS = 3
"""Answers of a review whose evidence somebody else looks up."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A review with its verdict, and the facts it was judged by."""

    written: Written
    verdict: Verdict
    facts: Facts


@dataclass(frozen=True, slots=True)
class Screened:
    """One nominee after its panel: what was decided, by whom, and whom it took."""

    nominee: Nominee
    reviews: tuple[Judged, ...]
    decisions: dict[str, Choice]
    escalated: frozenset[str]


def screen(nominee: Nominee, pool: Sequence[Person], chance: random.Random) -> Screened:
    """Draw reviewers until each question is decided or the cap is reached; the expert then sees what is true."""
    drawn = chance.sample(list(pool), min(RULE.cap, len(pool)))
    gold = {question: nominee.met[question] for question in chance.sample(QUESTIONS, GOLD)}
    done: list[Judged] = []
    for at, person in enumerate(drawn):
        leaked = [judged.written.review for judged in done if chance.random() < 0.3]
        written = write(person, nominee, 1_700_000_000 + at, leaked)
        done.append(judge(written, [one.written for one in done], gold, pool, chance))
        outcomes = {question: next_step(_signals(done, question)).outcome for question in QUESTIONS}
        if Outcome.ASK_MORE not in outcomes.values():
            break
    return _decided(nominee, done)


def judge(
    written: Written, before: Sequence[Written], gold: dict[str, bool], pool: Sequence[Person], chance: random.Random
) -> Judged:
    """The verdict on a review, once a second reviewer has looked some of its evidence up."""
    reviews = [*(one.review for one in before), written.review]
    taken = frozenset(place.question for place in taken_over(reviews) if place.review == len(before))
    facts = Facts(
        taken_over=taken,
        known=gold,
        earlier_losses=written.author.losses,
        confirmations=_checks(written, pool, chance),
    )
    judged = Judged(written, verdict(written.review, facts), facts)
    written.author.is_trusted = judged.verdict.is_verified
    written.author.losses += losses_bps(written.review, gold)
    return judged


def _checks(written: Written, pool: Sequence[Person], chance: random.Random) -> dict[str, Checked]:
    argued = [item.question for item in written.review.answers if item.comment]
    checked = chance.sample(argued, min(CHECKS, len(argued)))
    others = [person for person in pool if person is not written.author]
    # Asked are those whose own last review was verified; at the very beginning there are none.
    second = chance.choice([person for person in others if person.is_trusted] or others)
    return {question: _check(second, written, question) for question in checked}


def _check(second: Person, written: Written, question: str) -> Checked:
    if second.is_careful:
        is_found = second.chance.random() < (0.97 if question in written.real else 0.1)
    elif second.kind is Kind.RANDOM:
        is_found = second.chance.random() < 0.5
    else:
        is_found = True
    return Checked.CONFIRMED if is_found else Checked.REFUTED


def _signals(done: Sequence[Judged], question: str) -> list[Signal]:
    return [signals_of(one.written.review, one.facts)[question] for one in done]


def _decided(nominee: Nominee, done: Sequence[Judged]) -> Screened:
    decisions, escalated = {}, set()
    for question in QUESTIONS:
        step = next_step(_signals(done, question))
        if step.outcome is Outcome.DECIDED:
            decisions[question] = step.finding.choice
        else:
            escalated.add(question)
            decisions[question] = Choice.YES if nominee.met[question] else Choice.NO
    return Screened(nominee, tuple(done), decisions, frozenset(escalated))
