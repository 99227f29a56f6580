"""The outbox when gas grows dear, coins run out, somebody shares the key, or a node forgets: it waits, pays more, fills
gaps, and says what is wrong.
"""

from dataclasses import replace
from itertools import pairwise

import pytest
from eth_account import Account

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
    versions,
    works,
)
from conftest import ETHER
from quadrille.chain.accounts import account_of
from quadrille.chain.outbox import settling
from quadrille.chain.outbox.sender import Sender
from quadrille.db import writing

GWEI = 10**9


@pytest.fixture
def by_hand(world):
    """Blocks come only when the test makes them."""
    world.anvil.rpc("evm_setAutomine", False)
    yield lambda: world.anvil.rpc("evm_mine")
    world.anvil.rpc("evm_setAutomine", True)


def impatient(one, **changes):
    """The same desk, which waits for nothing."""
    return replace(one, **{"resend_seconds": 0, "bump_seconds": 0, **changes})


def step(one, times=1):
    for _ in range(times):
        Sender(one).step()


def test_what_a_node_has_thrown_away_is_sent_again_with_the_same_bytes(world, by_hand):
    one = impatient(desk(world), bump_seconds=1_000)
    ask_for(one, "pay")
    step(one)
    world.anvil.rpc("anvil_dropAllTransactions")
    step(one)
    by_hand()
    step(one)
    assert (states(world), paid(world), len(versions(world))) == (["final"], 1, 1)


def test_what_waits_too_long_pays_a_tenth_more_in_both_fees(world, by_hand):
    one = impatient(desk(world))
    ask_for(one, "pay")
    step(one, 3)
    offers = [(version.fee_wei, version.tip_wei) for version in versions(world)]
    assert len(offers) >= 2
    for (fee, tip), (higher_fee, higher_tip) in pairwise(offers):
        assert higher_fee * 10 >= fee * 11
        assert higher_tip * 10 >= tip * 11
    by_hand()
    step(one)
    assert (states(world), paid(world)) == (["final"], 1)


def test_any_version_of_a_nonce_may_be_the_one_that_is_mined(world, by_hand):
    one = impatient(desk(world))
    ask_for(one, "pay")
    step(one, 3)
    first = versions(world)[0]
    world.anvil.rpc("anvil_dropAllTransactions")
    world.anvil.rpc("eth_sendRawTransaction", first.raw)
    by_hand()
    step(one)
    (row,) = transactions(world)
    assert (row.state.value, row.transaction_hash, paid(world)) == ("final", first.transaction_hash, 1)


def test_a_leap_of_the_base_fee_is_followed_and_what_was_dropped_arrives(world, by_hand):
    one = desk(world)
    ask_for(one, "pay")
    step(one)
    world.anvil.rpc("anvil_dropAllTransactions")
    world.anvil.rpc("anvil_setNextBlockBaseFeePerGas", hex(100 * GWEI))
    by_hand()
    step(one)
    assert versions(world)[-1].fee_wei >= 100 * GWEI
    step(one)
    by_hand()
    step(one)
    assert (states(world), paid(world)) == (["final"], 1)


def test_nobody_pays_more_for_gas_than_the_ceiling(world, by_hand):
    one = desk(world, max_fee_wei=20 * GWEI)
    world.anvil.rpc("anvil_setNextBlockBaseFeePerGas", hex(100 * GWEI))
    by_hand()
    ask_for(one, "pay")
    step(one, 2)
    assert (states(world), alarms(world)) == ([], [("fee ceiling", True)])
    world.anvil.rpc("anvil_setNextBlockBaseFeePerGas", hex(GWEI))
    by_hand()
    step(one)
    by_hand()
    step(one)
    assert (states(world), alarms(world)) == (["final"], [("fee ceiling", False)])
    assert versions(world)[-1].fee_wei <= 20 * GWEI


def test_without_coins_the_queue_pauses_and_burns_no_nonce(world, monkeypatch):
    one = desk(world)
    world.anvil.rpc("anvil_setBalance", one.sender, hex(10**9))
    ask_for(one, "first", "second")
    step(one, 3)
    assert (states(world), alarms(world)) == ([], [("low funds", True)])
    assert all(work.refused is None for work in works(world))
    world.anvil.rpc("anvil_setBalance", one.sender, hex(ETHER))
    monkeypatch.setattr("quadrille.chain.outbox.planning.now", lambda: 2**40)
    step_until_quiet(one)
    assert (states(world), paid(world), alarms(world)) == (["final", "final"], 2, [("low funds", False)])


def test_a_minimum_balance_is_left_alone(world):
    one = desk(world, minimum_balance_wei=ETHER)
    world.anvil.rpc("anvil_setBalance", one.sender, hex(ETHER + 10**12))
    ask_for(one, "pay")
    step(one, 2)
    assert (states(world), alarms(world)) == ([], [("low funds", True)])


def test_a_gap_is_filled_so_that_what_comes_after_it_is_mined(world, by_hand):
    one = desk(world)
    outside = account_of(world.settings, "operator")
    client = world.chain.client
    # Somebody uses the same key, their transaction is waiting, we take the next nonce, and theirs is lost.
    raw, _ = client.sign(outside, pay(5), client.next_nonce(one.sender), 21_000)
    world.anvil.rpc("eth_sendRawTransaction", raw)
    ask_for(one, "ours")
    step(one)
    world.anvil.rpc("anvil_dropAllTransactions")
    one = impatient(one, bump_seconds=1_000)
    step(one, 3)
    by_hand()
    step(one, 2)
    assert [row.what for row in transactions(world)] == ["gap filler", "payment"]
    assert (states(world), paid(world)) == (["final", "final"], 1)


def test_a_nonce_that_somebody_else_used_is_given_up_only_after_several_looks(world, by_hand, monkeypatch):
    one = impatient(desk(world), bump_seconds=1_000)
    ask_for(one, "ours")
    step(one)
    (row,) = transactions(world)
    world.anvil.rpc("anvil_dropAllTransactions")
    client = world.chain.client
    raw, _ = client.sign(account_of(world.settings, "operator"), pay(5), row.nonce, 21_000)
    world.anvil.rpc("eth_sendRawTransaction", raw)
    by_hand()
    for _ in range(settling.TIMES_PASSED - 1):
        step(one)
        assert states(world) == ["sent"]
    step(one, 2)
    by_hand()
    step(one)
    assert states(world) == ["lost", "final"]
    assert paid(world) == 6
    assert alarms(world) == [("key shared", True)]


def test_a_lying_null_is_no_reason_to_give_up_a_nonce(world, monkeypatch):
    again(world, "pay", pay(), finality_blocks=3)
    world.anvil.rpc("anvil_mine", 3)
    one = impatient(desk(world, finality_blocks=3))
    honest = type(one.client.raw).batch

    def forget_receipts(self, calls):
        answers = honest(self, calls)
        return [
            None if method == "eth_getTransactionReceipt" else answer
            for (method, _), answer in zip(calls, answers, strict=True)
        ]

    with monkeypatch.context() as patch:
        patch.setattr(type(one.client.raw), "batch", forget_receipts)
        step(one, settling.TIMES_PASSED - 1)
    step_until_quiet(one)
    assert (states(world), paid(world), alarms(world)) == (["final"], 1, [])


def test_a_work_that_the_contract_refuses_is_set_aside_with_the_reason_and_holds_up_nobody(world):
    one = desk(world)
    ask_for(one, "burn", call=world.chain.badge.burn(1))
    ask_for(one, "pay")
    step_until_quiet(one)
    burn, payment = works(world)
    assert "ERC721NonexistentToken" in burn.refused
    assert (payment.refused, paid(world)) == (None, 1)


def test_a_stranger_is_refused_and_holds_up_nobody(world):
    one = desk(world)
    stranger = Account.create().address
    with writing(one.engine):
        ask_for(one, "stranger", call=type(pay())("payment", stranger, "0x", 1))
    ask_for(one, "pay")
    step_until_quiet(one)
    assert stranger in works(world)[0].refused
    assert paid(world) == 1
    assert world.chain.client.balance_wei(stranger) == 0


def test_nothing_is_signed_while_a_deep_fork_is_not_audited(world):
    from quadrille.chain.alarms import Alarm, close_alarms, raise_alarm

    one = desk(world)
    with writing(one.engine) as session:
        raise_alarm(session, Alarm.DEEP_FORK, "copies", "a fork")
        session.commit()
    ask_for(one, "pay")
    step(one, 2)
    assert (states(world), paid(world)) == ([], 0)
    with writing(one.engine) as session:
        close_alarms(session, Alarm.DEEP_FORK, "copies")
        session.commit()
    step_until_quiet(one)
    assert paid(world) == 1


def test_more_than_may_be_under_way_waits_for_its_turn(world):
    one = desk(world)
    ask_for(one, *(f"step {number}" for number in range(100)))
    step_until_quiet(one, most=100)
    assert states(world) == ["final"] * 100
    assert (paid(world), world.chain.client.balance_wei(PAYEE)) == (100, 100)
