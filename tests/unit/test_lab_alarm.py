"""Why a project gets nothing: each reason is true, and it is given exactly when the mechanism's raw is zero."""

from itertools import combinations

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from quadrille.rounds.lab.alarm import Why, alarms, why_zero
from quadrille.rounds.lab.given import given
from quadrille.rounds.lab.rules import rules, setting
from quadrille.rounds.matching.donation import Donation
from quadrille.types import BPS_ONE, UINT256_MAX

donors = st.sampled_from("abcde")
projects = st.sampled_from("pqrst")
ordinary = st.integers(0, 10**6)
extreme = st.one_of(ordinary, st.integers(0, 10**24), st.integers(0, UINT256_MAX))
pools = st.one_of(st.integers(0, 5), st.integers(0, 10**12))


@st.composite
def rounds(draw, amounts):
    """Donations in which each donor has one coefficient per project."""
    gifts = draw(st.dictionaries(st.tuples(donors, projects), amounts, max_size=12))
    coefficients = st.sampled_from([0, 1, 5000, BPS_ONE, BPS_ONE, BPS_ONE])
    return given([Donation(d, p, units, draw(coefficients)) for (d, p), units in gifts.items()])


def under_each_rule(round_, pool, texts):
    told = setting(texts, round_.median_gift_units, all_variants=True)
    return [(rule, rule.share(round_.donations, pool)) for rule in rules(told, pool)]


def is_true(why, round_, row, rule):
    """The sentence that a reason stands for, said once more by looking at every pair of donors."""
    who = round_.counted[row.project]
    if rule.name == "qf" and "minimum_units" in rule.params:
        least = int(rule.params["minimum_units"])
        who = [donor for donor in who if round_.gifts[row.project].units_by_donor[donor] >= least]
    gave = {donor: {p for p, counted in round_.counted.items() if donor in counted} for donor in who}
    has_strangers = any(gave[one] - gave[other] and gave[other] - gave[one] for one, other in combinations(who, 2))
    return {
        Why.ZERO_COEFFICIENTS: not any(round_.gifts[row.project].bps_by_donor.values()),
        Why.NOTHING_COUNTS: not who,
        Why.LONE_DONOR: len(who) == 1,
        Why.GAVE_TO_IT_ALONE: bool(who) and all(projects == {row.project} for projects in gave.values()),
        Why.ONE_INSIDE_THE_OTHER: len(who) > 1 and not has_strangers,
        Why.ALL_FAMILIAR: len(who) > 1 and rule.name == "cocm og-harsh",
    }[why]


@settings(max_examples=300)
@for_all(rounds(ordinary), pools)
def test_a_reason_is_given_exactly_when_raw_is_zero_and_it_is_true(round_, pool):
    for rule, matching in under_each_rule(round_, pool, {}):
        for row in matching.projects:
            why = why_zero(round_, matching, row)
            assert (why is not None) == (row.raw == 0), (rule.name, row)
            assert why is None or is_true(why, round_, row, rule), (rule.name, row, why)


@settings(max_examples=300)
@for_all(rounds(extreme), pools, st.sampled_from([{}, {"saturation": "keep"}, {"minimum_units": "20"}]))
def test_whatever_the_amounts_each_project_with_nothing_has_one_true_reason(round_, pool, texts):
    found = under_each_rule(round_, pool, texts)
    yardstick = found[0][1]
    for rule, matching in found:
        named = alarms(round_, rule, matching, yardstick)
        assert len({alarm.project for alarm in named}) == len(named)
        whys = {alarm.project: alarm.why for alarm in named}
        for row, under_qf in zip(matching.projects, yardstick.projects, strict=True):
            why = whys.get(row.project)
            assert (why not in (None, Why.LITTLE)) == (row.match_units == 0), (rule.name, row)
            if why is Why.LITTLE:
                assert row.match_units * 100 < under_qf.match_units
            elif why is Why.ROUNDED:
                assert why_zero(round_, matching, row) is None
            elif why is not None:
                assert row.raw == 0
                assert is_true(why, round_, row, rule)


def the_reason(donations, rule, texts=None, pool=100):
    round_ = given(donations)
    found = {one.name: (one, matching) for one, matching in under_each_rule(round_, pool, texts or {})}
    one, matching = found[rule]
    return {alarm.project: alarm.why for alarm in alarms(round_, one, matching, found["qf"][1])}


PAIR = [Donation("a", "p", 100), Donation("b", "p", 100)]


@pytest.mark.parametrize(
    ("donations", "rule", "texts", "expected"),
    [
        ([Donation("a", "p", 9, 0), Donation("b", "p", 9, 0)], "qf", {}, Why.ZERO_COEFFICIENTS),
        ([Donation("a", "p", 9, 0), Donation("b", "p", 0)], "pairwise", {}, Why.NOTHING_COUNTS),
        (PAIR, "qf", {"minimum_units": "101"}, Why.NOTHING_COUNTS),
        ([*PAIR, Donation("c", "p", 101)], "qf", {"minimum_units": "101"}, Why.LONE_DONOR),
        (PAIR[:1], "gitcoin-linear", {}, Why.LONE_DONOR),
        (PAIR, "cocm markov-harsh", {}, Why.GAVE_TO_IT_ALONE),
        (PAIR, "cocm markov-soft", {}, Why.GAVE_TO_IT_ALONE),
        ([*PAIR, Donation("a", "q", 5)], "cocm markov-harsh", {}, Why.ONE_INSIDE_THE_OTHER),
        ([*PAIR, Donation("a", "q", 5), Donation("b", "r", 5)], "cocm og-harsh", {}, Why.ALL_FAMILIAR),
        (PAIR, "qf", {"cap_bps": "0"}, Why.NO_CAP),
        (PAIR, "gitcoin-linear", {"cap_bps": "0"}, Why.NO_CAP),
    ],
)
def test_each_reason_by_hand(donations, rule, texts, expected):
    assert the_reason(donations, rule, texts)["p"] is expected


def test_a_donor_on_each_side_is_enough_for_cocm():
    donations = [*PAIR, Donation("a", "q", 5), Donation("b", "r", 5)]
    assert "p" not in the_reason(donations, "cocm markov-harsh")


def test_a_lone_donor_who_gave_elsewhere_too_is_matched_by_the_soft_variants():
    donations = [Donation("a", "p", 100), Donation("a", "q", 100)]
    assert the_reason(donations, "cocm markov-harsh") == {"p": Why.LONE_DONOR, "q": Why.LONE_DONOR}
    assert the_reason(donations, "cocm markov-soft") == {}


def test_a_part_below_one_unit_is_rounded_down():
    crowd = [Donation(f"d{number}", "crowd", 100) for number in range(30)]
    assert the_reason([*PAIR, *crowd], "qf") == {"p": Why.ROUNDED}
    assert the_reason(PAIR, "qf", pool=0) == {"p": Why.ROUNDED}
