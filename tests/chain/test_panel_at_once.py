"""Several at once, on both databases: of the same review one version is made, and every step is taken once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from conftest import World
from panel_steps import NO_AUDITS, drawn, fill, now, offered, opened, reviewers
from quadrille.app import make_app
from quadrille.chain.client import Client
from quadrille.chain.deployment import Chain
from quadrille.chain.typed_data import sign
from quadrille.config import Settings
from quadrille.db import make_engine, writing
from quadrille.people.persons import link_wallet
from quadrille.people.sessions import start_session
from quadrille.people.tables import Person
from quadrille.screening.panels.clock import PanelClock
from quadrille.screening.panels.reading import candidates_of, seats_of
from quadrille.screening.panels.tables import Panel
from quadrille.screening.receipts.tables import CommittedReview
from quadrille.screening.tables import Contribution, Review
from quadrille.types import Address

AT_ONCE = 8


@pytest.fixture
def both(world: World, database_url: str, monkeypatch: pytest.MonkeyPatch) -> World:
    """The same world, its database first on SQLite, then on PostgreSQL."""
    monkeypatch.setenv("QUADRILLE_DATABASE_URL", database_url)
    settings = Settings()
    return replace(world, settings=settings, chain=Chain(Client(settings), world.chain.deployment))


@pytest.fixture
def session(both: World) -> Iterator[Session]:
    engine = make_engine(both.settings.database_url)
    with writing(engine) as one:
        yield one
    engine.dispose()


def all_at_once(do) -> list:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(lambda _: do(), range(AT_ONCE)))


def drafted(both: World, session: Session) -> tuple[int, Person, dict[str, str]]:
    """Somebody with a whole draft: the screening's number, they, and how they are signed in."""
    screening, people = drawn(both, session)
    person = people[offered(session, screening)[0].person_id]
    fill(session, person, screening)
    token = start_session(session, person)
    session.commit()
    return screening.id, person, {"authorization": f"Bearer {token}"}


def assert_one(session: Session, answers: list) -> None:
    """One review, one commitment, one number, one claim code, and the same receipt for all."""
    assert {answer.status_code for answer in answers} == {201}, [answer.text for answer in answers]
    told = [answer.json() for answer in answers]
    assert all(one["receipt"] == told[0]["receipt"] for one in told)
    assert sum(one["claim_code"] is not None for one in told) == 1
    session.expire_all()
    (review,) = session.exec(select(Review)).all()
    assert [row.review_id for row in session.exec(select(CommittedReview))] == [review.id]
    assert [row.review_id for row in session.exec(select(Contribution))] == [review.id]


def test_of_eight_submissions_at_once_one_version_is_made(both, session):
    screening, _, headers = drafted(both, session)
    with TestClient(make_app(both.settings, both.chain)) as client:
        path = f"/api/v1/screenings/{screening}/reviews"
        assert_one(session, all_at_once(lambda: client.post(path, json={}, headers=headers)))


def test_of_eight_signed_submissions_at_once_one_version_is_made(both, session):
    screening, person, headers = drafted(both, session)
    wallet = both.somebody()
    link_wallet(session, person, Address(wallet.address))
    session.commit()
    with TestClient(make_app(both.settings, both.chain)) as client:
        path, asked = f"/api/v1/intents/review/{screening}", {"wallet": wallet.address}
        intents = all_at_once(lambda: client.post(path, json=asked, headers=headers).json())
        # Whoever asks at once is asked to sign the same words.
        assert all(one["typed_data"] == intents[0]["typed_data"] for one in intents)
        body = {**asked, "version": 1, "signature": sign(wallet, intents[0]["typed_data"])}
        complete = intents[0]["complete"]
        assert_one(session, all_at_once(lambda: client.post(complete, json=body, headers=headers)))


def test_two_that_submit_at_once_both_come_through(both, session):
    screening, people = drawn(both, session)
    seated = [people[seat.person_id] for seat in offered(session, screening)]
    sent = []
    for person in seated:
        fill(session, person, screening)
        sent.append({"authorization": f"Bearer {start_session(session, person)}"})
    session.commit()
    path = f"/api/v1/screenings/{screening.id}/reviews"
    with TestClient(make_app(both.settings, both.chain)) as client, ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda headers: client.post(path, json={}, headers=headers), sent))
    assert [answer.status_code for answer in answers] == [201, 201]
    assert sorted(answer.json()["contribution"] for answer in answers) == [1, 2]
    assert sorted(answer.json()["receipt"]["position"] for answer in answers) == [1, 2]


def test_several_workers_open_and_draw_one_panel(both, session):
    reviewers(session, 8)
    screening = opened(session)
    engine = session.get_bind()
    for _ in range(3):
        session.commit()
        both.anvil.rpc("anvil_mine", "0x3")
        all_at_once(lambda: PanelClock(engine, both.chain, NO_AUDITS).run(now()))
    session.expire_all()
    assert len(session.exec(select(Panel)).all()) == 1
    assert len(seats_of(session, screening.id)) == 2
    assert [row.rank for row in candidates_of(session, screening.id)] == list(range(8))
