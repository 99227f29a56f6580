"""Technical sustainability: how many came to work on a project, and how many of them stayed. Pure.

Somebody comes in the quarter of their first verified work. They stayed when another of their verified works is of a
later quarter. Only numbers leave this file: who they are is nobody's concern here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from quadrille.quarters import Quarter, quarter_of, quarters
from quadrille.types import Timestamp

MOST_QUARTERS = 40
"""Ten years, the newest; whatever came before is in the sums."""


@dataclass(frozen=True, slots=True)
class QuarterOfPeople:
    """One quarter.

    active     worked in it
    came       for the first time
    returned   had come in an earlier one
    stayed     of those who came, how many worked in a later quarter too; None while there has been no later one
    """

    quarter: Quarter
    active: int
    came: int
    returned: int
    stayed: int | None


@dataclass(frozen=True, slots=True)
class Contributors:
    """All quarters, and in all: how many came, how many of them stayed."""

    quarters: tuple[QuarterOfPeople, ...]
    came: int
    stayed: int


def contributors(works: Iterable[tuple[int, Timestamp]], last: Quarter) -> Contributors:
    """Who came and stayed, from whose each verified work is, by a number, and when it was handed in.

    last   the quarter that is under way
    """
    worked: dict[int, set[Quarter]] = {}
    for person, at in works:
        worked.setdefault(person, set()).add(quarter_of(at))
    if not worked:
        return Contributors((), 0, 0)
    first = {person: min(when) for person, when in worked.items()}
    newest = max(last, *(max(when) for when in worked.values()))
    told = [_quarter(quarter, worked, first, newest) for quarter in quarters(min(first.values()), newest)]
    return Contributors(
        quarters=tuple(told[-MOST_QUARTERS:]),
        came=len(worked),
        stayed=sum(len(when) > 1 for when in worked.values()),
    )


def _quarter(
    quarter: Quarter, worked: dict[int, set[Quarter]], first: dict[int, Quarter], newest: Quarter
) -> QuarterOfPeople:
    active = {person for person, when in worked.items() if quarter in when}
    came = {person for person in active if first[person] == quarter}
    stayed = sum(len(worked[person]) > 1 for person in came)
    return QuarterOfPeople(quarter, len(active), len(came), len(active - came), None if quarter == newest else stayed)
