"""Relevance: who said what of a project, quarter by quarter. Pure.

Rows are (role, kind, at): a chamber's name, or "end users"; what was said, as "raised" or "partly"; when.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quadrille.quarters import Quarter, quarter_of, quarters
from quadrille.types import Timestamp

Row = tuple[str, str, Timestamp]

MOST_QUARTERS = 40
"""Ten years, the newest; whatever came before is in the sums."""


@dataclass(frozen=True, slots=True)
class QuarterOfFeedback:
    """How much of each kind each role said in one quarter; a role that said nothing is not in it."""

    quarter: Quarter
    counts: Mapping[str, Mapping[str, int]]

    @property
    def all(self) -> int:
        """How many said something."""
        return sum(sum(kinds.values()) for kinds in self.counts.values())


def by_quarter(rows: Iterable[Row], last: Quarter) -> list[QuarterOfFeedback]:
    """Every quarter from the first that has something to `last`, or to the last that has; at most MOST_QUARTERS."""
    counted: dict[Quarter, dict[str, Counter[str]]] = {}
    for role, kind, at in rows:
        counted.setdefault(quarter_of(at), {}).setdefault(role, Counter())[kind] += 1
    if not counted:
        return []
    shown = quarters(min(counted), max(last, *counted))[-MOST_QUARTERS:]
    return [
        QuarterOfFeedback(quarter, {role: dict(kinds) for role, kinds in sorted(counted.get(quarter, {}).items())})
        for quarter in shown
    ]


def by_role(rows: Iterable[Row]) -> dict[str, dict[str, int]]:
    """How much of each kind each role said in all."""
    counted: dict[str, Counter[str]] = {}
    for role, kind, _ in rows:
        counted.setdefault(role, Counter())[kind] += 1
    return {role: dict(sorted(kinds.items())) for role, kinds in sorted(counted.items())}
