"""Rows about reviews and what they earned. Whether a badge was claimed is the chain's to say, not ours."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Text, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from quadrille.chain.follower.tables import AddressText, CopiedRow
from quadrille.db import Uint256


class Review(SQLModel, table=True):
    """One person's answers on one nominee, and the verdict on the effort behind them.

    outcome        "verified", "partly" or "not verified", and `score_bps`; null before verdicts had one
    screening_id   the screening that it was submitted to; null for one that came as a file
    version        from 1: an amended review is a row of its own, and none is overwritten
    wallet         the one that signed it, and its `signature`; null where nobody signed
    """

    __table_args__ = (
        UniqueConstraint("person_id", "project_slug", "submitted_at"),
        Index("one_version_of_a_review", "screening_id", "person_id", "version", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    project_slug: str = Field(max_length=64, index=True)
    submitted_at: int = Field(sa_type=BigInteger)
    document: str = Field(sa_column=Column(Text, nullable=False))
    salt: str = Field(max_length=66)
    evidence_hash: str = Field(max_length=66, unique=True)
    is_verified: bool
    outcome: str | None = Field(default=None, max_length=16)
    score_bps: int | None = None
    reasons: str = Field(sa_column=Column(Text, nullable=False))
    screening_id: int | None = Field(default=None, foreign_key="screening.id")
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    wallet: str | None = Field(default=None, max_length=42)
    signature: str | None = Field(default=None, sa_column=Column(Text, nullable=True))

    @property
    def is_erased(self) -> bool:
        """Whether its text and salt were erased; hash, verdict and badge stay as they are."""
        return not self.document


class Contribution(SQLModel, table=True):
    """A verified review or other work with its number, which is also the number of its badge.

    evidence_hash   the review's or the work's own
    """

    __table_args__ = (
        CheckConstraint("(review_id IS NULL) <> (work_id IS NULL)", name="review_or_work"),
        Index(
            "one_review_of_a_project",
            "person_id",
            "project_slug",
            unique=True,
            sqlite_where=text("review_id IS NOT NULL"),
            postgresql_where=text("review_id IS NOT NULL"),
        ),
    )

    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    review_id: int | None = Field(default=None, foreign_key="review.id", unique=True)
    work_id: int | None = Field(default=None, foreign_key="work.id", unique=True)
    evidence_hash: str = Field(max_length=66, unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    project_slug: str = Field(max_length=64)
    kind: int
    verified_at: int = Field(sa_type=BigInteger)
    claim_code_hash: str = Field(max_length=64, unique=True)
    voucher_wallet: str | None = Field(default=None, max_length=42)
    voucher_valid_from: int | None = Field(default=None, sa_type=BigInteger)
    voucher_deadline: int | None = Field(default=None, sa_type=BigInteger)
    is_queued: bool = False
    """Whether the issuer was asked to send the badge to that wallet, so that no voucher is needed."""


class CopiedBadge(CopiedRow, table=True):
    """The issue of a badge. The number is an issuer's to choose, and so as large as the contract takes."""

    __tablename__ = "copied_badge"

    number: int = Field(sa_type=Uint256)
    holder: str = Field(sa_type=AddressText)
    kind: int
    weight: int = Field(sa_type=BigInteger)
    issuer: str = Field(sa_type=AddressText)
    evidence_hash: str = Field(max_length=66)


class CopiedBadgeEnd(CopiedRow, table=True):
    """The end of a badge: burnt by its holder, or revoked by an authority for a reason of the deployment's rules."""

    __tablename__ = "copied_badge_end"

    number: int = Field(sa_type=Uint256)
    holder: str = Field(sa_type=AddressText)
    authority: str | None = Field(default=None, sa_type=AddressText)
    reason: int | None = None


class CopiedBadgeLapse(CopiedRow, table=True):
    """The end of a badge's vote with its term; the badge stays."""

    __tablename__ = "copied_badge_lapse"

    number: int = Field(sa_type=Uint256)
    holder: str = Field(sa_type=AddressText)
    weight: int = Field(sa_type=BigInteger)


class CopiedBadgeMove(CopiedRow, table=True):
    """A badge that followed its holder to another wallet."""

    __tablename__ = "copied_badge_move"

    number: int = Field(sa_type=Uint256)
    source: str = Field(sa_type=AddressText)
    target: str = Field(sa_type=AddressText)
