"""What holds of every ballot of chambers: order, small chambers, vetoes, objections, and a literal restatement."""

from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import BadParameter
from quadrille.governance.chambers.tally import (
    CHAMBERS,
    MOST_APPROVAL_BPS,
    Count,
    Outcome,
    Rules,
    is_vetoed,
    result,
)
from quadrille.types import BPS_ONE

RULES = Rules(5, 2, 2_000, 6_000, (1_700, 1_400, 1_100), 500, False)
NONE = Count(0)

bps = st.integers(1, BPS_ONE)


@st.composite
def rules(draw):
    """Rules within the bounds of the contract."""
    vetoes = sorted((draw(bps) for _ in range(3)), reverse=True)
    return Rules(
        draw(st.integers(3, 40)),
        draw(st.integers(1, CHAMBERS)),
        draw(bps),
        draw(st.integers(5_000, MOST_APPROVAL_BPS)),
        tuple(vetoes),
        draw(st.integers(0, BPS_ONE)),
        draw(st.booleans()),
    )


@st.composite
def count(draw):
    """A chamber with no more votes than seats; some tiny, some as large as can be."""
    seats = draw(st.one_of(st.integers(0, 12), st.integers(0, 2**16 - 1)))
    against = draw(st.integers(0, seats))
    in_favour = draw(st.integers(0, seats - against))
    return Count(seats, against, in_favour, draw(st.integers(0, seats - against - in_favour)))


counts = st.lists(count(), min_size=CHAMBERS, max_size=CHAMBERS)
masks = st.integers(0, 2**CHAMBERS - 1)


def filled(*chambers):
    return [*chambers, *[NONE] * (CHAMBERS - len(chambers))]


@given(rules(), counts, masks)
def test_turnout_and_approval_are_within_a_point_below_the_exact_means(given_rules, chambers, objections):
    made = result(given_rules, chambers, objections)
    houses = [one for one in chambers if one.seats >= given_rules.least_seats]
    deciding = [one for one in houses if one.against + one.in_favour]
    for had, parts in (
        (made.turnout_bps, [Fraction(one.votes, one.seats) for one in houses]),
        (made.approval_bps, [Fraction(one.in_favour, one.in_favour + one.against) for one in deciding]),
    ):
        exact = BPS_ONE * sum(parts) / len(parts) if parts else 0
        assert exact - 2 < had <= exact


@given(rules(), counts, masks)
def test_the_order_of_chambers_decides_nothing(given_rules, chambers, objections):
    made = result(given_rules, chambers, objections)
    turned = result(given_rules, chambers[::-1], objections)
    assert replace(turned, houses=made.houses) == made


@given(rules(), counts, masks)
def test_a_chamber_that_is_no_house_decides_nothing(given_rules, chambers, objections):
    without = [one if one.seats >= given_rules.least_seats else NONE for one in chambers]
    assert result(given_rules, without, objections) == result(given_rules, chambers, objections)


@given(rules(), counts, masks, st.integers(0, CHAMBERS - 1))
def test_a_vote_turned_from_against_to_for_never_makes_it_worse(given_rules, chambers, objections, place):
    one = chambers[place]
    if not one.against:
        return
    turned = [*chambers]
    turned[place] = replace(one, against=one.against - 1, in_favour=one.in_favour + 1)
    assert result(given_rules, turned, objections).outcome >= result(given_rules, chambers, objections).outcome


@given(rules(), counts, masks, masks)
def test_another_objection_never_makes_it_better(given_rules, chambers, objections, more):
    before = result(given_rules, chambers, objections)
    after = result(given_rules, chambers, objections | more)
    assert before.needed_bps <= after.needed_bps <= MOST_APPROVAL_BPS
    assert after.outcome <= before.outcome


@given(rules(), st.lists(count(), max_size=CHAMBERS))
def test_one_house_never_vetoes(given_rules, chambers):
    houses = [one for one in chambers if one.seats]
    opposed = [one for one in houses if one.against]
    if len(opposed) < 2:
        assert not is_vetoed(given_rules, houses)


@given(rules(), counts, masks)
def test_approved_means_what_it_says(given_rules, chambers, objections):
    made = result(given_rules, chambers, objections)
    assert (made.outcome is Outcome.APPROVED) == (
        made.houses.bit_count() >= given_rules.least_houses
        and made.turnout_bps >= given_rules.quorum_bps
        and made.approval_bps >= made.needed_bps
        and not is_vetoed(given_rules, [one for one in chambers if one.seats >= given_rules.least_seats])
        and not (given_rules.is_blocking and objections)
    )


def test_chambers_of_two_friends_capture_nothing():
    against, friends = Count(5, against=5), Count(2, in_favour=2)
    for order in set(permutations([against, against, *[friends] * 4])):
        assert result(RULES, filled(*order), 0).outcome is Outcome.VETOED
    assert result(RULES, [friends] * CHAMBERS, 0).outcome is Outcome.NO_QUORUM


@pytest.mark.parametrize(("houses", "share"), [(2, 17), (3, 14), (4, 11)])
def test_houses_veto_from_their_share_on(houses, share):
    content = Count(100, in_favour=79)

    def outcome(first):
        opposed = [replace(content, against=against) for against in [first, *[share] * (houses - 1)]]
        return result(RULES, filled(*opposed, *[content] * (5 - houses)), 0).outcome

    assert (outcome(share - 1), outcome(share)) == (Outcome.APPROVED, Outcome.VETOED)


@pytest.mark.parametrize(
    ("given_rules", "chambers", "objections"),
    [
        (RULES, [NONE] * 7, 0),
        (RULES, filled(Count(5, against=3, in_favour=3)), 0),
        (RULES, filled(Count(5, against=-1)), 0),
        (RULES, [NONE] * 8, 256),
        (RULES, [NONE] * 8, -1),
        (replace(RULES, least_seats=0), [NONE] * 8, 0),
    ],
)
def test_what_no_ballot_can_be_is_refused(given_rules, chambers, objections):
    with pytest.raises(BadParameter):
        result(given_rules, chambers, objections)
