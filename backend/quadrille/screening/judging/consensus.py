"""What several answers to one question say together: the probability that the requirement is met.

Each answer is read as the work of somebody who looked with probability `looked`, and who otherwise says Yes nine times
in ten, as the silent answers of the 2020-22 pilot do. Of those who looked, the sure ones are right more often. So

    P(answer | met)     = looked * P(answer | looked, met)     + (1 - looked) * P(answer | did not look)
    P(answer | not met) = looked * P(answer | looked, not met) + (1 - looked) * P(answer | did not look)

and the logarithms of their ratios add up, with that of the prior, to the log-odds of "met" (Bayes; independence as in
Dawid and Skene 1979). A silent Yes therefore says little and an argued No much, whoever gives it and whatever the
majority says. Not sure says nothing either way.

Most reviewers come once, so nothing is learned of them. Of whoever has answered at least LEAST_TASKS questions the
rates of Yes are learned instead, as in Dawid and Skene's estimation, from a prior worth PRIOR_TASKS answers of an
average reviewer: `learned`. Sums are exact (`math.fsum`), so the order of answers changes nothing, to the last bit.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from quadrille.screening.judging.answers import Choice

PRIOR_MET = 0.9
"""Of the answers to a nominee's indicators in the pilot 85 % are Yes, and most of the rest are mistaken."""

RIGHT_WHEN_SURE: Mapping[int, float] = {1: 0.55, 2: 0.70, 3: 0.80, 4: 0.86, 5: 0.90}
"""How often an answer of each confidence agreed with the others' majority: 50, 72, -, 86 and 91.5 % in the pilot
(n = 14, 144, 0, 683, 553), drawn a little towards three quarters, since the lowest are few and agreeing is not being
right; 3 could not be chosen there and lies between."""

FINDS_DEFECT, SEES_MET = 0.85, 0.95
"""Of those who look and are fully sure: how often they see that a requirement is not met, and that it is. Somebody who
looks misses a defect more easily than inventing one; no pilot measured it, so the simulator varies both."""

YES_WITHOUT_LOOKING = 0.92
"""The share of Yes among the pilot's answers without a comment."""

LEAST_TASKS = 20
"""Answers by one reviewer before anything is learned of them: two nominees, and a standard error below 0.1."""

PRIOR_TASKS = 10
"""What the prior on a reviewer's rates weighs, in answers."""

Who = TypeVar("Who")
"""Whatever tells one reviewer from another: a name or a number."""

ROUNDS, STILL = 20, 1e-3
"""Passes of the learning, and the change of a rate below which it has come to rest."""


@dataclass(frozen=True, slots=True)
class Signal:
    """What one answer tells.

    looked   the probability that it came from looking, 0..1: see `effort.looked`
    """

    choice: Choice
    confidence: int
    looked: float


@dataclass(frozen=True, slots=True)
class Rates:
    """How often somebody says Yes: where the requirement is met, and where it is not."""

    yes_when_met: float
    yes_when_not: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What the answers say together.

    choice      Yes or No, whichever is likelier; Not sure when nobody said either
    support     the probability of that choice, 0.5..1
    log_odds    of "met", with the prior in it
    """

    choice: Choice
    support: float
    log_odds: float


def finding(signals: Iterable[Signal], prior_met: float = PRIOR_MET) -> Finding:
    """What these answers to one question say together, in whatever order."""
    return finding_of([log_odds(signal) for signal in signals if signal.choice is not Choice.NOT_SURE], prior_met)


def finding_of(weights: Sequence[float], prior_met: float = PRIOR_MET) -> Finding:
    """The same from the log-odds of each Yes and No."""
    total = math.fsum([_logit(prior_met), *weights])
    if not weights:
        return Finding(Choice.NOT_SURE, 0.5, total)
    met = _sigmoid(total)
    return Finding(Choice.YES if met >= 0.5 else Choice.NO, max(met, 1 - met), total)


def moves_of(signals: Mapping[Who, Signal], rates: Mapping[Who, Rates]) -> list[float]:
    """How far each Yes and No moves the log-odds, by what was learned of whoever said it; sorted: no name shows."""
    said = ((signal, rates.get(who)) for who, signal in signals.items() if signal.choice is not Choice.NOT_SURE)
    return sorted(log_odds(signal, known) for signal, known in said)


def log_odds(signal: Signal, rates: Rates | None = None) -> float:
    """How far one answer moves the log-odds of "met"; 0 for Not sure.

    rates   what was learned of its reviewer; without, what is known of people as sure as this
    """
    if signal.choice is Choice.NOT_SURE:
        return 0.0
    yes, no = _moves(rates or rates_of(signal.confidence, signal.looked))
    return yes if signal.choice is Choice.YES else no


def _moves(rates: Rates) -> tuple[float, float]:
    """How far a Yes and a No by somebody with these rates move the log-odds."""
    return (
        math.log(rates.yes_when_met / rates.yes_when_not),
        math.log((1 - rates.yes_when_met) / (1 - rates.yes_when_not)),
    )


@lru_cache(maxsize=10_000)
def rates_of(confidence: int, looked: float) -> Rates:
    """How often somebody as sure as this, who looked with this probability, says Yes."""
    # From a half, where sureness says nothing, to the full rates at the highest confidence.
    share = (RIGHT_WHEN_SURE[confidence] - 0.5) / (RIGHT_WHEN_SURE[5] - 0.5)
    sees_met, finds_defect = (0.5 + (rate - 0.5) * share for rate in (SEES_MET, FINDS_DEFECT))
    blind = (1 - looked) * YES_WITHOUT_LOOKING
    return Rates(looked * sees_met + blind, looked * (1 - finds_defect) + blind)


def learned(questions: Sequence[Mapping[str, Signal]], prior_met: float = PRIOR_MET) -> dict[str, Rates]:
    """The rates of everybody who answered at least LEAST_TASKS of these questions with Yes or No.

    questions   for each, who answered what
    source      Dawid and Skene (1979), with a prior on each reviewer's rates (maximum a posteriori)
    """
    tasks = _tasks_of_frequent(questions)
    habits = {reviewer: _habit(mine) for reviewer, mine in tasks.items()}
    moves = [{reviewer: log_odds(signal) for reviewer, signal in answers.items()} for answers in questions]
    rates: dict[str, Rates] = {}
    for _ in range(ROUNDS if tasks else 0):
        before = rates
        totals = [math.fsum([_logit(prior_met), *mine.values()]) for mine in moves]
        rates = {
            # What the others say: nobody vouches for themselves.
            reviewer: _rates_from(
                mine, [_sigmoid(totals[at] - moves[at][reviewer]) for at, _ in mine], habits[reviewer]
            )
            for reviewer, mine in tasks.items()
        }
        if before and all(_distance(rates[reviewer], before[reviewer]) < STILL for reviewer in rates):
            break
        _move_by(rates, tasks, moves)
    return rates


_Tasks = Sequence[tuple[int, Signal]]
"""What somebody answered with Yes or No: the question's place, and the answer."""


def _tasks_of_frequent(questions: Sequence[Mapping[str, Signal]]) -> dict[str, _Tasks]:
    tasks: dict[str, list[tuple[int, Signal]]] = {}
    for at, answers in enumerate(questions):
        for reviewer, signal in answers.items():
            if signal.choice is not Choice.NOT_SURE:
                tasks.setdefault(reviewer, []).append((at, signal))
    return {reviewer: mine for reviewer, mine in tasks.items() if len(mine) >= LEAST_TASKS}


def _habit(mine: _Tasks) -> Rates:
    """What would be expected of somebody as sure as this, who looked as often."""
    expected = [rates_of(signal.confidence, signal.looked) for _, signal in mine]
    yes_when_met, yes_when_not = zip(*((rates.yes_when_met, rates.yes_when_not) for rates in expected), strict=True)
    return Rates(math.fsum(yes_when_met) / len(mine), math.fsum(yes_when_not) / len(mine))


def _rates_from(mine: _Tasks, met: Sequence[float], habit: Rates) -> Rates:
    """The weighted shares of Yes, with the prior in them: never 0 and never 1."""
    yes = [share for share, (_, signal) in zip(met, mine, strict=True) if signal.choice is Choice.YES]
    all_met, yes_met = math.fsum(met), math.fsum(yes)
    return Rates(
        (PRIOR_TASKS * habit.yes_when_met + yes_met) / (PRIOR_TASKS + all_met),
        (PRIOR_TASKS * habit.yes_when_not + len(yes) - yes_met) / (PRIOR_TASKS + len(mine) - all_met),
    )


def _move_by(rates: Mapping[str, Rates], tasks: Mapping[str, _Tasks], moves: Sequence[dict[str, float]]) -> None:
    for reviewer, mine in tasks.items():
        yes, no = _moves(rates[reviewer])
        for at, signal in mine:
            moves[at][reviewer] = yes if signal.choice is Choice.YES else no


def _distance(one: Rates, other: Rates) -> float:
    return max(abs(one.yes_when_met - other.yes_when_met), abs(one.yes_when_not - other.yes_when_not))


def _sigmoid(log_odds_of: float) -> float:
    return 1 / (1 + math.exp(-log_odds_of)) if log_odds_of > -500 else math.exp(log_odds_of)


def _logit(probability: float) -> float:
    return math.log(probability / (1 - probability))
