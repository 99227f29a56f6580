"""The audit: one entry for each transaction that changed something, in the same transaction; nothing changes one."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, delete, text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from quadrille.audit import FIRST_HASH, KEYS_NAMED, MANY, AuditEntry, entries, last_number, verify_chain
from quadrille.config import Settings
from quadrille.db import AUDITED, make_engine, migrate, open_session, writing
from quadrille.errors import Mismatch
from quadrille.people.tables import MailIdentity, Person, SignInSession, UniquenessEvidence, UsedNonce


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    migrate(database_url)
    made = make_engine(database_url)
    yield made
    made.dispose()


def somebodys(engine: Engine, actor: str = "person 7") -> Session:
    session = writing(engine)
    session.info[AUDITED] = lambda: (actor, "POST /api/v1/things", "ref-1")
    return session


def listed(engine: Engine) -> list[AuditEntry]:
    with writing(engine) as session:
        return entries(session)


def changes(engine: Engine) -> list[dict[str, list[str]]]:
    return [json.loads(entry.changes) for entry in listed(engine)]


def test_each_transaction_has_one_entry_that_names_rows_and_not_what_stands_in_them(engine):
    with somebodys(engine) as session:
        session.add(Person(pseudonym="amina"))
        session.flush()
        session.add(Person(pseudonym="bela"))
        session.commit()
        session.exec(select(Person).where(Person.pseudonym == "bela")).one().badge_wallet = "0x" + "ab" * 20
        session.commit()
    first, second = listed(engine)
    assert (first.id, first.actor, first.action, first.reference) == (1, "person 7", "POST /api/v1/things", "ref-1")
    assert json.loads(first.changes) == {"person": ["1", "2"]}
    assert json.loads(second.changes) == {"person": ["2"]}
    assert (first.previous_hash, second.previous_hash) == (FIRST_HASH, first.hash)
    told = json.dumps([entry.model_dump() for entry in (first, second)])
    assert "amina" not in told
    assert "0xab" not in told


def test_what_changes_nothing_has_no_entry(engine):
    with somebodys(engine) as session:
        session.exec(select(Person)).all()
        session.commit()
        session.add(Person(pseudonym="amina"))
        session.flush()
        session.rollback()
        session.commit()
    assert listed(engine) == []


def test_what_nobody_in_particular_does_has_no_entry(engine):
    with writing(engine) as session:
        session.add(Person(pseudonym="amina"))
        session.commit()
    assert listed(engine) == []


def test_entry_and_change_are_there_together_or_not_at_all(engine):
    with somebodys(engine) as session:
        session.add(Person(pseudonym="amina"))
        session.commit()
        session.add_all([Person(pseudonym="bela"), Person(pseudonym="amina")])
        with pytest.raises(DBAPIError):
            session.commit()
        session.rollback()
        session.add(Person(pseudonym="chidi"))
        session.commit()
    assert [sorted(entry) for entry in changes(engine)] == [["person"]] * 2
    assert [entry.id for entry in listed(engine)] == [1, 2]


def test_statements_on_many_rows_are_named_by_the_rows_they_meet(engine):
    with somebodys(engine) as session:
        session.add_all(Person(pseudonym=name) for name in ("amina", "bela", "chidi"))
        session.commit()
        session.execute(update(Person).where(Person.pseudonym == "bela").values(pseudonym="x"))
        session.commit()
        session.execute(delete(Person).where(Person.pseudonym.in_(["amina", "chidi"])))
        session.commit()
        session.execute(delete(Person).where(Person.pseudonym == "nobody"))
        session.commit()
        session.execute(delete(Person))
        session.commit()
    assert changes(engine)[1:] == [{"person": ["2"]}, {"person": ["1", "3"]}, {"person": [MANY]}]


def test_a_savepoint_that_is_undone_leaves_nothing_and_what_came_before_stays(engine):
    with somebodys(engine) as session:
        session.add(Person(pseudonym="amina"))
        session.flush()
        with session.begin_nested() as savepoint:
            session.add(UniquenessEvidence(address="0x", source="x", score="1", observed_at=1))
            session.flush()
            savepoint.rollback()
        with pytest.raises(DBAPIError), session.begin_nested():
            session.add(Person(pseudonym="amina"))
        with session.begin_nested():
            session.add(Person(pseudonym="bela"))
        session.commit()
    (entry,) = changes(engine)
    assert set(entry) == {"person"}
    assert len(entry["person"]) == 2


def test_what_runs_by_itself_is_not_named(engine):
    with somebodys(engine) as session:
        session.add(Person(pseudonym="amina"))
        session.flush()
        session.add(SignInSession(token_hash="a", person_id=1, expires_at=9))
        session.commit()
        session.add(UsedNonce(nonce_hash="a", expires_at=1))
        session.exec(select(SignInSession)).one().seen_at = 7
        session.commit()
        session.add(MailIdentity(mail_hash="secret", person_id=1))
        session.commit()
    assert changes(engine) == [{"person": ["1"], "sign_in_session": ["1"]}, {"mail_identity": [MANY]}]


def test_an_entry_names_so_many_rows_and_no_more(engine):
    with somebodys(engine) as session:
        session.add_all(Person(pseudonym=str(number)) for number in range(KEYS_NAMED + 5))
        session.commit()
    (entry,) = changes(engine)
    assert len(entry["person"]) == KEYS_NAMED + 1
    assert entry["person"][-1] == MANY


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"]
)
def test_the_database_refuses_to_change_an_entry(engine, statement):
    with somebodys(engine) as session:
        session.add(Person(pseudonym="amina"))
        session.commit()
    is_unknown = statement.startswith("TRUNCATE") and engine.dialect.name == "sqlite"
    words = "syntax error" if is_unknown else "only ever added to"
    with pytest.raises(DBAPIError, match=words), engine.begin() as connection:
        connection.execute(text(statement))
    assert len(listed(engine)) == 1


def without_the_guard(engine: Engine, statement: str) -> None:
    """What somebody can do who owns the database."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            for way in ("UPDATE", "DELETE"):
                connection.execute(text(f"DROP TRIGGER audit_entry_keeps_{way}"))
        else:
            connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
        connection.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'nobody' WHERE id = 2",
        "UPDATE audit_entry SET changes = '{}' WHERE id = 3",
        "UPDATE audit_entry SET at = at + 1 WHERE id = 1",
        f"UPDATE audit_entry SET hash = '{'a' * 64}' WHERE id = 2",
        "DELETE FROM audit_entry WHERE id = 1",
        "DELETE FROM audit_entry WHERE id = 2",
    ],
)
def test_whoever_changes_one_nevertheless_is_found_out(engine, statement):
    with somebodys(engine) as session:
        for name in ("amina", "bela", "chidi"):
            session.add(Person(pseudonym=name))
            session.commit()
        number, last_hash = verify_chain(session)
    assert (number, last_hash) == (3, listed(engine)[-1].hash)
    without_the_guard(engine, statement)
    with writing(engine) as session, pytest.raises(Mismatch):
        verify_chain(session)


def test_many_at_once_hang_on_one_another_in_one_line(engine):
    def write(number: int) -> None:
        with somebodys(engine, f"person {number}") as session:
            session.add(Person(pseudonym=str(number)))
            session.commit()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(24)))
    with writing(engine) as session:
        assert verify_chain(session)[0] == last_number(session) == 24
    assert {entry.actor for entry in listed(engine)} == {f"person {number}" for number in range(24)}


def test_a_command_is_named_by_its_words_and_not_by_what_it_was_given(database_url, monkeypatch):
    monkeypatch.setenv("QUADRILLE_DATABASE_URL", database_url)
    monkeypatch.setattr("sys.argv", ["quadrille", "people", "link", "amina@example.org"])
    with open_session(Settings()) as session:
        session.add(Person(pseudonym="amina"))
        session.commit()
        (entry,) = entries(session)
    assert (entry.actor, entry.action, entry.reference) == ("command", "people link", "")
