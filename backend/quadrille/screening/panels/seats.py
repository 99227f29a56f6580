"""Seats: offered in the order of the lot, taken by one's own choice, given back, missed."""

from collections.abc import Iterable
from enum import StrEnum

from sqlmodel import Session, col, select

from quadrille.errors import NotFound, Refused
from quadrille.languages.words import said
from quadrille.people.tables import Person
from quadrille.screening.contributions import refuse_erased
from quadrille.screening.panels.assignment import conflict, unfit
from quadrille.screening.panels.candidates import candidates
from quadrille.screening.panels.reading import candidates_of, require_open, seat_of, seats_of, task_in
from quadrille.screening.panels.rules import PANEL_RULES, PanelRules
from quadrille.screening.panels.tables import Confirmation, Seat
from quadrille.screening.process.reading import held_screening
from quadrille.screening.process.tables import Screening
from quadrille.screening.tables import Review
from quadrille.types import Timestamp


class SeatState(StrEnum):
    """What came of a seat."""

    OFFERED = "offered"
    SUBMITTED = "submitted"
    MISSED = "missed"
    WITHDREW = "withdrew"


def offer_next(
    session: Session, screening: Screening, count: int, now: Timestamp, rules: PanelRules = PANEL_RULES
) -> list[Seat]:
    """Ask the next `count` of the ranking who can still review it; fewer when there are not so many. Not yet committed.

    Whoever is passed over now may be asked when a turn comes again; why they were stands with their rank.
    """
    assert screening.id is not None
    taken = {seat.person_id for seat in seats_of(session, screening.id)} | asked_to_confirm(session, screening.id)
    task = task_in(screening)
    made: list[Seat] = []
    rows = [row for row in candidates_of(session, screening.id) if row.rank is not None and row.person_id not in taken]
    standing = {one.person: one for one in candidates(session, [row.person_id for row in rows])}
    for row in rows:
        if len(made) == count:
            break
        one = standing[row.person_id]
        row.passed = conflict(task, one) or unfit(task, one, rules)
        session.add(row)
        if not row.passed:
            due_at = min(now + rules.seat_seconds, screening.closes_at or now + rules.seat_seconds)
            made.append(_seat(screening, row.person_id, now, rank=row.rank, due_at=due_at))
    session.add_all(made)
    session.flush()
    return made


def miss_late_seats(session: Session, screening_id: int, now: Timestamp) -> list[Seat]:
    """End the offers whose time is over, and return them. Not yet committed."""
    late = [seat for seat in seats_of(session, screening_id) if is_late(seat, now)]
    for seat in late:
        seat.state = SeatState.MISSED
    session.add_all(late)
    session.flush()
    return late


def is_late(seat: Seat, now: Timestamp) -> bool:
    """Whether an offer's time is over."""
    return seat.state == SeatState.OFFERED and seat.due_at is not None and seat.due_at <= now


def take_seat(session: Session, person: Person, screening_id: int, now: Timestamp) -> Seat:
    """A seat of one's own choice, or the one that somebody has. Not yet committed.

    What is answered from it can earn a badge, and never moves the panel. So does a late answer to an offer.
    raises   NotFound, Refused when the panel has closed, for whoever has a part in the nominee, and for whoever saw
             answers of others to confirm them
    """
    screening = held_screening(session, screening_id)
    session.refresh(person)
    refuse_erased(person)
    # Check: answers can be given, by them.
    require_open(session, screening, now)
    refuse_conflict(session, person, screening)
    if person.id in asked_to_confirm(session, screening_id):
        raise Refused(
            said(
                "You were asked to confirm what others answered in screening {screening_id}.", screening_id=screening_id
            ),
            "Review another nominee.",
        )
    seat = seat_of(session, screening_id, person)
    if seat is None:
        assert person.id is not None
        seat = _seat(screening, person.id, now)
    elif is_late(seat, now) or seat.state in (SeatState.MISSED, SeatState.WITHDREW):
        seat.state, seat.is_assigned, seat.due_at = SeatState.OFFERED, False, None
    session.add(seat)
    session.flush()
    return seat


def withdraw(session: Session, person: Person, screening_id: int, now: Timestamp) -> Seat:
    """Give a seat back, so that somebody else is asked at once. Not yet committed; raises NotFound, Refused."""
    screening = held_screening(session, screening_id)
    seat = seat_of(session, screening_id, person)
    if seat is None:
        raise NotFound("seat of yours in screening", screening_id)
    require_open(session, screening, now)
    if seat.state != SeatState.OFFERED:
        raise Refused(
            said("Your seat in screening {screening_id} is {state}.", screening_id=screening_id, state=seat.state),
            "What was submitted stays.",
        )
    seat.state = SeatState.WITHDREW
    session.add(seat)
    session.flush()
    return seat


def refuse_conflict(session: Session, person: Person, screening: Screening) -> None:
    """Raise Refused for whoever has a part in the nominee."""
    (one,) = candidates(session, [person.id or 0])
    found = conflict(task_in(screening), one)
    if found:
        raise Refused(
            said(
                "{pseudonym} cannot review {project_slug}: who {found} does not.",
                pseudonym=person.pseudonym,
                project_slug=screening.project_slug,
                found=found,
            ),
            "Review another nominee. An affiliation or an account that is over can be ended at /me.",
        )


def asked_to_confirm(session: Session, screening_id: int) -> set[int]:
    """Whoever was asked to look at somebody's evidence in this screening, by number."""
    query = select(Confirmation.person_id).join(Review, col(Review.id) == col(Confirmation.review_id))
    return set(session.exec(query.where(Review.screening_id == screening_id)))


def seats_of_person(session: Session, person: Person, states: Iterable[SeatState] = tuple(SeatState)) -> list[Seat]:
    """Somebody's seats in these states, the newest first."""
    query = select(Seat).where(Seat.person_id == person.id, col(Seat.state).in_(list(states)))
    return list(session.exec(query.order_by(col(Seat.id).desc())))


def _seat(
    screening: Screening, person: int, now: Timestamp, rank: int | None = None, due_at: int | None = None
) -> Seat:
    assert screening.id is not None
    return Seat(
        screening_id=screening.id,
        person_id=person,
        rank=rank,
        is_assigned=rank is not None,
        offered_at=now,
        due_at=due_at,
        state=SeatState.OFFERED,
    )
