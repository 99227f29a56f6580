"""What can be wrong with the database: statements and commits that fail, and somebody who holds it for long."""

import random
import sqlite3
import time
from contextlib import suppress
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.exc import OperationalError

STATEMENT_RATE = 0.005
COMMIT_RATE = 0.01
HELD_SECONDS = (0.05, 0.3)
PAUSE_SECONDS = (0.1, 0.8)


class DatabaseTrouble:
    """Lets some statements of an engine fail, and some commits: undone, or done although they seem to have failed."""

    def __init__(self, seed: int, engine: Engine, share: float = 1) -> None:
        """share: how much of the usual trouble there is, for whoever does a lot before anything of it is kept."""
        self._share = share
        self._random = random.Random(seed)
        self._is_over = False
        event.listen(engine, "before_cursor_execute", self._before_statement)
        self._commit = engine.dialect.do_commit
        engine.dialect.do_commit = self._do_commit  # type: ignore[method-assign]

    def end(self) -> None:
        """No more trouble."""
        self._is_over = True

    def _before_statement(self, _connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")) and self._happens(STATEMENT_RATE):
            raise _failure(statement)

    def _do_commit(self, connection: Any) -> None:
        if self._happens(COMMIT_RATE / 2):
            raise _failure("COMMIT")
        self._commit(connection)
        if self._happens(COMMIT_RATE / 2):
            raise _failure("COMMIT")

    def _happens(self, rate: float) -> bool:
        return not self._is_over and self._random.random() < rate * self._share


def storm(seed: int, database_url: str) -> None:
    """Hold the database again and again, until this process ends."""
    chance = random.Random(seed)
    hold = _hold_sqlite if database_url.startswith("sqlite") else _hold_postgresql
    while True:
        time.sleep(chance.uniform(*PAUSE_SECONDS))
        # Whoever holds several tables may be chosen to end a deadlock.
        with suppress(psycopg.OperationalError, sqlite3.OperationalError):
            hold(database_url, chance.uniform(*HELD_SECONDS))


def _hold_sqlite(database_url: str, seconds: float) -> None:
    connection = sqlite3.connect(make_url(database_url).database or "", timeout=30, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    time.sleep(seconds)
    connection.execute("ROLLBACK")
    connection.close()


def _hold_postgresql(database_url: str, seconds: float) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("LOCK TABLE outbox, outbox_transaction, followed_block IN EXCLUSIVE MODE")
        time.sleep(seconds)


def _failure(statement: str) -> OperationalError:
    return OperationalError(statement, {}, Exception("simulated"))
