"""One's own reviews: what is asked of one, what one wrote, what came of it; and what one can review."""

import re
import time
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from quadrille.people.tables import Person
from quadrille.routing import ChainDep, MaybeSignedInDep, SessionDep, SignedInDep, chain_facts
from quadrille.screening.panels import confirming, experts, profiles, receipts, seats
from quadrille.screening.panels.claiming import own_claim_code
from quadrille.screening.panels.drafts import drafts_of
from quadrille.screening.panels.reading import nominee_in
from quadrille.screening.panels.seats import SeatState
from quadrille.screening.panels.views import review_item, seat_item
from quadrille.screening.process import appealing
from quadrille.screening.process.outcome import WORDS_CHARACTERS, lines_of
from quadrille.screening.process.reading import get_screening, list_screenings
from quadrille.screening.process.rights import is_expert
from quadrille.screening.process.states import State
from quadrille.screening.tables import Review
from quadrille.types import ROW_MAX, Timestamp
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

RowId = Annotated[int, Path(ge=1, le=ROW_MAX)]

MOST_TO_CHOOSE = 20
"""Nominees that are offered for a review of one's own choice."""

LIST_CHARACTERS = profiles.MOST_NAMED * (profiles.NAME_CHARACTERS + 2)


@router.get("/my-reviews")
def my_reviews_page(signed_in: MaybeSignedInDep, session: SessionDep, chain: ChainDep) -> Response:
    """What is asked of one, and what came of what one submitted; whoever is not signed in is led to the ways in."""
    if signed_in is None:
        return RedirectResponse("/sign-in", status_code=HTTPStatus.SEE_OTHER)
    page = render(
        "screening/panels/templates/my_reviews.html",
        title="Your reviews",
        current="reviews",
        chain=chain_facts(chain),
        mine=_mine(session, signed_in.person, signed_in.form_token),
    )
    return HTMLResponse(page)


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
    return RedirectResponse("/my-reviews", status_code=HTTPStatus.SEE_OTHER)


@router.get("/me/reviewing")
def profile_page(signed_in: MaybeSignedInDep, session: SessionDep, chain: ChainDep) -> Response:
    """What one can review."""
    if signed_in is None:
        return RedirectResponse("/sign-in", status_code=HTTPStatus.SEE_OTHER)
    said = profiles.profile_of(session, signed_in.person)
    page = render(
        "screening/panels/templates/reviewing.html",
        title="What you can review",
        current="reviews",
        chain=chain_facts(chain),
        profile={
            "form_token": signed_in.form_token,
            **{name: ", ".join(getattr(said, name)) for name in ("languages", "sectors", "accounts")},
            "minutes_per_week": said.minutes_per_week,
            "is_available": said.is_available,
            "most_minutes": profiles.MOST_MINUTES,
        },
    )
    return HTMLResponse(page)


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
    return RedirectResponse("/my-reviews", status_code=HTTPStatus.SEE_OTHER)


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (name.strip() for name in re.split("[,\n]", text))))


def _mine(session: Session, person: Person, form_token: str) -> dict[str, Any]:
    held = seats.seats_of_person(session, person)
    return {
        "form_token": form_token,
        "most": WORDS_CHARACTERS,
        "is_available": profiles.profile_of(session, person).is_available,
        "to_do": [_seat(session, person, seat) for seat in held if seat.state == SeatState.OFFERED],
        "confirmations": [
            {
                "url": f"/confirmations/{row.id}",
                "title": f"Look up what stands under {row.question}, on {nominee_in(screening).name}",
                "words": f"about two minutes, until {_day(row.due_at)}",
            }
            for row, screening in confirming.open_confirmations(session, person)
        ],
        "reviews": [_review(session, row) for row in receipts.own_reviews(session, person)],
        "to_choose": _to_choose(session, {seat.screening_id for seat in held}),
        "to_decide": _to_decide(session) if is_expert(session, person) else [],
    }


def _seat(session: Session, person: Person, seat: Any) -> dict[str, Any]:
    item = seat_item(session, seat)
    asked = get_screening(session, seat.screening_id).asked
    written = sum(1 for row in drafts_of(session, person, seat.screening_id).values() if row.answer)
    return {
        **item.model_dump(include={"name", "is_assigned", "due_at", "closes_at", "is_closed"}),
        "url": f"/screenings/{seat.screening_id}/review",
        "asked": len(asked),
        "written": written,
        "is_late": seat.due_at is not None and seat.due_at <= time.time(),
    }


def _review(session: Session, row: Review) -> dict[str, Any]:
    item = review_item(session, row)
    return {
        **item.model_dump(include={"review", "version", "submitted_at", "outcome", "reasons", "contribution"}),
        "name": nominee_in(get_screening(session, item.screening)).name,
        "url": f"/screenings/{item.screening}/review",
        "is_signed": item.is_signed,
        "commitment": item.commitment,
        "can_claim": item.contribution is not None and row.is_verified,
        "appeal": next((one.state for one in appealing.list_appeals(session, review_id=item.review)), None),
        "can_appeal": appealing.can_appeal(session, row),
    }


def _to_choose(session: Session, held: set[int]) -> list[dict[str, str]]:
    open_ones = [row for row in list_screenings(session, state=State.FIRST_REVIEW) if row.id not in held]
    return [
        {"url": f"/screenings/{row.id}/review", "title": nominee_in(row).name, "words": f"{len(row.asked)} questions"}
        for row in open_ones[-MOST_TO_CHOOSE:]
        if row.seed_block is not None
    ]


def _to_decide(session: Session) -> list[dict[str, str]]:
    return [
        {
            "url": f"/screenings/{row.id}",
            "title": nominee_in(row).name,
            "words": f"the panel left open: {', '.join(questions)}",
        }
        for row, questions in experts.waiting_for_experts(session)
    ]


def _day(at: int) -> str:
    return time.strftime("%d %B %Y, %H:%M UTC", time.gmtime(Timestamp(at)))
