"""Contacts: sealed on the server, opened by the operator's key alone, each in its own row."""

import stat

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from known_person import CONTACT_PUBLIC, CONTACT_SECRET
from quadrille.config import Settings
from quadrille.db import make_engine, migrate, writing
from quadrille.errors import BadParameter, MalformedFile, Misconfigured, NotFound, Refused
from quadrille.people.contacts import (
    CONTACT_CHARACTERS,
    drop_contact,
    find_contact,
    leave_contact,
    make_contact_key,
    open_contacts,
)
from quadrille.people.persons import find_or_add
from quadrille.people.tables import SealedContact

CONTACT = "+000 5550 1234, ask for the one with the zaffre hat"


@pytest.fixture
def settings() -> Settings:
    return Settings(contact_key=CONTACT_PUBLIC)


@pytest.fixture
def session(database_url):
    migrate(database_url)
    engine = make_engine(database_url)
    with writing(engine) as one:
        yield one
    engine.dispose()


@pytest.fixture
def key_file(tmp_path):
    file = tmp_path / "contacts.key"
    file.write_text(CONTACT_SECRET + "\n")
    return file


def leave(session: Session, settings: Settings, pseudonym: str, contact: str = CONTACT) -> SealedContact:
    row = leave_contact(session, settings, find_or_add(session, pseudonym), contact)
    session.commit()
    return row


def test_a_contact_is_opened_with_the_operator_s_key_and_is_nowhere_in_the_database(session, settings, key_file):
    leave(session, settings, "amina")
    kept = [tuple(row) for row in session.execute(text("SELECT * FROM sealed_contact"))]
    assert "zaffre" not in str(kept)
    assert CONTACT.encode().hex() not in str(kept)
    opened = open_contacts(session, key_file)
    assert [(one.pseudonym, one.purpose, one.contact) for one in opened] == [("amina", "account", CONTACT)]


def test_the_same_contact_is_never_sealed_to_the_same_text(session, settings):
    first = leave(session, settings, "amina").sealed
    assert leave(session, settings, "amina").sealed != first
    assert len(session.exec(select(SealedContact)).all()) == 1


def test_a_contact_in_another_person_s_row_does_not_open(session, settings, key_file):
    mine, theirs = leave(session, settings, "amina"), leave(session, settings, "basma", "basma@one.example")
    mine.sealed, theirs.sealed = theirs.sealed, mine.sealed
    session.add_all([mine, theirs])
    session.commit()
    assert [one.contact for one in open_contacts(session, key_file)] == [None, None]


def test_a_contact_for_another_purpose_does_not_open(session, settings, key_file):
    mine = leave(session, settings, "amina")
    session.add(SealedContact(person_id=mine.person_id, purpose="payout", sealed=mine.sealed))
    session.commit()
    assert [one.contact for one in open_contacts(session, key_file)] == [CONTACT, None]


@pytest.mark.parametrize("sealed", ["", "00", "zz", "ab" * 100])
def test_what_is_no_sealed_contact_is_shown_as_closed(session, settings, key_file, sealed):
    mine = leave(session, settings, "amina")
    mine.sealed = sealed
    session.add(mine)
    session.commit()
    assert [one.contact for one in open_contacts(session, key_file)] == [None]


def test_another_key_opens_nothing(session, settings, tmp_path):
    leave(session, settings, "amina")
    make_contact_key(tmp_path / "other.key")
    assert [one.contact for one in open_contacts(session, tmp_path / "other.key")] == [None]


def test_a_key_that_was_made_here_seals_and_opens(session, tmp_path):
    public = make_contact_key(tmp_path / "new.key")
    leave(session, Settings(contact_key=public), "amina")
    assert [one.contact for one in open_contacts(session, tmp_path / "new.key")] == [CONTACT]
    assert stat.S_IMODE((tmp_path / "new.key").stat().st_mode) == 0o600
    with pytest.raises(Refused, match="is there already"):
        make_contact_key(tmp_path / "new.key")
    with pytest.raises(BadParameter, match="--out"):
        make_contact_key(tmp_path / "no folder" / "new.key")


@pytest.mark.parametrize("content", ["", "hunter2", "ab" * 31, CONTACT_SECRET + "00", "é"])
def test_a_file_that_is_no_key_is_refused_without_being_told(session, tmp_path, content):
    file = tmp_path / "bad.key"
    file.write_text(content)
    with pytest.raises(MalformedFile, match="32 bytes as hex") as refusal:
        open_contacts(session, file)
    assert not content or content not in str(refusal.value)
    with pytest.raises(MalformedFile, match="cannot be read"):
        open_contacts(session, tmp_path / "none.key")


def test_without_a_key_no_contact_is_kept(session):
    with pytest.raises(Refused, match="keeps no contacts") as refusal:
        leave(session, Settings(), "amina")
    assert "contact-key" in refusal.value.remedy


def test_a_key_that_everybody_could_open_is_refused(session):
    with pytest.raises(Misconfigured, match="QUADRILLE_CONTACT_KEY"):
        leave(session, Settings(contact_key="00" * 32), "amina")


@pytest.mark.parametrize("contact", ["", "  ", "a\nb", "a\0b", "x" * (CONTACT_CHARACTERS + 1)])
def test_what_is_no_contact_is_refused_without_being_told(session, settings, contact):
    with pytest.raises(BadParameter, match="visible characters") as refusal:
        leave(session, settings, "amina", contact)
    assert len(contact) < 3 or contact not in str(refusal.value)


def test_a_contact_is_deleted_by_its_person(session, settings):
    leave(session, settings, "amina")
    person = find_or_add(session, "amina")
    drop_contact(session, person)
    session.commit()
    assert find_contact(session, person) is None
    with pytest.raises(NotFound):
        drop_contact(session, person)
