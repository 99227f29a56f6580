"""What is copied of the chain about the review log: every day's root."""

from collections.abc import Sequence

from sqlmodel import Session

from quadrille.chain.deployment import Deployment
from quadrille.chain.follower.copies import CopiedEvent, Copies, Row
from quadrille.chain.follower.words import hash32, number, words
from quadrille.screening.receipts.tables import CopiedDayRoot
from quadrille.types import Address, BlockNumber


def day_roots(topics: Sequence[str], data: str) -> list[Row]:
    """A DayPublished log: day, root and count; not the publisher, who was the only one that could."""
    root, count = words(data, 2)
    return [(number(topics[1]), hash32(root), number(count))]


def _review_log(_session: Session, deployment: Deployment) -> list[tuple[Address, BlockNumber]]:
    return [(deployment.review_log, deployment.block_number)]


COPIES = Copies("receipts", "ReviewLog", _review_log, (CopiedEvent("DayPublished", CopiedDayRoot, day_roots),))
