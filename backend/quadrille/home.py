"""The first page, the words used here, and the page of the API."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from quadrille.api_rooms import rooms_of
from quadrille.gate.kinds import KINDS
from quadrille.gate.problems import STATUS
from quadrille.glossary import GLOSSARY
from quadrille.languages.words import gettext as _
from quadrille.needs.api import IsOperatorDep
from quadrille.needs.need import KIND_WORDS, Need, NeedKind
from quadrille.needs.reading import read_needs
from quadrille.routing import ChainDep, MaybeSignedInDep, SessionDep, chain_facts
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

MOST_SHOWN = 12
"""Of what needs one person; the rest comes up as this is done."""

MOST_OPEN = 4
"""Of what is open to everybody, in each journey."""

JOURNEYS = {
    "recognise": (NeedKind.REVIEW,),
    "decide": (NeedKind.VOTE, NeedKind.CARRY),
    "fund": (NeedKind.GIVE, NeedKind.CHECK),
}
"""Where on the page something stands that is open to everybody."""


@router.get("/")
def home_page(session: SessionDep, chain: ChainDep, signed_in: MaybeSignedInDep, is_operator: IsOperatorDep) -> str:
    """What needs whoever looks, the three journeys, and what is open in each."""
    found = read_needs(session, chain, signed_in.person if signed_in else None, is_operator)
    return render(
        "web/templates/home.html",
        title=_("Recognise, decide, fund"),
        current="",
        chain=chain_facts(chain),
        signed_in=signed_in is not None,
        yours=[_item(need) for need in found.yours[:MOST_SHOWN]],
        operator=[_item(need) for need in found.operator[:MOST_SHOWN]],
        more=max(0, len(found.yours) - MOST_SHOWN),
        journeys={
            name: [_item(need) for need in found.everybody if need.kind in kinds][:MOST_OPEN]
            for name, kinds in JOURNEYS.items()
        },
    )


@router.get("/glossary")
def glossary_page(chain: ChainDep) -> str:
    """The words of this field, one meaning each."""
    return render(
        "web/templates/glossary.html",
        title=_("Words used here"),
        current="",
        chain=chain_facts(chain),
        chapters=[
            {
                "title": _(chapter.title),
                "anchor": chapter.title.lower().replace(" ", "-"),
                "terms": [
                    {"anchor": one.anchor, "word": _(one.word), "meaning": _(one.meaning)} for one in chapter.terms
                ],
            }
            for chapter in GLOSSARY
        ],
    )


@router.get("/api/docs")
def api_page(request: Request, chain: ChainDep) -> str:
    """Every route of the API, room by room, from its own description; how to sign in; what goes wrong."""
    statuses = {int(status) for status in STATUS.values()}
    return render(
        "web/templates/api.html",
        title=_("The API"),
        current="",
        chain=chain_facts(chain),
        rooms=rooms_of(request.app.openapi()["paths"]),
        statuses=sorted(statuses | {500}),
        problems=[{"name": name, "title": _(kind.title)} for name, kind in KINDS.items()],
    )


def _item(need: Need) -> dict[str, Any]:
    return {"what": _(KIND_WORDS[need.kind]), "words": need.words, "url": need.url, "due_at": need.due_at}
