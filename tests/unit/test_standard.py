"""The Standard as data."""

import pytest

from quadrille.catalog.standard import current_standard, load_standard
from quadrille.errors import NotFound


def test_the_standard_has_its_nine_indicators_in_order():
    assert [indicator.number for indicator in current_standard().indicators] == list(range(1, 10))


def test_every_question_of_the_pilots_two_forms_belongs_to_an_indicator():
    assert current_standard().indicator_of_question == {
        "SDG[]": 1,
        "license": 2,
        "ownership": 3,
        "clearOwnership": 3,
        "documentation": 5,
        "nonPII": 6,
    }


def test_only_a_representative_can_give_evidence_on_seven_to_nine():
    by_whom = {indicator.number: indicator.evidence_from for indicator in current_standard().indicators}
    assert {number for number, who in by_whom.items() if who == "representative"} == {7, 8, 9}
    assert {number for number, who in by_whom.items() if who == "anyone"} == {1, 2, 3, 4, 5, 6}


def test_every_indicator_has_a_name_and_a_question_and_no_question_stands_twice():
    indicators = current_standard().indicators
    questions = [question for indicator in indicators for question in indicator.questions]
    assert all(indicator.name and indicator.questions for indicator in indicators)
    assert all(question.text.endswith("?") for question in questions)
    assert len({question.id for question in questions}) == len(questions)


def test_conditional_indicators_ask_on_after_a_yes():
    asking_on = {
        indicator.number
        for indicator in current_standard().indicators
        if any(question.if_yes for question in indicator.questions)
    }
    assert asking_on == {3, 4, 6, 9}


def test_a_version_that_is_not_here_is_refused_with_those_that_are():
    with pytest.raises(NotFound, match=r"0\.9.*There is: 1\.1\.4, 1\.1\.6"):
        load_standard("0.9")
