"""A receipt as a file: what was written is read back, and anything else is refused by its field."""

import json
from dataclasses import fields, replace

import pytest
from eth_account import Account
from hypothesis import given
from hypothesis import strategies as st

from quadrille.chain.typed_data import receipt_message, typed_digest
from quadrille.errors import MalformedFile
from quadrille.screening.receipts.receipt import (
    FILE_MAX_BYTES,
    LARGEST,
    PROOF_MAX_HASHES,
    TEXT_MAX_CHARACTERS,
    Receipt,
    SignedReceipt,
    next_words,
    read_receipt,
)
from quadrille.types import Address, Hash32, Timestamp

KEY = Account.from_key("0x" + "5e" * 32)

RECEIPT = Receipt(
    screening=7,
    nominee="wellspring-map",
    snapshot_hash=Hash32("0x" + "ab" * 32),
    reviewer="amina",
    version=2,
    commitment=Hash32("0x" + "cd" * 32),
    position=41,
    day=20_778,
    submitted_at=Timestamp(1_795_219_200),
    chain_id=31_337,
    review_log=Address("0x5FbDB2315678afecb367f032d93F642f64180aa3"),
    server="https://quadrille.example",
    next=next_words(20_778),
)
SIGNED = SignedReceipt(RECEIPT, "0x" + "ef" * 65)

hashes = st.binary(min_size=32, max_size=32).map(lambda raw: Hash32("0x" + raw.hex()))
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=100)
receipts = st.builds(
    Receipt,
    **{name: st.integers(0, largest) for name, largest in LARGEST.items()},
    **dict.fromkeys(("nominee", "reviewer", "server", "next"), texts),
    snapshot_hash=hashes,
    commitment=hashes,
    review_log=st.just(RECEIPT.review_log),
)
signed_receipts = st.builds(
    SignedReceipt,
    receipts,
    st.binary(min_size=65, max_size=65).map(lambda raw: "0x" + raw.hex()),
    st.none() | st.lists(hashes, max_size=PROOF_MAX_HASHES).map(tuple),
)


def with_field(name, value) -> bytes:
    return json.dumps({**SIGNED.as_document(), name: value}).encode()


@given(signed_receipts)
def test_what_is_written_is_read_back(signed):
    assert read_receipt(signed.as_file(), "receipt.json") == signed


@given(signed_receipts)
def test_the_signature_covers_every_field_but_the_proof(signed):
    said = signed.receipt

    def digest(receipt):
        return typed_digest(receipt_message(receipt.chain_id, receipt.review_log, receipt.as_fields()))

    others = {
        field.name: getattr(said, field.name) + ("x" if isinstance(getattr(said, field.name), str) else 1)
        for field in fields(Receipt)
    }
    others |= {"snapshot_hash": "0x" + "77" * 32, "commitment": "0x" + "78" * 32, "review_log": "0x" + "79" * 20}
    # The largest of a type has no number above it.
    others = {name: 0 if name in LARGEST and value > LARGEST[name] else value for name, value in others.items()}
    for name, other in others.items():
        assert digest(replace(said, **{name: other})) != digest(said), name


def test_the_words_name_the_end_of_the_day():
    assert "22 November 2026, 00:00 UTC" in next_words(20_778)


@pytest.mark.parametrize("name", [*SIGNED.as_document()])
def test_a_missing_field_is_named(name):
    document = SIGNED.as_document()
    del document[name]
    with pytest.raises(MalformedFile, match=f"column {name}"):
        read_receipt(json.dumps(document).encode(), "receipt.json")


def test_a_field_that_nobody_knows_is_named():
    with pytest.raises(MalformedFile, match="column more: no such field"):
        read_receipt(with_field("more", 1), "receipt.json")


@pytest.mark.parametrize("name", [*SIGNED.as_document(), "proof"])
@pytest.mark.parametrize(
    "value",
    [None, True, -1, 1.5, 2**64, [], {}, "\ud800", "a\0b", ["x"], ["0x" + "ab" * 32, 1]],
)
def test_a_wrong_value_is_named(name, value):
    if name == "proof" and value == []:
        return
    with pytest.raises(MalformedFile, match=f"column {name}"):
        read_receipt(with_field(name, value), "receipt.json")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("next", "x" * (TEXT_MAX_CHARACTERS + 1)),
        ("proof", ["0x" + "ab" * 32] * (PROOF_MAX_HASHES + 1)),
        ("signature", "0x" + "ef" * 64),
        ("commitment", "0x" + "CD" * 32),
        ("review_log", "0x" + "ab" * 21),
        ("format", "quadrille-receipt-2"),
    ],
)
def test_what_is_too_long_or_of_another_form_is_named(name, value):
    with pytest.raises(MalformedFile, match=f"column {name}"):
        read_receipt(with_field(name, value), "receipt.json")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"null",
        b"[]",
        b"[" * 60_000,
        b'{"format": "quadrille-receipt-1", "format": "quadrille-receipt-1"}',
        b" " * (FILE_MAX_BYTES + 1),
    ],
)
def test_what_is_no_receipt_is_refused(content):
    with pytest.raises(MalformedFile, match=r"receipt\.json"):
        read_receipt(content, "receipt.json")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_no_json_is_anything_but_read_or_refused(document):
    with pytest.raises(MalformedFile):
        read_receipt(json.dumps(document).encode(), "receipt.json")
