"""A process with one thread that has imported and tried out everything, and forks: `python -m simulation.zygote`.

A process of a simulation so begins within milliseconds, and a kill of it is a real one. Orders come as lines of JSON,
the first of them to try out; told are `started` in the order of the orders, and `ended` with the exit code, below
zero for a signal.
"""

import gc
import json
import os
import select
import signal
import sys
import threading
from typing import Any

from simulation.crashes import FOLLOWER, SENDER
from simulation.roles import Order, perform, try_out


class Zygote:
    """Starts, signals and reaps."""

    def __init__(self) -> None:
        self._children: set[int] = set()

    def serve(self) -> None:
        """Until nobody gives orders any more; then nothing of this is left."""
        bell, ring = os.pipe()
        os.set_blocking(ring, False)
        signal.set_wakeup_fd(ring)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        orders = sys.stdin.buffer.raw
        unread = b""
        while True:
            ready, _, _ = select.select([orders, bell], [], [])
            if bell in ready:
                os.read(bell, 1_000)
                self._reap()
            if orders in ready:
                read = os.read(orders.fileno(), 65_536)
                if not read:
                    break
                *lines, unread = (unread + read).split(b"\n")
                for line in lines:
                    self._obey(json.loads(line))
        for child in self._children:
            os.kill(child, signal.SIGKILL)

    def _obey(self, order: dict[str, Any]) -> None:
        if "signal" in order:
            for child in self._children & set(order["to"]):
                os.kill(child, order["signal"])
            return
        child = os.fork()
        if child == 0:
            _live(Order(**order))
        self._children.add(child)
        _tell(started=child)

    def _reap(self) -> None:
        while self._children:
            child, status = os.waitpid(-1, os.WNOHANG)
            if child == 0:
                return
            self._children.discard(child)
            _tell(ended=child, code=os.waitstatus_to_exitcode(status))


def _live(order: Order) -> None:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)
    try:
        perform(order)
    except SystemExit:
        os._exit(0)
    finally:
        os._exit(1)


def _tell(**words: Any) -> None:
    os.write(1, json.dumps(words).encode() + b"\n")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    trial = json.loads(sys.stdin.buffer.raw.readline())
    for role in (SENDER, FOLLOWER):
        try_out(Order(**{**trial, "role": role}))
    # A lock that another thread holds while this forks would be held for ever.
    assert threading.active_count() == 1
    # What is shared with every child is never collected, and so never copied.
    gc.collect()
    gc.freeze()
    _tell()
    Zygote().serve()
