"""What the chain has of a round, read by plain JSON-RPC and taken apart by hand: nothing here is the code that is
tested.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eth_utils.crypto import keccak

from simulation.truth import Blocks, Log, Node, names_of, read_blocks, read_logs

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
NAME_OF = names_of(SIGNATURES)
OWED = "0x" + keccak(text="owed()").hex()[:8]
AMOUNT_MASK, AMOUNT_BITS = 2**112 - 1, 112


@dataclass(frozen=True)
class RoundTruth(Blocks):
    """The chain at its newest block. `sent` is what the round's keys sent since the run began."""

    logs: tuple[Log, ...]
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
    blocks = read_blocks(node, keys, since)
    owed, *balances = node.batch(
        [
            ("eth_call", [{"to": address, "data": OWED}, "latest"]),
            *(("eth_getBalance", [one, "latest"]) for one in (address, *accounts)),
        ]
    )
    return RoundTruth(
        **vars(blocks),
        logs=read_logs(node, [address], blocks.head, NAME_OF),
        balances={one: int(had, 16) for one, had in zip((address, *accounts), balances, strict=True)},
        owed_wei=int(owed, 16),
    )
