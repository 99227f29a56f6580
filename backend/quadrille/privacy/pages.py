"""The page that says what is kept of whom, made from the register; and the page of one's own data."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse

from quadrille.languages.words import gettext as _
from quadrille.languages.words import marked
from quadrille.people import contacts
from quadrille.people.api import keep_session
from quadrille.privacy.erasure import GOES, OPERATORS_PART, STAYS, erase_confirmed
from quadrille.privacy.register import Entry, Viewer, entries
from quadrille.routing import ChainDep, SessionDep, SettingsDep, SignedInDep, chain_facts
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

HEADINGS = {
    Viewer.EVERYBODY: (marked("What everybody sees"), marked("On these pages, in the API, or on the chain.")),
    Viewer.OPERATOR: (marked("What the operator sees"), marked("And you, if it is about you. Nobody else.")),
    Viewer.PERSON: (
        marked("What only you see"),
        marked("No page shows it to the operator; the export that they make for you on request does."),
    ),
    Viewer.NOBODY: (
        marked("What nobody sees"),
        marked("Only a hash of it is kept, or it is sealed to a key that this server lacks."),
    ),
}


@router.get("/about/data")
def about_data_page(chain: ChainDep) -> str:
    """What is kept, who sees it, how long it stays, and what erasing does."""
    return render(
        "privacy/templates/about_data.html",
        title=_("Your data"),
        current="",
        chain=chain_facts(chain),
        levels=[_level(viewer, *heading) for viewer, heading in HEADINGS.items()],
        erasing={"goes": _(GOES), "stays": _(STAYS), "operators_part": _(OPERATORS_PART)},
    )


@router.get("/me/data")
def own_data_page(signed_in: SignedInDep, session: SessionDep, chain: ChainDep, settings: SettingsDep) -> str:
    """Take one's own data along, or erase it; whoever is not signed in is led to the ways in."""
    return render(
        "privacy/templates/own_data.html",
        title=_("Your data"),
        current="you",
        chain=chain_facts(chain),
        pseudonym=signed_in.person.pseudonym,
        form_token=signed_in.form_token,
        contact={
            "can_be_left": settings.contact_key is not None,
            "longest": contacts.CONTACT_CHARACTERS,
            "left": contacts.find_contact(session, signed_in.person),
        },
        erasing={"goes": _(GOES), "stays": _(STAYS)},
    )


@router.post("/me/data/contact")
def leave_contact(
    signed_in: SignedInDep,
    session: SessionDep,
    settings: SettingsDep,
    contact: Annotated[str, Form(max_length=contacts.CONTACT_CHARACTERS)] = "",
) -> RedirectResponse:
    """Leave a contact for the operator, sealed to their key; an empty one takes it back."""
    if contact.strip():
        contacts.leave_contact(session, settings, signed_in.person, contact.strip())
    else:
        contacts.drop_contact(session, signed_in.person)
    session.commit()
    return RedirectResponse("/me/data", status_code=HTTPStatus.SEE_OTHER)


@router.post("/me/data/erase")
def erase_own(
    confirm: Annotated[str, Form(max_length=64)], signed_in: SignedInDep, session: SessionDep, settings: SettingsDep
) -> RedirectResponse:
    """Erase oneself for ever, and sign out."""
    erase_confirmed(session, signed_in.person, confirm)
    answer = RedirectResponse("/about/data#erased", status_code=HTTPStatus.SEE_OTHER)
    keep_session(answer, settings, "")
    return answer


def _level(viewer: Viewer, title: str, words: str) -> dict[str, Any]:
    seen = [entry for entry in entries() if entry.seen_by is viewer]
    about_one, technical = ([entry for entry in seen if entry.is_personal is flag] for flag in (True, False))
    return {"title": _(title), "words": _(words), "rows": _rows(about_one), "technical": _rows(technical)}


def _rows(seen: Iterable[Entry]) -> list[dict[str, Any]]:
    """One row for the columns that are kept for one thing and equally long; the register's order else."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in seen:
        found.setdefault((entry.purpose, entry.stays), []).append(entry)
    return [{"purpose": _(purpose), "stays": _(stays), "columns": group} for (purpose, stays), group in found.items()]
