"""Rows of the chambers: the texts that stand behind hashes on the chain. All else of them the chain has."""

from sqlalchemy import BigInteger, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from quadrille.chain.follower.tables import AddressText

HASH = 66
"""Characters of 32 bytes as 0x and hex."""


class SeatText(SQLModel, table=True):
    """What the holder of a seat wrote; text and salt are "" once it was erased, and the wallet is nobody's.

    commitment   keccak256(salt || text), as the chain has it
    wallet       who said it
    """

    __tablename__ = "seat_text"
    __table_args__ = (UniqueConstraint("genesis_hash", "commitment"),)

    id: int | None = Field(default=None, primary_key=True)
    genesis_hash: str = Field(max_length=HASH)
    commitment: str = Field(max_length=HASH)
    wallet: str = Field(sa_type=AddressText, index=True)
    salt: str = Field(max_length=HASH)
    text: str = Field(sa_column=Column(Text, nullable=False))
    kept_at: int = Field(sa_type=BigInteger)
    erased_at: int | None = Field(default=None, sa_type=BigInteger)
