"""`gitcoin-linear` equals what pluralistic.js and Grants Stack gave, and keeps the pool and the cap in every round."""

import json
from collections import defaultdict
from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import BadInput, BadParameter
from quadrille.rounds.matching.donation import Donation, sum_gifts
from quadrille.rounds.matching.gitcoin_linear import (
    NO_CAP,
    GitcoinLinearParameters,
    IgnoreSaturation,
    cap_and_pass_on,
    linear_rows,
    match_gitcoin_linear,
)
from quadrille.rounds.matching.mechanisms import match_donations
from quadrille.rounds.offline.matching_report import why_left
from quadrille.types import BPS_ONE, UINT256_MAX
from real_data import shared

FIELD_OF = {
    "totalReceived": "received_units",
    "contributionsCount": "contributors",
    "sumOfSqrt": "sum_of_roots",
    "sumOfSqrtRemainder": "sum_of_remainders",
    "matchedWithoutCap": "match_without_cap_units",
    "capOverflow": "cap_overflow_units",
    "matched": "match_units",
}
"""Gitcoin's words and ours."""

amounts = st.one_of(st.integers(0, 30), st.integers(0, 10**21), st.integers(0, UINT256_MAX))
gifts = st.lists(
    st.builds(
        Donation,
        st.sampled_from("abcdef"),
        st.sampled_from(["p", "q", "r", "s", "é"]),
        amounts,
        coefficient_bps=st.just(BPS_ONE),
    ),
    max_size=25,
)
pools = st.one_of(st.integers(0, 200), st.integers(0, 10**24), st.integers(0, UINT256_MAX))
parameters = st.builds(
    GitcoinLinearParameters,
    cap_units=st.one_of(st.integers(0, 100), pools, st.just(NO_CAP)),
    ignore_saturation=st.sampled_from(IgnoreSaturation),
)


def vectors(name):
    return json.loads(shared("vectors", "matching", name).read_bytes())


def rows_of(contributions, pool, cap, ignore):
    donations = [Donation(donor, project, int(amount)) for donor, project, amount in contributions]
    given_by = GitcoinLinearParameters(NO_CAP if cap is None else int(cap), IgnoreSaturation(str(bool(ignore)).lower()))
    rows = linear_rows(sum_gifts(donations), int(pool), given_by)
    matching = match_gitcoin_linear(donations, int(pool), given_by)
    assert {row.project: row.match_units for row in matching.projects} == {p: r.match_units for p, r in rows.items()}
    assert all(row.raw == rows[row.project].full_units << 64 for row in matching.projects)
    return {
        project: {word: str(getattr(row, field)) for word, field in FIELD_OF.items()} for project, row in rows.items()
    }


def test_every_generated_round_of_the_original_is_reproduced_to_the_unit():
    cases = vectors("generated_pluralistic_400.json")["cases"]
    assert len(cases) > 100
    for case in cases:
        assert case["error"] is None
        found = rows_of(case["contributions"], case["matchAmount"], case["matchingCapAmount"], case["ignoreSaturation"])
        assert found == case["expected"]


def test_every_test_of_the_original_is_reproduced_to_the_unit():
    cases = vectors("pluralistic_linearqf_tests.json")["cases"]
    assert cases
    for case in cases:
        contributions = [(one["contributor"], one["recipient"], one["amount"]) for one in case["contributions"]]
        options = case["options"]
        found = rows_of(contributions, case["matchAmount"], options["matchingCapAmount"], options["ignoreSaturation"])
        for expected in case["expected"]:
            row = found[expected["recipient"]]
            assert {word: row[word] for word in expected if word in row} == {
                word: text for word, text in expected.items() if word != "recipient"
            }


def test_projects_with_equal_gifts_share_the_pool_equally_and_the_odd_unit_stays():
    matching = match_donations(
        "gitcoin-linear",
        [Donation(donor, project, 100) for donor in "ab" for project in "xyz"],
        100,
        {"ignore_saturation": "true"},
    )
    assert [row.match_units for row in matching.projects] == [33, 33, 33]
    assert matching.left_units == 1


def test_the_square_root_is_right_where_that_of_the_original_is_not():
    for amount, full in ((4, 8), (5, 8), (9, 18)):
        matching = match_gitcoin_linear([Donation(d, "p", amount) for d in "ab"], 1000)
        assert matching.projects[0].raw == full << 64


def test_who_gave_nothing_is_a_contributor_and_changes_no_match():
    alone = rows_of([("a", "p", 7)], 100, None, ignore=True)["p"]
    with_nobody = rows_of([("a", "p", 7), ("b", "p", 0)], 100, None, ignore=True)["p"]
    assert (alone["contributionsCount"], with_nobody["contributionsCount"]) == ("1", "2")
    assert (alone["matched"], with_nobody["matched"]) == ("0", "0")


def test_a_cap_in_an_unsaturated_round_pays_others_more_than_their_full_match():
    donations = [Donation(d, "large", 10_000) for d in "ab"] + [Donation(d, "small", 100) for d in "ab"]
    matching = match_donations("gitcoin-linear", donations, 10**6, {"cap_units": "500"})
    assert [(row.raw >> 64, row.match_units) for row in matching.projects] == [(20_000, 500), (200, 500)]


def test_a_cap_of_nothing_pays_nothing_and_no_cap_is_published_as_the_largest_amount():
    donations = [Donation(d, "p", 100) for d in "ab"]
    assert match_donations("gitcoin-linear", donations, 100, {"cap_units": "0"}).paid_units == 0
    document = match_donations("gitcoin-linear", donations, 100, {}).as_document()
    assert document["params"] == {"cap_units": str(2**256 - 1), "ignore_saturation": "false"}
    assert match_donations("gitcoin-linear", donations, 100, document["params"]).paid_units == 100


def test_what_is_kept_of_a_pool_that_is_too_large_is_explained():
    donations = [Donation(d, "p", 100) for d in "ab"]
    (reason,) = why_left(match_donations("gitcoin-linear", donations, 1000, {}))
    assert reason == "all full matches together are 200, and ignore_saturation=false pays nobody more"
    (reason,) = why_left(match_donations("gitcoin-linear", donations, 100, {"cap_units": "7"}))
    assert reason == "no project gets more than the cap of 7, and 1 would"


@pytest.mark.parametrize(("pool", "cap"), [(0, None), (0, 0), (1, 1), (10**80, None), (10**80, 10**77)])
def test_rounds_at_the_edge_pay_what_there_is(pool, cap):
    found = rows_of([("a", "p", 2**256), ("b", "p", 2**256 - 1), ("c", "q", 0)], pool, cap, ignore=True)
    assert int(found["p"]["matched"]) == (pool if cap is None else cap)
    assert found["q"]["matched"] == "0"


def test_a_coefficient_counts_as_with_the_other_mechanisms():
    matching = match_gitcoin_linear(
        [Donation("a", "p", 201, 5000), Donation("b", "p", 100), Donation("c", "p", 9, 0)], 999
    )
    (row,) = matching.projects
    assert (row.donors, row.given_units, row.match_units) == (2, 310, 200)


def test_what_is_below_zero_is_refused():
    with pytest.raises(BadInput):
        match_gitcoin_linear([Donation("a", "p", -1)], 1)
    with pytest.raises(BadParameter):
        match_gitcoin_linear([], -1)
    with pytest.raises(BadParameter):
        match_donations("gitcoin-linear", [], 1, {"ignore_saturation": "yes"})


def literal(donations, pool, cap, ignore):
    """The definition once more, project by project, with pairs instead of squares."""
    counted = defaultdict(lambda: defaultdict(int))
    for gift in donations:
        counted[gift.project][gift.donor] += gift.amount_units
    full = {}
    for project, by_donor in counted.items():
        roots = [isqrt(units) for units in by_donor.values()]
        full[project] = sum(2 * roots[i] * roots[k] for k in range(len(roots)) for i in range(k))
    total = sum(full.values())
    match = {p: q if total < pool and not ignore else (pool * q // total if total else 0) for p, q in full.items()}
    for _ in range(len(match) + 1):
        over = sum(max(m - cap, 0) for m in match.values())
        under = sum(m for m in match.values() if m < cap)
        match = {p: min(m, cap) for p, m in match.items()}
        if over and under:
            match = {p: m + (m * over // under if m < cap else 0) for p, m in match.items()}
    return match


@given(gifts, pools, parameters, st.randoms(use_true_random=False))
def test_every_round_is_as_defined_whatever_the_order_and_keeps_pool_and_cap(donations, pool, given_by, random):
    matching = match_gitcoin_linear(donations, pool, given_by)
    found = {row.project: row.match_units for row in matching.projects}
    assert found == literal(donations, pool, given_by.cap_units, given_by.ignore_saturation == "true")
    assert sum(found.values()) <= pool
    assert all(match <= given_by.cap_units for match in found.values())
    mixed = random.sample(donations, len(donations))
    assert match_gitcoin_linear(mixed, pool, given_by) == matching


@given(gifts, pools)
def test_without_a_cap_and_unsaturated_everybody_gets_the_full_match(donations, pool):
    matching = match_gitcoin_linear(donations, pool)
    if sum(row.raw for row in matching.projects) >> 64 < pool:
        assert all(row.match_units == row.raw >> 64 for row in matching.projects)


@given(st.lists(st.integers(0, 10**20), max_size=12), st.integers(0, 10**20))
def test_passing_on_what_a_cap_cuts_off_loses_less_than_a_unit_for_each_project_and_step(matches, cap):
    passed = cap_and_pass_on(matches, cap)
    assert sum(passed) <= sum(matches)
    if any(0 < match < cap for match in passed):
        assert sum(matches) - sum(passed) <= len(matches) * (len(matches) + 1)


@given(gifts, pools)
def test_half_of_twice_as_much_counts_as_once(donations, pool):
    halved = [gift._replace(amount_units=gift.amount_units * 2, coefficient_bps=BPS_ONE // 2) for gift in donations]
    matches = [row.match_units for row in match_gitcoin_linear(donations, pool).projects]
    assert [row.match_units for row in match_gitcoin_linear(halved, pool).projects] == matches
