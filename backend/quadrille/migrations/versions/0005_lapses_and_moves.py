"""Copies of lapses and moves of badges

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision; the room follows the chain anew, so that what was logged before is copied too."""
    _create_copy(
        "copied_badge_lapse",
        sa.Column("number", sa.String(length=78), nullable=False),
        sa.Column("holder", sa.String(length=42), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
    )
    _create_copy(
        "copied_badge_move",
        sa.Column("number", sa.String(length=78), nullable=False),
        sa.Column("source", sa.String(length=42), nullable=False),
        sa.Column("target", sa.String(length=42), nullable=False),
    )
    for table in ("copied_badge", "copied_badge_end"):
        op.execute(f"DELETE FROM {table}")  # noqa: S608 (names of ours)
    for table in ("followed_block", "followed_contract", "following"):
        op.execute(f"DELETE FROM {table} WHERE room = 'screening'")  # noqa: S608 (names of ours)


def _create_copy(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("contract", sa.String(length=42), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.Column("log_index", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("block_hash", sa.String(length=66), nullable=False),
        sa.Column("transaction_hash", sa.String(length=66), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("contract", "block_number", "log_index", "position"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Go back to the one before; nothing is lost that the chain has not."""
    op.drop_table("copied_badge_move")
    op.drop_table("copied_badge_lapse")
