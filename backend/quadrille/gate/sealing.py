"""What is kept of an answer can be read with the request alone: the database does not suffice, it may be copied.

Everything is derived (HKDF, RFC 5869) from who asked, method, path and key. Who asked is a token of 95 bits or more
where it was anybody in particular, so such a row says nothing to whoever has only the table. Where it was nobody in
particular, only the Idempotency-Key is unknown to them: it should be a UUID, and no such answer holds a secret.
"""

import hmac
import json
import secrets
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
"""NIST SP 800-38D: 96 bits for AES-GCM; each key here seals one answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a repeat is answered."""

    status: int
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Ask:
    """One request by its key: the names under which it is kept, and what its answer is sealed with."""

    key_hash: str
    actor_hash: str
    body_hash: str
    seal_key: bytes

    @classmethod
    def of(cls, actor: str, method: str, path: str, key: str, body: bytes) -> "Ask":
        """actor: the credential that was sent, or where it came from; path: with its query."""
        # As JSON, so that no two different requests run together to the same bytes.
        named = json.dumps([actor, method, path, key]).encode()
        derived = HKDF(algorithm=SHA256(), length=96, salt=None, info=b"quadrille kept answer").derive(named)
        row, seal, of_body = derived[:32], derived[32:64], derived[64:]
        actor_hash = sha256(b"quadrille actor" + actor.encode()).hexdigest()
        return cls(row.hex(), actor_hash, hmac.new(of_body, body, sha256).hexdigest(), seal)

    def seal(self, answer: Answer) -> bytes:
        """The answer's media type and body, encrypted."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        content = answer.media_type.encode() + b"\n" + answer.body
        return nonce + AESGCM(self.seal_key).encrypt(nonce, content, str(answer.status).encode())

    def unseal(self, status: int, sealed: bytes) -> Answer | None:
        """The answer that was sealed; None when somebody changed the row."""
        try:
            nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
            content = AESGCM(self.seal_key).decrypt(nonce, rest, str(status).encode())
        except InvalidTag:
            return None
        media_type, _, body = content.partition(b"\n")
        return Answer(status, media_type.decode(), body)
