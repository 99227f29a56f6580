"""A nominee on its way to a digital public good, and through its year: frozen, decided, asked, appealed, renewed.

Read it as the tutorial, on both databases; the same over HTTP is in `tests/chain/test_screening_requests.py`.
"""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from quadrille.catalog.catalog import import_file
from quadrille.catalog.snapshot import hash_of
from quadrille.catalog.standard import current_standard
from quadrille.db import make_engine, writing
from quadrille.errors import BadParameter, NotAllowed, NotFound, Refused
from quadrille.people.affiliation_rules import read_claim
from quadrille.people.affiliations import DeclaredBy, declare
from quadrille.people.persons import find_or_add
from quadrille.people.tables import Person
from quadrille.privacy.erasure import erase
from quadrille.screening.flow import hand_in_review
from quadrille.screening.process import appealing, flow, reading, rights
from quadrille.screening.process.deadlines import ScreeningClock, run_deadlines
from quadrille.screening.process.outcome import QuestionResult
from quadrille.screening.process.states import DAY_SECONDS, OPERATOR, PANEL, State
from quadrille.screening.process.tables import Expert, Screening
from quadrille.types import Timestamp

START = Timestamp(1_800_000_000)
QUESTIONS = current_standard().question_ids

NOMINEE = {
    "name": "Wells",
    "description": "Maps of wells for districts.",
    "website": "https://wells.example",
    "license": [{"spdx": "MIT", "licenseURL": "https://wells.example/licence"}],
    "SDGs": [{"SDGNumber": 6, "evidenceText": "It finds wells.", "evidenceURL": "https://wells.example/goal"}],
    "sectors": ["Water"],
    "type": ["software"],
    "repositories": [{"name": "main", "url": "https://code.example/wells"}],
    "organizations": [{"name": "Water Trust", "website": "https://trust.example", "org_type": "owner"}],
    "stage": "nominee",
}


def after(days: float) -> Timestamp:
    return Timestamp(int(START + days * DAY_SECONDS))


def results(**answers: str) -> list[QuestionResult]:
    """A panel's results: Yes on everything but what is named, as `q6_1="no"`."""
    named = {name[1:].replace("_", "."): answer for name, answer in answers.items()}
    return [
        QuestionResult(name, named.get(name, "yes"), 9_000, ("https://wells.example/docs",), "As documented.")
        for name in QUESTIONS
    ]


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = make_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on both databases, one after the other, with a nominee in the catalogue."""
    with writing(engine) as one:
        yield one


@pytest.fixture
def bring_in(session: Session, tmp_path: Path):
    """A function that imports the nominee, with some fields changed."""

    def imports(**changes) -> None:
        file = tmp_path / "wells.json"
        file.write_text(json.dumps({**NOMINEE, **changes}))
        import_file(session, file)
        session.commit()

    imports()
    return imports


@pytest.fixture
def opened(session: Session, bring_in) -> Screening:
    row = flow.open_screening(session, "wells", languages=["fr"], now=START)
    session.commit()
    return row


@pytest.fixture
def owner(session: Session, opened: Screening) -> Person:
    """Somebody who speaks for the nominee."""
    person = find_or_add(session, "olga")
    declare(session, person, read_claim("wells", None, "owner"), DeclaredBy.PERSON)
    session.commit()
    return person


@pytest.fixture
def expert(session: Session, opened: Screening) -> Person:
    person = find_or_add(session, "edda")
    rights.name_expert(session, person, START)
    session.commit()
    return person


def judged(session: Session, screening: Screening, at: float = 10, **answers: str) -> Screening:
    """The panel has closed with these answers."""
    flow.record_decisions(session, screening, results(**answers), PANEL, after(at))
    session.commit()
    return screening


def states(session: Session, screening: Screening) -> list[str]:
    return [step.to_state for step in reading.steps_of(session, screening)]


def become_dpg(session: Session, screening: Screening, at: float = 20) -> Screening:
    judged(session, screening, at)
    flow.decide(session, screening.id, OPERATOR, now=after(at))
    session.commit()
    return screening


def test_a_nominee_from_its_opening_to_a_digital_public_good(session, opened):
    # Opened: frozen, hashed, everything asked, and what the linter finds is told.
    assert (opened.state, opened.standard_version) == (State.FIRST_REVIEW, "1.1.6")
    assert hash_of(opened.snapshot) == opened.snapshot_hash
    assert json.loads(opened.snapshot)["documents"]["nominee"]["sectors"] == ["Water"]
    assert (opened.languages, opened.sectors) == (["fr"], ["Water"])
    assert opened.asked == list(QUESTIONS)
    assert opened.deadline_at == after(28)
    assert "linter" in reading.steps_of(session, opened)[1].words

    # First review: its panel closes, every question is decided, nobody sees it before.
    assert not reading.shows_decisions(opened)
    found = flow.record_decisions(session, opened, results(), PANEL, after(10))
    assert (found.state, opened.state) == (State.DPG, State.SECOND_REVIEW)
    assert reading.shows_decisions(opened)

    # Second review: a person decides, by what the decisions allow.
    flow.decide(session, opened.id, OPERATOR, "Read and agreed.", after(12))
    session.commit()
    assert (opened.state, opened.deadline_at, opened.closed_at) == (State.DPG, after(12 + 365), after(12))
    assert states(session, opened) == ["draft", "first_review", "second_review", "dpg"]
    assert reading.steps_of(session, opened)[-1].words == "All 13 questions are Yes. Read and agreed."


def test_a_later_import_changes_nothing_of_what_is_screened(session, opened, bring_in):
    frozen = (opened.snapshot, opened.snapshot_hash)
    bring_in(license=[{"spdx": "GPL-3.0-only"}], description="Something else.")
    session.refresh(opened)
    assert (opened.snapshot, opened.snapshot_hash) == frozen


def test_one_screening_of_a_project_at_a_time(session, opened):
    with pytest.raises(Refused, match="is being screened"):
        flow.open_screening(session, "wells", now=after(1))
    with pytest.raises(NotFound, match="no project nobody"):
        flow.open_screening(session, "nobody")
    become_dpg(session, opened)
    with pytest.raises(Refused, match="is a DPG") as refused:
        flow.open_screening(session, "wells", now=after(30))
    assert "renew" in refused.value.remedy


def test_of_two_who_open_at_once_one_is_told_of_the_other(engine, bring_in):
    ready = threading.Barrier(2)

    def opens(_: int) -> str:
        with writing(engine) as own:
            ready.wait()
            try:
                flow.open_screening(own, "wells", now=START)
                own.commit()
            except Refused as refusal:
                return refusal.cause
            return "opened"

    with ThreadPoolExecutor(2) as threads:
        told = sorted(threads.map(opens, range(2)))
    assert told == ["opened", "wells is being screened: screening 1, first review."]


@pytest.mark.parametrize("language", ["", "french?", "f", "fr_FR", "x" * 50])
def test_a_language_that_is_none_is_refused(session, bring_in, language):
    with pytest.raises(BadParameter, match="BCP 47"):
        flow.open_screening(session, "wells", languages=[language])


def test_a_no_asks_the_nominee_first_and_ends_it_when_nobody_answers(session, opened):
    judged(session, opened, q5_1="no")
    with pytest.raises(Refused, match="cannot become a DPG"):
        flow.move(session, opened.id, State.DPG, OPERATOR, "It is good.", after(11))
    flow.decide(session, opened.id, OPERATOR, now=after(11))
    session.commit()
    assert (opened.state, opened.deadline_at) == (State.CLARIFICATION, after(41))

    # A second too early nothing happens; on time it is over; again changes nothing.
    assert run_deadlines(session, Timestamp(after(41) - 1)) == []
    assert run_deadlines(session, after(41)) == [opened]
    assert run_deadlines(session, after(41)) == []
    assert (opened.state, opened.closed_at) == (State.INELIGIBLE, after(41))
    assert reading.steps_of(session, opened)[-1].actor == "clock"


def test_who_speaks_for_the_nominee_answers_and_an_expert_decides_anew(session, opened, owner, expert):
    judged(session, opened, q5_1="no", q7_1="not_sure")
    with pytest.raises(Refused, match="Nothing is asked"):
        flow.answer_clarification(session, owner, opened.id, "But we do!", after(11))
    flow.decide(session, opened.id, OPERATOR, now=after(11))
    with pytest.raises(NotAllowed, match="does not speak"):
        flow.answer_clarification(session, expert, opened.id, "I know better.", after(12))
    flow.answer_clarification(session, owner, opened.id, "See https://wells.example/manual.", after(12))
    assert opened.state == State.SECOND_REVIEW

    # The expert's word stands beside the panel's, and nothing is overwritten.
    actor = rights.expert_actor(session, expert, "wells")
    anew = [
        QuestionResult("5.1", "yes", 10_000, ("https://wells.example/manual",), "The manual is complete."),
        QuestionResult("7.1", "yes", 10_000, (), "It names the law."),
    ]
    assert flow.record_decisions(session, opened, anew, actor, after(13)).state is State.DPG
    flow.decide(session, opened.id, actor, now=after(13))
    session.commit()
    of_documents = [row for row in reading.decisions_of(session, opened) if row.question == "5.1"]
    assert [(row.version, row.answer, row.decided_by) for row in of_documents] == [
        (1, "no", "panel"),
        (2, "yes", "expert"),
    ]
    assert opened.state == State.DPG


def test_what_an_expert_is_asked_and_cannot_say_goes_to_the_nominee_and_then_ends(session, opened, owner, expert):
    judged(session, opened, q6_1="not_sure")
    flow.decide(session, opened.id, OPERATOR, now=after(11))
    assert opened.state == State.CONSULTATION
    # Nobody answers; the second review goes on by itself.
    assert run_deadlines(session, after(32)) == [opened]
    flow.decide(session, opened.id, OPERATOR, now=after(33))
    assert opened.state == State.CLARIFICATION
    flow.answer_clarification(session, owner, opened.id, "We do not know either.", after(34))
    flow.decide(session, opened.id, OPERATOR, now=after(35))
    assert opened.state == State.INELIGIBLE


def test_decisions_are_refused_where_nobody_decides(session, opened, expert):
    with pytest.raises(BadParameter, match=r"question is '10\.1'"):
        flow.record_decisions(session, opened, [QuestionResult("10.1", "yes", 1)], PANEL)
    with pytest.raises(BadParameter, match="not twice"):
        flow.record_decisions(session, opened, [QuestionResult("1.1", "yes", 1)] * 2, PANEL)
    with pytest.raises(Refused, match="operator does not decide"):
        flow.record_decisions(session, opened, results(), OPERATOR)
    with pytest.raises(Refused, match="Not decided yet"):
        flow.decide(session, opened.id, OPERATOR)
    become_dpg(session, opened)
    with pytest.raises(Refused, match="is in the state DPG"):
        flow.record_decisions(session, opened, results(), PANEL)
    with pytest.raises(Refused, match="cannot become ineligible"):
        flow.move(session, opened.id, State.INELIGIBLE, OPERATOR, "No.")


def test_some_decisions_leave_the_first_review_open_and_sealed(session, opened):
    found = flow.record_decisions(session, opened, results()[:5], PANEL, after(3))
    assert found.state is None
    assert found.questions == QUESTIONS[5:]
    assert opened.state == State.FIRST_REVIEW
    assert not reading.shows_decisions(opened)


@pytest.mark.parametrize("table", ["screening_step", "question_decision"])
@pytest.mark.parametrize("change", ["UPDATE {} SET words = 'x'", "DELETE FROM {}"])
def test_the_database_lets_nobody_change_a_step_or_a_decision(session, opened, table, change):
    judged(session, opened)
    with pytest.raises(DBAPIError, match="only ever added to"):
        session.execute(text(change.format(table)))


def test_no_step_is_before_the_one_it_follows(session, opened):
    judged(session, opened, at=10)
    flow.decide(session, opened.id, OPERATOR, now=after(5))
    assert opened.state_since_at == after(10)
    assert [step.made_at for step in reading.steps_of(session, opened)] == [START, START, after(10), after(10)]


def test_an_upheld_appeal_brings_the_nominee_back_to_second_review(session, opened, owner, expert):
    judged(session, opened, q5_1="no")
    with pytest.raises(Refused, match="no decision to appeal against"):
        appealing.appeal_screening(session, owner, opened.id, "It is wrong.", after(11))
    flow.move(session, opened.id, State.INELIGIBLE, OPERATOR, "Without documents.", after(11))
    with pytest.raises(NotAllowed, match="does not speak"):
        appealing.appeal_screening(session, expert, opened.id, "It is wrong.", after(12))
    made = appealing.appeal_screening(session, owner, opened.id, "The manual is at /manual.", after(12))
    with pytest.raises(Refused, match="was appealed against"):
        appealing.appeal_screening(session, owner, opened.id, "And another thing.", after(13))

    # Neither who speaks for it decides, nor who is no expert.
    for person in (owner, find_or_add(session, "nobody")):
        with pytest.raises(NotAllowed):
            appealing.decide_appeal(session, person, made.id, True, "Yes.", after(14))
    done = appealing.decide_appeal(session, expert, made.id, True, "The manual was overlooked.", after(14))
    assert "goes back to second review" in done.effect
    assert (opened.state, opened.closed_at) == (State.SECOND_REVIEW, None)
    with pytest.raises(Refused, match="upheld already"):
        appealing.decide_appeal(session, expert, made.id, False, "No.", after(15))
    # Who reopened it has a part in it from now on: another decision of theirs is no second opinion.
    flow.move(session, opened.id, State.INELIGIBLE, OPERATOR, "Still without.", after(16))
    again = appealing.appeal_screening(session, owner, opened.id, "Once more.", after(17))
    with pytest.raises(NotAllowed, match="had a part"):
        appealing.decide_appeal(session, expert, again.id, True, "Yes.", after(18))


def test_an_appeal_has_its_days(session, opened, owner):
    judged(session, opened, q5_1="no")
    flow.move(session, opened.id, State.INELIGIBLE, OPERATOR, "Without documents.", after(11))
    with pytest.raises(Refused, match="30 days to appeal are over"):
        appealing.appeal_screening(session, owner, opened.id, "It is wrong.", after(41))
    assert appealing.appeal_screening(session, owner, opened.id, "It is wrong.", Timestamp(after(41) - 1)).id


def test_a_dismissed_appeal_changes_nothing(session, opened, owner, expert):
    judged(session, opened, q5_1="no")
    flow.move(session, opened.id, State.INELIGIBLE, OPERATOR, "Without documents.", after(11))
    made = appealing.appeal_screening(session, owner, opened.id, "It is wrong.", after(12))
    done = appealing.decide_appeal(session, expert, made.id, False, "There is no manual.", after(13))
    assert (done.effect, opened.state) == ("The decision stays as it was.", State.INELIGIBLE)


def test_an_expert_with_a_part_in_the_project_decides_nothing_of_it(session, opened, expert):
    declare(session, expert, read_claim("wells", None, "adviser"), DeclaredBy.PERSON)
    with pytest.raises(NotAllowed, match="has a part in wells"):
        rights.expert_actor(session, expert, "wells")
    assert rights.expert_actor(session, expert, "another").name == f"person {expert.id}"


def rejected_review(session: Session, user: str = "rita") -> int:
    """A review without a word, and so not verified; its number."""
    answers = {name: {"answer": True, "comment": "", "confidence": 5} for name in ("license", "SDG[0]", "ownership")}
    document = {**answers, "user": user, "timestamp": 1_700_000_000, "project": "Wells"}
    done = hand_in_review(session, json.dumps(document).encode(), f"wells_{user}.json")
    assert not done.review.is_verified
    return done.review.id


def test_a_reviewer_s_upheld_appeal_makes_the_review_count(session, opened, expert):
    number, rita = rejected_review(session), find_or_add(session, "rita")
    with pytest.raises(NotFound, match="review of yours"):
        appealing.appeal_review(session, expert, number, "It is fine.", after(1))
    made = appealing.appeal_review(session, rita, number, "I wrote it all in the form.", after(1))
    with pytest.raises(Refused, match="earned no badge"):
        appealing.new_claim_code(session, rita, made.id)
    done = appealing.decide_appeal(session, expert, made.id, True, "The form lost it.", after(2))
    session.commit()
    assert done.contribution.review_id == number
    assert done.contribution.person_id == rita.id
    # Only its author gets the claim code, and the newest works.
    first, second = (appealing.new_claim_code(session, rita, made.id) for _ in range(2))
    assert first != second
    with pytest.raises(NotFound, match="appeal of yours"):
        appealing.new_claim_code(session, expert, made.id)
    with pytest.raises(Refused, match="counts already"):
        appealing.appeal_review(session, rita, number, "More!", after(3))


def test_who_reviewed_a_nominee_does_not_decide_its_appeals_as_an_expert(session, opened, expert):
    number, rita = rejected_review(session), find_or_add(session, "rita")
    rejected_review(session, "edda")
    made = appealing.appeal_review(session, rita, number, "It is fine.", after(1))
    with pytest.raises(NotAllowed, match="or reviewed it"):
        appealing.decide_appeal(session, expert, made.id, True, "Yes.", after(2))


def test_a_dpg_is_renewed_by_the_clock_and_only_what_changed_is_asked(session, opened, bring_in):
    become_dpg(session, opened, at=0)
    expires_at = after(365)
    assert run_deadlines(session, Timestamp(after(305) - 1)) == []
    (draft,) = run_deadlines(session, after(305))
    session.commit()
    assert (draft.state, draft.previous_id, draft.deadline_at) == (State.DRAFT, opened.id, expires_at)
    assert run_deadlines(session, after(306)) == []

    # The nominee brings itself up to date; what is reviewed is what it is when the draft is submitted.
    bring_in(license=[{"spdx": "GPL-3.0-only", "licenseURL": "https://wells.example/licence"}])
    moved = run_deadlines(session, expires_at)
    session.commit()
    assert {(row.id, row.state) for row in moved} == {(opened.id, State.EXPIRED), (draft.id, State.FIRST_REVIEW)}
    assert draft.asked == ["2.1"]
    assert "GPL-3.0-only" in draft.snapshot
    taken = reading.standing_decisions(session, draft)
    assert set(taken) == set(QUESTIONS) - {"2.1"}
    assert {row.decided_by for row in taken.values()} == {"renewal"}

    # A panel is asked that one question, and no other.
    with pytest.raises(BadParameter, match=r"one of 2\.1"):
        flow.record_decisions(session, draft, [QuestionResult("1.1", "no", 1)], PANEL, after(370))
    flow.record_decisions(session, draft, [QuestionResult("2.1", "yes", 8_000)], PANEL, after(370))
    flow.decide(session, draft.id, OPERATOR, now=after(371))
    assert (draft.state, draft.deadline_at) == (State.DPG, after(371 + 365))


def test_a_nominee_that_did_not_change_is_asked_nothing_and_still_seen_twice(session, opened):
    become_dpg(session, opened, at=0)
    renewal = flow.open_renewal(session, opened.id, now=after(200))
    flow.move(session, renewal.id, State.FIRST_REVIEW, OPERATOR, "Nothing to add.", after(201))
    assert renewal.asked == []
    with pytest.raises(Refused, match="cannot become DPG"):
        flow.move(session, renewal.id, State.DPG, OPERATOR, "As before.", after(201))
    flow.move(session, renewal.id, State.SECOND_REVIEW, OPERATOR, "Nothing is asked.", after(201))
    flow.decide(session, renewal.id, OPERATOR, now=after(202))
    # The one before has ended with it, and its renewal is not begun again.
    assert (renewal.state, opened.state) == (State.DPG, State.EXPIRED)
    assert reading.steps_of(session, opened)[-1].words == f"Renewed by screening {renewal.id}."
    assert run_deadlines(session, after(400)) == []


def test_what_was_never_a_dpg_is_not_renewed(session, opened):
    with pytest.raises(Refused, match="only a DPG is renewed"):
        flow.open_renewal(session, opened.id)


def test_a_clock_that_stood_still_for_years_catches_up(session, opened):
    become_dpg(session, opened, at=0)
    done = run_deadlines(session, after(3_000))
    session.commit()
    (renewal,) = [row for row in reading.list_screenings(session, "wells") if row.previous_id == opened.id]
    assert opened.state == State.EXPIRED
    assert renewal.state == State.FIRST_REVIEW
    assert done
    assert run_deadlines(session, after(3_000)) == []


def test_the_worker_s_part_does_what_is_due(engine, session, opened):
    judged(session, opened, q5_1="no")
    flow.decide(session, opened.id, OPERATOR, now=START)
    session.commit()
    clock = ScreeningClock(engine)
    # The deadline of these tests lies beyond today; the worker reads the real clock.
    opened.deadline_at = 1
    session.add(opened)
    session.commit()
    assert clock.step() is False
    session.refresh(opened)
    assert opened.state == State.INELIGIBLE


def test_erasing_somebody_takes_their_appeals_words_and_their_right(session, opened, owner, expert):
    judged(session, opened, q5_1="no")
    flow.move(session, opened.id, State.INELIGIBLE, OPERATOR, "Without documents.", after(11))
    made = appealing.appeal_screening(session, owner, opened.id, "The manual is at /manual.", after(12))
    erase(session, owner)
    erase(session, expert)
    session.commit()
    session.refresh(made)
    assert (made.grounds, made.state) == ("", "dismissed")
    assert session.get(Expert, expert.id) is None
