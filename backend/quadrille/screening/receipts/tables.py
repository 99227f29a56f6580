"""Rows about receipts: the log of commitments, the days of it that are closed, and the roots that the chain has."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from quadrille.chain.follower.tables import CopiedRow


class CommittedReview(SQLModel, table=True):
    """One commitment in the log; only ever added. Positions are dense from 1, and days never fall with them.

    commitment  keccak256(salt || document): once the document is erased it tells nothing, and stays
    day         days since the Unix epoch: in whose root it is, or will be
    review_id   the review that it is of, where there is a row of it
    """

    __tablename__ = "committed_review"

    position: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    day: int = Field(index=True)
    commitment: str = Field(max_length=66, unique=True)
    review_id: int | None = Field(default=None, foreign_key="review.id", index=True)
    made_at: int = Field(sa_type=BigInteger)


class ClosedDay(SQLModel, table=True):
    """A day into which nothing more comes: its root and number of commitments are on their way to the chain."""

    __tablename__ = "closed_day"

    day: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    root: str = Field(max_length=66)
    count: int = Field(sa_type=BigInteger)
    closed_at: int = Field(sa_type=BigInteger)


class CopiedDayRoot(CopiedRow, table=True):
    """A day's root as the chain has it."""

    __tablename__ = "copied_day_root"

    day: int = Field(sa_type=BigInteger, index=True)
    root: str = Field(max_length=66)
    count: int = Field(sa_type=BigInteger)
