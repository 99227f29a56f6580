"""What an operator asked for and what takes longer than a page may: it runs beside the pages, and they look at it.

Nothing is lost with this process: what was sent is in the outbox and on the chain, and a rehearsal can be had again.
Each process shows its own runs.
"""

import contextvars
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from quadrille.errors import QuadrilleError, Refused
from quadrille.gate.faults import where_of
from quadrille.languages.words import said

log = logging.getLogger(__name__)

KEPT = 200
"""Runs that are remembered; the oldest goes first."""

PATIENCE_SECONDS = 4.0
"""How long a form waits before it shows the page again: what is done by then needs no second look."""


class Kind(StrEnum):
    """What a run is."""

    REHEARSAL = "rehearsal"
    SENDING = "sending"
    COMPARISON = "comparison"


@dataclass(slots=True)
class Run:
    """One run. `answer` is what its work gave; `trouble` is cause and remedy where it gave nothing."""

    place: str
    step: str
    kind: Kind
    began_at: int
    ended_at: int | None = None
    answer: Any = None
    trouble: tuple[str, str] | None = None
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def seconds(self) -> int:
        """How long it has taken."""
        return (int(time.time()) if self.ended_at is None else self.ended_at) - self.began_at


class Runs:
    """The runs of this process, the last of each place and step."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: dict[tuple[str, str], Run] = {}

    def start(self, place: str, step: str, kind: Kind, work: Callable[[], object]) -> Run:
        """Begin `work` in the background; raises Refused while another run of this place is not over.

        place   what it is about: a round's address, or the form of a new one
        """
        run = Run(place, step, kind, int(time.time()))
        with self._lock:
            busy = next((one for (at, _), one in self._runs.items() if at == place and one.ended_at is None), None)
            if busy is not None:
                raise Refused(
                    said("Another step is still running here, for {seconds} seconds now.", seconds=busy.seconds),
                    said("Wait until it is over; the page shows it."),
                )
            self._runs.pop((place, step), None)
            self._runs[place, step] = run
            while len(self._runs) > KEPT:
                self._runs.pop(next(iter(self._runs)))
        # In the language of who asked.
        spoken = contextvars.copy_context()
        threading.Thread(target=spoken.run, args=(_carry, run, work), daemon=True).start()
        return run

    def of(self, place: str) -> dict[str, Run]:
        """The last run of each step of a place."""
        with self._lock:
            return {step: run for (at, step), run in self._runs.items() if at == place}


def wait_a_little(run: Run) -> None:
    """Give a run that is quick the time to end."""
    run.over.wait(PATIENCE_SECONDS)


def _carry(run: Run, work: Callable[[], object]) -> None:
    try:
        run.answer = work()
    except QuadrilleError as problem:
        run.trouble = (problem.cause, problem.remedy)
    except Exception as fault:  # noqa: BLE001 (logged without its words, which may hold a wallet)
        log.error("%s of %s failed\n%s", run.kind, run.step, where_of(fault))
        run.trouble = (said("Something is wrong with this server, not with the round."), said("Look into its log."))
    run.ended_at = int(time.time())
    run.over.set()
