"""What was given: donations, summed by project and donor, and what of each sum counts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from quadrille.errors import BadInput
from quadrille.types import BPS_ONE


class Donation(NamedTuple):
    """Money from one donor to one project; a donor may give to a project many times, with one coefficient."""

    donor: str
    project: str
    amount_units: int
    coefficient_bps: int = BPS_ONE


@dataclass(slots=True)
class Gifts:
    """What one project received, summed: by donor, and each donor's coefficient."""

    units_by_donor: dict[str, int] = field(default_factory=dict)
    bps_by_donor: dict[str, int] = field(default_factory=dict)

    @property
    def given_units(self) -> int:
        """Everything donated to the project, counted or not."""
        return sum(self.units_by_donor.values())

    def counted(self) -> dict[str, int]:
        """What counts of each donor's sum, c' = c * k // 10 000; who counts with nothing is left out."""
        counts = {donor: count(units, self.bps_by_donor[donor]) for donor, units in self.units_by_donor.items()}
        return {donor: units for donor, units in counts.items() if units}


def count(amount_units: int, coefficient_bps: int) -> int:
    """What counts of a gift, rounded down to a whole unit."""
    return amount_units * coefficient_bps // BPS_ONE


def sum_gifts(donations: Iterable[Donation]) -> dict[str, Gifts]:
    """Sum what each donor gave to each project; projects by the UTF-8 bytes of their ids.

    raises     BadInput for a negative amount, or a coefficient out of bounds or not the same throughout
    """
    gifts: defaultdict[str, Gifts] = defaultdict(Gifts)
    for donation in donations:
        donor, project, amount_units, coefficient_bps = donation
        if amount_units < 0 or not 0 <= coefficient_bps <= BPS_ONE:
            raise BadInput(f"{donation} is out of bounds.", "Amounts are 0 or more, coefficients 0 to 10000.")
        received = gifts[project]
        if received.bps_by_donor.setdefault(donor, coefficient_bps) != coefficient_bps:
            raise _second_coefficient(donation, received.bps_by_donor[donor])
        received.units_by_donor[donor] = received.units_by_donor.get(donor, 0) + amount_units
    # Python orders text by code point, which is the order of its UTF-8 bytes.
    return dict(sorted(gifts.items()))


def counted_by_project(gifts: Mapping[str, Gifts]) -> dict[str, dict[str, int]]:
    """What counts of each gift, by project and donor; nothing in it is zero."""
    return {project: received.counted() for project, received in gifts.items()}


def _second_coefficient(donation: Donation, before_bps: int) -> BadInput:
    return BadInput(
        f"Donor {donation.donor!r} has two coefficients on project {donation.project!r}: "
        f"{before_bps} and {donation.coefficient_bps} bps.",
        "Give one for each donor and project.",
    )
