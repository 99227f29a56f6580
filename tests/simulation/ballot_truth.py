"""What the chain has of a vote, recomputed from logs alone: who had which weight when, whose vote stands, and the sums.

Read by plain JSON-RPC and taken apart by hand: nothing here is the code that is tested.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from eth_abi.abi import decode, encode
from eth_utils.crypto import keccak

from quadrille.chain.ballot_log import BallotReceipt
from simulation.truth import Blocks, Log, Node, names_of, read_blocks, read_logs

SIGNATURES = (
    "VoteCast(address,uint256,uint8,uint256,string)",
    "VoteTrimmed(uint256,address,uint256,uint256)",
    "BallotRejected(uint256,address,uint256,bytes)",
    "BadgeIssued(uint64,address,uint16,uint32,address,bytes32)",
    "BadgeBurned(uint64,address)",
    "BadgeRevoked(uint64,address,address,uint16)",
    "ListCommitted(address,uint256,bytes32,uint64,bool)",
)
NAME_OF = names_of(SIGNATURES)

ERRORS = (
    "BadgeGovernorNoWeight(address,uint256)",
    "BadgeGovernorBallotNotNewer(address,uint256,uint256)",
    "BadgeGovernorBallotExpired(address,uint256,uint256)",
    "GovernorUnexpectedProposalState(uint256,uint8,bytes32)",
)
ERROR_OF = {keccak(text=text)[:4]: text.partition("(")[0] for text in ERRORS}
"""What a good ballot may be refused for."""

Moment = tuple[int, int]
"""A block's number and a log's index: an order of all that happened."""


class Choice(NamedTuple):
    """A vote as it counts: support, weight, and which of the voter's own it is."""

    support: int
    weight: int
    version: int


@dataclass(frozen=True)
class Change:
    """A vote when it was cast, or lowered to a weight, which leaves its support as it was; `sender` paid for it."""

    proposal: int
    voter: int
    support: int
    weight: int
    sender: int
    moment: Moment
    is_cast: bool


@dataclass(frozen=True)
class Rejection:
    """A ballot that the contract left out of a batch; the name of its error, empty for one that none may have."""

    error: str
    voter: int
    proposal: int
    moment: Moment


@dataclass(frozen=True)
class Committed:
    """A relay's list."""

    relay: int
    proposal: int
    root: int
    count: int
    is_final: bool


@dataclass(frozen=True)
class BallotTruth(Blocks):
    """The chain at its newest block, with what its contracts say of proposals and voters."""

    logs: tuple[Log, ...]
    votes: dict[tuple[int, int], Choice]
    tallies: dict[int, tuple[int, int, int]]

    @property
    def newest(self) -> Moment:
        """After all that has happened."""
        return (self.head + 1, 0)

    def casts(self) -> list[Change]:
        """All votes, also those that were replaced, in their order."""
        return [one for one in self.changes() if one.is_cast]

    def changes(self) -> list[Change]:
        """Everything that changed a vote, in its order."""
        cast = [self._change(log, log.data[0], log.indexed[0], *log.data[1:3]) for log in self._named("VoteCast")]
        trimmed = [self._change(log, *log.indexed[:2], 0, log.data[1]) for log in self._named("VoteTrimmed")]
        return sorted([*cast, *trimmed], key=lambda change: change.moment)

    def rejections(self) -> dict[tuple[str, int], Rejection]:
        """What was left out, by transaction and place in it."""
        return {(log.transaction_hash, log.data[0]): _rejection(log) for log in self._named("BallotRejected")}

    def committed(self) -> list[Committed]:
        """Every commitment of a list."""
        return [
            Committed(log.indexed[0], log.indexed[1], root, count, bool(is_final))
            for log in self._named("ListCommitted")
            for root, count, is_final in [log.data]
        ]

    def weights(self) -> "Weights":
        """Who had which badges when."""
        return Weights(self._named("BadgeIssued"), (*self._named("BadgeBurned"), *self._named("BadgeRevoked")))

    def _change(self, log: Log, *said: int) -> Change:
        proposal, voter, support, weight = said
        sender = int(self.senders[log.transaction_hash], 16)
        return Change(proposal, voter, support, weight, sender, moment_of(log), log.name == "VoteCast")

    def _named(self, name: str) -> list[Log]:
        return [log for log in self.logs if log.name == name]


class Weights:
    """The weight of everybody's badges at any moment."""

    def __init__(self, issued: Sequence[Log], ended: Sequence[Log]) -> None:
        ends = {log.indexed[0]: moment_of(log) for log in ended}
        self._badges: dict[int, list[tuple[int, Moment, Moment | None]]] = {}
        for log in issued:
            number, holder, _ = log.indexed
            badge = (log.data[0], moment_of(log), ends.get(number))
            self._badges.setdefault(holder, []).append(badge)

    def at(self, holder: int, moment: Moment) -> int:
        """What the holder's badges weigh just before this."""
        badges = self._badges.get(holder, [])
        return sum(weight for weight, since, until in badges if since < moment and (until is None or moment <= until))

    def of_vote(self, holder: int, made_block: int, moment: Moment) -> int:
        """What a vote weighs on a proposal of this block: the lesser of before it was made and now."""
        return min(self.at(holder, (made_block, 0)), self.at(holder, moment))


def moment_of(log: Log) -> Moment:
    """When a log was written."""
    return (log.block_number, log.log_index)


def sums(votes: Sequence[Choice]) -> tuple[int, int, int]:
    """Against, for and abstain."""
    weights: Counter[int] = Counter()
    for vote in votes:
        weights[vote.support] += vote.weight
    return weights[0], weights[1], weights[2]


def read_votes(
    node: Node,
    governor: str,
    others: Sequence[str],
    keys: Sequence[str],
    proposals: Sequence[int],
    voters: Sequence[str],
    since: int,
) -> BallotTruth:
    """All of the vote at once; the chain must stand still meanwhile. `others` are badge and ballot log."""
    blocks = read_blocks(node, keys, since)
    pairs = [(proposal, int(voter, 16)) for proposal in proposals for voter in voters]
    asked = [_asked(governor, "proposalVotes(uint256)", ["uint256"], [one]) for one in proposals]
    asked += [
        _asked(governor, "voteOf(uint256,address)", ["uint256", "address"], [proposal, f"0x{voter:040x}"])
        for proposal, voter in pairs
    ]
    tallies = [decode(3 * ["uint256"], bytes.fromhex(answer[2:])) for answer in node.batch(asked)]
    return BallotTruth(
        **vars(blocks),
        logs=read_logs(node, [governor, *others], blocks.head, NAME_OF),
        votes={pair: Choice(*answer) for pair, answer in zip(pairs, tallies[len(proposals) :], strict=True)},
        tallies=dict(zip(proposals, tallies, strict=False)),
    )


class Claim(NamedTuple):
    """A receipt with its signature, and what stands at its position with the proof for it."""

    receipt: BallotReceipt
    signature: str
    listed: str
    proof: Sequence[str]


def omissions(node: Node, ballot_log: str, relay: str, claims: Sequence[Claim]) -> list[Claim]:
    """Those that prove an omission to the contract; raises RuntimeError when one proves nothing, or is not signed."""
    receipt = "(uint256,address,bytes32,uint64,uint48,uint48)"
    kinds = ["address", receipt, "bytes", "bytes32", "bytes32[]"]
    asked = [
        _asked(
            ballot_log,
            f"isOmitted({','.join(kinds)})",
            kinds,
            [
                relay,
                one.receipt.as_tuple(),
                *map(_raw, (one.signature, one.listed)),
                [_raw(hash_) for hash_ in one.proof],
            ],
        )
        for one in claims
    ]
    return [claim for claim, answer in zip(claims, node.batch(asked), strict=True) if int(answer, 16)]


def _raw(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def _asked(to: str, function: str, kinds: list[str], values: list[object]) -> tuple[str, list[object]]:
    data = "0x" + keccak(text=function)[:4].hex() + encode(kinds, values).hex()
    return "eth_call", [{"to": to, "data": data}, "latest"]


def _rejection(log: Log) -> Rejection:
    # The bytes of the reason: where they begin, how many, and they themselves.
    start = log.data[1] // 32
    reason = log.data[start + 1].to_bytes(32)[:4] if log.data[start] else b""
    proposal, voter = log.indexed
    return Rejection(ERROR_OF.get(reason, ""), voter, proposal, moment_of(log))
