"""What those whom the lot chose say, as a panel weighs it."""

from sqlmodel import Session

from quadrille.screening.judging.consensus import Signal
from quadrille.screening.judging.replay import signals_of
from quadrille.screening.judging.verification import Facts
from quadrille.screening.panels.facts import confirmed_of, known_answers
from quadrille.screening.panels.kept import copied_questions, read_document
from quadrille.screening.panels.reading import seats_of, versions_of
from quadrille.screening.panels.seats import SeatState
from quadrille.screening.process.tables import Screening
from quadrille.screening.tables import Review


def signals_by_person(session: Session, screening: Screening) -> dict[str, dict[int, Signal]]:
    """What the answers of whoever the lot chose say, by question and person; nobody else's are in it."""
    assert screening.id is not None
    reviews = assigned_reviews(session, screening.id)
    versions = {person: [read_document(row.document) for row in rows] for person, rows in reviews.items()}
    copied = copied_questions(versions)
    found: dict[str, dict[int, Signal]] = {question: {} for question in screening.asked}
    for person, rows in reviews.items():
        newest = versions[person][-1]
        facts = Facts(
            taken_over=copied[person],
            known=known_answers(session, newest.project, newest.submitted_at),
            confirmations=confirmed_of(session, [row.id for row in rows]),
        )
        for question, signal in signals_of(newest, facts).items():
            found[question][person] = signal
    return found


def assigned_reviews(session: Session, screening_id: int) -> dict[int, list[Review]]:
    """Every version of the reviews that move the panel, by person, oldest first; not those whose text was erased."""
    seats = [seat for seat in seats_of(session, screening_id) if seat.is_assigned and seat.state == SeatState.SUBMITTED]
    reviews = versions_of(session, screening_id, [seat.person_id for seat in seats])
    kept = {person: [row for row in rows if not row.is_erased] for person, rows in reviews.items()}
    return {person: rows for person, rows in kept.items() if rows}
