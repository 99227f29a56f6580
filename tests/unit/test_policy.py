"""The limits of a signer: who is paid, what gas may cost, what is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.chain.policy import Policy
from quadrille.errors import LacksFunds, Refused
from quadrille.types import Address, Wei

AMOUNTS = st.integers(0, 2**256 - 1)
ADDRESSES = st.binary(min_size=20, max_size=20).map(lambda raw: Address("0x" + raw.hex()))
POLICIES = st.builds(Policy, st.frozensets(ADDRESSES, max_size=3), st.booleans(), AMOUNTS, AMOUNTS)
OURS, STRANGER = Address("0x" + "11" * 20), Address("0x" + "22" * 20)


def policy(**changes):
    limits = {"receivers": frozenset({OURS}), "may_create": False, "max_fee_wei": Wei(9), "minimum_balance_wei": Wei(5)}
    return Policy(**{**limits, **changes})


def is_allowed(require, *what):
    try:
        require(*what)
    except Refused:
        return False
    return True


@given(POLICIES, ADDRESSES, AMOUNTS)
def test_nobody_is_paid_but_the_receivers(limits, stranger, value_wei):
    for to in {stranger, *limits.receivers}:
        assert is_allowed(limits.require_receiver, "payment", to, value_wei) == (to in limits.receivers)


@given(POLICIES, AMOUNTS)
def test_contracts_are_made_by_those_alone_who_may(limits, value_wei):
    assert is_allowed(limits.require_receiver, "deployment", None, value_wei) == limits.may_create


@given(POLICIES, AMOUNTS)
def test_gas_costs_no_more_than_the_cap(limits, fee_wei):
    for fee in (fee_wei, limits.max_fee_wei, limits.max_fee_wei + 1):
        assert is_allowed(limits.require_fee, "payment", fee) == (fee <= limits.max_fee_wei)


@given(POLICIES, AMOUNTS, AMOUNTS)
def test_what_is_left_is_never_less_than_the_minimum(limits, had_wei, needed_wei):
    least = needed_wei + limits.minimum_balance_wei
    for had in (had_wei, least, least - 1):
        is_enough = had - needed_wei >= limits.minimum_balance_wei
        assert is_allowed(limits.require_balance, OURS, had, needed_wei) == is_enough


def test_a_strange_receiver_is_named_with_the_amount_and_the_setting_that_would_let_it():
    with pytest.raises(Refused, match=f"payment sends 7 wei to {STRANGER}, which is none of our") as refusal:
        policy().require_receiver("payment", STRANGER, 7)
    assert "QUADRILLE_ALSO_RECEIVERS" in refusal.value.remedy


def test_a_contract_that_may_not_be_made_is_named_with_its_coins():
    with pytest.raises(Refused, match=r"Round.constructor makes a contract with 7 wei, which this key may not"):
        policy().require_receiver("Round.constructor", None, 7)


def test_a_fee_above_the_cap_is_named_with_the_cap():
    with pytest.raises(Refused, match="payment would pay 10 wei for a unit of gas; our keys pay 9 wei") as refusal:
        policy().require_fee("payment", 10)
    assert "QUADRILLE_MAX_FEE_WEI" in refusal.value.remedy


def test_a_lack_of_coins_is_named_with_what_is_there_needed_and_kept():
    with pytest.raises(LacksFunds, match=f"{OURS} has 11 wei free, but needs 7 wei and 5 wei to keep"):
        policy().require_balance(OURS, 11, 7)
    with pytest.raises(LacksFunds, match=r"has 6 wei free, but needs 7 wei\."):
        policy(minimum_balance_wei=Wei(0)).require_balance(OURS, 6, 7)
