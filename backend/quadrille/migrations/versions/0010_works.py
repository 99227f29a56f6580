"""Works: contributions besides reviews

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEPT = (
    "number, review_id, person_id, project_slug, kind, verified_at, claim_code_hash, voucher_wallet, "
    "voucher_valid_from, voucher_deadline, is_queued"
)
"""The columns of a contribution that were there before."""


def upgrade() -> None:
    """Go to this revision; what a contribution's evidence is, is copied from its review."""
    _create_works()
    op.create_table(
        "contribution_of_works",
        *_columns(review_is_optional=True),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("evidence_hash", sa.String(length=66), nullable=False),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"]),
        sa.UniqueConstraint("work_id"),
        sa.UniqueConstraint("evidence_hash"),
        sa.CheckConstraint("(review_id IS NULL) <> (work_id IS NULL)", name="review_or_work"),
    )
    op.execute(
        f"INSERT INTO contribution_of_works ({KEPT}, evidence_hash) "  # noqa: S608 (names of ours)
        f"SELECT {KEPT}, (SELECT evidence_hash FROM review WHERE review.id = contribution.review_id) FROM contribution"
    )
    _replace("contribution_of_works")
    op.create_index(
        "one_review_of_a_project",
        "contribution",
        ["person_id", "project_slug"],
        unique=True,
        sqlite_where=sa.text("review_id IS NOT NULL"),
        postgresql_where=sa.text("review_id IS NOT NULL"),
    )


def _replace(made: str) -> None:
    """Put a table in the place of `contribution`, which PostgreSQL's names of its constraints leave no other way."""
    op.drop_table("contribution")
    op.rename_table(made, "contribution")
    op.create_index("ix_contribution_person_id", "contribution", ["person_id"], unique=False)


def _columns(review_is_optional: bool) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=review_is_optional),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("project_slug", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("verified_at", sa.BigInteger(), nullable=False),
        sa.Column("claim_code_hash", sa.String(length=64), nullable=False),
        sa.Column("voucher_wallet", sa.String(length=42), nullable=True),
        sa.Column("voucher_valid_from", sa.BigInteger(), nullable=True),
        sa.Column("voucher_deadline", sa.BigInteger(), nullable=True),
        sa.Column("is_queued", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"]),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("claim_code_hash"),
        sa.UniqueConstraint("review_id"),
    ]


def _create_works() -> None:
    op.create_table(
        "work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("project_slug", sa.String(length=64), nullable=False),
        sa.Column("handed_in_at", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=True),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=66), nullable=False),
        sa.Column("evidence_hash", sa.String(length=66), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("evidence_hash"),
        sa.UniqueConstraint("key_hash"),
    )
    op.create_index("ix_work_person_id", "work", ["person_id"], unique=False)
    op.create_index("ix_work_project_slug", "work", ["project_slug"], unique=False)
    op.create_table(
        "work_signer",
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("wallet", sa.String(length=42), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"]),
        sa.PrimaryKeyConstraint("work_id", "person_id", "role"),
    )
    op.create_index("ix_work_signer_person_id", "work_signer", ["person_id"], unique=False)
    op.create_table(
        "contributor_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.String(length=200), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_contributor_key_person_id", "contributor_key", ["person_id"], unique=False)
    op.create_index(
        "one_person_for_a_key",
        "contributor_key",
        ["public_key"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    """Go back to the one before; works are lost, and the numbers of their badges with them."""
    op.create_table(
        "contribution_of_reviews", *_columns(review_is_optional=False), sa.UniqueConstraint("person_id", "project_slug")
    )
    op.execute(
        f"INSERT INTO contribution_of_reviews ({KEPT}) "  # noqa: S608 (names of ours)
        f"SELECT {KEPT} FROM contribution WHERE review_id IS NOT NULL"
    )
    _replace("contribution_of_reviews")
    for table in ("contributor_key", "work_signer", "work"):
        op.drop_table(table)
