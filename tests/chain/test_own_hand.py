"""Operators who sign with wallets of their own, and rounds that others opened: listed, with numbers that stay."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount
from sqlalchemy import Engine
from web3 import Web3

from chain.answers import assert_page, assert_problem
from chain.sign_in import bearer
from chain.test_ops_pages import round_form, shown, words
from conftest import ETHER, World
from journeys import close_round, open_round
from quadrille.chain.client import Client
from quadrille.chain.deployment import Chain
from quadrille.chain.states import RoundMode
from quadrille.db import make_engine
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.listing import Listing, list_rounds
from quadrille.rounds.opening.opening import Opening, terms_of
from quadrille.types import Address, Hash32, Timestamp, Wei


@pytest.fixture(autouse=True)
def own_hand(monkeypatch: pytest.MonkeyPatch) -> LocalAccount:
    """An operator whose key this server does not have."""
    account: LocalAccount = Account.create()
    monkeypatch.setenv("QUADRILLE_ALSO_OPERATORS", account.address)
    return account


@pytest.fixture
def engine(world: World) -> Iterator[Engine]:
    made = make_engine(world.settings.database_url)
    yield made
    made.dispose()


@pytest.fixture
def hand(world: World, own_hand: LocalAccount, api: Any) -> Any:
    """Their browser, signed in with their wallet."""
    world.give(Address(own_hand.address), Wei(10 * ETHER))
    api.headers = {**api.headers, **bearer(api, own_hand)}
    return api


def opened_by(world: World, account: LocalAccount, title: str = "By hand", text: str | None = None) -> Address:
    """A round that this account opens past the server."""
    world.give(Address(account.address), Wei(ETHER))
    rules, at = Configuration.of(title, "qf", {}), world.now()
    chosen = Opening(opens_at=Timestamp(at + 60), closes_at=Timestamp(at + 7_200))
    terms = terms_of(world.chain, rules, chosen, Address(account.address))
    if text is not None:
        terms = replace(terms, config_hash=Hash32(Web3.keccak(text=text).to_0x_hex()))
    call = world.chain.round_factory.open(RoundMode.PUBLISHED, terms, text or rules.as_text())
    (address,) = world.chain.round_factory.made_in(world.chain.client.send_from(account, call).transaction)
    return address


def titles(world, session):
    session.expire_all()
    found = [(row.number, row.title) for row in list_rounds(session, world.chain)]
    session.rollback()
    return found


def test_a_round_that_an_operator_s_wallet_opened_is_listed_and_a_stranger_s_is_not(world, session, engine, own_hand):
    listing = Listing(engine, world.chain)
    opened_by(world, own_hand)
    opened_by(world, Account.create(), "A stranger's")
    listing.step()
    assert titles(world, session) == [(1, "By hand")]
    listing.step()
    Listing(engine, world.chain).step()
    assert titles(world, session) == [(1, "By hand")]


def test_a_round_that_the_treasury_opened_is_listed(world, session, engine):
    treasury = world.chain.treasury.address
    rules, at = Configuration.of("By a vote", "qf", {}), world.now()
    chosen = Opening(
        opens_at=Timestamp(at + 60), closes_at=Timestamp(at + 7_200), publisher=world.operator_address, reviewers=()
    )
    call = world.chain.round_factory.open(
        RoundMode.PUBLISHED, terms_of(world.chain, rules, chosen, treasury), rules.as_text()
    )
    world.give(treasury, Wei(ETHER))
    world.anvil.rpc("anvil_impersonateAccount", treasury)
    sent = world.anvil.rpc("eth_sendTransaction", {"from": treasury, "to": call.to, "data": call.data})
    world.chain.client.w3.eth.wait_for_transaction_receipt(sent)
    Listing(engine, world.chain).step()
    assert titles(world, session) == [(1, "By a vote")]


def test_what_is_listed_waits_until_its_block_is_final(world, session, engine, own_hand):
    settings = world.settings.model_copy(update={"finality_blocks": 3})
    listing = Listing(engine, Chain(Client(settings), world.chain.deployment))
    opened_by(world, own_hand)
    for _ in range(3):
        listing.step()
        assert titles(world, session) == []
        world.anvil.rpc("evm_mine")
    listing.step()
    assert titles(world, session) == [(1, "By hand")]


def test_a_number_stays_although_an_older_round_is_listed_later(world, session, engine, own_hand):
    opened_by(world, own_hand)
    open_round(world, session)
    assert titles(world, session) == [(1, "Learning and water")]
    Listing(engine, world.chain).step()
    assert titles(world, session) == [(1, "Learning and water"), (2, "By hand")]


def test_rules_that_nobody_here_can_read_are_passed_over(world, session, engine, own_hand, caplog):
    opened_by(world, own_hand, text='{"title": "Not ours"}')
    opened_by(world, own_hand)
    Listing(engine, world.chain).step()
    assert titles(world, session) == [(1, "By hand")]
    assert "is not listed" in caplog.text


def test_an_operator_opens_a_round_with_a_wallet_and_runs_it(world, session, engine, hand, own_hand):
    form = round_form(world)
    page = hand.get("/ops/new-round", params=form)
    assert 'data-intent="/api/v1/rounds/intents/open"' in page.text
    assert 'value="send"' not in page.text
    text = words(hand.post("/ops/new-round", data={"do": "rehearse", **form}).text)
    assert "Rehearsed on a copy of the chain; nothing was sent." in text
    intent = hand.post("/api/v1/rounds/intents/open", json={"wallet": own_hand.address, **form})
    assert intent.status_code == 200, intent.text
    world.sign_and_send(own_hand, intent.json()["transaction"])
    Listing(engine, world.chain).step()
    assert "Learning & water" in shown(hand, "/ops")
    text = shown(hand, "/ops/rounds/1")
    assert "This server does not have that key." in text
    # Here no guardian is named.
    assert "The terms of this round name nobody who could." in text
    until = round_form(world)["closes_at"]
    address = list_rounds(session, world.chain)[0].address
    body = {"wallet": own_hand.address, "until": until, "reason": "Rain"}
    refused = hand.post(f"/api/v1/rounds/{address}/intents/pause", json=body)
    assert_problem(refused, 409)
    closes_at = world.chain.round(address).closes_at()
    later = {"wallet": own_hand.address, "until": round_form(world, days=4)["closes_at"]}
    intent = hand.post(f"/api/v1/rounds/{address}/intents/extend", json=later)
    assert intent.status_code == 200, intent.text
    world.sign_and_send(own_hand, intent.json()["transaction"])
    assert world.chain.round(address).closes_at() > closes_at


def test_what_would_open_another_s_round_is_refused_before_anything_is_signed(world, hand, api):
    stranger = world.somebody()
    answer = hand.post("/api/v1/rounds/intents/open", json={"wallet": stranger.address, **round_form(world)})
    assert_problem(answer, 409)
    assert "operator" in answer.json()["detail"]
    hand.headers = {**hand.headers, **bearer(hand, stranger)}
    assert_problem(
        hand.post("/api/v1/rounds/intents/open", json={"wallet": stranger.address, **round_form(world)}), 403
    )
    assert_page(hand.get("/ops"), 403)


def test_the_server_s_own_key_sends_what_anybody_may_in_a_round_of_a_wallet(world, session, engine, hand, own_hand):
    address = opened_by(world, own_hand)
    Listing(engine, world.chain).step()
    close_round(world, address)
    page = hand.get("/ops/rounds/1").text
    # The committer is this server's, the publisher is not.
    assert "Do it: Close the books" in page
    hand.post("/ops/rounds/1/steps/close", data={"do": "send"})
    page = hand.get("/ops/rounds/1").text
    assert "Do it: Publish the result" not in page
    answer = hand.post("/ops/rounds/1/steps/publish", data={"do": "send"})
    assert "It was not done." in answer.text
