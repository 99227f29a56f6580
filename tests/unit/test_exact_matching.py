"""The integer definitions against the formulas in 80 digits, and against what others have published."""

import json
from decimal import Decimal

import pytest
from hypothesis import given

from exact_matching import cocm, pairwise, qf
from quadrille.rounds.matching.cocm import Support, Variant, belonging, root_sum
from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.familiarity import BITS, Way, familiarity
from quadrille.rounds.matching.mechanisms import match_donations
from real_data import shared
from unit.random_rounds import TOKEN, by_donor, usual_rounds

ONE = 2**64
POOL = 10**40
VARIANTS = [variant.value for variant in Variant]

NEAR = "1e-12"
"""How far a share may be from the exact one, when amounts are between a thousandth and ten thousand tokens."""


def shares_of(name, donations, params):
    projects = match_donations(name, donations, POOL, {**params, "saturation": "scale"}).projects
    return {row.project: Decimal(row.match_units) / POOL for row in projects}


def assert_same_shares(found, raws, bound):
    total = sum(raws.values())
    for project, raw in raws.items():
        exact = Decimal(raw) / Decimal(total) if total else Decimal(0)
        assert abs(found[project] - exact) <= Decimal(bound), project


@given(usual_rounds)
def test_qf_is_its_formula(donations):
    assert_same_shares(shares_of("qf", donations, {}), qf(by_donor(donations)), NEAR)


@pytest.mark.parametrize("m_units", [TOKEN // 100, TOKEN, 25 * TOKEN])
@given(usual_rounds)
def test_pairwise_is_its_formula(m_units, donations):
    found = shares_of("pairwise", donations, {"m_units": str(m_units)})
    assert_same_shares(found, pairwise(by_donor(donations), m_units), NEAR)


@pytest.mark.parametrize("m_units", [TOKEN // 100, 25 * TOKEN])
@given(usual_rounds)
def test_a_full_match_of_pairwise_is_within_its_stated_bound(m_units, donations):
    rows = by_donor(donations)
    exact = pairwise(rows, m_units)
    largest = max((sum(row.values()) for row in rows), default=0)
    for row in match_donations("pairwise", donations, 0, {"m_units": str(m_units)}).projects:
        pairs = row.donors * (row.donors - 1) // 2
        # For each pair, 2^-57 of the largest donor's sum or of M, whichever is more.
        bound = Decimal(2 * pairs * max(largest, m_units)) / 2**57
        assert abs(Decimal(row.raw) / ONE - exact[row.project]) <= bound


@pytest.mark.parametrize("variant", VARIANTS)
@given(usual_rounds)
def test_cocm_is_its_formula(variant, donations):
    way, _, kind = variant.rpartition("-")
    exact = cocm(by_donor(donations), way, TOKEN if kind == "soft" else None)
    # Where all that is left of everybody's support is what rounding leaves, there are no shares to speak of.
    if kind == "soft" or sum(exact.values()) > TOKEN // 10**6:
        assert_same_shares(shares_of("cocm", donations, {"variant": variant}), exact, "1e-9")


def published(name):
    return json.loads(shared("vectors", "matching", name).read_text("utf-8"))["cases"]


def as_donations(matrix, token_units=TOKEN):
    """Amounts of a published round as donations in base units, exactly as they are written."""
    return [
        Donation(donor, project, int(Decimal(repr(amount)) * token_units))
        for donor, row in matrix.items()
        for project, amount in row.items()
    ]


PEER_NAMES = {
    "pairwise_M0.01": ("pairwise", {"m_units": str(TOKEN // 100)}),
    "pairwise_M25": ("pairwise", {"m_units": str(25 * TOKEN)}),
    **{f"COCM_{variant.replace('-', '_')}": ("cocm", {"variant": variant}) for variant in VARIANTS},
}


@pytest.mark.parametrize("peer_name", PEER_NAMES)
def test_the_published_shares_of_a_float_implementation_are_reproduced(peer_name):
    cases = published("generated_qfcalculator.json")
    assert len(cases) == 41
    name, params = PEER_NAMES[peer_name]
    for case in cases:
        assert_same_shares(shares_of(name, as_donations(case["donations"]), params), case["raw"][peer_name], "1e-9")


@pytest.mark.parametrize("decimals", [2, 6])
@pytest.mark.parametrize("variant", [variant for variant in VARIANTS if variant.endswith("-soft")])
def test_a_token_with_few_decimals_has_the_same_shares(variant, decimals):
    params = {"variant": variant, "unit": str(10**decimals)}
    for case in published("generated_qfcalculator.json"):
        donations = as_donations(case["donations"], 10**decimals)
        raws = case["raw"][f"COCM_{variant.replace('-', '_')}"]
        assert_same_shares(shares_of("cocm", donations, params), raws, "1e-9")


def test_the_published_full_matches_are_reproduced_too():
    for case in published("generated_qfcalculator.json"):
        donations = as_donations(case["donations"])
        for peer_name, (name, params) in PEER_NAMES.items():
            # The other implementation takes each pair once, ours in both orders, as `qf` does.
            times = 2 if name == "pairwise" else 1
            for row in match_donations(name, donations, 0, params).projects:
                expected = times * case["raw"][peer_name][row.project]
                assert row.raw / ONE / TOKEN == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_groups_that_are_not_projects_are_matched_as_in_the_first_implementation():
    cases = published("generated_pluralqf.json")
    assert len(cases) == 16
    for case in cases:
        amounts = case["contributions"]
        groups = [
            {g: 1 for g, members in enumerate(case["groups"]) if person in members} for person in range(len(amounts))
        ]
        parts = belonging(groups)
        familiar = familiarity(Way.OG, groups, parts, len(case["groups"]))
        total = sum(amounts) + sum(amount**0.5 for amount in amounts)
        one = 1 << BITS
        donors = [
            Support(person, int(amount / total * one), int(amount**0.5 / total * one))
            for person, amount in enumerate(amounts)
            if amount
        ]
        matched = 2 * total * root_sum(donors, parts, familiar) / one
        assert sum(amounts) + matched == pytest.approx(case["total_funding"]["cocm"], rel=1e-9)


def test_a_round_of_one_project_is_pairwise_as_in_the_first_implementation():
    for case in published("generated_pluralqf.json"):
        amounts = case["contributions"]
        donations = [Donation(str(person), "p", int(Decimal(repr(x)) * TOKEN)) for person, x in enumerate(amounts)]
        (row,) = match_donations("pairwise", donations, 0, {"m_units": str(100 * TOKEN)}).projects
        assert sum(amounts) + row.raw / ONE / TOKEN / 2 == pytest.approx(case["total_funding"]["pm"], rel=1e-9)
