"""From full matches to parts of the pool: saturation and cap, the same for `qf`, `pairwise` and `cocm`.

    scale  pool * raw // sum of all raw      the pool is shared out whole, however large it is
    keep   min(raw >> 64, scale)             nobody gets more than the full match; the rest is kept
    cap    pool * cap_bps // 10_000          the most for one project
           with keep: the smaller of match and cap
           with scale: the first projects by (raw descending, id) get the cap, as few as possible;
           the others share what is then left by `scale`, and none of them exceeds the cap

Every division rounds down, so what is paid never exceeds the pool. Under `scale` without a cap less than one unit for
each project is left, as soon as any raw is above zero.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from quadrille.errors import BadParameter
from quadrille.rounds.matching.outcome import Matching, ProjectMatch
from quadrille.rounds.matching.parameters import Parameters
from quadrille.types import BPS_ONE

ROOT_FRACTION_BITS = 32
RAW_FRACTION_BITS = 2 * ROOT_FRACTION_BITS


class Saturation(StrEnum):
    """What happens to a pool that is larger than all full matches together."""

    KEEP = "keep"
    SCALE = "scale"


class Weight(NamedTuple):
    """One project before the pool is shared: see `ProjectMatch`."""

    donors: int
    given_units: int
    raw: int


def share_out(
    weights: Mapping[str, Weight], pool_units: int, parameters: Parameters, saturation: Saturation, cap_bps: int
) -> Matching:
    """Share the pool by what each project weighs.

    weights     by project, in the order of the ids' UTF-8 bytes
    raises      BadParameter for a negative pool
    """
    if pool_units < 0:
        raise BadParameter("pool", pool_units, "0 or more")
    cap_units = pool_units * cap_bps // BPS_ONE
    matches = share([weight.raw for weight in weights.values()], pool_units, cap_units, saturation)
    projects = tuple(
        ProjectMatch(project, weight.donors, weight.given_units, weight.raw, match_units)
        for (project, weight), match_units in zip(weights.items(), matches, strict=True)
    )
    return Matching(parameters.mechanism, parameters.as_text(), pool_units, cap_units, projects)


def share_anew(matching: Matching, parameters: Parameters, saturation: Saturation, cap_bps: int) -> Matching:
    """Share the same pool by the full matches of a matching, told another saturation or cap: they depend on neither."""
    weights = {row.project: Weight(row.donors, row.given_units, row.raw) for row in matching.projects}
    return share_out(weights, matching.pool_units, parameters, saturation, cap_bps)


def share(raws: Sequence[int], pool_units: int, cap_units: int, saturation: Saturation) -> list[int]:
    """Share the pool among projects in the order of their ids; their sum is at most the pool."""
    total = sum(raws)
    if total == 0:
        return [0] * len(raws)
    if saturation is Saturation.SCALE:
        return _share_capped(raws, pool_units, cap_units)
    # Which of the two is the smaller is the same for every project: whether all full matches fit the pool.
    if total <= pool_units << RAW_FRACTION_BITS:
        matches = [raw >> RAW_FRACTION_BITS for raw in raws]
    else:
        matches = [pool_units * raw // total for raw in raws]
    return [min(match, cap_units) for match in matches] if cap_units < pool_units else matches


def capped_projects(matching: Matching) -> list[str]:
    """Who is in the set that has the cap under `scale`, largest first; nobody under `keep`, where the cap only limits.

    A project whose part happens to be the cap is not among them.
    """
    if matching.params.get("saturation") != Saturation.SCALE:
        return []
    places, _, _ = _capped([row.raw for row in matching.projects], matching.pool_units, matching.cap_units)
    return [matching.projects[place].project for place in places]


def _share_capped(raws: Sequence[int], pool_units: int, cap_units: int) -> list[int]:
    """Share the pool by `scale` with a cap."""
    capped, open_units, open_raw = _capped(raws, pool_units, cap_units)
    matches = [open_units * raw // open_raw if open_raw else 0 for raw in raws]
    for place in capped:
        matches[place] = cap_units
    return matches


def _capped(raws: Sequence[int], pool_units: int, cap_units: int) -> tuple[list[int], int, int]:
    """Who is capped, by place and largest first, and what units and raw that leaves for the others.

    Whether one more project must be capped, the largest of the uncapped ones decides alone. It is capped only
    if its part of `open_units` is over the cap, so `open_units` never falls below zero.
    """
    # Sorting is stable, also in reverse: equal raws stay in the order of their ids.
    by_raw = sorted(range(len(raws)), key=raws.__getitem__, reverse=True)
    open_units, open_raw = pool_units, sum(raws)
    capped: list[int] = []
    for place in by_raw:
        if open_raw == 0 or open_units * raws[place] // open_raw <= cap_units:
            break
        open_units, open_raw = open_units - cap_units, open_raw - raws[place]
        capped.append(place)
    return capped, open_units, open_raw
