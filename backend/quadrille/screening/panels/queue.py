"""The queue: nominees that are open for reviews, those that fit somebody first."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from quadrille.people.tables import Person
from quadrille.screening.panels.assignment import conflict
from quadrille.screening.panels.candidates import candidates
from quadrille.screening.panels.nominee import Nominee
from quadrille.screening.panels.pace import Fit, fit, minutes_for
from quadrille.screening.panels.profiles import Profile
from quadrille.screening.panels.reading import nominee_in, task_in
from quadrille.screening.panels.seats import SeatState
from quadrille.screening.panels.tables import Confirmation, Panel, Seat
from quadrille.screening.process.reading import get_screening
from quadrille.screening.process.states import State
from quadrille.screening.process.tables import Screening
from quadrille.screening.tables import Review
from quadrille.types import Timestamp

MOST_MEASURED = 200
"""The newest reviews whose time was taken, of which the median is."""

MOST_READ = 100
"""Open panels that are looked at, those that close first."""


@dataclass(frozen=True, slots=True)
class Card:
    """A nominee that takes reviews.

    minutes     by the median pace of real reviews
    answered    how many of those drawn by lot have submitted; `needed` more before anything can be decided
    """

    screening: int
    nominee: Nominee
    languages: tuple[str, ...]
    sectors: tuple[str, ...]
    questions: int
    minutes: int
    answered: int
    needed: int
    closes_at: int | None
    fit: Fit


def cards(session: Session, person: Person | None, profile: Profile, now: Timestamp, most: int) -> list[Card]:
    """So many of the open nominees: those that fit best, then those that close first.

    Left out are those in which somebody has a seat already, or a part.
    """
    measured, closed = measured_reviews(session), _closed_to(session, person)
    found = [
        _card(row, panel, answered, measured, profile)
        for row, panel, answered in _open_panels(session, now)
        if row.id not in closed
    ]
    if person is not None:
        (one,) = candidates(session, [person.id or 0])
        found = [card for card in found if not conflict(task_in(get_screening(session, card.screening)), one)]
    return sorted(found, key=lambda card: (card.fit.rank, card.closes_at or 0, card.screening))[:most]


def measured_reviews(session: Session) -> list[tuple[int, int]]:
    """Seconds and number of answers of the newest reviews whose time was taken, each person's once."""
    query = select(Review.person_id, Review.document).where(Review.document != "").order_by(col(Review.id).desc())
    found: dict[int, tuple[int, int]] = {}
    for person, document in session.exec(query.limit(MOST_MEASURED)):
        said = json.loads(document)
        if said["seconds_taken"] and person not in found:
            found[person] = (said["seconds_taken"], len(said["answers"]))
    return list(found.values())


def progress(session: Session, screening: Screening) -> tuple[int, int]:
    """How many of those drawn by lot have submitted, and how many more are needed before anything can be decided."""
    panel = session.get_one(Panel, screening.id)
    query = select(func.count()).select_from(Seat).where(Seat.screening_id == screening.id, *_SUBMITTED)
    answered = session.exec(query).one()
    return answered, max(0, panel.first - answered)


_SUBMITTED = (col(Seat.is_assigned).is_(True), col(Seat.state) == SeatState.SUBMITTED)


def _open_panels(session: Session, now: Timestamp) -> list[tuple[Screening, Panel, int]]:
    answered = select(Seat.screening_id, func.count().label("count")).where(*_SUBMITTED)
    counts = answered.group_by(col(Seat.screening_id)).subquery()
    query = (
        select(Screening, Panel, func.coalesce(counts.c.count, 0))
        .join(Panel, col(Panel.screening_id) == col(Screening.id))
        .join(counts, counts.c.screening_id == col(Screening.id), isouter=True)
        .where(Screening.state == State.FIRST_REVIEW, col(Panel.closed_at).is_(None))
        .where(col(Screening.closes_at) > now)
        .order_by(col(Screening.closes_at), col(Screening.id))
    )
    return [(row, panel, count) for row, panel, count in session.exec(query.limit(MOST_READ))]


def _closed_to(session: Session, person: Person | None) -> set[int]:
    """The screenings in which somebody has a seat, or was shown answers of others."""
    if person is None:
        return set()
    seats = select(Seat.screening_id).where(
        Seat.person_id == person.id, col(Seat.state).in_([SeatState.OFFERED, SeatState.SUBMITTED])
    )
    shown = select(Review.screening_id).join(Confirmation, col(Confirmation.review_id) == col(Review.id))
    shown = shown.where(Confirmation.person_id == person.id)
    return {number for query in (seats, shown) for number in session.exec(query) if number is not None}


def _card(row: Screening, panel: Panel, answered: int, measured: Sequence[tuple[int, int]], profile: Profile) -> Card:
    assert row.id is not None
    return Card(
        screening=row.id,
        nominee=nominee_in(row),
        languages=tuple(row.languages),
        sectors=tuple(row.sectors),
        questions=len(row.asked),
        minutes=minutes_for(len(row.asked), measured),
        answered=answered,
        needed=max(0, panel.first - answered),
        closes_at=row.closes_at,
        fit=fit(row.languages, row.sectors, profile.languages, profile.sectors),
    )
