"""Rows about rounds: where they are, and copies of what the chain says of them."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel, UniqueConstraint

from quadrille.chain.follower.tables import AddressText, CopiedRow
from quadrille.db import Uint256


class Round(SQLModel, table=True):
    """A round that this server shows; `number`, counted from 1, stands in the addresses of its pages for ever."""

    __tablename__ = "funding_round"
    __table_args__ = (UniqueConstraint("genesis_hash", "number", name="uq_funding_round_number"),)

    address: str = Field(primary_key=True, max_length=42)
    genesis_hash: str = Field(primary_key=True, max_length=66)
    number: int
    title: str = Field(max_length=200)
    opened_block: int = Field(sa_type=BigInteger)


class CopiedDonation(CopiedRow, table=True):
    """One item of a cart: what a donor gave to a project of the round `contract`. A row for each item, in order."""

    __tablename__ = "copied_donation"

    cart: int = Field(sa_type=BigInteger)
    donor: str = Field(sa_type=AddressText)
    project_index: int
    amount_wei: int = Field(sa_type=Uint256)
