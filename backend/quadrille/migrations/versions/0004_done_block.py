"""The block of what another's transaction did for a work, so that it can be audited

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision; what counted as done is looked for again, this time with its block."""
    op.add_column("outbox", sa.Column("done_block_number", sa.BigInteger(), nullable=True))
    op.add_column("outbox", sa.Column("done_block_hash", sa.String(length=66), nullable=True))
    op.execute("UPDATE outbox SET done_hash = NULL")


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("done_block_hash")
        outbox.drop_column("done_block_number")
