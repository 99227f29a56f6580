"""A signed commit: taken as git and ssh-keygen made it, and refused when any byte of it differs."""

import base64
import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from known_works import REPOSITORY, VECTORS, commit_fields, good_facts, work_of
from quadrille.errors import BadParameter
from quadrille.screening.works import ssh_signature
from quadrille.screening.works.signed_commit import commit_id, repository_form, signed_commit

BOTH = pytest.mark.parametrize("vector", VECTORS, ids=[vector["key"] for vector in VECTORS])
AUTHOR = "author Amina Ünal <amina@one.example> 1795263688 +0000"


def facts_for(vector, **changes):
    return replace(good_facts("code"), keys=frozenset({vector["public_key"]}), **changes)


def verdict(vector, text=None, facts=None, **changes):
    """The verdict on a commit with its own id, perhaps of another text."""
    fields = {**commit_fields(vector), **changes}
    if text is not None:
        fields |= {
            "commit": text,
            "commit_id": hashlib.sha1(f"commit {len(text.encode())}\0{text}".encode()).hexdigest(),
        }
    return signed_commit(work_of("code", **fields), facts or facts_for(vector))


def codes(found):
    return [reason.code for reason in found.reasons if reason.remedy]


@BOTH
def test_a_commit_that_git_signed_is_verified(vector):
    found = verdict(vector)
    assert codes(found) == []
    assert found.is_verified


@BOTH
def test_the_id_is_git_s(vector):
    assert commit_id(vector["commit"]) == vector["commit_id"]


@BOTH
@hypothesis_settings(max_examples=300)
@given(data=st.data())
def test_any_changed_character_fails_even_where_the_id_is_made_to_fit(vector, data):
    text = vector["commit"]
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="utf-8", exclude_characters=["\0", text[place]]))
    changed = text[:place] + other + text[place + 1 :]
    found = verdict(vector, changed)
    assert not found.is_verified
    assert set(codes(found)) & {"signature", "author"}


@BOTH
@given(data=st.data())
def test_any_changed_character_with_the_old_id_fails_by_the_id(vector, data):
    place = data.draw(st.integers(0, len(vector["commit"]) - 1))
    text = vector["commit"][:place] + vector["commit"][place + 1 :]
    assert "commit_id" in codes(verdict(vector, commit=text))


def test_each_vector_s_key_is_another_s_key():
    one, other = VECTORS
    assert codes(verdict(one, facts=facts_for(other))) == ["signature"]
    assert "has not registered" in verdict(one, facts=facts_for(other)).reasons[2].words


@BOTH
def test_without_a_maintainer_anybody_could_hand_in_a_commit_of_anything(vector):
    assert codes(verdict(vector, facts=facts_for(vector, signed=()))) == ["too_few_maintainers"]


@BOTH
def test_a_repository_that_the_catalogue_does_not_have_is_refused(vector):
    assert codes(verdict(vector, repository="https://github.com/somebody/fork")) == ["repository"]
    assert codes(verdict(vector, facts=facts_for(vector, repositories=frozenset()))) == ["repository"]


@BOTH
def test_a_commit_from_the_future_is_refused(vector):
    early = facts_for(vector, now_at=1_795_263_688 - 86_400)
    assert codes(verdict(vector, facts=early)) == []
    assert codes(verdict(vector, facts=replace(early, now_at=early.now_at - 1))) == ["author"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (AUTHOR, "author Somebody Else <else@one.example> 1795263688 +0000"),
        ("parent ", "parent 002ade9b8a187878a50d272320f35e1d103a83b0\nparent "),
        (AUTHOR, AUTHOR + "\n" + AUTHOR),
        (AUTHOR, AUTHOR + "\nencoding ISO-8859-1"),
        (AUTHOR, AUTHOR.replace("1795263688", "-1")),
        (AUTHOR + "\n", ""),
    ],
    ids=["another author", "a merge", "two authors", "another encoding", "no date", "no author"],
)
def test_a_commit_that_is_not_its_author_s_own_is_refused(old, new):
    found = verdict(VECTORS[0], VECTORS[0]["commit"].replace(old, new, 1))
    assert {"author", "signature"} <= set(codes(found))


def test_a_commit_with_two_signatures_or_none_is_refused():
    text = VECTORS[0]["commit"]
    head, signature, rest = text.partition("gpgsig ")
    block = signature + rest.partition("\n\n")[0] + "\n"
    for changed in (head + block + signature + rest, text.replace(block.rstrip("\n"), "x y")):
        assert "signature" in codes(verdict(VECTORS[0], changed))


def test_openpgp_is_said_to_be_none_of_ours():
    text = VECTORS[0]["commit"].replace("SSH SIGNATURE", "PGP SIGNATURE")
    assert "no SSH signature" in verdict(VECTORS[0], text).reasons[2].words


@BOTH
def test_a_signature_for_one_namespace_is_none_for_another(vector):
    found = ssh_signature.read(vector["words_signature"])
    assert found.public_key == vector["public_key"]
    assert ssh_signature.is_signature_of(found, vector["words"].encode(), "quadrille")
    assert not ssh_signature.is_signature_of(found, vector["words"].encode(), "git")
    assert not ssh_signature.is_signature_of(replace(found, namespace="git"), vector["words"].encode(), "git")


@BOTH
@hypothesis_settings(max_examples=300)
@given(data=st.data())
def test_a_signature_with_any_changed_byte_is_no_signature(vector, data):
    lines = vector["words_signature"].strip().split("\n")
    content = bytearray(base64.b64decode("".join(lines[1:-1])))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    armoured = "\n".join([lines[0], base64.b64encode(content).decode(), lines[-1]])
    try:
        found = ssh_signature.read(armoured)
    except BadParameter:
        return
    assert not ssh_signature.is_signature_of(found, vector["words"].encode(), "quadrille")


def test_a_signature_has_one_spelling():
    text = VECTORS[0]["words_signature"]
    last = text.index("=\n-----END") - 1
    follower = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = text[:last] + follower[follower.index(text[last]) ^ 1] + text[last + 1 :]
    assert base64.b64decode("".join(other.split("\n")[1:-2])) == base64.b64decode("".join(text.split("\n")[1:-2]))
    with pytest.raises(BadParameter):
        ssh_signature.read(other)


@given(st.text() | st.binary().map(lambda some: armoured(b"SSHSIG\0\0\0\x01" + some)))
def test_nonsense_is_refused_by_name(text):
    with pytest.raises(BadParameter, match="ssh-keygen"):
        ssh_signature.read(text)


def armoured(content: bytes) -> str:
    return f"-----BEGIN SSH SIGNATURE-----\n{base64.b64encode(content).decode()}\n-----END SSH SIGNATURE-----\n"


@pytest.mark.parametrize(
    "other", ["http://GitHub.com/mojaloop/mojaloop/", REPOSITORY + ".git", "git+https://github.com/Mojaloop/mojaloop#x"]
)
def test_one_repository_has_one_form(other):
    assert repository_form(other) == repository_form(REPOSITORY)
    assert repository_form(other) != repository_form(REPOSITORY + "-2")
