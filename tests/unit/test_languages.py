"""Languages: which is spoken, how a sentence is said in it, and that no catalogue lacks anything."""

import copy
import pickle

import pytest
from babel.messages.catalog import Catalog
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import NotFound, Refused
from quadrille.languages import words as words_module
from quadrille.languages.catalogues import ENGLISH, OFFERED, read_catalogue
from quadrille.languages.collecting import collected, flaws
from quadrille.languages.spoken import chosen, direction, in_language, language, speaking
from quadrille.languages.words import Said, gettext, said, said_many, told

OTHERS = [code for code in OFFERED if code != ENGLISH]


@pytest.fixture
def saying(monkeypatch):
    """A catalogue of the test's own in place of every language's."""

    class Spoken:
        def __init__(self):
            self.says = {}

        def gettext(self, message):
            return self.says.get(message, message)

        def ngettext(self, one, many, number):
            return self.says.get((one, number == 1), one if number == 1 else many)

    spoken = Spoken()
    monkeypatch.setattr(words_module, "translations", lambda _: spoken)
    return spoken.says


def test_french_and_arabic_are_offered_beside_english():
    assert OFFERED[0] == "en"
    assert {"fr", "ar"} <= set(OTHERS)


@pytest.mark.parametrize(
    ("wished", "remembered", "accepted", "spoken"),
    [
        ("ar", "fr", "en", "ar"),
        ("", "fr", "ar", "fr"),
        ("xx", "", "fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("", "", "de, ar;q=0.5, fr;q=0.7", "fr"),
        ("", "", "fr;q=0, en", "en"),
        ("", "", "fr;q=broken", "en"),
        ("", "", "", "en"),
        ("../fr", "\x00", ";;;,,,=", "en"),
    ],
)
def test_a_wish_comes_before_a_choice_and_a_choice_before_the_browser_s(wished, remembered, accepted, spoken):
    assert chosen(wished, remembered, accepted) == spoken


@given(st.text(), st.text(), st.text())
def test_whatever_is_asked_a_language_that_is_offered_is_spoken(wished, remembered, accepted):
    assert chosen(wished, remembered, accepted) in OFFERED


def test_english_is_spoken_unless_another_is_chosen_and_again_afterwards():
    assert (language(), direction()) == ("en", "ltr")
    with speaking("ar"):
        assert (language(), direction()) == ("ar", "rtl")
    assert language() == "en"
    with pytest.raises(ValueError, match="xx"), speaking("xx"):
        pass


def test_a_page_is_shown_in_another_language_with_the_rest_of_its_address_kept():
    with speaking("fr", "lang=fr&q=water+%26+soil&after=7"):
        assert in_language("ar") == "?q=water+%26+soil&after=7&lang=ar"


def test_what_is_said_is_plain_english_text_to_everything_but_a_face():
    words = said("Badge {number} is new.", number=7)
    assert words == "Badge 7 is new."
    assert isinstance(words, str)
    assert told(words) == "Badge 7 is new."


def test_a_sentence_is_told_in_the_language_spoken_with_its_facts(saying):
    saying["Badge {number} is new."] = "Le badge {number} est nouveau."
    with speaking("fr"):
        assert told(said("Badge {number} is new.", number=7)) == "Le badge 7 est nouveau."
        assert told(said("Badge {number} is old.", number=7)) == "Badge 7 is old."
    assert told(said("Badge {number} is new.", number=7)) == "Badge 7 is new."


def test_a_sentence_in_a_sentence_is_told_too_but_never_somebody_s_own_word(saying):
    saying.update({"Then: {what}": "Ensuite : {what}", "Vote.": "Votez."})
    with speaking("fr"):
        assert told(said("Then: {what}", what=said("Vote."))) == "Ensuite : Votez."
        assert told(said("Then: {what}", what="Vote.")) == "Ensuite : Vote."


def test_a_number_decides_on_the_form(saying):
    saying[("{count} badge", True)] = "{count} badge seul"
    saying[("{count} badge", False)] = "{count} badges en tout"
    assert said_many("{count} badge", "{count} badges", 1) == "1 badge"
    with speaking("fr"):
        assert told(said_many("{count} badge", "{count} badges", 1)) == "1 badge seul"
        assert told(said_many("{count} badge", "{count} badges", 5)) == "5 badges en tout"


def test_in_a_language_from_right_to_left_a_fact_cannot_turn_the_words_around_it():
    with speaking("ar"):
        assert "\u20680xAB\u2069" in told(said("Nothing says this of {wallet}.", wallet="0xAB"))


def test_a_sentence_without_facts_may_hold_braces():
    with speaking("fr"):
        assert told(said("{not a fact}")) == "{not a fact}"
    with speaking("ar"):
        assert told(NotFound("file {x}", "{y}").cause)


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda words: pickle.loads(pickle.dumps(words))])
def test_a_copy_of_what_is_said_can_be_told_too(again, saying):
    saying["Badge {number} is new."] = "Le badge {number} est nouveau."
    copied = again(said("Badge {number} is new.", number=7))
    assert isinstance(copied, Said)
    with speaking("fr"):
        assert told(copied) == "Le badge 7 est nouveau."


def test_an_error_keeps_what_it_was_made_of(saying):
    saying["There is no {kind} {subject}."] = "Introuvable : {kind} {subject}."
    saying["badge"] = "le badge"
    problem = NotFound("badge", 77)
    assert str(problem) == "There is no badge 77."
    with speaking("fr"):
        assert told(problem.cause) == "Introuvable : le badge 77."
        assert told(Refused("No vote is open.", "Wait.").cause) == "No vote is open."


@pytest.fixture(scope="module")
def sources():
    return collected()


def test_messages_are_collected_from_templates_faces_errors_and_tables_of_remedies(sources):
    assert sources.get("Skip to the content")
    assert sources.get("There is no {kind} {subject}.")
    assert sources.get("Nobody is signed in.")
    assert sources.get("Sign a new ballot: its deadline (unix seconds) is over.")


@pytest.mark.parametrize("code", OTHERS)
def test_every_message_is_translated_with_all_its_facts(code, sources):
    assert list(flaws(read_catalogue(code), sources)) == []


@pytest.mark.parametrize(
    ("translation", "flaw"),
    [
        ("", "not translated"),
        ("Bonjour", "other facts"),
        ("Bonjour {nom}", "other facts"),
        ("Bonjour {name} {name}", None),
    ],
)
def test_a_missing_or_wrong_translation_is_found(translation, flaw):
    sources, catalogue = Catalog(), Catalog(locale="fr")
    sources.add("Hello {name}")
    catalogue.add("Hello {name}", translation)
    found = list(flaws(catalogue, sources))
    assert (flaw in found[0]) if flaw else found == []


def test_a_translation_of_what_no_source_says_is_found():
    catalogue = Catalog(locale="fr")
    catalogue.add("Hello", "Bonjour")
    assert list(flaws(catalogue, Catalog())) == ["no source says: 'Hello'"]


def test_a_plural_needs_every_form_that_the_language_has():
    sources, catalogue = Catalog(), Catalog(locale="ar")
    sources.add(("{count} vote", "{count} votes"))
    catalogue.add(("{count} vote", "{count} votes"), ("صوت", "{count} أصوات"))
    assert any("6 forms" in flaw for flaw in flaws(catalogue, sources))


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_says_something_else_than_english(code):
    with speaking(code):
        assert gettext("Skip to the content") != "Skip to the content"
