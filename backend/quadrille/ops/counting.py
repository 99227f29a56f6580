"""Who does not count in full, or not at all: each row with its reason and its evidence, and what it changes."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from quadrille.rounds.bundle.calculation import calculate
from quadrille.rounds.bundle.decisions import REJECTED
from quadrille.rounds.outcome.coefficients import Coefficient, Coefficients
from quadrille.rounds.result import RoundFacts, donations_of

MOST_EFFECTS = 25
"""Persons for whom the pool is shared once more, without what is said of them."""

MOST_GIFTS = 5_000
"""In a larger round each of those would take seconds."""


class Moved(NamedTuple):
    """What a project gets more, or less when below zero, because of a row."""

    project: str
    units: int


class Exclusion(NamedTuple):
    """What the table says of one person's wallets; `effect` is None where it was not computed."""

    rows: tuple[Coefficient, ...]
    effect: tuple[Moved, ...] | None


class TurnedAway(NamedTuple):
    """A project that a reviewer did not let in."""

    project: str
    who: str
    decided_at: int
    why: str


def exclusions_of(facts: RoundFacts, table: Coefficients) -> list[Exclusion]:
    """Every person of the table, with what the projects get because of what it says of them."""
    groups = [tuple(rows) for _, rows in groupby(table, key=lambda row: row.person)]
    with_all = _matches(facts, table) if groups else {}
    is_small = sum(len(cart.items) for cart in facts.carts) <= MOST_GIFTS
    return [
        Exclusion(rows, _effect(facts, table, rows, with_all) if is_small and place < MOST_EFFECTS else None)
        for place, rows in enumerate(groups)
    ]


def turned_away(result_facts: RoundFacts) -> list[TurnedAway]:
    """Every word of a reviewer against a project, in the chain's order."""
    return [
        TurnedAway(one.project, one.who, one.decided_at, one.why)
        for one in result_facts.decisions
        if one.decision == REJECTED
    ]


def _effect(
    facts: RoundFacts, table: Coefficients, rows: Sequence[Coefficient], with_all: dict[str, int]
) -> tuple[Moved, ...]:
    left_out = set(rows)
    without = _matches(facts, tuple(row for row in table if row not in left_out))
    moved = (Moved(project, units - without[project]) for project, units in with_all.items())
    return tuple(sorted((one for one in moved if one.units), key=lambda one: one.units))


def _matches(facts: RoundFacts, table: Coefficients) -> dict[str, int]:
    slugs = tuple(project.slug for project in facts.projects)
    found = calculate(facts.configuration, donations_of(facts), table, slugs, facts.pool_wei)
    return {row.project: row.match_units for row in found.matching.projects}
