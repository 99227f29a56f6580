"""The pages of end users' feedback: the form behind a link, what a project's users said, and a partner's own page."""

import secrets
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup
from sqlmodel import Session

from quadrille.catalog.catalog import get_project, name_of
from quadrille.governance.feedback import flow, partners, reading
from quadrille.governance.feedback.answers import TEXT_CHARACTERS, Works
from quadrille.governance.feedback.api import Invitation, LinkNumber, Slug
from quadrille.governance.feedback.link_rules import LABEL_CHARACTERS, LONGEST_DAYS, MOST_ANSWERS
from quadrille.governance.feedback.tables import FeedbackLink
from quadrille.governance.feedback.views import link_view
from quadrille.languages.words import Said, said
from quadrille.languages.words import gettext as _
from quadrille.people.sessions import SignedIn
from quadrille.people.tables import Person
from quadrille.qr import qr_svg
from quadrille.routing import ChainDep, SessionDep, SettingsDep, SignedInDep, chain_facts
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

MOST_TEXTS = 100
"""On the page, the oldest, and as many attestations; all are in the API."""

MOST_LINKS = 40
"""On a partner's page, the newest."""

CHOICES = {Works.YES: said("Yes"), Works.PARTLY: said("Partly"), Works.NO: said("No")}

STATES: dict[str, Said] = {one: one for one in (said("open"), said("revoked"), said("expired"), said("full"))}
"""Of a link, for people."""


@router.get("/feedback/{invitation}")
def answer_page(invitation: Invitation, session: SessionDep, chain: ChainDep) -> str:
    """The one question behind a link."""
    link, is_open = flow.invitation(session, invitation)
    return _page(
        "answer.html",
        chain,
        name_of(session, link.project_slug),
        asked={
            "invitation": invitation,
            "is_open": is_open,
            "form": secrets.token_hex(16),
            "choices": [(one.value, words) for one, words in CHOICES.items()],
            "most": TEXT_CHARACTERS,
        },
    )


@router.post("/feedback/{invitation}")
def answer(
    invitation: Invitation,
    session: SessionDep,
    works: Annotated[str, Form(max_length=8)],
    text: Annotated[str, Form(max_length=4 * TEXT_CHARACTERS)] = "",
    form: Annotated[str, Form(max_length=32)] = "",
) -> RedirectResponse:
    """Keep the answer, and say thanks; the same form again is the same answer."""
    flow.answer(session, invitation, works, text, form)
    return RedirectResponse(f"/feedback/{invitation}/thanks", status_code=HTTPStatus.SEE_OTHER)


@router.get("/feedback/{invitation}/thanks")
def thanks_page(invitation: Invitation, session: SessionDep, chain: ChainDep) -> str:
    """What becomes of an answer."""
    link, _is_open = flow.invitation(session, invitation)
    return _page("thanks.html", chain, name_of(session, link.project_slug), project=link.project_slug)


@router.get("/feedback/{invitation}/print")
def print_page(invitation: Invitation, session: SessionDep, chain: ChainDep, settings: SettingsDep) -> str:
    """A link as its QR code, for a wall or a table; whoever has the link may look."""
    link, is_open = flow.invitation(session, invitation)
    url = flow.url_of(settings, invitation)
    return _page(
        "print.html",
        chain,
        name_of(session, link.project_slug),
        shown={
            "url": url,
            "qr": Markup(qr_svg(url)),  # noqa: S704 (made of the link alone)
            "is_open": is_open,
            "expires_at": link.expires_at,
            "most_answers": link.most_answers,
        },
    )


@router.get("/projects/{slug}/feedback")
def feedback_page(slug: Slug, session: SessionDep, chain: ChainDep) -> str:
    """What users of a project said; apart from that what nobody signed for."""
    project = get_project(session, slug)
    counted, unsigned = reading.tallies(session, slug)
    return _page(
        "feedback.html",
        chain,
        project.name,
        feedback={
            "slug": slug,
            "counted": counted,
            "unsigned": unsigned,
            "texts": [
                {"words": CHOICES[Works(one.works)], "text": one.text}
                for one in reading.attested_texts(session, slug, limit=MOST_TEXTS)
            ],
            "attestations": [_attestation(one) for one in reading.attestations(session, slug, limit=MOST_TEXTS)],
        },
    )


@router.get("/my-feedback")
def my_feedback_page(signed_in: SignedInDep, session: SessionDep, chain: ChainDep) -> str:
    """A partner's own links, and the answers that wait for their signature."""
    return _page("my_feedback.html", chain, _("Feedback you ask for"), mine=_mine(session, signed_in))


@router.post("/my-feedback")
def make_link(
    signed_in: SignedInDep,
    session: SessionDep,
    project: Annotated[str, Form(max_length=64)],
    days: Annotated[int, Form(ge=1, le=LONGEST_DAYS)],
    most_answers: Annotated[int, Form(ge=1, le=MOST_ANSWERS)],
    label: Annotated[str, Form(max_length=LABEL_CHARACTERS)] = "",
) -> RedirectResponse:
    """Make a link, and show it to be printed."""
    _row, token = partners.make_link(session, signed_in.person, project, label, days, most_answers)
    return RedirectResponse(f"/feedback/{token}/print", status_code=HTTPStatus.SEE_OTHER)


@router.post("/my-feedback/{link}/end")
def revoke_link(link: LinkNumber, signed_in: SignedInDep, session: SessionDep) -> RedirectResponse:
    """End a link."""
    partners.revoke_link(session, signed_in.person, link)
    return RedirectResponse("/my-feedback", status_code=HTTPStatus.SEE_OTHER)


def _page(template: str, chain: ChainDep, title: str, **context: object) -> str:
    folder = "governance/feedback/templates"
    return render(f"{folder}/{template}", title=title, current="", chain=chain_facts(chain), **context)


def _attestation(one: reading.Attested) -> dict[str, Any]:
    return {
        "number": one.row.id,
        "who": one.organisation or _("a partner who was erased since"),
        "made_at": one.row.made_at,
        "tally": one.tally,
        "wallet": one.row.wallet,
    }


def _mine(session: Session, signed_in: SignedIn) -> dict[str, Any]:
    person = signed_in.person
    return {
        "form_token": signed_in.form_token,
        "projects": [row.project_slug for row in partners.partnerships_of(session, person)],
        "links": [_link(session, person, row) for row in partners.newest_links(session, person, MOST_LINKS)],
        "longest_days": LONGEST_DAYS,
        "most_answers": MOST_ANSWERS,
        "label_characters": LABEL_CHARACTERS,
    }


def _link(session: Session, person: Person, row: FeedbackLink) -> dict[str, Any]:
    view = link_view(session, row).model_dump()
    waits = flow.waiting(session, person, row.id or 0)
    return {
        **view,
        "state": STATES.get(view["state"], view["state"]),
        "is_open": view["state"] == "open",
        "waits": [{"number": one.id, "words": CHOICES[Works(one.works)], "text": one.text} for one in waits],
    }
