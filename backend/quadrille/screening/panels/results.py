"""What a panel came to on a question, with the evidence that its answers name. Pure."""

from collections.abc import Iterable
from math import floor

from quadrille.screening.judging.answers import Review
from quadrille.screening.judging.panel import Step
from quadrille.screening.process.outcome import EVIDENCE_CHARACTERS, EVIDENCE_MOST, WORDS_CHARACTERS, QuestionResult
from quadrille.types import BPS_ONE


def result_of(question: str, step: Step, reviews: Iterable[Review]) -> QuestionResult:
    """The decision on one question, with the reason of its step.

    The evidence is what stands in the field for it under the same answer: links and quotes, each once, nobody's name.
    """
    return QuestionResult(
        question=question,
        answer=step.finding.choice.value,
        support_bps=floor(BPS_ONE * step.finding.support),
        evidence=tuple(_evidence(question, step, reviews))[:EVIDENCE_MOST],
        words=step.words[:WORDS_CHARACTERS],
    )


def _evidence(question: str, step: Step, reviews: Iterable[Review]) -> list[str]:
    said = [
        item.evidence.strip()[:EVIDENCE_CHARACTERS]
        for review in reviews
        for item in review.answers
        if item.question == question and item.choice is step.finding.choice
    ]
    # By what they say: not in the order of seats, which could tell whose is whose.
    return sorted({text for text in said if text})
