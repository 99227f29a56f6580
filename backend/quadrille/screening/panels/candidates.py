"""Everybody who can review, as they stand now, in the terms of the lot."""

from collections.abc import Iterable

from sqlalchemy import func
from sqlmodel import Session, col, select

from quadrille.people.affiliation_rules import SubjectKind
from quadrille.people.tables import Affiliation, Person
from quadrille.screening.panels.assignment import Candidate
from quadrille.screening.panels.profiles import Profile, read_profile
from quadrille.screening.panels.tables import ReviewerProfile, Seat


def candidates(session: Session, only: Iterable[int] | None = None) -> list[Candidate]:
    """Everybody with a profile as they stand now, by their number; or only these persons, with or without one."""
    query = select(Person, ReviewerProfile).join(
        ReviewerProfile, col(ReviewerProfile.person_id) == col(Person.id), isouter=only is not None
    )
    if only is not None:
        query = query.where(col(Person.id).in_(list(only)))
    open_seats = _open_seats(session)
    parts = {kind: _parts(session, kind) for kind in SubjectKind}
    return [
        _candidate(person, row, open_seats, parts)
        for person, row in session.exec(query.order_by(col(Person.id)).execution_options(populate_existing=True))
    ]


def _candidate(
    person: Person,
    row: ReviewerProfile | None,
    open_seats: dict[int, int],
    parts: dict[SubjectKind, dict[int, set[str]]],
) -> Candidate:
    said = Profile() if row is None else read_profile(row)
    number = person.id or 0
    return Candidate(
        person=number,
        languages=frozenset(said.languages),
        sectors=frozenset(said.sectors),
        minutes_per_week=said.minutes_per_week,
        accounts=frozenset(said.accounts),
        projects=frozenset(parts[SubjectKind.PROJECT].get(number, ())),
        organisations=frozenset(parts[SubjectKind.ORGANISATION].get(number, ())),
        open_seats=open_seats.get(number, 0),
        is_available=said.is_available,
        is_erased=person.erased_at is not None,
    )


def _parts(session: Session, kind: SubjectKind) -> dict[int, set[str]]:
    query = select(Affiliation).where(Affiliation.subject_kind == kind, col(Affiliation.ended_at).is_(None))
    found: dict[int, set[str]] = {}
    for row in session.exec(query):
        found.setdefault(row.person_id, set()).add(row.subject)
    return found


def _open_seats(session: Session) -> dict[int, int]:
    query = select(Seat.person_id, func.count()).where(Seat.state == "offered", col(Seat.is_assigned))
    return dict(session.exec(query.group_by(col(Seat.person_id))).all())
