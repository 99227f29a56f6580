"""`quadrille login` and `logout`: sign in to a server with a key file, for the commands that ask it."""

import time
from typing import Annotated
from urllib.parse import urlsplit

import typer
from eth_account.messages import encode_defunct
from pydantic import BaseModel

from quadrille.chain.intent import Intent
from quadrille.errors import Refused
from quadrille.people.sign_in_message import Site, check_message, read_message
from quadrille.saved_sessions import forget_session, save_session, saved_session
from quadrille.server import OTHER_THAN_ASKED, ask_server
from quadrille.terminal import Json, Keystore, keystore_account, printable, show_record
from quadrille.types import Address, Timestamp

ServerUrl = Annotated[str, typer.Option("--server", metavar="URL", help="The Quadrille server to sign in to.")]


class Entered(BaseModel):
    """Who came in, and with what the next request shows it."""

    person: str
    token: str


class Nothing(BaseModel):
    """An answer without content."""


def login(server: ServerUrl, keystore: Keystore, as_json: Json = False) -> None:
    """Sign in to a server with a key file. It signs a message that moves no money; the key stays here."""
    account = keystore_account(keystore)
    intent = ask_server(server, "/api/v1/intents/sign-in", {"wallet": account.address}, Intent)
    text = _checked(server, Address(account.address), intent.message)
    signature = account.sign_message(encode_defunct(text=text)).signature.to_0x_hex()
    signed = {"message": text, "signature": signature, "keep": "token"}
    entered = ask_server(server, "/api/v1/sign-in", signed, Entered)
    file = save_session(server, entered.token)
    show_record({"person": printable(entered.person), "server": server, "kept_in": str(file)}, as_json)


def logout(server: ServerUrl, as_json: Json = False) -> None:
    """End the session on a server, there and here."""
    if saved_session(server) is None:
        raise Refused(f"You are not signed in to {server} from here.", "There is nothing to end.")
    try:
        ask_server(server, "/api/v1/me/session", {}, Nothing, method="DELETE")
    finally:
        # Also when the server does not answer: what is forgotten here can be used by nobody here.
        forget_session(server)
    show_record({"server": server, "is_signed_in": False}, as_json)


def _checked(server: str, wallet: Address, text: str | None) -> str:
    """The message, once it is for this server and this wallet; raises Refused: a server could ask for another's."""
    message = read_message(text or "")
    parts = urlsplit(server)
    site = Site(f"{parts.scheme}://{parts.netloc}", message.chain_id)
    if check_message(message, site, Timestamp(int(time.time()))) != wallet:
        raise Refused(*OTHER_THAN_ASKED)
    return str(message.prepare_message())
