"""What a route may ask for: a database session, the chain, who is signed in, the operator's right."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlmodel import Session

from quadrille.chain.deployment import Chain
from quadrille.config import Settings
from quadrille.db import AUDITED, reading, writing
from quadrille.errors import NotAllowed, NotSignedIn
from quadrille.languages.words import said, told
from quadrille.people.cookies import UNSAFE, token_of
from quadrille.people.roles import is_operator
from quadrille.people.sessions import (
    TOKEN_PREFIX,
    SignedIn,
    find_session,
    form_token,
    is_worth_touching,
    touch_session,
)
from quadrille.people.tables import Person
from quadrille.types import Address


def get_session(request: Request) -> Iterator[Session]:
    """One session for one request; a GET only reads, and so never waits for somebody who writes."""
    begin = reading if request.method in ("GET", "HEAD") else writing
    with begin(request.app.state.engine) as session:
        session.info[AUDITED] = lambda: _asked_by(request)
        yield session


def _asked_by(request: Request) -> tuple[str, str, str]:
    """Actor, action and reference for the audit; the route's pattern, since a claim code may stand in the address."""
    person = getattr(request.state, "person_id", None)
    actor = "nobody" if person is None else f"person {person}"
    if getattr(request.state, "is_operator", False):
        actor = "operator" if person is None else f"operator, {actor}"
    return actor, f"{request.method} {request.scope['route'].path}", request.state.reference


SessionDep = Annotated[Session, Depends(get_session)]


def get_chain(request: Request) -> Chain:
    """The chain that the app was started with."""
    chain: Chain = request.app.state.chain
    return chain


def get_settings(request: Request) -> Settings:
    """The settings that the app was started with."""
    settings: Settings = request.app.state.settings
    return settings


async def get_form_token(request: Request) -> str:
    """What a page's form or script says to show that it is one of ours: a header, or a field of the form."""
    if given := request.headers.get("x-form-token"):
        return given
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return str((await request.form()).get("form_token", ""))
    return ""


def get_signed_in(
    request: Request, session: SessionDep, given: Annotated[str, Depends(get_form_token)]
) -> SignedIn | None:
    """Who is signed in, if anybody; raises NotAllowed when a browser's cookie came without our form's token.

    A program sends its token as `Authorization: Bearer qs_...`, a browser its cookie.
    """
    settings: Settings = request.app.state.settings
    token, is_from_browser = token_of(settings, request.headers, request.cookies)
    if not token.startswith(TOKEN_PREFIX):
        return None
    # In a session of its own, which is over at once: the route's may wait for the chain.
    with reading(request.app.state.engine) as own:
        found = find_session(own, token)
    if found is None:
        return None
    # Check: another site can make a browser send its cookie, but cannot read what our forms carry (CSRF).
    needed = form_token(settings, token) if is_from_browser else ""
    if request.method in UNSAFE and is_from_browser and not secrets.compare_digest(given.encode(), needed.encode()):
        raise NotAllowed("This request does not come from a form of yours.", "Reload the page and send it again.")
    if is_worth_touching(found.session):
        _touch(request, found)
    request.state.person_id = found.person.id
    request.app.state.rates.count_person(request, found.person.id)
    # From here on they are the route's to change; nothing is read for it.
    session.add_all((found.person, found.session))
    return replace(found, form_token=needed)


def _touch(request: Request, found: SignedIn) -> None:
    with writing(request.app.state.engine) as own:
        touch_session(own, found.session)
        own.commit()


def require_signed_in(found: Annotated[SignedIn | None, Depends(get_signed_in)]) -> SignedIn:
    """Who is signed in, with their session; raises NotSignedIn."""
    if found is None:
        raise NotSignedIn("Nobody is signed in.", "Sign in at /sign-in, or with `quadrille login`.")
    return found


def require_person(found: Annotated[SignedIn, Depends(require_signed_in)]) -> Person:
    """Who is signed in; raises NotSignedIn."""
    return found.person


def get_maybe_person(found: Annotated[SignedIn | None, Depends(get_signed_in)]) -> Person | None:
    """Who is signed in, if anybody."""
    return found.person if found else None


def require_operator(request: Request, found: Annotated[SignedIn | None, Depends(get_signed_in)]) -> None:
    """Let only the operator through; raises NotAllowed.

    That is who sends QUADRILLE_OPERATOR_TOKEN as `Authorization: Bearer`, and who signed in with the wallet that the
    chain names as our rounds' operator.
    """
    settings: Settings = request.app.state.settings
    if _has_operator_token(request, settings):
        request.state.is_operator = True
        return
    if found is not None and found.session.wallet is not None:
        wallet = Address(found.session.wallet)
        if is_operator(request.app.state.chain, wallet):
            request.state.is_operator = True
            return
        raise NotAllowed(
            said("This step is the operator's; {wallet} is not.", wallet=wallet), "Sign in with the operator's wallet."
        )
    if settings.operator_token is None:
        raise NotAllowed("This server has no operator token.", "Set QUADRILLE_OPERATOR_TOKEN and start it again.")
    raise NotAllowed("This step is the operator's.", "Send the operator's token as `Authorization: Bearer ...`.")


def _has_operator_token(request: Request, settings: Settings) -> bool:
    if settings.operator_token is None:
        return False
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    # A header's bytes come as Latin-1.
    return secrets.compare_digest(given.encode("latin-1"), settings.operator_token.get_secret_value().encode())


ChainDep = Annotated[Chain, Depends(get_chain)]
SettingsDep = Annotated[Settings, Depends(get_settings)]
SignedInDep = Annotated[SignedIn, Depends(require_signed_in)]
PersonDep = Annotated[Person, Depends(require_person)]
MaybeSignedInDep = Annotated[SignedIn | None, Depends(get_signed_in)]
MaybePersonDep = Annotated[Person | None, Depends(get_maybe_person)]
OPERATOR_ONLY = [Depends(require_operator)]


def chain_facts(chain: Chain) -> dict[str, Any]:
    """What every page tells a wallet about the chain. The node's own address may hold a secret: it is not told."""
    settings = chain.client.settings
    local = settings.rpc_url if settings.is_development else ""
    return {
        "chain_id": chain.client.chain_id,
        "hex": hex(chain.client.chain_id),
        "name": told(said("Local chain") if settings.is_development else said("Chain {id}", id=chain.client.chain_id)),
        "rpc_url": settings.public_rpc_url or local,
        "is_development": settings.is_development,
        "site": settings.public_url,
    }
