"""What holds for every round: the literal restatement, the error bound, order, pool, cap, splitting."""

from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.outcome import Matching
from quadrille.rounds.matching.qf import QfParameters, match_qf, root
from quadrille.rounds.matching.sharing import Saturation
from quadrille.types import BPS_ONE, UINT256_MAX

ONE = 2**64

donors = st.sampled_from(["alice", "bob", "carol", "dave", "erin", "frank"])
projects = st.sampled_from(["clinics", "roads", "schools", "wells", "Wells", "água", "井", "😀"])
amounts = st.one_of(st.integers(0, 30), st.integers(0, 10**21), st.integers(0, UINT256_MAX))
pools = st.one_of(st.integers(0, 200), st.integers(0, 10**24), st.integers(0, UINT256_MAX))
parameters = st.builds(
    QfParameters,
    saturation=st.sampled_from(Saturation),
    cap_bps=st.one_of(st.integers(0, BPS_ONE), st.sampled_from([0, 500, 3333, 5000, BPS_ONE])),
    minimum_units=st.one_of(st.just(0), st.integers(0, 30), amounts),
)


@st.composite
def rounds(draw):
    """Donations in which each donor has one coefficient per project."""
    coefficients = draw(st.dictionaries(st.tuples(donors, projects), st.integers(0, BPS_ONE)))
    gifts = draw(st.lists(st.tuples(donors, projects, amounts), max_size=25))
    return [Donation(d, p, units, coefficients.get((d, p), BPS_ONE)) for d, p, units in gifts]


def gifts_that_count(donations, minimum_units):
    """What counts of each donor's sum, by project: a literal restatement, one pass for each pair."""
    counted = {project: [] for project in {donation.project for donation in donations}}
    for donor, project in {(donation.donor, donation.project) for donation in donations}:
        own = [x for x in donations if (x.donor, x.project) == (donor, project)]
        total = sum(x.amount_units for x in own)
        if total >= minimum_units:
            counted[project].append(total * own[0].coefficient_bps // 10_000)
    return counted


def literal_matches(matching: Matching, saturation: Saturation) -> dict[str, int]:
    """Share the pool from the raws alone, in fractions and by trying every prefix."""
    raws = {project.project: project.raw for project in matching.projects}
    pool, cap, total = matching.pool_units, matching.cap_units, sum(raws.values())
    if total == 0:
        return dict.fromkeys(raws, 0)
    if saturation is Saturation.KEEP:
        scaled = {project: int(Fraction(pool * raw, total)) for project, raw in raws.items()}
        return {project: min(int(Fraction(raw, ONE)), scaled[project], cap) for project, raw in raws.items()}
    order = sorted(raws, key=lambda project: (-raws[project], project.encode()))
    for size in range(len(order) + 1):
        outside = order[size:]
        rest = sum(raws[project] for project in outside)
        shares = {p: int(Fraction((pool - cap * size) * raws[p], rest)) if rest else 0 for p in outside}
        if all(units <= cap for units in shares.values()):
            return dict.fromkeys(order[:size], cap) | shares
    raise AssertionError("the whole list is always such a prefix")


@given(rounds(), pools, parameters)
def test_matches_equal_the_literal_definition(donations, pool, params):
    matching = match_qf(donations, pool, params)
    assert {row.project: row.match_units for row in matching.projects} == literal_matches(matching, params.saturation)


@given(rounds(), parameters)
def test_raw_is_the_sum_over_pairs_within_the_stated_error(donations, params):
    matching = match_qf(donations, 0, params)
    counted = gifts_that_count(donations, params.minimum_units)
    with localcontext(prec=200):
        for row in matching.projects:
            roots = [Decimal(units).sqrt() * 2**32 for units in counted[row.project]]
            exact = 2 * sum((a * b for a, b in combinations(roots, 2)), Decimal(0))
            # Each root is less than 1 (of 2^-32) too small, so each pair a * b is less than a + b too small.
            error = 2 * max(len(roots) - 1, 0) * sum(roots)
            assert exact - error <= row.raw <= exact


@given(rounds(), parameters)
def test_raw_is_above_zero_exactly_when_two_donors_count(donations, params):
    counted = gifts_that_count(donations, params.minimum_units)
    for row in match_qf(donations, 0, params).projects:
        assert row.donors == sum(units > 0 for units in counted[row.project])
        assert (row.raw > 0) == (row.donors >= 2)


@given(rounds(), parameters)
def test_given_is_everything_a_project_received(donations, params):
    for row in match_qf(donations, 0, params).projects:
        assert row.given_units == sum(x.amount_units for x in donations if x.project == row.project)


@given(st.data(), rounds(), pools, parameters)
def test_the_order_of_donations_does_not_matter(data, donations, pool, params):
    shuffled = data.draw(st.permutations(donations))
    assert match_qf(shuffled, pool, params) == match_qf(donations, pool, params)


@given(rounds(), pools, parameters)
def test_no_more_than_the_pool_is_paid_and_no_project_gets_more_than_the_cap(donations, pool, params):
    matching = match_qf(donations, pool, params)
    assert 0 <= matching.paid_units <= pool
    assert matching.paid_units + matching.left_units == pool
    assert all(0 <= row.match_units <= pool * params.cap_bps // BPS_ONE for row in matching.projects)


@given(rounds(), pools, parameters)
def test_keep_never_pays_more_than_the_full_match_or_than_scale_without_a_cap(donations, pool, params):
    kept = match_qf(donations, pool, QfParameters(Saturation.KEEP, params.cap_bps, params.minimum_units))
    scaled = match_qf(donations, pool, QfParameters(Saturation.SCALE, BPS_ONE, params.minimum_units))
    for one, other in zip(kept.projects, scaled.projects, strict=True):
        assert one.match_units <= min(one.raw // ONE, other.match_units)


@given(rounds(), pools)
def test_scale_without_a_cap_leaves_less_than_one_unit_for_each_project(donations, pool):
    matching = match_qf(donations, pool, QfParameters(Saturation.SCALE))
    if any(row.raw for row in matching.projects):
        assert matching.left_units < len(matching.projects)
    else:
        assert matching.left_units == pool


@given(rounds(), pools, parameters)
def test_a_larger_raw_never_gets_less_and_an_equal_one_gets_the_same(donations, pool, params):
    by_raw = sorted(match_qf(donations, pool, params).projects, key=lambda row: row.raw)
    for smaller, larger in pairwise(by_raw):
        assert smaller.match_units <= larger.match_units
        assert smaller.raw < larger.raw or smaller.match_units == larger.match_units


@given(rounds(), donors, projects, st.integers(1, 10**21))
def test_another_gift_never_lowers_raw(donations, donor, project, units):
    bps = next((x.coefficient_bps for x in donations if (x.donor, x.project) == (donor, project)), BPS_ONE)
    before = {row.project: row.raw for row in match_qf(donations, 0).projects}
    after = {row.project: row.raw for row in match_qf([*donations, Donation(donor, project, units, bps)], 0).projects}
    assert after[project] >= before.get(project, 0)


@given(st.lists(st.tuples(donors, amounts), min_size=1, max_size=20))
def test_raw_can_be_kept_in_constant_time_per_donation(gifts):
    raw, roots, given_by = 0, 0, {}
    for donor, units in gifts:
        old = root(given_by.get(donor, 0), BPS_ONE)
        given_by[donor] = given_by.get(donor, 0) + units
        new = root(given_by[donor], BPS_ONE)
        raw += 2 * (new - old) * (roots - old)
        roots += new - old
    (row,) = match_qf([Donation(donor, "wells", units) for donor, units in gifts], 0).projects
    assert row.raw == raw


@given(st.lists(amounts, max_size=6), st.lists(amounts, min_size=2, max_size=4))
def test_splitting_a_donor_adds_the_pairs_among_the_parts_and_with_the_others(others, parts):
    rest = [Donation(f"donor {i}", "wells", units) for i, units in enumerate(others)]
    whole = match_qf([*rest, Donation("whole", "wells", sum(parts))], 0).projects[0].raw
    split = match_qf([*rest, *(Donation(f"part {i}", "wells", u) for i, u in enumerate(parts))], 0).projects[0].raw
    others_sum, roots = (
        sum(root(units, BPS_ONE) for units in others),
        [root(units, BPS_ONE) for units in parts],
    )
    among_parts = sum(roots) ** 2 - sum(r * r for r in roots)
    assert split - whole == among_parts + 2 * others_sum * (sum(roots) - root(sum(parts), BPS_ONE))


@given(rounds(), pools, parameters)
def test_a_cap_cuts_off_and_takes_nothing_from_those_below_it(donations, pool, params):
    capped = match_qf(donations, pool, params)
    uncapped = match_qf(donations, pool, QfParameters(params.saturation, BPS_ONE, params.minimum_units))
    for one, other in zip(capped.projects, uncapped.projects, strict=True):
        cut_off = min(other.match_units, capped.cap_units)
        if params.saturation is Saturation.KEEP:
            assert one.match_units == cut_off
        else:
            assert one.match_units >= cut_off
