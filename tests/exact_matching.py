"""The full matches of a round by their formulas, in 80 digits: what the integer definitions are held to.

Written from the formulas alone, pair by pair and person by person; shares nothing with the code it judges.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from itertools import combinations

DIGITS = 80

Gifts = Sequence[Mapping[str, int]]
"""What each donor gave, by project."""


def projects_of(gifts: Gifts) -> list[str]:
    return sorted({project for row in gifts for project in row})


def qf(gifts: Gifts) -> dict[str, Decimal]:
    with localcontext(prec=DIGITS):
        raws = dict.fromkeys(projects_of(gifts), Decimal(0))
        for one, other in combinations(gifts, 2):
            for project in one.keys() & other.keys():
                raws[project] += 2 * (Decimal(one[project]) * other[project]).sqrt()
        return raws


def pairwise(gifts: Gifts, m_units: int) -> dict[str, Decimal]:
    with localcontext(prec=DIGITS):
        raws = dict.fromkeys(projects_of(gifts), Decimal(0))
        for one, other in combinations(gifts, 2):
            roots = {p: (Decimal(one[p]) * other[p]).sqrt() for p in one.keys() & other.keys()}
            for project, root in roots.items():
                raws[project] += 2 * root * m_units / (m_units + sum(roots.values()))
        return raws


def cocm(gifts: Gifts, way: str, unit: int | None) -> dict[str, Decimal]:
    """unit: of one whole token, for the soft variants; None for the harsh ones."""
    with localcontext(prec=DIGITS):
        return {
            project: _cluster_match(gifts, project, _familiarity(gifts, way), unit) for project in projects_of(gifts)
        }


def _parts(row: Mapping[str, int]) -> dict[str, Decimal]:
    return {project: Decimal(units) / sum(row.values()) for project, units in row.items()}


def _cluster_match(gifts: Gifts, project: str, familiar: list[dict[str, Decimal]], unit: int | None) -> Decimal:
    groups = projects_of(gifts)
    support = {(g, h): Decimal(0) for g in groups for h in groups}
    for row, known in zip(gifts, familiar, strict=True):
        if project not in row:
            continue
        units = Decimal(row[project])
        root = (units * unit).sqrt() if unit else Decimal(0)
        for g, part in _parts(row).items():
            for h in groups:
                support[g, h] += part * (units * (1 - known[h]) + root * known[h])
    return sum(((support[g, h] * support[h, g]).sqrt() for g in groups for h in groups if g != h), Decimal(0))


def _familiarity(gifts: Gifts, way: str) -> list[dict[str, Decimal]]:
    measure = {"markov": _markov, "og": _og, "pct-friends": _pct_friends}[way]
    return [
        {project: Decimal(1) if project in row else measure(gifts, row, project) for project in projects_of(gifts)}
        for row in gifts
    ]


def _markov(gifts: Gifts, row: Mapping[str, int], aim: str) -> Decimal:
    chance = Decimal(0)
    for project, part in _parts(row).items():
        received = sum(other.get(project, 0) for other in gifts)
        for other in gifts:
            if project in other and aim in other:
                chance += part * other[project] / received * _parts(other)[aim]
    return chance


def _og(gifts: Gifts, row: Mapping[str, int], aim: str) -> Decimal:
    return Decimal(any(aim in other and row.keys() & other.keys() for other in gifts))


def _pct_friends(gifts: Gifts, row: Mapping[str, int], aim: str) -> Decimal:
    friends = [other for other in gifts if row.keys() & other.keys()]
    return Decimal(sum(aim in other for other in friends)) / len(friends)
