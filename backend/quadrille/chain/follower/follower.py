"""Following the chain: short steps, each one committed or not done, so that it may end anywhere and go on anywhere.

No step waits for the chain while it holds the database, and none believes what was read before: whatever is written
is written only if the database is as it was when the chain was asked. Several may follow the same room at once.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Engine

from quadrille.chain.client import Client
from quadrille.chain.deployment import Deployment
from quadrille.chain.follower.audit import lost_blocks
from quadrille.chain.follower.book import Book, Overtaken, State
from quadrille.chain.follower.copies import Copies, Log, rows_of
from quadrille.chain.follower.forks import alarm_words, find_fork, require_same_genesis
from quadrille.chain.follower.node import Gap, Header, Node
from quadrille.errors import ChainUnreachable, NodeRefused

HEADERS_AT_ONCE = 64

BLOCKS_AT_ONCE = 32
"""Of blocks that may still leave the chain, whose logs are asked one by one."""

FIRST_RANGE, LONGEST_RANGE = 16, 2_000
"""Blocks in one question for logs: nodes differ in what they take, so it grows until one refuses."""

ENOUGH_LOGS = 10_000
"""In one answer, some 8 MB; more only take memory."""


@contextmanager
def collecting_later() -> Iterator[None]:
    """Let Python look for cycles afterwards: among a hundred thousand new logs there are none, and it takes a quarter
    of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Follower:
    """Keeps one room's copies where the chain is."""

    def __init__(self, engine: Engine, client: Client, deployment: Deployment, copies: Copies) -> None:
        """Nothing is asked or written yet."""
        self.client = client
        self.book = Book(engine, deployment, copies, client.settings.blocks_until_final)
        self._events = copies.by_topic()
        self.node = Node(client.raw, self._events)
        self._range = FIRST_RANGE

    def step(self) -> bool:
        """Do the next thing there is to do; whether there may be more to do at once.

        Raises ChainUnreachable or NodeRefused when the node gives no answer that can be used, to try again later;
        WrongChain when the node or the database is of another chain.
        """
        try:
            return self._step()
        except Overtaken:
            return True

    def _step(self) -> bool:
        state = self.book.read()
        if state is None:
            self.book.begin()
            return True
        if state.newcomers:
            self.book.add_newcomers(state)
            return True
        newest = state.newest
        head, ours = self.node.headers(["latest", self.book.start if newest is None else newest.number])
        if head is None:
            return False
        if newest is None:
            return self._plant(state, head, ours)
        if ours != newest:
            return self._is_fork(head, ours) and self._rewind(state, head)
        # Copying first: where blocks come quickly, there may always be another to follow.
        return self._settle(state, head) or self._copy(state, newest) or self._extend(state, newest, head)

    def _plant(self, state: State, head: Header, first: Header | None) -> bool:
        if first is None:
            return False
        require_same_genesis(self.node, self.book.genesis_hash)
        self.book.extend(state, [first], self._final(head, first))
        return True

    def _is_fork(self, head: Header, ours: Header | None) -> bool:
        """Whether the node has another block where we have one; a node that has none there only lags."""
        if ours is not None:
            return True
        known = [block for block in self.book.blocks(after=-1) if block.number <= head.number]
        if not known:
            return False
        theirs = self.node.headers([known[-1].number])[0]
        return theirs is not None and theirs != known[-1]

    def _rewind(self, state: State, head: Header) -> bool:
        require_same_genesis(self.node, self.book.genesis_hash)
        fork = find_fork(self.book, self.node, head)
        if fork is None:
            return False
        self.book.rewind(state, fork.ancestor, alarm_words(state, fork))
        return True

    def _extend(self, state: State, newest: Header, head: Header) -> bool:
        """Follow the headers: one far jump to where blocks are kept, and from there block by block."""
        far = head.number - self.book.kept_blocks
        last = min(head.number, newest.number + HEADERS_AT_ONCE)
        is_jump = far > newest.number
        found = self.node.headers([far] if is_jump else range(newest.number + 1, last + 1))
        blocks = [block for block in found if block is not None]
        parents = [newest, *blocks]
        is_linked = is_jump or all(block.parent_hash == parents[place].hash for place, block in enumerate(blocks))
        if not blocks or len(blocks) < len(found) or not is_linked:
            return False
        self.book.extend(state, blocks, self._final(head, blocks[-1]))
        return True

    @collecting_later()
    def _copy(self, state: State, newest: Header) -> bool:
        """Copy some of what is missing, of those contracts that lack most."""
        behind = min(state.copied_until.values(), default=newest.number)
        if behind >= newest.number:
            return False
        addresses = tuple(address for address, until in state.copied_until.items() if until == behind)
        others = [until for until in state.copied_until.values() if until > behind]
        limit = min(others, default=newest.number)
        if behind < state.final_number:
            limit = min(limit, state.final_number, behind + self._range)
            gap, logs = self._logs(Gap(addresses, behind + 1, limit, newest))
        else:
            gap = Gap(addresses, behind + 1, min(limit, behind + BLOCKS_AT_ONCE), newest)
            blocks = [block for block in self.book.blocks(after=behind) if block.number <= gap.last]
            logs = self.node.logs_of_blocks(gap, blocks)
        return logs is not None and self._keep(state, gap, logs)

    def _logs(self, gap: Gap) -> tuple[Gap, list[Log] | None]:
        """The logs of a final range, or of as much of its beginning as the node answers at once."""
        while True:
            length = gap.last - gap.first + 1
            try:
                logs = self.node.logs(gap)
            except NodeRefused:
                if length == 1:
                    raise
                self._range = length // 2
                gap = replace(gap, last=gap.first + self._range - 1)
                continue
            except ChainUnreachable:
                # Perhaps it took too long, or was too much.
                self._range = max(length // 2, 1)
                raise
            self._suit(length, len(logs or ()))
            return gap, logs

    def _suit(self, length: int, logs: int) -> None:
        if logs > ENOUGH_LOGS:
            self._range = max(length // 2, 1)
        elif logs <= ENOUGH_LOGS // 2 and length >= self._range:
            self._range = min(2 * length, LONGEST_RANGE)

    def _keep(self, state: State, gap: Gap, logs: list[Log]) -> bool:
        try:
            rows = rows_of(self._events, logs)
        except (LookupError, TypeError, ValueError) as problem:
            raise self.node.unusable() from problem
        self.book.keep(state, gap.addresses, gap.last, rows)
        return True

    def _settle(self, state: State, head: Header) -> bool:
        """After a fork of final blocks, once all final ones are copied again: compare everything, then let money move.

        What is not final yet is not waited for: where blocks come quickly, there may always be more of it.
        """
        is_behind = min(state.copied_until.values(), default=head.number) < self._final(head, head)
        if not state.is_halted or is_behind:
            return False
        lost = lost_blocks(self.book, self.node)
        if not lost:
            self.book.settle(state)
            return True
        before = self.node.headers([lost[0].number - 1])[0]
        if before is not None:
            self.book.rewind(state, before, None)
        return before is not None

    def _final(self, head: Header, newest: Header) -> int:
        return max(min(newest.number, head.number - self.client.settings.blocks_until_final), 0)
