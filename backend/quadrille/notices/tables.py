"""Rows about notices: who wants them, and the mails on their way. No address stands here in the clear.

Addresses and mails are encrypted with a key that is made from this server's secret file (`sealed.py`), so that a copy
of the database tells nobody's address.
"""

from sqlalchemy import BigInteger, Column, Text, UniqueConstraint
from sqlmodel import JSON, Field, SQLModel

DIGEST = 64
"""Characters of an HMAC-SHA-256 in hex."""


class NoticeSubscription(SQLModel, table=True):
    """Somebody wants notices, or asked for them and has not confirmed the address yet.

    address_sealed empty once they stopped; `mail_hash` is its keyed hash, so that one mailbox is not flooded
    kinds          groups of things to be told of, as in `kinds.py`
    token_hash     of the link that confirms the address, which is over at `token_until`; null once it was used
    confirmed_at   null until the link was opened: before that nothing but the link is mailed
    stopped_at     when mails were given up because none arrived; null while they go out
    looked_at      when it was last looked at what needs them
    told           keys of what they were told of and what still waits, so that nothing is told twice
    """

    __tablename__ = "notice_subscription"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", unique=True)
    address_sealed: str = Field(sa_column=Column(Text, nullable=False))
    mail_hash: str = Field(max_length=DIGEST, index=True)
    kinds: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    language: str = Field(max_length=8)
    asked_at: int = Field(sa_type=BigInteger)
    token_hash: str | None = Field(default=None, max_length=DIGEST, unique=True)
    token_until: int | None = Field(default=None, sa_type=BigInteger)
    confirmed_at: int | None = Field(default=None, sa_type=BigInteger)
    stopped_at: int | None = Field(default=None, sa_type=BigInteger)
    looked_at: int = Field(default=0, sa_type=BigInteger)
    told: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class NoticeMail(SQLModel, table=True):
    """A mail on its way: written in the transaction that decides on it, sent after, and never written twice.

    key        what it is: "confirm" and its time, or the day of the notice; one mail for each of a subscription
    content_sealed   the letter; empty once it is sent or given up
    state      "queued", "sending", "sent" or "failed"
    attempts   how often it was tried; `next_at` when it is tried again
    claimed_at when somebody last began to send it: whoever dies in between is followed by another after a while
    trouble    why it could not be sent the last time, in words without the address
    """

    __tablename__ = "notice_mail"
    __table_args__ = (UniqueConstraint("subscription_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    subscription_id: int = Field(foreign_key="notice_subscription.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    key: str = Field(max_length=32)
    content_sealed: str = Field(sa_column=Column(Text, nullable=False))
    state: str = Field(default="queued", max_length=16, index=True)
    made_at: int = Field(sa_type=BigInteger)
    attempts: int = 0
    next_at: int = Field(sa_type=BigInteger)
    claimed_at: int | None = Field(default=None, sa_type=BigInteger)
    sent_at: int | None = Field(default=None, sa_type=BigInteger)
    trouble: str = Field(default="", sa_column=Column(Text, nullable=False))
