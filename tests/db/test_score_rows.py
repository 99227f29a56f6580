"""Score tables come in whole or not at all, once, and nothing of them is ever overwritten."""

import io
from collections.abc import Iterator

import pytest
from sqlmodel import Session, select

from quadrille.db import make_engine, migrate, writing
from quadrille.errors import MalformedFile, Refused
from quadrille.people.tables import UniquenessEvidence
from quadrille.people.uniqueness import BroughtIn, bring_in, evidence_of, read_scores
from quadrille.types import Address, Timestamp

ANN = Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")
BOB = Address("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC")
CY = Address("0x90F79bf6EB2c4f870365E785982E1f101E93b906")


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    migrate(database_url)
    engine = make_engine(database_url)
    with writing(engine) as one:
        yield one
    engine.dispose()


def brought_in(session, text, source="passport", at=1_000):
    rows = read_scores(io.BytesIO(f"wallet,score\n{text}".encode()), "s.csv", Timestamp(at), Timestamp(10**9))
    return bring_in(session, source, rows)


def kept(session) -> list[tuple[str, str, str, int]]:
    rows = session.exec(select(UniquenessEvidence).order_by("id"))
    return [(row.address, row.source, row.score, row.observed_at) for row in rows]


def test_the_same_table_again_changes_nothing(session):
    assert brought_in(session, f"{ANN},21.340\n{BOB},7\n") == BroughtIn(added=2, known=0)
    assert brought_in(session, f"{BOB},7\n{ANN},21.340\n{CY},1\n{CY},1\n") == BroughtIn(added=1, known=3)
    assert kept(session) == [
        (ANN, "passport", "21.340", 1_000),
        (BOB, "passport", "7", 1_000),
        (CY, "passport", "1", 1_000),
    ]


@pytest.mark.parametrize("known", ["21.34", "21.3400"])
def test_another_score_for_the_same_moment_is_refused_and_nothing_comes_in(session, known):
    brought_in(session, f"{ANN},21.340\n")
    session.commit()
    with pytest.raises(Refused, match=f"{ANN} at 1000 the score {known}, and also 21.340"):
        brought_in(session, f"{BOB},7\n{ANN},{known}\n")
    session.rollback()
    assert kept(session) == [(ANN, "passport", "21.340", 1_000)]


def test_two_scores_in_one_table_are_refused(session):
    with pytest.raises(Refused, match="nothing is overwritten"):
        brought_in(session, f"{BOB},7\n{BOB},8\n")


def test_a_flaw_in_the_last_row_leaves_nothing_behind(session):
    with pytest.raises(MalformedFile, match="row 3, column score"):
        brought_in(session, f"{ANN},1\n{BOB},one\n")
    session.rollback()
    assert kept(session) == []


def test_the_newest_row_of_each_source_about_any_wallet_counts(session):
    brought_in(session, f"{ANN},1\n{CY},99\n", at=1_000)
    brought_in(session, f"{BOB},2\n", at=3_000)
    # Brought in later, and seen earlier.
    brought_in(session, f"{ANN},3\n", at=2_000)
    brought_in(session, f"{ANN},1\n", source="partner", at=10)
    found = evidence_of(session, [ANN, BOB])
    assert {source: (row.address, row.score) for source, row in found.items()} == {
        "passport": (BOB, "2"),
        "partner": (ANN, "1"),
    }
    assert evidence_of(session, []) == {}
