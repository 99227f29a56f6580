"""One day of the log as anybody can read it: enough to recompute its root and find a commitment in it."""

from typing import Annotated

from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from quadrille.chain.deployment import Deployment
from quadrille.errors import BadInput
from quadrille.screening.receipts.commitments import Committed, DayTree, ends_at
from quadrille.screening.receipts.log import committed_on
from quadrille.screening.receipts.tables import ClosedDay, CopiedDayRoot
from quadrille.types import Hash32

Hash = Annotated[str, Field(pattern="^0x[0-9a-f]{64}$")]


class Published(BaseModel):
    """A day's root as the chain has it, by our copy of its log."""

    root: Hash
    count: int
    block_number: int
    block_hash: Hash
    transaction: Hash


class DayLog(BaseModel):
    """The commitments of a day. Positions are dense: the first is given, the others follow it."""

    day: int
    ends_at: int
    root: Hash | None
    """None while the day is not closed, or when it has no commitments."""
    first_position: Annotated[int, Field(ge=1, le=2**63 - 1)] | None
    commitments: list[Hash]
    published: Published | None

    def items(self) -> list[Committed]:
        """The commitments with their positions."""
        first = self.first_position or 1
        return [Committed(first + place, Hash32(one)) for place, one in enumerate(self.commitments)]

    def tree(self) -> DayTree:
        """Their tree; raises BadInput for a day without any."""
        if not self.commitments:
            raise BadInput(f"Day {self.day} of this log has no commitment.", "Ask for the day that the receipt names.")
        return DayTree(self.items())


def day_log(session: Session, deployment: Deployment, day: int) -> DayLog:
    """One day of our log; a day without reviews is an empty one."""
    rows = committed_on(session, day)
    closed = session.get(ClosedDay, day)
    return DayLog(
        day=day,
        ends_at=ends_at(day),
        root=closed.root if closed else None,
        first_position=rows[0].position if rows else None,
        commitments=[row.commitment for row in rows],
        published=_published(session, deployment, day),
    )


def _published(session: Session, deployment: Deployment, day: int) -> Published | None:
    copied = session.exec(
        select(CopiedDayRoot).where(CopiedDayRoot.contract == deployment.review_log, col(CopiedDayRoot.day) == day)
    ).first()
    if copied is None:
        return None
    return Published(
        root=copied.root,
        count=copied.count,
        block_number=copied.block_number,
        block_hash=copied.block_hash,
        transaction=copied.transaction_hash,
    )
