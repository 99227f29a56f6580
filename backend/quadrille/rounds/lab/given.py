"""What was given in a round, as the lab looks at it: summed, in one order, with what is typical of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from quadrille.rounds.matching.donation import Donation, Gifts, counted_by_project, sum_gifts


@dataclass(frozen=True)
class Given:
    """The gifts of a round: what each donor gave to each project, summed, by the ids' UTF-8 bytes."""

    gifts: Mapping[str, Gifts]

    @cached_property
    def donations(self) -> tuple[Donation, ...]:
        """One for each donor and project, whatever was given in many."""
        return tuple(
            Donation(donor, project, units, received.bps_by_donor[donor])
            for project, received in self.gifts.items()
            for donor, units in sorted(received.units_by_donor.items())
        )

    @cached_property
    def donors(self) -> int:
        """How many gave, counted or not."""
        return len({donor for received in self.gifts.values() for donor in received.units_by_donor})

    @cached_property
    def counted(self) -> dict[str, dict[str, int]]:
        """What counts of each gift, by project and donor; nothing in it is zero."""
        return counted_by_project(self.gifts)

    @cached_property
    def projects_by_donor(self) -> dict[str, set[str]]:
        """Where each donor gave something that counts."""
        projects: dict[str, set[str]] = {}
        for project, by_donor in self.counted.items():
            for donor in by_donor:
                projects.setdefault(donor, set()).add(project)
        return projects

    @cached_property
    def given_units(self) -> int:
        """Everything that was donated, counted or not."""
        return sum(received.given_units for received in self.gifts.values())

    @cached_property
    def median_gift_units(self) -> int:
        """The median of what counts of a donor's sum to a project; 0 when nothing counts."""
        return _median([units for by_donor in self.counted.values() for units in by_donor.values()])

    @cached_property
    def median_donor_units(self) -> int:
        """The median of what counts of all that a donor gave; 0 when nothing counts."""
        totals: dict[str, int] = {}
        for by_donor in self.counted.values():
            for donor, units in by_donor.items():
                totals[donor] = totals.get(donor, 0) + units
        return _median(list(totals.values()))


def given(donations: Iterable[Donation]) -> Given:
    """Sum donations, in any order; raises BadInput as `sum_gifts` does."""
    return Given(sum_gifts(donations))


def _median(amounts: Sequence[int]) -> int:
    # The lower of two in the middle: an amount that somebody gave, and no half units.
    return sorted(amounts)[(len(amounts) - 1) // 2] if amounts else 0
