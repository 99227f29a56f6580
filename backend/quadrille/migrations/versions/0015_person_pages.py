"""Whether others see a person's page

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision; every page is hidden until its person shows it."""
    op.add_column("person", sa.Column("shows_page", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_column("person", "shows_page")
