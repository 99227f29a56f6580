"""Answers by Idempotency-Key in the database, so that any process can give them; one row, one runner."""

import secrets
import time

from sqlalchemy import ColumnElement, Engine, delete, func, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from quadrille.db import writing
from quadrille.errors import BadInput, StillRunning
from quadrille.gate.sealing import Answer, Ask
from quadrille.gate.tables import KeptAnswer

KEPT_SECONDS = 86_400
"""A day: whoever was cut off asks again within it."""

LEASE_SECONDS = 300
"""A request still unanswered after this has died with its process: none waits for the chain longer than 120 s."""

RETRY_SECONDS = 2
"""A block of a fast chain."""

MOST_OF_ONE, MOST = 1_000, 20_000
"""Answers kept of one asker and of all; the oldest go first. With 64 KiB at most for each, 1.3 GB at the very worst."""

TIDIED_ONCE_IN = 50
"""Requests: seldom enough to cost nothing, often enough that the bounds hold within a few per cent."""


def begin(engine: Engine, ask: Ask) -> Answer | None:
    """Take this request for ours to run: None. Or the answer it had before.

    raises  BadInput when the key was used for another body, StillRunning while the first one runs
    """
    now = int(time.time())
    with writing(engine) as session:
        _tidy(session, ask, now)
        if _take_new(session, ask, now):
            return None
        row = session.get(KeptAnswer, ask.key_hash)
        if row is None:
            # It was let go at this moment.
            raise StillRunning(RETRY_SECONDS)
        if row.body_hash != ask.body_hash:
            raise BadInput(
                "This Idempotency-Key was used before, with another body or another query.",
                "Give each request that differs a key of its own; repeat one only as it was.",
            )
        if row.status is not None and row.sealed is not None:
            return _unsealed(ask, row.status, row.sealed)
        if not _take_over(session, ask, row, now):
            raise StillRunning(RETRY_SECONDS)
    return None


def finish(engine: Engine, ask: Ask, answer: Answer) -> None:
    """Keep the answer for repeats."""
    with writing(engine) as session:
        kept = update(KeptAnswer).where(_is(ask)).values(status=answer.status, sealed=ask.seal(answer))
        session.execute(kept)
        session.commit()


def release(engine: Engine, ask: Ask) -> None:
    """Keep no answer: a repeat runs again."""
    with writing(engine) as session:
        session.execute(delete(KeptAnswer).where(_is(ask), col(KeptAnswer.status).is_(None)))
        session.commit()


def _take_new(session: Session, ask: Ask, now: int) -> bool:
    row = KeptAnswer(
        key_hash=ask.key_hash,
        actor_hash=ask.actor_hash,
        body_hash=ask.body_hash,
        started_at=now,
        expires_at=now + KEPT_SECONDS,
    )
    session.add(row)
    try:
        session.commit()
    except IntegrityError:
        # The primary key: of any number that try at once, one succeeds.
        session.rollback()
        return False
    return True


def _take_over(session: Session, ask: Ask, row: KeptAnswer, now: int) -> bool:
    # Its process may have ended between two steps; the flows themselves never do one twice.
    if now - row.started_at < LEASE_SECONDS:
        return False
    as_read = (_is(ask), col(KeptAnswer.status).is_(None), col(KeptAnswer.started_at) == row.started_at)
    taken = session.execute(
        update(KeptAnswer).where(*as_read).values(started_at=now).returning(col(KeptAnswer.key_hash))
    )
    is_ours = taken.first() is not None
    session.commit()
    return is_ours


def _unsealed(ask: Ask, status: int, sealed: bytes) -> Answer:
    found = ask.unseal(status, sealed)
    if found is None:
        raise BadInput("The answer that was kept for this Idempotency-Key was changed.", "Send it with a new key.")
    return found


def _is(ask: Ask) -> ColumnElement[bool]:
    return col(KeptAnswer.key_hash) == ask.key_hash


def _tidy(session: Session, ask: Ask, now: int) -> None:
    """Drop what is too old, and the oldest of what is too much."""
    if secrets.randbelow(TIDIED_ONCE_IN):
        return
    session.execute(delete(KeptAnswer).where(col(KeptAnswer.expires_at) <= now))
    of_one = col(KeptAnswer.actor_hash) == ask.actor_hash
    for most, which in ((MOST_OF_ONE, (of_one,)), (MOST, ())):
        drop_beyond(session, most, *which)
    session.commit()


def drop_beyond(session: Session, most: int, *which: ColumnElement[bool]) -> None:
    """Drop the oldest answered rows of these, so that about `most` stay; not yet committed."""
    count = session.exec(select(func.count()).select_from(KeptAnswer).where(*which)).one()
    if count > most:
        oldest = select(KeptAnswer.key_hash).where(col(KeptAnswer.status).is_not(None), *which)
        gone = oldest.order_by(col(KeptAnswer.expires_at)).limit(count - most)
        session.execute(delete(KeptAnswer).where(col(KeptAnswer.key_hash).in_(gone)))
