"""The lab on rounds that are counted by hand: who gets what, what moves, what an attack brings."""

from itertools import product

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from quadrille.errors import BadParameter
from quadrille.rounds.lab.alarm import Why
from quadrille.rounds.lab.comparison import Change, Moves
from quadrille.rounds.lab.examination import Asked, as_document, examine
from quadrille.rounds.lab.experiments import RING_PROJECTS, Attack, attacking, plan, typical_target
from quadrille.rounds.lab.given import given
from quadrille.rounds.matching.donation import Donation
from quadrille.types import UINT256_MAX

ONE = 10**6
"""A dollar, in the token that has six decimals."""

LOCAL = [Donation(f"local {number}", "local", ONE) for number in range(240)]
GLOBAL = [
    Donation(f"global {number}", project, ONE)
    for number in range(50)
    for project in ("global 0", "global 1" if number < 25 else "global 2")
]
ROUND = LOCAL + GLOBAL
"""240 people who gave to their own project alone, and 50 who all gave to one project and half each to two others."""


def matches(found):
    return {one.rule.name: {row.project: row.match_units for row in one.matching.projects} for one in found.compared}


def gained(found, attack, rule):
    return {one.wallets: one.gain_units for one in found.attacks.gains if (one.attack, one.rule) == (attack, rule)}


def test_a_local_project_gets_most_under_qf_and_nothing_under_cocm():
    found = matches(examine(given(ROUND), 10_000, Asked()))
    # Pairs of a dollar each, in both orders: 240 * 239, 50 * 49, and 25 * 24 twice; 61 010 in all.
    assert found["qf"] == {"local": 9401, "global 0": 401, "global 1": 98, "global 2": 98}
    # M is a dollar: a pair with one project in common counts a half, with two a third of each.
    assert found["pairwise"] == {"local": 9526, "global 0": 340, "global 1": 66, "global 2": 66}
    assert found["cocm"] == {"local": 0, "global 0": 10_000, "global 1": 0, "global 2": 0}
    assert found["gitcoin-linear"] == found["qf"]


def test_what_moves_is_counted_against_qf():
    pairwise, cocm, linear = examine(given(ROUND), 10_000, Asked()).moves
    assert pairwise == Moves("pairwise", 125, 125, Change("local", 125), Change("global 0", -61), 0)
    assert cocm == Moves("cocm", 9599, 9597, Change("global 0", 9599), Change("local", -9401), 4)
    assert linear == Moves("gitcoin-linear", 0, 0, None, None, 0)


def test_who_gets_nothing_is_told_why_and_who_loses_most_comes_first():
    found = examine(given(ROUND), 10_000, Asked()).alarms
    assert [(alarm.rule, alarm.project, alarm.why, alarm.donors, alarm.alone) for alarm in found] == [
        ("cocm", "local", Why.GAVE_TO_IT_ALONE, 240, 240),
        ("cocm", "global 1", Why.ONE_INSIDE_THE_OTHER, 25, 0),
        ("cocm", "global 2", Why.ONE_INSIDE_THE_OTHER, 25, 0),
    ]


def test_less_than_a_hundredth_of_the_match_under_qf_is_named_too():
    # 10 000 from two people who share nothing else: large under qf, bounded under pairwise.
    donations = [*ROUND, Donation("ann", "palace", 10**6 * ONE), Donation("bob", "palace", 10**6 * ONE)]
    alarms = examine(given(donations), 10**15, Asked({"saturation": "keep"})).alarms
    assert ("pairwise", "palace", Why.LITTLE) in [(alarm.rule, alarm.project, alarm.why) for alarm in alarms]


def test_m_and_the_budget_are_the_medians_of_the_round_unless_given():
    donations = [Donation("a", "x", 4), Donation("a", "y", 10), Donation("b", "x", 6), Donation("c", "y", 90, 5000)]
    found = examine(given(donations), 100, Asked())
    # Of 4, 6, 10 and the 45 that count, the lower of two in the middle; donors gave 6, 14 and 45.
    assert (found.setting.common.m_units, found.attacks.budget_units) == (6, 14)
    told = as_document(examine(given(donations), 100, Asked({"m_units": "3"}, budget_units=7)))
    assert (told["m_units"], told["median_gift"], told["m_of_median_gift_bps"]) == ("3", "6", "5000")
    assert told["attacks"]["budget"] == "7"


def test_all_variants_of_cocm_are_rules_of_their_own():
    found = matches(examine(given(ROUND), 10_000, Asked(all_variants=True)))
    assert len(found) == 9
    assert found["cocm markov-harsh"]["global 0"] == found["cocm pct-friends-harsh"]["global 0"] == 10_000
    assert set(found["cocm og-harsh"].values()) == {0}
    assert found["cocm og-soft"]["local"] == 0
    assert found["cocm og-soft"]["global 1"] > 0


def test_each_rule_is_told_a_cap_and_a_saturation_in_its_own_words():
    asked = Asked({"cap_bps": "2500", "saturation": "keep", "variant": "og-soft", "unit": "7"})
    rules = {one.rule.name: dict(one.matching.params) for one in examine(given(ROUND), 10_000, asked).compared}
    assert rules["qf"] == {"saturation": "keep", "cap_bps": "2500", "minimum_units": "0"}
    assert rules["cocm"] == {"variant": "og-soft", "unit": "7", "saturation": "keep", "cap_bps": "2500"}
    assert rules["gitcoin-linear"] == {"cap_units": "2500", "ignore_saturation": "false"}


def test_the_other_saturation_is_there_too():
    one = examine(given(ROUND), 10**12, Asked()).compared[0]
    assert (one.matching.params["saturation"], one.otherwise.params["saturation"]) == ("scale", "keep")
    assert one.otherwise.paid_units == 61_010 * ONE
    assert one.matching.left_units < 4


@pytest.mark.parametrize(
    "asked",
    [
        Asked({"colour": "blue"}),
        Asked({"cap_units": "1"}),
        Asked({"saturation": "both"}),
        Asked({"cap_bps": "10001"}),
        Asked({"m_units": "0"}),
        Asked({"unit": "0"}),
        Asked({"variant": "soft"}),
        Asked({"minimum_units": "-1"}),
        Asked({"variant": "og-soft"}, all_variants=True),
        Asked(target="nowhere"),
    ],
)
def test_what_cannot_be_asked_is_refused(asked):
    with pytest.raises(BadParameter):
        examine(given(ROUND), 1, asked)


def test_the_typical_target_stands_in_the_middle_of_those_that_are_matched():
    assert typical_target(examine(given(ROUND), 10_000, Asked()).compared[0].matching) == "global 0"
    assert typical_target(examine(given(LOCAL[:1]), 10_000, Asked()).compared[0].matching) == "local"
    nobody = examine(given([]), 10_000, Asked())
    assert (nobody.attacks.target, nobody.attacks.gains) == ("", ())


@for_all(st.sampled_from(Attack), st.integers(1, 20), st.integers(0, 200))
def test_an_attack_spends_the_budget_and_nothing_else_in_new_names(attack, wallets, budget_units):
    taken = [Donation("attacker 1", "ring 1", 5), Donation("attacker* 1", "ring* 1", 5)]
    donations = attacking(attack, plan(given(taken), "ring 1", budget_units), wallets)
    assert sum(donation.amount_units for donation in donations) == budget_units
    assert not {donation.donor for donation in donations} & {"attacker 1", "attacker* 1"}
    assert len({donation.donor for donation in donations}) == wallets
    projects = {donation.project for donation in donations}
    assert projects == {"ring 1"} if attack is Attack.SPLIT else not projects & {"ring 1", "ring* 1"}


def test_neighbours_in_a_chain_give_to_different_projects():
    found = attacking(Attack.CHAIN, plan(given(ROUND), "local", 12), 4)
    places = {donation.project: place for place, donation in enumerate(found[:2])}
    assert len({donation.project for donation in found}) == RING_PROJECTS
    assert [places.get(donation.project, 2) for donation in found] == [0, 1, 1, 2, 2, 0, 0, 1]


@for_all(st.lists(st.integers(0, 50), max_size=6), st.integers(1, 40), st.integers(1, 5))
def test_a_split_grows_raw_under_qf_by_the_formula(roots, root, times):
    # Whole roots: each of k = times^2 wallets gives root^2, and the honest one gives (times * root)^2.
    others = [Donation(f"d{number}", "p", r * r) for number, r in enumerate(roots)] or [Donation("d", "p", 0)]
    wallets, budget = times * times, (times * root) ** 2
    asked = Asked({"saturation": "keep"}, wallets=(wallets,), target="p", budget_units=budget)
    found = examine(given(others), UINT256_MAX, asked)
    grown = 2 * sum(roots) * (wallets - times) * root + (wallets - 1) * budget
    assert gained(found, Attack.SPLIT, "qf") == {wallets: grown}


@for_all(st.integers(1, 10**6), st.integers(1000, 10**12), st.sampled_from([2, 3, 10]))
def test_no_ring_draws_more_from_pairwise_than_its_bound(m_units, budget_units, wallets):
    asked = Asked({"saturation": "keep", "m_units": str(m_units)}, wallets=(wallets,), budget_units=budget_units)
    found = examine(given(ROUND[:20]), UINT256_MAX, asked)
    for attack in (Attack.RING, Attack.CHAIN):
        assert gained(found, attack, "pairwise")[wallets] <= wallets * (wallets - 1) * m_units


def test_a_ring_brings_what_its_pairs_bring():
    # Two wallets with 12 each, in three parts of 4: the pair brings 2 * 4 to each project under qf.
    asked = Asked({"saturation": "keep", "m_units": "6"}, wallets=(2,), budget_units=24)
    found = examine(given(ROUND), UINT256_MAX, asked)
    assert gained(found, Attack.RING, "qf") == {2: 24}
    # They have 12 in common, so that each project counts 6 / (6 + 12): 2 and two thirds, of which 2 are paid.
    assert gained(found, Attack.RING, "pairwise") == {2: 6}
    assert gained(found, Attack.RING, "cocm") == {2: 0}


def test_cocm_pays_nothing_for_wallets_that_give_alike_but_pays_a_chain():
    found = examine(given(ROUND), 10**10, Asked(target="local"))
    assert set(gained(found, Attack.SPLIT, "cocm").values()) == {0}
    assert set(gained(found, Attack.RING, "cocm").values()) == {0}
    assert min(gained(found, Attack.CHAIN, "cocm").values()) > 0


def test_an_attack_is_not_tried_when_a_wallet_would_have_nothing_to_give():
    found = examine(given(ROUND), 10_000, Asked(budget_units=25)).attacks.gains
    tried = {(gain.attack, gain.wallets) for gain in found}
    assert tried == {*product(Attack, (2,)), (Attack.SPLIT, 10), (Attack.CHAIN, 10)}


def test_a_large_round_is_attacked_once_and_a_very_large_one_only_when_asked(monkeypatch):
    monkeypatch.setattr("quadrille.rounds.lab.examination.MANY_GIFTS", len(ROUND) - 1)
    large = examine(given(ROUND), 10_000, Asked()).attacks
    assert (large.wallets, large.left_out) == ((10,), (2, 100))
    monkeypatch.setattr("quadrille.rounds.lab.examination.VERY_MANY_GIFTS", len(ROUND) - 1)
    largest = examine(given(ROUND), 10_000, Asked()).attacks
    assert (largest.wallets, largest.left_out, largest.gains) == ((), (2, 10, 100), ())
    asked = examine(given(ROUND), 10_000, Asked(wallets=(2, 3))).attacks
    assert (asked.wallets, asked.left_out) == ((2, 3), ())


def test_the_gain_for_each_unit_is_rounded_down():
    gain = examine(given(ROUND), 10**10, Asked(target="local")).attacks.gains[0]
    assert (gain.spent_units, gain.per_unit_bps) == (ONE, gain.gain_units * 10_000 // ONE)
