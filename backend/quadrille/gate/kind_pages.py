"""What a problem's `type` leads to: a page for each kind."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from quadrille.errors import NotFound
from quadrille.gate.kinds import KINDS, Kind
from quadrille.languages.words import gettext as _
from quadrille.languages.words import said
from quadrille.routing import ChainDep, chain_facts
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)


@router.get("/problems/{kind}")
def kind_page(kind: Annotated[str, Path(pattern="^[a-z-]{1,40}$")], chain: ChainDep) -> str:
    """What this kind of problem means, and what to do."""
    if kind not in KINDS:
        raise NotFound("kind of problem", kind, said("Follow the `type` of an answer."))
    found = KINDS[kind]
    told = Kind(_(found.title), _(found.meaning), _(found.remedy))
    facts = chain_facts(chain)
    return render("gate/templates/kind.html", title=told.title, current="", chain=facts, kind=told, name=kind)
