"""A review while it is being written: each field kept as it is left, for its author alone."""

import re
from dataclasses import dataclass

from sqlmodel import Session, col, delete, select

from quadrille.errors import BadParameter, Refused
from quadrille.languages.words import said
from quadrille.people.tables import Person
from quadrille.screening.contributions import refuse_erased
from quadrille.screening.judging.answers import Answer, Choice
from quadrille.screening.panels.reading import require_open, seat_of
from quadrille.screening.panels.seats import SeatState
from quadrille.screening.panels.tables import DraftAnswer, PendingReview
from quadrille.screening.process.reading import get_screening, standard_of
from quadrille.screening.process.tables import Screening
from quadrille.screening.review_file import COMMENT_MAX_CHARACTERS
from quadrille.types import Timestamp

EVIDENCE_CHARACTERS = 2_000
"""A link or a quote; what a decision keeps of it is as long (`process.outcome`)."""

FIELD_SECONDS = 3_600
"""The longest that one field is taken to have been looked at: a page can be left open over lunch."""

_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Field:
    """What is saved of one answer; None leaves a field as it is.

    answer    "yes", "no", "not_sure", or "" for none yet
    seconds   that the page was looked at since the last save
    """

    answer: str | None = None
    confidence: int | None = None
    evidence: str | None = None
    comment: str | None = None
    seconds: int = 0


def save_field(
    session: Session, person: Person, screening_id: int, question: str, field: Field, now: Timestamp
) -> DraftAnswer:
    """Keep what was written under one question. Not yet committed.

    raises   NotFound, BadParameter, Refused without a seat in the screening or once its panel has closed
    """
    _check(field)
    screening = get_screening(session, screening_id)
    session.refresh(person)
    refuse_erased(person)
    # Check: it is asked, of them, now.
    if question not in screening.asked:
        raise BadParameter("question", question[:40], f"one of {', '.join(screening.asked)}")
    require_open(session, screening, now)
    require_seat(session, person, screening_id)
    # Effect: what was given takes the place of what was there.
    assert person.id is not None
    row = session.get(DraftAnswer, (screening_id, person.id, question)) or DraftAnswer(
        screening_id=screening_id, person_id=person.id, question=question, saved_at=now
    )
    given = {name: getattr(field, name) for name in ("answer", "confidence", "evidence", "comment")}
    row.sqlmodel_update({name: value for name, value in given.items() if value is not None})
    row.seconds, row.saved_at = row.seconds + field.seconds, now
    session.add(row)
    session.flush()
    return row


def require_seat(session: Session, person: Person, screening_id: int) -> None:
    """Raise Refused for whoever has no seat from which they can answer."""
    seat = seat_of(session, screening_id, person)
    if seat is None or seat.state not in (SeatState.OFFERED, SeatState.SUBMITTED):
        raise Refused(
            said("You have no seat in screening {screening_id}.", screening_id=screening_id),
            "Take one: what you answer of your own choice can earn a badge too.",
        )


def drafts_of(session: Session, person: Person, screening_id: int) -> dict[str, DraftAnswer]:
    """What somebody has written so far, by question."""
    query = select(DraftAnswer).where(DraftAnswer.screening_id == screening_id, DraftAnswer.person_id == person.id)
    return {row.question: row for row in session.exec(query.execution_options(populate_existing=True))}


def answers_in(screening: Screening, drafts: dict[str, DraftAnswer]) -> tuple[Answer, ...]:
    """The answers as they are submitted, in the Standard's order; raises Refused while one is missing.

    Who is not sure need not say how unsure: that is the lowest confidence.
    """
    missing = [question for question in screening.asked if not _is_whole(drafts.get(question))]
    if missing:
        raise Refused(
            said("Not answered yet: {listed}.", listed=", ".join(missing)),
            "Choose Yes, No or Not sure for each, and how sure you are of a Yes or a No.",
        )
    standard = standard_of(screening)
    rows = [drafts[question] for question in standard.question_ids if question in screening.asked]
    return tuple(
        Answer(
            question=row.question,
            indicator=standard.indicator_of(row.question).number,
            choice=Choice(row.answer),
            confidence=row.confidence or 1,
            comment=row.comment,
            evidence=row.evidence,
        )
        for row in rows
    )


def seconds_in(screening: Screening, drafts: dict[str, DraftAnswer]) -> int | None:
    """How long the review took; None unless it was counted for every answer."""
    counted = [drafts[question].seconds for question in screening.asked if question in drafts]
    return sum(counted) if len(counted) == len(screening.asked) and all(counted) else None


def drop_drafts(session: Session, screening_id: int) -> None:
    """Take away what nobody can submit any more."""
    for table in (DraftAnswer, PendingReview):
        session.execute(delete(table).where(col(table.screening_id) == screening_id))


def _is_whole(row: DraftAnswer | None) -> bool:
    return row is not None and bool(row.answer) and (row.answer == Choice.NOT_SURE or row.confidence is not None)


def _check(field: Field) -> None:
    if field.answer not in (None, "", *Choice):
        raise BadParameter("answer", field.answer, f"one of {', '.join(Choice)}, or empty")
    if field.confidence is not None and not 1 <= field.confidence <= 5:
        raise BadParameter("confidence", field.confidence, "from 1 to 5")
    if not 0 <= field.seconds <= FIELD_SECONDS:
        raise BadParameter("seconds", field.seconds, f"from 0 to {FIELD_SECONDS}")
    _check_text("evidence", field.evidence or "", EVIDENCE_CHARACTERS)
    _check_text("comment", field.comment or "", COMMENT_MAX_CHARACTERS)


def _check_text(name: str, text: str, most: int) -> None:
    # PostgreSQL takes no NUL in a text, and no database half of a surrogate pair.
    if len(text) > most or _NOT_TEXT.search(text):
        raise BadParameter(name, text[:40], f"at most {most} characters of text")
