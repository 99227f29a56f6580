"""Why a project is paid what it is, and what became of a donor's gifts: the calculation once more, step by step; pure.

Every figure is one of the result or follows from it; what a donor changed is the difference to the same calculation
without them, whichever the mechanism.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from quadrille.errors import NotFound
from quadrille.languages.words import said
from quadrille.rounds.bundle.calculation import Calculation
from quadrille.rounds.matching.donation import count
from quadrille.rounds.matching.outcome import Matching, ProjectMatch, nothing_for
from quadrille.rounds.outcome.coefficients import EVERYWHERE
from quadrille.types import BPS_ONE

PROJECTS_NAMED = 10

FULL, UNDER_MINIMUM = said("counts in full"), said("under the minimum of the round")


class PersonGift(NamedTuple):
    """What one person gave to one project, and what of it counts.

    wallets    of theirs that gave to it
    amounts    wallet and units of each donation, in their order
    reasons    why it counts as it does: those of the coefficient that applies
    """

    person: str
    project: str
    amounts: tuple[tuple[str, int], ...]
    coefficient_bps: int
    counted_units: int
    reasons: tuple[str, ...]

    @property
    def wallets(self) -> tuple[str, ...]:
        """Those of the person's wallets that gave to the project."""
        return tuple(sorted({wallet for wallet, _ in self.amounts}))

    @property
    def given_units(self) -> int:
        """The sum, counted or not."""
        return sum(units for _, units in self.amounts)


@dataclass(frozen=True, slots=True)
class ProjectWhy:
    """One project's way through the calculation; `gifts` by the person's id."""

    calculation: Calculation
    row: ProjectMatch
    gifts: tuple[PersonGift, ...]


class Effect(NamedTuple):
    """What a project gets with a donor and without."""

    with_them: ProjectMatch
    without: ProjectMatch

    @property
    def raw_added(self) -> int:
        """What the donor adds to the project's full match, 64 fractional bits; below zero where they take away."""
        return self.with_them.raw - self.without.raw

    @property
    def match_added_units(self) -> int:
        """What the donor adds to its match; below zero where others get more, as the pool is shared."""
        return self.with_them.match_units - self.without.match_units


@dataclass(frozen=True, slots=True)
class DonorWhy:
    """What became of a donor's gifts.

    wallets    all that gave for this person
    gifts      one for each project they gave to
    effects    by project, for every project of the round that anybody gave to
    """

    calculation: Calculation
    wallet: str
    person: str
    wallets: tuple[str, ...]
    gifts: tuple[PersonGift, ...]
    effects: dict[str, Effect]
    without: Matching

    @property
    def is_counted(self) -> bool:
        """Whether anything they gave counts."""
        return any(gift.counted_units for gift in self.gifts)


def explain_project(found: Calculation, project: str) -> ProjectWhy:
    """One project's way; raises NotFound for one that is not in the round."""
    check_project(found, project)
    return ProjectWhy(found, _row(found.matching, project), gifts_to(found, {project}))


def explain_donor(found: Calculation, wallet: str) -> DonorWhy:
    """What became of a wallet's gifts, with those of the same person; raises NotFound when it gave nothing."""
    wallet = _known(found, wallet)
    person_of = found.person_of()
    person = person_of.get(wallet, wallet)
    wallets = {gift.donor for gift in found.donations if person_of.get(gift.donor, gift.donor) == person}
    projects = {gift.project for gift in found.donations if gift.donor in wallets}
    gifts = tuple(gift for gift in gifts_to(found, projects) if gift.person == person)
    without = found.without(wallets)
    rows = {row.project: row for row in without.projects}
    effects = {
        row.project: Effect(row, rows.get(row.project, nothing_for(row.project))) for row in found.matching.projects
    }
    return DonorWhy(found, wallet, person, tuple(sorted(wallets)), gifts, effects, without)


def gifts_to(found: Calculation, projects: Collection[str]) -> tuple[PersonGift, ...]:
    """What each person gave to these projects, by project and person."""
    amounts: dict[tuple[str, str], list[tuple[str, int]]] = {}
    bps: dict[tuple[str, str], int] = {}
    for gift, counted in zip(found.donations, found.counted(), strict=True):
        if gift.project in projects:
            key = (gift.project, counted.donor)
            amounts.setdefault(key, []).append((gift.donor, gift.amount_units))
            bps[key] = counted.coefficient_bps
    said: dict[tuple[str, str, int], set[str]] = {}
    for row in found.coefficients:
        said.setdefault((row.person, row.project, row.coefficient_bps), set()).add(row.reason)
    gifts = []
    for (project, person), given in sorted(amounts.items()):
        k = bps[project, person]
        reasons = {reason for place in (project, EVERYWHERE) for reason in said.get((person, place, k), ())}
        gifts.append(_gift(person, project, given, k, reasons, found.matching.minimum_units))
    return tuple(gifts)


def check_project(found: Calculation, project: str) -> None:
    """Raise NotFound for a project that is not in the round."""
    if project not in found.projects:
        more = " and others" if len(found.projects) > PROJECTS_NAMED else ""
        named = f"{', '.join(found.projects[:PROJECTS_NAMED])}{more}"
        raise NotFound("project in this round", repr(project), said("Its projects are {named}.", named=named))


def _gift(
    person: str, project: str, amounts: list[tuple[str, int]], bps: int, reasons: set[str], minimum_units: int
) -> PersonGift:
    given_units = sum(units for _, units in amounts)
    counted_units = count(given_units, bps)
    if given_units < minimum_units:
        counted_units, reasons = 0, reasons | {UNDER_MINIMUM}
    if bps == BPS_ONE and not reasons:
        reasons = {FULL}
    return PersonGift(person, project, tuple(amounts), bps, counted_units, tuple(sorted(reasons)))


def _row(matching: Matching, project: str) -> ProjectMatch:
    return next((row for row in matching.projects if row.project == project), nothing_for(project))


def _known(found: Calculation, wallet: str) -> str:
    donors = {gift.donor for gift in found.donations}
    if wallet in donors:
        return wallet
    # An address is the same in any case; other ids are kept letter for letter.
    same = [donor for donor in donors if donor.startswith("0x") and donor.lower() == wallet.lower()]
    if len(same) != 1:
        raise NotFound("donor in this round", repr(wallet), "Name a wallet that donations.csv has.")
    return same[0]
