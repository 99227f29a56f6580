"""Texts of seats in the chambers, under their hashes

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "seat_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("genesis_hash", sa.String(length=66), nullable=False),
        sa.Column("commitment", sa.String(length=66), nullable=False),
        sa.Column("wallet", sa.String(length=42), nullable=False),
        sa.Column("salt", sa.String(length=66), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("genesis_hash", "commitment"),
    )
    op.create_index(op.f("ix_seat_text_wallet"), "seat_text", ["wallet"], unique=False)


def downgrade() -> None:
    """Go back to the one before. Texts are lost; their hashes stay on the chain."""
    op.drop_index(op.f("ix_seat_text_wallet"), table_name="seat_text")
    op.drop_table("seat_text")
