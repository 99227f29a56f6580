"""The same journeys with PostgreSQL underneath: a badge is claimed, a ballot handed in, a round published."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from ballots import propose_funding, signed_ballot
from conftest import ETHER, OPERATOR_TOKEN
from journeys import (
    claim_all_badges,
    close_round,
    demo_reviews,
    fill_round,
    import_demo_projects,
    open_round,
    publish,
)
from quadrille.app import make_app
from quadrille.chain.outbox.tables import TransactionRow, TransactionState
from quadrille.chain.states import Support
from quadrille.db import make_engine, writing
from quadrille.errors import Refused
from quadrille.governance import flow as governance
from quadrille.rounds import flow as rounds
from quadrille.rounds.bundle.bundle import read_bundle
from quadrille.rounds.bundle.recompute import verify_bundle_against
from quadrille.types import Wei


@pytest.fixture
def session(postgres_world):
    """A session on PostgreSQL."""
    engine = make_engine(postgres_world.settings.database_url)
    assert engine.dialect.name == "postgresql"
    with writing(engine) as one:
        yield one
    engine.dispose()


def test_reviewers_claim_and_one_of_them_votes(postgres_world, session):
    world = postgres_world
    wallets = claim_all_badges(world, session, demo_reviews())
    assert len(world.chain.badge.issued()) >= len(wallets) > 1
    holder = next(iter(wallets.values()))
    world.give(world.chain.treasury.address, Wei(ETHER))
    proposal = propose_funding(world, holder, open_round(world, session), ETHER, "Fund it")
    ballot = signed_ballot(world, proposal, Support.FOR, holder)
    first = governance.relay_ballot(session, world.chain, ballot)
    assert governance.relay_ballot(session, world.chain, ballot) == first
    assert {row.state for row in session.exec(select(TransactionRow))} == {TransactionState.FINAL}


def test_an_operator_publishes_what_anybody_can_recompute(postgres_world, session):
    world = postgres_world
    payees = {slug: world.somebody() for slug in import_demo_projects(session)}
    address = open_round(world, session, pool_wei=ETHER)
    fill_round(world, session, address, payees)
    close_round(world, address)
    published = publish(world, session, address)
    verified = verify_bundle_against(world.chain.round(address), read_bundle(published.folder))
    assert verified.root == published.result.root
    with pytest.raises(Refused, match="This very result"):
        rounds.publish(session, world.chain, address, world.settings.bundle_folder)


def test_the_same_review_through_the_api_twice_is_one_contribution(postgres_world):
    world = postgres_world
    headers = {"authorization": f"Bearer {OPERATOR_TOKEN}"}
    name, content = demo_reviews()[0]
    with TestClient(make_app(world.settings, world.chain), headers=headers) as operator:
        first, second = (
            operator.post("/api/v1/reviews", params={"file_name": name}, content=content) for _ in range(2)
        )
        assert (first.status_code, second.status_code) == (201, 201)
        assert second.json() == {**first.json(), "claim_code": None}
        assert len(operator.get("/api/v1/reviews").json()) == 1
