"""What counts, seen from the donors: a row for each, with the projects by their places."""

from collections.abc import Mapping

Row = dict[int, int]
"""Of one donor: an amount, or what was made of it, by the place of the project among all, from 0."""


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
