"""A reviewer's receipts: one for each version, made again from the log whenever they are asked for."""

from dataclasses import replace

from sqlmodel import Session, col, select

from quadrille.chain.deployment import Chain
from quadrille.errors import NotFound
from quadrille.people.tables import Person
from quadrille.screening.panels.kept import read_document
from quadrille.screening.process.reading import get_screening
from quadrille.screening.receipts import log
from quadrille.screening.receipts.receipt import SignedReceipt
from quadrille.screening.receipts.signing import give_receipt
from quadrille.screening.receipts.tables import ClosedDay, CommittedReview
from quadrille.screening.tables import Review
from quadrille.types import Hash32, Timestamp


def own_review(session: Session, person: Person, review_id: int) -> Review:
    """A review that somebody submitted to a screening; raises NotFound, also for anybody else's."""
    found = session.get(Review, review_id)
    if found is None or found.person_id != person.id or found.screening_id is None:
        raise NotFound("submitted review of yours", review_id, "/review lists them.")
    return found


def own_reviews(session: Session, person: Person) -> list[Review]:
    """Every version that somebody submitted, the newest first."""
    query = select(Review).where(Review.person_id == person.id, col(Review.screening_id).is_not(None))
    return list(session.exec(query.order_by(col(Review.id).desc())))


def receipt_of(session: Session, chain: Chain, review: Review) -> SignedReceipt:
    """The receipt of a version, with the proof that it is in its day once that is closed.

    raises   NotFound once its text was erased: then it is its author's copy alone that says whose it was
    """
    if review.is_erased or review.screening_id is None:
        raise NotFound("receipt of review", review.id, "Its text was erased; a receipt that was kept holds as before.")
    row = session.exec(select(CommittedReview).where(CommittedReview.review_id == review.id)).one()
    screening = get_screening(session, review.screening_id)
    signed = give_receipt(
        chain,
        row,
        screening=review.screening_id,
        nominee=review.project_slug,
        snapshot_hash=Hash32(screening.snapshot_hash),
        # As it was when the review was submitted, whatever they are called now.
        reviewer=read_document(review.document).reviewer,
        version=review.version,
        submitted_at=Timestamp(review.submitted_at),
    )
    if session.get(ClosedDay, row.day) is None:
        return signed
    return replace(signed, proof=tuple(log.proof_of(session, Hash32(row.commitment)).proof))
