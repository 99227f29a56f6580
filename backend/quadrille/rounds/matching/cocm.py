"""`cocm`, connection-oriented cluster match: support by groups that have little to do with each other counts for most.

The donors of each project are a group, and a person belongs to the groups of all projects that they gave to, to each by
its part of what they gave. A project is matched for every pair of groups among its donors, by the root of what each of
the two gave; but what a person gave counts towards a pair only as far as they are strange to the other group. Sybils,
friends and fans of one cause give to the same projects and know each other's groups, so they add little.

    c_ip   what counts of donor i's sum to project p, as in `qf`; only c > 0
    W_ip   c_ip / (sum of c_i over projects)          how much of i belongs to group p
    k_ih   how familiar i is with group h, 0..1       `familiarity.py`, in three ways; 1 with the groups i belongs to
    A_gh   sum over donors i of p of W_ig * c_ip * (1 - k_ih)                    harsh
           sum over donors i of p of W_ig * (c_ip * (1 - k_ih) + s_ip * k_ih)    soft, s = sqrt(c) in whole tokens
    raw_p  sum over groups g != h of sqrt(A_gh * A_hg)

In integers, so that every machine agrees to the last digit (>> and << are shifts, // rounds down):

    ONE    2^60; the fractions below are parts of it
    W_ip   c_ip * ONE // (sum of c_i over projects)
    s_ip   isqrt(c_ip * unit << 64), 32 fractional bits; 0 in the harsh variants     unit: base units of one whole token
    N_p    sum over donors of (c_ip << 32) + s_ip
    x_ip   (c_ip << 32) * ONE // N_p,   y_ip   s_ip * ONE // N_p
    B_gh   sum over donors i of p of   ((x_ip * W_ig >> 60) * (ONE - k_ih) >> 60)
                                     + ((y_ip * W_ig >> 60) * k_ih >> 60)
    raw_p  2 * N_p * (sum over groups g < h of isqrt(B_gh * B_hg)) >> 28         64 fractional bits, as everywhere

A person's parts add up to no more than ONE, and so does every B, so that each number but N and raw fits 60 bits. Of
each donor some 2^-60 of N is lost, which a root can raise to 2^-30: for amounts from a thousandth to ten thousand
tokens, shares are within 1e-9 of the formula's, unless all full matches together are next to nothing.

In the harsh variants a project gets something only if two of its donors each gave where the other did not: when all
gave to it alone, it gets nothing, however many they are. `og-harsh` gives nothing to anybody while groups are made by
donations: two donors of a project share it, so either is familiar with all groups of the other. It is here to compare.
Soft variants mix money with its root, so their shares depend on what one token is, which is why `unit` is a parameter;
harsh shares do not change with the unit of money.

Source: Miller, Weyl, Erichsen, "Beyond Collusion Resistance: Leveraging Social Information for Plural Funding and
Voting" (2022); variants as in Gitcoin's calculator, groups by donations.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isqrt
from typing import ClassVar, NamedTuple

from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.familiarity import BITS, ONE, Familiar, Way, familiarity
from quadrille.rounds.matching.gift_rows import Row, weigh_rows
from quadrille.rounds.matching.outcome import Matching
from quadrille.rounds.matching.parameters import Parameters, cap_bps, choice, whole
from quadrille.rounds.matching.sharing import ROOT_FRACTION_BITS, Saturation, share_out

NATIVE_UNIT = 10**18
"""Base units of one whole native coin, in which rounds are held on the chain (EIP-20 calls them 18 decimals)."""

MANY_PARTS = 1_000_000
"""From so many parts of B on, the compiled loops are quicker than to start them takes."""


class Variant(StrEnum):
    """How familiarity is measured, and whether familiar support counts for nothing or for its root."""

    MARKOV_HARSH = "markov-harsh"
    MARKOV_SOFT = "markov-soft"
    OG_HARSH = "og-harsh"
    OG_SOFT = "og-soft"
    PCT_FRIENDS_HARSH = "pct-friends-harsh"
    PCT_FRIENDS_SOFT = "pct-friends-soft"

    @property
    def way(self) -> Way:
        """How familiarity is measured."""
        return Way(self.value.rpartition("-")[0])

    @property
    def is_soft(self) -> bool:
        """Whether support by familiar people counts for its root."""
        return self.value.endswith("-soft")


@dataclass(frozen=True, slots=True)
class CocmParameters(Parameters):
    """The parameters of `cocm`; `unit` is base units per whole token and decides in the soft variants only."""

    mechanism: ClassVar[str] = "cocm"

    variant: Variant = choice(Variant.MARKOV_HARSH)
    unit: int = whole(least=1, default=NATIVE_UNIT)
    saturation: Saturation = choice(Saturation.KEEP)
    cap_bps: int = cap_bps()


class Support(NamedTuple):
    """What one donor gives to one project, in parts of N: x and y of the definition. `donor` is the row's number."""

    donor: int
    plain: int
    rooted: int


class Supported(NamedTuple):
    """A project with its donors; `norm` is N."""

    norm: int
    donors: tuple[Support, ...]


def match_cocm(donations: Iterable[Donation], pool_units: int, parameters: CocmParameters | None = None) -> Matching:
    """Share a pool by connection-oriented cluster match, as this file's first lines define it.

    donations   in any order; read once
    pool_units  base units, 0 or more
    returns     every project that was named, also with a match of 0; paid <= pool
    raises      BadInput for a negative amount, or a coefficient out of bounds or not the same throughout
    """
    told = parameters or CocmParameters()
    weights = weigh_rows(donations, lambda rows, projects: weigh_clusters(rows, projects, told.variant, told.unit))
    return share_out(weights, pool_units, told, told.saturation, told.cap_bps)


def weigh_clusters(rows: Sequence[Row], projects: int, variant: Variant, unit: int) -> list[int]:
    """The full match of each project, 64 fractional bits.

    rows       what counts of each donor's gifts, by the place of the project
    projects   how many there are
    """
    supported = _supported(rows, projects, unit if variant.is_soft else None)
    sums = _root_sums(supported, rows, projects, variant.way)
    # A shift less than 28, for the two orders of each pair.
    return [project.norm * roots >> 27 for project, roots in zip(supported, sums, strict=True)]


def belonging(rows: Sequence[Row]) -> list[Row]:
    """How much of each donor belongs to which group, in parts of ONE."""
    totals = [sum(row.values()) for row in rows]
    return [
        {place: units * ONE // total for place, units in row.items()} for row, total in zip(rows, totals, strict=True)
    ]


def root_sum(donors: Iterable[Support], parts: Sequence[Row], familiar: Familiar) -> int:
    """Sum the roots over the pairs of groups among one project's donors, 60 fractional bits: the definition.

    parts, familiar   of every donor, by their numbers
    """
    strange: dict[int, dict[int, int]] = {}
    for donor, plain, rooted in donors:
        for group, part in parts[donor].items():
            row = strange.setdefault(group, {})
            for other, k in enumerate(familiar[donor]):
                added = (plain * part >> BITS) * (ONE - k) >> BITS
                row[other] = row.get(other, 0) + added + ((rooted * part >> BITS) * k >> BITS)
    groups = sorted(strange)
    return sum(isqrt(strange[g][h] * strange[h][g]) for place, g in enumerate(groups) for h in groups[:place])


def _supported(rows: Sequence[Row], projects: int, unit: int | None) -> list[Supported]:
    amounts: list[dict[int, int]] = [{} for _ in range(projects)]
    for donor, row in enumerate(rows):
        for place, units in row.items():
            amounts[place][donor] = units
    return [_support(by_donor, unit) for by_donor in amounts]


def _support(by_donor: Mapping[int, int], unit: int | None) -> Supported:
    plain = {donor: units << ROOT_FRACTION_BITS for donor, units in by_donor.items()}
    # A token may have few decimals: in whole base units its roots would be too coarse.
    roots = {donor: isqrt(units * unit << 2 * ROOT_FRACTION_BITS) if unit else 0 for donor, units in by_donor.items()}
    norm = sum(plain.values()) + sum(roots.values())
    return Supported(
        norm, tuple(Support(donor, plain[donor] * ONE // norm, roots[donor] * ONE // norm) for donor in by_donor)
    )


def _root_sums(supported: Sequence[Supported], rows: Sequence[Row], projects: int, way: Way) -> list[int]:
    parts = belonging(rows)
    if projects * sum(len(row) ** 2 for row in rows) >= MANY_PARTS:
        # A small round does not wait for the compiler.
        from quadrille.rounds.matching.kernels.cluster_kernel import root_sums_compiled

        return root_sums_compiled([project.donors for project in supported], rows, parts, way)
    familiar = familiarity(way, rows, parts, projects)
    return [root_sum(project.donors, parts, familiar) for project in supported]
