"""`quadrille people`: the people room's commands, and those about one person's data in every room."""

import json
import os
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Engine
from sqlmodel import Session

from quadrille.config import Settings
from quadrille.db import drop_older_pages, open_session
from quadrille.errors import BadParameter
from quadrille.people.commands import app
from quadrille.people.persons import get_person
from quadrille.privacy.erasure import GOES, OPERATORS_PART, STAYS, erase
from quadrille.privacy.export import export
from quadrille.privacy.retention import purge
from quadrille.terminal import Json, print_json, show_record
from quadrille.types import Timestamp

Pseudonym = Annotated[str, typer.Argument(help="What the person is called here.")]


@app.command("export")
def export_person(
    pseudonym: Pseudonym,
    out: Annotated[Path | None, typer.Option(help="Write it to this new file instead.", dir_okay=False)] = None,
    as_json: Json = False,
) -> None:
    """Print everything that is kept of a person, as one JSON document."""
    with open_session(Settings()) as session:
        found = export(session, get_person(session, pseudonym), by_operator=True)
    if out is None:
        print_json(found)
        return
    _write(out, found)
    show_record({"person": pseudonym, "file": str(out)}, as_json)


@app.command("erase")
def erase_person(
    pseudonym: Pseudonym,
    yes: Annotated[bool, typer.Option("--yes", help="Do it. Without, nothing is changed.")] = False,
    as_json: Json = False,
) -> None:
    """Erase a person for ever, or say what that would erase and what stays."""
    with open_session(Settings()) as session:
        person = get_person(session, pseudonym)
        # The rehearsal is the deed, undone: it cannot count anything else.
        counts = erase(session, person)
        if yes:
            session.commit()
            drop_older_pages(_engine(session))
        else:
            session.rollback()
    words = {"goes": GOES, "stays": STAYS, "to_do": OPERATORS_PART}
    show_record({"person": pseudonym, "is_erased": yes, **counts, **words}, as_json)


@app.command("purge")
def purge_what_is_over(as_json: Json = False) -> None:
    """Take away everything whose time is over, as the worker does once an hour."""
    with open_session(Settings()) as session:
        counts = purge(session, Timestamp(int(time.time())))
        session.commit()
    show_record(counts, as_json)


def _write(file: Path, found: dict[str, Any]) -> None:
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        raise BadParameter("--out", str(file), f"a new file in a folder of yours ({problem.strerror})") from problem
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        json.dump(found, opened, ensure_ascii=False, indent=2)


def _engine(session: Session) -> Engine:
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    return engine
