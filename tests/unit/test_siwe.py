"""The library kept for EIP-4361 sign-in, held against the standard's own vectors.

All pass but one: the library takes an address in lower case, where the vector wants EIP-55 or nothing.
"""

import json
from datetime import datetime
from typing import Any

import pytest
from siwe import InvalidSignature, SiweMessage, VerificationError

from real_data import shared

FIELDS = {
    "chainId": "chain_id",
    "issuedAt": "issued_at",
    "expirationTime": "expiration_time",
    "notBefore": "not_before",
    "requestId": "request_id",
}
ASKED = {"domainBinding": "domain", "matchNonce": "nonce"}

LIBRARY_GAP = "address not EIP-55"

REFUSALS = (ValueError, VerificationError)

PARSING = pytest.mark.parametrize("abnf", [True, False], ids=["by grammar", "by regular expression"])


def vectors(name: str) -> dict[str, Any]:
    return dict(json.loads(shared("vectors", "siwe", f"{name}.json").read_text(encoding="utf-8")))


def message_of(fields: dict[str, Any]) -> SiweMessage:
    known = {FIELDS.get(name, name): value for name, value in fields.items()}
    return SiweMessage(**{name: value for name, value in known.items() if name in SiweMessage.model_fields})


def verify(vector: dict[str, Any]) -> None:
    expected: dict[str, Any] = {ASKED[name]: value for name, value in vector.items() if name in ASKED}
    if "time" in vector:
        expected["timestamp"] = datetime.fromisoformat(vector["time"])
    message_of(vector).verify(vector["signature"], **expected)


@PARSING
def test_every_good_message_is_read_and_written_again_letter_for_letter(abnf):
    found = vectors("parsing_positive")
    assert len(found) == 19
    for vector in found.values():
        message = SiweMessage.from_message(vector["message"], abnf=abnf)
        read = {name: getattr(message, FIELDS.get(name, name)) for name in vector["fields"]}
        assert {**read, "version": str(message.version)} == vector["fields"]
        assert message.prepare_message() == vector["message"]


@PARSING
def test_every_bad_message_is_refused(abnf):
    found = vectors("parsing_negative")
    assert len(found) == 29
    for name, text in found.items():
        if name != LIBRARY_GAP:
            with pytest.raises(REFUSALS):
                SiweMessage.from_message(text, abnf=abnf)


@pytest.mark.xfail(strict=True, reason="siwe 5.0.2 takes an address in one case, and only warns")
@PARSING
def test_an_address_in_lower_case_is_refused(abnf):
    text = vectors("parsing_negative")[LIBRARY_GAP]
    with pytest.raises(ValueError, match="EIP-55"):
        SiweMessage.from_message(text, abnf=abnf)


def test_every_bad_set_of_fields_is_refused():
    found = vectors("parsing_negative_objects")
    assert len(found) == 18
    for fields in found.values():
        with pytest.raises(REFUSALS):
            message_of(fields)


def test_every_good_signature_is_taken():
    found = vectors("verification_positive")
    assert len(found) == 4
    for vector in found.values():
        verify(vector)


def test_every_bad_signature_is_refused():
    found = vectors("verification_negative")
    assert len(found) == 10
    for vector in found.values():
        with pytest.raises(REFUSALS):
            verify(vector)


def test_a_contract_s_signature_is_refused_as_long_as_no_chain_is_asked():
    """What can be shown here of the ERC-1271 vectors: without a node they are refused, never taken on trust.

    Their accounts live on Ethereum's main chain, which no test asks; the check against an account contract of our
    own on the local chain comes with sign-in.
    """
    found = vectors("eip1271")
    assert len(found) == 2
    for vector in found.values():
        with pytest.raises(InvalidSignature):
            SiweMessage.from_message(vector["message"]).verify(vector["signature"])
