"""Who may see and do what an operator does; and what everybody else is told, in words for a person with a browser."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from quadrille.chain.deployment import Chain
from quadrille.db import AUDITED
from quadrille.errors import Misconfigured, NotAllowed
from quadrille.languages.words import gettext as _
from quadrille.ops.doing import Doer
from quadrille.ops.runs import Runs
from quadrille.people.roles import operators_of
from quadrille.routing import ChainDep, MaybeSignedInDep, chain_facts, require_operator
from quadrille.types import Address
from quadrille.web.layout import render


@dataclass(frozen=True, slots=True)
class Right:
    """Whether whoever asks is the operator; if not, who they are and why it is not enough."""

    is_given: bool
    form_token: str = ""
    is_signed_in: bool = False
    wallet: str = ""
    missing: str = ""

    def operator(self, chain: Chain) -> Address:
        """In whose name this operator opens rounds: their wallet's, else this server's account."""
        known = operators_of(chain)
        return Address(self.wallet) if self.wallet in known else known[0]


def right_of(request: Request, chain: ChainDep, found: MaybeSignedInDep) -> Right:
    """The right of whoever asks for a page; nothing is raised where it is missing."""
    token = found.form_token if found else ""
    wallet = (found.session.wallet or "") if found else ""
    try:
        require_operator(request, found)
    except NotAllowed:
        return Right(False, token, found is not None, wallet)
    except Misconfigured as problem:
        # Without the operator's key this server cannot tell whose wallet it is.
        return Right(False, token, found is not None, wallet, str(problem))
    return Right(True, token, found is not None, wallet)


OperatorDep = Annotated[Right, Depends(right_of)]


def denied_page(chain: Chain, right: Right) -> HTMLResponse:
    """Why not, and what to do."""
    shown = {"is_signed_in": right.is_signed_in, "wallet": right.wallet, "missing": right.missing}
    page = render(
        "ops/templates/ops_denied.html", title=_("For the operator"), current="", chain=chain_facts(chain), right=shown
    )
    return HTMLResponse(page, HTTPStatus.FORBIDDEN)


def runs_of(request: Request) -> Runs:
    """The runs of this process."""
    runs: Runs = request.app.state.runs
    return runs


def doer_of(request: Request, session: Session, chain: Chain) -> Doer:
    """Somebody who goes on in the name of this request after it is answered."""
    told = session.info[AUDITED]()
    return Doer(request.app.state.engine, chain, lambda: told)
