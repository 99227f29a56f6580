"""A matching that is kept while gifts and deposits come is the full one, by every mechanism."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import BadInput, BadParameter
from quadrille.rounds.matching.live_match import RepeatedMatch, live_match
from quadrille.rounds.matching.mechanisms import MECHANISMS as REGISTRY
from quadrille.rounds.matching.mechanisms import match_donations
from unit.random_rounds import MECHANISMS, pools, rounds

RULES = [*MECHANISMS, ("qf", {"cap_bps": "3000", "saturation": "scale"}), ("gitcoin-linear", {})]


def matches(rule, donations, pool):
    return {row.project: row.match_units for row in match_donations(rule[0], donations, pool, rule[1]).projects}


@given(st.sampled_from(RULES), rounds(), rounds(size=5), pools, pools)
def test_what_is_kept_is_the_full_matching_and_an_estimate_the_difference_of_two(rule, first, cart, pool, more):
    live = live_match(*rule)
    live.fund(pool)
    live.add(first)
    assert live.matches() == matches(rule, first, pool)
    live.fund(more)
    before = matches(rule, first, pool + more)
    try:
        after = matches(rule, first + cart, pool + more)
    except BadInput:
        # Of one donor there are two coefficients.
        with pytest.raises(BadInput):
            live.added_by(cart)
        after = None
    if after is not None:
        assert live.added_by(cart) == {project: after[project] - before.get(project, 0) for project in after}
    assert live.matches() == before


def test_every_mechanism_has_one():
    assert {rule[0] for rule in RULES} == set(REGISTRY)
    assert not isinstance(live_match("qf", {}), RepeatedMatch)


def test_a_deposit_below_nothing_is_refused():
    with pytest.raises(BadParameter, match="deposit is -1"):
        live_match("qf", {}).fund(-1)
