"""Rows about panels: who can review, who is asked, what is drafted, submitted, checked and concluded.

Steps of a panel are only ever added: the database itself refuses to change or delete one (migration 0011).
"""

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import JSON, Field, SQLModel, UniqueConstraint

from quadrille.screening.judging.panel import PanelRule

HASH = 66
"""Characters of 32 bytes as 0x and hex."""


class ReviewerProfile(SQLModel, table=True):
    """What somebody can review, as they say.

    languages   BCP 47 tags, `sectors` in the catalogue's words
    accounts    on code hosts, as `github.com/login`: the owner of a repository does not review what is in it
    """

    __tablename__ = "reviewer_profile"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    languages: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    sectors: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    accounts: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    minutes_per_week: int
    is_available: bool
    changed_at: int = Field(sa_type=BigInteger)


class Panel(SQLModel, table=True):
    """The panel of one screening; the block that draws it, and its seed, stand in the screening.

    pool_digest   of everybody who could be drawn, made before the seed was known (`assignment.pool_digest`)
    first, cap, sure_yes_bps, sure_no_bps   when it may stop, as it opened (`judging.panel.PanelRule`)
    """

    screening_id: int = Field(foreign_key="screening.id", primary_key=True)
    pool_digest: str = Field(max_length=HASH)
    opened_at: int = Field(sa_type=BigInteger)
    drawn_at: int | None = Field(default=None, sa_type=BigInteger)
    closed_at: int | None = Field(default=None, sa_type=BigInteger, index=True)
    first: int
    cap: int
    sure_yes_bps: int
    sure_no_bps: int

    @property
    def rule(self) -> PanelRule:
        """When this panel may stop, whatever the settings have become since."""
        return PanelRule(self.first, self.cap, self.sure_yes_bps, self.sure_no_bps)


class PanelCandidate(SQLModel, table=True):
    """Somebody as they stood when a panel's lot was made: drawn from, or left out for a reason.

    tier     0 who knows the sector, 1 who does not; null for whoever was left out
    reason   why they were left out, else empty
    rank     from 0, and `lot`, the key it was sorted by; null until the seed is known
    passed   why they were not asked when their turn came, the last time it did
    """

    __tablename__ = "panel_candidate"

    screening_id: int = Field(foreign_key="screening.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    tier: int | None = None
    reason: str = Field(default="", max_length=200)
    rank: int | None = None
    lot: str | None = Field(default=None, max_length=HASH)
    passed: str = Field(default="", max_length=200)


class Seat(SQLModel, table=True):
    """Somebody's place in a screening's panel, or beside it.

    rank          in the lot; null for a seat of one's own choice
    is_assigned   whether the lot chose them: only then do their answers move the panel
    due_at        when an offer is over; null for a seat of one's own choice
    state         "offered", "submitted", "missed" or "withdrew"
    """

    __table_args__ = (UniqueConstraint("screening_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    screening_id: int = Field(foreign_key="screening.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    rank: int | None = None
    is_assigned: bool
    offered_at: int = Field(sa_type=BigInteger)
    due_at: int | None = Field(default=None, sa_type=BigInteger, index=True)
    state: str = Field(max_length=16)


class DraftAnswer(SQLModel, table=True):
    """One field of a review that is being written; nobody but its author sees it.

    answer       "yes", "no", "not_sure", or empty while nothing is chosen
    confidence   1..5, null while nothing is chosen
    seconds      that the page was looked at for it; 0 where no script counted them
    """

    __tablename__ = "draft_answer"

    screening_id: int = Field(foreign_key="screening.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    question: str = Field(primary_key=True, max_length=16)
    answer: str = Field(default="", max_length=16)
    confidence: int | None = None
    evidence: str = Field(default="", sa_column=Column(Text, nullable=False))
    comment: str = Field(default="", sa_column=Column(Text, nullable=False))
    seconds: int = 0
    saved_at: int = Field(sa_type=BigInteger)


class PendingReview(SQLModel, table=True):
    """A review as its author was asked to sign it; gone once it is signed, or after a day."""

    __tablename__ = "pending_review"

    screening_id: int = Field(foreign_key="screening.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    version: int
    submitted_at: int = Field(sa_type=BigInteger, index=True)
    document: str = Field(sa_column=Column(Text, nullable=False))
    salt: str = Field(max_length=HASH)
    commitment: str = Field(max_length=HASH)


class GoldAnswer(SQLModel, table=True):
    """A question whose answer is known, counted for reviews submitted in `[from_at, until_at)`; told to nobody."""

    __tablename__ = "gold_answer"
    __table_args__ = (UniqueConstraint("project_slug", "question", "from_at"),)

    id: int | None = Field(default=None, primary_key=True)
    project_slug: str = Field(max_length=64)
    question: str = Field(max_length=16)
    is_met: bool
    from_at: int = Field(sa_type=BigInteger)
    until_at: int = Field(sa_type=BigInteger)


class PanelStep(SQLModel, table=True):
    """Where a question stood after so many answers, and why.

    outcome   "decided", "ask more" or "expert"
    choice    what the answers together make likeliest, with `support_bps` its probability
    """

    __tablename__ = "panel_step"

    id: int | None = Field(default=None, primary_key=True)
    screening_id: int = Field(foreign_key="screening.id", index=True)
    question: str = Field(max_length=16)
    made_at: int = Field(sa_type=BigInteger)
    answers: int
    outcome: str = Field(max_length=16)
    choice: str = Field(max_length=16)
    support_bps: int
    words: str = Field(sa_column=Column(Text, nullable=False))


class ReviewLot(SQLModel, table=True):
    """The lot over a submitted review: whether an expert audits it, and which of its evidence is looked up.

    block   the one whose hash is the seed; it did not exist when the review was submitted
    """

    __tablename__ = "review_lot"
    __table_args__ = (Index("ix_review_lot_undrawn", "drawn_at", "block"),)

    review_id: int = Field(foreign_key="review.id", primary_key=True)
    block: int = Field(sa_type=BigInteger)
    seed: str | None = Field(default=None, max_length=HASH)
    drawn_at: int | None = Field(default=None, sa_type=BigInteger)


class Confirmation(SQLModel, table=True):
    """A second reviewer is asked whether the evidence under one answer supports it.

    finding   "supports", "does_not", "cannot_tell", or empty while it is open
    """

    __table_args__ = (UniqueConstraint("review_id", "question"),)

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id")
    question: str = Field(max_length=16)
    person_id: int = Field(foreign_key="person.id", index=True)
    asked_at: int = Field(sa_type=BigInteger)
    due_at: int = Field(sa_type=BigInteger)
    done_at: int | None = Field(default=None, sa_type=BigInteger)
    finding: str = Field(default="", max_length=16)
    words: str = Field(default="", sa_column=Column(Text, nullable=False))


class ReviewAudit(SQLModel, table=True):
    """An accepted review that the lot chose for an expert.

    outcome   "upheld", "refuted", or empty while it is open
    """

    __tablename__ = "review_audit"

    review_id: int = Field(foreign_key="review.id", primary_key=True)
    drawn_at: int = Field(sa_type=BigInteger)
    expert_id: int | None = Field(default=None, foreign_key="person.id")
    decided_at: int | None = Field(default=None, sa_type=BigInteger)
    outcome: str = Field(default="", max_length=16)
    words: str = Field(default="", sa_column=Column(Text, nullable=False))
