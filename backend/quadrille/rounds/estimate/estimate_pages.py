"""The page on which a donor sees what a gift would add to the match, before giving; it needs no JavaScript."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from quadrille.catalog.catalog import name_of
from quadrille.chain.contract import checked_address
from quadrille.rounds.api import SLUG, RoundAddress, get_estimates
from quadrille.rounds.asset import asset_of
from quadrille.rounds.estimate.live_estimate import Estimate, LiveEstimates, require_before_close
from quadrille.rounds.money.gift_text import read_coins
from quadrille.rounds.projects.roster import read_roster
from quadrille.rounds.reading import read_rules
from quadrille.routing import ChainDep, SessionDep, chain_facts
from quadrille.types import NOBODY
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

LONGEST_AMOUNT = 40
"""Characters: more than any amount that can be given, in coins."""


@router.get("/rounds/{address}/estimate")
def estimate_page(
    address: RoundAddress,
    session: SessionDep,
    chain: ChainDep,
    estimates: Annotated[LiveEstimates, Depends(get_estimates)],
    project: Annotated[str | None, Query(pattern=SLUG)] = None,
    amount: Annotated[str, Query(max_length=LONGEST_AMOUNT)] = "",
) -> str:
    """The form, and what it was asked: the gift of a wallet that gave nothing yet."""
    round_ = chain.round(checked_address(address))
    require_before_close(round_)
    asked, asset = None, asset_of(round_)
    if project is not None:
        given = read_coins(amount, asset.decimals)
        found = estimates.estimate(chain, round_.address, NOBODY, [(project, given)])
        asked = {"given": given, **_asked(session, project, found)}
    return render(
        "rounds/templates/estimate.html",
        title="What a gift would add",
        current="rounds",
        chain=chain_facts(chain),
        estimate={
            "address": round_.address,
            "round_title": read_rules(round_).title,
            "symbol": asset.symbol,
            "decimals": asset.decimals,
            "projects": [
                {"slug": one.slug, "name": name_of(session, one.slug)} for one in read_roster(round_).admitted
            ],
            "project": project,
            "amount": amount,
            "asked": asked,
        },
    )


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
