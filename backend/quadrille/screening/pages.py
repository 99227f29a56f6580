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
from quadrille.people.sessions import SignedIn
from quadrille.routing import ChainDep, MaybePersonDep, MaybeSignedInDep, SessionDep, chain_facts
from quadrille.screening import contributions, flow
from quadrille.screening.badge_api import BadgeView, view_badge
from quadrille.screening.judging.answers import OF_JSON
from quadrille.screening.panels.reading import may_read, refuse_sealed
from quadrille.screening.promising import deed_of
from quadrille.screening.proof import evidence_file
from quadrille.screening.recognising import recognise
from quadrille.screening.tables import Review
from quadrille.screening.works.tables import Work
from quadrille.types import ContributionNumber, KindId
from quadrille.web.badge_art import PETALS, badge_svg
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)


@router.get("/claim/{code}")
def claim_page(
    code: Annotated[str, Path(max_length=64)], session: SessionDep, chain: ChainDep, signed_in: MaybeSignedInDep
) -> str:
    """A verified review or other work, and the button that claims its badge."""
    offer = flow.look_at_claim(session, chain, code)
    number = ContributionNumber(offer.contribution.number)
    answers = _answers(offer.source) if _may_read(session, offer.source, signed_in) else []
    deed = deed_of(offer.source)
    return render(
        "screening/templates/claim.html",
        title="Claim your badge",
        current="badges",
        chain=chain_facts(chain),
        claim={
            "code": code,
            "form_token": signed_in.form_token if signed_in else "",
            "deed": deed,
            "project_name": name_of(session, offer.source.project_slug),
            "done_at": offer.source.submitted_at if isinstance(offer.source, Review) else offer.source.handed_in_at,
            "number": number,
            "kind_name": chain.badge.kind_of(KindId(offer.contribution.kind)).name,
            "answers": answers,
            "evidence_count": sum(1 for answer in answers if answer["comment"]),
            "verdict_reasons": [reason["words"] for reason in json.loads(offer.source.reasons)],
            "holder": offer.contribution.voucher_wallet if offer.is_claimed else None,
            "badge_url": f"/badges/{number}",
            "cost_words": "only your network's fee" if not chain.client.settings.is_development else "nothing here",
        },
        art=Markup(badge_svg(offer.source.evidence_hash, _petals(offer.source))),  # noqa: S704 (numbers of ours)
    )


@router.get("/claim/{code}/evidence.json")
def evidence_page(
    code: Annotated[str, Path(max_length=64)], session: SessionDep, signed_in: MaybeSignedInDep
) -> Response:
    """The evidence file, with which a person proves their badge without us; its author's alone while it is sealed."""
    contribution = contributions.contribution_by_code(session, code)
    source = contributions.source_of(session, contribution)
    if isinstance(source, Review) and not _may_read(session, source, signed_in):
        refuse_sealed(session, source)
    content = evidence_file(source)
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
    source = _source_of(session, number)
    issued_at = found.issued_at or chain.client.block(chain.badge.issue_of(ContributionNumber(number)).block_number).at
    return render(
        "screening/templates/badge.html",
        title=f"Badge {number}",
        current="badges",
        chain=chain_facts(chain),
        badge={
            **found.model_dump(),
            "issued_at": issued_at,
            "project_name": name_of(session, source.project_slug) if source else None,
            "deed": deed_of(source) if source else None,
            "state_words": _state_words(found),
        },
        art=Markup(badge_svg(found.evidence_hash, _petals(source))),  # noqa: S704 (numbers of ours)
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


def _source_of(session: Session, number: int) -> Review | Work | None:
    try:
        contribution = contributions.get_contribution(session, ContributionNumber(number))
    except NotFound:
        # Issued by another server, or before this database: the chain still has the badge.
        return None
    return contributions.source_of(session, contribution)


def _may_read(session: Session, source: Review | Work, signed_in: SignedIn | None) -> bool:
    person = signed_in.person if signed_in else None
    return not isinstance(source, Review) or may_read(session, source, person)


def _answers(source: Review | Work) -> list[dict[str, Any]]:
    if isinstance(source, Work):
        return []
    asked = {indicator.number: indicator for indicator in current_standard().indicators}
    # A panel's review answers the Standard's questions by their ids, one that came as a file an indicator each.
    said = {question.id: question.statement for one in asked.values() for question in one.questions}
    return [
        {
            "indicator": asked[answer["indicator"]].name,
            "question": said.get(key) or asked[answer["indicator"]].questions[0].text,
            "answer_words": OF_JSON[answer["answer"]].words,
            "comment": answer["comment"] or answer.get("evidence", ""),
        }
        for key, answer in json.loads(source.document)["answers"].items()
    ]


def _petals(source: Review | Work | None) -> list[bool]:
    # Nobody's to tell: another server's badge, a review whose text was erased, or a work that answers no question.
    if not isinstance(source, Review) or source.is_erased:
        return [True] * PETALS
    answered = {answer["indicator"] for answer in json.loads(source.document)["answers"].values()}
    return [indicator in answered for indicator in range(1, PETALS + 1)]
