"""Ballots that the relay received, and the lists of them that are closed

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "received_ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("genesis_hash", sa.String(length=66), nullable=False),
        sa.Column("ballot_log", sa.String(length=42), nullable=False),
        sa.Column("relay", sa.String(length=42), nullable=False),
        sa.Column("proposal", sa.String(length=78), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("voter", sa.String(length=42), nullable=False),
        sa.Column("support", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("deadline", sa.BigInteger(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=66), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("most_gas", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("genesis_hash", "relay", "digest"),
        sa.UniqueConstraint("genesis_hash", "ballot_log", "relay", "proposal", "position"),
    )
    op.create_index("ix_received_ballot_at", "received_ballot", ["genesis_hash", "relay", "received_at"], unique=False)
    op.create_index(
        "ix_received_ballot_voter", "received_ballot", ["genesis_hash", "relay", "voter", "received_at"], unique=False
    )
    op.create_table(
        "closed_ballot_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("genesis_hash", sa.String(length=66), nullable=False),
        sa.Column("ballot_log", sa.String(length=42), nullable=False),
        sa.Column("relay", sa.String(length=42), nullable=False),
        sa.Column("proposal", sa.String(length=78), nullable=False),
        sa.Column("root", sa.String(length=66), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("genesis_hash", "ballot_log", "relay", "proposal"),
    )


def downgrade() -> None:
    """Go back to the one before. Receipts that were given do not hold afterwards."""
    op.drop_table("closed_ballot_list")
    op.drop_table("received_ballot")
