"""Addresses and mails as they lie in the database: encrypted, and bound to the row that they stand in.

ChaCha20-Poly1305 (RFC 8439) under a key derived from the secret file. The row's name is authenticated with it: what was
moved into another person's row does not open. Unlike a contact, which only the operator's own machine can read, this
server has to be able to open these, since it sends the mails.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from quadrille.config import Settings
from quadrille.people.secret import Use, keyed_hash

NONCE_BYTES = 12
"""As RFC 8439 has it. Random: a server would have to seal 2^32 texts before two were likely to share one."""


def seal(settings: Settings, row: str, text: str) -> str:
    """Encrypt a text for a row, as hex."""
    nonce = os.urandom(NONCE_BYTES)
    return (nonce + _cipher(settings).encrypt(nonce, text.encode(), row.encode())).hex()


def opened(settings: Settings, row: str, sealed: str) -> str | None:
    """The text again; None when it is another row's, or was sealed with another secret."""
    try:
        content = bytes.fromhex(sealed)
        return _cipher(settings).decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], row.encode()).decode()
    except (InvalidTag, ValueError):
        return None


def _cipher(settings: Settings) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(bytes.fromhex(keyed_hash(settings, Use.NOTICES, "key")))
