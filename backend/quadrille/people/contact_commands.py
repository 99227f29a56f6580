"""Contacts on the operator's own machine: the key that opens them, and what it opens."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.people import contacts
from quadrille.terminal import Json, show_record, show_table

app = typer.Typer()


@app.command("contact-key")
def make_contact_key(
    out: Annotated[Path, typer.Option(help="A new file for the secret key; keep it away from the server.")],
    as_json: Json = False,
) -> None:
    """Make the key that opens contacts, and print its public half for QUADRILLE_CONTACT_KEY."""
    public = contacts.make_contact_key(out)
    show_record({"file": str(out), "QUADRILLE_CONTACT_KEY": public}, as_json)


@app.command("contacts")
def list_contacts(
    key_file: Annotated[Path, typer.Option(help="The file that contact-key made.", dir_okay=False)],
    as_json: Json = False,
) -> None:
    """Open every contact with the operator's key; one without words was sealed to another key or was moved."""
    with open_session(Settings()) as session:
        found = contacts.open_contacts(session, key_file)
    show_table([asdict(one) for one in found], as_json, title="Contacts")
