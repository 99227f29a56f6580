"""The pages of notices by e-mail: choosing them, confirming an address, stopping them from a mail."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, RedirectResponse

from quadrille.languages.catalogues import OFFERED
from quadrille.languages.spoken import language, locale_of
from quadrille.languages.words import gettext as _
from quadrille.notices import subscribing
from quadrille.notices.kinds import GROUPS
from quadrille.notices.tables import NoticeSubscription
from quadrille.people.mail import ADDRESS_CHARACTERS, can_send, shows_mail
from quadrille.routing import ChainDep, SessionDep, SettingsDep, SignedInDep, chain_facts
from quadrille.types import ROW_MAX
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

Token = Annotated[str, Path(max_length=100)]
Number = Annotated[int, Path(ge=1, le=ROW_MAX)]
Mark = Annotated[str, Path(max_length=64)]


@router.get("/me/notices")
def notices_page(
    signed_in: SignedInDep, session: SessionDep, chain: ChainDep, settings: SettingsDep, asked: bool = False
) -> str:
    """What one is told of by e-mail, and where to change it."""
    row = subscribing.subscription_of(session, signed_in.person)
    chosen = row.kinds if row is not None else list(GROUPS)
    return render(
        "notices/templates/notices.html",
        title=_("Notices by e-mail"),
        current="you",
        chain=chain_facts(chain),
        notices={
            "form_token": signed_in.form_token,
            "can_send": can_send(settings),
            "is_shown_here": shows_mail(settings),
            "state": _state(row),
            "asked": asked,
            "longest": ADDRESS_CHARACTERS,
            "groups": [{"name": name, "words": _(words), "on": name in chosen} for name, (__, words) in GROUPS.items()],
            "languages": _languages(row.language if row is not None else language()),
        },
    )


@router.post("/me/notices")
def subscribe(
    signed_in: SignedInDep,
    session: SessionDep,
    settings: SettingsDep,
    address: Annotated[str, Form(max_length=ADDRESS_CHARACTERS)] = "",
    kinds: Annotated[list[Annotated[str, Form(max_length=20)]], Form(max_length=len(GROUPS))] = [],  # noqa: B006
    spoken: Annotated[str, Form(max_length=8)] = "en",
) -> RedirectResponse:
    """Keep what somebody chose; a new address gets a link first."""
    subscribing.subscribe(session, settings, signed_in.person, address, kinds, spoken)
    return RedirectResponse("/me/notices?asked=true", status_code=HTTPStatus.SEE_OTHER)


@router.post("/me/notices/end")
def end(signed_in: SignedInDep, session: SessionDep) -> RedirectResponse:
    """Stop all notices, and forget the address."""
    row = subscribing.subscription_of(session, signed_in.person)
    if row is not None:
        subscribing.forget(session, row)
        session.commit()
    return RedirectResponse("/me/notices", status_code=HTTPStatus.SEE_OTHER)


@router.get("/notices/confirm/{token}")
def confirm_page(token: Token, session: SessionDep, chain: ChainDep) -> str:
    """The button that confirms an address. The page itself changes nothing, for mail scanners look at every link."""
    row = subscribing.confirmable(session, token)
    groups = [_(GROUPS[name][1]) for name in row.kinds]
    return _page(chain, _("Confirm your address"), f"/notices/confirm/{token}", "confirm", groups)


@router.post("/notices/confirm/{token}")
def confirm(token: Token, session: SessionDep, chain: ChainDep) -> str:
    """Confirm an address by the link that was mailed to it: who has the link reads the mailbox."""
    subscribing.confirm(session, token)
    return _page(chain, _("Your address is confirmed"), "", "confirmed")


@router.get("/notices/stop/{number}/{mark}")
def stop_page(number: Number, mark: Mark, chain: ChainDep) -> str:
    """The button that stops notices; the page itself changes nothing, and needs nobody to sign in."""
    return _page(chain, _("Stop notices by e-mail"), f"/notices/stop/{number}/{mark}", "stop")


@router.post("/notices/stop/{number}/{mark}")
def stop(number: Number, mark: Mark, session: SessionDep, settings: SettingsDep, chain: ChainDep) -> str:
    """Stop notices by the signed link of a mail, from its button or from the mailbox itself (RFC 8058)."""
    subscribing.stop_by_link(session, settings, number, mark)
    return _page(chain, _("No more notices come"), "", "stopped")


def _page(chain: Any, title: str, action: str, step: str, groups: list[str] | None = None) -> str:
    facts = {"action": action, "step": step, "groups": groups or []}
    return render("notices/templates/by_link.html", title=title, current="you", chain=chain_facts(chain), notice=facts)


def _state(row: NoticeSubscription | None) -> str:
    if row is None:
        return "none"
    if row.stopped_at is not None:
        return "stopped"
    return "waiting" if row.confirmed_at is None else "on"


def _languages(chosen: str) -> list[dict[str, Any]]:
    return [
        {"code": code, "name": (locale_of(code).get_language_name(code) or code).capitalize(), "on": code == chosen}
        for code in OFFERED
    ]
