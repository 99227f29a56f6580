"""Where a process is killed: at the k-th passage of a named point, found by wrapping what passes there.

Nothing of this is in the code that is tested. Around every commit there are two points for what it keeps: before it,
with all statements done, and after it.
"""

import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event, inspect
from sqlmodel import Session

from quadrille.chain.follower.book import Book
from quadrille.chain.outbox import queue, sender, sending, settling
from quadrille.chain.outbox.tables import TransactionRow
from quadrille.chain.rpc import Request, Rpc
from quadrille.governance.relay import closing
from quadrille.governance.relay import flow as relay_flow
from quadrille.rounds.outcome import committed
from quadrille.rounds.steps import plan

ASKER, SENDER, FOLLOWER, OPERATOR, CLOSER = "asker", "sender", "follower", "operator", "closer"

KEPT = {
    ASKER: ("queued",),
    SENDER: ("signed", "sent", "mined", "final", "doubt", "deep fork"),
    FOLLOWER: ("blocks", "copies", "rewind"),
}
"""What commits keep, by role."""

STEP_POINTS = ("before a step", "after a step", "before a bundle", "before a bundle is proven", "after a bundle")
"""Of a plan of a round: around each of its transactions, and around what has to be there before the first."""

FILE_POINTS = ("before a file", "amid a file")

POINTS: dict[str, tuple[str, ...]] = {
    ASKER: ("before outbox insert", "before queued is kept", "after queued is kept"),
    SENDER: (
        "before send",
        "after send",
        *(f"{side} {what} is kept" for what in KEPT[SENDER] for side in ("before", "after")),
    ),
    FOLLOWER: tuple(f"{side} {what} is kept" for what in KEPT[FOLLOWER] for side in ("before", "after")),
}

POINTS[CLOSER] = POINTS[ASKER]
POINTS[OPERATOR] = (
    *POINTS[ASKER],
    *(point for point in POINTS[SENDER] if "fork" not in point),
    *2 * STEP_POINTS,
    *3 * FILE_POINTS,
)
"""Where each role may be killed. `before signed is kept` is inside the transaction that allots nonce and signs."""

SEND = "eth_sendRawTransaction"


@dataclass
class Crash:
    """Ends this process at the passage of a point; `point` None never does."""

    point: str | None
    passage: int
    doing: str | None = None
    """What the next commit keeps, where its rows do not tell."""

    def passes(self, point: str) -> None:
        """Called wherever a point is."""
        if point == self.point:
            self.passage -= 1
            if self.passage == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def is_next(self, point: str) -> bool:
        """Whether the next passage is the one that ends it."""
        return point == self.point and self.passage == 1

    def disarm(self) -> None:
        """Kill no more."""
        self.point = None


def arm(crash: Crash) -> None:
    """Wrap, in this process, all that passes a point."""
    event.listen(Session, "before_flush", _note_states)
    event.listen(Session, "before_commit", lambda session: _around_commit(crash, session, "before"))
    event.listen(Session, "after_commit", lambda session: _around_commit(crash, session, "after"))
    event.listen(Session, "after_rollback", lambda session: session.info.clear())
    for asking in (queue, sending, relay_flow, closing):
        _wrap(asking, "enqueue", _before_insert(crash))
    _wrap(plan, "send", _between(crash, "before a step", "after a step"))
    _wrap(committed, "write_bundle", _between(crash, "before a bundle", "before a bundle is proven"))
    _wrap(committed, "verify_bundle", _between(crash, None, "after a bundle"))
    _wrap(Path, "write_bytes", _amid_file(crash))
    _wrap(Rpc, "batch", _around_send(crash))
    for owner, name, what in (
        (sender, "set_aside", "doubt"),
        (settling, "_reopen", "deep fork"),
        (Book, "extend", "blocks"),
        (Book, "keep", "copies"),
        (Book, "rewind", "rewind"),
    ):
        _wrap(owner, name, _doing(crash, what))


def _note_states(session: Session, *_: Any) -> None:
    """Remember to which states this transaction takes nonces; the row knows it only until it is flushed."""
    for row in (*session.new, *session.dirty):
        if isinstance(row, TransactionRow) and inspect(row).attrs.state.history.has_changes():
            session.info.setdefault("states", set()).add(row.state.value)


def _around_commit(crash: Crash, session: Session, side: str) -> None:
    if side == "before":
        # So that the process dies with every statement done.
        session.flush()
    kept = {*session.info.get("states", ()), crash.doing}
    for what in sorted(filter(None, kept)):
        crash.passes(f"{side} {what} is kept")
    if side == "after":
        session.info.clear()


def _before_insert(crash: Crash) -> Callable[..., Any]:
    def around(honest: Callable[..., Any], session: Session, *given: Any) -> Any:
        crash.passes("before outbox insert")
        session.info.setdefault("states", set()).add("queued")
        return honest(session, *given)

    return around


def _around_send(crash: Crash) -> Callable[..., Any]:
    def around(honest: Callable[..., Any], rpc: Rpc, calls: Sequence[Request]) -> Any:
        is_sending = bool(calls) and calls[0][0] == SEND
        if is_sending:
            crash.passes("before send")
        answers = honest(rpc, calls)
        if is_sending:
            crash.passes("after send")
        return answers

    return around


def _between(crash: Crash, before: str | None, after: str) -> Callable[..., Any]:
    def around(honest: Callable[..., Any], *given: Any) -> Any:
        if before:
            crash.passes(before)
        done = honest(*given)
        crash.passes(after)
        return done

    return around


def _amid_file(crash: Crash) -> Callable[..., Any]:
    def around(honest: Callable[..., Any], path: Path, content: bytes) -> Any:
        crash.passes("before a file")
        if crash.is_next("amid a file"):
            honest(path, content[: len(content) // 2])
        crash.passes("amid a file")
        return honest(path, content)

    return around


def _doing(crash: Crash, what: str) -> Callable[..., Any]:
    def around(honest: Callable[..., Any], *given: Any) -> Any:
        crash.doing = what
        try:
            return honest(*given)
        finally:
            crash.doing = None

    return around


def _wrap(owner: Any, name: str, around: Callable[..., Any]) -> None:
    honest = getattr(owner, name)

    def wrapped(*given: Any) -> Any:
        return around(honest, *given)

    setattr(owner, name, wrapped)
