"""Rows about persons. No name, no e-mail: a person is a pseudonym until they say otherwise."""

from sqlmodel import Field, SQLModel


class Person(SQLModel, table=True):
    """Somebody who contributes."""

    id: int | None = Field(default=None, primary_key=True)
    pseudonym: str = Field(unique=True, max_length=64)
    badge_wallet: str | None = Field(default=None, unique=True, max_length=42)
