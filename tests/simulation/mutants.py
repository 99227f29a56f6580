"""Wrong senders, on purpose: a judge that acquits them is no judge."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlalchemy import Engine
from sqlmodel import col, delete, select, update

from quadrille.chain.outbox.carriers import Entry, Found, OnChain
from quadrille.chain.outbox.tables import UNSETTLED, AttemptRow, OutboxRow, TransactionRow
from quadrille.db import writing
from quadrille.screening.issuing import IssueCarrier


def forget_what_is_under_way(engine: Engine) -> None:
    """When it starts, it queues anew whatever is not settled, and forgets what it has signed."""
    with writing(engine) as session:
        unsettled = select(TransactionRow.id).where(col(TransactionRow.state).in_(UNSETTLED))
        session.execute(
            update(OutboxRow)
            .where(col(OutboxRow.transaction_id).in_(unsettled))
            .values(transaction_id=None, place=None)
        )
        session.execute(delete(AttemptRow).where(col(AttemptRow.transaction_id).in_(unsettled)))
        session.execute(delete(TransactionRow).where(col(TransactionRow.state).in_(UNSETTLED)))
        session.commit()


def take_any_badge_for_ours(_engine: Engine) -> None:
    """A number that has any badge counts as done."""
    honest = IssueCarrier.find

    def find(self: IssueCarrier, entry: Entry) -> Found:
        found = honest(self, entry)
        return replace(found, what=OnChain.OURS) if found.log else found

    IssueCarrier.find = find  # type: ignore[method-assign]


FORGETFUL, CREDULOUS = "forgetful", "credulous"

MUTANTS: Mapping[str, Callable[[Engine], None]] = {
    FORGETFUL: forget_what_is_under_way,
    CREDULOUS: take_any_badge_for_ours,
}
