"""Screenings: what is screened, in which state, and what was decided

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ONLY_ADDED_TO = ("screening_step", "question_decision")

REFUSE_SQLITE = """
CREATE TRIGGER {table}_keeps_{way} BEFORE {way} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END
"""

FUNCTION_POSTGRESQL = """
CREATE FUNCTION screening_keeps() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME; END $$
"""

REFUSE_POSTGRESQL = (
    """
    CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION screening_keeps()
    """,
    """
    CREATE TRIGGER {table}_keeps_all BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION screening_keeps()
    """,
)


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("project", sa.Column("documents", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    _create_screening()
    _create_what_was_decided()
    _create_appeal()
    op.create_table(
        "expert",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("named_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("person_id"),
    )
    _refuse_changes()


def _create_screening() -> None:
    op.create_table(
        "screening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_slug", sa.String(length=64), nullable=False),
        sa.Column("standard_version", sa.String(length=16), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("snapshot_hash", sa.String(length=66), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("state_since_at", sa.BigInteger(), nullable=False),
        sa.Column("deadline_at", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("sectors", sa.JSON(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("seed_block", sa.BigInteger(), nullable=True),
        sa.Column("seed", sa.String(length=66), nullable=True),
        sa.Column("closes_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["previous_id"], ["screening.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_screening_project_slug", "screening", ["project_slug"], unique=False)
    op.create_index("ix_screening_deadline_at", "screening", ["deadline_at"], unique=False)
    _create_unique_where("one_open_screening_of_a_project", "screening", "project_slug", "closed_at IS NULL")


def _create_what_was_decided() -> None:
    op.create_table(
        "screening_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("screening_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("from_state", sa.String(length=16), nullable=False),
        sa.Column("to_state", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["screening_id"], ["screening.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_screening_step_screening_id", "screening_step", ["screening_id"], unique=False)
    op.create_table(
        "question_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("screening_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("support_bps", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["screening_id"], ["screening.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("screening_id", "question", "version"),
    )
    op.create_index("ix_question_decision_screening_id", "question_decision", ["screening_id"], unique=False)


def _create_appeal() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("screening_id", sa.Integer(), nullable=True),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(length=16), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.CheckConstraint("(screening_id IS NULL) <> (review_id IS NULL)", name="appeal_is_about_one_thing"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"]),
        sa.ForeignKeyConstraint(["screening_id"], ["screening.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_appeal_person_id", "appeal", ["person_id"], unique=False)
    _create_unique_where("one_open_appeal_of_a_screening", "appeal", "screening_id", "state = 'open'")
    _create_unique_where("one_open_appeal_of_a_review", "appeal", "review_id", "state = 'open'")


def _create_unique_where(name: str, table: str, column: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, [column], unique=True, sqlite_where=where, postgresql_where=where)


def _refuse_changes() -> None:
    """Let nothing change or delete a step or a decision, whichever program tries."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    if is_postgresql:
        op.execute(FUNCTION_POSTGRESQL)
    for table in ONLY_ADDED_TO:
        if is_postgresql:
            for statement in REFUSE_POSTGRESQL:
                op.execute(statement.format(table=table))
        else:
            for way in ("UPDATE", "DELETE"):
                op.execute(REFUSE_SQLITE.format(table=table, way=way))


def downgrade() -> None:
    """Go back to the one before; every screening and what was decided in it are lost."""
    for table in ("expert", "appeal", "question_decision", "screening_step", "screening"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION screening_keeps()")
    with op.batch_alter_table("project") as project:
        project.drop_column("documents")
