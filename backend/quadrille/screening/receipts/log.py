"""The log of commitments: appended to in the caller's transaction, read by days, never changed."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select

from quadrille.db import hold
from quadrille.errors import NotFound, Refused
from quadrille.languages.words import said
from quadrille.merkle_tree import read_hash, to_hash32
from quadrille.screening.receipts.commitments import Committed, DayTree, day_of
from quadrille.screening.receipts.tables import ClosedDay, CommittedReview
from quadrille.types import ROW_MAX, Hash32, Timestamp

LOG = "review log"
"""The lock of whoever appends or closes a day: positions are dense, and nothing comes into a closed day."""


class Proven(NamedTuple):
    """A commitment's row, and the proof of it under its day's root as the log stands now."""

    row: CommittedReview
    root: Hash32
    proof: list[Hash32]


def append(session: Session, commitment: Hash32, review_id: int | None, at: Timestamp) -> CommittedReview:
    """Give a commitment the next position, in the day of `at` or the first one that is still open. Not yet committed.

    raises  Refused when the log has this commitment already, BadParameter when it is no hash or `at` has no day
    """
    text = to_hash32(read_hash("commitment", commitment))
    hold(session, LOG)
    # Check: a commitment is salted, so that the same one again is the same review.
    if _find(session, text) is not None:
        raise Refused(
            said("The commitment {text} is in the log.", text=text), "Look at its receipt; seal another review anew."
        )
    last = session.exec(select(CommittedReview).order_by(col(CommittedReview.position).desc()).limit(1)).first()
    row = CommittedReview(
        position=(last.position if last else 0) + 1,
        day=_open_day(session, last, day_of(at)),
        commitment=text,
        review_id=review_id,
        made_at=at,
    )
    session.add(row)
    session.flush()
    return row


def _open_day(session: Session, last: CommittedReview | None, day: int) -> int:
    # This machine's clock may go behind what the chain has closed, or backwards.
    closed = session.exec(select(func.max(ClosedDay.day))).one()
    return max(day, last.day if last else 0, 0 if closed is None else closed + 1)


def committed_on(session: Session, day: int) -> list[CommittedReview]:
    """The commitments of one day, by position; none for a day that no row can have."""
    if day > ROW_MAX:
        return []
    query = select(CommittedReview).where(CommittedReview.day == day)
    return list(session.exec(query.order_by(col(CommittedReview.position))))


def tree_of(rows: Sequence[CommittedReview]) -> DayTree:
    """The tree of one day's rows; raises BadInput when there are none."""
    return DayTree(item_of(row) for row in rows)


def item_of(row: CommittedReview) -> Committed:
    """The row as a leaf of its day."""
    return Committed(row.position, Hash32(row.commitment))


def proof_of(session: Session, commitment: Hash32) -> Proven:
    """A commitment with its proof; raises NotFound when the log lacks it, BadParameter when it is no hash."""
    text = to_hash32(read_hash("commitment", commitment))
    row = _find(session, text)
    if row is None:
        raise NotFound("commitment", text, "Compare it with the receipt; a review is committed when it is submitted.")
    tree = tree_of(committed_on(session, row.day))
    return Proven(row, tree.root, tree.proof(item_of(row)))


def _find(session: Session, commitment: str) -> CommittedReview | None:
    return session.exec(select(CommittedReview).where(CommittedReview.commitment == commitment)).one_or_none()
