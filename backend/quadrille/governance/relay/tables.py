"""Rows of the relay: every ballot that it took, and the lists that are closed. They decide nothing: the chain does."""

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from quadrille.chain.follower.tables import AddressText
from quadrille.db import Uint256


class ReceivedBallot(SQLModel, table=True):
    """A ballot that a relay gave a receipt for; only ever added. Positions are dense from 0.

    digest        what the voter signed
    most_gas      what handing it in can cost at the most, as it counts against the day's gas
    """

    __tablename__ = "received_ballot"
    __table_args__ = (
        UniqueConstraint("genesis_hash", "relay", "digest"),
        UniqueConstraint("genesis_hash", "ballot_log", "relay", "proposal", "position"),
        Index("ix_received_ballot_at", "genesis_hash", "relay", "received_at"),
        Index("ix_received_ballot_voter", "genesis_hash", "relay", "voter", "received_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    genesis_hash: str = Field(max_length=66)
    ballot_log: str = Field(sa_type=AddressText)
    relay: str = Field(sa_type=AddressText)
    proposal: int = Field(sa_type=Uint256)
    position: int
    voter: str = Field(sa_type=AddressText)
    support: int
    version: int = Field(sa_type=BigInteger)
    deadline: int = Field(sa_type=BigInteger)
    signature: str = Field(sa_type=Text)
    digest: str = Field(max_length=66)
    received_at: int = Field(sa_type=BigInteger)
    most_gas: int


class ClosedList(SQLModel, table=True):
    """A list into which nothing more comes: its root and number of ballots are on their way to the chain."""

    __tablename__ = "closed_ballot_list"
    __table_args__ = (UniqueConstraint("genesis_hash", "ballot_log", "relay", "proposal"),)

    id: int | None = Field(default=None, primary_key=True)
    genesis_hash: str = Field(max_length=66)
    ballot_log: str = Field(sa_type=AddressText)
    relay: str = Field(sa_type=AddressText)
    proposal: int = Field(sa_type=Uint256)
    root: str = Field(max_length=66)
    count: int
    closed_at: int = Field(sa_type=BigInteger)
