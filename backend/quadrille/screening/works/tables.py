"""Rows about works besides reviews. A work is here once it is verified; one that is not leaves nothing behind."""

from sqlalchemy import BigInteger, Column, Index, Text, text
from sqlmodel import Field, SQLModel


class Work(SQLModel, table=True):
    """A verified work of one person for one project.

    kind        as in `verifiers.VERIFIERS`
    key_hash    what may earn a badge once, as a keyed hash: a commit's id leads to its author's name, and must not once
                the person is erased
    starts_at   and ends_at: when a mentoring was held, null for other kinds
    document    what was sealed, without anybody's signature; empty once the person is erased
    """

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=16)
    key_hash: str = Field(max_length=64, unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    project_slug: str = Field(max_length=64, index=True)
    handed_in_at: int = Field(sa_type=BigInteger)
    starts_at: int | None = Field(default=None, sa_type=BigInteger)
    ends_at: int | None = Field(default=None, sa_type=BigInteger)
    document: str = Field(sa_column=Column(Text, nullable=False))
    salt: str = Field(max_length=66)
    evidence_hash: str = Field(max_length=66, unique=True)
    reasons: str = Field(sa_column=Column(Text, nullable=False))

    @property
    def is_erased(self) -> bool:
        """Whether its text and salt were erased; hash and badge stay as they are."""
        return not self.document


class WorkSigner(SQLModel, table=True):
    """Who vouched for a work, as what; wallet and signature go when the signer is erased."""

    __tablename__ = "work_signer"

    work_id: int = Field(foreign_key="work.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    role: str = Field(max_length=16, primary_key=True)
    wallet: str = Field(max_length=42)
    signature: str = Field(sa_column=Column(Text, nullable=False))


class ContributorKey(SQLModel, table=True):
    """An SSH key with which a person signs commits; they showed that they have it. An ended one counts no more.

    public_key   as in `authorized_keys`, without a comment
    proof        the signature that showed it
    """

    __tablename__ = "contributor_key"
    __table_args__ = (
        Index(
            "one_person_for_a_key",
            "public_key",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    public_key: str = Field(max_length=200)
    proof: str = Field(sa_column=Column(Text, nullable=False))
    added_at: int = Field(sa_type=BigInteger)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
