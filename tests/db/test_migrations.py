"""Migrations: from nothing to the tables of the code and back, whole or not at all, by one or by several at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from quadrille.config import Settings
from quadrille.db import hold, make_engine, migrate, migrations, open_session
from quadrille.errors import Misconfigured


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table, first on SQLite, then on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An empty database."""
    made = make_engine(database_url)
    yield made
    made.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def test_the_migrations_make_exactly_the_tables_of_the_code(database_url, engine):
    migrate(database_url)
    assert tables(engine) == {"alembic_version", *SQLModel.metadata.tables}
    # Raises when a column, a type, an index or a constraint differs.
    command.check(migrations(database_url))


def test_to_migrate_again_changes_nothing(database_url, engine):
    migrate(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO person (pseudonym) VALUES ('amina')")
    migrate(database_url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT pseudonym FROM person").scalars().all() == ["amina"]


def test_every_step_has_a_way_back(database_url, engine):
    migrate(database_url)
    command.downgrade(migrations(database_url), "base")
    assert tables(engine) <= {"alembic_version"}
    migrate(database_url)
    command.check(migrations(database_url))


def test_rounds_keep_the_numbers_that_they_had(database_url, engine):
    command.upgrade(migrations(database_url), "0016")
    earlier = [("0xC", "0x1", 5), ("0xB", "0x1", 7), ("0xA", "0x1", 7), ("0xD", "0x1", 9), ("0xA", "0x2", 1)]
    with engine.begin() as connection:
        for address, genesis, block in earlier:
            row = f"('{address}', '{genesis}', 'A round', {block})"
            connection.exec_driver_sql(
                f"INSERT INTO funding_round (address, genesis_hash, title, opened_block) VALUES {row}"
            )
    migrate(database_url)
    with engine.connect() as connection:
        query = "SELECT genesis_hash, number, address FROM funding_round ORDER BY genesis_hash, number"
        found = connection.exec_driver_sql(query).all()
    had = [("0x1", 1, "0xC"), ("0x1", 2, "0xA"), ("0x1", 3, "0xB"), ("0x1", 4, "0xD"), ("0x2", 1, "0xA")]
    assert [tuple(row) for row in found] == had


def test_a_migration_that_fails_half_way_leaves_nothing_behind(database_url, engine):
    with engine.begin() as connection:
        # In the way of a table that the first migration makes after others.
        connection.exec_driver_sql("CREATE TABLE project (something INTEGER)")
    with pytest.raises((DBAPIError, Misconfigured), match="already exists"):
        migrate(database_url)
    assert tables(engine) <= {"project", "alembic_version"}
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE project")
    migrate(database_url)
    command.check(migrations(database_url))


def test_who_starts_while_another_migrates_waits_for_it(database_url, engine):
    with ThreadPoolExecutor(1) as threads, engine.connect() as other:
        with other.begin():
            hold(other, "migrations")
            later = threads.submit(migrate, database_url)
            with pytest.raises(TimeoutError):
                later.result(timeout=0.3)
            assert not inspect(other).get_table_names()
        later.result(timeout=30)
    command.check(migrations(database_url))


@pytest.mark.parametrize(
    "database_url",
    ["nonsense", "mysql://user:hunter2hunter2@localhost/x", "sqlite:////nowhere/at/all/x.db", "", "nosuch://x"],
)
def test_a_database_that_cannot_be_used_is_named_without_its_password(database_url, monkeypatch):
    monkeypatch.setenv("QUADRILLE_DATABASE_URL", database_url or "://")
    with pytest.raises(Misconfigured) as refusal, open_session(Settings()):
        pass
    assert "QUADRILLE_DATABASE_URL" in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


def test_a_postgresql_that_is_not_there_is_named_without_its_password(monkeypatch):
    monkeypatch.setenv("QUADRILLE_DATABASE_URL", "postgresql://somebody:hunter2hunter2@127.0.0.1:1/x")
    with pytest.raises(Misconfigured, match="does not answer") as refusal, open_session(Settings()):
        pass
    assert "hunter2" not in str(refusal.value)
