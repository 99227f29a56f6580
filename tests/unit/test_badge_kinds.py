"""The kinds of badges: each registered once, each weighing one, and levels that only rise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.chain.badge_kinds import (
    CHAMBER_NAMES,
    CRAFTS,
    KINDS,
    LEVEL_STARTS,
    MENTORING,
    REVIEWER,
    REVIEWING,
    SEATS,
    Chamber,
    level_of,
)
from quadrille.errors import BadParameter
from quadrille.screening.works.verifiers import VERIFIERS

COUNTS = st.integers(1, 10_000)


def test_no_two_kinds_share_a_number():
    of_crafts = sum(len(craft.levels) for craft in CRAFTS)
    assert len({kind.id for kind in KINDS}) == len(KINDS) == of_crafts + len(SEATS)


def test_every_badge_of_a_craft_weighs_one_and_has_no_end():
    kinds = [kind for craft in CRAFTS for kind in craft.levels]
    assert {(kind.weight, kind.term_seconds, kind.max_per_holder, kind.is_open) for kind in kinds} == {(1, 0, 0, True)}


def test_every_chamber_has_one_kind_of_seat_which_each_may_have_once_for_a_year():
    assert [kind.chamber for kind in SEATS] == list(Chamber) == list(CHAMBER_NAMES)
    terms = {(kind.weight, kind.term_seconds, kind.max_per_holder, kind.is_open) for kind in SEATS}
    assert terms == {(1, 365 * 86_400, 1, True)}


def test_levels_of_a_craft_are_counted_from_one():
    for craft in CRAFTS:
        assert [kind.level for kind in craft.levels] == list(range(1, len(craft.levels) + 1))


@pytest.mark.parametrize(("count", "level"), [(1, 1), (4, 1), (5, 2), (19, 2), (20, 3), (10_000, 3)])
def test_a_level_begins_with_its_work(count, level):
    assert level_of(count) == level
    assert REVIEWING.kind_at(count).level == level


@given(COUNTS, COUNTS)
def test_more_work_is_never_a_lower_level(one, other):
    assert level_of(min(one, other)) <= level_of(max(one, other))
    assert 1 <= level_of(one) <= len(LEVEL_STARTS)


@given(COUNTS)
def test_a_craft_with_one_level_stays_there(count):
    assert MENTORING.kind_at(count) == MENTORING.levels[0]


@pytest.mark.parametrize("count", [0, -1])
def test_no_work_has_no_level(count):
    with pytest.raises(BadParameter, match="at least 1"):
        level_of(count)


def test_the_first_work_of_a_reviewer_earns_the_kind_that_there_always_was():
    assert REVIEWING.kind_at(1) == REVIEWER
    assert REVIEWER.id == 1


def test_every_kind_of_work_has_a_craft_with_badges():
    crafts = {craft.name: craft for craft in CRAFTS}
    for row in VERIFIERS.values():
        assert crafts[row.craft].levels[0].name != REVIEWER.name
