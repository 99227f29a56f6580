"""Feedback of end users without wallets, its attestations, and what projects declare they spent on raising money

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = ("declared_spending", "end_user_answer", "answer_attestation", "feedback_link", "implementing_partner")
"""In an order in which no row loses what it refers to."""


def upgrade() -> None:
    """Go to this revision."""
    _create_partners()
    _create_links()
    _create_answers()
    op.create_table(
        "declared_spending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_slug", sa.String(length=64), nullable=False),
        sa.Column("round_address", sa.String(length=42), nullable=False),
        sa.Column("genesis_hash", sa.String(length=66), nullable=False),
        sa.Column("amount_units", sa.String(length=78), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("declared_by", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("declared_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_declared_spending_person_id", "declared_spending", ["person_id"], unique=False)
    op.create_index(
        "ix_declared_spending_of", "declared_spending", ["project_slug", "round_address", "id"], unique=False
    )


def _create_partners() -> None:
    op.create_table(
        "implementing_partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("project_slug", sa.String(length=64), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("named_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("person_id", "project_slug"):
        op.create_index(f"ix_implementing_partner_{column}", "implementing_partner", [column], unique=False)
    op.create_index(
        "one_partner_of_a_project",
        "implementing_partner",
        ["person_id", "project_slug"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _create_links() -> None:
    op.create_table(
        "feedback_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("project_slug", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("most_answers", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["partner_id"], ["implementing_partner.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    for column in ("partner_id", "person_id", "project_slug"):
        op.create_index(f"ix_feedback_link_{column}", "feedback_link", [column], unique=False)


def _create_answers() -> None:
    op.create_table(
        "answer_attestation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("project_slug", sa.String(length=64), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=False),
        sa.Column("partly", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=66), nullable=False),
        sa.Column("wallet", sa.String(length=42), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["implementing_partner.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("root"),
    )
    for column in ("partner_id", "person_id", "project_slug"):
        op.create_index(f"ix_answer_attestation_{column}", "answer_attestation", [column], unique=False)
    op.create_table(
        "end_user_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("works", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=66), nullable=False),
        sa.Column("commitment", sa.String(length=66), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("form_hash", sa.String(length=64), nullable=True),
        sa.Column("attestation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["link_id"], ["feedback_link.id"]),
        sa.ForeignKeyConstraint(["attestation_id"], ["answer_attestation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("commitment"),
        sa.UniqueConstraint("form_hash"),
    )
    for column in ("link_id", "attestation_id"):
        op.create_index(f"ix_end_user_answer_{column}", "end_user_answer", [column], unique=False)


def downgrade() -> None:
    """Go back to the one before; answers, links and declared figures are lost."""
    for table in TABLES:
        op.drop_table(table)
