"""How sure somebody said they were, beside how often it came out as they said.

It is told to the reviewer, and to others where the reviewer shows it; it decides nothing. Where the outcome comes from
is `panels/outcomes.py`'s to say: never from the reviewer's own answer, so that nobody vouches for themselves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quadrille.screening.judging.answers import Answer, Review
from quadrille.screening.judging.consensus import LEAST_TASKS, RIGHT_WHEN_SURE
from quadrille.screening.judging.verification import RULE, losses_bps
from quadrille.types import BPS_ONE

LEAST_ANSWERS = LEAST_TASKS
"""Answers with an outcome before a curve is drawn: with fewer, luck is all that it would show."""


@dataclass(frozen=True, slots=True)
class Level:
    """All answers of one confidence.

    answers    Yes or No, with a known outcome
    came_true  of them, how many came out as they were said
    usual_bps  how often answers of this confidence do: `consensus.RIGHT_WHEN_SURE`, from the pilot
    """

    confidence: int
    answers: int
    came_true: int
    usual_bps: int

    @property
    def share_bps(self) -> int | None:
        """How often they came out as said; None where there are none."""
        return self.came_true * BPS_ONE // self.answers if self.answers else None


@dataclass(frozen=True, slots=True)
class Calibration:
    """A level for each confidence, 1 to 5, and the mean loss.

    loss_bps   the mean quadratic loss of the stated confidences (Brier 1950), Not sure as a guess; None without any
    guess_bps  what saying "50 %" throughout would lose
    """

    levels: tuple[Level, ...]
    loss_bps: int | None
    guess_bps: int = RULE.guess_loss_bps

    @property
    def answers(self) -> int:
        """Answers with Yes or No and a known outcome."""
        return sum(level.answers for level in self.levels)

    @property
    def is_enough(self) -> bool:
        """Whether they are enough for a curve."""
        return self.answers >= LEAST_ANSWERS


def calibration(judged: Iterable[tuple[Review, Mapping[str, bool]]]) -> Calibration:
    """What somebody's reviews show, each with what came out of its questions; those without an outcome are left out."""
    rows = list(judged)
    said = [(answer, known) for review, known in rows for answer in review.answers if answer.question in known]
    losses = [loss for review, known in rows for loss in losses_bps(review, known)]
    levels = tuple(_level(confidence, said) for confidence in sorted(RIGHT_WHEN_SURE))
    return Calibration(levels, sum(losses) // len(losses) if losses else None)


def _level(confidence: int, said: Iterable[tuple[Answer, Mapping[str, bool]]]) -> Level:
    mine = [
        answer.choice.json is known[answer.question]
        for answer, known in said
        if answer.confidence == confidence and answer.choice.json is not None
    ]
    return Level(confidence, len(mine), sum(mine), round(BPS_ONE * RIGHT_WHEN_SURE[confidence]))
