"""Reading review files, strictly, and sealing what was read."""

import json

import pytest
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st

from quadrille.catalog.registry import slug_of
from quadrille.catalog.standard import current_standard
from quadrille.errors import BadParameter, MalformedFile
from quadrille.screening.judging.answers import Answer, Choice, Review
from quadrille.screening.review_file import (
    COMMENT_MAX_CHARACTERS,
    FILE_MAX_BYTES,
    evidence_hash,
    parse,
    review_document,
)
from real_data import shared

YES = {"answer": True, "comment": "", "confidence": 5}
FIELDS = {
    "license": {"answer": True, "comment": "The file LICENSE says MIT.", "confidence": "4"},
    "SDG[0]": {"answer": False, "comment": "The link is dead.", "confidence": 2},
    "user": "reviewer-041",
    "timestamp": 1_609_737_909,
    "project": "Apache Fineract",
}
SALT = bytes(range(32))


def read(fields, file="review.json"):
    content = fields if isinstance(fields, bytes) else json.dumps(fields).encode()
    return parse(content, file, current_standard().indicator_of_question, slug_of)


def without(field):
    return {key: value for key, value in FIELDS.items() if key != field}


def test_a_review_is_read_whole():
    assert read(FIELDS | {"timeTaken": 474}) == Review(
        project="apache-fineract",
        reviewer="reviewer-041",
        submitted_at=1_609_737_909,
        seconds_taken=474,
        answers=(
            Answer("SDG[0]", 1, Choice.NO, 2, "The link is dead."),
            Answer("license", 2, Choice.YES, 4, "The file LICENSE says MIT."),
        ),
    )


def test_a_byte_order_mark_is_no_matter():
    assert read(b"\xef\xbb\xbf" + json.dumps(FIELDS).encode()) == read(FIELDS)


def test_both_versions_of_the_form_ask_for_ownership():
    old, new = read(FIELDS | {"ownership": YES}), read(FIELDS | {"clearOwnership": YES, "nonPII": YES})
    assert [item.indicator for item in old.answers] == [1, 2, 3]
    assert [item.indicator for item in new.answers] == [1, 2, 3, 6]


def test_answers_stand_in_the_order_of_the_standard():
    fields = {f"SDG[{number}]": YES for number in (10, 2, 9)} | {"license": YES} | FIELDS
    assert [item.question for item in read(fields).answers] == [
        "SDG[0]",
        "SDG[2]",
        "SDG[9]",
        "SDG[10]",
        "license",
    ]


def test_the_file_name_gives_the_project_where_the_file_does_not():
    assert read(without("project"), "reviews/met_norway_reviewer-041.json").project == "met_norway"


@pytest.mark.parametrize("file", ["review.json", "reviewer-041.json", "_reviewer-041.json", "x_reviewer-042.json"])
def test_a_review_of_no_project_is_refused(file):
    with pytest.raises(MalformedFile, match=r"column project: missing.*<project>_reviewer-041\.json"):
        read(without("project"), file)


@pytest.mark.parametrize("field", ["user", "timestamp"])
def test_a_review_without_its_author_or_time_is_refused(field):
    with pytest.raises(MalformedFile, match=rf"review\.json, column {field}:"):
        read(without(field))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("user", ""),
        ("user", " \t"),
        ("user", 41),
        ("user", "two\nlines"),
        ("user", "x" * 65),
        ("project", ""),
        ("project", None),
        ("project", "x" * 201),
        ("timestamp", "1609737909"),
        ("timestamp", 1609737909.0),
        ("timestamp", True),
        ("timestamp", 0),
        ("timestamp", -5),
        ("timestamp", 10**30),
        ("timeTaken", None),
        ("timeTaken", -1),
        ("timeTaken", 4.5),
        ("timeTaken", True),
        ("timeTaken", 10**9),
        ("license", True),
        ("license", None),
    ],
)
def test_a_field_of_another_kind_is_refused_by_name(field, value):
    with pytest.raises(MalformedFile, match=rf"review\.json, column {field}:"):
        read(FIELDS | {field: value})


def test_milliseconds_are_refused_with_the_remedy():
    with pytest.raises(MalformedFile, match="divide milliseconds by 1000"):
        read(FIELDS | {"timestamp": 1_609_737_909_000})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("answer", "true"),
        ("answer", 1),
        ("answer", None),
        ("comment", None),
        ("comment", ["text"]),
        ("comment", "nul \x00"),
        ("comment", "half a pair \ud83d"),
        ("comment", "x" * (COMMENT_MAX_CHARACTERS + 1)),
        ("confidence", 0),
        ("confidence", 6),
        ("confidence", "05"),
        ("confidence", " 5"),
        ("confidence", "٣"),
        ("confidence", 5.0),
        ("confidence", True),
        ("confidence", None),
        ("confidence", [5]),
        ("evidence", "https://a.example"),
    ],
)
def test_an_answer_of_another_kind_is_refused_by_question_and_field(field, value):
    with pytest.raises(MalformedFile, match=rf"review\.json, column license\.{field}:"):
        read(FIELDS | {"license": YES | {field: value}})


@pytest.mark.parametrize("field", ["answer", "comment", "confidence"])
def test_an_answer_with_a_field_missing_is_refused(field):
    with pytest.raises(MalformedFile, match=rf"column license\.{field}: missing"):
        read(FIELDS | {"license": {key: value for key, value in YES.items() if key != field}})


@pytest.mark.parametrize(
    "question",
    [
        "SDG",
        "SDG[]",
        "SDG[01]",
        "SDG[-1]",
        "SDG[100]",
        "SDG[٣]",
        "license[0]",
        "sdg[0]",
        "privacy",
        "",
        "x" * 10_000,
    ],
)
def test_a_question_that_the_form_does_not_ask_is_refused_with_those_it_does(question):
    with pytest.raises(MalformedFile, match=r"no such question.*SDG\[\], license, ownership, clearOwnership"):
        read(FIELDS | {question: YES})


def test_one_question_under_both_its_names_is_refused():
    with pytest.raises(MalformedFile, match="clearOwnership: asks the same as ownership"):
        read(FIELDS | {"ownership": YES, "clearOwnership": YES})


def test_a_review_without_answers_is_refused():
    with pytest.raises(MalformedFile, match="no question is answered"):
        read({key: FIELDS[key] for key in ("user", "timestamp", "project")})


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "row 1.*not JSON"),
        (b"\xff", "not UTF-8"),
        (b"[]", "one JSON object"),
        (b'{"user": "a", "user": "b"}', "'user' stands twice"),
        (b'{"license": {"answer": true, "answer": false}}', "'answer' stands twice"),
        (b'{"timestamp": NaN}', "NaN is not a number"),
        (b'{"timestamp": -Infinity}', "-Infinity is not a number"),
        (b'{"timestamp": ' + b"9" * 5_000 + b"}", "cannot|can be read"),
        (b'{"license": ' + b"[" * 200_000, "not JSON that can be read"),
        (b" " * (FILE_MAX_BYTES + 1), "at most 1000000 are read"),
    ],
)
def test_a_file_that_is_no_review_is_refused(content, reason):
    with pytest.raises(MalformedFile, match=reason):
        read(content)


def test_the_document_is_canonical_json():
    assert review_document(read(FIELDS)) == (
        b'{"answers":{"SDG[0]":{"answer":false,"comment":"The link is dead.","confidence":2,"indicator":1},'
        b'"license":{"answer":true,"comment":"The file LICENSE says MIT.","confidence":4,"indicator":2}},'
        b'"format":"quadrille-review-1","project":"apache-fineract","reviewer":"reviewer-041",'
        b'"seconds_taken":null,"submitted_at":1609737909}'
    )


@given(st.permutations(list(FIELDS)))
def test_the_order_of_keys_in_the_file_changes_neither_document_nor_seal(order):
    shuffled = read({key: FIELDS[key] for key in order})
    assert review_document(shuffled) == review_document(read(FIELDS))
    assert evidence_hash(shuffled, SALT) == evidence_hash(read(FIELDS), SALT)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=200))
def test_any_text_survives_in_the_document(comment):
    review = read(FIELDS | {"license": YES | {"comment": comment}})
    assert json.loads(review_document(review))["answers"]["license"]["comment"] == comment


def test_the_seal_is_keccak_of_salt_and_document():
    review = read(FIELDS)
    assert evidence_hash(review, SALT) == "0x" + keccak(SALT + review_document(review)).hex()
    assert evidence_hash(review, SALT) != evidence_hash(review, bytes(32))


@pytest.mark.parametrize("salt", [b"", bytes(31), bytes(33)])
def test_a_salt_of_another_length_is_refused(salt):
    with pytest.raises(BadParameter, match="32 random bytes"):
        evidence_hash(read(FIELDS), salt)


def test_every_real_review_of_the_pilot_is_read():
    files = sorted(shared("data", "pilot-reviews").glob("*.json"))
    reviews = [read(file.read_bytes(), file.name) for file in files]
    assert [f"{review.project}_{review.reviewer}" for review in reviews] == [file.stem for file in files]
    assert len(reviews) == 133
    assert sum(len(review.answers) for review in reviews) == 897
    assert sum(review.seconds_taken is not None for review in reviews) == 38
