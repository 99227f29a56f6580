"""The outbox: each step is done once, whatever crashes or happens at the same time."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from chain.outbox_steps import (
    PAYEE,
    SEND,
    again,
    crash_at,
    crash_when_asked,
    paid,
    pay,
    paying,
    states,
    transactions,
    versions,
    works,
)
from conftest import ETHER, World
from journeys import open_round
from quadrille.chain.calls import Mined
from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address, deployment_call
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.outbox import signing
from quadrille.chain.outbox.sending import send
from quadrille.chain.outbox.tables import TransactionRow
from quadrille.chain.rpc import Rpc
from quadrille.config import ROLES
from quadrille.db import make_engine, migrate, writing
from quadrille.errors import ChainUnreachable, ContractReverted, Refused
from quadrille.people.tables import Person
from quadrille.types import Wei


def test_the_same_key_is_sent_once_and_gives_the_same_answer(world):
    first = again(world, "pay", pay())
    assert again(world, "pay", pay()) == first
    assert paid(world) == 1
    assert states(world) == ["final"]


def test_two_keys_have_consecutive_nonces(world):
    for key in ("one", "two", "three"):
        again(world, key, pay())
    nonces = [row.nonce for row in transactions(world)]
    assert nonces == list(range(nonces[0], nonces[0] + 3))
    assert paid(world) == 3


def test_what_is_kept_is_what_was_mined(world):
    done = again(world, "pay", pay(7))
    (row,) = transactions(world)
    receipt = world.chain.client.receipt(row.transaction_hash)
    assert row.transaction_hash == done.transaction
    assert (row.gas_used, row.block_number) == (receipt["gasUsed"], receipt["blockNumber"])
    assert row.block_hash == receipt["blockHash"].to_0x_hex()
    assert (row.what, row.genesis_hash, row.succeeded) == ("payment", world.chain.client.genesis_hash, True)


def test_a_crash_between_keeping_and_sending_repeats_the_same_bytes(world, monkeypatch):
    with crash_at(monkeypatch, SEND):
        again(world, "pay", pay())
    (kept,) = versions(world)
    assert (states(world), paid(world)) == (["signed"], 0)
    done = again(world, "pay", pay())
    assert done.transaction == kept.transaction_hash
    assert [version.raw for version in versions(world)] == [kept.raw]
    assert paid(world) == 1


def test_a_crash_after_sending_sends_nothing_else(world, monkeypatch):
    with crash_at(monkeypatch, SEND, is_after=True):
        again(world, "pay", pay())
    (kept,) = versions(world)
    assert states(world) == ["signed"]
    assert again(world, "pay", pay()).transaction == kept.transaction_hash
    assert paid(world) == 1
    assert states(world) == ["final"]


@pytest.mark.parametrize("method", ["gas_limit", "gas_price_wei"])
def test_a_crash_before_anything_is_kept_leaves_nothing(world, monkeypatch, method):
    with crash_when_asked(monkeypatch, Client, method):
        again(world, "pay", pay())
    assert works(world) == []
    again(world, "pay", pay())
    assert paid(world) == 1


@pytest.mark.parametrize("name", ["keep_version", "_new_row"])
def test_a_crash_while_signing_burns_no_nonce(world, monkeypatch, name):
    with crash_when_asked(monkeypatch, signing, name):
        again(world, "pay", pay())
    assert transactions(world) == []
    assert [work.transaction_id for work in works(world)] == [None]
    again(world, "pay", pay())
    assert paid(world) == 1


def test_an_answer_that_is_lost_is_no_reason_to_pay_twice(world, monkeypatch):
    honest = Rpc.batch

    def lose_the_answer(self, calls):
        answer = honest(self, calls)
        if calls[0][0] == SEND:
            raise ChainUnreachable("http://node", "Timeout")
        return answer

    with monkeypatch.context() as patch:
        patch.setattr(Rpc, "batch", lose_the_answer)
        with pytest.raises(ChainUnreachable):
            again(world, "pay", pay())
    again(world, "pay", pay())
    assert paid(world) == 1


KILLED = """
import os, signal
from quadrille.chain.calls import Call
from quadrille.chain.deployment import connect
from quadrille.chain.outbox.sending import send
from quadrille.chain.rpc import Rpc
from quadrille.config import ROLES
from quadrille.config import Settings
from quadrille.db import open_session

honest = Rpc.batch
def batch(self, calls):
    if calls[0][0] == "eth_sendRawTransaction":
        os.kill(os.getpid(), signal.SIGKILL)
    return honest(self, calls)
Rpc.batch = batch
settings = Settings(also_receivers=["PAYEE"])
with open_session(settings) as session:
    send(session, connect(settings), "operator", "pay", Call("payment", "PAYEE", "0x", 1))
""".replace("PAYEE", PAYEE)


def test_a_process_that_is_killed_has_kept_what_it_signed(world):
    killed = subprocess.run([sys.executable, "-c", KILLED], env=os.environ, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    (kept,) = versions(world)
    assert again(world, "pay", pay()).transaction == kept.transaction_hash
    assert paid(world) == 1


def test_a_forgotten_transaction_holds_up_nobody(world, monkeypatch):
    with crash_at(monkeypatch, SEND):
        again(world, "forgotten", pay(10))
    again(world, "next", pay(1))
    # The nonce of the first was taken: the second could not have been mined without it.
    assert paid(world) == 11
    again(world, "forgotten", pay(10))
    assert paid(world) == 11
    assert states(world) == ["final", "final"]


def test_what_the_flow_wrote_and_the_step_are_kept_together_or_not_at_all(world, session, monkeypatch):
    chain = paying(world)
    session.add(Person(pseudonym="before"))
    with crash_at(monkeypatch, SEND):
        send(session, chain, "operator", "pay", pay())
    session.rollback()
    session.add(Person(pseudonym="refused"))
    with pytest.raises(Refused):
        send(session, chain, "operator", "too much", pay(10**30))
    session.rollback()
    assert [person.pseudonym for person in session.exec(select(Person))] == ["before"]
    session.rollback()
    assert [work.key.partition(":")[2] for work in works(world)] == ["pay"]


def test_nothing_is_kept_when_the_contract_would_refuse(world):
    with pytest.raises(ContractReverted):
        again(world, "burn", world.chain.badge.burn(1))
    assert works(world) == []


@pytest.mark.parametrize("left_wei", [0, 10**9])
def test_nothing_is_kept_when_the_gas_cannot_be_paid(world, left_wei):
    world.anvil.rpc("anvil_setBalance", world.operator_address, hex(left_wei))
    with pytest.raises(Refused, match=f"has {left_wei} wei"):
        again(world, "pay", pay(0))
    assert works(world) == []


def test_nobody_is_paid_who_is_not_ours_to_pay(world, session):
    with pytest.raises(Refused, match=PAYEE):
        send(session, world.chain, "operator", "pay", pay())
    assert (works(world), paid(world)) == ([], 0)


@pytest.mark.parametrize("role", ROLES)
def test_the_admin_alone_makes_contracts(world, session, role):
    call = deployment_call("ReviewLog", world.chain.client, world.chain.badge.address, PAYEE)
    if role == "admin":
        assert world.chain.client.code(send(session, world.chain, role, "make", call).created)
        return
    with pytest.raises(Refused, match="makes a contract with 0 wei, which this key may not"):
        send(session, world.chain, role, "make", call)
    assert works(world) == []


def test_a_round_of_our_factory_is_ours_to_call_and_the_same_code_elsewhere_is_not(world, session):
    ours, copy = open_round(world, session), checked_address("0x" + "0f" * 20)
    world.anvil.rpc("anvil_setCode", copy, world.anvil.rpc("eth_getCode", ours, "latest"))
    send(session, world.chain, "operator", "fund", world.chain.round(ours).fund(Wei(1)))
    before = states(world)
    stranger = PublishedRound(world.chain.client, copy)
    assert stranger.terms == world.chain.round(ours).terms
    with pytest.raises(Refused, match=f"sends 1 wei to {copy}, which is none of our contracts"):
        send(session, world.chain, "operator", "fund the copy", stranger.fund(Wei(1)))
    assert (states(world), world.chain.client.balance_wei(copy)) == (before, 0)


def test_rows_of_another_chain_count_for_nothing_here(world, session):
    done = again(world, "pay", pay())
    (row,) = transactions(world)
    other = row.model_dump() | {"id": None, "genesis_hash": "0xother", "nonce": row.nonce + 1_000}
    session.add(TransactionRow(**other))
    session.commit()
    again(world, "pay again", pay())
    here = [one.nonce for one in transactions(world) if one.genesis_hash == world.chain.client.genesis_hash]
    assert here == [row.nonce, row.nonce + 1]
    assert done.transaction == row.transaction_hash
    assert paid(world) == 2


def test_a_key_that_is_used_outside_too_does_not_stop_us(world):
    again(world, "one", pay())
    world.operator_sends(pay(10))
    again(world, "two", pay())
    assert paid(world) == 12


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A migrated database that many may use."""
    migrate(database_url)
    made = make_engine(database_url)
    yield made
    made.dispose()


def at_once(world: World, engine: Engine, keys: list[str]) -> list[Mined]:
    chain = paying(world)

    def one(key: str) -> Mined:
        with writing(engine) as session:
            return send(session, chain, "operator", key, pay())

    with ThreadPoolExecutor(len(keys)) as threads:
        return list(threads.map(one, keys))


def test_many_steps_at_once_are_each_sent_once_without_a_gap(world, engine):
    done = at_once(world, engine, [f"step {number}" for number in range(12)])
    assert len({one.transaction for one in done}) == 12
    assert paid(world) == 12
    with Session(engine) as session:
        nonces = sorted(session.exec(select(TransactionRow.nonce)))
    assert nonces == list(range(nonces[0], nonces[0] + 12))


def test_one_step_asked_for_by_many_at_once_is_sent_once(world, engine):
    done = at_once(world, engine, ["the step"] * 8)
    assert len(set(done)) == 1
    assert paid(world) == 1


def test_two_senders_do_not_share_nonces(world, session):
    chain = paying(world)
    for role in ("operator", "issuer"):
        send(session, chain, role, f"pay as {role}", pay())
    assert len({row.sender for row in transactions(world)}) == 2
    assert paid(world) == 2


def test_a_step_that_pays_more_than_a_double_can_count_is_exact(world):
    amount = 9 * ETHER + 1
    again(world, "pay", pay(amount))
    assert paid(world) == amount
    assert transactions(world)[0].most_wei > amount
