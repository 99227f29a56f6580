"""What a wallet gave in a round: the receipt after a donation, and the way back of a gift where there is one."""

from http import HTTPStatus
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from quadrille.catalog.catalog import name_of
from quadrille.chain.calls import Event
from quadrille.chain.contract import checked_address
from quadrille.chain.funding_round.words import gifts
from quadrille.chain.states import RoundStatus
from quadrille.languages.words import gettext as _
from quadrille.rounds.cart.cart_pages import keep_cart
from quadrille.rounds.places import Place, PlaceDep
from quadrille.rounds.projects.roster import read_roster
from quadrille.routing import ChainDep, SessionDep, chain_facts
from quadrille.types import ADDRESS
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

TRANSACTION = r"^0x[0-9a-f]{64}$"

MOST_CARTS = 20
"""Of a wallet, the newest, on one page."""


class Given(NamedTuple):
    """A donation that is on the chain, by its number in the round."""

    number: int
    event: Event


@router.get("/rounds/{reference}/given")
def after_giving(
    place: PlaceDep, transaction: Annotated[str | None, Query(pattern=TRANSACTION)] = None
) -> RedirectResponse:
    """Where a wallet leads once it has sent: to the receipt with an emptied cart, or on to the second step."""
    if place.moved:
        return place.moved
    found = [one for one in _donations(place) if one.event.transaction == transaction]
    if not found and not place.round.is_native:
        # Only the allowance is on the chain: the cart is still to be given.
        return RedirectResponse(f"{place.path}/give?allowed=true", HTTPStatus.SEE_OTHER)
    query = f"?transaction={transaction}" if found else ""
    answer = RedirectResponse(f"{place.path}/gifts{query}", HTTPStatus.SEE_OTHER)
    keep_cart(answer, place, {})
    return answer


@router.get("/rounds/{reference}/gifts")
def gifts_page(
    place: PlaceDep,
    session: SessionDep,
    chain: ChainDep,
    transaction: Annotated[str | None, Query(pattern=TRANSACTION)] = None,
    wallet: Annotated[str | None, Query(pattern=rf"^$|{ADDRESS}")] = None,
) -> Response:
    """The donations of a wallet, or of one transaction, with what became of them."""
    if place.moved:
        return place.moved
    donor = checked_address(wallet) if wallet else None
    status, carts = place.round.status(), _donations(place)
    mine = [one for one in carts if donor is not None and one.event.args["donor"] == donor]
    sent = [one for one in carts if transaction is not None and one.event.transaction == transaction]
    page = render(
        "rounds/templates/gifts.html",
        title=_("What I gave"),
        current="rounds",
        chain=chain_facts(chain),
        gifts={
            **place.facts(status),
            "wallet": donor,
            "is_receipt": bool(sent),
            "is_unknown": transaction is not None and not sent,
            "carts": _carts(session, place, (sent or mine)[::-1][:MOST_CARTS]),
            "more": max(len(mine) - MOST_CARTS, 0),
            "can_go_back": status is RoundStatus.CANCELLED or _has_lapsed(place),
            "lapses_at": place.round.closes_at() + place.round.terms.claim_seconds,
        },
    )
    return HTMLResponse(page)


def _donations(place: Place) -> list[Given]:
    return [Given(number, event) for number, event in enumerate(place.round.events("CartDonated"))]


def _has_lapsed(place: Place) -> bool:
    return place.round.client.block().at >= place.round.closes_at() + place.round.terms.claim_seconds


def _carts(session: Session, place: Place, found: list[Given]) -> list[dict[str, Any]]:
    slugs = {project.index: project.slug for project in read_roster(place.round).admitted}
    return [
        {
            "number": one.number,
            "donor": one.event.args["donor"],
            "transaction": one.event.transaction,
            "block_number": one.event.block_number,
            "total": sum(units for _index, units in gifts(one.event.args["words"])),
            "items": [
                {"slug": slugs[index], "name": name_of(session, slugs[index]), "units": units}
                for index, units in gifts(one.event.args["words"])
                if index in slugs
            ],
        }
        for one in found
    ]
