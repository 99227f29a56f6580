"""How the outbox stands: what waits, how long, and whether its signers can pay."""

from dataclasses import dataclass

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from quadrille.chain.outbox.tables import OutboxRow, TransactionRow, TransactionState
from quadrille.types import Hash32, Timestamp


@dataclass(frozen=True, slots=True)
class OutboxStanding:
    """Works on one chain: asked for and in no transaction; carried and not final; and since when the oldest that was
    never sent has waited (None when there is none).
    """

    queued: int
    under_way: int
    oldest_unsent_at: Timestamp | None


def outbox_standing(session: Session, genesis_hash: Hash32) -> OutboxStanding:
    """How many works wait on this chain, and for how long."""
    open_works = (
        select(func.count(), func.min(OutboxRow.queued_at))
        .where(OutboxRow.genesis_hash == genesis_hash)
        .where(col(OutboxRow.refused).is_(None), col(OutboxRow.done_hash).is_(None))
    )
    queued, _ = session.exec(open_works.where(col(OutboxRow.transaction_id).is_(None))).one()
    carried = open_works.join(TransactionRow, isouter=True)
    moving = (TransactionState.SIGNED, TransactionState.SENT, TransactionState.MINED)
    under_way, _ = session.exec(carried.where(col(TransactionRow.state).in_(moving))).one()
    is_unsent = or_(col(OutboxRow.transaction_id).is_(None), col(TransactionRow.state) == TransactionState.SIGNED)
    _, oldest = session.exec(carried.where(is_unsent)).one()
    return OutboxStanding(queued, under_way, None if oldest is None else Timestamp(oldest))
