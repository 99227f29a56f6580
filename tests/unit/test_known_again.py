"""Sentences that were kept in English are known again, with their facts, and told in the reader's language."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.languages.catalogues import OFFERED
from quadrille.languages.known_again import known_again
from quadrille.languages.moments import Moment
from quadrille.languages.spoken import speaking
from quadrille.languages.words import Said, said, told
from quadrille.screening.judging.reasons import SENTENCES, retold
from quadrille.screening.works import counted

FACTS = st.from_regex(r"[0-9]{1,6}|[1-9]\.[0-9](, [1-9]\.[0-9]){0,3}", fullmatch=True)


@pytest.mark.parametrize("template", SENTENCES)
@given(st.data())
def test_every_sentence_of_a_verdict_is_known_again_with_its_facts(template, data):
    facts = {name: data.draw(FACTS) for name in re.findall(r"\{(\w+)\}", template)}
    kept = str(said(template, **facts))
    found = retold(kept)
    assert isinstance(found, Said)
    assert (found, found.template, found.facts) == (kept, template, facts)


@pytest.mark.parametrize("language", [code for code in OFFERED if code != "en"])
def test_a_kept_verdict_is_told_in_the_language_spoken(language):
    with speaking(language):
        words = told(retold("Answers with evidence of their own: 4 of 5; needed: 2."))
    assert "4" in words
    assert "Answers" not in words


@pytest.mark.parametrize("template", counted.SENTENCES)
@given(st.data())
def test_every_sentence_of_a_work_that_counted_is_known_again(template, data):
    facts = {name: data.draw(FACTS) for name in re.findall(r"\{(\w+)\}", template)}
    found = known_again(str(said(template, **facts)), counted.SENTENCES)
    assert isinstance(found, Said)
    assert (found.template, found.facts) == (template, facts)


def test_a_day_in_a_kept_sentence_is_read_in_the_language_spoken():
    kept = str(said(counted.OWN_COMMIT, at=Moment(1_798_740_000)))
    with speaking("fr"):
        assert "31 décembre 2026, 18:00 UTC" in told(known_again(kept, counted.SENTENCES))


@given(st.text())
def test_what_nobody_of_us_said_stays_as_it_is(words):
    assert known_again(words, SENTENCES) == words


def test_a_template_s_own_signs_are_no_pattern():
    assert not isinstance(known_again("Why (not)x", ["Why (not)? {name}."]), Said)
    assert known_again("Why (not)? Ada.", ["Why (not)? {name}."]).facts == {"name": "Ada"}
