"""Rows of the catalogue."""

from typing import Any

from sqlalchemy import text
from sqlmodel import JSON, Column, Field, SQLModel


class Project(SQLModel, table=True):
    """A digital public good or nominee as last imported; fields as in `registry.Dpg`, lists as JSON.

    documents   what the sources said in full, by their format: nominee, screening, registry
    """

    slug: str = Field(primary_key=True, max_length=64)
    name: str
    description: str
    website: str
    licences: list[str] = Field(sa_column=Column(JSON, nullable=False))
    sectors: list[str] = Field(sa_column=Column(JSON, nullable=False))
    sdgs: list[int] = Field(sa_column=Column(JSON, nullable=False))
    repositories: list[str] = Field(sa_column=Column(JSON, nullable=False))
    stage: str = Field(max_length=16)
    source: str = Field(max_length=16)
    documents: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default=text("'{}'"))
    )
