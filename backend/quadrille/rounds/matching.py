"""Quadratic funding in integers: who gets how much of a matching pool.

What many give counts for more than the same sum from one. Each donor's sum to a project becomes its square
root; the roots are added and squared, and each root's own square is taken away again. What remains is what
every *pair* of donors makes together, so a lone donor gets nothing without a special case.

    c      given by one donor to one project, base units; under the minimum it does not count
    c'     c * k // 10_000               k: coefficient in bps, how sure we are that this donor is one person
    r      isqrt(c' << 64)               the root of c', 32 fractional bits
    raw    (sum of r)^2 - sum of r^2     the project's full match, 64 fractional bits

    scale  pool * raw // sum of all raw      the pool is shared out whole, however large it is
    keep   min(raw >> 64, scale)             nobody gets more than the full match; the rest is kept
    cap    pool * cap_bps // 10_000          the most for one project
           with keep: the smaller of match and cap
           with scale: the first projects by (raw descending, id) get the cap, as few as possible;
           the others share what is then left by `scale`, and none of them exceeds the cap

Every division rounds down, so what is paid never exceeds the pool. Sums and one total order decide, so the
order of the donations does not matter. Source: Buterin, Hitzig, Weyl, "A Flexible Design for Funding Public
Goods" (2019), with a fixed pool.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import isqrt
from typing import NamedTuple, Self

from quadrille.errors import BadInput, BadParameter
from quadrille.rounds.integers import read_integer
from quadrille.types import BPS_ONE, UINT256_MAX

ROOT_FRACTION_BITS = 32
RAW_FRACTION_BITS = 2 * ROOT_FRACTION_BITS


class Donation(NamedTuple):
    """Money from one donor to one project; a donor may give to a project many times, with one coefficient."""

    donor: str
    project: str
    amount_units: int
    coefficient_bps: int = BPS_ONE


class Saturation(StrEnum):
    """What happens to a pool that is larger than all full matches together."""

    KEEP = "keep"
    SCALE = "scale"


@dataclass(frozen=True, slots=True)
class QfParameters:
    """The parameters of `qf`. The defaults: keep what is too much, no cap (10 000 bps), no minimum.

    raises     BadParameter for a value out of bounds
    """

    saturation: Saturation = Saturation.KEEP
    cap_bps: int = BPS_ONE
    minimum_units: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.cap_bps <= BPS_ONE:
            raise BadParameter("cap_bps", self.cap_bps, "from 0 to 10000")
        if not 0 <= self.minimum_units <= UINT256_MAX:
            raise BadParameter("minimum_units", self.minimum_units, "from 0 to 2^256 - 1")

    @classmethod
    def from_text(cls, texts: Mapping[str, str]) -> Self:
        """Read parameters given by name as text; a name that is missing keeps its default."""
        if strange := sorted(texts.keys() - {"saturation", "cap_bps", "minimum_units"}):
            raise BadParameter("a parameter of qf", strange[0], "saturation, cap_bps or minimum_units")
        saturation = texts.get("saturation", Saturation.KEEP)
        if saturation not in set(Saturation):
            raise BadParameter("saturation", saturation, "keep or scale")
        return cls(
            Saturation(saturation),
            _integer_parameter("cap_bps", texts.get("cap_bps", str(BPS_ONE)), BPS_ONE),
            _integer_parameter("minimum_units", texts.get("minimum_units", "0"), UINT256_MAX),
        )

    def as_text(self) -> dict[str, str]:
        """Every parameter by name as text, the defaults too: the form that is published."""
        return {
            "saturation": self.saturation.value,
            "cap_bps": str(self.cap_bps),
            "minimum_units": str(self.minimum_units),
        }


@dataclass(frozen=True, slots=True)
class ProjectMatch:
    """What one project received and what it is matched with.

    donors       donors who count in the match: their sum reaches the minimum, and its root is above zero;
                 `raw` is above zero exactly when there are two of them
    given_units  everything donated to the project, counted or not: it is the project's own in any case
    raw          the full match, 64 fractional bits
    match_units  its part of the pool, rounded down
    """

    project: str
    donors: int
    given_units: int
    raw: int
    match_units: int


@dataclass(frozen=True, slots=True)
class Matching:
    """A pool shared out: by which rule, and to whom; projects by the UTF-8 bytes of their ids."""

    mechanism: str
    params: Mapping[str, str]
    pool_units: int
    cap_units: int
    projects: tuple[ProjectMatch, ...]

    @property
    def paid_units(self) -> int:
        """The sum of all matches, never more than the pool."""
        return sum(project.match_units for project in self.projects)

    @property
    def left_units(self) -> int:
        """What of the pool nobody gets."""
        return self.pool_units - self.paid_units

    def as_document(self) -> dict[str, object]:
        """The published form, ready for JSON: every integer a decimal string."""
        return {
            "mechanism": self.mechanism,
            "params": dict(self.params),
            "pool": str(self.pool_units),
            "paid": str(self.paid_units),
            "left": str(self.left_units),
            "projects": [
                {
                    "project": project.project,
                    "donors": str(project.donors),
                    "given": str(project.given_units),
                    "raw": str(project.raw),
                    "match": str(project.match_units),
                }
                for project in self.projects
            ],
        }


def match_donations(
    mechanism: str, donations: Iterable[Donation], pool_units: int, params: Mapping[str, str]
) -> Matching:
    """Share a pool by the mechanism of that name, its parameters given as text.

    raises     BadParameter for an unknown mechanism or parameter, before the first donation is read
    """
    if mechanism not in MECHANISMS:
        raise BadParameter("mechanism", mechanism, f"one of {', '.join(MECHANISMS)}")
    return MECHANISMS[mechanism](donations, pool_units, params)


def match_qf(donations: Iterable[Donation], pool_units: int, parameters: QfParameters | None = None) -> Matching:
    """Share a pool by quadratic funding, as this file's first lines define it.

    donations   in any order; read once
    pool_units  base units, 0 or more
    returns     every project that was named, also with a match of 0; paid <= pool
    raises      BadInput for a negative amount, or a coefficient out of bounds or not the same throughout
    """
    parameters = parameters or QfParameters()
    if pool_units < 0:
        raise BadParameter("pool", pool_units, "0 or more")
    cap_units = pool_units * parameters.cap_bps // BPS_ONE
    # Python orders text by code point, which is the order of its UTF-8 bytes.
    gifts = sorted(sum_gifts(donations).items())
    weights = [weigh(received, parameters.minimum_units) for _, received in gifts]
    matches = share([weight.raw for weight in weights], pool_units, cap_units, parameters.saturation)
    projects = tuple(
        ProjectMatch(project, weight.donors, weight.given_units, weight.raw, match_units)
        for (project, _), weight, match_units in zip(gifts, weights, matches, strict=True)
    )
    return Matching("qf", parameters.as_text(), pool_units, cap_units, projects)


@dataclass(slots=True)
class Gifts:
    """What one project received, summed: by donor, and each donor's coefficient."""

    units_by_donor: dict[str, int] = field(default_factory=dict)
    bps_by_donor: dict[str, int] = field(default_factory=dict)


def sum_gifts(donations: Iterable[Donation]) -> dict[str, Gifts]:
    """Sum what each donor gave to each project."""
    gifts: defaultdict[str, Gifts] = defaultdict(Gifts)
    for donation in donations:
        donor, project, amount_units, coefficient_bps = donation
        if amount_units < 0 or not 0 <= coefficient_bps <= BPS_ONE:
            raise BadInput(f"{donation} is out of bounds.", "Amounts are 0 or more, coefficients 0 to 10000.")
        received = gifts[project]
        if received.bps_by_donor.setdefault(donor, coefficient_bps) != coefficient_bps:
            raise _second_coefficient(donation, received.bps_by_donor[donor])
        received.units_by_donor[donor] = received.units_by_donor.get(donor, 0) + amount_units
    return gifts


class Weight(NamedTuple):
    """One project before the pool is shared: see `ProjectMatch`."""

    donors: int
    given_units: int
    raw: int


def weigh(gifts: Gifts, minimum_units: int) -> Weight:
    """Compute a project's full match; who gave less than the minimum in all does not count."""
    roots = roots_of(gifts, minimum_units)
    raw = sum(roots) ** 2 - sum(r * r for r in roots)
    return Weight(sum(r > 0 for r in roots), sum(gifts.units_by_donor.values()), raw)


def roots_of(gifts: Gifts, minimum_units: int) -> list[int]:
    """The root of what each donor gave who reached the minimum, 32 fractional bits, in no order."""
    return [
        root(units, gifts.bps_by_donor[donor])
        for donor, units in gifts.units_by_donor.items()
        if units >= minimum_units
    ]


def root(amount_units: int, coefficient_bps: int) -> int:
    """Take the square root of what counts of a gift; 32 fractional bits, rounded down."""
    return isqrt((amount_units * coefficient_bps // BPS_ONE) << RAW_FRACTION_BITS)


def share(raws: Sequence[int], pool_units: int, cap_units: int, saturation: Saturation) -> list[int]:
    """Share the pool among projects in the order of their ids; their sum is at most the pool."""
    total = sum(raws)
    if total == 0:
        return [0] * len(raws)
    if saturation is Saturation.SCALE:
        return _share_capped(raws, pool_units, cap_units)
    return [min(raw >> RAW_FRACTION_BITS, pool_units * raw // total, cap_units) for raw in raws]


def _share_capped(raws: Sequence[int], pool_units: int, cap_units: int) -> list[int]:
    """Share the pool by `scale` with a cap.

    Whether one more project must be capped, the largest of the uncapped ones decides alone. It is capped only
    if its part of `open_units` is over the cap, so `open_units` never falls below zero.
    """
    matches = [cap_units] * len(raws)
    # Sorting is stable, also in reverse: equal raws stay in the order of their ids.
    by_raw = sorted(range(len(raws)), key=raws.__getitem__, reverse=True)
    open_units, open_raw = pool_units, sum(raws)
    capped = 0
    for place in by_raw:
        if open_raw == 0 or open_units * raws[place] // open_raw <= cap_units:
            break
        open_units, open_raw, capped = open_units - cap_units, open_raw - raws[place], capped + 1
    for place in by_raw[capped:]:
        matches[place] = open_units * raws[place] // open_raw if open_raw else 0
    return matches


def _integer_parameter(name: str, text: str, most: int) -> int:
    try:
        return read_integer(text, most)
    except ValueError as error:
        raise BadParameter(name, text, f"a whole number in decimal digits, at most {most}") from error


def _second_coefficient(donation: Donation, before_bps: int) -> BadInput:
    return BadInput(
        f"Donor {donation.donor!r} has two coefficients on project {donation.project!r}: "
        f"{before_bps} and {donation.coefficient_bps} bps.",
        "Give one for each donor and project.",
    )


def _match_qf_from_text(donations: Iterable[Donation], pool_units: int, params: Mapping[str, str]) -> Matching:
    return match_qf(donations, pool_units, QfParameters.from_text(params))


MECHANISMS: Mapping[str, Callable[[Iterable[Donation], int, Mapping[str, str]], Matching]] = {"qf": _match_qf_from_text}
"""Every mechanism by its name, all behind the signature of `match_donations`."""
