"""Logs taken apart by hand are what the ABI library reads, for every value that can be in them."""

from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.abi import event_abi_to_log_topic
from hypothesis import example, given
from hypothesis import strategies as st
from web3 import Web3

from quadrille.chain.artifacts import artifact
from quadrille.chain.follower.copies import Copies, rows_of, table_of
from quadrille.chain.follower.tables import AddressText
from quadrille.chain.follower.words import address, array, words
from quadrille.chain.funding_round.words import gifts
from quadrille.db import Uint256
from quadrille.governance.copies import COPIES as BALLOTS
from quadrille.rounds.copies import COPIES as ROUNDS
from quadrille.screening.copies import COPIES as BADGES

CONTRACT = "0x" + "ab" * 20
HASH = "0x" + "cd" * 32

VALUES = {
    "address": st.binary(min_size=20, max_size=20).map(lambda raw: Web3.to_checksum_address(raw)),
    "bytes32": st.binary(min_size=32, max_size=32),
    "string": st.text(st.characters(exclude_categories=["Cs"])),
    "bytes": st.binary(),
    "uint256[]": st.lists(st.integers(0, 2**256 - 1), max_size=5),
    **{f"uint{bits}": st.integers(0, 2**bits - 1) for bits in (8, 16, 32, 64, 256)},
}


def event_abi(copies: Copies, name: str) -> Any:
    return next(entry for entry in artifact(copies.contract).abi if entry["type"] == "event" and entry["name"] == name)


def log_of(abi: Any, arguments: dict[str, Any]) -> dict[str, Any]:
    """A log as a node tells it."""
    indexed = [field for field in abi["inputs"] if field["indexed"]]
    others = [field for field in abi["inputs"] if not field["indexed"]]
    topics = [encode([field["type"]], [arguments[field["name"]]]).hex() for field in indexed]
    data = encode([field["type"] for field in others], [arguments[field["name"]] for field in others])
    return {
        "address": CONTRACT,
        "topics": ["0x" + event_abi_to_log_topic(abi).hex(), *("0x" + topic for topic in topics)],
        "data": "0x" + data.hex(),
        "blockNumber": "0x10",
        "blockHash": HASH,
        "transactionHash": HASH,
        "transactionIndex": "0x0",
        "logIndex": "0x3",
        "removed": False,
    }


@st.composite
def arguments_of(draw: st.DrawFn, abi: Any) -> dict[str, Any]:
    return {field["name"]: draw(VALUES[field["type"]]) for field in abi["inputs"]}


def read_by_hand(copies: Copies, log: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of one log, by column, as the database gives them back."""
    return [
        {column.name: from_database(column, value) for column, value in zip(table.columns, row, strict=True)}
        for table, rows in rows_of(copies.by_topic(), [log]).items()
        for row in rows
    ]


def from_database(column: Any, value: Any) -> Any:
    if isinstance(column.type, Uint256 | AddressText):
        assert value is None or len(value) == column.type.impl.length
        return column.type.process_result_value(value, None)
    return value


def read_by_web3(copies: Copies, log: dict[str, Any], name: str) -> dict[str, Any]:
    contract = Web3().eth.contract(abi=artifact(copies.contract).abi)
    receipt = {**log, "blockNumber": 16, "logIndex": 3, "transactionIndex": 0}
    receipt["topics"] = [bytes.fromhex(topic[2:]) for topic in log["topics"]]
    return dict(contract.events[name]().process_log(receipt)["args"])


@given(st.data())
def test_a_cart_is_read_as_web3_reads_it(data):
    abi = event_abi(ROUNDS, "CartDonated")
    arguments = {
        **data.draw(arguments_of(abi)),
        "cart": data.draw(st.integers(0, 2**63 - 1)),
    }
    log = log_of(abi, arguments)
    true = read_by_web3(ROUNDS, log, "CartDonated")
    rows = read_by_hand(ROUNDS, log)
    assert [(row["project_index"], row["amount_wei"]) for row in rows] == list(gifts(true["words"]))
    assert [row["position"] for row in rows] == list(range(len(rows)))
    for row in rows:
        assert (row["cart"], row["donor"]) == (true["cart"], true["donor"])
        place = ("block_number", "log_index", "block_hash", "transaction_hash")
        assert [row[name] for name in place] == [16, 3, HASH, HASH]
        assert row["contract"].lower() == CONTRACT


NAMES = {"evidenceHash": "evidence_hash", "proposalId": "proposal"}
"""Columns that are not called as the event's own arguments."""


@pytest.mark.parametrize(
    ("copies", "name", "columns"),
    [
        (BADGES, "BadgeIssued", 6),
        (BADGES, "BadgeBurned", 2),
        (BADGES, "BadgeRevoked", 4),
        (BALLOTS, "VoteCast", 4),
        (BALLOTS, "VoteCastWithParams", 4),
    ],
)
@given(data=st.data())
def test_every_other_event_is_read_as_web3_reads_it(copies, name, columns, data):
    abi = event_abi(copies, name)
    log = log_of(abi, data.draw(arguments_of(abi)))
    true = read_by_web3(copies, log, name)
    (row,) = read_by_hand(copies, log)
    same = {column: true[argument] for argument in true if (column := NAMES.get(argument, argument)) in row}
    hashes = {column: "0x" + value.hex() for column, value in same.items() if isinstance(value, bytes)}
    assert len(same) == columns
    assert {column: row[column] for column in same} == {**same, **hashes}


@pytest.mark.parametrize("copies", [ROUNDS, BADGES, BALLOTS])
def test_what_is_declared_is_an_event_of_the_contract_and_fills_its_table(copies):
    assert len(copies.by_topic()) == len(copies.events)
    for table in copies.tables:
        assert [column.name for column in table.columns][:6] == [
            "contract",
            "block_number",
            "log_index",
            "position",
            "block_hash",
            "transaction_hash",
        ]
        assert table in [table_of(event.table) for event in copies.events]


@given(st.text("0123456789abcdefx", max_size=400))
@example("0x")
@example("0x" + "00" * 31 + "20" + "ff" * 32)
def test_what_is_no_array_is_refused(text):
    try:
        found = array(text)
    except ValueError:
        return
    assert text[66:] == encode(["uint256", "uint256[]"], [0, found]).hex()[128:]


def test_what_is_no_word_or_address_is_refused():
    with pytest.raises(ValueError, match="2 words have 130 characters"):
        words("0x" + "00" * 63, 2)
    with pytest.raises(ValueError, match="no address"):
        address("0x" + "00" * 11 + "01" * 21)
