"""How the judge asks: signed in with the operator's wallet, so that nearly everything is allowed to it.

And of a round that there is: no address that is made up would be one.
"""

import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import requests
import schemathesis
from eth_account import Account
from eth_account.messages import encode_defunct

from quadrille.config import DEVELOPMENT_KEYS, ROLES
from quadrille.types import ADDRESS

OPERATOR = Account.from_key(DEVELOPMENT_KEYS[ROLES.index("operator")])

ENDING = {"/api/v1/me/session", "/api/v1/me/sessions", "/api/v1/me/sessions/{number}", "/api/v1/me"}
"""Where a DELETE ends a session: asked by somebody who comes for this alone, or the judge would be let in no more."""


def token_of(site: str, account: Any) -> str:
    """Sign in."""
    intent = requests.post(f"{site}/api/v1/intents/sign-in", json={"wallet": account.address}, timeout=30).json()
    signature = account.sign_message(encode_defunct(text=intent["message"])).signature.to_0x_hex()
    signed = {"message": intent["message"], "signature": signature, "keep": "token"}
    return str(requests.post(f"{site}/api/v1/sign-in", json=signed, timeout=30).json()["token"])


@cache
def round_of(site: str) -> str:
    """The oldest round of the server."""
    return str(requests.get(f"{site}/api/v1/rounds", timeout=30).json()[0]["round"])


CANCEL = "/api/v1/rounds/{address}/cancel"
"""With yes it would end the one round, and with it nearly all that can be done."""


@schemathesis.hook
def before_call(context: Any, case: Any, _kwargs: Any) -> None:
    """Put the round that there is in the place of every other that could be one; what could not be one stays.

    And have it never cancelled.
    """
    if context.operation.path == CANCEL and isinstance(case.body, dict) and case.body.get("yes") is True:
        case.body["yes"] = False
    for part, name in ((case.path_parameters, "address"), (case.body, "round")):
        if isinstance(part, dict) and isinstance(part.get(name), str) and re.fullmatch(ADDRESS, part[name]):
            part[name] = round_of(site_of(context))


class SignedIn:
    """Everything is asked by the operator, on a session that lasts."""

    def get(self, _case: Any, context: Any) -> str:
        """A session of the operator's."""
        return token_of(site_of(context), OPERATOR)

    def set(self, case: Any, token: str, _context: Any) -> None:
        """Send it along."""
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}


class Passing(SignedIn):
    """What ends a session is asked by somebody who came for this alone."""

    def get(self, _case: Any, context: Any) -> str:
        """A session of somebody new."""
        return token_of(site_of(context), Account.create())


def is_ending(context: Any) -> bool:
    """Whether this would end the session that asks."""
    return context.operation.method.upper() == "DELETE" and context.operation.path in ENDING


def site_of(context: Any) -> str:
    """Where the server is."""
    parts = urlsplit(context.operation.base_url)
    return f"{parts.scheme}://{parts.netloc}"


schemathesis.auth().skip_for(is_ending)(SignedIn)
schemathesis.auth(refresh_interval=None).apply_to(is_ending)(Passing)
