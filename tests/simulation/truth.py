"""What the chain has, read by plain JSON-RPC and taken apart by hand: nothing here is the code that is tested."""

import http.client
import json
from collections.abc import Sequence
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


@dataclass(frozen=True)
class Truth:
    """The chain at its newest block. `sent` has what the issuer sent since the run began, in its order."""

    head: int
    hashes: dict[int, str]
    issued: tuple[Issued, ...]
    sent: tuple[Sent, ...]


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


def read_truth(node: Node, badge: str, issuer: str, since: int) -> Truth:
    """All badges, and what the issuer sent in blocks after `since`; the chain must stand still meanwhile."""
    head = int(node.call("eth_blockNumber"), 16)
    query = {"fromBlock": "0x0", "toBlock": hex(head), "address": badge, "topics": [BADGE_ISSUED]}
    logs, *blocks = node.batch(
        [
            ("eth_getLogs", [query]),
            *(("eth_getBlockByNumber", [hex(number), True]) for number in range(since + 1, head + 1)),
        ]
    )
    own = [one for block in blocks for one in block["transactions"] if one["from"] == issuer.lower()]
    receipts = node.batch([("eth_getTransactionReceipt", [one["hash"]]) for one in own])
    sent = [
        Sent(int(one["nonce"], 16), one["hash"], receipt["status"] == "0x1")
        for one, receipt in zip(own, receipts, strict=True)
    ]
    hashes = {int(block["number"], 16): block["hash"] for block in blocks}
    return Truth(head, hashes, tuple(sorted(map(_issued, logs))), tuple(sent))


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
