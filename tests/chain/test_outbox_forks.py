"""The outbox when a transaction fails on the chain, or a fork takes it away: nothing is lost, nothing done twice."""

import pytest

from chain.follower_steps import admit
from chain.outbox_steps import (
    PAYEE,
    again,
    alarms,
    ask_for,
    desk,
    paid,
    pay,
    states,
    step_until_quiet,
    transactions,
    works,
)
from journeys import open_round
from quadrille.chain.client import Client
from quadrille.errors import ContractReverted, TransactionFailed
from quadrille.types import ProjectIndex, Wei


@pytest.fixture
def early_gift(world, session, monkeypatch):
    """A donation that the contract takes only in a minute, sent at once by somebody who did not try it first."""
    address = open_round(world, session)
    round_ = world.chain.round(address)
    admit(world, round_, PAYEE, "wellspring-map")
    gift = round_.donate([(ProjectIndex(0), Wei(7))])
    with monkeypatch.context() as patch:
        patch.setattr(Client, "gas_limit", lambda *_: 500_000)
        with pytest.raises(TransactionFailed, match="was reverted"):
            again(world, "give", gift)
    return round_, gift


def gift_states(world) -> list[str]:
    return [row.state.value for row in transactions(world) if row.what.endswith("donate")]


def test_a_reverted_transaction_is_kept_and_the_step_can_be_tried_again(world, early_gift):
    round_, gift = early_gift
    assert gift_states(world) == ["failed"]
    world.pass_time_until(round_.terms.opens_at)
    done = again(world, "give", gift)
    assert gift_states(world) == ["failed", "final"]
    assert transactions(world)[-1].transaction_hash == done.transaction
    assert again(world, "give", gift) == done
    assert world.chain.client.balance_wei(round_.address) == 7


def test_a_step_that_would_fail_again_is_refused_before_it_is_signed(world, early_gift):
    with pytest.raises(ContractReverted, match="WrongStatus"):
        again(world, "give", early_gift[1])
    assert gift_states(world) == ["failed"]


def test_a_failure_that_is_not_final_is_not_replaced_since_a_fork_could_make_it_succeed(world, session, monkeypatch):
    address = open_round(world, session)
    round_ = world.chain.round(address)
    admit(world, round_, PAYEE, "wellspring-map")
    gift = round_.donate([(ProjectIndex(0), Wei(7))])
    monkeypatch.setattr(Client, "gas_limit", lambda *_: 500_000)
    for _ in range(2):
        with pytest.raises(TransactionFailed, match="was reverted"):
            again(world, "give", gift, finality_blocks=50)
        world.pass_time_until(round_.terms.opens_at)
    assert gift_states(world) == ["mined"]


def test_a_transaction_that_a_fork_took_away_is_sent_again_with_the_same_bytes(world):
    done = again(world, "pay", pay())
    world.anvil.rpc("anvil_reorg", 1, [])
    assert paid(world) == 0
    repeated = again(world, "pay", pay())
    assert (repeated.transaction, paid(world)) == (done.transaction, 1)
    assert repeated.block_hash == world.chain.client.block(repeated.block_number).hash
    assert len(transactions(world)) == 1


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
    world.pass_time_until(round_.terms.opens_at)
    done = again(world, "give", gift)
    assert gift_states(world) == ["final"]
    assert transactions(world)[-1].transaction_hash == done.transaction
    assert world.chain.client.balance_wei(round_.address) == 7


@pytest.mark.parametrize("depth", [1, 3, 7])
def test_a_fork_less_deep_than_finality_rings_no_alarm(world, depth):
    one = desk(world, finality_blocks=8)
    ask_for(one, "pay")
    step_until_quiet(one)
    assert states(world) == ["mined"]
    world.anvil.rpc("anvil_mine", depth - 1)
    world.anvil.rpc("anvil_reorg", depth, [])
    assert paid(world) == 0
    step_until_quiet(one)
    assert (states(world), paid(world), alarms(world)) == (["mined"], 1, [])
    world.anvil.rpc("anvil_mine", 8)
    step_until_quiet(one)
    assert states(world) == ["final"]


def test_a_fork_deeper_than_finality_rings_is_audited_and_healed(world):
    # Blocks that the fork may take besides: a fork must not reach what every test begins with.
    world.anvil.rpc("anvil_mine", 2)
    one = desk(world, finality_blocks=3)
    ask_for(one, "first", "second")
    step_until_quiet(one)
    world.anvil.rpc("anvil_mine", 4)
    step_until_quiet(one)
    assert states(world) == ["final", "final"]
    world.anvil.rpc("anvil_reorg", 6, [])
    assert paid(world) == 0
    step_until_quiet(one)
    assert (states(world), paid(world)) == (["mined", "mined"], 2)
    assert alarms(world) == [("deep fork", False)]
    assert [work.refused for work in works(world)] == [None, None]


def test_a_chain_that_has_become_shorter_gets_its_transactions_back(world):
    for key in ("one", "two"):
        again(world, key, pay())
    world.anvil.rpc("anvil_rollback", 2)
    assert paid(world) == 0
    again(world, "three", pay())
    assert paid(world) == 3
