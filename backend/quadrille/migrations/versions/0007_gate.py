"""The gate: answers kept for repeats, and the audit's entries, which nothing can change

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REFUSE_SQLITE = """
CREATE TRIGGER audit_entry_keeps_{way} BEFORE {way} ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit_entry is only ever added to'); END
"""

REFUSE_POSTGRESQL = (
    """
    CREATE FUNCTION audit_entry_keeps() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'audit_entry is only ever added to'; END $$
    """,
    """
    CREATE TRIGGER audit_entry_keeps_rows BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_keeps()
    """,
    """
    CREATE TRIGGER audit_entry_keeps_all BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_keeps()
    """,
)


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "kept_answer",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("actor_hash", sa.String(length=64), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("key_hash"),
    )
    op.create_index("ix_kept_answer_actor_hash", "kept_answer", ["actor_hash"], unique=False)
    op.create_index("ix_kept_answer_expires_at", "kept_answer", ["expires_at"], unique=False)
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=200), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in REFUSE_POSTGRESQL:
            op.execute(statement)
    else:
        for way in ("UPDATE", "DELETE"):
            op.execute(REFUSE_SQLITE.format(way=way))


def downgrade() -> None:
    """Go back to the one before; the audit and what was kept for repeats are lost."""
    op.drop_table("audit_entry")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entry_keeps()")
    op.drop_table("kept_answer")
