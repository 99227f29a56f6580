"""How commands talk: a table or a record for people, one JSON document for programs; and how they ask for a key."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quadrille.errors import NAME_ANOTHER, MalformedFile

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from quadrille.chain.calls import Mined

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Keystore = Annotated[
    Path, typer.Option(help="Encrypted key file; its passphrase is asked, or QUADRILLE_PASSPHRASE.", dir_okay=False)
]

LONG_CELL = 24
"""Wider columns come last, where they push no other out of the window."""


def show_record(record: Mapping[str, Any], as_json: bool) -> None:
    """Print one thing, a line for each field."""
    if as_json:
        print_json(record)
        return
    # Plain lines: a table would cut a hash to the width of the window.
    widest = max(map(len, record), default=0)
    for name, value in record.items():
        _echo(f"{name.replace('_', ' '):<{widest}}  {_words(value)}")


def show_table(rows: Sequence[Mapping[str, Any]], as_json: bool, title: str) -> None:
    """Print several things of one form, a line for each; nothing is cut or folded, so that all of it can be copied."""
    if as_json:
        print_json(list(rows))
        return
    _echo(f"{printable(title)} ({len(rows)})")
    names = rows[0] if rows else ()
    columns = [(name.replace("_", " "), *(_words(row[name]) for row in rows)) for name in names]
    # Stable, so that columns keep their order otherwise.
    columns.sort(key=lambda cells: max(map(len, cells)) > LONG_CELL)
    widths = [max(map(len, cells)) for cells in columns]
    for line in zip(*columns, strict=True):
        _echo("  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip())


def print_json(value: Any) -> None:
    """Print one JSON document, the same bytes in every locale."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    # The name of a file may be no UTF-8: what is not, JSON can write as an escape.
    sys.stdout.buffer.write(text.encode(errors="backslashreplace") + b"\n")


def told(done: "Mined") -> dict[str, Any]:
    """What people want to know of a mined transaction."""
    return {"transaction": done.transaction, "block": done.block_number, "gas": done.gas_used}


def keystore_account(keystore: Path) -> "LocalAccount":
    """The account of a key file."""
    # Commands that sign nothing do not wait for the libraries that can.
    from quadrille.chain.accounts import unlock

    return unlock(keystore, ask_passphrase(f"Passphrase of {keystore}"))


def ask_passphrase(question: str, twice: bool = False) -> str:
    """QUADRILLE_PASSPHRASE, or what the person types unseen."""
    given = os.environ.get("QUADRILLE_PASSPHRASE")
    if given is not None:
        return given
    return str(typer.prompt(question, hide_input=True, confirmation_prompt=twice, err=True))


def read_file(file: Path, name: str = "") -> bytes:
    """What is in a file that a command was given; raises MalformedFile, with the path unless another name is given."""
    try:
        return file.read_bytes()
    except OSError as problem:
        raise MalformedFile(name or str(file), 0, "", f"cannot be read: {problem.strerror}.", NAME_ANOTHER) from problem


def printable(text: str) -> str:
    """The text without anything that a terminal would obey."""
    # What another machine sends may steer a terminal.
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _echo(line: str) -> None:
    # Bytes, so that it is the same under every locale.
    typer.echo(line.encode())


def _words(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_words, value)) or "-"
    return "-" if value is None else printable(str(value))
