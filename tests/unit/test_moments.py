"""Moments in sentences: read as a day and a time, counted and kept as a number."""

import copy
import json
import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.languages.moments import LAST_MOMENT, Moment, moment_again, moment_words
from quadrille.languages.spoken import speaking
from quadrille.languages.words import said, told
from quadrille.web.values import moment

EVENING = Moment(1_798_740_000)
TEMPLATE = "Donations and deposits are paused until {when}."


def test_a_moment_is_read_as_a_day_and_a_time_in_utc():
    assert str(EVENING) == f"{EVENING}" == "31 December 2026, 18:00 UTC"


def test_the_seconds_are_said_only_when_there_are_any():
    assert str(Moment(EVENING + 5)) == "31 December 2026, 18:00:05 UTC"
    assert moment_words(EVENING + 5) == "31 December 2026, 18:00:05 UTC"


def test_a_page_shows_minutes_and_keeps_the_second_for_machines():
    assert moment(EVENING + 5) == '<time datetime="2026-12-31T18:00:05Z">31 December 2026, 18:00 UTC</time>'


@pytest.mark.parametrize("unix", [LAST_MOMENT + 1, 2**64 - 1, 2**256 - 1])
def test_what_no_calendar_of_ours_reaches_is_after_the_year_9999(unix):
    assert str(Moment(unix)) == moment_words(unix) == "after the year 9999"
    with speaking("fr"):
        assert told(Moment(unix)) == "après l’an 9999"


@given(st.integers(-30_000_000_000, LAST_MOMENT))
def test_a_moment_is_known_again_by_its_words(unix):
    found = moment_again(str(Moment(unix)))
    assert (type(found), found) == (Moment, unix)


@given(st.text() | st.from_regex(r"[0-9]{1,2} [A-Z][a-z]{2,8} [0-9]{4}, [0-9]{2}:[0-9]{2} UTC", fullmatch=True))
def test_words_that_are_no_moment_of_ours_stay_as_they_are(words):
    assert str(moment_again(words)) == words


@given(st.integers(0, LAST_MOMENT))
def test_whatever_is_not_text_sees_the_number(unix):
    assert (Moment(unix), json.dumps({"at": Moment(unix)})) == (unix, json.dumps({"at": unix}))
    assert re.fullmatch(r"\d+ [A-Z][a-z]+ \d{1,4}, \d\d:\d\d(:\d\d)? UTC", str(Moment(unix)))


def test_a_sentence_says_its_moments_in_the_language_spoken():
    words = said(TEMPLATE, when=EVENING)
    assert words == told(words) == "Donations and deposits are paused until 31 December 2026, 18:00 UTC."
    with speaking("fr"):
        assert told(words) == "Les dons et les dépôts sont suspendus jusqu’au 31 décembre 2026, 18:00 UTC."
    with speaking("ar"):
        assert f"\u2068{moment_words(EVENING)}\u2069" in told(words)
        assert "ديسمبر" in told(words)


@pytest.mark.parametrize("again", [copy.deepcopy, lambda words: pickle.loads(pickle.dumps(words))])
def test_a_copy_of_a_sentence_has_its_moments_still(again):
    with speaking("fr"):
        assert "31 décembre 2026" in told(again(said(TEMPLATE, when=EVENING)))
