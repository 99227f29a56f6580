"""`pairwise`, quadratic funding in which no pair of donors moves more than a bounded sum, however much the two give.

In `qf` every pair of donors moves sqrt(a * b) of the pool to a project, once in each order. Two wallets of one person
are a pair too, and by giving together again and again they could draw on the pool without end. Here the pair's sums on
all projects are added, and the more they have in common, the less each counts: at most M in all, in each order.

    common(i, j)   sum over projects p of sqrt(c'_ip * c'_jp)
    raw_p          sum over pairs i != j of sqrt(c'_ip * c'_jp) * M / (M + common(i, j))

In integers, so that every machine agrees to the last digit (>> and << are shifts, // rounds down; |x| is the number of
binary digits of x):

    c'     what counts of one donor's sum to one project, as in `qf`; only c' > 0
    f      60 - |T|, T the largest sum of c' over the projects of one donor: below, money has f fractional bits
    m      the larger of M << f and 1            a negative shift goes to the other side
    g      the larger of |m| - 60 and 0          above zero only when M is far above what anybody gave
    r_ip   isqrt(c'_ip << (60 + f))
    u_ijp  r_ip * r_jp >> 60                     what i and j have in common on p
    d_ij   (m >> g) + ((sum over p of u_ijp) >> g)
    t_ijp  (u_ijp << 60) // d_ij                 what the pair moves to p, as a part of M, 60 fractional bits
    raw_p  (M * sum over pairs i < j of t_ijp << 5) >> g       64 fractional bits, as everywhere

By Cauchy and Schwarz nobody has more in common with anybody than T, so that each number but the sums fits 62 bits. A
donor's sum is known to 2^-60 of T, and a pair's part to 2^-60 of M. M counts as at least 2^-60 of T.

As M grows, raw approaches that of `qf`. Amounts and M in another unit give the same shares; with M left as it is they
do not, so M is a sum of money, in base units, and must be given.
Source: Buterin, "Pairwise coordination subsidies: a new quadratic funding design" (2019).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isqrt
from typing import ClassVar, NamedTuple

from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.gift_rows import Row, shift, weigh_rows
from quadrille.rounds.matching.outcome import Matching
from quadrille.rounds.matching.parameters import Parameters, cap_bps, choice, whole
from quadrille.rounds.matching.sharing import Saturation, share_out

BITS = 60
"""Fractional bits of a pair's part of M, and the digits in which the largest donor's sum is written."""

MANY_PAIRS = 500_000
"""From so many pairs on the compiled loop is quicker than to start it takes."""


@dataclass(frozen=True, slots=True)
class PairwiseParameters(Parameters):
    """The parameters of `pairwise`; `m_units` is M, in base units."""

    mechanism: ClassVar[str] = "pairwise"

    m_units: int = whole(least=1)
    saturation: Saturation = choice(Saturation.KEEP)
    cap_bps: int = cap_bps()


class Margin(NamedTuple):
    """What a pair's common sum is added to: m >> g, and g."""

    kept: int
    dropped_bits: int


def match_pairwise(donations: Iterable[Donation], pool_units: int, parameters: PairwiseParameters) -> Matching:
    """Share a pool by pairwise-bounded quadratic funding, as this file's first lines define it.

    donations   in any order; read once
    pool_units  base units, 0 or more
    returns     every project that was named, also with a match of 0; paid <= pool
    raises      BadInput for a negative amount, or a coefficient out of bounds or not the same throughout
    """
    weights = weigh_rows(donations, lambda rows, projects: weigh_pairs(rows, projects, parameters.m_units))
    return share_out(weights, pool_units, parameters, parameters.saturation, parameters.cap_bps)


def weigh_pairs(rows: Sequence[Row], projects: int, m_units: int) -> list[int]:
    """The full match of each project, 64 fractional bits.

    rows       what counts of each donor's gifts, by the place of the project
    projects   how many there are
    """
    if not rows:
        return [0] * projects
    fraction_bits = BITS - max(sum(row.values()) for row in rows).bit_length()
    margin = _margin(shift(m_units, fraction_bits))
    roots = [{place: isqrt(shift(units, BITS + fraction_bits)) for place, units in row.items()} for row in rows]
    sums = _sum_of_parts(roots, projects, margin)
    return [(m_units * parts << 5) >> margin.dropped_bits for parts in sums]


def parts_by_definition(roots: Sequence[Row], projects: int, margin: Margin) -> list[int]:
    """Sum what all pairs move to each project, as parts of M with 60 fractional bits: the definition, pair by pair."""
    sums = [0] * projects
    for one, other in combinations(roots, 2):
        common = {place: one[place] * other[place] >> BITS for place in one.keys() & other.keys()}
        if not common:
            continue
        divisor = margin.kept + (sum(common.values()) >> margin.dropped_bits)
        for place, units in common.items():
            sums[place] += (units << BITS) // divisor
    return sums


def _sum_of_parts(roots: Sequence[Row], projects: int, margin: Margin) -> list[int]:
    if len(roots) ** 2 < 2 * MANY_PAIRS:
        return parts_by_definition(roots, projects, margin)
    # A small round does not wait for the compiler.
    from quadrille.rounds.matching.kernels.pair_kernel import parts_compiled

    return parts_compiled(roots, projects, margin.kept, margin.dropped_bits)


def _margin(m: int) -> Margin:
    dropped_bits = max(m.bit_length() - BITS, 0)
    return Margin(max(m, 1) >> dropped_bits, dropped_bits)
