"""The contracts proven for every caller, state and argument, by halmos: symbolic execution and an SMT solver.

Halmos has an environment of its own, made on first use: it asks for libraries that ours are too new for.
"""

import os
import sys
from pathlib import Path

from environment import ROOT, Part, fingerprint, run
from installation import install

FOLDER = ROOT / "build" / "symbolic"
PYTHON = FOLDER / "venv" / "bin" / "python"
LOCK = ROOT / "requirements-symbolic.lock"


def symbolic() -> None:
    """Run every check; ends with exit code 1 when one has a counterexample, or was not finished."""
    key = fingerprint(str(ROOT), sys.version, LOCK)
    Part("Halmos", FOLDER / "venv" / ".made", PYTHON.parent / "halmos", (key,)).ensure(make)
    # Halmos has forge compile, with what it needs besides and apart from what the tests compiled.
    os.environ |= {"FOUNDRY_OUT": str(out := FOLDER / "out"), "FOUNDRY_CACHE_PATH": str(FOLDER / "cache")}
    run(
        PYTHON.parent / "halmos",
        *("--forge-build-out", out.relative_to(ROOT), "--match-contract", "^(Badge|Round)Symbolic$", "--no-status"),
        remedy="A counterexample is printed with its check; its file says what it promises.",
    )


def make() -> None:
    """A Python environment with halmos, of exactly the versions in the lock."""
    run(sys.executable, "-m", "venv", "--clear", "--without-pip", PYTHON.parents[1])
    install("--require-hashes", "--no-deps", "-r", LOCK, python=Path(PYTHON))
