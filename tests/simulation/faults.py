"""What can be wrong with a node's answers, and which of it happens to a request: drawn from a seed. Pure."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Call = dict[str, Any]
"""A call of JSON-RPC, or the answer to one."""


class Fault(StrEnum):
    """What happens to one request."""

    TIMEOUT_BEFORE = "time-out before delivery"
    TIMEOUT_AFTER = "time-out after delivery"
    DUPLICATE = "duplicate delivery"
    STALE = "stale head"
    """For a while, the node knows nothing of the newest blocks."""
    NULL_RECEIPT = "null receipt or transaction"
    NULL_BLOCK = "null block"
    GARBAGE = "garbage"
    TOO_MANY = "HTTP 429"
    BROKEN = "HTTP 500"
    TRUNCATED = "truncated"
    CUT_OFF = "cut off"
    """Fewer bytes arrive than were announced."""
    SHUFFLED = "wrong order"
    """The answers of a batch, each with its id, in another order."""
    MIXED_UP = "wrong id"
    """The answers to the request before, with their ids."""
    MISSING = "missing answer"
    REFUSED = "refused in part"
    SLOW = "slow"
    RESET_BEFORE = "reset before delivery"
    RESET_AFTER = "reset after delivery"
    EVICTED = "eviction"
    """What waits to be mined leaves the node's pool."""
    FEE_SPIKE = "base-fee spike"


RECEIPTS = {"eth_getTransactionReceipt", "eth_getTransactionByHash"}
BLOCKS = {"eth_getBlockByNumber"}

ONLY_FOR = {Fault.NULL_RECEIPT: RECEIPTS, Fault.NULL_BLOCK: BLOCKS}
"""Methods without which a fault would change nothing."""

ONLY_FOR_MANY = {Fault.SHUFFLED, Fault.MISSING}

AT_OF = {
    "eth_getTransactionCount": 1,
    "eth_getBalance": 1,
    "eth_getCode": 1,
    "eth_call": 1,
    "eth_estimateGas": 1,
}
"""Methods that ask of a block's state, and the place of the block among their parameters."""

GWEI = 10**9
LIMIT_EXCEEDED, UNKNOWN_BLOCK = -32005, -32000


@dataclass
class Faults:
    """The faults of one run. `rate` of all requests have one."""

    seed: int
    rate: float
    counts: dict[str, int] = field(default_factory=dict)
    frozen: int | None = None
    """The highest block that a lagging node knows."""
    requests: int = 0
    last: list[Call] = field(default_factory=list)
    """The answers to the request before."""

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def draw(self, calls: Sequence[Call]) -> Fault | None:
        """What happens to these calls, which came in one request."""
        self.requests += 1
        if self.random.random() >= self.rate:
            return None
        methods = {call["method"] for call in calls}
        fault = self.random.choice([one for one in Fault if _applies(one, methods, len(calls))])
        self.counts[fault.value] = self.counts.get(fault.value, 0) + 1
        return fault

    def seconds(self, least: float, most: float) -> float:
        """How long something takes."""
        return self.random.uniform(least, most)

    def lag_blocks(self) -> int:
        """How far a lagging node is behind; seldom further than what is called final."""
        return self.random.choice([1, 1, 2, 3, 5, 8, 13])

    def spike_wei(self) -> int:
        """A base fee far above the usual, once in a while above what any of our keys pays."""
        return self.random.choice([5, 20, 60, 200, 600]) * GWEI


def spoil(faults: Faults, fault: Fault | None, calls: Sequence[Call], answers: list[Call]) -> list[Call]:
    """The answers as the node sends them; `answers` are true, and in the order of the calls."""
    if faults.frozen is not None:
        answers = [_as_lagging(faults.frozen, call, one) for call, one in zip(calls, answers, strict=True)]
    if fault in ONLY_FOR:
        answers = [_null(call, one, ONLY_FOR[fault]) for call, one in zip(calls, answers, strict=True)]
    if fault is Fault.SHUFFLED:
        answers = faults.random.sample(answers, len(answers))
    if fault is Fault.MISSING:
        answers.pop(faults.random.randrange(len(answers)))
    if fault is Fault.REFUSED:
        place = faults.random.randrange(len(answers))
        answers[place] = _refusal(answers[place], LIMIT_EXCEEDED, "limit exceeded")
    before, faults.last = faults.last, answers
    return before if fault is Fault.MIXED_UP else answers


def as_of(frozen: int, call: Call) -> Call:
    """A call about the newest block, as a node understands it whose newest block is this."""
    if call["method"] == "eth_getBlockByNumber" and call["params"][0] == "latest":
        return {**call, "params": [hex(frozen), *call["params"][1:]]}
    place = AT_OF.get(call["method"])
    if place is None:
        return call
    params = [*call["params"], "latest"][: place + 1]
    if params[place] in ("latest", "pending"):
        params[place] = hex(frozen)
    return {**call, "params": params}


def _applies(fault: Fault, methods: set[str], count: int) -> bool:
    if fault in ONLY_FOR_MANY:
        return count > 1
    return fault not in ONLY_FOR or bool(ONLY_FOR[fault] & methods)


def _null(call: Call, answer: Call, methods: set[str]) -> Call:
    return {**answer, "result": None} if call["method"] in methods and "result" in answer else answer


def _refusal(answer: Call, code: int, words: str) -> Call:
    return {"jsonrpc": "2.0", "id": answer["id"], "error": {"code": code, "message": words}}


def _as_lagging(frozen: int, call: Call, answer: Call) -> Call:
    if "result" not in answer:
        return answer
    method, result = call["method"], answer["result"]
    if method == "eth_blockNumber":
        return {**answer, "result": hex(min(frozen, int(result, 16)))}
    if method in RECEIPTS | BLOCKS and result and _number(result) > frozen:
        return {**answer, "result": None}
    if method == "eth_getLogs" and any(_number(log) > frozen for log in result):
        known = [log for log in result if _number(log) <= frozen]
        is_range = "blockHash" not in call["params"][0]
        return {**answer, "result": known} if is_range else _refusal(answer, UNKNOWN_BLOCK, "unknown block")
    return answer


def _number(result: Call) -> int:
    number = result.get("blockNumber") or result.get("number")
    return int(number, 16) if number else 0
