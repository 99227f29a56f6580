"""The rules of clr.fund give what its contracts gave, and refuse where they refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import BadInput
from quadrille.rounds.history.clrfund import (
    ALPHA_PRECISION,
    Formula,
    Option,
    Tally,
    alpha_of,
    alpha_payouts,
    linear_payouts,
    payouts,
)
from real_data import shared


def vector(name):
    return json.loads(shared("vectors", "matching", name).read_bytes())


def tally_of(votes, spent, factor=1):
    options = {i: Option(int(t), int(s)) for i, (t, s) in enumerate(zip(votes, spent, strict=True))}
    return Tally(options, sum(option.spent_credits for option in options.values()), factor)


def test_alpha_and_every_claim_of_the_ethstaker_round_are_reproduced():
    round_ = vector("clrfund_alpha_ethstaker.json")
    tally = tally_of(round_["tally"], round_["spentPerOption"], int(round_["voiceCreditFactor"]))
    assert tally.spent_credits == int(round_["totalSpent"])
    assert int(round_["alphaPrecision"]) == ALPHA_PRECISION
    alpha = alpha_of(int(round_["budget"]), tally.squares, tally.spent_credits, tally.factor_units)
    assert alpha == int(round_["alpha"])
    allocated = alpha_payouts(tally, alpha)
    assert [str(allocated[i]) for i in sorted(allocated)] == round_["expected_allocated"]
    assert payouts(Formula.ALPHA, tally, int(round_["budget"]) - tally.donated_units) == allocated
    assert int(round_["budget"]) - sum(allocated.values()) == int(round_["dust_wei"])


def test_what_the_contract_refused_is_refused_with_amount_cause_and_remedy():
    cases = vector("clrfund_alpha_errors.json")["cases"]
    assert len(cases) == 3
    for case in cases:
        squares = case.get("totalVotesSquares") or sum(votes**2 for votes in case["tally"])
        budget = int(str(case.get("budget", 10**30)).split()[0])
        with pytest.raises(BadInput) as refusal:
            alpha_of(budget, squares, case["totalSpent"], 1)
        assert case["error"].split()[0] in refusal.value.cause
        assert str(case["totalSpent"]) in refusal.value.cause
        assert refusal.value.remedy


def test_a_budget_equal_to_the_donations_is_an_alpha_of_zero_and_pays_donations_back():
    tally = tally_of([3], [5], factor=7)
    assert payouts(Formula.ALPHA, tally, 0) == {0: 35}


def test_credits_that_the_votes_cannot_have_cost_are_refused():
    with pytest.raises(BadInput, match=r"Project 0 has 2 votes, which cost at most 4 voice credits, but 5"):
        alpha_payouts(tally_of([2, 9], [5, 9]), 1)


def test_a_round_without_votes_pays_nothing_by_votes():
    assert linear_payouts(tally_of([0, 0], [0, 0]), 100) == {0: 0, 1: 0}


ballots = st.lists(st.lists(st.integers(1, 10**6), max_size=5), min_size=1, max_size=8)


@given(ballots, st.integers(1, 10**13), st.integers(0, 10**30), st.sampled_from(Formula))
def test_what_is_paid_is_at_most_pool_and_donations_and_at_least_what_each_was_given(
    given_votes, factor, pool, formula
):
    votes, spent = [sum(one) for one in given_votes], [sum(v * v for v in one) for one in given_votes]
    tally = tally_of(votes, spent, factor)
    if formula is Formula.ALPHA and tally.squares == tally.spent_credits:
        return
    paid = payouts(formula, tally, pool)
    assert sum(paid.values()) <= pool + tally.donated_units
    assert all(paid[i] >= tally.options[i].spent_credits * factor for i in paid)
