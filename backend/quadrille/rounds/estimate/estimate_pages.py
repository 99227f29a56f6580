"""The page on which a donor sees what a gift would add to the match, before giving; it needs no JavaScript."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from quadrille.catalog.catalog import name_of
from quadrille.languages.words import gettext as _
from quadrille.rounds.api import SLUG, get_estimates
from quadrille.rounds.estimate.live_estimate import Estimate, LiveEstimates, require_before_close
from quadrille.rounds.money.gift_text import read_coins
from quadrille.rounds.places import PlaceDep
from quadrille.rounds.projects.roster import read_roster
from quadrille.routing import ChainDep, SessionDep, chain_facts
from quadrille.types import NOBODY
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

LONGEST_AMOUNT = 40
"""Characters: more than any amount that can be given, in coins."""


@router.get("/rounds/{reference}/estimate")
def estimate_page(
    place: PlaceDep,
    session: SessionDep,
    chain: ChainDep,
    estimates: Annotated[LiveEstimates, Depends(get_estimates)],
    project: Annotated[str | None, Query(pattern=SLUG)] = None,
    amount: Annotated[str, Query(max_length=LONGEST_AMOUNT)] = "",
) -> Response:
    """The form, and what it was asked: the gift of a wallet that gave nothing yet."""
    if place.moved:
        return place.moved
    round_, asked, asset = place.round, None, place.asset
    require_before_close(round_)
    if project is not None:
        given = read_coins(amount, asset.decimals)
        found = estimates.estimate(chain, round_.address, NOBODY, [(project, given)])
        asked = {"given": given, **_asked(session, project, found)}
    page = render(
        "rounds/templates/estimate.html",
        title=_("What a gift would add"),
        current="rounds",
        chain=chain_facts(chain),
        estimate={
            **place.facts(),
            "projects": [
                {"slug": one.slug, "name": name_of(session, one.slug)} for one in read_roster(round_).admitted
            ],
            "project": project,
            "amount": amount,
            "asked": asked,
        },
    )
    return HTMLResponse(page)


def _asked(session: Session, project: str, found: Estimate) -> dict[str, Any]:
    rows = [
        {
            "slug": row.project,
            "name": name_of(session, row.project),
            "before": row.before_units,
            "after": row.after_units,
            "added": row.after_units - row.before_units,
        }
        for row in found.projects
    ]
    own = next(row for row in rows if row["slug"] == project)
    return {**own, "block_number": found.at.number, "others": [row for row in rows if row is not own]}
