"""What this server alone knows, in a file: keys derived from it mark nonces as ours and hide e-mail addresses.

In a file and not in the database, so that whoever gets a copy of the database cannot try e-mail addresses against it.
"""

import hashlib
import hmac
import os
import secrets
import stat
from enum import StrEnum
from pathlib import Path

from quadrille.config import Settings
from quadrille.errors import Misconfigured

SECRET_BYTES = 32
"""As many as the hash below has: more would add nothing (RFC 2104, section 3)."""

OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Use(StrEnum):
    """What a key is derived for; one key is never used for two things."""

    NONCES = "sign-in nonces"
    MAIL = "e-mail addresses"
    FORMS = "forms of a session"
    WORKS = "what may earn a badge once"
    NOTICES = "notices by e-mail"
    NOTICE_STOPS = "links that stop notices"


def keyed_hash(settings: Settings, use: Use, text: str) -> str:
    """HMAC-SHA-256 of a text under the key for this use, 64 hex digits; raises Misconfigured without a usable file."""
    key = hmac.digest(_secret(settings.secret_file), use.encode(), hashlib.sha256)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _secret(file: Path) -> bytes:
    """The secret of this file, made on first use."""
    try:
        return _read(file)
    except FileNotFoundError:
        pass
    except OSError as problem:
        raise _unusable(f"cannot be read ({problem.strerror})", "Let this user read it.") from problem
    try:
        _make(file)
        return _read(file)
    except OSError as problem:
        raise _unusable(f"cannot be made ({problem.strerror})", "Name a file in a folder of this user.") from problem


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        mode, content = os.fstat(opened.fileno()).st_mode, opened.read()
    if os.name == "posix" and mode & OTHERS:
        raise _unusable(f"is open to others, with mode {stat.S_IMODE(mode):04o}", "Run chmod 600 on it.")
    try:
        secret = bytes.fromhex(content.decode("ascii").strip())
    except ValueError:
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise _unusable(f"does not hold {SECRET_BYTES} bytes as hex", "Restore it, or name a new file.")
    return secret


def _make(file: Path) -> None:
    """Write a new secret; when another server of ours was faster, theirs stands."""
    # Written aside and then linked: nobody ever reads a file that is half written.
    aside = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as opened:
            opened.write(secrets.token_hex(SECRET_BYTES) + "\n")
        os.link(aside, file)
    except FileExistsError:
        pass
    finally:
        aside.unlink()


def _unusable(flaw: str, remedy: str) -> Misconfigured:
    return Misconfigured(f"The file that QUADRILLE_SECRET_FILE names {flaw}.", remedy)
