"""What holds for every mechanism, and, by name, where it does not."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.mechanisms import match_anew, match_donations
from unit.random_rounds import MECHANISMS, TOKEN, by_donor, pools, rounds, usual_amounts, usual_rounds

every = pytest.mark.parametrize(
    ("name", "params"), MECHANISMS, ids=lambda part: "-".join([*part.values()] if isinstance(part, dict) else [part])
)
saturations = st.sampled_from(["keep", "scale"])
caps = st.sampled_from(["0", "1", "500", "3333", "5000", "10000"])


@every
@settings(max_examples=200)
@given(rounds(), pools, saturations, caps, st.randoms(use_true_random=False))
def test_any_order_of_the_donations_gives_the_same_document(name, params, donations, pool, saturation, cap, lot):
    texts = {**params, "saturation": saturation, "cap_bps": cap}
    document = match_donations(name, donations, pool, texts).as_document()
    for _ in range(5):
        lot.shuffle(donations)
        assert match_donations(name, donations, pool, texts).as_document() == document


@every
@given(rounds(), pools, saturations, caps)
def test_no_project_gets_more_than_the_cap_and_all_together_no_more_than_the_pool(
    name, params, donations, pool, saturation, cap
):
    matching = match_donations(name, donations, pool, {**params, "saturation": saturation, "cap_bps": cap})
    assert all(0 <= row.match_units <= pool * int(cap) // 10_000 for row in matching.projects)
    assert matching.paid_units <= pool
    assert {row.project for row in matching.projects} == {gift.project for gift in donations}


@every
@given(rounds(), pools)
def test_a_pool_that_is_scaled_is_shared_out_but_for_less_than_a_unit_a_project(name, params, donations, pool):
    matching = match_donations(name, donations, pool, {**params, "saturation": "scale"})
    if any(row.raw for row in matching.projects):
        assert matching.left_units < len(matching.projects)
    else:
        assert matching.paid_units == 0


@every
@given(st.dictionaries(st.sampled_from("abcde"), usual_amounts, min_size=1), st.integers(0, 10**24))
def test_a_lone_donor_moves_nothing(name, params, gifts, pool):
    matching = match_donations(name, [Donation("alone", *gift) for gift in gifts.items()], pool, params)
    # Soft variants pair the groups that one donor belongs to: who gives to several projects is never quite alone there.
    if not params.get("variant", "").endswith("soft") or len(gifts) == 1:
        assert matching.paid_units == 0
        assert all(row.raw == 0 for row in matching.projects)


@every
@given(usual_rounds, st.sampled_from([2, 7, 10, 4096]))
def test_another_unit_of_money_gives_the_same_shares(name, params, donations, factor):
    pool = 10**40
    texts = {**params, "saturation": "scale"}
    # What is told in money is told in the new unit too; without that, M and the token would have changed.
    told = {key: str(factor * int(texts[key])) for key in ("m_units",) if key in texts}
    if name == "cocm":
        told["unit"] = str(factor * TOKEN)
    scaled = [gift._replace(amount_units=gift.amount_units * factor) for gift in donations]
    one = match_donations(name, donations, pool, texts).projects
    other = match_donations(name, scaled, pool, {**texts, **told}).projects
    for before, after in zip(one, other, strict=True):
        assert abs(before.match_units - after.match_units) <= pool // 10**11


@pytest.mark.parametrize("name", ["pairwise", "cocm"])
def test_what_is_a_sum_of_money_among_the_parameters_decides_so_the_unit_matters(name):
    lot = random.Random(1)
    donations = [
        Donation(f"d{donor}", project, lot.randrange(TOKEN // 10, 50 * TOKEN))
        for donor in range(12)
        for project in lot.sample("abcd", 2)
    ]
    texts = {"pairwise": {"m_units": str(TOKEN)}, "cocm": {"variant": "markov-soft"}}[name]
    cents = [gift._replace(amount_units=gift.amount_units * 100) for gift in donations]
    shares = [
        [row.match_units for row in match_donations(name, gifts, 10**6, {**texts, "saturation": "scale"}).projects]
        for gifts in (donations, cents)
    ]
    assert shares[0] != shares[1]


@pytest.mark.parametrize(("name", "params"), [each for each in MECHANISMS if each[0] != "cocm"])
@given(usual_rounds.filter(bool), usual_amounts)
def test_who_gives_more_to_a_project_does_not_lower_its_full_match(name, params, donations, more):
    # `cocm` is left out: to give more to one project is to belong less to the groups of the others.
    before = match_donations(name, donations, 0, params).projects
    gift = donations[0]._replace(amount_units=more)
    after = match_donations(name, [*donations, gift], 0, params).projects
    for one, other in zip(before, after, strict=True):
        if one.project == gift.project:
            # In `pairwise`, the more the largest donor gives, the fewer fractional bits all others have.
            assert other.raw >= one.raw - (one.raw >> 48)
        elif name == "qf":
            assert other.raw == one.raw


@given(usual_rounds)
def test_as_m_grows_pairwise_becomes_qf(donations):
    pool = 10**40
    plain = match_donations("qf", donations, pool, {"saturation": "scale"}).projects
    params = {"m_units": str(10**45), "saturation": "scale"}
    for one, other in zip(plain, match_donations("pairwise", donations, pool, params).projects, strict=True):
        assert abs(one.match_units - other.match_units) <= pool // 10**11


@pytest.mark.parametrize("variant", ["markov-harsh", "og-harsh", "pct-friends-harsh"])
@given(usual_rounds)
def test_harsh_cocm_gives_nothing_exactly_where_the_projects_of_any_two_donors_are_nested(variant, donations):
    rows = by_donor(donations)
    for row in match_donations("cocm", donations, 0, {"variant": variant}).projects:
        theirs = [set(gifts) for gifts in rows if row.project in gifts]
        crossed = any(one - other and other - one for one in theirs for other in theirs)
        if not crossed:
            assert row.raw == 0
        elif variant == "markov-harsh":
            # In the other two, somebody's friends may know every group.
            assert row.raw > 0


@every
@given(rounds(), pools, saturations, caps)
def test_another_saturation_or_cap_needs_no_second_weighing(name, params, donations, pool, saturation, cap):
    texts = {**params, "saturation": saturation, "cap_bps": cap}
    before = match_donations(name, donations, pool, params)
    assert match_anew(before, donations, texts) == match_donations(name, donations, pool, texts)
