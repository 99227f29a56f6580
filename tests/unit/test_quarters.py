"""Quarters: every moment is in one, they follow one another without a gap, and sort by time."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import BadParameter
from quadrille.quarters import LAST_MOMENT, Quarter, quarter_of, quarters

MOMENTS = st.integers(0, LAST_MOMENT)
YEARS = st.builds(Quarter, st.integers(1970, 2100), st.integers(1, 4))


@given(MOMENTS)
def test_a_moment_is_in_the_quarter_of_its_month(at):
    day = datetime.fromtimestamp(at, UTC)
    found = quarter_of(at)
    assert found.year == day.year
    assert day.month in range(3 * found.number - 2, 3 * found.number + 1)


@given(MOMENTS, MOMENTS)
def test_a_later_moment_is_in_no_earlier_quarter(one, other):
    assert (one <= other) <= (quarter_of(one) <= quarter_of(other))


@given(YEARS, YEARS)
def test_quarters_have_no_gap_and_begin_and_end_where_they_should(first, last):
    found = quarters(first, last)
    assert (found == []) == (last < first)
    assert found == sorted(set(found))
    assert all(one.following == other for one, other in pairwise(found))
    assert not found or (found[0], found[-1]) == (first, last)


@pytest.mark.parametrize(
    ("day", "words"), [((2026, 1, 1), "2026-Q1"), ((2026, 3, 31), "2026-Q1"), ((2026, 12, 31), "2026-Q4")]
)
def test_a_quarter_is_written_by_its_year(day, words):
    assert str(quarter_of(int(datetime(*day, tzinfo=UTC).timestamp()))) == words


@pytest.mark.parametrize("at", [-1, LAST_MOMENT + 1, 2**64])
def test_what_no_calendar_has_is_refused(at):
    with pytest.raises(BadParameter, match="unix seconds"):
        quarter_of(at)
