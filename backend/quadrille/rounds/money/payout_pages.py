"""Who is paid what and who still can be: a button for each payment, which anybody may press."""

from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from quadrille.catalog.catalog import name_of
from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.states import RoundStatus
from quadrille.errors import ContractReverted, Refused
from quadrille.languages.words import gettext as _
from quadrille.rounds.course.position import read_position
from quadrille.rounds.course.stops import holds_of
from quadrille.rounds.outcome.committed import coefficients_of
from quadrille.rounds.places import Place, PlaceDep
from quadrille.rounds.projects.roster import read_roster
from quadrille.rounds.reading import newest_facts
from quadrille.rounds.result import Project, compute_result
from quadrille.routing import ChainDep, SessionDep, SettingsDep, chain_facts
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

MOST_PROJECTS = 100
"""On one page; each is two more questions to the node. `quadrille rounds claim` knows all."""


@router.get("/rounds/{reference}/payouts")
def payouts_page(place: PlaceDep, session: SessionDep, chain: ChainDep, settings: SettingsDep) -> Response:
    """Every project with what it was given and matched with, and whether it has it; sponsors where it goes back."""
    if place.moved:
        return place.moved
    round_, position = place.round, read_position(place.round)
    matches = _matches(round_, settings.bundle_folder) if position.status is RoundStatus.FINALISED else {}
    projects = read_roster(round_).admitted
    held = holds_of(round_, position.at)
    over = position.status in (RoundStatus.CANCELLED, RoundStatus.POOL_RETURNED, RoundStatus.FINALISED)
    page = render(
        "rounds/templates/payouts.html",
        title=_("Payments"),
        current="rounds",
        chain=chain_facts(chain),
        payouts={
            **place.facts(position.status),
            "owed": position.owed_units,
            "donations_from": position.closes_at + position.terms.donation_delay_seconds,
            "claims_until": position.closes_at + position.terms.claim_seconds,
            "now": position.at.at,
            "projects": [
                {**_project(session, round_, one, matches), "hold": held.get(one.index)}
                for one in projects[:MOST_PROJECTS]
            ],
            "more": max(len(projects) - MOST_PROJECTS, 0),
            "sponsors": _sponsors(place) if over else [],
        },
    )
    return HTMLResponse(page)


def _matches(round_: AnyRound, bundles: FilePath) -> Mapping[str, int]:
    facts = newest_facts(round_)
    try:
        result = compute_result(facts, coefficients_of(round_, facts, bundles))
    except ContractReverted:
        raise
    except Refused:
        # Whoever committed the coefficients has them; what was given can be paid all the same.
        return {}
    return {found.project: found.match_units for found in result.matching.projects}


def _project(session: Session, round_: AnyRound, project: Project, matches: Mapping[str, int]) -> dict[str, Any]:
    record = round_.project(project.index)
    match = matches.get(project.slug)
    is_matched = match is None or round_.is_matching_claimed(project.index)
    has_donations = round_.has_donations_to_claim(project.index)
    return {
        "slug": project.slug,
        "name": name_of(session, project.slug),
        "payee": project.payee,
        "given": record.received_wei,
        "is_given_paid": record.is_paid,
        "match": match,
        "is_match_paid": match is not None and is_matched,
        "can_claim": has_donations or bool(match and not is_matched),
    }


def _sponsors(place: Place) -> list[dict[str, Any]]:
    return [{"account": one, "deposit": place.round.deposit_of(one)} for one in place.round.sponsors()]
