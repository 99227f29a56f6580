"""`gitcoin-linear`: the rule that Gitcoin's rounds on Grants Stack were matched by, to replay them as they were.

For each project, in whole units:

    c         what counts of one donor's gifts to it
    s, r      isqrt(c) and c - s*s
    q         (sum of s)^2 + sum of r - sum of c, its full match
    unsaturated, when all q together are less than the pool and ignore_saturation=false: the match is q
    else      pool * q // sum of q, zero when that sum is zero
    cap       again and again: what is over the cap is cut off, and shared among those below it by what they have,
              rounded down; until nothing is over the cap, or nobody with anything is below it

The cap is an amount. In an unsaturated round too, what it cuts off goes to others, who may then get more than their
full match: that is how those rounds were paid. What is rounded away stays in the pool.
Source: gitcoinco/pluralistic.js, `linearQF`. Two things are not taken over: its square root, which is one too large for
4, 5 and 9, and parameters that it takes and never reads.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isqrt
from typing import ClassVar, NamedTuple

from quadrille.errors import BadParameter
from quadrille.rounds.matching.donation import Donation, Gifts, count, sum_gifts
from quadrille.rounds.matching.outcome import Matching, ProjectMatch
from quadrille.rounds.matching.parameters import Parameters, choice, whole
from quadrille.rounds.matching.sharing import RAW_FRACTION_BITS
from quadrille.types import UINT256_MAX

NO_CAP = UINT256_MAX
"""As a cap, none."""


class IgnoreSaturation(StrEnum):
    """Whether a pool that is larger than all full matches together is shared out whole."""

    TRUE = "true"
    FALSE = "false"


@dataclass(frozen=True, slots=True)
class GitcoinLinearParameters(Parameters):
    """The parameters of `gitcoin-linear`. The defaults: no cap (2^256 - 1), and a pool that is too large is kept."""

    mechanism: ClassVar[str] = "gitcoin-linear"

    cap_units: int = whole(default=NO_CAP)
    ignore_saturation: IgnoreSaturation = choice(IgnoreSaturation.FALSE)


class LinearRow(NamedTuple):
    """One project in the terms of Gitcoin's results.

    donors              of whose gift something counts
    given_units         everything donated, counted or not
    received_units      what counts of it: `totalReceived`
    contributors        everybody who gave, also those who count with nothing: `contributionsCount`
    full_units          q
    cap_overflow_units  how far the match without cap is over the cap, negative below it; zero when there is no cap
    """

    donors: int
    given_units: int
    received_units: int
    contributors: int
    sum_of_roots: int
    sum_of_remainders: int
    full_units: int
    match_without_cap_units: int
    cap_overflow_units: int
    match_units: int


def match_gitcoin_linear(
    donations: Iterable[Donation], pool_units: int, parameters: GitcoinLinearParameters | None = None
) -> Matching:
    """Share a pool as this file's first lines define it.

    donations   in any order; read once
    pool_units  base units, 0 or more
    returns     every project that was named, also with a match of 0; paid <= pool; raw is q with 64 fractional bits
    raises      BadInput for a negative amount or pool, or a coefficient out of bounds or not the same throughout
    """
    parameters = parameters or GitcoinLinearParameters()
    projects = tuple(
        ProjectMatch(project, row.donors, row.given_units, row.full_units << RAW_FRACTION_BITS, row.match_units)
        for project, row in linear_rows(sum_gifts(donations), pool_units, parameters).items()
    )
    cap_units = min(parameters.cap_units, pool_units)
    return Matching(parameters.mechanism, parameters.as_text(), pool_units, cap_units, projects)


def linear_rows(
    gifts: Mapping[str, Gifts], pool_units: int, parameters: GitcoinLinearParameters
) -> dict[str, LinearRow]:
    """Everything that Gitcoin's results say of each project, by project in the order given.

    raises     BadParameter for a negative pool
    """
    if pool_units < 0:
        raise BadParameter("pool", pool_units, "0 or more")
    rows = {project: _weigh(received) for project, received in gifts.items()}
    shares = _share([row.full_units for row in rows.values()], pool_units, parameters.ignore_saturation)
    has_cap = parameters.cap_units != NO_CAP
    matches = cap_and_pass_on(shares, parameters.cap_units) if has_cap else shares
    return {
        project: row._replace(
            match_without_cap_units=share,
            cap_overflow_units=share - parameters.cap_units if has_cap else 0,
            match_units=match_units,
        )
        for (project, row), share, match_units in zip(rows.items(), shares, matches, strict=True)
    }


def cap_and_pass_on(matches: Sequence[int], cap_units: int) -> list[int]:
    """Cut off what is over the cap and pass it on to those below, until that ends; the sum never grows.

    Each round but the last puts somebody on the cap for good, so there are at most as many as projects, and one more.
    """
    while True:
        over = sum(match - cap_units for match in matches if match > cap_units)
        under = sum(match for match in matches if match < cap_units)
        capped = [min(match, cap_units) for match in matches]
        if over == 0 or under == 0:
            return capped
        matches = [match + match * over // under if match < cap_units else match for match in capped]


def _weigh(gifts: Gifts) -> LinearRow:
    counts = [count(units, gifts.bps_by_donor[donor]) for donor, units in gifts.units_by_donor.items()]
    roots = [isqrt(units) for units in counts]
    received, squares = sum(counts), sum(root * root for root in roots)
    return LinearRow(
        donors=sum(units > 0 for units in counts),
        given_units=gifts.given_units,
        received_units=received,
        contributors=len(counts),
        sum_of_roots=sum(roots),
        sum_of_remainders=received - squares,
        # The same as q above: the remainders and what was received leave the squares.
        full_units=sum(roots) ** 2 - squares,
        match_without_cap_units=0,
        cap_overflow_units=0,
        match_units=0,
    )


def _share(fulls: Sequence[int], pool_units: int, ignore_saturation: IgnoreSaturation) -> list[int]:
    total = sum(fulls)
    if total < pool_units and ignore_saturation is IgnoreSaturation.FALSE:
        return list(fulls)
    return [pool_units * full // total if total else 0 for full in fulls]
