"""The reviewer's pages: claim a badge, look at badges."""

import json
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup
from sqlmodel import Session

from quadrille.catalog.catalog import name_of
from quadrille.catalog.standard import current_standard
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.errors import NotFound
from quadrille.routing import ChainDep, MaybePersonDep, MaybeSignedInDep, SessionDep, chain_facts
from quadrille.screening import contributions, flow
from quadrille.screening.badge_api import BadgeView, view_badge
from quadrille.screening.proof import evidence_file
from quadrille.screening.recognising import recognise
from quadrille.screening.tables import Review
from quadrille.types import ContributionNumber, KindId
from quadrille.web.badge_art import PETALS, badge_svg
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)


@router.get("/claim/{code}")
def claim_page(
    code: Annotated[str, Path(max_length=64)], session: SessionDep, chain: ChainDep, signed_in: MaybeSignedInDep
) -> str:
    """A verified review, and the button that claims its badge."""
    offer = flow.look_at_claim(session, chain, code)
    number = ContributionNumber(offer.contribution.number)
    answers = _answers(offer.review)
    return render(
        "screening/templates/claim.html",
        title="Claim your badge",
        current="badges",
        chain=chain_facts(chain),
        claim={
            "code": code,
            "form_token": signed_in.form_token if signed_in else "",
            "project_name": name_of(session, offer.review.project_slug),
            "reviewed_at": offer.review.submitted_at,
            "number": number,
            "kind_name": chain.badge.kind_of(KindId(offer.contribution.kind)).name,
            "answers": answers,
            "evidence_count": sum(1 for answer in answers if answer["comment"]),
            "verdict_reasons": [reason["words"] for reason in json.loads(offer.review.reasons)],
            "holder": offer.contribution.voucher_wallet if offer.is_claimed else None,
            "badge_url": f"/badges/{number}",
            "cost_words": "only your network's fee" if not chain.client.settings.is_development else "nothing here",
        },
        art=Markup(badge_svg(offer.review.evidence_hash, _petals(offer.review))),  # noqa: S704 (numbers of ours)
    )


@router.get("/claim/{code}/evidence.json")
def evidence_page(code: Annotated[str, Path(max_length=64)], session: SessionDep) -> Response:
    """The reviewer's evidence file, with which they can prove their badge without us."""
    contribution = contributions.contribution_by_code(session, code)
    content = evidence_file(session.get_one(Review, contribution.review_id))
    name = f'attachment; filename="evidence-{contribution.number}.json"'
    return Response(content, media_type="application/json", headers={"content-disposition": name})


@router.post("/claim/{code}")
def send_badge(
    code: Annotated[str, Path(max_length=64)],
    wallet: Annotated[str, Form(max_length=64)],
    session: SessionDep,
    chain: ChainDep,
    person: MaybePersonDep,
) -> RedirectResponse:
    """Have the badge sent to an address, and look at it: works in every browser, with no wallet in it."""
    recognise(session, code, person)
    number, _ = flow.send_badge(session, chain, code, checked_address(wallet.strip()))
    return RedirectResponse(f"/badges/{number}", status_code=HTTPStatus.SEE_OTHER)


@router.get("/badges")
def badges_page(chain: ChainDep) -> str:
    """Every badge, newest first."""
    return render(
        "web/templates/list.html",
        title="Badges",
        current="badges",
        chain=chain_facts(chain),
        items=badge_items(chain),
    )


@router.get("/badges/{number}")
def badge_page(number: Annotated[int, Path(ge=1, le=2**63 - 1)], session: SessionDep, chain: ChainDep) -> str:
    """One badge, read from the chain."""
    found = view_badge(chain, ContributionNumber(number))
    review = _review_of(session, number)
    issued_at = found.issued_at or chain.client.block(chain.badge.issue_of(ContributionNumber(number)).block_number).at
    return render(
        "screening/templates/badge.html",
        title=f"Badge {number}",
        current="badges",
        chain=chain_facts(chain),
        badge={
            **found.model_dump(),
            "issued_at": issued_at,
            "project_name": name_of(session, review.project_slug) if review else None,
            "state_words": _state_words(found),
        },
        art=Markup(badge_svg(found.evidence_hash, _petals(review))),  # noqa: S704 (numbers of ours)
    )


def _state_words(badge: BadgeView) -> str:
    if not badge.is_live:
        return "burnt by its holder or revoked"
    if badge.weight == 0:
        return "its term is over: the badge stays, its vote has ended"
    if badge.revocation is None:
        return "live"
    if badge.revocation.is_appealed:
        return "its issuer wants it back; the holder has appealed, and guardian or governance decides"
    return "its issuer wants it back; the holder can appeal"


def badge_items(chain: Chain) -> list[dict[str, str]]:
    """Badges as list items, newest first."""
    return [
        {
            "url": f"/badges/{badge.number}",
            "title": f"Badge {badge.number}",
            "words": f"held by {badge.holder[:6]}…{badge.holder[-4:]}" if badge.holder else "ended",
        }
        for badge in reversed(flow.list_badges(chain))
    ]


def _review_of(session: Session, number: int) -> Review | None:
    try:
        contribution = contributions.get_contribution(session, ContributionNumber(number))
    except NotFound:
        # Issued by another server, or before this database: the chain still has the badge.
        return None
    return session.get_one(Review, contribution.review_id)


def _answers(review: Review) -> list[dict[str, Any]]:
    asked = {indicator.number: indicator for indicator in current_standard().indicators}
    return [
        {
            "indicator": asked[answer["indicator"]].name,
            "question": asked[answer["indicator"]].questions[0].text,
            "answer_words": "Yes" if answer["answer"] else "No",
            "comment": answer["comment"],
        }
        for answer in json.loads(review.document)["answers"].values()
    ]


def _petals(review: Review | None) -> list[bool]:
    # Nobody's to tell: another server's badge, or a review whose text was erased.
    if review is None or review.is_erased:
        return [True] * PETALS
    answered = {answer["indicator"] for answer in json.loads(review.document)["answers"].values()}
    return [indicator in answered for indicator in range(1, PETALS + 1)]
