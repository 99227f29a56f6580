"""Nonces for sign-in: made without writing anything, so that nobody can fill the database; used once, atomically.

A nonce says when it was made and carries our own mark. Only one that was signed is ever written down.
"""

import hashlib
import hmac
import secrets

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from quadrille.config import Settings
from quadrille.errors import NotAllowed
from quadrille.languages.words import said
from quadrille.people.secret import Use, keyed_hash
from quadrille.people.tables import UsedNonce
from quadrille.types import Timestamp

NONCE_SECONDS = 600
"""Ten minutes to find the wallet and read what it shows; after them a stolen message is worth nothing."""

RANDOM_DIGITS, TIME_DIGITS, MARK_DIGITS = 20, 10, 24
"""Hex digits: 80 random bits, unix seconds, and 96 bits of our mark. EIP-4361 asks for 8 letters or digits."""

REMEDY = "Ask for a new message, and sign that."


def make_nonce(settings: Settings, now: Timestamp) -> str:
    """A nonce that counts from now for NONCE_SECONDS; 54 letters and digits."""
    start = secrets.token_hex(RANDOM_DIGITS // 2) + f"{now:0{TIME_DIGITS}x}"
    return start + _mark(settings, start)


def check_nonce(settings: Settings, nonce: str, now: Timestamp) -> None:
    """Raise NotAllowed unless this nonce is one of ours and still young; whether it was used is not asked."""
    start, mark = nonce[:-MARK_DIGITS], nonce[-MARK_DIGITS:]
    # Check: nobody else can have made it.
    if not hmac.compare_digest(mark.encode(), _mark(settings, start).encode()):
        raise NotAllowed("The nonce of this message was not given by this server.", REMEDY)
    # Check: it is not older than a message may be.
    if not 0 <= now - int(start[RANDOM_DIGITS:], 16) < NONCE_SECONDS:
        raise NotAllowed(
            said("The nonce of this message is older than {nonce_seconds} minutes.", nonce_seconds=NONCE_SECONDS // 60),
            REMEDY,
        )


def use_nonce(session: Session, nonce: str, now: Timestamp) -> None:
    """Mark a checked nonce as used, in the transaction at hand; raises NotAllowed when it was used before.

    Of any number that try at once, one succeeds: the nonce's hash is the row's key.
    """
    session.execute(delete(UsedNonce).where(col(UsedNonce.expires_at) <= now))
    digest = hashlib.sha256(nonce.encode()).hexdigest()
    try:
        with session.begin_nested():
            session.add(UsedNonce(nonce_hash=digest, expires_at=now + NONCE_SECONDS))
    except IntegrityError:
        raise NotAllowed("This message has been used to sign in already.", REMEDY) from None


def _mark(settings: Settings, start: str) -> str:
    return keyed_hash(settings, Use.NONCES, start)[:MARK_DIGITS]
