"""Who changed what, and when: one entry for each transaction of a person, the operator or a command.

An entry is written in the transaction that it is about, so that neither is there without the other. It names tables and
keys of rows, never what stands in them. Entries hang on one another by hashes, and the database refuses to change one;
cutting off the newest ones shows only beside a hash that was written down elsewhere.

It listens from when this module is imported, which `db.migrate` does: every way to the database begins there.
"""

import hashlib
import json
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Column, Text, event, inspect
from sqlalchemy import select as select_columns
from sqlalchemy.orm import ORMExecuteState, SessionTransaction
from sqlmodel import Field, Session, SQLModel, col, select

from quadrille.db import AUDITED, hold
from quadrille.errors import Mismatch

FIRST_HASH = "0" * 64
"""What the first entry hangs on."""

UNAUDITED_STARTS = ("copied_", "followed_", "outbox")
"""Copies of the chain, and what waits to be sent to it: the chain itself is their audit."""

UNAUDITED = frozenset(
    {
        "following",  # how far copies have come
        "alarm",  # written by the worker about itself
        "kept_answer",  # the gate's own, gone after a day
        "audit_entry",
        "used_nonce",  # a sign-in's machinery: the session that comes of it is named
        "mail_link",
    }
)
"""Tables whose rows nobody's decision stands behind."""

CHANGES = "quadrille_changes"
"""Key in a session's info: what its transaction has written so far."""

TOUCHED = {"sign_in_session": {"seen_at"}}
"""Columns that change by themselves while somebody is signed in."""

KEYS_UNTOLD = frozenset({"mail_identity"})
"""Their keys come from an e-mail address: erasing the row must leave nothing of it."""

MANY = "*"
"""In place of a key: rows that a statement without a condition named, or whose keys are not told."""

VERIFIED_AT_ONCE = 1_000
"""Entries in memory while they are checked, some 500 bytes each."""

KEYS_NAMED = 100
"""Of one table in one entry; what goes beyond is said by MANY."""


class AuditEntry(SQLModel, table=True):
    """One transaction that changed something.

    at         unix seconds
    actor      "person 7", "operator", "nobody" or "command"
    action     method and route, or the command
    reference  the request's, as its answer said it; "" for a command
    changes    JSON: table -> keys of rows
    """

    __tablename__ = "audit_entry"

    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: int = Field(sa_type=BigInteger)
    actor: str = Field(max_length=64)
    action: str = Field(max_length=200)
    reference: str = Field(max_length=64)
    changes: str = Field(sa_column=Column(Text, nullable=False))
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class Change(NamedTuple):
    """A row that was written; `within` is the savepoint, if any, that can still undo it."""

    table: str
    key: str
    within: SessionTransaction | None


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over all of an entry but its hash, as JSON without spaces."""
    said = [entry.id, entry.at, entry.actor, entry.action, entry.reference, entry.changes]
    parts = [*said, entry.previous_hash]
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()


def entries(session: Session, after: int = 0, limit: int | None = None) -> list[AuditEntry]:
    """Entries in their order, from the one after number `after` on."""
    later = select(AuditEntry).where(col(AuditEntry.id) > after).order_by(col(AuditEntry.id)).limit(limit)
    # As they are in the database now, whatever this session has seen before.
    return list(session.exec(later.execution_options(populate_existing=True)))


def last_number(session: Session) -> int:
    """The number of the newest entry; 0 before there is one."""
    return session.exec(select(AuditEntry.id).order_by(col(AuditEntry.id).desc()).limit(1)).first() or 0


def verify_chain(session: Session) -> tuple[int, str]:
    """Number and hash of the last entry, when each is as it was written; raises Mismatch at the first that is not."""
    number, known = 0, FIRST_HASH
    while page := entries(session, number, VERIFIED_AT_ONCE):
        for entry in page:
            _check(entry, number, known)
            number, known = entry.id, entry.hash
    return number, known


def _check(entry: AuditEntry, number: int, known: str) -> None:
    """Raise Mismatch unless this entry comes next after the one with this number and hash."""
    remedy = "Compare with a backup of the database from before; entries from here on cannot be relied on."
    if entry.id != number + 1:
        raise Mismatch("The audit's numbering", number + 1, entry.id, remedy)
    if entry.previous_hash != known:
        raise Mismatch(f"What audit entry {entry.id} hangs on", entry.previous_hash, known, remedy)
    if entry.hash != hash_of(entry):
        raise Mismatch(f"Audit entry {entry.id}", entry.hash, hash_of(entry), remedy)


@event.listens_for(Session, "after_flush")
def _hear_flush(session: Session, _context: object) -> None:
    if AUDITED not in session.info:
        return
    for row in (*session.new, *session.deleted, *(row for row in session.dirty if _is_changed(row))):
        table = inspect(row).mapper.local_table
        _note(session, str(table.name), _key_text(inspect(row).mapper.primary_key_from_instance(row)))


@event.listens_for(Session, "do_orm_execute")
def _hear_statement(state: ORMExecuteState) -> None:
    session, statement = state.session, state.statement
    if AUDITED not in session.info or not (state.is_insert or state.is_update or state.is_delete):
        return
    assert isinstance(session, Session)
    table = statement.table  # type: ignore[attr-defined]
    if not _is_audited(table.name):
        return
    condition = getattr(statement, "whereclause", None)
    if condition is None:
        _note(session, table.name, MANY)
        return
    # Before the statement runs, since afterwards its condition may hold for other rows.
    keys = session.execute(select_columns(*table.primary_key).where(condition).limit(KEYS_NAMED + 1))
    for key in keys.all():
        _note(session, table.name, _key_text(key))


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, ended: SessionTransaction) -> None:
    """What is undone was not done; a savepoint undoes only what came after it."""
    if ended.parent is None:
        session.info[CHANGES] = []
    elif ended.nested:
        session.info[CHANGES] = [change for change in _changes(session) if change.within is not ended]


@event.listens_for(Session, "before_commit")
def _write_entry(session: Session) -> None:
    # At the end of a savepoint nothing is sure yet.
    if AUDITED not in session.info or session.in_nested_transaction():
        return
    session.flush()
    changes = _changes(session)
    session.info[CHANGES] = []
    if not changes:
        return
    told: dict[str, list[str]] = {}
    for table, key, _ in changes:
        told.setdefault(table, []).append(key)
    _add_entry(session, json.dumps({table: _shortened(keys) for table, keys in sorted(told.items())}))


def _add_entry(session: Session, changes: str) -> None:
    says_who: Callable[[], tuple[str, str, str]] = session.info[AUDITED]
    actor, action, reference = says_who()
    # One at a time, until this transaction has ended: each hangs on the one before.
    hold(session, "audit")
    last = session.execute(
        select_columns(col(AuditEntry.id), col(AuditEntry.hash)).order_by(col(AuditEntry.id).desc()).limit(1)
    ).first()
    number, known = (last.id + 1, last.hash) if last else (1, FIRST_HASH)
    entry = AuditEntry(
        id=number,
        at=int(time.time()),
        actor=actor[:64],
        action=action[:200],
        reference=reference,
        changes=changes,
        previous_hash=known,
        hash="",
    )
    entry.hash = hash_of(entry)
    session.add(entry)
    session.flush()


def _changes(session: Session) -> list[Change]:
    found: list[Change] = session.info.setdefault(CHANGES, [])
    return found


def _note(session: Session, table: str, key: str) -> None:
    if _is_audited(table):
        told = MANY if table in KEYS_UNTOLD else key
        _changes(session).append(Change(table, told, session.get_nested_transaction()))


def _is_audited(table: str) -> bool:
    return table not in UNAUDITED and not table.startswith(UNAUDITED_STARTS)


def _is_changed(row: Any) -> bool:
    state = inspect(row)
    changed = {name for name, attribute in state.attrs.items() if attribute.history.has_changes()}
    return bool(changed - TOUCHED.get(str(state.mapper.local_table.name), set()))


def _key_text(key: Any) -> str:
    return "/".join(map(str, key))


def _shortened(keys: list[str]) -> list[str]:
    distinct = list(dict.fromkeys(keys))
    return distinct if len(distinct) <= KEYS_NAMED else [*distinct[:KEYS_NAMED], MANY]
