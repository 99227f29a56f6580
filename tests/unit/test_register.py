"""The register says something of every column, once, and its times are those by which the software goes."""

import importlib
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import quadrille
from quadrille.gate.keeping import KEPT_SECONDS
from quadrille.people.mail_sign_in import HOUR_SECONDS
from quadrille.people.nonces import NONCE_SECONDS
from quadrille.people.sessions import IDLE_SECONDS, LONGEST_SECONDS
from quadrille.privacy.register import Viewer, entries, exported_columns, seconds_kept

PACKAGE = Path(quadrille.__file__).parent


def every_column() -> set[tuple[str, str]]:
    """Every column of every table, from whichever file it is made in."""
    for file in PACKAGE.rglob("*.py"):
        if "table=True" in file.read_text(encoding="utf-8"):
            importlib.import_module(".".join(("quadrille", *file.relative_to(PACKAGE).with_suffix("").parts)))
    return {(table.name, column.name) for table in SQLModel.metadata.tables.values() for column in table.columns}


def test_every_column_of_every_table_stands_in_the_register_once():
    named = [(entry.table, entry.column) for entry in entries()]
    assert set(named) == every_column()
    assert len(named) == len(set(named))


def test_every_entry_says_what_for_and_how_long():
    for entry in entries():
        assert entry.purpose[0].isupper()
        assert entry.purpose.endswith(".")
        assert entry.stays


def test_hashes_and_what_is_sealed_is_shown_to_nobody():
    hidden = {f"{entry.table}.{entry.column}" for entry in entries() if entry.seen_by is Viewer.NOBODY}
    secret = {name for table, name in every_column() if name.endswith(("_hash", "sealed"))}
    chains = {"block_hash", "genesis_hash", "transaction_hash", "parent_hash"}
    public = {*chains, "snapshot_hash", "evidence_hash", "previous_hash"}
    wanted = {
        f"{table}.{name}"
        for table, name in every_column()
        if name in secret - public and not table.startswith(("outbox", "copied_"))
    }
    assert hidden == wanted


def test_what_nobody_sees_is_not_exported():
    assert "salt" in exported_columns("review")
    assert "token_hash" not in exported_columns("sign_in_session")
    assert exported_columns("outbox") == []


@pytest.mark.parametrize(
    ("table", "column", "seconds"),
    [
        ("used_nonce", "nonce_hash", NONCE_SECONDS),
        ("mail_link", "token_hash", HOUR_SECONDS),
        ("sign_in_session", "token_hash", LONGEST_SECONDS),
        ("kept_answer", "sealed", KEPT_SECONDS),
    ],
)
def test_the_register_s_times_are_those_of_the_code(table, column, seconds):
    assert seconds_kept(table, column) == seconds


def test_the_words_say_the_same_as_the_numbers():
    told = {entry.stays: entry.seconds for entry in entries() if entry.seconds is not None}
    for words, seconds in told.items():
        units = {"an hour": 3_600, "a day": 86_400, "a year": 365 * 86_400, "10 minutes": 600, "30 days": 30 * 86_400}
        assert next(units[start] for start in units if words.startswith(start)) == seconds
    assert any(f"{IDLE_SECONDS // 86_400} days without use" in words for words in told)


def test_what_stays_for_ever_has_no_number():
    with pytest.raises(LookupError, match=r"review\.evidence_hash"):
        seconds_kept("review", "evidence_hash")
