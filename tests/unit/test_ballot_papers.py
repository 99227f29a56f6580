"""Ballots and receipts as files: what was written is read back, and anything else is refused by its field."""

import json

import pytest
from eth_account import Account

from quadrille.chain.ballot_log import BallotReceipt
from quadrille.chain.governor import Ballot, SignedBallot
from quadrille.chain.states import Support
from quadrille.chain.typed_data import ballot_message, ballot_receipt_message, sign, typed_digest
from quadrille.errors import MalformedFile, Mismatch
from quadrille.governance.relay.papers import (
    BallotPaper,
    ReceiptPaper,
    ballot_paper,
    read_ballots,
    read_paper,
    write_paper,
)
from quadrille.governance.relay.signing import require_sound
from quadrille.types import Address, Timestamp

VOTER, RELAY = Account.from_key("0x" + "5e" * 32), Account.from_key("0x" + "7a" * 32)
GOVERNOR = Address("0x5FbDB2315678afecb367f032d93F642f64180aa3")
LOG = Address("0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512")
BALLOT = Ballot(2**255, Support.AGAINST, Address(VOTER.address), Timestamp(1_795_219_200), Timestamp(1_795_219_900))
MESSAGE = ballot_message(31_337, GOVERNOR, BALLOT)


def receipt(**changed) -> ReceiptPaper:
    digest = typed_digest(MESSAGE)
    said = BallotReceipt(BALLOT.proposal, BALLOT.voter, digest, 3, Timestamp(1_795_219_210), Timestamp(1_795_219_510))
    paper = ReceiptPaper(
        ballot=ballot_paper(31_337, GOVERNOR, SignedBallot(BALLOT, sign(VOTER, MESSAGE))),
        ballot_log=LOG,
        relay=RELAY.address,
        digest=digest,
        position=3,
        received_at=1_795_219_210,
        cast_by=1_795_219_510,
        server="https://quadrille.example",
        signature=sign(RELAY, ballot_receipt_message(31_337, LOG, said)),
    )
    return paper.model_copy(update=changed)


def test_a_receipt_is_read_back_as_it_was_written_and_holds():
    found = read_paper(write_paper(receipt()), "receipt.json", ReceiptPaper)
    assert found == receipt()
    assert found.ballot.signed() == SignedBallot(BALLOT, sign(VOTER, MESSAGE))
    require_sound(found)


@pytest.mark.parametrize(
    "changed",
    [
        {"position": 4},
        {"received_at": 1_795_219_211},
        {"cast_by": 1_795_219_511},
        {"relay": VOTER.address},
        {"ballot_log": GOVERNOR},
        {"digest": "0x" + "00" * 32},
        {"ballot": receipt().ballot.model_copy(update={"choice": "for"})},
        {"ballot": receipt().ballot.model_copy(update={"chain_id": 1})},
        {"signature": "0x" + "00" * 65},
        {"signature": "0x00"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_receipt_that_was_changed_does_not_hold(changed):
    with pytest.raises(Mismatch):
        require_sound(receipt(**changed))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", "quadrille-receipt-1"),
        ("position", "3"),
        ("position", True),
        ("position", -1),
        ("cast_by", 2**48),
        ("relay", "0x12"),
        ("digest", "0x" + "AB" * 32),
        ("signature", "0x"),
        ("more", 1),
    ],
)
def test_what_is_no_receipt_is_refused_by_its_field(field, value):
    document = {**receipt().model_dump(), field: value}
    with pytest.raises(MalformedFile) as refusal:
        read_paper(json.dumps(document).encode(), "receipt.json", ReceiptPaper)
    assert field in refusal.value.column


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"\xff", b'{"format": 1, "format": 2}', b"[" * 100_000])
def test_what_is_no_json_object_is_refused(content):
    with pytest.raises(MalformedFile):
        read_paper(content, "receipt.json", ReceiptPaper)
    with pytest.raises(MalformedFile):
        read_ballots(content, "ballots.json")


def test_a_file_has_one_ballot_or_several():
    one = receipt().ballot
    several = {"format": "quadrille-ballots-1", "ballots": [one.model_dump(), one.model_dump()]}
    assert read_ballots(write_paper(one), "ballot.json") == [one]
    assert read_ballots(json.dumps(several).encode(), "ballots.json") == [one, one]
    assert read_paper(write_paper(one), "ballot.json", BallotPaper) == one
    with pytest.raises(MalformedFile, match=r"ballots\.0"):
        read_ballots(json.dumps({**several, "ballots": [{}]}).encode(), "ballots.json")
