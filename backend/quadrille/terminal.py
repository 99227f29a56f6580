"""How commands talk: to people and programs, to whoever holds a key, and to a server of ours somewhere else."""

import http.client
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import typer
from eth_account.signers.local import LocalAccount
from pydantic import BaseModel

from quadrille.chain.accounts import unlock
from quadrille.chain.calls import Call, Mined
from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.chain.intent import Intent
from quadrille.errors import BadInput, BadParameter, QuadrilleError, Refused, WrongChain

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Keystore = Annotated[
    Path, typer.Option(help="Encrypted key file; its passphrase is asked, or QUADRILLE_PASSPHRASE.", dir_okay=False)
]

Server = Annotated[
    str | None,
    typer.Option(metavar="URL", help="A Quadrille server to prepare this; needs no database and no key of its own."),
]

SERVER_SECONDS = 60
"""A server that hands in a ballot waits for the chain."""

Answer = TypeVar("Answer", bound=BaseModel)

ANSWER_BYTES = 1_000_000

SERVER_REMEDY = "Check the address; a browser shows the same server's pages."

LONG_CELL = 24
"""Wider columns come last, where they push no other out of the window."""

OTHER_THAN_ASKED = ("The server asks to sign something else than this command is for.", "Nothing was signed.")
"""A server prepares; what it prepares is looked at before a key signs it."""


def show_record(record: Mapping[str, Any], as_json: bool) -> None:
    """Print one thing, a line for each field."""
    if as_json:
        print_json(record)
        return
    # Plain lines: a table would cut a hash to the width of the window.
    widest = max(map(len, record), default=0)
    for name, value in record.items():
        typer.echo(f"{name.replace('_', ' '):<{widest}}  {_words(value)}")


def show_table(rows: Sequence[Mapping[str, Any]], as_json: bool, title: str) -> None:
    """Print several things of one form, a line for each; nothing is cut or folded, so that all of it can be copied."""
    if as_json:
        print_json(list(rows))
        return
    typer.echo(f"{title} ({len(rows)})")
    names = rows[0] if rows else ()
    columns = [(name.replace("_", " "), *(_words(row[name]) for row in rows)) for name in names]
    # Stable, so that columns keep their order otherwise.
    columns.sort(key=lambda cells: max(map(len, cells)) > LONG_CELL)
    widths = [max(map(len, cells)) for cells in columns]
    for line in zip(*columns, strict=True):
        typer.echo("  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip())


def print_json(value: Any) -> None:
    """Print one JSON document, the same bytes in every locale."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    sys.stdout.buffer.write(text.encode() + b"\n")


def told(done: Mined) -> dict[str, Any]:
    """What people want to know of a mined transaction."""
    return {"transaction": done.transaction, "block": done.block_number, "gas": done.gas_used}


def keystore_account(keystore: Path) -> LocalAccount:
    """The account of a key file."""
    return unlock(keystore, ask_passphrase(f"Passphrase of {keystore}"))


def ask_passphrase(question: str, twice: bool = False) -> str:
    """QUADRILLE_PASSPHRASE, or what the person types unseen."""
    given = os.environ.get("QUADRILLE_PASSPHRASE")
    if given is not None:
        return given
    return str(typer.prompt(question, hide_input=True, confirmation_prompt=twice, err=True))


def ask_intent(server: str, action: str, request: Mapping[str, str]) -> Intent:
    """What a server wants signed for an action; its words go to stderr. Raises as `ask_server`."""
    intent = ask_server(server, f"/api/v1/intents/{action}", request, Intent)
    typer.echo(_printable(intent.summary), err=True)
    return intent


def intended_call(client: Client, intent: Intent, what: str) -> Call:
    """The call of an intent that moves no coins; `what` is its contract and function. Raises Refused, WrongChain."""
    asked = intent.transaction
    if asked is None or _quantity(asked.value) != 0:
        raise Refused(*OTHER_THAN_ASKED)
    if _quantity(asked.chainId) != client.chain_id:
        raise WrongChain(
            f"The server is on chain {_quantity(asked.chainId)}, the node {client.node} on {client.chain_id}.",
            "Set QUADRILLE_CHAIN_ID and QUADRILLE_RPC_URL to the server's chain and a node of it.",
        )
    return Call(what, checked_address(asked.to), asked.data)


def ask_server(server: str, path: str, content: Mapping[str, str], form: type[Answer]) -> Answer:
    """POST JSON to a Quadrille server and read its answer, JSON of this form.

    raises  Refused or BadInput with the server's own cause and remedy (RFC 9457), BadParameter when `server` is no
            web address, QuadrilleError when nobody or nothing sensible answers
    """
    if not server.startswith(("http://", "https://")):
        raise BadParameter("--server", server, "the address of a Quadrille server, http:// or https://")
    headers = {"content-type": "application/json", "accept": "application/json"}
    request = Request(server.rstrip("/") + path, json.dumps(content).encode(), headers)  # noqa: S310 (checked above)
    try:
        with urlopen(request, timeout=SERVER_SECONDS) as answer:  # noqa: S310
            return form.model_validate_json(answer.read(ANSWER_BYTES))
    except HTTPError as refusal:
        raise _problem(server, refusal) from refusal
    except (OSError, http.client.HTTPException, ValueError) as problem:
        reason = getattr(problem, "reason", None) or type(problem).__name__
        cause = f"The server {server} gives no answer that can be read ({reason})."
        raise QuadrilleError(cause, SERVER_REMEDY) from problem


def _problem(server: str, refusal: HTTPError) -> QuadrilleError:
    try:
        document = json.loads(refusal.read(ANSWER_BYTES))
        cause, remedy = _printable(document["cause"]), _printable(document["remedy"])
    except (OSError, http.client.HTTPException, ValueError, TypeError, KeyError):
        return QuadrilleError(f"The server {server} answered {refusal.code}.", SERVER_REMEDY)
    if refusal.code in {400, 422}:
        return BadInput(cause, remedy)
    return Refused(cause, remedy) if refusal.code < 500 else QuadrilleError(cause, remedy)


def _quantity(text: str) -> int | None:
    try:
        return int(text, 16)
    except ValueError:
        return None


def _printable(text: str) -> str:
    # What another machine sends may steer a terminal.
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _words(value: Any) -> str:
    return "-" if value is None else _printable(str(value))
