"""What the follower asks of a node, told apart from silence: headers, and logs that are proven to be of our chain."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from quadrille.chain.follower.copies import Log
from quadrille.chain.rpc import Request, Rpc
from quadrille.errors import ChainUnreachable, NodeRefused

BATCH = 100
"""Calls in one request; some nodes take no more."""


HASH_CHARACTERS = 66
"""0x and 64 hex digits."""


class Header(NamedTuple):
    """A block, and the one before it."""

    number: int
    hash: str
    parent_hash: str
    at: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Blocks `first` to `last` of which these contracts' logs are not copied yet, on the chain that has `anchor`."""

    addresses: tuple[str, ...]
    first: int
    last: int
    anchor: Header


class Node:
    """A node, asked in batches. Whatever it refuses or garbles is raised as ChainError."""

    def __init__(self, rpc: Rpc, topics: Collection[str]) -> None:
        """topics: the first topics of the logs wanted."""
        self._rpc, self._topics = rpc, sorted(topics)

    def headers(self, blocks: Sequence[int | str]) -> list[Header | None]:
        """The header of each block by number, or of "latest"; None for one that the node has not."""
        found: list[Header | None] = []
        for start in range(0, len(blocks), BATCH):
            answers = self._rpc.batch([_header(block) for block in blocks[start : start + BATCH]])
            found += [self._header(answer) for answer in answers]
        for block, header in zip(blocks, found, strict=True):
            if header is not None and block not in {header.number, "latest"}:
                raise self.unusable()
        return found

    def logs(self, gap: Gap) -> list[Log] | None:
        """The logs of a range, oldest first; None when the node is not, or not only, on the chain of the anchor.

        Raises NodeRefused, among others for a range that is too long.
        """
        wanted = {"fromBlock": hex(gap.first), "toBlock": hex(gap.last)}
        anchor, logs = self._rpc.batch([_header(gap.anchor.number), self._logs(gap, wanted)])
        logs = _taken(logs)
        if self._header(anchor) != gap.anchor:
            return None
        hashes = self._hashes(gap, logs)
        # Asked after the logs: what is on the chain before and after them was so in between.
        now = self.headers([*hashes, gap.anchor.number])
        found = [header and header.hash for header in now[:-1]]
        return logs if now[-1] == gap.anchor and found == list(hashes.values()) else None

    def logs_of_blocks(self, gap: Gap, blocks: Sequence[Header]) -> list[Log] | None:
        """The logs of blocks that may still leave the chain, asked by their hashes; None as above."""
        asked = [self._logs(gap, {"blockHash": block.hash}) for block in blocks]
        *answers, anchor = self._rpc.batch([*asked, _header(gap.anchor.number)])
        if self._header(anchor) != gap.anchor or any(isinstance(answer, NodeRefused) for answer in answers):
            return None
        logs = [log for answer in answers for log in _taken(answer)]
        known = {block.number: block.hash for block in blocks}
        return logs if self._hashes(gap, logs).items() <= known.items() else None

    def _logs(self, gap: Gap, where: dict[str, str]) -> Request:
        return "eth_getLogs", [{**where, "address": list(gap.addresses), "topics": [self._topics]}]

    def _hashes(self, gap: Gap, logs: Sequence[Log]) -> dict[int, str]:
        """The hash that the logs carry of each block; raises ChainUnreachable for logs that were not asked for."""
        try:
            blocks = {(int(log["blockNumber"], 16), log["blockHash"], log["address"].lower()) for log in logs}
            places = {(int(log["blockNumber"], 16), int(log["logIndex"], 16)) for log in logs}
            lengths = {len(log["transactionHash"]) for log in logs}
        except (LookupError, TypeError, ValueError, AttributeError) as problem:
            raise self.unusable() from problem
        hashes = {number: hash_ for number, hash_, _ in blocks}
        is_asked = all(
            gap.first <= number <= gap.last and hash_ == hashes[number] and address in gap.addresses
            for number, hash_, address in blocks
        )
        if not is_asked or len(places) < len(logs) or lengths - {HASH_CHARACTERS}:
            raise self.unusable()
        return hashes

    def _header(self, answer: Any) -> Header | None:
        answer = _taken(answer)
        try:
            return None if answer is None else _read_header(answer)
        except (LookupError, TypeError, ValueError) as problem:
            raise self.unusable() from problem

    def unusable(self, why: str = "blocks or logs that cannot be") -> ChainUnreachable:
        """The error for an answer that nothing can be done with."""
        return ChainUnreachable(self._rpc.node, why)


def _header(block: int | str) -> Request:
    return "eth_getBlockByNumber", [hex(block) if isinstance(block, int) else block, False]


def _read_header(answer: Any) -> Header:
    if not len(answer["hash"]) == len(answer["parentHash"]) == HASH_CHARACTERS:
        raise ValueError("a hash that is none")
    return Header(int(answer["number"], 16), answer["hash"], answer["parentHash"], int(answer["timestamp"], 16))


def _taken(answer: Any) -> Any:
    if isinstance(answer, NodeRefused):
        raise answer
    return answer
