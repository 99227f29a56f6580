"""How the report writes amounts, names and sentences. Amounts are cut, never rounded up; 0 is written for 0 alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from quadrille.rounds.offline.matching_report import columns, printable

WIDTH = 100
LONGEST_NAME = 36
NAMED = 3
"""So many projects a sentence names."""


@dataclass(frozen=True)
class Money:
    """How amounts of one round are written.

    pool_units   the whole of which shares are parts
    unit_units   base units in what is written as 1: a whole token, or a base unit
    """

    pool_units: int
    unit_units: int

    def amount(self, units: int) -> str:
        """A sum, digits grouped by commas; with two decimals when it is in whole tokens."""
        if self.unit_units == 1:
            return f"{units:,}"
        return _hundredths(units, self.unit_units)

    def share(self, units: int) -> str:
        """A part of the pool in percent, without the sign."""
        return _hundredths(units * 100, self.pool_units)

    def times(self, units: int, other_units: int) -> str:
        """How many times one sum is in another."""
        return _hundredths(units, other_units)


def money(pool_units: int, token_units: int) -> Money:
    """In whole tokens when the pool holds one at least, else in base units."""
    return Money(pool_units, token_units if pool_units >= token_units else 1)


def _hundredths(part: int, whole: int) -> str:
    if part == 0 or whole == 0:
        return "0"
    sign = "-" if part < 0 else ""
    whole_ones, hundredths = divmod(abs(part) * 100 // whole, 100)
    if whole_ones == hundredths == 0:
        return "<0.01" if part > 0 else ">-0.01"
    return f"{sign}{whole_ones:,}.{hundredths:02}"


def paragraph(text: str, first: str = "", others: str = "") -> list[str]:
    """A text as lines of at most 100 columns, with what each begins with; a number keeps its percent sign."""
    lines = [first]
    for word in text.replace(" %", "\N{NO-BREAK SPACE}%").split(" "):
        begun = lines[-1] + word
        if columns(begun) > WIDTH:
            lines.append(others)
        lines[-1] += f"{word} "
    return [line.replace("\N{NO-BREAK SPACE}", " ").rstrip() for line in lines]


def name(project: str) -> str:
    """A project's id in a sentence."""
    return f'"{printable(project, LONGEST_NAME)}"'


def counted(number: int, thing: str) -> str:
    """`1 project`, `2 projects`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def listed(texts: Sequence[str]) -> str:
    """The first few, and how many more there are."""
    more = len(texts) - NAMED
    shown = ", ".join(texts[:NAMED])
    return f"{shown} and {more:,} more" if more > 0 else shown
