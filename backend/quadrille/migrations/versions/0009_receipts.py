"""Receipts: the log of committed reviews and its roots on the chain

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "committed_review",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("commitment", sa.String(length=66), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"]),
        sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint("commitment"),
    )
    op.create_index("ix_committed_review_day", "committed_review", ["day"], unique=False)
    op.create_index("ix_committed_review_review_id", "committed_review", ["review_id"], unique=False)
    op.create_table(
        "closed_day",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root", sa.String(length=66), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
    op.create_table(
        "copied_day_root",
        sa.Column("contract", sa.String(length=42), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.Column("log_index", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("block_hash", sa.String(length=66), nullable=False),
        sa.Column("transaction_hash", sa.String(length=66), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.String(length=66), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("contract", "block_number", "log_index", "position"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_copied_day_root_day", "copied_day_root", ["day"], unique=False)


def downgrade() -> None:
    """Go back to the one before; the log is lost, and with it every proof that nobody has saved."""
    op.drop_table("copied_day_root")
    op.drop_table("closed_day")
    op.drop_table("committed_review")
