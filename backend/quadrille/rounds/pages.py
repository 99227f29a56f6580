"""The round's page: where it stands, what it promises, where the pool went, as match squares and as numbers."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from sqlmodel import Session

from quadrille.catalog.catalog import name_of
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.states import RoundMode
from quadrille.errors import ContractReverted, Refused
from quadrille.languages.words import gettext as _
from quadrille.languages.words import ngettext, told
from quadrille.rounds.cart.cart_pages import cart_in
from quadrille.rounds.coin import Asset
from quadrille.rounds.course.course import STATUS_WORDS, next_steps, steps_of
from quadrille.rounds.course.position import Position, ResultPosition, read_position
from quadrille.rounds.course.published_words import is_same, objections_of, publication_of
from quadrille.rounds.course.stops import holds_of, pauses_of
from quadrille.rounds.exports.result_table import note, roots_by_project, share_bps
from quadrille.rounds.listing import list_rounds
from quadrille.rounds.matching.outcome import Matching, ProjectMatch, nothing_for
from quadrille.rounds.opening.terms_words import terms_of_page
from quadrille.rounds.outcome.committed import coefficients_of
from quadrille.rounds.places import Place, PlaceDep
from quadrille.rounds.reading import newest_facts
from quadrille.rounds.result import RoundFacts, RoundResult, compute_result
from quadrille.rounds.squares import POOL_BY_SQUARES, match_square
from quadrille.routing import ChainDep, SessionDep, SettingsDep, chain_facts
from quadrille.web.layout import render
from quadrille.web.values import units

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)


@router.get("/rounds")
def rounds_page(session: SessionDep, chain: ChainDep) -> str:
    """Every round of this server, newest first."""
    return render(
        "web/templates/list.html",
        title=_("Rounds"),
        current="rounds",
        chain=chain_facts(chain),
        items=round_items(session, chain),
    )


@router.get("/rounds/{reference}")
def round_page(
    place: PlaceDep, request: Request, session: SessionDep, chain: ChainDep, settings: SettingsDep
) -> Response:
    """A round and its result, or what the result would be if it closed now."""
    if place.moved:
        return place.moved
    round_, asset = place.round, place.asset
    position, facts = read_position(round_), newest_facts(round_)
    rules = facts.configuration
    page = render(
        "rounds/templates/round.html",
        title=rules.title,
        current="rounds",
        chain=chain_facts(chain),
        round={
            **place.facts(position.status, rules.title),
            "mechanism": rules.mechanism,
            "is_pool_by_squares": rules.mechanism in POOL_BY_SQUARES,
            "steps": [{**step, "words": _(step["words"])} for step in steps_of(position)],
            "next": [step._asdict() for step in next_steps(position)],
            "pauses": pauses_of(round_, position),
            "holds": _holds(session, round_, facts, position),
            "applied": facts.applied,
            "donors": len({cart.donor for cart in facts.carts}),
            "block_number": facts.at.number,
            "paid_out": position.paid_units,
            "owed": position.owed_units,
            "terms": terms_of_page(position),
            **_reckoned(session, round_, position, facts, asset, settings.bundle_folder),
            "in_cart": _in_cart(request, place, facts),
        },
    )
    return HTMLResponse(page)


def round_items(session: Session, chain: Chain) -> list[dict[str, str]]:
    """Rounds as list items, newest first."""
    return [
        {
            "url": f"/rounds/{row.number}",
            "title": row.title,
            "words": _(STATUS_WORDS[chain.round(checked_address(row.address)).status()]),
        }
        for row in list_rounds(session, chain)[::-1]
    ]


def _in_cart(request: Request, place: Place, facts: RoundFacts) -> list[str]:
    cart = cart_in(request, place)
    return [project.slug for project in facts.projects if project.index in cart]


def _reckoned(
    session: Session, round_: AnyRound, position: Position, facts: RoundFacts, asset: Asset, bundles: Path
) -> dict[str, Any]:
    """The money, project by project where this server can calculate it, and what was published of it."""
    try:
        coefficients = coefficients_of(round_, facts, bundles)
    except ContractReverted:
        raise
    except Refused as refusal:
        # Whoever committed them has them; all else can be shown.
        known = {"given": position.donated_units, "pool": position.pool_units, "paid": None, "left": None}
        return {**known, "missing": told(refusal.cause), "projects": [], **_published(round_, position, bundles, None)}
    result = compute_result(facts, coefficients)
    matching = result.matching
    return {
        "given": sum(project.given_units for project in matching.projects),
        "pool": matching.pool_units,
        "paid": matching.paid_units,
        "left": matching.left_units,
        "missing": "",
        "projects": _projects(session, result, asset),
        **_published(round_, position, bundles, result),
    }


def _published(round_: AnyRound, position: Position, bundles: Path, result: RoundResult | None) -> dict[str, Any]:
    """What was published, and whether it is what this server calculates; `differs` only where it can tell."""
    shown: dict[str, Any] = {"commitment": "", "published": {}, "differs": False, "objections": []}
    for one in position.of_result:
        shown = {
            "commitment": one.commitment if one.is_committed else "",
            "published": publication_of(round_.address, one, bundles),
            "differs": _differs(position, one, result),
            "objections": [{**said, "right": told(said["right"])} for said in objections_of(position, one)],
        }
    # Coefficients are in the bundle only; those of a plain round, and none at all, are on the chain.
    is_on_chain = position.mode is RoundMode.PLAIN or (result is not None and not result.coefficients)
    what = f"--round {round_.address}" if is_on_chain else "BUNDLE"
    return {**shown, "verify_command": f"quadrille verify {what} --rpc URL"}


def _differs(position: Position, one: ResultPosition, result: RoundResult | None) -> bool:
    # Before the block that decides is final, ours may lack a gift.
    if result is None or result.facts.at.at < position.closes_at:
        return False
    return any(not is_same(published, result) for published in one.publication)


def _holds(session: Session, round_: AnyRound, facts: RoundFacts, position: Position) -> list[dict[str, Any]]:
    slugs = {project.index: project.slug for project in facts.projects}
    # Whoever only applied has nothing that could be held back.
    return [
        {"name": name_of(session, slugs[index]), "stop": stop}
        for index, stop in holds_of(round_, position.at).items()
        if index in slugs
    ]


def _projects(session: Session, result: RoundResult, asset: Asset) -> list[dict[str, Any]]:
    roots = roots_by_project(result.calculation.counted(), result.matching.minimum_units)
    widest = max((sum(of_project) for of_project in roots.values()), default=0)
    matched = {found.project: found for found in result.matching.projects}
    rows = [matched.get(project.slug, nothing_for(project.slug)) for project in result.facts.projects]
    largest_first = sorted(rows, key=lambda found: -found.match_units)
    names = {found.project: name_of(session, found.project) for found in largest_first}
    squares = {
        found.project: match_square(roots.get(found.project, []), widest, _label(found, names[found.project], asset))
        for found in largest_first
    }
    return [_project(found, names[found.project], result.matching, squares[found.project]) for found in largest_first]


def _label(found: ProjectMatch, name: str, asset: Asset) -> str:
    given, matched = (
        f"{units(amount, asset.decimals, 2)} {asset.symbol}" for amount in (found.given_units, found.match_units)
    )
    return ngettext(
        "{name}: {count} person gave {given}, matched with {matched}",
        "{name}: {count} people gave {given}, matched with {matched}",
        found.donors,
    ).format(name=name, count=found.donors, given=given, matched=matched)


def _project(found: ProjectMatch, name: str, matching: Matching, square: str) -> dict[str, Any]:
    return {
        "slug": found.project,
        "name": name,
        "donors": found.donors,
        "given": found.given_units,
        "raw": found.raw,
        "match": found.match_units,
        "share_bps": share_bps(found, matching.pool_units),
        "note": note(found, matching),
        "square": Markup(square),  # noqa: S704 (escaped by match_square)
    }
