"""What a route may ask for: a database session, the chain, the operator's right."""

import secrets
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlmodel import Session

from quadrille.chain.deployment import Chain
from quadrille.config import Settings
from quadrille.db import reading, writing
from quadrille.errors import NotAllowed


def get_session(request: Request) -> Iterator[Session]:
    """One session for one request; a GET only reads, and so never waits for somebody who writes."""
    begin = reading if request.method in ("GET", "HEAD") else writing
    with begin(request.app.state.engine) as session:
        yield session


def get_chain(request: Request) -> Chain:
    """The chain that the app was started with."""
    chain: Chain = request.app.state.chain
    return chain


def get_settings(request: Request) -> Settings:
    """The settings that the app was started with."""
    settings: Settings = request.app.state.settings
    return settings


def require_operator(request: Request) -> None:
    """Let only the operator through: `Authorization: Bearer` with QUADRILLE_OPERATOR_TOKEN; raises NotAllowed."""
    settings: Settings = request.app.state.settings
    if settings.operator_token is None:
        raise NotAllowed("This server has no operator token.", "Set QUADRILLE_OPERATOR_TOKEN and start it again.")
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    # A header's bytes come as Latin-1.
    if not secrets.compare_digest(given.encode("latin-1"), settings.operator_token.get_secret_value().encode()):
        raise NotAllowed("This step is the operator's.", "Send the operator's token as `Authorization: Bearer ...`.")


SessionDep = Annotated[Session, Depends(get_session)]
ChainDep = Annotated[Chain, Depends(get_chain)]
SettingsDep = Annotated[Settings, Depends(get_settings)]
OPERATOR_ONLY = [Depends(require_operator)]


def chain_facts(chain: Chain) -> dict[str, Any]:
    """What every page tells a wallet about the chain. The node's own address may hold a secret: it is not told."""
    settings = chain.client.settings
    local = settings.rpc_url if settings.is_development else ""
    return {
        "chain_id": chain.client.chain_id,
        "hex": hex(chain.client.chain_id),
        "name": "Local chain" if settings.is_development else f"Chain {chain.client.chain_id}",
        "rpc_url": settings.public_rpc_url or local,
        "is_development": settings.is_development,
        "site": settings.public_url,
    }
