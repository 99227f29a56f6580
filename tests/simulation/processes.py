"""The zygote, from outside: processes are ordered, signalled, and heard of when they have ended."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from simulation.roles import Order

TESTS = Path(__file__).resolve().parents[1]


def run_module(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A process of its own with one of our modules, spoken with by its standard input and output."""
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that `run_module` began, and hang up."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    process.terminate()
    process.wait()
    process.stdout.close()


class Ended(NamedTuple):
    """A process that is no more; `code` is below zero after a signal."""

    pid: int
    code: int


class Processes:
    """Everything that the zygote has forked."""

    def __init__(self, trial: Order) -> None:
        """trial: what the zygote tries out before it forks."""
        self._zygote = run_module("simulation.zygote")
        assert self._zygote.stdout is not None
        self._told = self._zygote.stdout
        self._unread = b""
        self._ended: list[Ended] = []
        self.alive: dict[int, Order] = {}
        self._say(asdict(trial))
        assert self._told.readline() == b"{}\n", "the zygote is dead"

    def start(self, order: Order) -> int:
        """Fork a process that does this; its id."""
        self._say(asdict(order))
        os.set_blocking(self._told.fileno(), True)
        while True:
            for words in self._hear():
                if "started" in words:
                    self.alive[words["started"]] = order
                    return words["started"]

    def ended(self) -> list[tuple[Ended, Order]]:
        """What has ended since this was asked last, with what it was told."""
        os.set_blocking(self._told.fileno(), False)
        self._hear()
        found, self._ended = self._ended, []
        return [(one, self.alive.pop(one.pid)) for one in found]

    def send(self, what: signal.Signals, pids: Sequence[int]) -> None:
        """Send a signal to those of these that are alive."""
        self._say({"signal": int(what), "to": list(pids)})

    def kill_all(self) -> None:
        """Kill -9 whatever is alive, and wait until nothing is."""
        self.send(signal.SIGKILL, list(self.alive))
        os.set_blocking(self._told.fileno(), True)
        while self._forget_ended():
            self._hear()

    def _forget_ended(self) -> bool:
        """Whether anything is still alive, once what was heard to have ended is taken off."""
        for one in self._ended:
            self.alive.pop(one.pid, None)
        self._ended = []
        return bool(self.alive)

    def _say(self, words: object) -> None:
        assert self._zygote.stdin is not None
        self._zygote.stdin.write(json.dumps(words).encode() + b"\n")
        self._zygote.stdin.flush()

    def _hear(self) -> list[dict[str, int]]:
        """What was told since; all of it is noted, whatever the caller looks for in it."""
        try:
            read = os.read(self._told.fileno(), 65_536)
        except BlockingIOError:
            return []
        if not read:
            raise RuntimeError("the zygote is dead")
        *lines, self._unread = (self._unread + read).split(b"\n")
        heard = [json.loads(line) for line in lines]
        self._ended += [Ended(words["ended"], words["code"]) for words in heard if "ended" in words]
        return heard

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        end(self._zygote)
