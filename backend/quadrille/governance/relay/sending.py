"""Sending what waits and staying until the chain has it, for whoever runs no worker."""

import time
from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import col, select

from quadrille.chain.outbox.desk import Desk
from quadrille.chain.outbox.sender import Sender
from quadrille.chain.outbox.tables import OutboxRow, TransactionState
from quadrille.db import reading


class Left(NamedTuple):
    """Works in no transaction yet, and transactions in no block."""

    queued: int
    under_way: int


def send_waiting(desk: Desk, seconds: float) -> Left:
    """Do a worker's steps until everything of this sender is in a block, or for so long; what is left then."""
    sender, until = Sender(desk), time.monotonic() + seconds
    while sender.step() or (any(left_of(desk)) and time.monotonic() < until):
        time.sleep(desk.client.poll_seconds)
    return left_of(desk)


def left_of(desk: Desk) -> Left:
    """What of this sender is in no block."""
    queued = select(func.count()).where(
        OutboxRow.genesis_hash == desk.client.genesis_hash,
        OutboxRow.sender == desk.sender,
        col(OutboxRow.transaction_id).is_(None),
        col(OutboxRow.refused).is_(None),
        col(OutboxRow.done_hash).is_(None),
    )
    with reading(desk.engine) as session:
        moving = session.exec(desk.transactions(TransactionState.SIGNED, TransactionState.SENT)).all()
        return Left(session.exec(queued).one(), len(moving))
