"""The ground of set-up: where things go, how commands run, and how a part is made once and only once."""

import contextlib
import fcntl
import hashlib
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
TOOLS = ROOT / ".tools"
BIN = TOOLS / "bin"
NODE_MODULES = ROOT / "node_modules"


def stop(cause: str, remedy: str) -> NoReturn:
    """End with exit code 1, saying what is wrong and what to do about it."""
    sys.exit(f"{cause}\n{remedy}")


def run(
    *command: str | Path, remedy: str = "Start again once the cause above is gone.", output: int | None = None
) -> None:
    """Run a command at the root of the checkout, our own tools first on PATH; stop when it fails."""
    words = [str(word) for word in command]
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)])
    code = subprocess.call(words, cwd=ROOT, env={**os.environ, "PATH": path}, stdout=output)
    if code:
        stop(f"This failed with exit code {code}: {shlex.join(words)}", remedy)


def fingerprint(*parts: str | Path) -> str:
    """A hash over words and over the content of files."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else part.encode()
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()


@dataclass(frozen=True)
class Part:
    """Something that set-up makes.

    stamp  written last, inside what is made, so that a part begun and not finished, or deleted, is made again
    proof  must exist too: the stamp alone does not see a half that was deleted
    keys   what it is made from; the first is what would be made now, and any other will do as well
    """

    title: str
    stamp: Path
    proof: Path
    keys: tuple[str, ...]

    def is_made(self) -> bool:
        """Whether nothing is left to do."""
        return self.proof.exists() and self.stamp.exists() and self.stamp.read_text() in self.keys

    def ensure(self, make: Callable[[], None]) -> None:
        """Make it unless it is there, and say how long that took."""
        if self.is_made():
            return
        started = time.monotonic()
        print(f"{self.title} ...", flush=True)
        self.stamp.unlink(missing_ok=True)
        make()
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        self.stamp.write_text(self.keys[0])
        print(f"{self.title}: {time.monotonic() - started:.1f} s", flush=True)


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Wait until no other set-up of this checkout is running, and keep others waiting."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another set-up of this checkout ...", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
