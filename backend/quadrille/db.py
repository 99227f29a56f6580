"""The database: one engine, short transactions, exact 256-bit amounts.

SQLite when one machine is enough, PostgreSQL when it is not; the same code on both.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Dialect, Engine, String, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session

from quadrille.config import Settings
from quadrille.errors import BadParameter, Misconfigured
from quadrille.types import UINT256_MAX

UINT256_DIGITS = 78
"""Decimal digits of 2**256 - 1."""

READS_ONLY = "quadrille_reads_only"
"""Execution option of a connection whose transactions only read."""

AUDITED = "quadrille_audited"
"""Key in a session's info: a function that tells actor, action and reference of what it writes; see `audit.py`."""

MIGRATIONS = Path(__file__).parent / "migrations"

DATABASE_REMEDY = "Set QUADRILLE_DATABASE_URL to sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME."


class Uint256(TypeDecorator[int]):
    """An integer of 0..2**256 - 1, kept as 78 decimal digits: exact on every database, and text order is number order.

    Why not NUMERIC: SQLite keeps it as a float and silently loses digits.
    """

    impl = String(UINT256_DIGITS)
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> str | None:
        """Digits for the database. Raises BadParameter outside 0..2**256 - 1."""
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= UINT256_MAX:
            raise BadParameter("amount", value, "an integer from 0 to 2**256 - 1")
        return str(value).zfill(UINT256_DIGITS)

    def process_result_value(self, value: str | None, dialect: Dialect) -> int | None:
        """The integer that was stored."""
        return None if value is None else int(value)


def make_engine(database_url: str) -> Engine:
    """An engine on which a transaction that reads and then writes cannot lose an update; raises Misconfigured."""
    try:
        url = make_url(database_url)
        if url.drivername == "postgresql":
            # SQLAlchemy would take psycopg 2, which is not ours.
            url = url.set(drivername="postgresql+psycopg")
        # A message that quotes what was written would put claim codes and wallets into logs.
        engine = create_engine(url, hide_parameters=True)
    except (ArgumentError, ImportError):
        # `from None`: the address may hold a password.
        raise Misconfigured("QUADRILLE_DATABASE_URL is no database that can be used.", DATABASE_REMEDY) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver would begin by itself, and late; `_begin` decides instead.
    connection.isolation_level = None
    # What is erased is overwritten, not only taken out of the index of its page.
    kept = ("busy_timeout=30000", "journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON")
    for pragma in kept:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # Two transactions that both read and then write would otherwise fail, or one of them lose its write.
    reads_only = connection.get_execution_options().get(READS_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def writing(engine: Engine) -> Session:
    """A session that may write; on SQLite one at a time has a transaction, so end it before waiting for anything."""
    # What was read is kept after a commit: to read it again would begin another transaction.
    return Session(engine, expire_on_commit=False)


def reading(engine: Engine) -> Session:
    """A session that only reads, and so waits for nobody."""
    return Session(engine.execution_options(**{READS_ONLY: True}), expire_on_commit=False)


def drop_older_pages(engine: Engine) -> bool:
    """Empty SQLite's write-ahead log, which still has pages as they were; whether nothing old is left in our files.

    False while another reads, and then it is done with the next of its own; and on PostgreSQL, where only `VACUUM FULL`
    does it, which keeps everybody waiting and so is the operator's to run.
    """
    if engine.dialect.name != "sqlite":
        return False
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        is_busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not is_busy


def hold(session: Session | Connection, name: str) -> None:
    """Wait until nobody else holds `name`, and hold it until this transaction ends.

    On SQLite whoever writes is alone anyway.
    """
    bind = session.get_bind() if isinstance(session, Session) else session
    if bind.dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def migrations(database_url: str) -> Config:
    """How alembic finds our migrations and this database."""
    config = Config()
    # Alembic reads this as a template: a per cent sign in a folder's name has to be doubled.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["database_url"] = database_url
    return config


def migrate(database_url: str) -> None:
    """Bring the tables to this version of the code; safe to repeat. Raises Misconfigured without a database."""
    with answering():
        # Alembic reads every migration again each time; a server or a command begins far more often than tables change.
        if _revision_of(database_url) != _newest():
            command.upgrade(migrations(database_url), "head")


@cache
def _newest() -> str | None:
    return ScriptDirectory.from_config(migrations("")).get_current_head()


def _revision_of(database_url: str) -> str | None:
    engine = make_engine(database_url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


@contextmanager
def answering() -> Iterator[None]:
    """Turn a database that cannot be reached, read or written into Misconfigured, for commands."""
    try:
        yield
    except OperationalError as problem:
        reason = str(problem.orig).strip().partition("\n")[0]
        raise Misconfigured(f"The database does not answer ({reason}).", DATABASE_REMEDY) from problem


@contextmanager
def open_session(settings: Settings) -> Iterator[Session]:
    """A session on the migrated database of these settings, for commands."""
    migrate(settings.database_url)
    engine = make_engine(settings.database_url)
    try:
        with answering(), writing(engine) as session:
            session.info[AUDITED] = lambda: ("command", _command_words(), "")
            yield session
    finally:
        engine.dispose()


def engine_of(session: Session) -> Engine:
    """The engine of a session, for steps that begin transactions of their own."""
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    return engine


def _command_words() -> str:
    # The first two words are the command's own; what follows is a file, a name, a code.
    return " ".join(takewhile(re.compile("[a-z-]+").fullmatch, sys.argv[1:3])) or "quadrille"
