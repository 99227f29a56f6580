"""The pages on which a review is written, looked over and receipted; they work without JavaScript."""

import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from quadrille.errors import NotFound
from quadrille.languages.words import gettext as _
from quadrille.routing import ChainDep, MaybeSignedInDep, SessionDep, SignedInDep, chain_facts
from quadrille.screening.panels import drafts, seats, submitting
from quadrille.screening.panels.desk import receipt_context
from quadrille.screening.panels.form.reading import blocked, check_context, fields_of, form_context, weak_questions
from quadrille.screening.process.reading import get_screening
from quadrille.types import ROW_MAX, Timestamp
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

RowId = Annotated[int, Path(ge=1, le=ROW_MAX)]


async def read_fields(request: Request) -> dict[str, str]:
    """The form's fields; their names hold the questions, and so are not known beforehand."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


FieldsDep = Annotated[Mapping[str, str], Depends(read_fields)]


@router.get("/review/{screening}")
def review_page(screening: RowId, signed_in: MaybeSignedInDep, session: SessionDep, chain: ChainDep) -> str:
    """Nominee and evidence beside the questions, with what was written so far; to read them nobody has to sign in."""
    return render(
        "screening/panels/templates/review.html",
        title=_("Review"),
        current="review",
        chain=chain_facts(chain),
        form=form_context(session, get_screening(session, screening), signed_in),
    )


@router.get("/review/{screening}/check")
def check_page(screening: RowId, signed_in: SignedInDep, session: SessionDep, chain: ChainDep) -> str:
    """The weak answers once more, then the ways to send the review."""
    row = get_screening(session, screening)
    return render(
        "screening/panels/templates/check.html",
        title=_("Look it over"),
        current="review",
        chain=chain_facts(chain),
        form=check_context(session, row, signed_in),
    )


@router.get("/review/{screening}/receipt")
def receipt_page(screening: RowId, signed_in: SignedInDep, session: SessionDep, chain: ChainDep) -> str:
    """What was sent: its number, its public hash, its verdict, and what happens next and by when."""
    row = get_screening(session, screening)
    receipt = receipt_context(session, signed_in.person, row, signed_in.form_token)
    if receipt is None:
        raise NotFound("review of yours in screening", screening, "/review lists what you sent.")
    return render(
        "screening/panels/templates/receipt.html",
        title=_("Your review is in"),
        current="review",
        chain=chain_facts(chain),
        receipt=receipt,
    )


@router.post("/review/{screening}")
def save_review(
    screening: RowId, sent: FieldsDep, signed_in: SignedInDep, session: SessionDep, chain: ChainDep
) -> RedirectResponse:
    """Save what the form has, then go on: to it again, to look it over, or to submit it."""
    row = get_screening(session, screening)
    for question, field in fields_of(row, sent).items():
        drafts.save_field(session, signed_in.person, screening, question, field, _now())
    # Kept before it is submitted: what is missing is said, and nothing is lost.
    session.commit()
    written = drafts.drafts_of(session, signed_in.person, screening)
    if sent.get("do") == "send" and not blocked(row, written):
        submitting.submit(session, chain, signed_in.person, screening)
        return _to(f"/review/{screening}/receipt")
    if sent.get("do") in ("check", "send"):
        # Where nothing is weak, the next press of Tab is on the ways to send it.
        return _to(f"/review/{screening}/check" + ("" if weak_questions(row, written) else "#send"))
    return _to(f"/review/{screening}")


@router.post("/screenings/{screening}/seat")
def take_seat(screening: RowId, signed_in: SignedInDep, session: SessionDep) -> RedirectResponse:
    """Take a seat of one's own choice, and go on to the form."""
    seats.take_seat(session, signed_in.person, screening, _now())
    session.commit()
    return _to(f"/review/{screening}")


@router.post("/screenings/{screening}/seat/back")
def give_seat_back(screening: RowId, signed_in: SignedInDep, session: SessionDep) -> RedirectResponse:
    """Give a seat back."""
    seats.withdraw(session, signed_in.person, screening, _now())
    session.commit()
    return _to("/review")


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, status_code=HTTPStatus.SEE_OTHER)


def _now() -> Timestamp:
    return Timestamp(int(time.time()))
