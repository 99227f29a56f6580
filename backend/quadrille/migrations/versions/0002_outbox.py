"""The outbox in three tables, and alarms

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATES = sa.Enum(
    "SIGNED", "SENT", "MINED", "FINAL", "FAILED", "LOST", name="transactionstate", native_enum=False, length=16
)


CARRY_OVER = (
    """
    INSERT INTO outbox_transaction (genesis_hash, sender, nonce, what, most_wei, signed_at, state, times_passed)
    SELECT genesis_hash, sender, nonce, what, '0', 0, 'SENT', 0 FROM outbox_0001
    """,
    """
    INSERT INTO outbox_attempt (transaction_hash, transaction_id, raw, fee_wei, tip_wei)
    SELECT o.transaction_hash, t.id, o.raw, '0', '0'
    FROM outbox_0001 o JOIN outbox_transaction t USING (genesis_hash, sender, nonce)
    """,
    """
    INSERT INTO outbox (key, genesis_hash, sender, kind, entry, queued_at, waits_until, tries, transaction_id, place)
    SELECT o.key, o.genesis_hash, o.sender, 'call', '{}', 0, 0, 0, t.id, 0
    FROM outbox_0001 o JOIN outbox_transaction t USING (genesis_hash, sender, nonce)
    """,
)

CARRY_BACK = """
    INSERT INTO outbox (key, genesis_hash, sender, nonce, what, value_wei, raw, transaction_hash, state)
    SELECT key, genesis_hash, sender, nonce, what, '0', raw, transaction_hash, 'SIGNED' FROM outbox_0002
"""


def upgrade() -> None:
    """Go to this revision; what the outbox holds is kept, and followed on from where it was."""
    op.create_table(
        "alarm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_alarm_kind", "alarm", ["kind"])
    # Copied, not renamed: PostgreSQL would keep the names of its constraints, which the new table needs.
    op.execute("CREATE TABLE outbox_0001 AS SELECT * FROM outbox")
    op.drop_table("outbox")
    _create_transactions()
    _create_works()
    _carry_over()
    op.add_column("contribution", sa.Column("is_queued", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("contribution") as contribution:
        contribution.alter_column("is_queued", server_default=None)
    op.drop_table("outbox_0001")


def _create_transactions() -> None:
    op.create_table(
        "outbox_transaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("genesis_hash", sa.String(length=66), nullable=False),
        sa.Column("sender", sa.String(length=42), nullable=False),
        sa.Column("nonce", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("most_wei", sa.String(length=78), nullable=False),
        sa.Column("signed_at", sa.BigInteger(), nullable=False),
        sa.Column("state", STATES, nullable=False),
        sa.Column("transaction_hash", sa.String(length=66), nullable=True),
        sa.Column("block_number", sa.BigInteger(), nullable=True),
        sa.Column("block_hash", sa.String(length=66), nullable=True),
        sa.Column("succeeded", sa.Boolean(), nullable=True),
        sa.Column("gas_used", sa.BigInteger(), nullable=True),
        sa.Column("created", sa.String(length=42), nullable=True),
        sa.Column("times_passed", sa.Integer(), nullable=False),
        sa.Column("passed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "uq_outbox_transaction_nonce",
        "outbox_transaction",
        ["genesis_hash", "sender", "nonce"],
        unique=True,
        sqlite_where=sa.text("state != 'LOST'"),
        postgresql_where=sa.text("state != 'LOST'"),
    )
    op.create_index(
        "ix_outbox_transaction_standing", "outbox_transaction", ["genesis_hash", "sender", "state", "block_number"]
    )
    op.create_table(
        "outbox_attempt",
        sa.Column("transaction_hash", sa.String(length=66), nullable=False),
        sa.Column("transaction_id", sa.Integer(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("fee_wei", sa.String(length=78), nullable=False),
        sa.Column("tip_wei", sa.String(length=78), nullable=False),
        sa.Column("first_sent_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["transaction_id"], ["outbox_transaction.id"]),
        sa.PrimaryKeyConstraint("transaction_hash"),
    )
    op.create_index("ix_outbox_attempt_transaction_id", "outbox_attempt", ["transaction_id"])


def _create_works() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("genesis_hash", sa.String(length=66), nullable=False),
        sa.Column("sender", sa.String(length=42), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.BigInteger(), nullable=False),
        sa.Column("waits", sa.Text(), nullable=True),
        sa.Column("waits_until", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("transaction_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("done_hash", sa.String(length=66), nullable=True),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["transaction_id"], ["outbox_transaction.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_outbox_queued", "outbox", ["genesis_hash", "sender", "transaction_id", "id"])
    op.create_index("ix_outbox_transaction_id", "outbox", ["transaction_id"])


def _carry_over() -> None:
    # Everything goes on as if just sent: settled anew from the chain, whatever it was called before. Fees are read
    # from the bytes when they have to be raised; what is kept beside them only orders the versions.
    for statement in CARRY_OVER:
        op.execute(statement)


def downgrade() -> None:
    """Go back to the one before: with the dearest version of each transaction, and one work for each.

    What was queued and not signed, and further works of a batch, have no place there.
    """
    op.execute(
        "CREATE TABLE outbox_0002 AS SELECT o.key, t.genesis_hash, t.sender, t.nonce, t.what, a.raw, "
        "a.transaction_hash FROM outbox o JOIN outbox_transaction t ON t.id = o.transaction_id AND o.place = 0 "
        "JOIN outbox_attempt a ON a.transaction_id = t.id WHERE a.fee_wei = "
        "(SELECT max(other.fee_wei) FROM outbox_attempt other WHERE other.transaction_id = t.id)"
    )
    for table in ("outbox", "outbox_attempt", "outbox_transaction", "alarm"):
        op.drop_table(table)
    op.create_table(
        "outbox",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("genesis_hash", sa.String(length=66), nullable=False),
        sa.Column("sender", sa.String(length=42), nullable=False),
        sa.Column("nonce", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("value_wei", sa.String(length=78), nullable=False),
        sa.Column("raw", sa.String(), nullable=False),
        sa.Column("transaction_hash", sa.String(length=66), nullable=False),
        sa.Column(
            "state",
            sa.Enum("SIGNED", "MINED", "FAILED", name="outboxstate", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("gas_used", sa.BigInteger(), nullable=True),
        sa.Column("block_number", sa.BigInteger(), nullable=True),
        sa.Column("block_hash", sa.String(length=66), nullable=True),
        sa.Column("created", sa.String(length=42), nullable=True),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("genesis_hash", "sender", "nonce"),
        sa.UniqueConstraint("transaction_hash"),
    )
    op.execute(CARRY_BACK)
    op.drop_table("outbox_0002")
    with op.batch_alter_table("contribution") as contribution:
        contribution.drop_column("is_queued")
