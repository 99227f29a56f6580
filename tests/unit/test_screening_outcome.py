"""The decision on a nominee from the decisions on its questions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.catalog.standard import current_standard
from quadrille.errors import BadParameter
from quadrille.screening.judging.answers import Choice
from quadrille.screening.process.outcome import QuestionResult, outcome
from quadrille.screening.process.reading import only_nominees
from quadrille.screening.process.states import State

REQUIRED = current_standard().question_ids
TO_TELL = only_nominees(current_standard())
ANSWERS = st.dictionaries(st.sampled_from(REQUIRED), st.sampled_from(Choice))
FULL = st.fixed_dictionaries({question: st.sampled_from(Choice) for question in REQUIRED})
ALL_YES = dict.fromkeys(REQUIRED, Choice.YES)


@given(ANSWERS, st.booleans(), st.booleans())
def test_a_nominee_becomes_a_dpg_exactly_when_every_question_is_yes(answers, was_clarified, was_consulted):
    found = outcome(REQUIRED, answers, TO_TELL, was_clarified, was_consulted)
    assert (found.state is State.DPG) == (answers == ALL_YES)


@given(ANSWERS, st.booleans(), st.booleans())
def test_what_is_not_yes_is_named(answers, was_clarified, was_consulted):
    found = outcome(REQUIRED, answers, TO_TELL, was_clarified, was_consulted)
    missing = [question for question in REQUIRED if question not in answers]
    if missing:
        assert found.state is None
        assert list(found.questions) == missing
    else:
        assert all(answers[question] is not Choice.YES for question in found.questions)
        assert bool(found.questions) == (answers != ALL_YES)
    assert all(question in found.words for question in found.questions)


@given(FULL)
def test_nobody_is_turned_down_unheard(answers):
    assert outcome(REQUIRED, answers, TO_TELL).state is not State.INELIGIBLE


@given(FULL, st.booleans())
def test_a_no_after_the_nominee_was_asked_ends_it(answers, was_consulted):
    found = outcome(REQUIRED, answers, TO_TELL, was_clarified=True, was_consulted=was_consulted)
    if Choice.NO in answers.values():
        assert found.state is State.INELIGIBLE


@given(FULL)
def test_whoever_is_asked_in_turn_the_same_answers_come_to_an_end(answers):
    heard: set[State] = set()
    for _ in range(3):
        found = outcome(REQUIRED, answers, TO_TELL, State.CLARIFICATION in heard, State.CONSULTATION in heard)
        if found.state in (State.DPG, State.INELIGIBLE):
            return
        assert found.state not in heard
        heard.add(found.state)
    pytest.fail(f"asked again and again: {heard}")


@given(FULL, st.randoms())
def test_the_order_of_the_decisions_changes_nothing(answers, random):
    items = list(answers.items())
    random.shuffle(items)
    assert outcome(REQUIRED, dict(items), TO_TELL) == outcome(REQUIRED, answers, TO_TELL)


def test_who_can_know_more_is_asked_first():
    of_privacy = {**ALL_YES, "7.1": Choice.NOT_SURE}
    of_documents = {**of_privacy, "5.1": Choice.NOT_SURE}
    assert outcome(REQUIRED, of_privacy, TO_TELL).state is State.CLARIFICATION
    assert outcome(REQUIRED, of_documents, TO_TELL).state is State.CONSULTATION


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": "perhaps"},
        {"support_bps": 10_001},
        {"support_bps": -1},
        {"support_bps": 0.5},
        {"evidence": ("x" * 2_001,)},
        {"evidence": ("x",) * 21},
        {"words": "a\0b"},
        {"words": "\ud800"},
    ],
)
def test_a_result_that_could_not_be_kept_is_refused(wrong):
    with pytest.raises(BadParameter):
        QuestionResult(**{"question": "1.1", "answer": "yes", "support_bps": 10_000, **wrong})
