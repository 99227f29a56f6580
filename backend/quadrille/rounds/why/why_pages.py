"""The page of one project in a round: from what it was given to what it is matched with, step by step."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from quadrille.catalog.catalog import name_of
from quadrille.chain.contract import checked_address
from quadrille.rounds.api import SLUG, RoundAddress
from quadrille.rounds.asset import asset_of
from quadrille.rounds.outcome.committed import coefficients_of
from quadrille.rounds.reading import newest_facts
from quadrille.rounds.result import compute_result
from quadrille.rounds.why.steps import steps_of
from quadrille.rounds.why.why import PersonGift, explain_project
from quadrille.routing import ChainDep, SessionDep, SettingsDep, chain_facts
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

MOST_GIFTS = 100
"""So many people a page names; `quadrille why` names all."""


@router.get("/rounds/{address}/why/{slug}")
def why_page(
    address: RoundAddress,
    slug: Annotated[str, Path(pattern=SLUG)],
    session: SessionDep,
    chain: ChainDep,
    settings: SettingsDep,
) -> str:
    """One project's way through the calculation, as `quadrille why` tells it."""
    round_ = chain.round(checked_address(address))
    asset, facts = asset_of(round_), newest_facts(round_)
    result = compute_result(facts, coefficients_of(round_, facts, settings.bundle_folder))
    why = explain_project(result.calculation, slug)
    return render(
        "rounds/templates/why.html",
        title=f"{name_of(session, slug)}: why",
        current="rounds",
        chain=chain_facts(chain),
        why={
            "address": round_.address,
            "round_title": facts.configuration.title,
            "name": name_of(session, slug),
            "match": why.row.match_units,
            "symbol": asset.symbol,
            "decimals": asset.decimals,
            "base_unit": asset.base_unit,
            "steps": [step._asdict() for step in steps_of(why)],
            "gifts": [_gift(gift) for gift in sorted(why.gifts, key=lambda gift: -gift.counted_units)[:MOST_GIFTS]],
            "more": max(len(why.gifts) - MOST_GIFTS, 0),
            "command": f"quadrille why BUNDLE {slug}",
        },
    )


def _gift(gift: PersonGift) -> dict[str, Any]:
    return {
        "person": gift.person,
        "wallets": len(gift.wallets),
        "given": gift.given_units,
        "coefficient_bps": gift.coefficient_bps,
        "counted": gift.counted_units,
        "reasons": "; ".join(gift.reasons),
    }
