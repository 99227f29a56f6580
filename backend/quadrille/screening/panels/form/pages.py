"""The page on which a review is written; it works without JavaScript, and saves by itself with it."""

import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from quadrille.routing import ChainDep, MaybeSignedInDep, SessionDep, SignedInDep, chain_facts
from quadrille.screening.panels import drafts, seats, submitting
from quadrille.screening.panels.form.reading import fields_of, form_context
from quadrille.screening.process.reading import get_screening
from quadrille.types import ROW_MAX, Timestamp
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

RowId = Annotated[int, Path(ge=1, le=ROW_MAX)]


async def read_fields(request: Request) -> dict[str, str]:
    """The form's fields; their names hold the questions, and so are not known beforehand."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


FieldsDep = Annotated[Mapping[str, str], Depends(read_fields)]


@router.get("/screenings/{screening}/review")
def review_page(screening: RowId, signed_in: MaybeSignedInDep, session: SessionDep, chain: ChainDep) -> Response:
    """The form with what was written so far; whoever is not signed in is led to the ways in."""
    row = get_screening(session, screening)
    if signed_in is None:
        return RedirectResponse("/sign-in", status_code=HTTPStatus.SEE_OTHER)
    page = render(
        "screening/panels/templates/review.html",
        title="Review",
        current="reviews",
        chain=chain_facts(chain),
        form=form_context(session, row, signed_in.person, signed_in.form_token),
    )
    return HTMLResponse(page)


@router.post("/screenings/{screening}/review")
def save_review(
    screening: RowId, sent: FieldsDep, signed_in: SignedInDep, session: SessionDep, chain: ChainDep
) -> RedirectResponse:
    """Save the whole form, and submit it when that was pressed."""
    row = get_screening(session, screening)
    for question, field in fields_of(row, sent).items():
        drafts.save_field(session, signed_in.person, screening, question, field, _now())
    # Kept before it is submitted: what is missing is said, and nothing is lost.
    session.commit()
    if sent.get("do") != "submit":
        return RedirectResponse(f"/screenings/{screening}/review", status_code=HTTPStatus.SEE_OTHER)
    submitting.submit(session, chain, signed_in.person, screening)
    return RedirectResponse("/my-reviews", status_code=HTTPStatus.SEE_OTHER)


@router.post("/screenings/{screening}/seat")
def take_seat(screening: RowId, signed_in: SignedInDep, session: SessionDep) -> RedirectResponse:
    """Take a seat of one's own choice, and go on to the form."""
    seats.take_seat(session, signed_in.person, screening, _now())
    session.commit()
    return RedirectResponse(f"/screenings/{screening}/review", status_code=HTTPStatus.SEE_OTHER)


@router.post("/screenings/{screening}/seat/back")
def give_seat_back(screening: RowId, signed_in: SignedInDep, session: SessionDep) -> RedirectResponse:
    """Give a seat back."""
    seats.withdraw(session, signed_in.person, screening, _now())
    session.commit()
    return RedirectResponse("/my-reviews", status_code=HTTPStatus.SEE_OTHER)


def _now() -> Timestamp:
    return Timestamp(int(time.time()))
