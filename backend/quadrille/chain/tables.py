"""Rows of the chain room that belong to no journey."""

from sqlalchemy import BigInteger, Text
from sqlmodel import Field, SQLModel


class AlarmRow(SQLModel, table=True):
    """Something that an operator has to hear of; open until `closed_at` is set."""

    __tablename__ = "alarm"

    id: int | None = Field(default=None, primary_key=True)
    raised_at: int = Field(sa_type=BigInteger)
    kind: str = Field(max_length=32, index=True)
    subject: str = Field(max_length=160)
    words: str = Field(sa_type=Text)
    closed_at: int | None = Field(default=None, sa_type=BigInteger)
