"""Panels: seats, answers, confirmations and audits

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

REVIEW_COLUMNS = (
    "outcome VARCHAR(16)",
    "score_bps INTEGER",
    "screening_id INTEGER REFERENCES screening (id)",
    "version INTEGER NOT NULL DEFAULT 1",
    "wallet VARCHAR(42)",
    "signature TEXT",
)
"""Both databases read this; alembic itself adds no column with a reference on SQLite."""

TABLES = (
    "review_audit",
    "confirmation",
    "review_lot",
    "panel_step",
    "gold_answer",
    "pending_review",
    "draft_answer",
    "seat",
    "panel_candidate",
    "panel",
    "reviewer_profile",
)

REFUSE_SQLITE = """
CREATE TRIGGER panel_step_keeps_{way} BEFORE {way} ON panel_step
BEGIN SELECT RAISE(ABORT, 'panel_step is only ever added to'); END
"""

REFUSE_POSTGRESQL = (
    """
    CREATE TRIGGER panel_step_keeps_rows BEFORE UPDATE OR DELETE ON panel_step
    FOR EACH ROW EXECUTE FUNCTION screening_keeps()
    """,
    """
    CREATE TRIGGER panel_step_keeps_all BEFORE TRUNCATE ON panel_step
    FOR EACH STATEMENT EXECUTE FUNCTION screening_keeps()
    """,
)


def upgrade() -> None:
    """Go to this revision."""
    for column in REVIEW_COLUMNS:
        op.execute(f"ALTER TABLE review ADD COLUMN {column}")
    op.create_index("one_version_of_a_review", "review", ["screening_id", "person_id", "version"], unique=True)
    _create_lots()
    _create_answers()
    _create_steps()
    _create_checks()


def _create_lots() -> None:
    op.create_table(
        "reviewer_profile",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("sectors", sa.JSON(), nullable=False),
        sa.Column("accounts", sa.JSON(), nullable=False),
        sa.Column("minutes_per_week", sa.Integer(), nullable=False),
        sa.Column("is_available", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("person_id"),
    )
    op.create_table(
        "panel",
        sa.Column("screening_id", sa.Integer(), nullable=False),
        sa.Column("pool_digest", sa.String(length=66), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("drawn_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.Column("sure_yes_bps", sa.Integer(), nullable=False),
        sa.Column("sure_no_bps", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["screening_id"], ["screening.id"]),
        sa.PrimaryKeyConstraint("screening_id"),
    )
    op.create_index("ix_panel_closed_at", "panel", ["closed_at"], unique=False)
    op.create_table(
        "panel_candidate",
        sa.Column("screening_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("lot", sa.String(length=66), nullable=True),
        sa.Column("passed", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["screening_id"], ["screening.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("screening_id", "person_id"),
    )
    op.create_index("ix_panel_candidate_person_id", "panel_candidate", ["person_id"], unique=False)
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("screening_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("is_assigned", sa.Boolean(), nullable=False),
        sa.Column("offered_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["screening_id"], ["screening.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("screening_id", "person_id"),
    )
    op.create_index("ix_seat_due_at", "seat", ["due_at"], unique=False)
    op.create_index("ix_seat_person_id", "seat", ["person_id"], unique=False)


def _create_answers() -> None:
    op.create_table(
        "draft_answer",
        sa.Column("screening_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["screening_id"], ["screening.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("screening_id", "person_id", "question"),
    )
    op.create_index("ix_draft_answer_person_id", "draft_answer", ["person_id"], unique=False)
    op.create_table(
        "pending_review",
        sa.Column("screening_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=66), nullable=False),
        sa.Column("commitment", sa.String(length=66), nullable=False),
        sa.ForeignKeyConstraint(["screening_id"], ["screening.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("screening_id", "person_id"),
    )
    op.create_index("ix_pending_review_person_id", "pending_review", ["person_id"], unique=False)
    op.create_index("ix_pending_review_submitted_at", "pending_review", ["submitted_at"], unique=False)
    op.create_table(
        "gold_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_slug", sa.String(length=64), nullable=False),
        sa.Column("question", sa.String(length=16), nullable=False),
        sa.Column("is_met", sa.Boolean(), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("project_slug", "question", "from_at"),
    )


def _create_steps() -> None:
    op.create_table(
        "panel_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("screening_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("choice", sa.String(length=16), nullable=False),
        sa.Column("support_bps", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["screening_id"], ["screening.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_panel_step_screening_id", "panel_step", ["screening_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for statement in REFUSE_POSTGRESQL:
            op.execute(statement)
    else:
        for way in ("UPDATE", "DELETE"):
            op.execute(REFUSE_SQLITE.format(way=way))


def _create_checks() -> None:
    op.create_table(
        "review_lot",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seed", sa.String(length=66), nullable=True),
        sa.Column("drawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"]),
        sa.PrimaryKeyConstraint("review_id"),
    )
    op.create_index("ix_review_lot_undrawn", "review_lot", ["drawn_at", "block"], unique=False)
    op.create_table(
        "confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("finding", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("review_id", "question"),
    )
    op.create_index("ix_confirmation_person_id", "confirmation", ["person_id"], unique=False)
    op.create_table(
        "review_audit",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.BigInteger(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"]),
        sa.ForeignKeyConstraint(["expert_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("review_id"),
    )


def downgrade() -> None:
    """Go back to the one before; panels are lost, and what reviews were submitted to them are reviews without one."""
    for table in TABLES:
        op.drop_table(table)
    op.drop_index("one_version_of_a_review", table_name="review")
    for column in REVIEW_COLUMNS:
        op.execute(f"ALTER TABLE review DROP COLUMN {column.split()[0]}")
