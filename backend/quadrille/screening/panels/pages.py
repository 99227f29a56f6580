"""What is asked of reviewers, what one can review, one's own reviews and what came of them."""

import re
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from quadrille.languages.words import gettext as _
from quadrille.routing import ChainDep, MaybeSignedInDep, SessionDep, SignedInDep, chain_facts
from quadrille.screening.panels import profiles, receipts
from quadrille.screening.panels.claiming import own_claim_code
from quadrille.screening.panels.desk import desk_of, queue_of
from quadrille.screening.process import appealing
from quadrille.screening.process.outcome import WORDS_CHARACTERS, lines_of
from quadrille.types import ROW_MAX
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

RowId = Annotated[int, Path(ge=1, le=ROW_MAX)]

LIST_CHARACTERS = profiles.MOST_NAMED * (profiles.NAME_CHARACTERS + 2)


@router.get("/review")
def reviews_page(signed_in: MaybeSignedInDep, session: SessionDep, chain: ChainDep) -> str:
    """What is asked of reviewers, and the queue; with what is one's own first for whoever is signed in."""
    person = signed_in.person if signed_in else None
    return render(
        "screening/panels/templates/reviews.html",
        title=_("Review"),
        current="review",
        chain=chain_facts(chain),
        mine=desk_of(session, signed_in.person, signed_in.form_token) if signed_in else None,
        queue=queue_of(session, person),
    )


@router.get("/my-reviews/{review}/receipt.json")
def receipt_file(review: RowId, signed_in: SignedInDep, session: SessionDep, chain: ChainDep) -> Response:
    """The receipt of a version, to be kept."""
    content = receipts.receipt_of(session, chain, receipts.own_review(session, signed_in.person, review)).as_file()
    headers = {"content-disposition": f'attachment; filename="receipt-{review}.json"'}
    return Response(content, media_type="application/json", headers=headers)


@router.post("/my-reviews/{review}/claim")
def claim(review: RowId, signed_in: SignedInDep, session: SessionDep) -> RedirectResponse:
    """Go on to the badge that a review earned."""
    code = own_claim_code(session, signed_in.person, review)
    return RedirectResponse(f"/claim/{code}", status_code=HTTPStatus.SEE_OTHER)


@router.post("/my-reviews/{review}/appeal")
def appeal(
    review: RowId,
    grounds: Annotated[str, Form(max_length=WORDS_CHARACTERS)],
    signed_in: SignedInDep,
    session: SessionDep,
) -> RedirectResponse:
    """Appeal against the verdict on one's own review."""
    appealing.appeal_review(session, signed_in.person, review, lines_of(grounds))
    session.commit()
    return RedirectResponse("/review", status_code=HTTPStatus.SEE_OTHER)


@router.get("/me/reviewing")
def profile_page(signed_in: SignedInDep, session: SessionDep, chain: ChainDep) -> str:
    """What one can review."""
    said = profiles.profile_of(session, signed_in.person)
    return render(
        "screening/panels/templates/reviewing.html",
        title=_("What you can review"),
        current="review",
        chain=chain_facts(chain),
        profile={
            "form_token": signed_in.form_token,
            **{name: ", ".join(getattr(said, name)) for name in ("languages", "sectors", "accounts")},
            "minutes_per_week": said.minutes_per_week,
            "is_available": said.is_available,
            "most_minutes": profiles.MOST_MINUTES,
        },
    )


@router.post("/me/reviewing")
def save_profile(
    signed_in: SignedInDep,
    session: SessionDep,
    languages: Annotated[str, Form(max_length=LIST_CHARACTERS)] = "",
    sectors: Annotated[str, Form(max_length=LIST_CHARACTERS)] = "",
    accounts: Annotated[str, Form(max_length=LIST_CHARACTERS)] = "",
    minutes_per_week: Annotated[int, Form(ge=0, le=profiles.MOST_MINUTES)] = 0,
    is_available: Annotated[bool, Form()] = False,
) -> RedirectResponse:
    """Say what one can review."""
    said = profiles.Profile(_names(languages), _names(sectors), _names(accounts), minutes_per_week, is_available)
    profiles.save_profile(session, signed_in.person, said)
    session.commit()
    return RedirectResponse("/review", status_code=HTTPStatus.SEE_OTHER)


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (name.strip() for name in re.split("[,\n]", text))))
