"""A reviewer's desk: what is asked of them, what they wrote, what came of it, and what happens next and by when."""

import time
from typing import Any

from sqlmodel import Session

from quadrille.catalog.claims import is_link
from quadrille.languages.words import gettext as _
from quadrille.people.tables import Person
from quadrille.screening.judging.reasons import retold
from quadrille.screening.panels import confirming, experts, profiles, receipts, seats
from quadrille.screening.panels.drafts import drafts_of
from quadrille.screening.panels.queue import Card, cards, progress
from quadrille.screening.panels.reading import newest_version, nominee_in, panel_of
from quadrille.screening.panels.seats import SeatState
from quadrille.screening.panels.tables import Seat
from quadrille.screening.panels.views import review_item, seat_item
from quadrille.screening.process import appealing
from quadrille.screening.process.outcome import WORDS_CHARACTERS
from quadrille.screening.process.reading import get_screening
from quadrille.screening.process.rights import is_expert
from quadrille.screening.process.states import State
from quadrille.screening.process.tables import Screening
from quadrille.screening.receipts.commitments import day_of, ends_at
from quadrille.screening.tables import Review
from quadrille.types import Timestamp

MOST_CARDS = 12
"""Nominees on the page, those that fit best; all are at /screenings."""

MOST_OWN = 50
"""Reviews of one's own on the page, the newest; all are at /api/v1/me/reviews."""


def desk_of(session: Session, person: Person, form_token: str) -> dict[str, Any]:
    """What is somebody's own on the page of reviews."""
    held = seats.seats_of_person(session, person)
    return {
        "form_token": form_token,
        "is_available": profiles.profile_of(session, person).is_available,
        "to_do": [_seat(session, person, seat) for seat in held if seat.state == SeatState.OFFERED],
        "confirmations": [
            {
                "url": f"/confirmations/{row.id}",
                "question": row.question,
                "name": nominee_in(screening).name,
                "due_at": row.due_at,
            }
            for row, screening in confirming.open_confirmations(session, person)
        ],
        "reviews": [own_review(session, row) for row in receipts.own_reviews(session, person)[:MOST_OWN]],
        "to_decide": _to_decide(session) if is_expert(session, person) else [],
        "most": WORDS_CHARACTERS,
    }


def queue_of(session: Session, person: Person | None) -> list[dict[str, Any]]:
    """Cards of what can be reviewed, as the page shows them."""
    profile = profiles.Profile() if person is None else profiles.profile_of(session, person)
    now = Timestamp(int(time.time()))
    return [_card(card) for card in cards(session, person, profile, now, MOST_CARDS)]


def own_review(session: Session, row: Review) -> dict[str, Any]:
    """A version that somebody submitted, and what they can do about it."""
    item = review_item(session, row)
    screening = get_screening(session, item.screening)
    return {
        **item.model_dump(include={"review", "version", "submitted_at", "outcome", "contribution"}),
        "reasons": [{"words": retold(one["words"]), "remedy": retold(one["remedy"])} for one in item.reasons],
        "outcome_words": _outcome_words(item.outcome),
        "name": nominee_in(screening).name,
        "screening": item.screening,
        "url": f"/review/{item.screening}/receipt",
        "is_signed": item.is_signed,
        "is_erased": row.is_erased,
        "commitment": item.commitment,
        "can_claim": item.contribution is not None and row.is_verified,
        "appeal": next((one.state for one in appealing.list_appeals(session, review_id=item.review)), None),
        "can_appeal": appealing.can_appeal(session, row),
    }


def receipt_context(session: Session, person: Person, screening: Screening, form_token: str) -> dict[str, Any] | None:
    """The newest version that somebody submitted to a screening, and what happens next; None when there is none."""
    assert screening.id is not None
    newest = newest_version(session, screening.id, person)
    if newest is None:
        return None
    answered, needed = progress(session, screening)
    panel = panel_of(session, screening.id)
    return {
        **own_review(session, newest),
        "form_token": form_token,
        "most": WORDS_CHARACTERS,
        "is_open": panel.closed_at is None and screening.state == State.FIRST_REVIEW,
        "answered": answered,
        "needed": needed,
        "closes_at": screening.closes_at,
        "rooted_at": ends_at(day_of(Timestamp(newest.submitted_at))),
        "state_words": _(State(screening.state).words),
        "deadline_at": screening.deadline_at,
    }


def _seat(session: Session, person: Person, seat: Seat) -> dict[str, Any]:
    item = seat_item(session, seat)
    asked = get_screening(session, seat.screening_id).asked
    written = sum(1 for row in drafts_of(session, person, seat.screening_id).values() if row.answer)
    return {
        **item.model_dump(include={"name", "is_assigned", "due_at", "closes_at", "is_closed"}),
        "url": f"/review/{seat.screening_id}",
        "asked": len(asked),
        "written": written,
        "is_late": seat.due_at is not None and seat.due_at <= time.time(),
    }


def _to_decide(session: Session) -> list[dict[str, str]]:
    return [
        {"url": f"/screenings/{row.id}", "name": nominee_in(row).name, "questions": ", ".join(questions)}
        for row, questions in experts.waiting_for_experts(session)
    ]


def _card(card: Card) -> dict[str, Any]:
    nominee = card.nominee
    return {
        "url": f"/review/{card.screening}",
        "name": nominee.name,
        "description": nominee.description,
        "website": nominee.website if is_link(nominee.website) else "",
        "languages": ", ".join(card.languages),
        "sectors": ", ".join(card.sectors),
        "questions": card.questions,
        "minutes": card.minutes,
        "answered": card.answered,
        "needed": card.needed,
        "closes_at": card.closes_at,
        "reads": card.fit.reads,
        "knows": card.fit.knows,
    }


def _outcome_words(outcome: str) -> str:
    return {"verified": _("verified"), "partly": _("partly verified")}.get(outcome, _("not verified"))
