"""The page of one project in a round: from what it was given to what it is matched with, step by step."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, Response

from quadrille.catalog.catalog import name_of
from quadrille.languages.words import gettext as _
from quadrille.languages.words import told, told_if_ours
from quadrille.rounds.api import SLUG
from quadrille.rounds.outcome.committed import coefficients_of
from quadrille.rounds.places import PlaceDep
from quadrille.rounds.reading import newest_facts
from quadrille.rounds.result import compute_result
from quadrille.rounds.why.steps import steps_of
from quadrille.rounds.why.why import PersonGift, explain_project
from quadrille.routing import ChainDep, SessionDep, SettingsDep, chain_facts
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

MOST_GIFTS = 100
"""So many people a page names; `quadrille why` names all."""


@router.get("/rounds/{reference}/why/{slug}")
def why_page(
    place: PlaceDep,
    slug: Annotated[str, Path(pattern=SLUG)],
    session: SessionDep,
    chain: ChainDep,
    settings: SettingsDep,
) -> Response:
    """One project's way through the calculation, as `quadrille why` tells it."""
    if place.moved:
        return place.moved
    round_, asset = place.round, place.asset
    facts = newest_facts(round_)
    result = compute_result(facts, coefficients_of(round_, facts, settings.bundle_folder))
    why = explain_project(result.calculation, slug)
    page = render(
        "rounds/templates/why.html",
        title=_("{name}: why").format(name=name_of(session, slug)),
        current="rounds",
        chain=chain_facts(chain),
        why={
            **place.facts(title=facts.configuration.title),
            "name": name_of(session, slug),
            "match": why.row.match_units,
            "base_unit": asset.base_unit,
            "steps": [{**step._asdict(), "name": told(step.name).capitalize()} for step in steps_of(why)],
            "gifts": [_gift(gift) for gift in sorted(why.gifts, key=lambda gift: -gift.counted_units)[:MOST_GIFTS]],
            "more": max(len(why.gifts) - MOST_GIFTS, 0),
            "command": f"quadrille why BUNDLE {slug}",
        },
    )
    return HTMLResponse(page)


def _gift(gift: PersonGift) -> dict[str, Any]:
    return {
        "person": gift.person,
        "wallets": len(gift.wallets),
        "given": gift.given_units,
        "coefficient_bps": gift.coefficient_bps,
        "counted": gift.counted_units,
        # What stands in a table of coefficients is its author's own word.
        "reasons": "; ".join(str(told_if_ours(one)) for one in gift.reasons),
    }
