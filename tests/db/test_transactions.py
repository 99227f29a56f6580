"""Nobody's write is lost, whoever else writes at the same time; and who only reads waits for nobody."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from quadrille.db import hold, make_engine, migrate, reading, writing
from quadrille.people.tables import Person
from quadrille.rounds.listing import give_number
from quadrille.rounds.tables import Round
from quadrille.types import Address, BlockNumber, Hash32

THREADS, TIMES = 8, 50


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A migrated database."""
    migrate(database_url)
    made = make_engine(database_url)
    yield made
    made.dispose()


def at_once(work: Any) -> None:
    """Run `work` in several threads; their errors are raised here."""
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(work, range(THREADS)))


def test_no_increment_is_lost(engine):
    with writing(engine) as session:
        session.add(Round(address="0x", genesis_hash="0x", number=1, title="counter", opened_block=0))
        session.commit()

    def count_up(_thread: int) -> None:
        for _ in range(TIMES):
            with writing(engine) as session:
                counter = session.exec(select(Round).with_for_update()).one()
                counter.opened_block += 1
                session.commit()

    at_once(count_up)
    with reading(engine) as session:
        assert session.exec(select(Round)).one().opened_block == THREADS * TIMES


def test_one_at_a_time_holds_a_name(engine):
    with writing(engine) as session:
        session.add(Round(address="0x", genesis_hash="0x", number=1, title="counter", opened_block=0))
        session.commit()

    def count_up(_thread: int) -> None:
        for _ in range(10):
            with writing(engine) as session:
                # Without a row lock: on PostgreSQL only the held name keeps two from reading the same number.
                hold(session, "the counter")
                counter = session.exec(select(Round)).one()
                counter.opened_block += 1
                session.commit()

    at_once(count_up)
    with reading(engine) as session:
        assert session.exec(select(Round)).one().opened_block == THREADS * 10


def test_rounds_that_are_listed_at_the_same_time_get_numbers_of_their_own(engine):
    def list_some(thread: int) -> None:
        for one in range(10):
            with writing(engine) as session:
                give_number(session, Hash32("0x1"), Address(f"0x{thread}{one}"), "A round", BlockNumber(7))
                give_number(session, Hash32("0x2"), Address(f"0x{one}"), "On another chain", BlockNumber(7))

    at_once(list_some)
    with reading(engine) as session:
        rows = session.exec(select(Round)).all()
        assert sorted(row.number for row in rows if row.genesis_hash == "0x1") == list(range(1, THREADS * 10 + 1))
        # The same ten from every thread: listed once, each.
        assert sorted(row.number for row in rows if row.genesis_hash == "0x2") == list(range(1, 11))


def test_who_reads_does_not_wait_for_who_writes(engine):
    with writing(engine) as writer:
        writer.add(Person(pseudonym="half way"))
        writer.flush()
        with reading(engine) as reader:
            assert reader.exec(select(Person)).all() == []
        writer.commit()
    with reading(engine) as reader:
        assert len(reader.exec(select(Person)).all()) == 1


def test_a_transaction_that_is_not_committed_leaves_nothing(engine):
    with writing(engine) as session:
        session.add(Person(pseudonym="nobody"))
        session.flush()
    with reading(engine) as session:
        assert session.exec(select(Person)).all() == []


def test_sqlite_keeps_what_was_committed_through_a_power_cut_and_minds_foreign_keys(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path}/test.db")
    with engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    # 2 is FULL: every commit is on the disk before it is answered.
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}
