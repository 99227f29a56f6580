"""A round's rules: one canonical text, one hash, and nothing else passes for it."""

import json

import pytest
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import BadInput, BadParameter
from quadrille.rounds.configuration import TITLE_CHARACTERS, Configuration
from quadrille.rounds.matching.mechanisms import MECHANISMS

TITLES = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=TITLE_CHARACTERS)
PARAMS = st.fixed_dictionaries(
    {},
    optional={
        "saturation": st.sampled_from(["keep", "scale"]),
        "cap_bps": st.integers(0, 10_000).map(str),
        "minimum_units": st.integers(0, 2**256 - 1).map(str),
    },
)
RULES = Configuration.of("Learning and water", "qf", {"cap_bps": "4000"})


@given(TITLES, PARAMS)
def test_the_text_gives_back_the_rules_and_the_same_hash(title, params):
    rules = Configuration.of(title, "qf", params)
    again = Configuration.from_text(rules.as_text())
    assert (again, again.hash) == (rules, rules.hash)
    assert rules.hash == "0x" + keccak(rules.as_text().encode()).hex()
    assert rules.as_text().isascii()


def test_the_canonical_text_is_this_to_the_byte():
    assert RULES.as_text() == (
        '{"mechanism":"qf","mechanism_version":"1","params":{"cap_bps":"4000","minimum_units":"0","saturation":"keep"},'
        '"title":"Learning and water"}'
    )


def test_every_default_is_written_out():
    assert Configuration.of("x", "qf", {}).params == {
        "saturation": "keep",
        "cap_bps": "10000",
        "minimum_units": "0",
    }


def test_two_ways_of_writing_a_number_are_one_rule():
    assert Configuration.of("x", "qf", {"cap_bps": "04000"}) == Configuration.of("x", "qf", {"cap_bps": "4000"})


@given(st.data())
def test_no_other_text_is_read_as_rules(data):
    text = RULES.as_text()
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(codec="ascii").filter(lambda one: one != text[place]))
    other = text[:place] + letter + text[place + 1 :]
    try:
        found = Configuration.from_text(other)
    except BadInput:
        return
    # Another title or number in canonical form: other rules, and another hash.
    assert found.as_text() == other
    assert found.hash != RULES.hash


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '"text"',
        "[" * 100_000,
        '{"a":' * 100_000,
        "9" * 5_000,
        RULES.as_text() + " ",
        RULES.as_text().replace(":", ": "),
        RULES.as_text().replace('"4000"', "4000"),
        RULES.as_text().replace('"4000"', '"04000"'),
        RULES.as_text().replace('"qf"', '["qf"]'),
        RULES.as_text().replace('"qf"', '"nonsense"'),
        RULES.as_text().replace('"1"', "1"),
        RULES.as_text().replace('"1"', "null"),
        RULES.as_text().replace('"mechanism_version":"1",', ""),
        RULES.as_text().replace('"1"', '"01"'),
        RULES.as_text().replace('"Learning and water"', "7"),
        RULES.as_text().replace('"Learning and water"', '{"a":"b"}'),
        RULES.as_text().replace("Learning", "\\ud800"),
        RULES.as_text().replace(',"title"', ',"more":1,"title"'),
        RULES.as_text().replace('{"mechanism":"qf",', '{"mechanism":"qf","mechanism":"qf",'),
    ],
)
def test_what_is_not_canonical_is_refused(text):
    with pytest.raises(BadInput):
        Configuration.from_text(text)


@pytest.mark.parametrize("title", ["", "x" * 201, "two\nlines", "\ud800", "nul\0", "\x1b[2J", 7, None])
def test_a_title_is_one_line_that_every_page_can_show(title):
    with pytest.raises(BadParameter, match="title is"):
        Configuration.of(title, "qf", {})


def test_a_title_in_any_script_is_fine():
    title = "التعلم والمياه: 水, école"
    assert json.loads(Configuration.of(title, "qf", {}).as_text())["title"] == title


def test_an_unknown_mechanism_or_parameter_is_refused():
    with pytest.raises(BadParameter):
        Configuration.of("x", "magic", {})
    with pytest.raises(BadParameter):
        Configuration.of("x", "qf", {"colour": "blue"})


def test_every_mechanism_has_a_version_that_its_rounds_name():
    assert RULES.mechanism_version == "1"
    for mechanism in MECHANISMS.values():
        assert mechanism.version >= 1


@pytest.mark.parametrize("version", ["2", "0", "", "x" * 5_000, "\\ud800"])
def test_a_round_matched_by_another_version_of_a_mechanism_needs_another_program(version):
    with pytest.raises(BadInput, match="is matched by qf, version") as refusal:
        Configuration.from_text(RULES.as_text().replace('"1"', f'"{version}"'))
    assert "version of this program" in refusal.value.remedy
    assert str(refusal.value).isprintable()
