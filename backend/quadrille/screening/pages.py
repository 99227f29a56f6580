"""The pages of a claim: by a wallet, to an address, or kept as a credential and claimed later; and its card."""

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
from quadrille.languages.known_again import known_again
from quadrille.languages.words import gettext as _
from quadrille.people.sessions import SignedIn
from quadrille.qr import qr_svg
from quadrille.routing import ChainDep, MaybePersonDep, MaybeSignedInDep, SessionDep, SettingsDep, chain_facts
from quadrille.screening import contributions, flow
from quadrille.screening.badge_pages import petals_of
from quadrille.screening.deeds import counted_words, deed_words, kind_of, kind_words
from quadrille.screening.judging import reasons
from quadrille.screening.judging.answers import OF_JSON
from quadrille.screening.panels.reading import may_read, refuse_sealed
from quadrille.screening.promising import ClaimOffer
from quadrille.screening.proof import evidence_file
from quadrille.screening.recognising import recognise
from quadrille.screening.tables import Review
from quadrille.screening.unclaimed import credential_by_code
from quadrille.screening.works import counted
from quadrille.screening.works.tables import Work
from quadrille.types import KindId
from quadrille.web.badge_art import badge_svg
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

Code = Annotated[str, Path(max_length=64)]

GROUP = 4
"""Characters of a code that stand together on a card, so that nobody loses their place in it."""


@router.get("/claim")
def code_page(chain: ChainDep, signed_in: MaybeSignedInDep) -> str:
    """Where a code is typed in from a card."""
    return _code_page(chain, signed_in, is_unknown=False)


@router.post("/claim")
def find_claim(code: Annotated[str, Form(max_length=200)]) -> RedirectResponse:
    """Go to the claim of a code, however its letters were spaced. Sent as a form: a code is for no log."""
    typed = "".join(letter for letter in code.lower() if letter in "0123456789abcdef")
    return RedirectResponse(f"/claim/{typed[:64] or '0'}", status_code=HTTPStatus.SEE_OTHER)


@router.get("/claim/{code}")
def claim_page(
    code: Code, session: SessionDep, chain: ChainDep, settings: SettingsDep, signed_in: MaybeSignedInDep
) -> HTMLResponse:
    """A verified review or other work, and the ways to its badge; of an unknown code, what may have become of it."""
    try:
        offer = flow.look_at_claim(session, chain, code)
    except NotFound:
        return HTMLResponse(_code_page(chain, signed_in, is_unknown=True), status_code=HTTPStatus.NOT_FOUND)
    answers = _answers(offer.source) if _may_read(session, offer.source, signed_in) else []
    page = render(
        "screening/templates/claim.html",
        title=_("Claim your badge"),
        current="you",
        chain=chain_facts(chain),
        claim={
            **_facts(session, chain, offer),
            "code": code,
            "form_token": signed_in.form_token if signed_in else "",
            "answers": answers,
            "evidence_count": sum(1 for answer in answers if answer["comment"]),
        },
        art=_art(offer),
        qr=_qr(f"{settings.public_url}/claim/{code}"),
    )
    return HTMLResponse(page)


@router.get("/claim/{code}/card")
def card_page(code: Code, session: SessionDep, chain: ChainDep, settings: SettingsDep) -> str:
    """The claim on paper: its address as a picture and in letters, and what to do with it."""
    offer = flow.look_at_claim(session, chain, code)
    return render(
        "screening/templates/card.html",
        title=_("A card for your badge"),
        current="you",
        chain=chain_facts(chain),
        card={
            **_facts(session, chain, offer),
            "entry": f"{settings.public_url}/claim",
            "page_url": f"/claim/{code}",
            "letters": [code[start : start + GROUP] for start in range(0, len(code), GROUP)],
        },
        qr=_qr(f"{settings.public_url}/claim/{code}"),
    )


@router.get("/claim/{code}/evidence.json")
def evidence_page(code: Code, session: SessionDep, signed_in: MaybeSignedInDep) -> Response:
    """The evidence file, with which a person proves their badge without us; its author's alone while it is sealed."""
    contribution = contributions.contribution_by_code(session, code)
    source = contributions.source_of(session, contribution)
    if isinstance(source, Review) and not _may_read(session, source, signed_in):
        refuse_sealed(session, source)
    content = evidence_file(source)
    name = f'attachment; filename="evidence-{contribution.number}.json"'
    return Response(content, media_type="application/json", headers={"content-disposition": name})


@router.get("/claim/{code}/credential.jwt")
def credential_page(code: Code, session: SessionDep, chain: ChainDep) -> Response:
    """The badge as a signed Open Badges credential, for whoever has no wallet, or wants it beside one."""
    number, signed = credential_by_code(session, chain, code)
    name = f'attachment; filename="badge-{number}.jwt"'
    return Response(signed, media_type="application/vc+jwt", headers={"content-disposition": name})


@router.post("/claim/{code}")
def send_badge(
    code: Code,
    wallet: Annotated[str, Form(max_length=64)],
    session: SessionDep,
    chain: ChainDep,
    person: MaybePersonDep,
) -> RedirectResponse:
    """Have the badge sent to an address, and look at it: works in every browser, with no wallet in it."""
    recognise(session, code, person)
    number, _done = flow.send_badge(session, chain, code, checked_address(wallet.strip()))
    return RedirectResponse(f"/badges/{number}", status_code=HTTPStatus.SEE_OTHER)


def _code_page(chain: Chain, signed_in: SignedIn | None, is_unknown: bool) -> str:
    return render(
        "screening/templates/code.html",
        title=_("No badge for this code") if is_unknown else _("Claim a badge"),
        current="you",
        chain=chain_facts(chain),
        is_unknown=is_unknown,
        form_token=signed_in.form_token if signed_in else "",
    )


def _facts(session: Session, chain: Chain, offer: ClaimOffer) -> dict[str, Any]:
    source, kind = offer.source, chain.badge.kind_of(KindId(offer.contribution.kind))
    sentences = reasons.SENTENCES if isinstance(source, Review) else counted.SENTENCES
    return {
        "deed": deed_words(kind_of(source), name_of(session, source.project_slug)),
        "counted": counted_words(kind_of(source)),
        "done_at": source.submitted_at if isinstance(source, Review) else source.handed_in_at,
        "number": offer.contribution.number,
        "kind_name": kind_words(kind.name),
        "level": kind.level,
        "verdict_reasons": [known_again(reason["words"], sentences) for reason in json.loads(source.reasons)],
        "holder": offer.contribution.voucher_wallet if offer.is_claimed else None,
        "is_claimed": offer.is_claimed,
        "badge_url": f"/badges/{offer.contribution.number}",
        "is_free_here": chain.client.settings.is_development,
    }


def _art(offer: ClaimOffer) -> Markup:
    return Markup(badge_svg(offer.source.evidence_hash, petals_of(offer.source)))  # noqa: S704 (numbers of ours)


def _qr(address: str) -> Markup:
    return Markup(qr_svg(address))  # noqa: S704 (made of the address alone)


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
            "answer_words": _(OF_JSON[answer["answer"]].words),
            "comment": answer["comment"] or answer.get("evidence", ""),
        }
        for key, answer in json.loads(source.document)["answers"].items()
    ]
