"""The states of a screening: what can be reached how, what is refused, and what the clock does."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import BadParameter, Refused
from quadrille.screening.process.states import (
    BY_CLOCK,
    DAY_SECONDS,
    ENDED,
    MOVES,
    RULES,
    Mover,
    ProcessRules,
    State,
    check_appeal,
    check_move,
    deadline_of,
    due_by_clock,
    renewal_begins_at,
)

MOMENTS = st.integers(min_value=0, max_value=2**40)
RULES_OF_ANY_KIND = st.builds(
    ProcessRules,
    **{
        name: st.integers(1, 300)
        for name in ("draft_days", "first_review_days", "second_review_days", "clarification_days", "appeal_days")
    },
    dpg_days=st.integers(301, 3_650),
    renewal_days=st.integers(1, 300),
)


@st.composite
def walks(draw: st.DrawFn) -> list[tuple[State, State, Mover]]:
    """Moves one after the other, each allowed, from a draft."""
    state, walked = State.DRAFT, []
    for _ in range(draw(st.integers(0, 30))):
        ways = [(target, mover) for (source, target), movers in MOVES.items() if source is state for mover in movers]
        if not ways:
            break
        target, mover = draw(st.sampled_from(sorted(ways)))
        walked.append((state, target, mover))
        state = target
    return walked


@given(walks())
def test_no_way_leads_to_a_dpg_but_from_second_review_by_whoever_decides(walk):
    for source, target, mover in walk:
        if target is State.DPG:
            assert source is State.SECOND_REVIEW
            assert mover in {Mover.OPERATOR, Mover.EXPERT}


@given(walks())
def test_what_is_over_comes_back_by_an_appeal_alone(walk):
    for source, target, mover in walk:
        if source in {State.INELIGIBLE, State.EXPIRED}:
            assert (target, mover) == (State.SECOND_REVIEW, Mover.APPEAL)
        if source is State.DPG:
            assert target is State.EXPIRED
        if mover is Mover.APPEAL:
            assert source in ENDED


@given(walks())
def test_every_allowed_step_passes_and_neither_panel_nor_nominee_ends_anything(walk):
    for source, target, mover in walk:
        check_move(source, target, mover)
        if mover in {Mover.PANEL, Mover.NOMINEE}:
            assert target not in ENDED


@pytest.mark.parametrize(("source", "target", "mover"), list(product(State, State, Mover)))
def test_every_other_step_is_refused_with_cause_and_remedy(source, target, mover):
    if mover in MOVES.get((source, target), ()):
        check_move(source, target, mover)
        return
    with pytest.raises(Refused) as refused:
        check_move(source, target, mover)
    assert source.words in refused.value.cause
    assert target.words in refused.value.cause
    assert refused.value.remedy.endswith(".")


def test_every_state_can_be_reached_and_whoever_is_not_done_can_go_on():
    reached = {State.DRAFT, *(target for _, target in MOVES)}
    assert reached == set(State)
    assert {source for source, _ in MOVES} == set(State)


def test_the_first_review_cannot_turn_anybody_down():
    assert (State.FIRST_REVIEW, State.INELIGIBLE) not in MOVES


@given(st.sampled_from(State), MOMENTS, MOMENTS, RULES_OF_ANY_KIND)
def test_a_deadline_is_later_than_its_state_and_never_goes_back(state, one, other, rules):
    first, second = sorted((one, other))
    deadlines = deadline_of(state, first, rules), deadline_of(state, second, rules)
    if state in {State.INELIGIBLE, State.EXPIRED}:
        assert deadlines == (None, None)
    else:
        assert first < deadlines[0] <= deadlines[1]


@given(st.sampled_from(State), MOMENTS, MOMENTS, RULES_OF_ANY_KIND)
def test_the_clock_moves_what_is_due_and_nothing_before(state, since_at, now, rules):
    deadline_at = deadline_of(state, since_at, rules)
    target = due_by_clock(state, deadline_at, now)
    is_due = deadline_at is not None and deadline_at <= now and state in BY_CLOCK
    assert (target is not None) == is_due
    if target is not None:
        check_move(state, target, Mover.CLOCK)


def test_the_clock_has_one_way_from_a_state_and_never_makes_a_dpg():
    by_clock = [source for (source, _), movers in MOVES.items() if Mover.CLOCK in movers]
    assert len(by_clock) == len(set(by_clock))
    assert State.DPG not in BY_CLOCK.values()


def test_the_times_that_the_review_policy_names_are_the_defaults():
    assert (RULES.dpg_days, RULES.renewal_days) == (365, 60)
    assert RULES.first_review_days + RULES.second_review_days == 8 * 7
    assert renewal_begins_at(100 * DAY_SECONDS) == 40 * DAY_SECONDS


@given(st.sampled_from(State), MOMENTS, MOMENTS, RULES_OF_ANY_KIND)
def test_an_appeal_is_against_what_an_appeal_can_change_and_in_its_time(state, since_at, later, rules):
    can_change = (state, State.SECOND_REVIEW) in MOVES and Mover.APPEAL in MOVES[(state, State.SECOND_REVIEW)]
    in_time = later < rules.appeal_days * DAY_SECONDS
    if can_change and in_time:
        check_appeal(state, since_at, since_at + later, rules)
        return
    with pytest.raises(Refused) as refused:
        check_appeal(state, since_at, since_at + later, rules)
    assert refused.value.remedy


@pytest.mark.parametrize(
    "wrong",
    [{"dpg_days": 0}, {"appeal_days": -1}, {"draft_days": 1.5}, {"draft_days": True}, {"renewal_days": 365}],
)
def test_rules_by_which_nothing_could_work_are_refused(wrong):
    with pytest.raises(BadParameter, match=next(iter(wrong))):
        ProcessRules(**wrong)
