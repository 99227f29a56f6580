"""Krippendorff's alpha, against the published example and a second way to calculate it."""

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.screening.judging.agreement import agreement

items = st.lists(st.dictionaries(st.sampled_from(("yes", "no", "not_sure")), st.integers(0, 6)), max_size=12)

# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: four observers, twelve units.
EXAMPLE = (
    (1, 1, None, 1),
    (2, 2, 3, 2),
    (3, 3, 3, 3),
    (3, 3, 3, 3),
    (2, 2, 2, 2),
    (1, 2, 3, 4),
    (4, 4, 4, 4),
    (1, 1, 2, 1),
    (2, 2, 2, 2),
    (None, 5, 5, 5),
    (None, None, 1, 1),
    (None, None, 3, None),
)


def by_coincidences(units):
    """The same by the coincidence matrix, pair by pair."""
    matrix = Counter()
    for counts in units:
        values = [value for value, count in counts.items() for _ in range(count)]
        for one, other in permutations(values, 2):
            matrix[one, other] += 1 / (len(values) - 1)
    totals = Counter()
    for (one, _), share in matrix.items():
        totals[one] += share
    size = sum(totals.values())
    observed = sum(share for (one, other), share in matrix.items() if one != other)
    expected = sum(totals[one] * totals[other] for one in totals for other in totals if one != other)
    return 1 - (size - 1) * observed / expected if expected else 0.0


def test_the_published_example_gives_its_published_value():
    units = [Counter(str(value) for value in row if value is not None) for row in EXAMPLE]
    assert agreement(units).alpha == pytest.approx(0.743, abs=0.0005)


@given(items)
def test_it_is_what_the_coincidence_matrix_gives(units):
    assert agreement(units).alpha == pytest.approx(by_coincidences(units))


@given(items, st.randoms(use_true_random=False))
def test_the_order_of_items_changes_nothing(units, chance):
    shuffled = list(units)
    chance.shuffle(shuffled)
    assert agreement(shuffled) == agreement(units)


@given(items)
def test_the_interval_holds_the_value_and_no_value_is_above_one(units):
    found = agreement(units)
    assert found.low <= found.alpha <= found.high <= 1


def test_one_value_throughout_tells_nothing_of_reliability():
    assert agreement([{"yes": 5}] * 20).alpha == 0
    assert agreement([]).alpha == 0


def test_many_items_make_the_interval_narrow():
    wide, narrow = (agreement([{"yes": 3}, {"yes": 2, "no": 1}, {"no": 3}] * times) for times in (3, 200))
    assert narrow.high - narrow.low < (wide.high - wide.low) / 3
