"""The number that a round's pages have

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PLACE = """
UPDATE funding_round SET number = (
    SELECT count(*) FROM funding_round AS other
    WHERE other.genesis_hash = funding_round.genesis_hash
      AND (other.opened_block < funding_round.opened_block
        OR other.opened_block = funding_round.opened_block AND other.address <= funding_round.address))
"""
"""What the number was until now: the place in the order of opening."""


def upgrade() -> None:
    """Go to this revision; every round keeps the number that it has had."""
    op.add_column("funding_round", sa.Column("number", sa.Integer(), nullable=True))
    op.execute(PLACE)
    with op.batch_alter_table("funding_round") as funding_round:
        funding_round.alter_column("number", existing_type=sa.Integer(), nullable=False)
        funding_round.create_unique_constraint("uq_funding_round_number", ["genesis_hash", "number"])


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("funding_round") as funding_round:
        funding_round.drop_constraint("uq_funding_round_number", type_="unique")
        funding_round.drop_column("number")
