"""Nonces that nothing uses, below ones that we use: without a filler nothing after them is ever mined."""

from sqlmodel import Session, col, select

from quadrille.chain.outbox.desk import Desk
from quadrille.chain.outbox.fees import Fees, first_fees, raised_fees
from quadrille.chain.outbox.signing import fill
from quadrille.chain.outbox.tables import SETTLED, UNSETTLED, AttemptRow, TransactionRow, TransactionState
from quadrille.db import reading

BATCH = 50
"""Raw transactions in one request; some nodes take no more than a hundred calls."""


def fill_gaps(desk: Desk) -> bool:
    """Close every hole below our highest unsettled nonce; whether there was one.

    Holes come from transactions of this key that are not in this database, once a fork or a node has lost them: they
    are filled with a payment of nothing. Where something of ours was final, its own bytes are sent again: a chain that
    has grown shorter needs them, and a node that only lags takes no harm.
    """
    if not _may_have_gaps(desk):
        return False
    first = desk.client.mined_nonce(desk.sender)
    holes, settled = _below_the_highest(desk, first)
    if settled:
        desk.client.raw.batch([("eth_sendRawTransaction", [raw]) for raw in settled[:BATCH]])
    if not holes:
        return False
    fees = first_fees(desk.client.head().base_fee_wei, desk.policy.max_fee_wei)
    if fees is None:
        return False
    with desk.alone() as session:
        # Somebody else may have filled some since they were found.
        taken = _live_nonces(session, desk, first)
        free = [nonce for nonce in holes if nonce not in taken]
        for nonce in free:
            fill(session, desk, nonce, _above_the_lost(session, desk, nonce, fees))
        session.commit()
    return bool(free)


def _may_have_gaps(desk: Desk) -> bool:
    with reading(desk.engine) as session:
        return session.exec(desk.transactions(*UNSETTLED)).first() is not None


def _below_the_highest(desk: Desk, first: int) -> tuple[list[int], list[str]]:
    """Nonces from `first` that nothing of ours uses, and the bytes of what is settled there."""
    with reading(desk.engine) as session:
        taken = _live_nonces(session, desk, first)
        highest = max((row.nonce for row in session.exec(desk.transactions(*UNSETTLED))), default=first)
        settled = session.exec(
            select(AttemptRow.raw)
            .join(TransactionRow, col(AttemptRow.transaction_hash) == col(TransactionRow.transaction_hash))
            .where(col(TransactionRow.id).in_([one for nonce, one in taken.items() if nonce < highest]))
            .where(col(TransactionRow.state).in_(SETTLED))
            .order_by(col(TransactionRow.nonce))
        ).all()
    return [nonce for nonce in range(first, highest) if nonce not in taken], list(settled)


def _live_nonces(session: Session, desk: Desk, first: int) -> dict[int, int | None]:
    """The transaction that has each nonce from `first`, unless it is lost."""
    query = desk.transactions(*UNSETTLED, *SETTLED).where(TransactionRow.nonce >= first)
    return {row.nonce: row.id for row in session.exec(query)}


def _above_the_lost(session: Session, desk: Desk, nonce: int, fees: Fees) -> Fees:
    """Fees that also replace a lost version of this nonce: what it carried was signed anew, and must not come back."""
    query = (
        select(AttemptRow)
        .join(TransactionRow)
        .where(
            TransactionRow.genesis_hash == desk.client.genesis_hash,
            TransactionRow.sender == desk.sender,
            TransactionRow.nonce == nonce,
            TransactionRow.state == TransactionState.LOST,
        )
    )
    for version in session.exec(query):
        raised = raised_fees(Fees(version.fee_wei, version.tip_wei), 0, desk.policy.max_fee_wei)
        if raised is not None and raised.fee_wei > fees.fee_wei:
            fees = Fees(raised.fee_wei, max(raised.tip_wei, fees.tip_wei))
    return fees
