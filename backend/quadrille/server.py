"""A Quadrille server somewhere else: it prepares, a key here looks at what it prepared and signs."""

import http.client
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import typer
from pydantic import BaseModel

from quadrille.chain.calls import Call
from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.chain.intent import Intent
from quadrille.errors import BadInput, BadParameter, QuadrilleError, Refused, WrongChain
from quadrille.saved_sessions import saved_session
from quadrille.terminal import printable

Server = Annotated[
    str | None,
    typer.Option(metavar="URL", help="A Quadrille server to prepare this; needs no database and no key of its own."),
]

SERVER_SECONDS = 60
"""A server that hands in a ballot waits for the chain."""

Answer = TypeVar("Answer", bound=BaseModel)

ANSWER_BYTES = 1_000_000

SERVER_REMEDY = "Check the address; a browser shows the same server's pages."

OTHER_THAN_ASKED = ("The server asks to sign something else than this command is for.", "Nothing was signed.")
"""A server prepares; what it prepares is looked at before a key signs it."""


def ask_intent(server: str, action: str, request: Mapping[str, Any]) -> Intent:
    """What a server wants signed for an action; its words go to stderr. Raises as `ask_server`."""
    intent = ask_server(server, f"/api/v1/intents/{action}", request, Intent)
    typer.echo(printable(intent.summary), err=True)
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


def ask_server(
    server: str,
    path: str,
    content: Mapping[str, Any],
    form: type[Answer],
    method: Literal["GET", "POST", "DELETE"] = "POST",
) -> Answer:
    """Send JSON to a Quadrille server (a GET sends none), signed in where `quadrille login` was there; read its answer.

    raises  Refused or BadInput with the server's own cause and remedy (RFC 9457), BadParameter when `server` is no
            web address, QuadrilleError when nobody or nothing sensible answers
    """
    if not server.startswith(("http://", "https://")):
        raise BadParameter("--server", server, "the address of a Quadrille server, http:// or https://")
    headers = {"content-type": "application/json", "accept": "application/json"}
    if token := saved_session(server):
        headers["authorization"] = f"Bearer {token}"
    address = server.rstrip("/") + path
    body = None if method == "GET" else json.dumps(content).encode()
    request = Request(address, body, headers, method=method)  # noqa: S310 (checked above)
    try:
        with urlopen(request, timeout=SERVER_SECONDS) as answer:  # noqa: S310
            return form.model_validate_json(answer.read(ANSWER_BYTES) or b"{}")
    except HTTPError as refusal:
        raise _problem(server, refusal) from refusal
    except (OSError, http.client.HTTPException, ValueError) as problem:
        reason = getattr(problem, "reason", None) or type(problem).__name__
        cause = f"The server {server} gives no answer that can be read ({reason})."
        raise QuadrilleError(cause, SERVER_REMEDY) from problem


def _problem(server: str, refusal: HTTPError) -> QuadrilleError:
    try:
        document = json.loads(refusal.read(ANSWER_BYTES))
        cause, remedy = printable(document["cause"]), printable(document["remedy"])
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
