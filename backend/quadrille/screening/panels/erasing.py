"""What goes from panels when a person is erased: every word of theirs. Seats, lots, verdicts and commitments stay."""

from sqlalchemy import CursorResult, Executable
from sqlmodel import Session, col, delete, or_, select, update

from quadrille.people.tables import Person
from quadrille.screening.panels.seats import SeatState
from quadrille.screening.panels.tables import (
    Confirmation,
    DraftAnswer,
    PendingReview,
    ReviewAudit,
    ReviewerProfile,
    Seat,
)
from quadrille.screening.tables import Review


def erase_from_panels(session: Session, person: Person) -> dict[str, int]:
    """Take a person's words out of panels, and give their seats back; how many of each. Not yet committed.

    Their reviews' texts are erased with all other reviews, and count in no panel that is open.
    """
    theirs = select(Review.id).where(Review.person_id == person.id)
    drafts = (delete(table).where(col(table.person_id) == person.id) for table in (DraftAnswer, PendingReview))
    looked_up = update(Confirmation).where(col(Confirmation.person_id) == person.id, col(Confirmation.words) != "")
    concerned = or_(col(ReviewAudit.expert_id) == person.id, col(ReviewAudit.review_id).in_(theirs))
    audited = update(ReviewAudit).where(concerned, col(ReviewAudit.words) != "")
    seats = update(Seat).where(col(Seat.person_id) == person.id, col(Seat.state) == SeatState.OFFERED)
    signed = update(Review).where(col(Review.person_id) == person.id, col(Review.wallet).is_not(None))
    profile = delete(ReviewerProfile).where(col(ReviewerProfile.person_id) == person.id)
    return {
        "drafts": sum(_changed(session, statement) for statement in drafts),
        "looked_up": _changed(session, looked_up.values(words="")),
        "audits": _changed(session, audited.values(words="")),
        "seats": _changed(session, seats.values(state=SeatState.WITHDREW)),
        "signed_reviews": _changed(session, signed.values(wallet=None, signature=None)),
        "profiles": _changed(session, profile),
    }


def _changed(session: Session, statement: Executable) -> int:
    done = session.execute(statement)
    assert isinstance(done, CursorResult)
    return int(done.rowcount)
