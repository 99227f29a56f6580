"""Affiliations are declared, public, ended and challenged; none is lost, and who was found out cannot undo it."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from quadrille.db import make_engine, migrate, writing
from quadrille.errors import BadParameter, NotAllowed, NotFound, Refused
from quadrille.people import affiliations, challenges
from quadrille.people.affiliation_rules import Claim, read_claim
from quadrille.people.affiliations import MOST_LIVE, DeclaredBy
from quadrille.people.challenges import GROUNDS_CHARACTERS, MOST_OPEN, State
from quadrille.people.persons import find_or_add
from quadrille.people.tables import Affiliation, Person
from quadrille.types import ROW_MAX, Timestamp

OWNER_OF_WELLS = read_claim("wells", None, "owner")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A migrated database."""
    migrate(database_url)
    made = make_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with writing(engine) as one:
        yield one


@pytest.fixture
def ann(session: Session) -> Person:
    return find_or_add(session, "ann")


@pytest.fixture
def bob(session: Session) -> Person:
    return find_or_add(session, "bob")


def declared(session, person, claim=OWNER_OF_WELLS, by=DeclaredBy.PERSON) -> Affiliation:
    return affiliations.declare(session, person, claim, by)


def listed(session, **wanted) -> list[tuple[str, str, str]]:
    return [
        (person.pseudonym, row.role, row.subject) for row, person in affiliations.list_affiliations(session, **wanted)
    ]


def test_what_is_declared_is_listed_by_project_organisation_and_person(session, ann, bob):
    acme = read_claim(None, "Acme Ltd", "staff")
    declared(session, ann)
    declared(session, bob, acme)
    assert listed(session) == [("ann", "owner", "wells"), ("bob", "staff", "Acme Ltd")]
    assert listed(session, subject=OWNER_OF_WELLS.subject) == [("ann", "owner", "wells")]
    assert listed(session, subject=acme.subject) == listed(session, pseudonym="bob")
    assert listed(session, pseudonym="nobody") == []


def test_a_list_is_read_in_pages_that_lose_and_repeat_nothing(session, ann):
    for number in range(7):
        declared(session, ann, read_claim(f"p{number}", None, "staff"))
    found, after = [], 0
    while page := affiliations.list_affiliations(session, after=after, limit=3):
        assert len(page) <= 3
        found += [row.subject for row, _ in page]
        after = page[-1][0].id
    assert found == [f"p{number}" for number in range(7)]


def test_the_same_again_changes_nothing_and_after_the_end_is_a_row_of_its_own(session, ann):
    first = declared(session, ann)
    assert declared(session, ann) is first
    affiliations.end_own(session, ann, first.id)
    assert first.ended_at is not None
    second = declared(session, ann)
    assert second.id != first.id
    assert listed(session, pseudonym="ann") == [("ann", "owner", "wells")] * 2
    assert affiliations.claims_of(session, ann) == [OWNER_OF_WELLS]


def test_only_one_s_own_live_affiliation_can_be_ended(session, ann, bob):
    row = declared(session, ann)
    for person, number in ((bob, row.id), (ann, row.id + 1), (ann, ROW_MAX)):
        with pytest.raises(NotFound):
            affiliations.end_own(session, person, number)
    affiliations.end_own(session, ann, row.id)
    with pytest.raises(NotFound):
        affiliations.end_own(session, ann, row.id)


@pytest.mark.parametrize("by", [DeclaredBy.OPERATOR, DeclaredBy.CHALLENGE])
def test_what_others_established_only_the_operator_ends(session, ann, by):
    # Declaring it oneself, before or after, is no way around.
    declared(session, ann)
    row = declared(session, ann, by=by)
    assert declared(session, ann).declared_by == by
    with pytest.raises(NotAllowed, match="established by"):
        affiliations.end_own(session, ann, row.id)
    assert affiliations.end_claim(session, ann, OWNER_OF_WELLS).ended_at is not None
    with pytest.raises(NotFound):
        affiliations.end_claim(session, ann, OWNER_OF_WELLS)


def test_nobody_fills_the_list(session, ann):
    for number in range(MOST_LIVE):
        row = declared(session, ann, read_claim(f"p{number}", None, "staff"))
    assert declared(session, ann, read_claim("p0", None, "staff"))
    with pytest.raises(Refused, match=str(MOST_LIVE)):
        declared(session, ann)
    affiliations.end_own(session, ann, row.id)
    assert declared(session, ann)


def test_declared_by_many_at_once_there_is_one_row(engine):
    with writing(engine) as session:
        find_or_add(session, "ann")
        session.commit()

    def declare(_thread: int) -> None:
        with writing(engine) as own:
            declared(own, find_or_add(own, "ann"))
            own.commit()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(declare, range(16)))
    with writing(engine) as session:
        assert len(session.exec(select(Affiliation)).all()) == 1


def test_a_project_was_one_s_own_in_a_round_if_it_was_at_any_moment_of_it(session, ann, bob):
    row = declared(session, ann)
    row.declared_at, row.ended_at = 100, 200
    for role, subject in (("funder", "wells"), ("adviser", "clinics")):
        declared(session, bob, read_claim(subject, None, role)).declared_at = 100
    declared(session, bob, read_claim(None, "wells", "owner")).declared_at = 100
    session.flush()

    def own(since, until):
        return affiliations.own_projects_between(session, [ann.id, bob.id], Timestamp(since), Timestamp(until))

    assert own(50, 101) == own(199, 300) == own(120, 130) == {(ann.id, "wells")}
    assert own(50, 100) == own(200, 300) == set()
    assert affiliations.own_projects_between(session, [bob.id], Timestamp(0), Timestamp(300)) == set()


def test_who_was_erased_is_not_listed(session, ann):
    declared(session, ann)
    ann.erased_at = int(time.time())
    session.flush()
    assert listed(session) == []


def test_an_upheld_challenge_adds_what_was_missing_and_its_person_cannot_end_it(session, ann, bob):
    row = challenges.challenge_missing(session, bob, ann, OWNER_OF_WELLS, "Her name is in the licence.")
    assert (row.state, challenges.says(row)) == (State.OPEN, "missing")
    assert affiliations.claims_of(session, ann) == []
    challenges.decide(session, row.id, is_upheld=True, words="The licence names her.")
    (found,) = affiliations.live_of(session, ann)
    assert (affiliations.claim_of(found), found.declared_by) == (OWNER_OF_WELLS, "challenge")
    with pytest.raises(NotAllowed, match="a challenge that was upheld"):
        affiliations.end_own(session, ann, found.id)


def test_to_declare_it_quickly_is_no_way_around_a_challenge(session, ann, bob):
    row = challenges.challenge_missing(session, bob, ann, OWNER_OF_WELLS, "Her name is in the licence.")
    own = declared(session, ann)
    challenges.decide(session, row.id, is_upheld=True, words="It does.")
    assert [found.id for found in affiliations.live_of(session, ann)] == [own.id]
    with pytest.raises(NotAllowed):
        affiliations.end_own(session, ann, own.id)


def test_an_upheld_challenge_ends_what_was_wrong_whoever_declared_it(session, ann, bob):
    for by in DeclaredBy:
        wrong = declared(session, ann, by=by)
        row = challenges.challenge_wrong(session, bob, ann, wrong.id, "She left.")
        assert challenges.says(row) == "wrong"
        challenges.decide(session, row.id, is_upheld=True, words="She left in May.")
        assert affiliations.claims_of(session, ann) == []


def test_a_dismissed_challenge_changes_nothing_and_a_decision_is_made_once(session, ann, bob):
    doubted = declared(session, ann)
    row = challenges.challenge_wrong(session, bob, ann, doubted.id, "She left.")
    challenges.decide(session, row.id, is_upheld=False, words="She did not.")
    assert (row.state, row.decision) == (State.DISMISSED, "She did not.")
    assert doubted.ended_at is None
    with pytest.raises(Refused, match="dismissed already"):
        challenges.decide(session, row.id, is_upheld=True, words="She did.")
    with pytest.raises(NotFound):
        challenges.decide(session, row.id + 1, is_upheld=True, words="Which?")


def test_one_challenges_others_what_is_so_and_each_thing_once(session, ann, bob):
    with pytest.raises(Refused, match="about yourself"):
        challenges.challenge_missing(session, ann, ann, OWNER_OF_WELLS, "I am.")
    with pytest.raises(NotFound):
        challenges.challenge_wrong(session, bob, ann, 1, "She is not.")
    challenges.challenge_missing(session, bob, ann, OWNER_OF_WELLS, "She is.")
    with pytest.raises(Refused, match="not decided yet"):
        challenges.challenge_missing(session, bob, ann, OWNER_OF_WELLS, "She really is.")
    declared(session, ann)
    with pytest.raises(Refused, match="is listed as owner of the project wells"):
        challenges.challenge_missing(session, find_or_add(session, "cy"), ann, OWNER_OF_WELLS, "She is.")


@pytest.mark.parametrize("grounds", ["", "  ", "x" * (GROUNDS_CHARACTERS + 1), "a\0b"])
def test_grounds_are_text_of_a_page_at_most(session, ann, bob, grounds):
    with pytest.raises(BadParameter, match="grounds"):
        challenges.challenge_missing(session, bob, ann, OWNER_OF_WELLS, grounds)


def test_nobody_has_more_open_challenges_than_the_operator_can_read(session, ann, bob):
    rows = [challenges.challenge_missing(session, bob, ann, _part_in(number), "So.") for number in range(MOST_OPEN)]
    with pytest.raises(Refused, match="10 challenges"):
        challenges.challenge_missing(session, bob, ann, _part_in(MOST_OPEN), "So.")
    challenges.decide(session, rows[0].id, is_upheld=False, words="No.")
    assert challenges.challenge_missing(session, bob, ann, _part_in(MOST_OPEN), "So.")


def test_challenges_are_listed_by_person_and_state_and_to_both_persons(session, ann, bob):
    first = challenges.challenge_missing(session, bob, ann, OWNER_OF_WELLS, "She is.")
    second = challenges.challenge_missing(session, ann, bob, OWNER_OF_WELLS, "So is he.")
    challenges.decide(session, first.id, is_upheld=False, words="No.")

    def numbers(found):
        return [row.id for row, _ in found]

    assert numbers(challenges.list_challenges(session)) == [first.id, second.id]
    assert numbers(challenges.list_challenges(session, pseudonym="ann")) == [first.id]
    assert numbers(challenges.list_challenges(session, state=State.OPEN)) == [second.id]
    assert numbers(challenges.list_challenges(session, after=first.id, limit=5)) == [second.id]
    assert numbers(challenges.challenges_of(session, ann)) == [second.id, first.id]
    assert numbers(challenges.challenges_of(session, find_or_add(session, "cy"))) == []


def _part_in(number: int) -> Claim:
    return read_claim(f"p{number}", None, "staff")
