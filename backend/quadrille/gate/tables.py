"""The row of a request that carried an Idempotency-Key, and of its answer."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

DIGEST = 64
"""Characters of a SHA-256 or HMAC-SHA-256 in hex."""


class KeptAnswer(SQLModel, table=True):
    """One request by its key: running while `status` is null, then answered.

    key_hash    of who asked, method, path and key; whoever writes this row first runs the request
    actor_hash  of who asked, so that nobody fills the table alone
    body_hash   of the body, keyed, so that a short body cannot be guessed from it
    started_at  unix seconds; a request that runs for longer than `keeping.LEASE_SECONDS` has died
    sealed      media type and body of the answer, encrypted with what only the asker's request has
    """

    __tablename__ = "kept_answer"

    key_hash: str = Field(primary_key=True, max_length=DIGEST)
    actor_hash: str = Field(index=True, max_length=DIGEST)
    body_hash: str = Field(max_length=DIGEST)
    started_at: int = Field(sa_type=BigInteger)
    expires_at: int = Field(sa_type=BigInteger, index=True)
    status: int | None = None
    sealed: bytes | None = None
