"""Panels for everybody, confirmations for whoever is asked, audits for experts; over HTTP."""

import time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field
from sqlmodel import Session

from quadrille.body import Body
from quadrille.catalog.standard import Question
from quadrille.errors import NotAllowed
from quadrille.languages.words import said
from quadrille.paging import AfterRow, Limit, NextPageDep
from quadrille.people.tables import Person
from quadrille.routing import PersonDep, SessionDep
from quadrille.screening.panels import auditing, confirming
from quadrille.screening.panels.kept import answers_in
from quadrille.screening.panels.tables import Confirmation, ReviewAudit
from quadrille.screening.panels.views import PanelView, panel_view
from quadrille.screening.process.outcome import WORDS_CHARACTERS
from quadrille.screening.process.reading import get_screening, standard_of
from quadrille.screening.process.rights import is_expert
from quadrille.screening.tables import Review
from quadrille.types import ROW_MAX, Timestamp

router = APIRouter(prefix="/api/v1", tags=["panels"])

RowId = Annotated[int, Path(ge=1, le=ROW_MAX)]


class ConfirmationItem(BaseModel):
    """Evidence that one is asked to look up: the answer and what stands under it, never whose it is."""

    confirmation: int
    screening: int
    project: str
    question: str
    statement: str
    answer: str
    evidence: str
    comment: str
    due_at: int


class Finding(Body):
    """What one found: whether the evidence supports the answer, and what was seen."""

    finding: Literal["supports", "does_not", "cannot_tell"]
    words: str = Field(default="", max_length=WORDS_CHARACTERS)


class FoundItem(BaseModel):
    """A confirmation that was answered."""

    confirmation: int
    finding: str
    done_at: int


class AuditItem(BaseModel):
    """An audit; `outcome` is "upheld", "refuted", or empty while it waits for an expert."""

    review: int
    screening: int
    project: str
    drawn_at: int
    decided_at: int | None
    outcome: str


class AuditView(AuditItem):
    """An audit with the review that it is of, without its author, for an expert."""

    answers: list[dict[str, Any]]
    reasons: str
    words: str


class AuditDecision(Body):
    """Whether the review holds, and why, in words that its author reads."""

    uphold: bool
    words: str = Field(min_length=1, max_length=WORDS_CHARACTERS)


@router.get("/screenings/{screening}/panel")
def read_panel(screening: RowId, session: SessionDep) -> PanelView:
    """A screening's panel: how it is drawn, and once it has closed its ranking, its answers and every step."""
    return panel_view(session, get_screening(session, screening))


@router.get("/me/confirmations")
def list_confirmations(person: PersonDep, session: SessionDep) -> list[ConfirmationItem]:
    """Evidence that one is asked to look up, oldest first."""
    return [confirmation_item(session, row) for row, _ in confirming.open_confirmations(session, person)]


@router.post("/me/confirmations/{confirmation}", status_code=201)
def answer_confirmation(confirmation: RowId, body: Finding, person: PersonDep, session: SessionDep) -> FoundItem:
    """Say what one found."""
    row = confirming.answer_confirmation(session, person, confirmation, body.finding, body.words, _now())
    session.commit()
    return FoundItem(confirmation=confirmation, finding=row.finding, done_at=row.done_at or 0)


@router.get("/audits")
def list_audits(
    person: PersonDep, session: SessionDep, next_page: NextPageDep, after: AfterRow = 0, limit: Limit = 50
) -> list[AuditItem]:
    """Audits that wait for an expert, by their review's number; experts see them."""
    require_expert(session, person)
    found = auditing.list_audits(session, only_open=True, after=after, limit=limit + 1)
    return [audit_item(*pair) for pair in next_page.cut(found, limit, lambda pair: pair[0].review_id)]


@router.get("/audits/{review}")
def read_audit(review: RowId, person: PersonDep, session: SessionDep) -> AuditView:
    """One audit with its review, for an expert who has no part in it, once the panel has closed."""
    require_expert(session, person)
    row, found = auditing.audit_for(session, person, review)
    return AuditView(
        **audit_item(row, found).model_dump(),
        answers=[] if found.is_erased else answers_in(found.document),
        reasons=found.reasons,
        words=row.words,
    )


@router.post("/audits/{review}/decision", status_code=201)
def decide_audit(review: RowId, body: AuditDecision, person: PersonDep, session: SessionDep) -> AuditItem:
    """Uphold or refute an accepted review as an expert."""
    require_expert(session, person)
    row = auditing.decide_audit(session, person, review, body.uphold, body.words, _now())
    session.commit()
    return audit_item(row, session.get_one(Review, review))


def require_expert(session: Session, person: Person) -> None:
    """Raise NotAllowed for whoever is no expert: they need not know what is audited."""
    if not is_expert(session, person):
        raise NotAllowed(
            said("{pseudonym} is not an expert.", pseudonym=person.pseudonym), "The operator names experts."
        )


def confirmation_item(session: Session, row: Confirmation) -> ConfirmationItem:
    """What somebody is asked to look up."""
    review = session.get_one(Review, row.review_id)
    answer = confirming.answer_to_confirm(review, row.question)
    return ConfirmationItem(
        confirmation=row.id or 0,
        screening=review.screening_id or 0,
        project=review.project_slug,
        question=row.question,
        statement=question_of(session, review, row.question).statement,
        answer=answer.choice.value,
        evidence=answer.evidence,
        comment=answer.comment,
        due_at=row.due_at,
    )


def question_of(session: Session, review: Review, question: str) -> Question:
    """The question in the version of the Standard that the review answers."""
    assert review.screening_id is not None
    return standard_of(get_screening(session, review.screening_id)).question(question)


def audit_item(row: ReviewAudit, review: Review) -> AuditItem:
    """An audit in a list."""
    told = row.model_dump(include={"drawn_at", "decided_at", "outcome"})
    return AuditItem(review=row.review_id, screening=review.screening_id or 0, project=review.project_slug, **told)


def _now() -> Timestamp:
    return Timestamp(int(time.time()))
