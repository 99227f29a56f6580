"""Runs migrations; knows every table, so that `alembic check` can compare them with the code."""

from alembic import context
from sqlmodel import SQLModel

import quadrille.audit
import quadrille.catalog.tables
import quadrille.chain.follower.tables
import quadrille.chain.outbox.tables
import quadrille.chain.tables
import quadrille.gate.tables
import quadrille.governance.chambers.tables
import quadrille.governance.feedback.tables
import quadrille.governance.relay.tables
import quadrille.governance.tables
import quadrille.notices.tables
import quadrille.people.tables
import quadrille.rounds.tables
import quadrille.screening.panels.tables
import quadrille.screening.process.tables
import quadrille.screening.receipts.tables
import quadrille.screening.tables
import quadrille.screening.works.tables  # noqa: F401
from quadrille.db import hold, make_engine

engine = make_engine(context.config.attributes["database_url"])
try:
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True)
        with context.begin_transaction():
            # Several servers may start at once.
            hold(connection, "migrations")
            context.run_migrations()
finally:
    engine.dispose()
