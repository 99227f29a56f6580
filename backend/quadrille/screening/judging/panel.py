"""When a panel may stop: more reviewers are asked until the lead is decisive or the cap is reached, then an expert.

Wald's sequential test (1945) on the log-odds of `consensus.finding`: each reviewer costs time, and most questions are
clear after two or three. A question that no further answers below
the cap could decide goes to the expert at once. Every step says why, in words that are kept.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from quadrille.screening.judging.answers import Choice
from quadrille.screening.judging.consensus import Finding, Signal, finding, log_odds
from quadrille.screening.judging.effort import LOOKED_CONFIRMED


class Outcome(StrEnum):
    """What is to be done about a question."""

    DECIDED = "decided"
    ASK_MORE = "ask more"
    EXPERT = "expert"


@dataclass(frozen=True, slots=True)
class PanelRule:
    """When to stop.

    first          reviewers before anything is decided: nobody decides alone
    cap            reviewers after whom an expert decides
    sure_yes_bps   probability of "met" from which Yes is decided
    sure_no_bps    probability of "not met" from which No is decided: a nominee is turned away on it

    A wrong Yes is caught by the second review, a wrong No by the appeal, and either by the audit. At 94 % two to three
    reviewers decide where all agree; from 93 to 95 % the pilot's mean goes from 2.3 to 3.0 reviewers, and with a cap of
    7 instead of 5 the share that goes to an expert from 10 to 6 %. No has less far to go, since nobody says it without
    having looked; the crowds of `scripts/bench/screening.py` show no more false alarms at 92 than at 95 %.
    """

    first: int = 2
    cap: int = 5
    sure_yes_bps: int = 9_400
    sure_no_bps: int = 9_200


RULE = PanelRule()

MOST_BY_YES, MOST_BY_NO = (log_odds(Signal(choice, 5, LOOKED_CONFIRMED)) for choice in (Choice.YES, Choice.NO))
"""How far one answer can move the log-odds: the surest, with evidence that a second person found."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where a question stands, and why."""

    outcome: Outcome
    finding: Finding
    words: str


def next_step(signals: Sequence[Signal], rule: PanelRule = RULE) -> Step:
    """What to do about one question after these answers, in whatever order they came."""
    return step_of(finding(signals), len(signals), rule)


def step_of(found: Finding, answers: int, rule: PanelRule = RULE) -> Step:
    """The same from the finding of so many answers."""
    if answers < rule.first:
        return Step(Outcome.ASK_MORE, found, f"{answers} of at least {rule.first} reviewers have answered.")
    said = f"{_count(answers)} make {found.choice.words} {_percent(found.support)} likely"
    if found.log_odds >= _log_odds(rule.sure_yes_bps):
        return Step(Outcome.DECIDED, found, f"{said}; {rule.sure_yes_bps / 100:g} % decide.")
    if found.log_odds <= -_log_odds(rule.sure_no_bps):
        return Step(Outcome.DECIDED, found, f"{said}; {rule.sure_no_bps / 100:g} % decide.")
    left = rule.cap - answers
    is_open = _log_odds(rule.sure_yes_bps) <= found.log_odds + left * MOST_BY_YES or (
        found.log_odds + left * MOST_BY_NO <= -_log_odds(rule.sure_no_bps)
    )
    if left > 0 and not is_open:
        words = "no further answers below the cap could decide; an expert does"
        return Step(Outcome.EXPERT, found, f"{said}; {words}.")
    if left <= 0:
        return Step(Outcome.EXPERT, found, f"{said} after the most that are asked; an expert decides.")
    return Step(Outcome.ASK_MORE, found, f"{said}; one more is asked.")


def _count(answers: int) -> str:
    return "1 answer" if answers == 1 else f"{answers} answers"


def _percent(share: float) -> str:
    # Rounded down: nothing that is not decided reads as if it were.
    return f"{math.floor(share * 1000) / 10:g} %"


def _log_odds(bps: int) -> float:
    return math.log(bps / (10_000 - bps))
