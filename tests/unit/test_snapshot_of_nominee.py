"""A frozen nominee: one text and one hash, whatever the order; what differs between two, and what that asks anew."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.catalog.changes import RESTS_ON, changed_questions, questions_to_renew, touched_indicators
from quadrille.catalog.documents import DEPTH_MAX, parse_documents
from quadrille.catalog.registry import STAGES
from quadrille.catalog.snapshot import changed_fields, hash_of, take
from quadrille.catalog.standard import current_standard, load_standard
from quadrille.errors import BadInput, MalformedFile, NotFound
from real_data import shared

# A lone surrogate is a character of JSON that no database takes.
TEXTS = st.text(alphabet=st.characters(codec=None))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.dictionaries(TEXTS, VALUES, max_size=6)
DOCUMENTS = st.dictionaries(st.sampled_from(["nominee", "screening", "registry"]), FIELDS)

NOMINEE = {"name": "Wells", "description": "Maps", "license": [{"spdx": "MIT"}], "SDGs": [{"SDGNumber": 6}]}


def turned(value):
    """The same, with every object's keys the other way round."""
    if isinstance(value, dict):
        return {key: turned(one) for key, one in reversed(value.items())}
    return [turned(one) for one in value] if isinstance(value, list) else value


@given(FIELDS, DOCUMENTS)
def test_the_order_of_keys_changes_neither_text_nor_hash(project, documents):
    assert take(project, documents) == take(turned(project), turned(documents))


@given(FIELDS, DOCUMENTS)
def test_a_snapshot_is_ascii_says_all_and_can_be_hashed_again(project, documents):
    taken = take(project, documents)
    assert taken.text.isascii()
    assert "\0" not in taken.text
    assert json.loads(taken.text) == {"format": "quadrille-nominee-1", "project": project, "documents": documents}
    assert hash_of(taken.text) == taken.hash


@given(FIELDS, FIELDS, DOCUMENTS)
def test_another_nominee_has_another_hash(one, other, documents):
    is_same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (take(one, documents).hash == take(other, documents).hash) == is_same


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1, 2}])
def test_what_json_does_not_have_is_refused(value):
    with pytest.raises(BadInput, match="Import it again"):
        take({"name": value}, {})


@given(FIELDS, DOCUMENTS)
def test_between_a_nominee_and_itself_nothing_changed(project, documents):
    text = take(project, documents).text
    assert changed_fields(text, text) == ()


@given(FIELDS, DOCUMENTS, FIELDS, DOCUMENTS)
def test_what_changed_is_the_same_from_either_side(project, documents, other_project, other_documents):
    one, other = take(project, documents).text, take(other_project, other_documents).text
    assert changed_fields(one, other) == changed_fields(other, one)


def test_a_field_left_empty_is_as_one_that_nobody_wrote():
    bare, empty = take({"name": "Wells"}, {}), take({"name": "Wells", "website": ""}, {"nominee": {"aliases": []}})
    assert changed_fields(bare.text, empty.text) == ()
    assert bare.hash != empty.hash


def test_another_licence_asks_for_the_licence_and_nothing_else():
    standard = current_standard()
    before = take({"licences": ["MIT"]}, {"nominee": NOMINEE}).text
    after = take({"licences": ["GPL-3.0"]}, {"nominee": {**NOMINEE, "license": [{"spdx": "GPL-3.0"}]}}).text
    fields = changed_fields(before, after)
    assert fields == ("nominee.license", "project.licences")
    assert questions_to_renew(standard, standard, fields) == ("2.1",)


@given(st.lists(st.sampled_from(sorted(RESTS_ON))), st.lists(st.sampled_from(sorted(RESTS_ON))))
def test_more_changes_never_ask_less(some, more):
    standard = current_standard()
    few = questions_to_renew(standard, standard, [f"nominee.{name}" for name in some])
    many = questions_to_renew(standard, standard, [f"nominee.{name}" for name in [*some, *more]])
    assert set(few) <= set(many)
    assert list(many) == [question for question in standard.question_ids if question in many]


def test_a_field_that_nobody_knows_asks_everything():
    standard = current_standard()
    assert questions_to_renew(standard, standard, ["registry.somethingNew"]) == standard.question_ids
    assert touched_indicators(standard, []) == frozenset()


def test_between_the_two_versions_of_the_standard_indicator_six_came_to_speak_of_content():
    old, new = load_standard("1.1.4"), load_standard("1.1.6")
    assert changed_questions(old, new) == ("6.1",)
    assert changed_questions(new, new) == ()
    assert old.question_ids == new.question_ids
    assert questions_to_renew(old, new, ["nominee.SDGs"]) == ("1.1", "6.1")


def test_every_question_has_a_statement_and_its_indicator_says_who_can_show_it():
    standard = current_standard()
    assert all(standard.question(name).statement.endswith(".") for name in standard.question_ids)
    assert standard.indicator_of("9b").evidence_from == "representative"
    assert standard.indicator_of("6.1").number == 6
    with pytest.raises(NotFound, match=r"question of the Standard 1\.1\.6 10\.1"):
        standard.indicator_of("10.1")


def test_a_document_comes_with_its_project_and_without_contacts_of_persons():
    owner = {"name": "Water Trust", "contact_name": "Ann", "contact_email": "ann@trust.example"}
    content = json.dumps({**NOMINEE, "organizations": [owner]}).encode()
    (found,) = parse_documents(content, "wells.json")
    assert found.project.slug == "wells"
    assert found.fields == {**NOMINEE, "organizations": [{"name": "Water Trust"}]}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_json_does_not_have_is_refused_with_its_place(number):
    content = json.dumps([NOMINEE]).replace('"Maps"', f'"Maps", "extra": {number}').encode()
    with pytest.raises(MalformedFile, match=r"column \[0\]"):
        parse_documents(content, "wells.json")


def test_a_document_that_is_too_deep_to_be_written_down_again_is_refused():
    for levels, is_fine in ((DEPTH_MAX - 1, True), (DEPTH_MAX, False)):
        deep = "[" * levels + "]" * levels
        content = json.dumps(NOMINEE).replace('"Maps"', f'"Maps", "extra": {deep}').encode()
        if is_fine:
            assert parse_documents(content, "wells.json")
        else:
            with pytest.raises(MalformedFile, match="levels of lists"):
                parse_documents(content, "wells.json")


def test_every_field_of_the_real_files_is_known_to_some_question():
    """Else a renewal would ask everything for a field that nobody thought of."""
    unknown = set()
    for folder in ("nominees", "digitalpublicgoods"):
        for file in sorted(shared("data", "candidates", folder).glob("*.json")):
            (found,) = parse_documents(file.read_bytes(), file.name)
            unknown |= found.fields.keys() - RESTS_ON.keys()
    registry = shared("data", "dpg-registry-2026-07-13.json")
    for found in parse_documents(registry.read_bytes(), registry.name):
        unknown |= found.fields.keys() - RESTS_ON.keys()
        assert found.project.stage in STAGES
    assert unknown == set()
