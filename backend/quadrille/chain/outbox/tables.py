"""Rows of the outbox: what has to happen, the nonce it was given, and every signed version of that nonce."""

import json
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, Enum, Index, Text, text
from sqlmodel import Field, SQLModel

from quadrille.db import Uint256


class TransactionState(StrEnum):
    """How far a nonce of ours has come. A fork may lead back to `sent`, from `final` only with an alarm."""

    SIGNED = "signed"
    """Nonce allotted and bytes kept; perhaps sent, perhaps not."""
    SENT = "sent"
    """A node has taken the bytes."""
    MINED = "mined"
    """In a block."""
    FINAL = "final"
    """In a block that the settings call final, and it succeeded."""
    FAILED = "failed"
    """In a block that the settings call final, and it was reverted."""
    LOST = "lost"
    """The nonce was used by a transaction that is not ours; what this one carried is signed anew."""


UNSETTLED = (TransactionState.SIGNED, TransactionState.SENT, TransactionState.MINED)
SETTLED = (TransactionState.FINAL, TransactionState.FAILED)


class TransactionRow(SQLModel, table=True):
    """One nonce of one sender, and where it stands. One without any work fills a gap."""

    __tablename__ = "outbox_transaction"
    # A lost nonce may be allotted again when a fork frees it.
    __table_args__ = (
        Index(
            "uq_outbox_transaction_nonce",
            "genesis_hash",
            "sender",
            "nonce",
            unique=True,
            sqlite_where=text("state != 'LOST'"),
            postgresql_where=text("state != 'LOST'"),
        ),
        Index("ix_outbox_transaction_standing", "genesis_hash", "sender", "state", "block_number"),
    )

    id: int | None = Field(default=None, primary_key=True)
    genesis_hash: str = Field(max_length=66)
    sender: str = Field(max_length=42)
    nonce: int = Field(sa_type=BigInteger)
    what: str
    most_wei: int = Field(sa_type=Uint256)
    """What it can cost the sender at the most: its value, and all its gas at the highest fee that was signed."""
    signed_at: int = Field(sa_type=BigInteger)
    state: TransactionState = Field(
        default=TransactionState.SIGNED,
        sa_column=Column(Enum(TransactionState, native_enum=False, length=16), nullable=False),
    )
    transaction_hash: str | None = Field(default=None, max_length=66)
    """Of the version that is in a block."""
    block_number: int | None = Field(default=None, sa_type=BigInteger)
    block_hash: str | None = Field(default=None, max_length=66)
    succeeded: bool | None = None
    gas_used: int | None = Field(default=None, sa_type=BigInteger)
    created: str | None = Field(default=None, max_length=42)
    times_passed: int = 0
    """How often in a row the chain was past this nonce at a final block without a receipt of ours."""
    passed_at: int | None = Field(default=None, sa_type=BigInteger)
    """When that was counted last."""


class AttemptRow(SQLModel, table=True):
    """One signed version of a nonce: the first, or one that pays more. Each may be the one that is mined."""

    __tablename__ = "outbox_attempt"

    transaction_hash: str = Field(primary_key=True, max_length=66)
    transaction_id: int = Field(foreign_key="outbox_transaction.id", index=True)
    raw: str = Field(sa_type=Text)
    fee_wei: int = Field(sa_type=Uint256)
    tip_wei: int = Field(sa_type=Uint256)
    first_sent_at: int | None = Field(default=None, sa_type=BigInteger)
    sent_at: int | None = Field(default=None, sa_type=BigInteger)


class OutboxRow(SQLModel, table=True):
    """One step of a flow that has to happen on the chain, once. Queued until a transaction carries it."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_queued", "genesis_hash", "sender", "transaction_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, sa_type=Text)
    genesis_hash: str = Field(max_length=66)
    sender: str = Field(max_length=42)
    kind: str = Field(max_length=16)
    entry: str = Field(sa_type=Text)
    """JSON; its carrier knows the form."""
    queued_at: int = Field(sa_type=BigInteger)
    waits: str | None = Field(default=None, sa_type=Text)
    """Why it is not signed although it is due."""
    waits_until: int = Field(default=0, sa_type=BigInteger)
    tries: int = 0
    """How often it came to nothing: a transaction that carried it failed, or a trial was refused."""
    transaction_id: int | None = Field(default=None, foreign_key="outbox_transaction.id", index=True)
    place: int | None = None
    """Among what the same transaction carries, from 0."""
    done_hash: str | None = Field(default=None, max_length=66)
    """The final transaction, not of this outbox, that did exactly this."""
    done_block_number: int | None = Field(default=None, sa_type=BigInteger)
    done_block_hash: str | None = Field(default=None, max_length=66)
    """The block of that transaction: it may leave the chain too."""
    refused: str | None = Field(default=None, sa_type=Text)
    """Why it will not happen under this key."""

    def meant(self) -> dict[str, Any]:
        """The entry, as its carrier wrote it."""
        return dict(json.loads(self.entry))
