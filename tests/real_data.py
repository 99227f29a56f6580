"""Where real data lies: beside the repository, too large and not ours to commit."""

import os
from pathlib import Path

import pytest

_SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared(*parts: str) -> Path:
    """A path below `../shared`; where there is none, the test is skipped, or fails when CI is true."""
    path = _SHARED.joinpath(*parts)
    if path.exists():
        return path
    reason = f"real data is not here: ../shared/{'/'.join(parts)}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
