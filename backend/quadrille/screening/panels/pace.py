"""How long a review takes, by what reviews really took, and what of a queue fits somebody. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from quadrille.screening.panels.assignment import name_key, shares_language

LEAST_MEASURED = 5
"""Reviews before their median says more than one person's pace."""

SECONDS_BEFORE = 360
"""Of a whole review, until enough were measured: what a good one is meant to take (design, section 1)."""

QUESTIONS_BEFORE = 13
"""How many questions such a review has."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What of a nominee fits somebody: a language they read, a sector they know; None where nothing is asked."""

    reads: bool | None
    knows: bool | None

    @property
    def rank(self) -> int:
        """0 for the best: nothing against it and something for it; what they cannot read comes last."""
        if self.reads is False:
            return 3
        return 0 if self.knows else 1 if self.knows is None else 2


def minutes_for(questions: int, measured: Sequence[tuple[int, int]]) -> int:
    """The minutes that so many questions take, at least one.

    measured   seconds and answers of reviews whose time was taken; their median pace, once there are five
    """
    paces = [seconds / answers for seconds, answers in measured if answers]
    pace = median(paces) if len(paces) >= LEAST_MEASURED else SECONDS_BEFORE / QUESTIONS_BEFORE
    return max(1, -(-int(pace * questions) // 60))


def fit(
    languages: Iterable[str], sectors: Iterable[str], own_languages: Iterable[str], own_sectors: Iterable[str]
) -> Fit:
    """How a nominee that asks for these languages and sectors fits somebody who reads and knows those."""
    wanted, known = ({name_key(name) for name in names} for names in (sectors, own_sectors))
    asked = list(languages)
    return Fit(shares_language(asked, own_languages) if asked else None, bool(wanted & known) if wanted else None)
