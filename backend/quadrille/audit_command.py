"""`quadrille audit`: who changed what, and whether anybody changed that afterwards."""

import json
from typing import Annotated

import typer

from quadrille.audit import AuditEntry, entries, last_number, verify_chain
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.terminal import Json, show_record, show_table


def audit(
    limit: Annotated[int, typer.Option(min=1, help="How many of the newest entries.")] = 50,
    after: Annotated[int | None, typer.Option(min=0, help="Only entries after this number, oldest first.")] = None,
    verify: Annotated[bool, typer.Option("--verify", help="Check that no entry was changed or taken out.")] = False,
    as_json: Json = False,
) -> None:
    """List who changed what and when; with --verify, check the list itself (exit code 3 when it was changed)."""
    with open_session(Settings()) as session:
        if verify:
            number, last_hash = verify_chain(session)
            # Whoever notes both elsewhere sees later whether newer entries were cut off.
            show_record({"entries": number, "last_hash": last_hash}, as_json)
            return
        start = max(0, last_number(session) - limit) if after is None else after
        found = entries(session, start, limit)
    show_table([_row(entry, as_json) for entry in found], as_json, "Audit")


def _row(entry: AuditEntry, as_json: bool) -> dict[str, object]:
    changes = json.loads(entry.changes)
    words = ", ".join(f"{table} {' '.join(keys)}" for table, keys in changes.items())
    return {
        "number": entry.id,
        "at": entry.at,
        "actor": entry.actor,
        "action": entry.action,
        "reference": entry.reference or None,
        "changes": changes if as_json else words,
        "hash": entry.hash,
    }
