"""The outbox when a transaction fails on the chain, or a fork takes it away: nothing is lost, nothing done twice."""

import pytest

from chain.outbox_steps import PAYEE, again, paid, pay, rows
from journeys import open_round
from quadrille.chain.accounts import account_of
from quadrille.chain.client import Client
from quadrille.chain.sender import send
from quadrille.chain.tables import OutboxRow, OutboxState
from quadrille.db import make_engine, writing
from quadrille.errors import ContractReverted, TransactionFailed
from quadrille.types import ProjectIndex, Wei


@pytest.fixture
def early_gift(world, session, monkeypatch):
    """A donation that the contract takes only in a minute, sent at once by somebody who did not try it first."""
    address = open_round(world, session)
    operator = account_of(world.settings, "operator")
    round_ = world.chain.round(address)
    send(session, world.chain.client, operator, "admit", round_.admit(PAYEE, "wellspring-map"))
    gift = round_.donate([(ProjectIndex(0), Wei(7))])
    with monkeypatch.context() as patch:
        patch.setattr(Client, "gas_limit", lambda *_: 500_000)
        with pytest.raises(TransactionFailed, match="was reverted"):
            again(world, "give", gift)
    return round_, gift


def named(world, name: str) -> list[OutboxRow]:
    return [row for row in rows(world) if row.key.startswith(f"{world.chain.client.genesis_hash}:{name}")]


def test_a_reverted_transaction_is_kept_and_the_step_can_be_tried_again(world, early_gift):
    round_, gift = early_gift
    (failed,) = named(world, "give")
    assert failed.state is OutboxState.FAILED
    world.pass_time_until(round_.times().opens_at)
    done = again(world, "give", gift)
    kept = named(world, "give")
    assert [row.state for row in kept] == [OutboxState.FAILED, OutboxState.MINED]
    assert kept[0].transaction_hash == failed.transaction_hash
    assert kept[1].transaction_hash == done.transaction
    assert again(world, "give", gift) == done
    assert world.chain.client.balance_wei(round_.address) == 7


def test_a_step_that_would_fail_again_is_refused_before_it_is_signed(world, early_gift):
    with pytest.raises(ContractReverted, match="WrongStatus"):
        again(world, "give", early_gift[1])
    assert [row.state for row in named(world, "give")] == [OutboxState.FAILED]


def test_a_failure_that_is_not_final_is_not_replaced_since_a_fork_could_make_it_succeed(world, early_gift):
    round_, gift = early_gift
    careful = world.settings.model_copy(update={"finality_blocks": 50})
    world.pass_time_until(round_.times().opens_at)
    engine = make_engine(careful.database_url)
    with writing(engine) as session, pytest.raises(TransactionFailed, match="was reverted"):
        send(session, Client(careful), account_of(careful, "operator"), "give", gift)
    engine.dispose()
    assert len(named(world, "give")) == 1


def test_a_transaction_that_a_fork_took_away_is_sent_again_with_the_same_bytes(world):
    done = again(world, "pay", pay())
    world.anvil.rpc("anvil_reorg", 1, [])
    assert paid(world) == 0
    repeated = again(world, "pay", pay())
    assert (repeated.transaction, paid(world)) == (done.transaction, 1)
    assert repeated.block_hash == world.chain.client.block(repeated.block_number).hash
    assert len(rows(world)) == 1


def test_what_a_fork_took_away_is_filled_in_before_the_next_step(world):
    for key in ("one", "two"):
        again(world, key, pay())
    world.anvil.rpc("anvil_reorg", 2, [])
    assert paid(world) == 0
    again(world, "three", pay())
    assert paid(world) == 3


def test_a_failure_that_a_fork_turned_into_a_success_is_a_success_and_not_repeated(world, early_gift):
    round_, gift = early_gift
    world.anvil.rpc("anvil_reorg", 1, [])
    world.pass_time_until(round_.times().opens_at)
    done = again(world, "give", gift)
    (row,) = named(world, "give")
    assert (row.state, row.transaction_hash) == (OutboxState.MINED, done.transaction)
    assert world.chain.client.balance_wei(round_.address) == 7
