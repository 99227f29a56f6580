"""What the chain has of a round, read by plain JSON-RPC and taken apart by hand: nothing here is the code that is
tested.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from eth_utils.crypto import keccak

from simulation.truth import WORD, Node, Sent

SIGNATURES = (
    "PoolFunded(address,uint256)",
    "CartDonated(uint256,address,uint256[])",
    "CoefficientsCommitted(bytes32)",
    "ResultPublished(bytes32,bytes32,uint256,bytes32,bytes32,bytes32,uint256)",
    "ResultFinalised(bytes32,uint256)",
    "ListPushed(uint256[],bytes32)",
    "MatchingSkipped(uint256,address,uint256)",
    "MatchingClaimed(uint256,address,uint256)",
    "DonationsClaimed(uint32,address,uint256)",
    "DepositReturned(address,uint256)",
)
NAME_OF = {"0x" + keccak(text=text).hex(): text.partition("(")[0] for text in SIGNATURES}
OWED = "0x" + keccak(text="owed()").hex()[:8]
AMOUNT_MASK, AMOUNT_BITS = 2**112 - 1, 112


@dataclass(frozen=True)
class Log:
    """A log of the round: its indexed arguments and then the words of its data, all as numbers."""

    name: str
    indexed: tuple[int, ...]
    data: tuple[int, ...]
    transaction_hash: str

    @property
    def array(self) -> tuple[int, ...]:
        """The array that is the first argument in the data."""
        start = self.data[0] // 32
        return self.data[start + 1 : start + 1 + self.data[start]]


@dataclass(frozen=True)
class RoundTruth:
    """The chain at its newest block. `sent` is what the round's keys sent since the run began."""

    head: int
    hashes: dict[int, str]
    logs: tuple[Log, ...]
    sent: tuple[Sent, ...]
    balances: dict[str, int]
    owed_wei: int

    def named(self, name: str) -> list[Log]:
        """The logs of one event, in order."""
        return [log for log in self.logs if log.name == name]

    def given(self) -> dict[int, int]:
        """What each project was given, by index."""
        sums: dict[int, int] = {}
        for index, units in unpacked(word for cart in self.named("CartDonated") for word in cart.array):
            sums[index] = sums.get(index, 0) + units
        return sums


def unpacked(words: Iterable[int]) -> list[tuple[int, int]]:
    """Project and amount of each word."""
    return [(word >> AMOUNT_BITS, word & AMOUNT_MASK) for word in words]


def read_round(node: Node, address: str, keys: Sequence[str], accounts: Sequence[str], since: int) -> RoundTruth:
    """All of the round at once, with what `accounts` have; the chain must stand still meanwhile."""
    head = int(node.call("eth_blockNumber"), 16)
    logs, owed, *rest = node.batch(
        [
            ("eth_getLogs", [{"fromBlock": "0x0", "toBlock": hex(head), "address": address}]),
            ("eth_call", [{"to": address, "data": OWED}, "latest"]),
            *(("eth_getBalance", [one, "latest"]) for one in (address, *accounts)),
            *(("eth_getBlockByNumber", [hex(number), True]) for number in range(since + 1, head + 1)),
        ]
    )
    balances, blocks = rest[: len(accounts) + 1], rest[len(accounts) + 1 :]
    senders = {key.lower() for key in keys}
    own = [one for block in blocks for one in block["transactions"] if one["from"] in senders]
    receipts = node.batch([("eth_getTransactionReceipt", [one["hash"]]) for one in own])
    return RoundTruth(
        head=head,
        hashes={int(block["number"], 16): block["hash"] for block in blocks},
        logs=tuple(_log(log) for log in logs if log["topics"][0] in NAME_OF),
        sent=tuple(
            Sent(int(one["nonce"], 16), one["hash"], receipt["status"] == "0x1")
            for one, receipt in zip(own, receipts, strict=True)
        ),
        balances={one: int(had, 16) for one, had in zip((address, *accounts), balances, strict=True)},
        owed_wei=int(owed, 16),
    )


def _log(log: dict[str, Any]) -> Log:
    topic, *indexed = log["topics"]
    data = log["data"][2:]
    words = tuple(int(data[start : start + WORD], 16) for start in range(0, len(data), WORD))
    return Log(NAME_OF[topic], tuple(int(one, 16) for one in indexed), words, log["transactionHash"])
