"""The running match is the full one after every gift, and an estimate is what the cart will have added."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import BadInput, BadParameter
from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.estimate import RunningMatch
from quadrille.rounds.matching.qf import QfParameters, match_qf
from quadrille.rounds.matching.sharing import Saturation
from quadrille.types import BPS_ONE

donors, projects = st.sampled_from("abcdef"), st.sampled_from(["wells", "Wells", "água", "井", "😀"])
amounts = st.one_of(st.integers(0, 30), st.integers(0, 10**21), st.integers(0, 2**256 - 1))
pools = st.one_of(st.integers(0, 200), st.integers(0, 10**24))
parameters = st.builds(
    QfParameters,
    st.sampled_from(Saturation),
    st.one_of(st.just(BPS_ONE), st.integers(0, BPS_ONE)),
    st.one_of(st.just(0), st.integers(0, 40), amounts),
)


@st.composite
def rounds_and_carts(draw):
    bps = draw(st.dictionaries(st.tuples(donors, projects), st.integers(0, BPS_ONE)))
    gifts = draw(st.lists(st.tuples(donors, projects, amounts), max_size=25))
    donations = [Donation(donor, project, units, bps.get((donor, project), BPS_ONE)) for donor, project, units in gifts]
    cut = draw(st.integers(max(len(donations) - 10, 0), len(donations)))
    return donations[:cut], donations[cut:]


def matches(donations, pool, params):
    return {row.project: row.match_units for row in match_qf(donations, pool, params).projects}


@given(rounds_and_carts(), pools, parameters)
def test_an_estimate_is_the_difference_of_two_full_calculations(round_and_cart, pool, params):
    donations, cart = round_and_cart
    running = RunningMatch(pool, params)
    running.add(donations)
    before, after = matches(donations, pool, params), matches(donations + cart, pool, params)
    assert running.added_by(cart) == {project: after[project] - before.get(project, 0) for project in after}
    assert running.matches() == before


@given(rounds_and_carts(), pools, parameters)
def test_the_running_match_is_exact_after_each_gift(round_and_cart, pool, params):
    donations = [*round_and_cart[0], *round_and_cart[1]]
    running = RunningMatch(pool, params)
    for place, donation in enumerate(donations, 1):
        running.add([donation])
        assert list(running.matches().items()) == list(matches(donations[:place], pool, params).items())


def test_a_second_gift_of_a_donor_adds_to_the_first():
    running = RunningMatch(10**6)
    running.add([Donation("ann", "wells", 100), Donation("bob", "wells", 100)])
    assert running.matches() == {"wells": 200}
    assert running.added_by([Donation("ann", "wells", 300)]) == {"wells": 200}
    assert running.added_by([Donation("cy", "roads", 300)]) == {"roads": 0, "wells": 0}


def test_a_gift_can_cost_other_projects():
    running = RunningMatch(100)
    running.add([Donation(donor, project, 10**6) for donor in "ab" for project in ("roads", "wells")])
    added = running.added_by([Donation("c", "wells", 10**6)])
    assert added["wells"] == -added["roads"] > 0


@pytest.mark.parametrize(
    "refused",
    [
        [Donation("ann", "wells", -1)],
        [Donation("ann", "wells", 1, 10_001)],
        [Donation("ann", "wells", 1, 9_999)],
        [Donation("cy", "wells", 1, 1), Donation("cy", "wells", 1, 2)],
    ],
)
def test_what_the_full_calculation_refuses_is_refused_and_nothing_of_it_is_kept(refused):
    running = RunningMatch(10**6)
    running.add([Donation("ann", "wells", 100), Donation("bob", "wells", 100)])
    for call in (running.add, running.added_by):
        with pytest.raises(BadInput):
            call([Donation("cy", "wells", 400), *refused])
    assert running.matches() == {"wells": 200}


def test_a_negative_pool_is_refused():
    with pytest.raises(BadParameter, match="pool is -1"):
        RunningMatch(-1)
