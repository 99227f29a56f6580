"""How familiar a donor is with the donors of a project, in three ways, each a part of ONE = 2^60.

With every project that a donor gave to, they are wholly familiar. With any other project h:

    markov       the chance to come to h by walking: from the donor to one of their projects, to one of its donors,
                 to one of theirs, each chosen by money
                     U_gj   c_jg * ONE // (sum of c_g over donors)
                     M_gh   sum over donors j of (U_gj * W_jh >> 60)
                     k_ih   sum over projects g of (W_ig * M_gh >> 60)
    og           wholly, when somebody who gave to one of the donor's projects also gave to h; else not at all
    pct-friends  friends are all who gave to one of the donor's projects, the donor too; the part of the friends who
                 gave to h:   k_ih = (friends who gave to h) * ONE // (friends)

c and W are as in `cocm.py`; a donor who gave to nothing has no row.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

from quadrille.rounds.matching.gift_rows import Row

BITS = 60
ONE = 1 << BITS
"""All of something. The fractional bits are as many as leave room for a sign and a carry in 64."""

Familiar = Sequence[Sequence[int]]
"""A row for each donor with a number for each project."""


class Way(StrEnum):
    """How familiarity is measured."""

    MARKOV = "markov"
    OG = "og"
    PCT_FRIENDS = "pct-friends"


def familiarity(way: Way, rows: Sequence[Row], parts: Sequence[Row], projects: int) -> list[list[int]]:
    """How familiar each donor is with each project.

    rows    what counts of each donor's gifts, by the place of the project; only places decide, but for `markov`
    parts   W: each donor's parts of ONE by the same places
    """
    known = WAYS[way](rows, parts, projects)
    return [[ONE if place in row else k for place, k in enumerate(ks)] for row, ks in zip(rows, known, strict=True)]


def column_parts(rows: Sequence[Row], projects: int) -> list[Row]:
    """U: for each donor, what part of ONE of all that a project received is theirs."""
    received = [0] * projects
    for row in rows:
        for place, units in row.items():
            received[place] += units
    return [{place: units * ONE // received[place] for place, units in row.items()} for row in rows]


def _markov(rows: Sequence[Row], parts: Sequence[Row], projects: int) -> list[list[int]]:
    steps = [[0] * projects for _ in range(projects)]
    for mine, theirs in zip(column_parts(rows, projects), parts, strict=True):
        for place, share in mine.items():
            for other, part in theirs.items():
                steps[place][other] += share * part >> BITS
    return [
        [sum(part * steps[place][other] >> BITS for place, part in theirs.items()) for other in range(projects)]
        for theirs in parts
    ]


def _og(rows: Sequence[Row], _: Sequence[Row], projects: int) -> list[list[int]]:
    meets: list[set[int]] = [set() for _ in range(projects)]
    for row in rows:
        for place in row:
            meets[place].update(row)
    reached = [_union(meets, row) for row in rows]
    return [[ONE if place in found else 0 for place in range(projects)] for found in reached]


def _pct_friends(rows: Sequence[Row], _: Sequence[Row], projects: int) -> list[list[int]]:
    donors: list[set[int]] = [set() for _ in range(projects)]
    for donor, row in enumerate(rows):
        for place in row:
            donors[place].add(donor)
    known = []
    for row in rows:
        friends = _union(donors, row)
        known.append([len(friends & there) * ONE // len(friends) for there in donors])
    return known


def _union(sets: Sequence[set[int]], places: Iterable[int]) -> set[int]:
    return set().union(*(sets[place] for place in places))


WAYS: Mapping[Way, Callable[[Sequence[Row], Sequence[Row], int], list[list[int]]]] = {
    Way.MARKOV: _markov,
    Way.OG: _og,
    Way.PCT_FRIENDS: _pct_friends,
}
