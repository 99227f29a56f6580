"""Finding screenings, and what was said in them."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from quadrille.catalog.standard import Standard, load_standard
from quadrille.db import hold
from quadrille.errors import NotFound
from quadrille.screening.judging.answers import Choice
from quadrille.screening.process.outcome import Outcome, outcome
from quadrille.screening.process.states import State
from quadrille.screening.process.tables import QuestionDecision, Screening, ScreeningStep


def get_screening(session: Session, screening_id: int) -> Screening:
    """The screening of this number; raises NotFound."""
    found = session.get(Screening, screening_id)
    if found is None:
        raise NotFound("screening", screening_id, "`quadrille screening screenings` lists them.")
    return found


def held_screening(session: Session, screening_id: int) -> Screening:
    """The same, read anew while nobody else changes it until this transaction ends."""
    found = get_screening(session, screening_id)
    hold_project(session, found.project_slug)
    session.refresh(found)
    return found


def hold_project(session: Session, slug: str) -> None:
    """Wait until nobody else opens or moves a screening of this project."""
    hold(session, f"screenings of {slug}")


def list_screenings(
    session: Session,
    project: str | None = None,
    state: State | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Screening]:
    """Screenings by their number: all, or those of a project or in a state; `limit` of those above `after`."""
    query = select(Screening).where(col(Screening.id) > after)
    if project is not None:
        query = query.where(Screening.project_slug == project)
    if state is not None:
        query = query.where(Screening.state == state)
    return list(session.exec(query.order_by(col(Screening.id)).limit(limit)))


def newest_screenings(session: Session, limit: int) -> list[Screening]:
    """So many screenings, newest first."""
    return list(session.exec(select(Screening).order_by(col(Screening.id).desc()).limit(limit)))


def open_screening_of(session: Session, slug: str) -> Screening | None:
    """The screening of a project that is under way, if any."""
    query = select(Screening).where(Screening.project_slug == slug, col(Screening.closed_at).is_(None))
    return session.exec(query).one_or_none()


def steps_of(session: Session, screening: Screening) -> list[ScreeningStep]:
    """Every step, in order."""
    query = select(ScreeningStep).where(ScreeningStep.screening_id == screening.id)
    return list(session.exec(query.order_by(col(ScreeningStep.id))))


def decisions_of(session: Session, screening: Screening) -> list[QuestionDecision]:
    """Every decision, in the order in which they were made."""
    query = select(QuestionDecision).where(QuestionDecision.screening_id == screening.id)
    return list(session.exec(query.order_by(col(QuestionDecision.id))))


def standing_decisions(session: Session, screening: Screening) -> dict[str, QuestionDecision]:
    """The decision that stands on each question: the newest."""
    return {row.question: row for row in decisions_of(session, screening)}


def shows_decisions(screening: Screening) -> bool:
    """Whether everybody may read the decisions: not while a panel could still be led by them."""
    return screening.state not in (State.DRAFT, State.FIRST_REVIEW)


def standard_of(screening: Screening) -> Standard:
    """The version of the Standard that it is screened by."""
    return load_standard(screening.standard_version)


def outcome_of(session: Session, screening: Screening) -> Outcome:
    """What the decisions so far say."""
    standard, steps = standard_of(screening), steps_of(session, screening)
    answers = {name: Choice(row.answer) for name, row in standing_decisions(session, screening).items()}
    return outcome(
        standard.question_ids,
        answers,
        only_nominees(standard),
        was_clarified=_came_from(steps, State.CLARIFICATION),
        was_consulted=_came_from(steps, State.CONSULTATION),
    )


def only_nominees(standard: Standard) -> frozenset[str]:
    """The questions on which only a representative of the nominee can give evidence."""
    return frozenset(
        question.id
        for indicator in standard.indicators
        if indicator.evidence_from == "representative"
        for question in indicator.questions
    )


def _came_from(steps: Sequence[ScreeningStep], state: State) -> bool:
    return any(step.from_state == state for step in steps)
