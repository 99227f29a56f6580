"""The three reasons, each as plain counting over rows: nothing is lost, added twice or rounded."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import BadParameter
from quadrille.quarters import Quarter, quarter_of
from quadrille.reasons.raising import PLACES, Ratio, RoundMoney, over_rounds
from quadrille.reasons.relevance import MOST_QUARTERS, by_quarter, by_role
from quadrille.reasons.staying import contributors

YEAR = 31_557_600
NOW = 56 * YEAR
MOMENTS = st.integers(NOW - 5 * YEAR, NOW)
ROWS = st.lists(st.tuples(st.sampled_from(["reviewers", "sponsors"]), st.sampled_from(["raised", "resolved"]), MOMENTS))
WORKS = st.lists(st.tuples(st.integers(1, 6), MOMENTS))
LAST = quarter_of(NOW)


@given(ROWS)
def test_every_row_is_in_one_quarter_and_one_role(rows):
    found = by_quarter(rows, LAST)
    assert sum(one.all for one in found) == len(rows)
    for one in found:
        mine = [row for row in rows if quarter_of(row[2]) == one.quarter]
        assert by_role(mine) == {role: dict(sorted(kinds.items())) for role, kinds in one.counts.items()}
    assert sum(sum(kinds.values()) for kinds in by_role(rows).values()) == len(rows)


@given(ROWS)
def test_the_quarters_run_without_a_gap_to_now(rows):
    shown = [one.quarter for one in by_quarter(rows, LAST)]
    assert shown == sorted(set(shown))
    assert (shown[-1:] == [LAST]) == bool(rows)
    assert by_quarter(rows, LAST) == by_quarter(rows[::-1], LAST)


def test_a_long_history_is_cut_to_its_newest_quarters():
    rows = [("reviewers", "raised", 0), ("reviewers", "raised", NOW)]
    assert len(by_quarter(rows, LAST)) == MOST_QUARTERS
    assert by_role(rows) == {"reviewers": {"raised": 2}}


@given(WORKS)
def test_everybody_comes_once_and_stays_or_not(works):
    found = contributors(works, LAST)
    people = {person for person, _ in works}
    worked = {person: {quarter_of(at) for one, at in works if one == person} for person in people}
    assert found.came == len(people) == sum(one.came for one in found.quarters)
    assert found.stayed == sum(len(when) > 1 for when in worked.values())
    assert found.stayed == sum(one.stayed or 0 for one in found.quarters)
    for one in found.quarters:
        assert one.active == one.came + one.returned == sum(one.quarter in when for when in worked.values())
        assert (one.stayed is None) == (one.quarter == LAST)
        assert one.stayed is None or one.stayed <= one.came


@given(WORKS)
def test_more_work_in_the_same_quarter_changes_nothing(works):
    assert contributors(works * 2, LAST) == contributors(works, LAST)


def test_nobody_came_to_what_nobody_works_on():
    found = contributors([], LAST)
    assert (found.quarters, found.came, found.stayed) == ((), 0, 0)


def test_who_comes_back_after_a_pause_stayed():
    first, later = NOW - 2 * YEAR, NOW - YEAR
    found = contributors([(1, first), (2, first), (1, later)], LAST)
    assert (found.came, found.stayed) == (2, 1)
    assert (found.quarters[0].came, found.quarters[0].stayed) == (2, 1)
    assert next(one for one in found.quarters if one.quarter == quarter_of(later)).returned == 1


@given(st.integers(0, 2**112), st.integers(0, 2**112))
def test_a_ratio_is_exact_and_its_decimal_cut_never_rounded(raised, spent):
    ratio = Ratio(raised, spent)
    assert (ratio.raised_units, ratio.spent_units) == (raised, spent)
    assert (ratio.decimal is None) == (spent == 0)
    if ratio.decimal is not None:
        assert 0 <= Fraction(raised, spent) - Fraction(ratio.decimal) < Fraction(1, 10**PLACES)


@pytest.mark.parametrize("amounts", [(-1, 1), (1, -1)])
def test_no_amount_is_below_nothing(amounts):
    with pytest.raises(BadParameter):
        Ratio(*amounts)


ROUND = RoundMoney(
    address="0x1", title="One", status="finalised", token="0x0", symbol="ETH", decimals=18, is_native=True,
    is_over=True, donated_units=100, matched_units=50, paid_units=0, declared_units=40, declared_by="maintainer",
    declared_words="x", gas=7, gas_most_wei=25, projects=3,
)  # fmt: skip


def test_a_round_s_ratio_is_all_that_came_in_for_all_that_was_spent():
    assert ROUND.raised_units == 150
    # A third of 25, rounded up: nobody's gas is lost.
    assert (ROUND.gas_share_units, ROUND.spent_units) == (9, 49)
    assert ROUND.ratio == Ratio(150, 49)
    assert ROUND.ratio.decimal == "3.0612"
    assert replace(ROUND, is_native=False).ratio == Ratio(150, 40)


@pytest.mark.parametrize("lack", [{"is_over": False}, {"matched_units": None}, {"declared_units": None}])
def test_without_one_of_its_parts_there_is_no_ratio(lack):
    assert replace(ROUND, **lack).ratio is None
    (told,) = over_rounds([ROUND, replace(ROUND, **lack)])
    assert told.counted == 1
    assert told.ratio == ROUND.ratio


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 99), st.integers(0, 99), st.booleans())))
def test_tokens_are_never_added_to_one_another(parts):
    rounds = [
        replace(ROUND, token=token, matched_units=raised, declared_units=spent, is_over=is_over)
        for token, raised, spent, is_over in parts
    ]
    found = over_rounds(rounds)
    assert len({one.token for one in found}) == len(found)
    for one in found:
        mine = [of for of in rounds if of.token == one.token and of.is_over]
        assert (one.rounds, one.counted) == (len(mine), len(mine))
        assert one.ratio == Ratio(sum(of.raised_units for of in mine), sum(of.spent_units for of in mine))


def test_quarters_are_told_by_name():
    (one,) = contributors([(1, NOW)], LAST).quarters
    assert one.quarter == LAST == Quarter(LAST.year, LAST.number)
