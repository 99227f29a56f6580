"""A local chain for tests, the demo and `quadrille chain`: Foundry's Anvil in a process of its own.

Speaks JSON-RPC with the standard library alone, so that starting a chain does not wait for web3's import.
"""

import http.client
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from quadrille.errors import ChainError, ChainUnreachable, Misconfigured

HARDFORK = "prague"
"""The EVM of `foundry.toml`: code compiled for one must not meet another."""

HOST = "127.0.0.1"
START_SECONDS = 30
STOP_SECONDS = 10
ANSWER_SECONDS = 60

FIRST_TICK_SECONDS = 2
LAST_TICK_SECONDS = 600
TICK_GROWTH = 1.1
"""Anvil keeps the state of every block, each larger than the one before: blocks at a steady beat would fill gigabytes
within hours. After a transaction they come quickly, then ever more seldom: 40 in the first quarter of an hour."""


def find_tool(name: str) -> Path:
    """Foundry's `anvil` or `forge`: $QUADRILLE_ANVIL, what scripts/setup installed, PATH, foundryup's folder.

    raises  Misconfigured when there is none, or when the variable names something else
    """
    variable = f"QUADRILLE_{name.upper()}"
    if chosen := os.environ.get(variable):
        if _is_foundry(Path(chosen), name):
            return Path(chosen)
        raise Misconfigured(f"{variable} is {chosen}, which is not Foundry's {name}.", "Correct or unset it.")
    for choice in _places(name):
        if _is_foundry(choice, name):
            return choice
    raise Misconfigured(
        f"Foundry's {name} is not installed.",
        f"In a checkout run `python3 scripts/setup`; elsewhere install Foundry or set {variable}.",
    )


def _places(name: str) -> Iterator[Path]:
    yield Path(__file__).resolve().parents[3] / ".tools" / "bin" / name
    if found := shutil.which(name):
        yield Path(found)
    yield Path.home() / ".foundry" / "bin" / name


def _is_foundry(path: Path, name: str) -> bool:
    """Whether this is the tool meant; other programs are called anvil too."""
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.stdout.startswith(f"{name} Version")


class Anvil:
    """A local chain on 127.0.0.1, running between `with` and its end (or `start` and `stop`).

    options  more of Anvil's own, for example "--block-time", "2"
    port     0 takes any free one
    state    a file in which the chain outlives the process; made when it is not there
    """

    def __init__(self, *options: str, port: int = 0, state: Path | None = None) -> None:
        self.options = options
        self.port = port
        self.state = state
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._ticking: threading.Thread | None = None
        self._stopping = threading.Event()
        self._ids = count(1)

    @property
    def url(self) -> str:
        """Where the chain answers."""
        return f"http://{HOST}:{self.port}"

    def start(self) -> Self:
        """Start the chain and return once it answers.

        raises  Misconfigured when Anvil is missing or refuses to start (port taken, broken state file)
        """
        continued = self.state is not None and self.state.exists()
        program = find_tool("anvil")
        # Anvil keeps older states in files, and leaves them behind when it ends.
        self._cache = tempfile.TemporaryDirectory(prefix="quadrille-anvil-")
        self._process = subprocess.Popen(
            self._command(program), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.port = self._listening_port()
        # Anvil stops once nobody reads what it prints.
        self._reader = threading.Thread(target=self._drain, daemon=True)
        self._reader.start()
        if continued:
            self._go_on_from_the_last_block()
        return self

    def _command(self, program: Path) -> list[str]:
        command = [str(program), "--host", HOST, "--port", str(self.port), "--hardfork", HARDFORK]
        command += ["--cache-path", self._cache.name]
        if self.state is not None:
            # The interval saves the chain from a kill; with old states kept, old blocks can still be asked.
            command += ["--state", str(self.state), "--state-interval", "5", "--preserve-historical-states"]
        return [*command, *self.options]

    def _listening_port(self) -> int:
        assert self._process is not None
        assert self._process.stdout is not None
        too_late = threading.Timer(START_SECONDS, self._process.kill)
        too_late.start()
        printed = []
        for line in self._process.stdout:
            printed.append(line)
            if found := re.search(rf"Listening on {re.escape(HOST)}:(\d+)", line):
                too_late.cancel()
                return int(found[1])
        too_late.cancel()
        self.stop()
        reason = printed[0].strip() if printed else "it printed nothing"
        raise Misconfigured(f"Anvil did not start ({reason}).", "Choose another port or state file.")

    def _drain(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        for _ in self._process.stdout:
            pass

    def _go_on_from_the_last_block(self) -> None:
        """Keep time from running backwards when the kept chain was ahead of the clock."""
        last = int(self.rpc("eth_getBlockByNumber", "latest", False)["timestamp"], 16)
        if last >= int(time.time()):
            self.rpc("evm_setNextBlockTimestamp", last + 1)

    def let_time_go_on(self) -> None:
        """From now on empty blocks show the chain what time it is; else it only knows at the next transaction."""
        self._stopping.clear()
        self._ticking = threading.Thread(target=self._tick, daemon=True)
        self._ticking.start()

    def _tick(self) -> None:
        pause: float = FIRST_TICK_SECONDS
        # Once the process is gone there is nobody to tell.
        with suppress(ChainError):
            while not self._stopping.wait(pause):
                newest = self.rpc("eth_getBlockByNumber", "latest", False)
                pause = FIRST_TICK_SECONDS if newest["transactions"] else min(pause * TICK_GROWTH, LAST_TICK_SECONDS)
                self.rpc("evm_mine")

    def rpc(self, method: str, *params: Any) -> Any:
        """The result of one JSON-RPC call.

        raises  ChainUnreachable when the chain does not answer, ChainError when it answers with an error
        """
        request = {"jsonrpc": "2.0", "id": next(self._ids), "method": method, "params": params}
        connection = http.client.HTTPConnection(HOST, self.port, timeout=ANSWER_SECONDS)
        try:
            connection.request("POST", "/", json.dumps(request), {"content-type": "application/json"})
            answer = json.load(connection.getresponse())
        except (OSError, http.client.HTTPException) as failure:
            raise ChainUnreachable(self.url, str(failure)) from failure
        finally:
            connection.close()
        if "error" in answer:
            raise ChainError(f"{method} was refused: {answer['error'].get('message')}.", "")
        return answer["result"]

    def snapshot(self) -> str:
        """Mark the present state; the mark serves one `revert`."""
        return str(self.rpc("evm_snapshot"))

    def revert(self, snapshot: str) -> None:
        """Go back to a mark, clock included; marks made after it are gone.

        raises  ChainError when the mark was used before
        """
        # What waits to be mined survives a revert, and so does mining by hand.
        self.rpc("anvil_dropAllTransactions")
        self.rpc("evm_setAutomine", True)
        if self.rpc("evm_revert", snapshot) is not True:
            raise ChainError(f"There is no snapshot {snapshot}.", "A snapshot serves one revert.")

    def stop(self) -> None:
        """End the process; Anvil writes its state file first. Harmless when it is not running."""
        if self._process is None:
            return
        if self._ticking is not None:
            self._stopping.set()
            self._ticking.join()
            self._ticking = None
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._reader is not None:
            # The pipe is closed under nobody who still reads it.
            self._reader.join()
            self._reader = None
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process = None
        self._cache.cleanup()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
