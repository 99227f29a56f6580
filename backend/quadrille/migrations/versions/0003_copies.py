"""Copies of the chain, and how far they are followed

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision; the copies are made from the chain afterwards."""
    op.create_table(
        "following",
        sa.Column("room", sa.String(length=16), nullable=False),
        sa.Column("genesis_hash", sa.String(length=66), nullable=False),
        sa.Column("badge", sa.String(length=42), nullable=False),
        sa.Column("final_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room"),
    )
    op.create_table(
        "followed_block",
        sa.Column("room", sa.String(length=16), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=66), nullable=False),
        sa.Column("parent_hash", sa.String(length=66), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room", "number"),
    )
    op.create_table(
        "followed_contract",
        sa.Column("room", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=42), nullable=False),
        sa.Column("copied_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room", "address"),
    )
    _create_copy(
        "copied_donation",
        sa.Column("cart", sa.BigInteger(), nullable=False),
        sa.Column("donor", sa.String(length=42), nullable=False),
        sa.Column("project_index", sa.Integer(), nullable=False),
        sa.Column("amount_wei", sa.String(length=78), nullable=False),
    )
    _create_copy(
        "copied_badge",
        sa.Column("number", sa.String(length=78), nullable=False),
        sa.Column("holder", sa.String(length=42), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("issuer", sa.String(length=42), nullable=False),
        sa.Column("evidence_hash", sa.String(length=66), nullable=False),
    )
    _create_copy(
        "copied_badge_end",
        sa.Column("number", sa.String(length=78), nullable=False),
        sa.Column("holder", sa.String(length=42), nullable=False),
        sa.Column("authority", sa.String(length=42), nullable=True),
        sa.Column("reason", sa.Integer(), nullable=True),
    )
    _create_copy(
        "copied_ballot",
        sa.Column("proposal", sa.String(length=78), nullable=False),
        sa.Column("voter", sa.String(length=42), nullable=False),
        sa.Column("support", sa.Integer(), nullable=False),
        sa.Column("weight", sa.String(length=78), nullable=False),
    )


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
    for table in ("copied_ballot", "copied_badge_end", "copied_badge", "copied_donation"):
        op.drop_table(table)
    for table in ("followed_contract", "followed_block", "following"):
        op.drop_table(table)
