"""The official vectors of EIP-4361, held against what our sign-in reads and judges.

Every vector but two is judged here: those of ERC-1271 are of accounts on Ethereum's main chain, which no test asks.
`tests/chain/test_wallet_signature.py` signs in with contracts on a chain of its own.
"""

import json
from datetime import datetime
from typing import Any

import pytest
from siwe import SiweMessage, VerificationError

from quadrille.chain.typed_data import text_digest
from quadrille.chain.wallet_signature import is_signed_by
from quadrille.errors import BadInput, NotAllowed
from quadrille.people.sign_in_message import Site, check_site, check_window, read_message
from quadrille.types import Timestamp
from real_data import shared

FIELDS = {
    "chainId": "chain_id",
    "issuedAt": "issued_at",
    "expirationTime": "expiration_time",
    "notBefore": "not_before",
    "requestId": "request_id",
}


def vectors(name: str) -> dict[str, Any]:
    return dict(json.loads(shared("vectors", "siwe", f"{name}.json").read_text(encoding="utf-8")))


def message_of(fields: dict[str, Any]) -> SiweMessage:
    known = {FIELDS.get(name, name): value for name, value in fields.items()}
    return SiweMessage(**{name: value for name, value in known.items() if name in SiweMessage.model_fields})


class NoNode:
    """Nobody to ask: what a key did not sign is not signed."""

    def code(self, _address: str) -> bytes:
        return b""


def admit(vector: dict[str, Any]) -> None:
    """Judge a vector as our sign-in would on the site and at the time that the vector is for.

    Two of them are years from their own time, and one has the URI of a site beside its domain: what we ask of age and
    of the URI is ours, and left out here.
    """
    text = message_of(vector).prepare_message()
    message = read_message(text)
    site = Site(f"https://{vector.get('domainBinding', message.domain)}", message.chain_id)
    check_site(message.model_copy(update={"uri": site.url}), site)
    moment = datetime.fromisoformat(vector.get("time") or str(message.issued_at)).timestamp()
    check_window(message, Timestamp(int(moment)))
    if "matchNonce" in vector and vector["matchNonce"] != message.nonce:
        raise NotAllowed("another nonce", "")
    if not is_signed_by(NoNode(), message.address, text_digest(text), vector["signature"]):
        raise NotAllowed("not signed", "")


def test_every_good_message_is_read_letter_for_letter():
    found = vectors("parsing_positive")
    assert len(found) == 19
    for vector in found.values():
        message = read_message(vector["message"])
        read = {name: getattr(message, FIELDS.get(name, name)) for name in vector["fields"]}
        assert {**read, "version": str(message.version)} == vector["fields"]


def test_every_bad_message_is_refused():
    found = vectors("parsing_negative")
    assert len(found) == 29
    for text in found.values():
        with pytest.raises(BadInput, match="not in the form of EIP-4361"):
            read_message(text)


def test_every_bad_set_of_fields_is_refused():
    found = vectors("parsing_negative_objects")
    assert len(found) == 18
    for fields in found.values():
        with pytest.raises((ValueError, VerificationError, BadInput)):
            read_message(message_of(fields).prepare_message())


def test_every_good_signature_is_taken():
    found = vectors("verification_positive")
    assert len(found) == 4
    for vector in found.values():
        admit(vector)


def test_every_bad_signature_is_refused():
    found = vectors("verification_negative")
    assert len(found) == 10
    for vector in found.values():
        with pytest.raises((ValueError, VerificationError, BadInput, NotAllowed)):
            admit(vector)


def test_a_contract_s_signature_is_not_taken_on_trust():
    found = vectors("eip1271")
    assert len(found) == 2
    for vector in found.values():
        message = read_message(vector["message"])
        assert not is_signed_by(NoNode(), message.address, text_digest(vector["message"]), vector["signature"])
