"""Terms of a round as a document for people and programs: read back to the last bit, and nothing else is read."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.chain.funding_round.terms import AMOUNTS, BITS, CHOICES, HASHES, Terms, read_terms
from quadrille.errors import BadParameter

ADDRESSES = st.sampled_from(
    ["0x" + "00" * 20, "0x5FbDB2315678afecb367f032d93F642f64180aa3", "0x000000000000000000000000000000000000dEaD"]
)
HASHED = st.binary(min_size=32, max_size=32).map(lambda raw: "0x" + raw.hex())


def values_of(name):
    """Anything that a field of this name can hold."""
    if name in BITS:
        return st.integers(0, 2 ** BITS[name] - 1)
    if name in CHOICES:
        return st.sampled_from(list(CHOICES[name]))
    if name == "reviewers":
        return st.lists(ADDRESSES, max_size=3).map(tuple)
    return HASHED if name in HASHES else ADDRESSES


NAMES = [field.name for field in fields(Terms)]
terms = st.builds(Terms, **{name: values_of(name) for name in NAMES})


@given(terms)
def test_what_is_written_is_read_back(made):
    document = made.as_document()
    assert read_terms(document) == made
    assert all(isinstance(document[name], str) for name in AMOUNTS)


@pytest.mark.parametrize("name", NAMES)
@given(made=terms, wrong=st.sampled_from([None, -1, 1.5, True, "", "0x", "٣", "1e3", "x" * 99, [], {}, [1], 2**300]))
def test_any_field_that_cannot_be_is_named(name, made, wrong):
    document = made.as_document()
    if name == "reviewers" and wrong == []:
        assert read_terms({**document, name: wrong}).reviewers == ()
        return
    with pytest.raises(BadParameter):
        read_terms({**document, name: wrong})


@pytest.mark.parametrize("document", [None, [], "terms", {}, {"token": "0x"}])
def test_what_is_no_document_of_terms_is_refused(document):
    with pytest.raises(BadParameter, match="terms"):
        read_terms(document)
