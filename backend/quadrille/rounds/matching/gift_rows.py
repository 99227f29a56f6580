"""What counts, seen from the donors: a row for each, with the projects by their places."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from quadrille.rounds.matching.donation import Donation, counted_by_project, sum_gifts
from quadrille.rounds.matching.sharing import Weight

Row = dict[int, int]
"""Of one donor: an amount, or what was made of it, by the place of the project among all, from 0."""


def weigh_rows(
    donations: Iterable[Donation], weigh: Callable[[Sequence[Row], int], Sequence[int]]
) -> dict[str, Weight]:
    """What each project weighs, by a rule that looks at what donors have in common.

    weigh   makes of the rows and the number of projects each project's full match, by its place
    """
    gifts = sum_gifts(donations)
    counted = counted_by_project(gifts)
    raws = weigh(rows_by_donor(counted), len(counted))
    return {
        project: Weight(len(counted[project]), received.given_units, raw)
        for (project, received), raw in zip(gifts.items(), raws, strict=True)
    }


def rows_by_donor(counted: Mapping[str, Mapping[str, int]]) -> list[Row]:
    """A row for each donor, from what counts by project and donor; the rows in no particular order."""
    rows: dict[str, Row] = {}
    for place, by_donor in enumerate(counted.values()):
        for donor, units in by_donor.items():
            rows.setdefault(donor, {})[place] = units
    return list(rows.values())


def shift(value: int, bits: int) -> int:
    """value * 2^bits, rounded down; bits may be negative."""
    return value << bits if bits >= 0 else value >> -bits
