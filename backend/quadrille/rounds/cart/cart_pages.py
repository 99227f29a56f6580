"""The cart: what a visitor chose, what it would add to the match, and one press that gives all of it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import Field
from sqlmodel import Session

from quadrille.catalog.catalog import name_of
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.states import RoundMode
from quadrille.languages.words import gettext as _
from quadrille.rounds.api import SLUG, get_estimates
from quadrille.rounds.cart.cart import (
    LONGEST_AMOUNT,
    MOST_ITEMS,
    Cart,
    as_text,
    cookie_of,
    read_cart,
    with_chosen,
    written,
)
from quadrille.rounds.cart.looking import Row, added_by, matched_words, obstacles, rows_of
from quadrille.rounds.course.position import read_position
from quadrille.rounds.estimate.live_estimate import LiveEstimates
from quadrille.rounds.places import Place, PlaceDep
from quadrille.rounds.projects.roster import Roster, read_roster
from quadrille.routing import ChainDep, SessionDep, chain_facts
from quadrille.types import ADDRESS, NOBODY, Address, ProjectIndex, Wei
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

KEPT_SECONDS = 30 * 86_400

Slug = Annotated[str, Field(pattern=SLUG)]
Chosen = Annotated[list[Annotated[str, Field(pattern=SLUG)]] | None, Form(max_length=MOST_ITEMS)]
Amounts = Annotated[list[Annotated[str, Field(max_length=LONGEST_AMOUNT)]] | None, Form(max_length=MOST_ITEMS)]
Amount = Annotated[str, Form(max_length=LONGEST_AMOUNT)]


@router.get("/rounds/{reference}/give")
def give_page(
    place: PlaceDep,
    request: Request,
    session: SessionDep,
    chain: ChainDep,
    estimates: Annotated[LiveEstimates, Depends(get_estimates)],
    project: Annotated[list[Slug] | None, Query(max_length=MOST_ITEMS)] = None,
    wallet: Annotated[str | None, Query(pattern=rf"^$|{ADDRESS}")] = None,
    allowed: bool = False,
) -> Response:
    """The cart with its estimate. `?project=` puts one more into it: for links from elsewhere."""
    if place.moved:
        return place.moved
    cart, roster = cart_in(request, place), read_roster(place.round)
    if project:
        return _kept(place, _with_more(cart, roster, project), f"{place.path}/give")
    giver = checked_address(wallet) if wallet else NOBODY
    facts = {**_facts(place, session, chain, cart, roster, estimates, giver), "allowed": allowed}
    page = render("rounds/templates/give.html", title=_("Give"), current="rounds", chain=chain_facts(chain), give=facts)
    return HTMLResponse(page)


@router.post("/rounds/{reference}/choose")
def choose(place: PlaceDep, request: Request, project: Chosen = None) -> RedirectResponse:
    """Keep exactly the ticked projects in the cart, with the amounts that were typed, and look at it."""
    roster = read_roster(place.round)
    chosen = [roster.index_of(slug) for slug in project or ()]
    shown = [one.index for one in roster.admitted]
    return _kept(place, with_chosen(cart_in(request, place), chosen, shown), f"{place.path}/give")


@router.post("/rounds/{reference}/cart")
def change(
    place: PlaceDep,
    project: Chosen = None,
    amount: Amounts = None,
    each: Amount = "",
    remove: Annotated[str, Form(pattern=rf"^$|{SLUG}")] = "",
    empty: Annotated[bool, Form()] = False,
) -> RedirectResponse:
    """Keep the amounts of a cart; `each` is one for all of them, `remove` takes a project out, `empty` all."""
    roster = read_roster(place.round)
    typed = zip(project or (), amount or (), strict=False)
    kept = {roster.index_of(slug): each.strip() or words.strip() for slug, words in typed if slug != remove}
    return _kept(place, {} if empty else kept, f"{place.path}/give")


def cart_in(request: Request, place: Place) -> Cart:
    """The cart that the visitor's browser keeps for this round."""
    return read_cart(request.cookies.get(cookie_of(place.round.address), ""))


def keep_cart(answer: Response, place: Place, cart: Cart) -> None:
    """Have the browser keep this cart; an empty one is forgotten. Raises Refused for one that is too large."""
    name, text = cookie_of(place.round.address), written(cart)
    if text:
        answer.set_cookie(name, text, KEPT_SECONDS, path="/", samesite="lax", httponly=True)
    else:
        answer.delete_cookie(name, path="/", samesite="lax", httponly=True)


def _kept(place: Place, cart: Cart, to: str) -> RedirectResponse:
    answer = RedirectResponse(to, HTTPStatus.SEE_OTHER)
    keep_cart(answer, place, cart)
    return answer


def _with_more(cart: Cart, roster: Roster, slugs: list[str]) -> Cart:
    more: dict[ProjectIndex, str] = {roster.index_of(slug): "" for slug in slugs}
    return {**more, **cart}


def _facts(
    place: Place,
    session: Session,
    chain: Chain,
    cart: Cart,
    roster: Roster,
    estimates: LiveEstimates,
    giver: Address,
) -> dict[str, Any]:
    position, asset = read_position(place.round), place.asset
    rows = rows_of(cart, roster, asset, Wei(position.terms.minimum_wei))
    added = added_by(estimates, chain, place.round, giver, rows) if position.is_before_close else {}
    mine, head = {row.slug for row in rows}, place.facts(position.status)
    return {
        **head,
        "rows": [_row(session, row, added) for row in rows],
        "total": sum(row.units for row in rows),
        "added": sum(added.get(slug, 0) for slug in mine),
        "others": sum(units for slug, units in added.items() if slug not in mine),
        "obstacles": [{"cause": cause, "remedy": remedy} for cause, remedy in obstacles(position)],
        "opens_at": position.terms.opens_at if position.at.at < position.terms.opens_at else None,
        "closes_at": position.closes_at,
        "minimum": position.terms.minimum_wei,
        "is_token": not place.round.is_native,
        "is_plain": position.mode is RoundMode.PLAIN,
        "matched_words": matched_words(place.round, giver),
        "wallet": "" if giver == NOBODY else giver,
        "text": as_text((row.slug, row.typed) for row in rows),
        "most": MOST_ITEMS,
        "longest": LONGEST_AMOUNT,
    }


def _row(session: Session, row: Row, added: Mapping[str, int]) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "name": name_of(session, row.slug),
        "typed": row.typed,
        "trouble": row.trouble,
        "remedy": row.remedy,
        "added": added.get(row.slug, 0) if row.units else None,
    }
