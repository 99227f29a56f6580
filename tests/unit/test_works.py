"""What verifies a translation, documentation and a mentoring session, from facts alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from known_works import CONTRIBUTOR, FILES, HELD_AT, MAINTAINERS, MENTEE, NOW, good_facts, signed, work_of
from quadrille.screening.judging.verification import Outcome
from quadrille.screening.works.findings import Booked
from quadrille.screening.works.verifiers import VERIFIERS
from quadrille.types import Timestamp

SIGNED = st.builds(
    signed,
    role=st.sampled_from(["maintainer", "mentee"]),
    person=st.sampled_from([None, CONTRIBUTOR, *MAINTAINERS, MENTEE, 5]),
    is_good=st.booleans(),
    is_maintainer=st.booleans(),
)


def verdict(kind, facts, **changes):
    return VERIFIERS[kind].verify(work_of(kind, **changes), facts)


def codes(found):
    """The findings that have a remedy."""
    return [reason.code for reason in found.reasons if reason.remedy]


@pytest.mark.parametrize("kind", FILES)
def test_a_work_with_what_its_kind_asks_for_is_verified(kind):
    found = verdict(kind, good_facts(kind))
    assert (found.outcome, found.score_bps, codes(found)) == (Outcome.VERIFIED, 10_000, [])


@pytest.mark.parametrize("kind", FILES)
def test_without_any_signature_it_is_not_and_the_reasons_say_what_to_do(kind):
    found = verdict(kind, replace(good_facts(kind), signed=()))
    assert not found.is_verified
    assert all(reason.words and reason.remedy for reason in found.reasons if reason.code.startswith("too_few"))
    assert "too_few_maintainers" in codes(found)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"is_good": False}, "did not sign these words"),
        ({"person": None}, "linked to nobody"),
        ({"person": CONTRIBUTOR}, "the contributor's own"),
        ({"is_maintainer": False}, "has not noted its person"),
    ],
)
def test_a_signature_that_does_not_count_is_named_with_the_reason(change, words):
    facts = good_facts("translation")
    other = replace(facts.signed[1], **change)
    found = verdict("translation", replace(facts, signed=(facts.signed[0], other)))
    assert not found.is_verified
    assert f"{other.wallet} does not count" in found.reasons[0].words
    assert words in found.reasons[0].words


@pytest.mark.parametrize("kind", ["translation", "documentation"])
@given(times=st.integers(1, 10))
def test_a_maintainer_who_signs_with_many_wallets_is_one(kind, times):
    one = good_facts(kind).signed[0]
    wallets = tuple(replace(one, wallet=f"0x{number:040x}") for number in range(times))
    assert not verdict(kind, replace(good_facts(kind), signed=wallets)).is_verified


@pytest.mark.parametrize("kind", FILES)
@given(found=st.lists(SIGNED, max_size=8))
def test_the_contributor_s_own_signatures_and_bad_ones_change_nothing(kind, found):
    """Whoever is left after they are taken away decides: what is verified with them is without them."""
    useless = [one for one in found if not one.is_good or one.person in (None, CONTRIBUTOR)]
    facts = replace(good_facts(kind), signed=tuple(one for one in found if one not in useless))
    with_them = replace(facts, signed=(*facts.signed, *useless))
    if verdict(kind, with_them).is_verified:
        assert verdict(kind, facts).is_verified


@pytest.mark.parametrize("kind", FILES)
@given(found=st.lists(SIGNED, max_size=8))
def test_nothing_is_verified_without_a_maintainer_who_has_no_other_part(kind, found):
    witnesses = {
        one.person
        for one in found
        if one.role == "maintainer" and one.is_good and one.is_maintainer and one.person not in (None, CONTRIBUTOR)
    }
    mentees = {one.person for one in found if one.role == "mentee" and one.is_good}
    free = witnesses - mentees if kind == "mentoring" else witnesses
    needed = 2 if kind in ("translation", "documentation") else 1
    found = verdict(kind, replace(good_facts(kind), signed=tuple(found)))
    assert found.is_verified <= (len(free) >= needed)


@pytest.mark.parametrize("kind", FILES)
@given(data=st.data())
def test_the_order_of_signatures_changes_nothing(kind, data):
    found = data.draw(st.lists(SIGNED, max_size=6))
    other = data.draw(st.permutations(found))
    one, two = (verdict(kind, replace(good_facts(kind), signed=tuple(some))) for some in (found, other))
    assert (one.outcome, one.score_bps, codes(one)) == (two.outcome, two.score_bps, codes(two))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"minutes": 59}, "minutes"),
        ({"minutes": 481}, "minutes"),
        ({"held_at": NOW - 90 * 60 + 1}, "is_over"),
    ],
)
def test_a_session_of_the_wrong_length_or_not_over_earns_nothing(change, code):
    assert code in codes(verdict("mentoring", good_facts("mentoring"), **change))


def test_a_session_that_has_just_ended_counts():
    assert verdict("mentoring", good_facts("mentoring"), held_at=NOW - 90 * 60).is_verified


def test_a_mentee_is_not_the_maintainer_who_vouches_for_it():
    facts = good_facts("mentoring")
    facts = replace(facts, signed=(signed("maintainer", MENTEE), signed("mentee", MENTEE)))
    assert codes(verdict("mentoring", facts)) == ["too_few_maintainers"]


@pytest.mark.parametrize("person", [CONTRIBUTOR, MENTEE])
@given(start=st.integers(-8 * 3600, 8 * 3600), minutes=st.integers(60, 240))
def test_nobody_is_in_two_sessions_at_once(person, start, minutes):
    begin = HELD_AT + start
    booked = Booked(person, Timestamp(begin), Timestamp(begin + minutes * 60))
    found = verdict("mentoring", replace(good_facts("mentoring"), booked=(booked,)))
    overlaps = begin < HELD_AT + 90 * 60 and begin + minutes * 60 > HELD_AT
    assert ("in_one_place" in codes(found)) == overlaps


def test_a_stranger_s_session_at_the_same_time_is_nobody_s_business():
    booked = Booked(99, Timestamp(HELD_AT), Timestamp(HELD_AT + 3600))
    assert verdict("mentoring", replace(good_facts("mentoring"), booked=(booked,))).is_verified


@given(parts=st.lists(st.integers(60, 240), min_size=1, max_size=6))
def test_a_day_has_no_more_minutes_than_a_day(parts):
    day = HELD_AT - HELD_AT % 86_400
    booked, at = [], day
    for minutes in parts:
        # Sessions of the same day, one after the other; where they overlap the tested one another rule speaks.
        booked.append(Booked(MENTEE, Timestamp(at), Timestamp(at + minutes * 60)))
        at += 60
    found = verdict("mentoring", replace(good_facts("mentoring"), booked=tuple(booked)))
    assert ("within_a_day" in codes(found)) == (sum(parts) + 90 > 480)


@pytest.mark.parametrize("kind", FILES)
def test_one_work_has_one_key_whatever_it_is_called(kind):
    key = VERIFIERS[kind].key
    assert key(work_of(kind), 1) == key(work_of(kind, title="Another", project="other"), 1)


def test_the_same_bytes_are_one_work_in_every_kind_and_by_whoever_hands_them_in():
    shared = {"content_hash": "0x" + "11" * 32}
    keys = {
        VERIFIERS[kind].key(work_of(kind, **shared), person)
        for kind in ("translation", "documentation")
        for person in (1, 2)
    }
    assert len(keys) == 1


@pytest.mark.parametrize("kind", FILES)
def test_what_a_witness_signs_names_project_and_contributor(kind):
    for says in VERIFIERS[kind].asks.values():
        words = says(work_of(kind))
        assert "mojaloop" in words
        assert "amina" in words
