"""Compiled loops, held to their definitions in plain Python digit for digit."""

import os
import random
import subprocess
import sys
from math import isqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quadrille.rounds.matching import cocm, pairwise
from quadrille.rounds.matching.cocm import Variant, belonging, root_sum, weigh_clusters
from quadrille.rounds.matching.familiarity import Way, column_parts, familiarity
from quadrille.rounds.matching.gift_rows import shift
from quadrille.rounds.matching.kernels.cluster_kernel import root_sums_compiled
from quadrille.rounds.matching.kernels.compiling import compiled
from quadrille.rounds.matching.kernels.familiar_kernel import familiarity_compiled
from quadrille.rounds.matching.kernels.pair_kernel import parts_compiled
from quadrille.rounds.matching.kernels.sparse import sparse_rows
from quadrille.rounds.matching.kernels.wide import digits, divide, multiply_shift, reciprocal, root_of_product
from quadrille.rounds.matching.pairwise import Margin, parts_by_definition, weigh_pairs

PLACES = 6
TOKEN = 10**18

amounts = st.one_of(st.integers(1, 30), st.integers(TOKEN // 1_000, 10_000 * TOKEN), st.integers(1, 2**256 - 1))
rows = st.lists(st.dictionaries(st.integers(0, PLACES - 1), amounts, min_size=1), min_size=1, max_size=30)
near_powers = st.builds(lambda n, d: 2**n + d, st.integers(3, 59), st.integers(-2, 2))
below_60_bits = st.one_of(st.integers(0, 2**60 - 1), st.integers(0, 1000), near_powers, st.just(2**60 - 1))


@compiled
def call_root(one, other):
    return root_of_product(one, other)


@compiled
def call_divide(number, divisor):
    return divide(number, divisor, reciprocal(divisor, digits(divisor)), digits(divisor))


@compiled
def call_multiply(one, other, bits):
    return multiply_shift(one, other, bits)


@settings(max_examples=2_000)
@given(below_60_bits, below_60_bits)
def test_the_root_of_a_product_is_exact(one, other):
    assert call_root(one, other) == isqrt(one * other)
    assert call_root(one, one) == one


@settings(max_examples=2_000)
@given(below_60_bits, st.one_of(st.integers(1, 2**61 - 1), st.integers(1, 30), near_powers))
def test_a_quotient_is_exact(number, divisor):
    number = min(number, 2 ** divisor.bit_length() - 1)
    assert call_divide(number, divisor) == (number << 60) // divisor


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1), st.integers(63, 127))
def test_the_upper_part_of_a_product_is_exact(one, other, bits):
    assert call_multiply(one, other, bits) == one * other >> bits


margins = st.one_of(
    st.builds(Margin, st.integers(1, 2**60 - 1), st.just(0)),
    st.builds(Margin, st.integers(2**59, 2**60 - 1), st.integers(1, 300)),
)


@given(rows, margins)
def test_what_pairs_move_is_the_same_compiled(gifts, margin):
    bits = 120 - max(sum(row.values()) for row in gifts).bit_length()
    roots = [{place: isqrt(shift(units, bits)) for place, units in row.items()} for row in gifts]
    assert parts_compiled(roots, PLACES, *margin) == parts_by_definition(roots, PLACES, margin)


@pytest.mark.parametrize("way", Way)
@given(rows)
def test_familiarity_is_the_same_compiled(way, gifts):
    parts = belonging(gifts)
    found = familiarity_compiled(way, sparse_rows(parts), sparse_rows(column_parts(gifts, PLACES)), PLACES)
    assert found.tolist() == familiarity(way, gifts, parts, PLACES)


@pytest.mark.parametrize("variant", Variant)
@given(rows)
def test_the_roots_over_pairs_of_groups_are_the_same_compiled(variant, gifts):
    supported = cocm._supported(gifts, PLACES, TOKEN if variant.is_soft else None)
    parts = belonging(gifts)
    familiar = familiarity(variant.way, gifts, parts, PLACES)
    found = root_sums_compiled([project.donors for project in supported], gifts, parts, variant.way)
    assert found == [root_sum(project.donors, parts, familiar) for project in supported]


def a_large_round(seed):
    lot = random.Random(seed)
    return [
        {lot.randrange(40): int(lot.lognormvariate(1, 1.5) * TOKEN) + 1 for _ in range(lot.randrange(1, 12))}
        for _ in range(700)
    ]


def test_a_round_large_enough_for_the_compiled_loops_comes_out_as_by_definition(monkeypatch):
    gifts = a_large_round(7)
    compiled_pairs = weigh_pairs(gifts, 40, TOKEN // 100)
    compiled_groups = weigh_clusters(gifts[:300], 40, Variant.MARKOV_HARSH, TOKEN)
    monkeypatch.setattr(pairwise, "MANY_PAIRS", 10**12)
    monkeypatch.setattr(cocm, "MANY_PARTS", 10**12)
    assert weigh_pairs(gifts, 40, TOKEN // 100) == compiled_pairs
    assert weigh_clusters(gifts[:300], 40, Variant.MARKOV_HARSH, TOKEN) == compiled_groups
    assert np.count_nonzero(compiled_pairs) == 40


WARMED = """
from quadrille.rounds.matching.kernels import cluster_kernel, csv_kernel, familiar_kernel, pair_kernel, qf_kernel
from quadrille.rounds.offline.warm_up import warm_up

warm_up()
for module in (cluster_kernel, csv_kernel, familiar_kernel, pair_kernel, qf_kernel):
    for name, found in vars(module).items():
        if hasattr(found, "signatures") and not found.signatures:
            print(module.__name__, name)
"""


def test_warming_up_compiles_every_loop_of_large_rounds(tmp_path):
    # What is kept of earlier runs would hide what this one compiles.
    nothing_kept = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    process = subprocess.run(
        [sys.executable, "-c", WARMED], env=nothing_kept, capture_output=True, text=True, check=True
    )
    assert process.stdout == ""
