"""Rows about our own transactions."""

from enum import StrEnum

from sqlalchemy import BigInteger, Column, Enum, Text
from sqlmodel import Field, SQLModel, UniqueConstraint

from quadrille.db import Uint256


class OutboxState(StrEnum):
    """How far a transaction has come. Forbidden: back to `signed`; only a fork can swap `mined` and `failed`."""

    SIGNED = "signed"
    """Nonce allotted and bytes kept; perhaps sent, perhaps not."""
    MINED = "mined"
    """In a block, and it succeeded."""
    FAILED = "failed"
    """In a block, and it was reverted."""


class OutboxRow(SQLModel, table=True):
    """One transaction of ours: kept before it is first sent, so that a crash can only repeat the same bytes."""

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("genesis_hash", "sender", "nonce"),)

    key: str = Field(primary_key=True, sa_type=Text)
    genesis_hash: str = Field(max_length=66)
    sender: str = Field(max_length=42)
    nonce: int = Field(sa_type=BigInteger)
    what: str
    value_wei: int = Field(sa_type=Uint256)
    raw: str
    transaction_hash: str = Field(max_length=66, unique=True)
    state: OutboxState = Field(
        default=OutboxState.SIGNED,
        sa_column=Column(Enum(OutboxState, native_enum=False, length=16), nullable=False),
    )
    gas_used: int | None = Field(default=None, sa_type=BigInteger)
    block_number: int | None = Field(default=None, sa_type=BigInteger)
    block_hash: str | None = Field(default=None, max_length=66)
    created: str | None = Field(default=None, max_length=42)
