"""`qf`, quadratic funding in integers.

What many give counts for more than the same sum from one. Each donor's sum to a project becomes its square
root; the roots are added and squared, and each root's own square is taken away again. What remains is what
every *pair* of donors makes together, so a lone donor gets nothing without a special case.

    c      given by one donor to one project, base units; under the minimum it does not count
    c'     c * k // 10_000               k: coefficient in bps, how sure we are that this donor is one person
    r      isqrt(c' << 64)               the root of c', 32 fractional bits
    raw    (sum of r)^2 - sum of r^2     the project's full match, 64 fractional bits

From raw to match: `sharing.py`. Sums and one total order decide, so the order of the donations does not matter.
Source: Buterin, Hitzig, Weyl, "A Flexible Design for Funding Public Goods" (2019), with a fixed pool.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isqrt
from typing import ClassVar

from quadrille.rounds.matching.donation import Donation, Gifts, count, sum_gifts
from quadrille.rounds.matching.outcome import Matching
from quadrille.rounds.matching.parameters import Parameters, cap_bps, choice, whole
from quadrille.rounds.matching.sharing import RAW_FRACTION_BITS, Saturation, Weight, share_out


@dataclass(frozen=True, slots=True)
class QfParameters(Parameters):
    """The parameters of `qf`. The defaults: keep what is too much, no cap (10 000 bps), no minimum."""

    mechanism: ClassVar[str] = "qf"

    saturation: Saturation = choice(Saturation.KEEP)
    cap_bps: int = cap_bps()
    minimum_units: int = whole(default=0)


def match_qf(donations: Iterable[Donation], pool_units: int, parameters: QfParameters | None = None) -> Matching:
    """Share a pool by quadratic funding, as this file's first lines define it.

    donations   in any order; read once
    pool_units  base units, 0 or more
    returns     every project that was named, also with a match of 0; paid <= pool
    raises      BadInput for a negative amount, or a coefficient out of bounds or not the same throughout
    """
    parameters = parameters or QfParameters()
    gifts = sum_gifts(donations)
    weights = {project: weigh(received, parameters.minimum_units) for project, received in gifts.items()}
    return share_out(weights, pool_units, parameters, parameters.saturation, parameters.cap_bps)


def weigh(gifts: Gifts, minimum_units: int) -> Weight:
    """Compute a project's full match; who gave less than the minimum in all does not count."""
    roots = roots_of(gifts, minimum_units)
    raw = sum(roots) ** 2 - sum(r * r for r in roots)
    return Weight(sum(r > 0 for r in roots), gifts.given_units, raw)


def roots_of(gifts: Gifts, minimum_units: int) -> list[int]:
    """The root of what each donor gave who reached the minimum, 32 fractional bits, in no order."""
    return [
        root(units, gifts.bps_by_donor[donor])
        for donor, units in gifts.units_by_donor.items()
        if units >= minimum_units
    ]


def root(amount_units: int, coefficient_bps: int) -> int:
    """Take the square root of what counts of a gift; 32 fractional bits, rounded down."""
    return isqrt(count(amount_units, coefficient_bps) << RAW_FRACTION_BITS)
