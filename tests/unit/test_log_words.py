"""What was logged, in words: whoever logged it and however strange it is."""

import pytest
from eth_abi.abi import encode
from eth_hash.auto import keccak

from quadrille.chain.log_words import log_in_words

BADGE = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
STRANGER = "0x000000000000000000000000000000000000dEaD"


def log(signature, topics=(), data="0x", address=BADGE):
    first = "0x" + keccak(signature.encode()).hex()
    return {"address": address.lower(), "topics": [first, *topics], "data": data}


def padded(address):
    return "0x" + address[2:].lower().zfill(64)


def test_an_event_of_ours_is_told_with_its_arguments():
    data = "0x" + encode(["uint32"], [7]).hex()
    event, words = log_in_words(log("IssuerSet(address,uint32)", [padded(STRANGER)], data), {BADGE: "the badge"})
    assert event == "IssuerSet"
    assert words == f"The badge {BADGE} logs IssuerSet: issuer {STRANGER}, weightPerWeek 7."


def test_what_two_standards_call_the_same_is_told_by_its_form():
    people = [padded(BADGE), padded(STRANGER)]
    (_, badge) = log_in_words(log("Transfer(address,address,uint256)", [*people, "0x" + "0" * 63 + "9"]), {})
    assert badge == f"{BADGE} logs Transfer: from {BADGE}, to {STRANGER}, tokenId 9."
    (_, token) = log_in_words(log("Transfer(address,address,uint256)", people, "0x" + "0" * 63 + "9"), {})
    assert token == f"{BADGE} logs Transfer: from {BADGE}, to {STRANGER}, value 9."


@pytest.mark.parametrize(
    ("signature", "topics", "data"),
    [
        ("Nothing(uint256)", [], "0x"),
        ("IssuerSet(address,uint32)", [padded(STRANGER)], "0x"),
        ("IssuerSet(address,uint32)", [padded(STRANGER)], "0x" + "ff" * 32),
        ("IssuerSet(address,uint32)", ["0x" + "ff" * 32], "0x" + "00" * 32),
        ("IssuerSet(address,uint32)", [], "0x"),
    ],
)
def test_what_no_contract_of_ours_logs_is_told_as_that(signature, topics, data):
    event, words = log_in_words(log(signature, topics, data), {})
    assert event == ""
    assert BADGE in words
    assert "no contract of ours does" in words


def test_a_log_without_any_topic_is_told_too():
    assert log_in_words({"address": BADGE, "topics": [], "data": "0x12"}, {})[0] == ""
