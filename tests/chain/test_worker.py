"""The worker goes on with what nobody waits for; readiness says how that goes, and what is wrong."""

import time

import pytest
from fastapi.testclient import TestClient

from chain.outbox_steps import ask_for, desk, paid, works
from conftest import World
from journeys import claim_all_badges, demo_reviews, quadrille
from quadrille.app import make_app
from quadrille.chain.alarms import Alarm, raise_alarm
from quadrille.chain.deployment import Chain
from quadrille.db import make_engine, writing
from quadrille.errors import ChainUnreachable
from quadrille.readiness import readiness_of
from quadrille.worker import Worker

PATIENCE_SECONDS = 20


@pytest.fixture
def engine(world):
    made = make_engine(world.settings.database_url)
    yield made
    made.dispose()


def wait_for(is_so) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def working(world: World, engine) -> Worker:
    chain = Chain(world.chain.client, world.chain.deployment)
    return Worker(engine, chain)


def test_what_was_left_behind_is_sent_and_copied(world, engine, session):
    ask_for(desk(world), "left behind", call=world.chain.governor.call("lastProposalOf", world.operator_address))
    claim_all_badges(world, session, demo_reviews())
    worker = working(world, engine)
    worker.start()
    try:
        wait_for(lambda: works(world)[0].transaction_id is not None)
        wait_for(lambda: all(room.lag_blocks == 0 for room in readiness_of(engine, world.chain).rooms))
    finally:
        worker.stop()
    assert readiness_of(engine, world.chain).problems == []


def test_a_fault_ends_no_thread(world, engine, monkeypatch):
    worker = working(world, engine)
    asked = []

    def fail() -> bool:
        asked.append(1)
        raise ChainUnreachable("http://node", "Timeout") if len(asked) % 2 else ZeroDivisionError

    for part in ("quadrille.chain.outbox.sender.Sender.step", "quadrille.chain.follower.follower.Follower.step"):
        monkeypatch.setattr(part, lambda _self: fail())
    worker.start()
    try:
        wait_for(lambda: len(asked) > 12)
    finally:
        worker.stop()


def test_readiness_names_every_problem(world, engine, session):
    with TestClient(make_app(world.settings, world.chain)) as client:
        assert client.get("/healthz").json() == {"status": "alive"}
        with writing(engine) as one:
            raise_alarm(one, Alarm.KEY_SHARED, "0xkey", "somebody has the key")
            one.commit()
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert any("somebody has the key" in problem for problem in answer.json()["problems"])
    assert set(answer.json()["rooms"]) == {"screening", "governance", "rounds", "receipts"}
    assert set(answer.json()["signers"]) == {"issuer", "operator"}


def test_the_application_can_bring_its_worker(world, engine):
    ask_for(desk(world), "left behind", call=world.chain.governor.call("lastProposalOf", world.operator_address))
    with TestClient(make_app(world.settings, world.chain, works=True)) as client:
        wait_for(lambda: client.get("/readyz").status_code == 200 and works(world)[0].transaction_id is not None)
    assert paid(world) == 0


def test_the_commands_show_rebuild_and_settle(world, engine, session):
    claim_all_badges(world, session, demo_reviews())
    assert quadrille("chain", "rebuild")[0]["followed"] == world.chain.client.block().number
    status = quadrille("chain", "status")
    assert status["head"] == world.chain.client.block().number
    assert (status["outbox_queued"], status["problems"]) == (0, None)
    with writing(engine) as one:
        raise_alarm(one, Alarm.KEY_SHARED, "0xkey", "somebody has the key")
        one.commit()
    (alarm,) = quadrille("chain", "alarms")
    assert alarm["words"] == "somebody has the key"
    assert quadrille("chain", "alarms", "--settle", alarm["alarm"]) == []
