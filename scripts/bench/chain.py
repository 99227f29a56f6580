"""The chain room's speed, next to plain web3.py in one run: python3 scripts/bench/chain.py.

Ratios on one machine in one run; both ways are checked to have done the same work.
"""

import os
import sys
from pathlib import Path

PYTHON = Path(__file__).resolve().parents[2] / ".venv" / "bin" / "python"

if Path(sys.prefix) != PYTHON.parents[1]:
    if not PYTHON.exists():
        sys.exit("Nothing is set up here.\nRun `python3 scripts/setup` first.")
    os.execv(PYTHON, [str(PYTHON), __file__, *sys.argv[1:]])  # noqa: S606

import following  # noqa: E402 - imports what only the environment has
import sending  # noqa: E402

if __name__ == "__main__":
    following.main()
    sending.main()
