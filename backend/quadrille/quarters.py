"""Quarters of the calendar, in UTC: how much came in each, for whoever looks at years. Pure."""

from datetime import UTC, datetime
from typing import NamedTuple

from quadrille.errors import BadParameter
from quadrille.types import Timestamp

LAST_MOMENT = 253_402_300_799
"""31 December 9999, 23:59:59 UTC: the last second that `datetime` knows. A chain can hold later ones."""


class Quarter(NamedTuple):
    """Three months, `number` 1 to 4; they compare and sort by time."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def following(self) -> "Quarter":
        """The one after."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)


def quarter_of(at: Timestamp) -> Quarter:
    """The quarter in which a moment is; raises BadParameter outside of the years 1970 to 9999."""
    if not 0 <= at <= LAST_MOMENT:
        raise BadParameter("moment", at, f"unix seconds from 0 to {LAST_MOMENT}")
    day = datetime.fromtimestamp(at, UTC)
    return Quarter(day.year, (day.month + 2) // 3)


def quarters(first: Quarter, last: Quarter) -> list[Quarter]:
    """Every quarter from the first to the last, both in it; none when the last is before the first."""
    found = []
    while first <= last:
        found.append(first)
        first = first.following
    return found
