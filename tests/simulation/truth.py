"""What the chain has, read by plain JSON-RPC and taken apart by hand: nothing here is the code that is tested."""

import http.client
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from eth_utils.crypto import keccak

BADGE_ISSUED = "0x" + keccak(text="BadgeIssued(uint64,address,uint16,uint32,address,bytes32)").hex()
WORD = 64


class Issued(NamedTuple):
    """A badge, and the log that proves it."""

    number: int
    holder: str
    kind: int
    weight: int
    issuer: str
    evidence_hash: str
    block_number: int
    block_hash: str
    log_index: int
    transaction_hash: str


@dataclass(frozen=True)
class Sent:
    """A transaction of the issuer in a block."""

    nonce: int
    hash: str
    succeeded: bool


@dataclass(frozen=True, slots=True)
class Log:
    """A log: its indexed arguments and then the words of its data, all as numbers, and where it is."""

    name: str
    indexed: tuple[int, ...]
    data: tuple[int, ...]
    transaction_hash: str
    block_number: int
    log_index: int

    @property
    def array(self) -> tuple[int, ...]:
        """The array that is the first argument in the data."""
        start = self.data[0] // 32
        return self.data[start + 1 : start + 1 + self.data[start]]


@dataclass(frozen=True)
class Blocks:
    """The chain from a block on to its newest.

    hashes, times   of each block, by number; times in unix seconds
    senders         who sent each transaction, by its hash
    sent            what the keys that are watched sent, in its order
    """

    head: int
    hashes: dict[int, str]
    times: dict[int, int]
    senders: dict[str, str]
    sent: tuple[Sent, ...]


@dataclass(frozen=True)
class Truth(Blocks):
    """The chain at its newest block. `sent` has what the issuer sent since the run began."""

    issued: tuple[Issued, ...]


class Node:
    """The true chain."""

    def __init__(self, port: int) -> None:
        self._port = port

    def batch(self, calls: Sequence[tuple[str, Sequence[Any]]]) -> list[Any]:
        """The results, in order; raises RuntimeError when one is refused."""
        if not calls:
            return []
        body = [
            {"jsonrpc": "2.0", "id": place, "method": method, "params": params}
            for place, (method, params) in enumerate(calls)
        ]
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        connection.request("POST", "/", json.dumps(body), {"content-type": "application/json"})
        answers = sorted(json.load(connection.getresponse()), key=lambda answer: answer["id"])
        connection.close()
        refused = [answer["error"] for answer in answers if "error" in answer]
        if refused:
            raise RuntimeError(refused)
        return [answer["result"] for answer in answers]

    def call(self, method: str, *params: Any) -> Any:
        """The result of one call."""
        return self.batch([(method, params)])[0]


def read_blocks(node: Node, keys: Sequence[str], since: int) -> Blocks:
    """The blocks after `since`, and what these keys sent in them; the chain must stand still meanwhile."""
    head = int(node.call("eth_blockNumber"), 16)
    numbers = range(since + 1, head + 1)
    blocks = node.batch([("eth_getBlockByNumber", [hex(number), True]) for number in numbers])
    senders = {one["hash"]: one["from"] for block in blocks for one in block["transactions"]}
    watched = {key.lower() for key in keys}
    own = [one for block in blocks for one in block["transactions"] if one["from"] in watched]
    receipts = node.batch([("eth_getTransactionReceipt", [one["hash"]]) for one in own])
    sent = tuple(
        Sent(int(one["nonce"], 16), one["hash"], receipt["status"] == "0x1")
        for one, receipt in zip(own, receipts, strict=True)
    )
    hashes = {number: block["hash"] for number, block in zip(numbers, blocks, strict=True)}
    times = {number: int(block["timestamp"], 16) for number, block in zip(numbers, blocks, strict=True)}
    return Blocks(head, hashes, times, senders, sent)


def read_truth(node: Node, badge: str, issuer: str, since: int) -> Truth:
    """All badges, and what the issuer sent in blocks after `since`; the chain must stand still meanwhile."""
    blocks = read_blocks(node, [issuer], since)
    query = {"fromBlock": "0x0", "toBlock": hex(blocks.head), "address": badge, "topics": [BADGE_ISSUED]}
    return Truth(**vars(blocks), issued=tuple(sorted(map(_issued, node.call("eth_getLogs", query)))))


def names_of(signatures: Sequence[str]) -> dict[str, str]:
    """The names of events by their first topics."""
    return {"0x" + keccak(text=text).hex(): text.partition("(")[0] for text in signatures}


def read_logs(node: Node, addresses: Sequence[str], head: int, names: Mapping[str, str]) -> tuple[Log, ...]:
    """The logs of these contracts up to a block that have these names, in order."""
    query = {"fromBlock": "0x0", "toBlock": hex(head), "address": list(addresses)}
    return tuple(_log(log, names) for log in node.call("eth_getLogs", query) if log["topics"][0] in names)


def _log(log: dict[str, Any], names: Mapping[str, str]) -> Log:
    topic, *indexed = log["topics"]
    data = log["data"][2:]
    words = tuple(int(data[start : start + WORD], 16) for start in range(0, len(data), WORD))
    place = int(log["blockNumber"], 16), int(log["logIndex"], 16)
    return Log(names[topic], tuple(int(one, 16) for one in indexed), words, log["transactionHash"], *place)


def _issued(log: dict[str, Any]) -> Issued:
    _, number, holder, kind = (int(topic, 16) for topic in log["topics"])
    weight, issuer, evidence = (int(log["data"][2:][start : start + WORD], 16) for start in (0, WORD, 2 * WORD))
    return Issued(
        number,
        f"0x{holder:040x}",
        kind,
        weight,
        f"0x{issuer:040x}",
        f"0x{evidence:064x}",
        int(log["blockNumber"], 16),
        log["blockHash"],
        int(log["logIndex"], 16),
        log["transactionHash"],
    )
