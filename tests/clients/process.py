"""Clients that others wrote, asked in one Node process (main.mjs).

ethers, viem, MetaMask's eth-sig-util and OpenZeppelin's Merkle trees.
"""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

FOLDER = Path(__file__).parent
NODE = FOLDER.parents[1] / ".tools" / "bin" / "node"
REMEDY = "Run: python3 scripts/setup --dev"


class Clients:
    """Puts one request after the other, a line of JSON each, and reads the answers."""

    def __init__(self, requests: IO[str], replies: IO[str]) -> None:
        self._requests, self._replies = requests, replies

    def ask(self, client: str, action: str, *values: object) -> Any:
        """What `action` of with-CLIENT.mjs returns; numbers come back as decimal text."""
        self._requests.write(json.dumps({"client": client, "action": action, "values": values}) + "\n")
        self._requests.flush()
        line = self._replies.readline()
        assert line, f"The clients' process has ended. {REMEDY}"
        reply = json.loads(line)
        assert "problem" not in reply, f"{client}, asked to {action}: {reply['problem']}"
        return reply["answer"]


@contextmanager
def running_clients() -> Iterator[Clients]:
    """All clients, until the block ends. Fails when Node or a package is missing."""
    for path in (NODE, FOLDER / "node_modules"):
        assert path.exists(), f"{path} is missing. {REMEDY}"
    command = [NODE, FOLDER / "main.mjs"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield Clients(process.stdin, process.stdout)
