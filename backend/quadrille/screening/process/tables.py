"""Rows about screenings: what is screened, in which state it is, what was decided, who appealed.

Steps and decisions are only ever added: the database itself refuses to change or delete one (migration 0008).
"""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Text, text
from sqlmodel import JSON, Field, SQLModel, UniqueConstraint


class Screening(SQLModel, table=True):
    """One nominee on its way through one version of the Standard.

    snapshot       the nominee as the catalogue had it at the opening, canonical JSON (`catalog/snapshot.py`)
    snapshot_hash  Keccak-256 of the snapshot's bytes
    state          one of `states.State`, since `state_since_at`
    deadline_at    when the clock moves it on by itself; null where nothing waits
    languages      BCP 47 tags that a reviewer of it should read, and `sectors` they should know; may be empty
    asked          the ids of the Standard's questions that are asked: all, or in a renewal what changed
    previous_id    the screening that this one renews
    seed_block     the block whose hash, `seed`, draws its panel
    closes_at      when its panel closes
    closed_at      when it came to an end (ineligible, DPG, expired); null while it is under way
    """

    __table_args__ = (
        Index(
            "one_open_screening_of_a_project",
            "project_slug",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    project_slug: str = Field(max_length=64, index=True)
    standard_version: str = Field(max_length=16)
    snapshot: str = Field(sa_column=Column(Text, nullable=False))
    snapshot_hash: str = Field(max_length=66)
    state: str = Field(max_length=16)
    state_since_at: int = Field(sa_type=BigInteger)
    deadline_at: int | None = Field(default=None, sa_type=BigInteger, index=True)
    opened_at: int = Field(sa_type=BigInteger)
    languages: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    sectors: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    asked: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    previous_id: int | None = Field(default=None, foreign_key="screening.id")
    seed_block: int | None = Field(default=None, sa_type=BigInteger)
    seed: str | None = Field(default=None, max_length=66)
    closes_at: int | None = Field(default=None, sa_type=BigInteger)
    closed_at: int | None = Field(default=None, sa_type=BigInteger)


class ScreeningStep(SQLModel, table=True):
    """One move from state to state: when, by whom, why.

    actor       "operator", "panel", "clock", or "person N": numbers, so that nobody's name has to be erased here
    from_state  empty for the first step
    words       why, for everybody to read
    """

    __tablename__ = "screening_step"

    id: int | None = Field(default=None, primary_key=True)
    screening_id: int = Field(foreign_key="screening.id", index=True)
    made_at: int = Field(sa_type=BigInteger)
    actor: str = Field(max_length=32)
    from_state: str = Field(max_length=16)
    to_state: str = Field(max_length=16)
    words: str = Field(sa_column=Column(Text, nullable=False))


class QuestionDecision(SQLModel, table=True):
    """What was decided on one question; a later version takes the place of the one before, and both stay.

    answer       "yes", "no" or "not_sure"; yes where the requirement is met
    support_bps  how much of the weight behind all answers is behind this one, 0..10 000
    decided_by   "panel", "expert", or "renewal" for one taken over from the screening before
    actor        as in a step
    evidence     links and quotes
    """

    __tablename__ = "question_decision"
    __table_args__ = (UniqueConstraint("screening_id", "question", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    screening_id: int = Field(foreign_key="screening.id", index=True)
    question: str = Field(max_length=16)
    version: int
    answer: str = Field(max_length=16)
    support_bps: int
    decided_by: str = Field(max_length=16)
    actor: str = Field(max_length=32)
    made_at: int = Field(sa_type=BigInteger)
    evidence: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    words: str = Field(sa_column=Column(Text, nullable=False))


class Appeal(SQLModel, table=True):
    """Somebody says that a decision is wrong: the nominee about its screening, or a reviewer about their review.

    by          "nominee" or "reviewer"
    state       "open", "upheld" or "dismissed"
    decided_by  the expert who decided
    decision    why, for everybody to read
    """

    __table_args__ = (
        CheckConstraint("(screening_id IS NULL) <> (review_id IS NULL)", name="appeal_is_about_one_thing"),
        Index(
            "one_open_appeal_of_a_screening",
            "screening_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "one_open_appeal_of_a_review",
            "review_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    screening_id: int | None = Field(default=None, foreign_key="screening.id")
    review_id: int | None = Field(default=None, foreign_key="review.id")
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    by: str = Field(max_length=16)
    grounds: str = Field(sa_column=Column(Text, nullable=False))
    made_at: int = Field(sa_type=BigInteger)
    state: str = Field(default="open", max_length=16)
    decided_at: int | None = Field(default=None, sa_type=BigInteger)
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decision: str = Field(default="", sa_column=Column(Text, nullable=False))


class Expert(SQLModel, table=True):
    """Somebody who decides where a panel does not, and on appeals."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    named_at: int = Field(sa_type=BigInteger)
