"""Rows of the follower: the chain's newest blocks, the contracts that are followed, and what every copy carries."""

from typing import Any, ClassVar

from eth_utils.address import to_checksum_address
from sqlalchemy import BigInteger, Dialect, String
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


class AddressText(TypeDecorator[str]):
    """An address, kept in lower case as logs have it, given back in EIP-55 form, found in whichever case is asked."""

    impl = String(42)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Lower case for the database."""
        return None if value is None else value.lower()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """The address in EIP-55 form."""
        return None if value is None else to_checksum_address(value)


class CopiedRow(SQLModel):
    """What every copy of a log begins with: whose log it is, and its place on the chain.

    `position` counts the rows of one log, from 0. A room's table adds its own columns after these.
    """

    # Read by contract and block alone: in SQLite the table is its own index.
    __table_args__: ClassVar[Any] = {"sqlite_with_rowid": False}

    contract: str = Field(primary_key=True, sa_type=AddressText)
    block_number: int = Field(primary_key=True, sa_type=BigInteger)
    log_index: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    block_hash: str = Field(max_length=66)
    transaction_hash: str = Field(max_length=66)


class Following(SQLModel, table=True):
    """Of which chain and deployment a room's copies are, and how far blocks were called final."""

    room: str = Field(primary_key=True, max_length=16)
    genesis_hash: str = Field(max_length=66)
    badge: str = Field(sa_type=AddressText)
    final_number: int = Field(sa_type=BigInteger)


class FollowedBlock(SQLModel, table=True):
    """A block that a room has followed: the newest ones, each naming its parent, without a gap above the final one."""

    __tablename__ = "followed_block"

    room: str = Field(primary_key=True, max_length=16)
    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    hash: str = Field(max_length=66)
    parent_hash: str = Field(max_length=66)
    at: int = Field(sa_type=BigInteger)


class FollowedContract(SQLModel, table=True):
    """A contract whose logs a room copies, and the last block of which it has them all."""

    __tablename__ = "followed_contract"

    room: str = Field(primary_key=True, max_length=16)
    address: str = Field(primary_key=True, sa_type=AddressText)
    copied_until: int = Field(sa_type=BigInteger)
