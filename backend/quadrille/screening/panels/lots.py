"""Lots over submitted reviews, once the block that came after is final: who is audited, and what is looked up."""

from sqlmodel import Session, col, select

from quadrille.people.tables import Person
from quadrille.screening.panels.auditing import draw_audit
from quadrille.screening.panels.confirming import ask_to_confirm
from quadrille.screening.panels.reading import newest_version, panel_of
from quadrille.screening.panels.rules import PANEL_RULES, PanelRules
from quadrille.screening.panels.tables import ReviewLot
from quadrille.screening.process.reading import held_screening
from quadrille.screening.tables import Review
from quadrille.types import BlockNumber, Hash32, Timestamp


def due_lots(session: Session, until: BlockNumber) -> list[tuple[int, BlockNumber]]:
    """Reviews whose block is there, at `until` the latest, and whose lot is not drawn: number and block."""
    query = select(ReviewLot).where(col(ReviewLot.drawn_at).is_(None), ReviewLot.block <= until)
    return [(row.review_id, BlockNumber(row.block)) for row in session.exec(query.order_by(col(ReviewLot.review_id)))]


def draw_lots(
    session: Session, review_id: int, seed: Hash32, now: Timestamp, rules: PanelRules = PANEL_RULES
) -> ReviewLot:
    """Draw the lots over one review; again, it changes nothing. Not yet committed.

    Nothing is looked up in a version that was amended meanwhile, or of a panel that has closed.
    """
    review = session.get_one(Review, review_id)
    assert review.screening_id is not None
    screening = held_screening(session, review.screening_id)
    row = session.get_one(ReviewLot, review_id)
    session.refresh(row)
    session.refresh(review)
    if row.drawn_at is not None:
        return row
    row.seed, row.drawn_at = seed, now
    session.add(row)
    if not review.is_erased:
        draw_audit(session, review, seed, now, rules)
        newest = newest_version(session, review.screening_id, session.get_one(Person, review.person_id))
        is_newest = newest is not None and newest.id == review.id
        if is_newest and panel_of(session, review.screening_id).closed_at is None:
            ask_to_confirm(session, screening, review, seed, now, rules)
    session.flush()
    return row
