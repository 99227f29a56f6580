"""The outbox: each step is sent once, whatever crashes, forks or happens at the same time."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from chain.outbox_steps import PAYEE, again, crash_at, paid, pay, rows
from conftest import ETHER, World
from quadrille.chain.accounts import account_of
from quadrille.chain.calls import Mined
from quadrille.chain.client import Client
from quadrille.chain.sender import send
from quadrille.chain.tables import OutboxRow, OutboxState
from quadrille.db import make_engine, migrate, writing
from quadrille.errors import ChainUnreachable, ContractReverted, Refused
from quadrille.people.tables import Person


def test_the_same_key_is_sent_once_and_gives_the_same_answer(world):
    first = again(world, "pay", pay())
    assert again(world, "pay", pay()) == first
    assert paid(world) == 1
    assert [row.state for row in rows(world)] == [OutboxState.MINED]


def test_two_keys_have_consecutive_nonces(world):
    for key in ("one", "two", "three"):
        again(world, key, pay())
    nonces = [row.nonce for row in rows(world)]
    assert nonces == list(range(nonces[0], nonces[0] + 3))
    assert paid(world) == 3


def test_what_is_kept_is_what_was_mined(world):
    done = again(world, "pay", pay(7))
    (row,) = rows(world)
    receipt = world.chain.client.receipt(row.transaction_hash)
    assert row.transaction_hash == done.transaction
    assert (row.gas_used, row.block_number) == (receipt["gasUsed"], receipt["blockNumber"])
    assert row.block_hash == receipt["blockHash"].to_0x_hex()
    assert (row.value_wei, row.what, row.genesis_hash) == (7, "payment", world.chain.client.genesis_hash)


def test_a_crash_between_keeping_and_sending_repeats_the_same_bytes(world, monkeypatch):
    with crash_at(monkeypatch, "broadcast"):
        again(world, "pay", pay())
    (kept,) = rows(world)
    assert (kept.state, paid(world)) == (OutboxState.SIGNED, 0)
    done = again(world, "pay", pay())
    assert done.transaction == kept.transaction_hash
    assert [row.raw for row in rows(world)] == [kept.raw]
    assert paid(world) == 1


@pytest.mark.parametrize(("method", "is_after"), [("broadcast", True), ("wait", False), ("wait", True)])
def test_a_crash_after_sending_sends_nothing_else(world, monkeypatch, method, is_after):
    with crash_at(monkeypatch, method, is_after):
        again(world, "pay", pay())
    (kept,) = rows(world)
    assert kept.state is OutboxState.SIGNED
    assert again(world, "pay", pay()).transaction == kept.transaction_hash
    assert paid(world) == 1
    assert [row.state for row in rows(world)] == [OutboxState.MINED]


@pytest.mark.parametrize("method", ["gas_limit", "next_nonce", "sign"])
def test_a_crash_before_anything_is_kept_leaves_nothing(world, monkeypatch, method):
    with crash_at(monkeypatch, method, is_after=True):
        again(world, "pay", pay())
    assert rows(world) == []
    again(world, "pay", pay())
    assert paid(world) == 1


def test_an_answer_that_got_lost_on_the_way_back_sends_nothing_twice(world, monkeypatch):
    honest = Client.broadcast

    def lose_the_answer(self, *args):
        honest(self, *args)
        raise ChainUnreachable("http://node", "Timeout")

    with monkeypatch.context() as patch:
        patch.setattr(Client, "broadcast", lose_the_answer)
        with pytest.raises(ChainUnreachable):
            again(world, "pay", pay())
    again(world, "pay", pay())
    assert paid(world) == 1


KILLED = """
import os, signal
from quadrille.chain.accounts import account_of
from quadrille.chain.calls import Call
from quadrille.chain.client import Client
from quadrille.chain.sender import send
from quadrille.config import Settings
from quadrille.db import open_session

Client.broadcast = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
settings = Settings()
with open_session(settings) as session:
    send(session, Client(settings), account_of(settings, "operator"), "pay", Call("payment", "PAYEE", "0x", 1))
""".replace("PAYEE", PAYEE)


def test_a_process_that_is_killed_has_kept_what_it_signed(world):
    killed = subprocess.run([sys.executable, "-c", KILLED], env=os.environ, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    (kept,) = rows(world)
    assert again(world, "pay", pay()).transaction == kept.transaction_hash
    assert paid(world) == 1


def test_a_forgotten_transaction_holds_up_nobody(world, monkeypatch):
    with crash_at(monkeypatch, "broadcast"):
        again(world, "forgotten", pay(10))
    again(world, "next", pay(1))
    # The nonce of the first was taken: the second could not have been mined without it.
    assert paid(world) == 11
    again(world, "forgotten", pay(10))
    assert paid(world) == 11
    assert [row.state for row in rows(world)] == [OutboxState.MINED, OutboxState.MINED]


def test_what_the_flow_wrote_and_the_bytes_are_kept_together_or_not_at_all(world, session, monkeypatch):
    operator = account_of(world.settings, "operator")
    session.add(Person(pseudonym="before"))
    with crash_at(monkeypatch, "broadcast"):
        send(session, world.chain.client, operator, "pay", pay())
    session.rollback()
    session.add(Person(pseudonym="refused"))
    with pytest.raises(Refused):
        send(session, world.chain.client, operator, "too much", pay(10**30))
    session.rollback()
    assert [person.pseudonym for person in session.exec(select(Person))] == ["before"]
    session.rollback()
    assert [row.key.partition(":")[2] for row in rows(world)] == ["pay"]


def test_nothing_is_kept_when_the_contract_would_refuse(world):
    with pytest.raises(ContractReverted):
        again(world, "burn", world.chain.badge.burn(1))
    assert rows(world) == []


@pytest.mark.parametrize("left_wei", [0, 10**9])
def test_nothing_is_kept_when_the_gas_cannot_be_paid(world, left_wei):
    operator = account_of(world.settings, "operator").address
    world.anvil.rpc("anvil_setBalance", operator, hex(left_wei))
    with pytest.raises(Refused, match=f"has {left_wei} wei"):
        again(world, "pay", pay(0))
    assert rows(world) == []


def test_rows_of_another_chain_count_for_nothing_here(world, session):
    done = again(world, "pay", pay())
    (row,) = rows(world)
    other = row.model_dump() | {
        "key": "0xother:pay again",
        "genesis_hash": "0xother",
        "nonce": row.nonce + 1_000,
        "transaction_hash": "0xother",
    }
    session.add(OutboxRow(**other))
    session.commit()
    again(world, "pay again", pay())
    here = [one.nonce for one in rows(world) if one.genesis_hash == world.chain.client.genesis_hash]
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
    operator = account_of(world.settings, "operator")

    def one(key: str) -> Mined:
        with writing(engine) as session:
            return send(session, world.chain.client, operator, key, pay())

    with ThreadPoolExecutor(len(keys)) as threads:
        return list(threads.map(one, keys))


def test_many_steps_at_once_are_each_sent_once_without_a_gap(world, engine):
    done = at_once(world, engine, [f"step {number}" for number in range(12)])
    assert len({one.transaction for one in done}) == 12
    assert paid(world) == 12
    with Session(engine) as session:
        nonces = sorted(session.exec(select(OutboxRow.nonce)))
    assert nonces == list(range(nonces[0], nonces[0] + 12))


def test_one_step_asked_for_by_many_at_once_is_sent_once(world, engine):
    done = at_once(world, engine, ["the step"] * 8)
    assert len(set(done)) == 1
    assert paid(world) == 1


def test_two_senders_do_not_share_nonces(world, session):
    for role in ("operator", "issuer"):
        send(session, world.chain.client, account_of(world.settings, role), f"pay as {role}", pay())
    assert {row.sender for row in rows(world)} == {
        account_of(world.settings, "operator").address,
        account_of(world.settings, "issuer").address,
    }
    assert paid(world) == 2


def test_a_step_that_pays_more_than_a_double_can_count_is_exact(world):
    amount = 9 * ETHER + 1
    again(world, "pay", pay(amount))
    assert paid(world) == amount
    assert rows(world)[0].value_wei == amount
