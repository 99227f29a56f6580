"""What has to be true before decisions are kept or carried out, and keeping them."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import Session, select

from quadrille.errors import BadParameter, Refused
from quadrille.languages.words import said
from quadrille.screening.process import reading
from quadrille.screening.process.outcome import Outcome, QuestionResult
from quadrille.screening.process.states import Actor, Mover, State
from quadrille.screening.process.tables import QuestionDecision, Screening
from quadrille.types import Timestamp

DECIDE_IN = {
    Mover.PANEL: (State.FIRST_REVIEW, State.SECOND_REVIEW),
    Mover.EXPERT: (State.FIRST_REVIEW, State.SECOND_REVIEW, State.CONSULTATION),
}
"""Who decides on questions, and while a screening is in which states."""


def check_deciding(screening: Screening, actor: Actor) -> None:
    """Raise Refused unless whoever it is may decide on questions of this screening now."""
    states = DECIDE_IN.get(actor.mover)
    if states is None:
        raise Refused(
            said("The {mover} does not decide on questions.", mover=actor.mover), "A panel does, or an expert."
        )
    if screening.state not in states:
        raise Refused(
            said(
                "Screening {number} is in the state {words}; the {mover} decides on questions in {listed}.",
                number=screening.id,
                words=State(screening.state).words,
                mover=actor.mover,
                listed=" and ".join(state.words for state in states),
            ),
            "Move it there first.",
        )


def check_questions(screening: Screening, decisions: Sequence[QuestionResult], actor: Actor) -> None:
    """Raise BadParameter unless these are questions of the screening, each once; a panel decides what is asked."""
    allowed = screening.asked if actor.mover is Mover.PANEL else reading.standard_of(screening).question_ids
    seen: set[str] = set()
    for result in decisions:
        if result.question not in allowed:
            raise BadParameter("question", result.question, f"one of {', '.join(allowed) or 'none'}")
        if result.question in seen:
            raise BadParameter("question", result.question, "decided once, not twice together")
        seen.add(result.question)


def check_outcome(found: Outcome, target: State, actor: Actor) -> None:
    """Raise Refused when the decisions on the questions do not allow this end of a screening.

    Nobody makes a DPG of a nominee with a question that is not Yes, nor turns one down whose questions all are.
    """
    if target is State.DPG and found.state is not State.DPG:
        raise Refused(
            said("The nominee cannot become a DPG. {words}", words=found.words), "An expert can decide a question anew."
        )
    if target is State.INELIGIBLE and actor.mover is not Mover.CLOCK and found.state in (None, State.DPG):
        raise Refused(
            said("The nominee cannot be turned down. {words}", words=found.words),
            "An expert can decide a question anew.",
        )


def keep_decision(
    session: Session,
    screening: Screening,
    result: QuestionResult,
    actor: Actor,
    now: Timestamp,
    decided_by: str = "",
) -> None:
    """Keep a decision as the next version of its question's; `decided_by` is the actor's right unless it is named."""
    assert screening.id is not None
    newest = select(func.max(QuestionDecision.version)).where(
        QuestionDecision.screening_id == screening.id, QuestionDecision.question == result.question
    )
    row = QuestionDecision(
        screening_id=screening.id,
        question=result.question,
        version=(session.exec(newest).one() or 0) + 1,
        answer=result.answer,
        support_bps=result.support_bps,
        decided_by=decided_by or actor.mover.value,
        actor=actor.name,
        made_at=now,
        evidence=list(result.evidence),
        words=result.words,
    )
    session.add(row)
    session.flush()
