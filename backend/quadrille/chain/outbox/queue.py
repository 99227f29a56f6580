"""What has to happen on the chain: asked for once under the flow's own key, and looked at."""

import json
import time
from dataclasses import dataclass

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, select

from quadrille.chain.client import Client
from quadrille.chain.outbox.carriers import Entry
from quadrille.chain.outbox.tables import OutboxRow, TransactionRow, TransactionState
from quadrille.types import Address


@dataclass(frozen=True, slots=True)
class Work:
    """A step for the chain. `key` is the flow's own name for it; the same key is never done twice.

    What depends on another step is asked for once that one is mined: works may go out in any order.
    """

    key: str
    kind: str
    entry: Entry


def full_key(client: Client, key: str) -> str:
    """The key among those of all chains: a database may outlive a local chain."""
    return f"{client.genesis_hash}:{key}"


def enqueue(session: Session, client: Client, sender: Address, works: list[Work]) -> None:
    """Queue these works for `sender`, except those whose keys are known; not yet committed."""
    now = int(time.time())
    rows = [
        {
            "key": full_key(client, work.key),
            "genesis_hash": client.genesis_hash,
            "sender": sender,
            "kind": work.kind,
            "entry": json.dumps(work.entry),
            "queued_at": now,
            "waits_until": 0,
            "tries": 0,
        }
        for work in works
    ]
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    if rows:
        session.execute(insert(OutboxRow).on_conflict_do_nothing(index_elements=["key"]), rows)


def work_of(session: Session, client: Client, key: str) -> OutboxRow | None:
    """The work of this key, as the database has it now; None when it was never asked for."""
    query = select(OutboxRow).where(OutboxRow.key == full_key(client, key))
    return session.exec(query.execution_options(populate_existing=True)).one_or_none()


def transaction_of(session: Session, work: OutboxRow) -> TransactionRow | None:
    """The transaction that carries a work now; None while it is queued."""
    if work.transaction_id is None:
        return None
    return session.get(TransactionRow, work.transaction_id, populate_existing=True)


def state_of(work: OutboxRow, transaction: TransactionRow | None) -> str:
    """queued, signed, sent, mined, final or failed."""
    if work.refused is not None:
        return "failed"
    if work.done_hash is not None:
        return "final"
    if transaction is None:
        return "queued"
    return "queued" if transaction.state is TransactionState.LOST else transaction.state.value
