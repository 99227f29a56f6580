"""The page of a person: contributions, badges, calibration; and for themselves, what they can do with all of it."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, RedirectResponse

from quadrille.chain.deployment import Chain
from quadrille.paging import AfterNumber
from quadrille.people.persons import PSEUDONYM_CHARACTERS
from quadrille.people.visibility import page_of, show_page, visible_person
from quadrille.routing import ChainDep, MaybeSignedInDep, SessionDep, SignedInDep, chain_facts
from quadrille.screening.deeds import deed_words, kind_of, kind_words
from quadrille.screening.judging.calibration import LEAST_ANSWERS, Calibration
from quadrille.screening.promising import number_of
from quadrille.screening.record import PAGE, Done, calibration_of, contributions_before
from quadrille.types import BPS_ONE, KindId
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

CHART_WIDTH, CHART_HEIGHT = 320, 200
"""Units of the picture, inside its axes."""


@router.get("/people/{pseudonym}")
def person_page(
    pseudonym: Annotated[str, Path(max_length=PSEUDONYM_CHARACTERS)],
    session: SessionDep,
    chain: ChainDep,
    signed_in: MaybeSignedInDep,
    after: AfterNumber = 0,
) -> str:
    """What somebody has done here: for everybody where they show it, else for themselves alone."""
    viewer = signed_in.person if signed_in else None
    person = visible_person(session, pseudonym, viewer)
    is_own = viewer is not None and viewer.id == person.id
    found = contributions_before(session, person, after, is_own)
    curve = calibration_of(session, person)
    session.commit()
    return render(
        "screening/templates/person.html",
        title=person.pseudonym,
        current="you" if is_own else "",
        chain=chain_facts(chain),
        person={
            "name": person.pseudonym,
            "url": page_of(person.pseudonym),
            "is_own": is_own,
            "is_shown": person.shows_page,
            "form_token": signed_in.form_token if signed_in and is_own else "",
        },
        contributions=_rows(chain, found[:PAGE]),
        next_after=found[PAGE - 1].contribution.number if len(found) > PAGE else None,
        curve=view_curve(curve),
    )


@router.post("/me/page")
def choose_visibility(
    shown: Annotated[str, Form(max_length=3)], signed_in: SignedInDep, session: SessionDep
) -> RedirectResponse:
    """Show one's page to everybody, or hide it; anything but "yes" hides."""
    show_page(session, signed_in.person, shown == "yes")
    session.commit()
    return RedirectResponse(page_of(signed_in.person.pseudonym), status_code=HTTPStatus.SEE_OTHER)


def view_curve(curve: Calibration) -> dict[str, Any]:
    """A calibration as a table, and as points for a picture, whose origin is at the top."""
    levels = [
        {
            "confidence": level.confidence,
            "answers": level.answers,
            "came_true": level.came_true,
            "share_bps": level.share_bps,
            "usual_bps": level.usual_bps,
            "x": (2 * level.confidence - 1) * CHART_WIDTH // 10,
            "y": None if level.share_bps is None else _height(level.share_bps),
            "usual_y": _height(level.usual_bps),
        }
        for level in curve.levels
    ]
    drawn = [level for level in levels if level["y"] is not None]
    return {
        "is_enough": curve.is_enough,
        "answers": curve.answers,
        "least": LEAST_ANSWERS,
        "loss_bps": curve.loss_bps,
        "guess_bps": curve.guess_bps,
        "levels": levels,
        "line": " ".join(f"{level['x']},{level['y']}" for level in drawn),
        "usual": " ".join(f"{level['x']},{level['usual_y']}" for level in levels),
        "width": CHART_WIDTH,
        "height": CHART_HEIGHT,
    }


def _height(share_bps: int) -> int:
    return CHART_HEIGHT - share_bps * CHART_HEIGHT // BPS_ONE


def _rows(chain: Chain, listed: Sequence[Done]) -> list[dict[str, Any]]:
    holders = chain.badge.holders()
    kinds = {number: chain.badge.kind_of(KindId(number)) for number in {done.contribution.kind for done in listed}}
    return [
        {
            "number": done.contribution.number,
            "deed": deed_words(kind_of(done.source), done.project_name),
            "verified_at": done.contribution.verified_at,
            "kind_name": kind_words(kinds[done.contribution.kind].name),
            "level": kinds[done.contribution.kind].level,
            "is_out": number_of(done.contribution) in holders,
            "is_live": holders.get(number_of(done.contribution)) is not None,
        }
        for done in listed
    ]
