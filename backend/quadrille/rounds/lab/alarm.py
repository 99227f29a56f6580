"""Which projects a rule leaves with nothing, or with next to nothing of what `qf` gives them, and why.

Why a project's full match (raw) is zero follows from who gave where, without any arithmetic:

    qf, pairwise, gitcoin-linear   fewer than two donors count: every match is made by pairs of donors
    cocm, soft variants            every donor who counts gave to it alone: its donors are one group
    cocm, harsh variants           no two of its donors each gave to a project where the other gave nothing, which is to
                                   say that the sets of projects its donors gave to lie one inside the other
    cocm, og-harsh                 always: any two donors of a project are familiar with each other's groups, since they
                                   share that project, and the familiar counts for nothing

A raw above zero may still be paid with nothing, when its part is less than a unit of the pool; and a gift that is 2^60
times smaller than others can vanish from a raw: both is `rounded`. `little` is a warning, not a zero.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from quadrille.rounds.lab.given import Given
from quadrille.rounds.lab.rules import Rule
from quadrille.rounds.matching.cocm import Variant
from quadrille.rounds.matching.outcome import Matching, ProjectMatch

LITTLE_PERCENT = 1
"""Of its match under `qf`: a project that gets less is named too."""


class Why(StrEnum):
    """The reason; which one, and when, stands above."""

    ZERO_COEFFICIENTS = "zero-coefficients"
    NOTHING_COUNTS = "nothing-counts"
    LONE_DONOR = "lone-donor"
    GAVE_TO_IT_ALONE = "gave-to-it-alone"
    ONE_INSIDE_THE_OTHER = "one-inside-the-other"
    ALL_FAMILIAR = "all-familiar"
    NO_CAP = "cap-of-nothing"
    ROUNDED = "rounded"
    LITTLE = "little"


class Alarm(NamedTuple):
    """One project under one rule.

    donors          donors who count under the rule
    alone           of those whose gifts count at all, how many gave to no other project
    match_units     what it gets, and what it gets under `qf`
    """

    rule: str
    project: str
    why: Why
    donors: int
    alone: int
    match_units: int
    qf_units: int


def alarms(given: Given, rule: Rule, matching: Matching, yardstick: Matching) -> list[Alarm]:
    """Every project with nothing or next to nothing under a rule; those that lose most against `qf` first."""
    qf_units = {row.project: row.match_units for row in yardstick.projects}
    found = []
    for row in matching.projects:
        units = qf_units[row.project]
        if why := _why(given, matching, row, units):
            alone = _alone(given, row.project)
            found.append(Alarm(rule.name, row.project, why, row.donors, alone, row.match_units, units))
    # Sorting is stable: equal losses stay in the order of the ids.
    return sorted(found, key=lambda alarm: alarm.match_units - alarm.qf_units)


def why_zero(given: Given, matching: Matching, row: ProjectMatch) -> Why | None:
    """Why nothing in a project's full match is left by definition; none when it should be above zero."""
    if row.donors == 0:
        is_refused = not any(given.gifts[row.project].bps_by_donor.values())
        return Why.ZERO_COEFFICIENTS if is_refused else Why.NOTHING_COUNTS
    if matching.mechanism == "cocm":
        return _why_zero_in_groups(given, row, Variant(matching.params["variant"]))
    return Why.LONE_DONOR if row.donors == 1 else None


def _why_zero_in_groups(given: Given, row: ProjectMatch, variant: Variant) -> Why | None:
    if row.donors == 1 and not variant.is_soft:
        return Why.LONE_DONOR
    if _alone(given, row.project) == row.donors:
        return Why.GAVE_TO_IT_ALONE
    if variant is Variant.OG_HARSH:
        return Why.ALL_FAMILIAR
    is_nested = not variant.is_soft and _lie_inside_each_other(given, row.project)
    return Why.ONE_INSIDE_THE_OTHER if is_nested else None


def _why(given: Given, matching: Matching, row: ProjectMatch, qf_units: int) -> Why | None:
    if row.match_units:
        return Why.LITTLE if row.match_units * 100 < qf_units * LITTLE_PERCENT else None
    if row.raw == 0:
        return why_zero(given, matching, row) or Why.ROUNDED
    return Why.NO_CAP if matching.pool_units and not matching.cap_units else Why.ROUNDED


def _alone(given: Given, project: str) -> int:
    return sum(len(given.projects_by_donor[donor]) == 1 for donor in given.counted[project])


def _lie_inside_each_other(given: Given, project: str) -> bool:
    sets: Iterable[set[str]] = (given.projects_by_donor[donor] for donor in given.counted[project])
    inner: set[str] = set()
    # In order of their sizes each must hold the one before it, and so all before it.
    for projects in sorted(sets, key=len):
        if not inner <= projects:
            return False
        inner = projects
    return True
