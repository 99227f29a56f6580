"""The round under every rule, and what moves between projects when one rule shares the pool and not another."""

from typing import NamedTuple

from quadrille.rounds.lab.given import Given
from quadrille.rounds.lab.rules import Rule, Setting, rules
from quadrille.rounds.matching.outcome import Matching


class Compared(NamedTuple):
    """The round under one rule; `otherwise` is the same rule with the other saturation."""

    rule: Rule
    matching: Matching
    otherwise: Matching


class Change(NamedTuple):
    """What one project gets more, or less when below zero."""

    project: str
    units: int


class Moves(NamedTuple):
    """One rule against another.

    gained_units    what all projects that get more get more: under `scale` it is what moves between projects
    lost_units      what all projects that get less get less
    most, least     the project that gains most and the one that loses most; none when nobody does
    ranks_changed   projects with another place by their match; equal matches share a place
    """

    rule: str
    gained_units: int
    lost_units: int
    most: Change | None
    least: Change | None
    ranks_changed: int


def compare(given: Given, pool_units: int, setting: Setting) -> tuple[Compared, ...]:
    """Share the pool by every rule, the yardstick first; raises BadParameter for a value that a rule cannot take."""
    others = rules(setting.with_other_saturation(), pool_units)
    compared = []
    for rule, other in zip(rules(setting, pool_units), others, strict=True):
        matching = rule.share(given.donations, pool_units)
        compared.append(Compared(rule, matching, other.share_anew(matching, given.donations)))
    return tuple(compared)


def moves(rule: str, before: Matching, after: Matching) -> Moves:
    """Compare two matchings of the same donations, the same whatever their order."""
    then = {row.project: row.match_units for row in before.projects}
    changes = [Change(row.project, row.match_units - then[row.project]) for row in after.projects]
    # Of equal changes the first project by its id, as everywhere.
    most = max(changes, key=lambda change: change.units, default=None)
    least = min(changes, key=lambda change: change.units, default=None)
    places_before, places_after = places(before), places(after)
    return Moves(
        rule,
        sum(change.units for change in changes if change.units > 0),
        -sum(change.units for change in changes if change.units < 0),
        most if most and most.units > 0 else None,
        least if least and least.units < 0 else None,
        sum(places_after[project] != place for project, place in places_before.items()),
    )


def places(matching: Matching) -> dict[str, int]:
    """Each project's place, 1 for the largest match; those with equal matches share the first of their places."""
    first: dict[int, int] = {}
    for place, units in enumerate(sorted((row.match_units for row in matching.projects), reverse=True), start=1):
        first.setdefault(units, place)
    return {row.project: first[row.match_units] for row in matching.projects}
