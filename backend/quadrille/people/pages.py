"""The pages of signing in and of one's own account; every form carries the token that shows it is one of ours."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.languages.words import gettext as _
from quadrille.people import affiliations, persons, sessions
from quadrille.people.affiliation_rules import NAME_CHARACTERS, read_claim
from quadrille.people.affiliations import DeclaredBy
from quadrille.people.api import keep_session
from quadrille.people.roles import roles_of
from quadrille.people.sessions import SignedIn
from quadrille.people.spoken import client_words, part_words, right_words, role_choices
from quadrille.people.visibility import can_have_page, page_of
from quadrille.people.way_back import LONGEST, keep_way_back, way_back
from quadrille.routing import ChainDep, SessionDep, SettingsDep, SignedInDep, chain_facts
from quadrille.types import NOBODY, ROW_MAX
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)


@router.get("/sign-in")
def sign_in_page(
    chain: ChainDep, settings: SettingsDep, wished: Annotated[str, Query(alias="next", max_length=LONGEST)] = ""
) -> Response:
    """The ways in; each leads back to the page that asked for it."""
    back = way_back(wished)
    page = render(
        "people/templates/sign_in.html", title=_("Sign in"), current="you", chain=chain_facts(chain), back=back
    )
    answer = HTMLResponse(page)
    keep_way_back(answer, settings, back)
    return answer


@router.get("/me")
def account_page(signed_in: SignedInDep, session: SessionDep, chain: ChainDep) -> str:
    """One's own account; whoever is not signed in is led to the ways in."""
    account = _account(session, chain, signed_in)
    return render(
        "people/templates/account.html", title=_("You"), current="you", chain=chain_facts(chain), account=account
    )


@router.post("/me/name")
def rename(
    pseudonym: Annotated[str, Form(max_length=persons.PSEUDONYM_CHARACTERS)],
    signed_in: SignedInDep,
    session: SessionDep,
) -> RedirectResponse:
    """Choose another pseudonym."""
    persons.rename(session, signed_in.person, pseudonym.strip())
    session.commit()
    return RedirectResponse("/me", status_code=HTTPStatus.SEE_OTHER)


@router.post("/me/sessions/{number}/end")
def end_session(
    number: Annotated[int, Path(ge=1, le=ROW_MAX)], signed_in: SignedInDep, session: SessionDep, settings: SettingsDep
) -> RedirectResponse:
    """Sign out, here or in another place."""
    sessions.end_session(session, signed_in.person, number)
    session.commit()
    answer = RedirectResponse("/me", status_code=HTTPStatus.SEE_OTHER)
    if number == signed_in.session.id:
        keep_session(answer, settings, "")
    return answer


@router.post("/me/affiliations")
def declare(
    role: Annotated[str, Form(max_length=16)],
    signed_in: SignedInDep,
    session: SessionDep,
    project: Annotated[str, Form(max_length=64)] = "",
    organisation: Annotated[str, Form(max_length=NAME_CHARACTERS)] = "",
) -> RedirectResponse:
    """Declare what one is to a project or an organisation; public."""
    claim = read_claim(project.strip() or None, organisation.strip() or None, role)
    affiliations.declare(session, signed_in.person, claim, DeclaredBy.PERSON)
    session.commit()
    return RedirectResponse("/me", status_code=HTTPStatus.SEE_OTHER)


@router.post("/me/affiliations/{affiliation}/end")
def end_affiliation(
    affiliation: Annotated[int, Path(ge=1, le=ROW_MAX)], signed_in: SignedInDep, session: SessionDep
) -> RedirectResponse:
    """End an affiliation that one declared; it stays public, with its end."""
    affiliations.end_own(session, signed_in.person, affiliation)
    session.commit()
    return RedirectResponse("/me", status_code=HTTPStatus.SEE_OTHER)


def _account(session: Session, chain: Chain, signed_in: SignedIn) -> dict[str, object]:
    person, wallet = signed_in.person, signed_in.session.wallet
    own = persons.addresses_of(session, person)
    return {
        "pseudonym": person.pseudonym,
        "badge_wallet": person.badge_wallet,
        "wallets": [found.address for found in persons.wallets_of(session, person)],
        "known_wallet": wallet if wallet in own else next(iter(own), NOBODY),
        "page_url": page_of(person.pseudonym) if can_have_page(person.pseudonym) else None,
        "is_shown": person.shows_page,
        "roles": [right_words(role) for role in sorted(roles_of(chain, checked_address(wallet)))] if wallet else [],
        "all_roles": role_choices(),
        "affiliations": [
            {
                "number": row.id,
                "words": part_words(row.role, row.subject),
                "is_own_word": row.declared_by == DeclaredBy.PERSON,
            }
            for row in affiliations.live_of(session, person)
        ],
        "sessions": [
            {
                "number": one.id,
                "client": client_words(one.client),
                "seen_at": one.seen_at,
                "is_this_one": one.id == signed_in.session.id,
            }
            for one in sessions.list_sessions(session, person)
        ],
        "form_token": signed_in.form_token,
    }
