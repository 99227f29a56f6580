"""What a panel left open, an expert decides: somebody named for it, without a part in the nominee or in its reviews."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from quadrille.errors import NotAllowed, Refused
from quadrille.languages.words import said
from quadrille.people.tables import Person
from quadrille.screening.panels.assignment import conflict
from quadrille.screening.panels.candidates import candidates
from quadrille.screening.panels.reading import nominee_in, panel_of, seat_of, task_in
from quadrille.screening.panels.tables import Panel
from quadrille.screening.process.flow import record_decisions
from quadrille.screening.process.outcome import Outcome, QuestionResult
from quadrille.screening.process.reading import held_screening, standing_decisions
from quadrille.screening.process.rights import expert_actor
from quadrille.screening.process.steps import check_words
from quadrille.screening.process.tables import Screening
from quadrille.types import BPS_ONE, Timestamp


def open_questions(session: Session, screening: Screening) -> list[str]:
    """What waits for an expert: asked, not decided, and its panel has closed."""
    assert screening.id is not None
    if panel_of(session, screening.id).closed_at is None:
        return []
    decided = standing_decisions(session, screening)
    return [question for question in screening.asked if question not in decided]


def waiting_for_experts(session: Session) -> list[tuple[Screening, list[str]]]:
    """Screenings with questions that wait for an expert, by number."""
    query = select(Screening).join(Panel, col(Panel.screening_id) == col(Screening.id))
    query = query.where(col(Panel.closed_at).is_not(None), col(Screening.closed_at).is_(None))
    found = [(row, open_questions(session, row)) for row in session.exec(query.order_by(col(Screening.id)))]
    return [(row, questions) for row, questions in found if questions]


def decide_question(
    session: Session,
    expert: Person,
    screening_id: int,
    question: str,
    answer: str,
    why: str,
    now: Timestamp,
    evidence: Sequence[str] = (),
) -> Outcome:
    """Decide a question that the panel left open, and return what all decisions say. Not yet committed.

    why      in words for everybody
    raises   NotFound, BadParameter, NotAllowed for whoever is no expert or has a part in it, Refused for a question
             that the panel decided or still may
    """
    check_words("why", why)
    screening = held_screening(session, screening_id)
    # Check: they may.
    actor = expert_actor(session, expert, screening.project_slug)
    refuse_part(session, expert, screening)
    # Check: it waits for an expert.
    waiting = open_questions(session, screening)
    if question not in waiting:
        raise Refused(
            said(
                "Question {question} of screening {screening_id} does not wait for an expert.",
                question=question,
                screening_id=screening_id,
            ),
            said("These do: {listed}.", listed=", ".join(waiting) or "none"),
        )
    # Effect: the decision.
    result = QuestionResult(question, answer, BPS_ONE, tuple(evidence), why)
    return record_decisions(session, screening, [result], actor, now)


def refuse_part(session: Session, expert: Person, screening: Screening) -> None:
    """Raise NotAllowed for an expert with a seat in a screening, or a part in its nominee by whatever they declared."""
    (one,) = candidates(session, [expert.id or 0])
    found = conflict(task_in(screening), one)
    if found or seat_of(session, screening.id or 0, expert) is not None:
        raise NotAllowed(
            said(
                "{pseudonym} {what} in screening {number} of {name}.",
                pseudonym=expert.pseudonym,
                what=found or "has a seat",
                number=screening.id,
                name=nominee_in(screening).name,
            ),
            "Another expert can decide.",
        )
