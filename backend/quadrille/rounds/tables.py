"""Rows about rounds: only where they are; everything else about a round is on the chain."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class Round(SQLModel, table=True):
    """A round that this server opened."""

    __tablename__ = "funding_round"

    address: str = Field(primary_key=True, max_length=42)
    genesis_hash: str = Field(primary_key=True, max_length=66)
    title: str = Field(max_length=200)
    opened_block: int = Field(sa_type=BigInteger)
