"""Reading a work's file, strictly, and sealing what was read."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from known_works import FILES, SIGNATURE, work_of
from quadrille.errors import MalformedFile
from quadrille.screening.works.work_file import FILE_MAX_BYTES, MOST_PROOFS, evidence_hash, parse, work_document

PROOF = {"role": "maintainer", "wallet": "0x" + "12" * 20, "signature": SIGNATURE}
SALT = bytes(range(32))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
MISSING = object()


def content_of(of: str, /, **changes: Any) -> bytes:
    fields = {**FILES[of], **changes}
    return json.dumps({name: value for name, value in fields.items() if value is not MISSING}).encode()


@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_read_as_it_is_written(kind):
    work = work_of(kind, proofs=[PROOF])
    assert (work.kind, work.project, work.contributor, work.title) == (kind, "mojaloop", "amina", "What it is")
    assert [(one.role, one.wallet, one.signature) for one in work.proofs] == [tuple(PROOF.values())]


@pytest.mark.parametrize("kind", FILES)
def test_every_field_is_needed_and_no_other_is_taken(kind):
    for name in FILES[kind]:
        with pytest.raises(MalformedFile) as refusal:
            parse(content_of(kind, **{name: MISSING}), "work.json")
        assert refusal.value.column == name
    with pytest.raises(MalformedFile, match=r"column more: no such field"):
        parse(content_of(kind, more=1), "work.json")


@pytest.mark.parametrize("kind", FILES)
@given(data=st.data(), value=JSON)
def test_whatever_stands_in_a_field_is_read_or_refused(kind, data, value):
    name = data.draw(st.sampled_from(sorted(FILES[kind])))
    content = content_of(kind, **{name: value})
    with suppress(MalformedFile):
        assert parse(content, "work.json").kind == kind


@given(st.binary(max_size=200))
def test_whatever_a_file_holds_is_read_or_refused(content):
    with pytest.raises(MalformedFile, match=r"work\.json"):
        parse(content, "work.json")


@pytest.mark.parametrize(
    ("kind", "changes", "place"),
    [
        ("translation", {"link": "http://one.example/fr"}, "link"),
        ("translation", {"link": "https://one"}, "link"),
        ("translation", {"content_hash": "0x" + "5C" * 32}, "content_hash"),
        ("translation", {"languages": []}, "languages"),
        ("translation", {"languages": ["fr", "fr"]}, "languages"),
        ("translation", {"languages": ["French!"]}, "languages"),
        ("translation", {"title": "two\nlines"}, "title"),
        ("translation", {"title": "\u202eesrever"}, "title"),
        ("translation", {"proofs": [{**PROOF, "role": "friend"}]}, r"proofs\[0\]\.role"),
        ("translation", {"proofs": [PROOF, {**PROOF, "wallet": "0x12"}]}, r"proofs\[1\]\.wallet"),
        ("translation", {"proofs": [{**PROOF, "signature": "0xabc"}]}, r"proofs\[0\]\.signature"),
        ("translation", {"proofs": [PROOF] * (MOST_PROOFS + 1)}, "proofs"),
        ("code", {"commit_id": "f" * 39}, "commit_id"),
        ("code", {"commit": "a\0b"}, "commit"),
        ("mentoring", {"minutes": True}, "minutes"),
        ("mentoring", {"minutes": 0}, "minutes"),
        ("mentoring", {"minutes": 90.0}, "minutes"),
        ("mentoring", {"held_at": 1_795_000_000_000}, "held_at"),
        ("mentoring", {"module": "Intro"}, "module"),
        ("mentoring", {"kind": "gardening"}, "kind"),
    ],
)
def test_a_flaw_is_told_with_its_field(kind, changes, place):
    with pytest.raises(MalformedFile, match=f"column {place}"):
        parse(content_of(kind, **changes), "work.json")


def test_a_file_that_is_too_long_or_says_a_key_twice_is_refused():
    with pytest.raises(MalformedFile, match="at most"):
        parse(b" " * (FILE_MAX_BYTES + 1), "work.json")
    with pytest.raises(MalformedFile, match="'kind' stands twice"):
        parse(b'{"kind": "code", "kind": "code"}', "work.json")


def test_a_kind_that_was_named_is_taken_where_the_file_says_none_and_held_against_what_it_says():
    assert parse(content_of("translation", kind=MISSING), "work.json", "translation") == work_of("translation")
    with pytest.raises(MalformedFile, match="translation, not code"):
        parse(content_of("translation"), "work.json", "code")


@pytest.mark.parametrize("kind", FILES)
def test_a_seal_holds_the_work_and_nobody_s_wallet_or_signature(kind):
    document = work_document(work_of(kind, proofs=[PROOF])).decode()
    assert PROOF["wallet"][2:] not in document
    assert SIGNATURE[2:] not in document
    assert json.loads(document)["proofs"][0]["role"] == "maintainer"
    assert document != work_document(work_of(kind)).decode()


@pytest.mark.parametrize("kind", FILES)
def test_the_seal_depends_on_every_field_the_salt_and_not_on_the_order_of_proofs(kind):
    other = {**PROOF, "signature": "0x" + "cd" * 65}
    sealed = evidence_hash(work_of(kind, proofs=[PROOF, other]), SALT)
    assert sealed == evidence_hash(work_of(kind, proofs=[other, PROOF]), SALT)
    assert sealed != evidence_hash(work_of(kind, proofs=[PROOF, other]), bytes(32))
    for name, value in {"title": "x", "project": "x", "contributor": "x", "proofs": [PROOF]}.items():
        assert sealed != evidence_hash(work_of(kind, **{"proofs": [PROOF, other], name: value}), SALT)
