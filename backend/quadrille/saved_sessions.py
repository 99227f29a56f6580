"""Where a person's own command line keeps its sessions on servers: one file that only its owner can read."""

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

from quadrille.errors import Misconfigured, Refused

SESSIONS = Path("quadrille") / "sessions.json"

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Hosts that are this machine: what goes there passes nobody."""


def save_session(server: str, token: str) -> Path:
    """Keep the token for this server; the file it is in. Raises Refused for one that would be asked in the open."""
    _check_private(server)
    sessions = {**_read(), _origin(server): token}
    _write(sessions)
    return _file()


def saved_session(server: str) -> str | None:
    """The token for this server; None when nobody signed in there from here. Raises Misconfigured."""
    return _read().get(_origin(server))


def forget_session(server: str) -> None:
    """Keep no token for this server any more."""
    sessions = _read()
    if sessions.pop(_origin(server), None) is not None:
        _write(sessions)


def _check_private(server: str) -> None:
    parts = urlsplit(server)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise Refused(f"On the way to {_origin(server)} anybody could read your session.", "Use its https:// address.")


def _file() -> Path:
    """In the folder for what a program remembers (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / SESSIONS


def _origin(server: str) -> str:
    parts = urlsplit(server)
    return f"{parts.scheme}://{parts.netloc}"


def _read() -> dict[str, str]:
    try:
        found = json.loads(_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as problem:
        raise Misconfigured(f"{_file()} cannot be read.", "Remove it, and sign in again.") from problem
    if not isinstance(found, dict) or not all(isinstance(token, str) for token in found.values()):
        raise Misconfigured(f"{_file()} holds no sessions.", "Remove it, and sign in again.")
    return found


def _write(sessions: dict[str, str]) -> None:
    """Write the file anew, whole or not at all."""
    file = _file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = file.with_suffix(".new")
        aside.unlink(missing_ok=True)
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            json.dump(sessions, opened, indent=2)
        aside.replace(file)
    except OSError as problem:
        raise Misconfigured(f"{file} cannot be written ({problem.strerror}).", "Set XDG_STATE_HOME.") from problem
