"""Signing in by e-mail over HTTP; every decision is in `mail_sign_in`."""

import re
import secrets
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from quadrille.body import Body
from quadrille.config import Settings
from quadrille.people.api import EnteredView, hand_over
from quadrille.people.cookies import browser_words
from quadrille.people.mail import ADDRESS_CHARACTERS, Carrier, carrier_of
from quadrille.people.mail_sign_in import LINK_SECONDS, TOKEN_BYTES, ask_for_link, follow_link
from quadrille.routing import MaybePersonDep, SessionDep, SettingsDep

router = APIRouter(prefix="/api/v1/sign-in", tags=["people"])

TOKEN_CHARACTERS = 64
"""A link's token has 43."""

BROWSER = re.compile("[A-Za-z0-9_-]{43}")
"""What we give a browser: TOKEN_BYTES in base64url (RFC 4648, 5)."""


class MailRequest(Body):
    """The address that a link is to be sent to."""

    address: str = Field(min_length=3, max_length=ADDRESS_CHARACTERS)


class MailAccepted(BaseModel):
    """What was done, as far as whoever asks may know."""

    summary: str = "If mail can go to this address, a link is on its way. Open it in this browser."
    life_seconds: int = LINK_SECONDS


class LinkToken(Body):
    """The token at the end of a mailed link; how the session is to be kept."""

    token: str = Field(min_length=1, max_length=TOKEN_CHARACTERS)
    keep: Literal["cookie", "token"] = "cookie"


def get_carrier(request: Request, settings: SettingsDep) -> Carrier:
    """What takes mails away from this server; raises Refused when nothing does."""
    return carrier_of(settings, request.app.state.mails)


CarrierDep = Annotated[Carrier, Depends(get_carrier)]


def browser_of(request: Request, settings: Settings) -> str:
    """The secret that links are bound to in this browser; "" when it has asked for none lately."""
    found = request.cookies.get(_cookie_name(settings), "")
    return found if BROWSER.fullmatch(found) else ""


def bind_browser(request: Request, response: Response, settings: Settings) -> str:
    """The secret of this browser, a new one where it has none; its cookie lives as long as the last link does."""
    # An older one is kept: the links that this browser asked for before still open.
    browser = browser_of(request, settings) or secrets.token_urlsafe(TOKEN_BYTES)
    secure = "; Secure" if settings.public_url.startswith("https://") else ""
    # Lax: the link is opened from another site, a web mailbox, and its page has to know the browser.
    cookie = f"{_cookie_name(settings)}={browser}; Path=/; Max-Age={LINK_SECONDS}; HttpOnly; SameSite=Lax{secure}"
    response.headers.append("set-cookie", cookie)
    return browser


@router.post("/mail", status_code=202)
def ask(
    body: MailRequest,
    request: Request,
    response: Response,
    session: SessionDep,
    settings: SettingsDep,
    carrier: CarrierDep,
) -> MailAccepted:
    """Have a link sent to an e-mail address; it works once, for a quarter of an hour, for whoever has this cookie.

    The answer is the same for every address.
    """
    ask_for_link(session, settings, carrier, body.address, bind_browser(request, response, settings))
    return MailAccepted()


@router.post("/link", status_code=201)
def follow(
    body: LinkToken,
    request: Request,
    response: Response,
    session: SessionDep,
    settings: SettingsDep,
    last: MaybePersonDep,
) -> EnteredView:
    """Sign in with a mailed link; for whoever is signed in already, the address becomes one more way in."""
    client = browser_words(request.headers.get("user-agent", ""))
    entered = follow_link(session, settings, body.token, browser_of(request, settings), client, last)
    return hand_over(entered, body.keep, response, settings)


def _cookie_name(settings: Settings) -> str:
    # With `__Host-`, a browser takes it only from this very host, over https (RFC 6265bis, 4.1.3.2).
    return "__Host-quadrille-browser" if settings.public_url.startswith("https://") else "quadrille-browser"
