"""The first page, and the page of the API."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from quadrille.chain.states import ProposalState
from quadrille.governance.pages import STATE_WORDS, proposal_items
from quadrille.rounds.flow import list_rounds
from quadrille.rounds.pages import round_items
from quadrille.routing import ChainDep, SessionDep, chain_facts
from quadrille.screening.pages import badge_items
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

SHOWN = 5


@router.get("/")
def home_page(session: SessionDep, chain: ChainDep) -> str:
    """The three journeys, and the newest of each."""
    badges, proposals = badge_items(chain), proposal_items(chain, SHOWN)
    rounds = round_items(session, chain, SHOWN)
    return render(
        "web/templates/home.html",
        title="Home",
        current="",
        chain=chain_facts(chain),
        badges=badges[:SHOWN],
        proposals=proposals,
        rounds=rounds,
        counts={
            "badges": len(badges),
            "proposals": len(chain.governor.proposals()),
            "rounds": len(list_rounds(session, chain)),
        },
        needs=[item for item in proposals if item["words"] == STATE_WORDS[ProposalState.ACTIVE]],
    )


@router.get("/api/docs")
def api_page(request: Request, chain: ChainDep) -> str:
    """Every route of the API, from its own description."""
    described = request.app.openapi()["paths"]
    return render(
        "web/templates/api.html",
        title="API",
        current="",
        chain=chain_facts(chain),
        routes=[
            {"method": method.upper(), "path": path, "summary": route.get("description", "")}
            for path, methods in described.items()
            for method, route in methods.items()
        ],
    )
