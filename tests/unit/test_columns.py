"""Donations in columns are matched as one by one, to the unit."""

from math import isqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import BadParameter
from quadrille.rounds.matching.columns import Columns
from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.kernels import compiling
from quadrille.rounds.matching.kernels.qf_kernel import is_bounded, is_clear, root_and_remainder
from quadrille.rounds.matching.mechanisms import match_donations
from quadrille.rounds.matching.qf import QfParameters, match_qf, root
from quadrille.rounds.matching.qf_columns import match_qf_fast
from quadrille.rounds.matching.sharing import Saturation
from quadrille.types import BPS_ONE, UINT256_MAX

LIMB = 1 << 64
BOUND = 1 << 127


def in_columns(donations):
    """The arrays by the shortest way."""
    donors, projects = (sorted({gift[place] for gift in donations}, reverse=True) for place in (0, 1))
    limbs = [divmod(gift.amount_units, LIMB) for gift in donations]
    return Columns(
        donors,
        projects,
        np.array([donors.index(gift.donor) for gift in donations], np.uint32),
        np.array([projects.index(gift.project) for gift in donations], np.uint32),
        np.array([high for high, _ in limbs], np.uint64),
        np.array([low for _, low in limbs], np.uint64),
        np.array([gift.coefficient_bps for gift in donations], np.uint16),
    )


bits = st.integers(1, 126)
squares = st.builds(lambda root, more: max(root**2 + more, 0), st.integers(0, 2**63 - 2), st.integers(-1, 1))
powers = st.builds(lambda bit, more: max(2**bit + more, 0), bits, st.integers(-2, 2))
nearly_roots = st.builds(lambda root, more: (root**2 >> 64) + more, st.integers(0, 2**95 - 1), st.integers(0, 1))
amounts = st.one_of(st.integers(0, 30), squares, powers, nearly_roots, bits.flatmap(lambda bit: st.integers(0, 2**bit)))
coefficients = st.one_of(st.sampled_from([0, 1, 9_999, BPS_ONE]), st.integers(0, BPS_ONE))
donors, projects = st.sampled_from("abcdef"), st.sampled_from(["wells", "Wells", "água", "井", "😀"])
minima = st.one_of(st.just(0), amounts, st.integers(BOUND - 1, BOUND + 1), st.integers(0, UINT256_MAX))


@st.composite
def rounds(draw):
    """Within the bounds of columns: each donor with one coefficient on a project, amounts below 2^127 in all."""
    bps = draw(st.dictionaries(st.tuples(donors, projects), coefficients))
    found, room = [], BOUND - 1
    for donor, project, units in draw(st.lists(st.tuples(donors, projects, amounts), max_size=25)):
        found.append(Donation(donor, project, min(units, room), bps.get((donor, project), BPS_ONE)))
        room -= found[-1].amount_units
    return found


@given(
    rounds(),
    st.integers(0, 10**40),
    st.builds(QfParameters, st.sampled_from(Saturation), st.integers(0, BPS_ONE), minima),
)
def test_a_round_in_columns_is_matched_as_by_definition(donations, pool, parameters):
    columns = in_columns(donations)
    expected = match_qf(donations, pool, parameters)
    assert match_qf_fast(columns, pool, parameters) == expected
    assert match_donations("qf", columns, pool, parameters.as_text()) == expected


@given(rounds())
def test_columns_are_donations_in_their_order_and_many(donations):
    columns = in_columns(donations)
    assert list(columns) == donations
    assert len(columns) == len(donations)


@given(st.lists(st.tuples(donors, projects, amounts), max_size=12))
def test_without_coefficients_everything_counts(gifts):
    donations = [Donation(*gift) for gift in gifts if gift[2] < BOUND // 16]
    columns = in_columns(donations)
    bare = Columns(*(getattr(columns, name) for name in columns.__slots__[:-1]), bps=columns.bps[:0])
    assert list(bare) == donations
    assert match_qf_fast(bare, 10**20, QfParameters()) == match_qf(donations, 10**20)


@given(amounts.filter(bool))
def test_a_compiled_root_is_exact_and_so_is_what_it_lacks(units):
    found = root_and_remainder(np.uint64(units // LIMB), np.uint64(units % LIMB))
    high, low, lack_high, lack_low = (int(limb) for limb in found)
    assert (high << 64) + low == isqrt(units << 64) == root(units, BPS_ONE)
    assert (lack_high << 64) + lack_low == (units << 64) - isqrt(units << 64) ** 2


def test_roots_are_exact_up_to_the_last_number_of_two_limbs():
    test_a_compiled_root_is_exact_and_so_is_what_it_lacks.hypothesis.inner_test(2**128 - 1)
    test_a_compiled_root_is_exact_and_so_is_what_it_lacks.hypothesis.inner_test((2**64 - 1) ** 2)


@given(st.lists(st.integers(0, 2**128 - 1), max_size=4), st.booleans())
def test_the_bound_of_all_amounts_is_told_exactly(units, is_at_the_bound):
    if is_at_the_bound and sum(units) < BOUND:
        units = [*units, BOUND - 1 - sum(units)]
    high, low = (np.array([divmod(one, LIMB)[place] for one in units], np.uint64) for place in (0, 1))
    assert is_bounded(high, low) == (sum(units) < BOUND)
    assert not is_bounded(np.append(high, np.uint64(1 << 63)), np.append(low, np.uint64(0)))


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.sampled_from([0, 7, BPS_ONE])), max_size=8))
def test_a_second_coefficient_is_found_wherever_it_stands(gifts):
    pairs = {(donor, project) for donor, project, _ in gifts}
    columns = (
        np.array([gift[place] for gift in gifts], kind) for place, kind in enumerate(("uint32", "uint32", "uint16"))
    )
    assert is_clear(*columns, 3, 3) == (len(pairs) == len(set(gifts)))


def test_other_mechanisms_take_columns_as_donations():
    donations = [Donation("a", "wells", 9), Donation("b", "wells", 4), Donation("a", "roads", 5, 0)]
    for name, params in (("pairwise", {"m_units": "10"}), ("cocm", {})):
        assert match_donations(name, in_columns(donations), 100, params) == match_donations(
            name, donations, 100, params
        )


def test_a_negative_pool_is_refused():
    with pytest.raises(BadParameter, match="pool is -1"):
        match_qf_fast(in_columns([]), -1, QfParameters())


def test_where_nothing_can_be_kept_loops_are_compiled_all_the_same(monkeypatch):
    def refuse(_):
        raise RuntimeError("cannot cache function: no locator available")

    really = compiling.njit
    monkeypatch.setattr(compiling, "njit", lambda **kinds: refuse if "cache" in kinds else really(**kinds))
    assert compiling.compiled(lambda number: number + 1)(1) == 2
