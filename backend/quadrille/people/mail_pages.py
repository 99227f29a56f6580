"""The pages of signing in by e-mail; and the mails of a local chain, which go nowhere else."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from quadrille.errors import NotFound
from quadrille.languages.words import gettext as _
from quadrille.people.api import keep_session
from quadrille.people.cookies import browser_words
from quadrille.people.mail import ADDRESS_CHARACTERS, can_send, shows_mail
from quadrille.people.mail_api import TOKEN_CHARACTERS, CarrierDep, bind_browser, browser_of
from quadrille.people.mail_sign_in import LINK_SECONDS, ask_for_link, follow_link, path_in
from quadrille.people.way_back import kept_way_back
from quadrille.routing import ChainDep, MaybePersonDep, MaybeSignedInDep, SessionDep, SettingsDep, chain_facts
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

MINUTES = LINK_SECONDS // 60


@router.get("/sign-in/mail")
def ask_page(chain: ChainDep, settings: SettingsDep) -> str:
    """The form for an address; without it where no mail can be sent."""
    return render(
        "people/templates/mail_ask.html",
        title=_("Sign in by e-mail"),
        current="you",
        chain=chain_facts(chain),
        can_send=can_send(settings),
        longest=ADDRESS_CHARACTERS,
        minutes=MINUTES,
    )


@router.post("/sign-in/mail")
def ask(
    address: Annotated[str, Form(max_length=ADDRESS_CHARACTERS)],
    request: Request,
    session: SessionDep,
    settings: SettingsDep,
    carrier: CarrierDep,
) -> RedirectResponse:
    """Have a link sent, and say where to look for it."""
    answer = RedirectResponse("/sign-in/mail/sent", status_code=HTTPStatus.SEE_OTHER)
    ask_for_link(session, settings, carrier, address, bind_browser(request, answer, settings))
    return answer


@router.get("/sign-in/mail/sent")
def sent_page(chain: ChainDep, settings: SettingsDep) -> str:
    """What to do now; the same whatever was sent."""
    return render(
        "people/templates/mail_sent.html",
        title=_("Look into your mailbox"),
        current="you",
        chain=chain_facts(chain),
        minutes=MINUTES,
        is_shown_here=shows_mail(settings),
    )


@router.get("/sign-in/link/{token}")
def link_page(
    token: Annotated[str, Path(max_length=TOKEN_CHARACTERS)],
    request: Request,
    chain: ChainDep,
    settings: SettingsDep,
    signed_in: MaybeSignedInDep,
) -> str:
    """The button that opens a link. The page itself changes nothing, for mail scanners look at every link."""
    return render(
        "people/templates/mail_link.html",
        title=_("Sign in"),
        current="you",
        chain=chain_facts(chain),
        token=token,
        has_asked=bool(browser_of(request, settings)),
        pseudonym=signed_in.person.pseudonym if signed_in else None,
        form_token=signed_in.form_token if signed_in else "",
        minutes=MINUTES,
    )


@router.post("/sign-in/link/{token}")
def follow(
    token: Annotated[str, Path(max_length=TOKEN_CHARACTERS)],
    request: Request,
    session: SessionDep,
    settings: SettingsDep,
    last: MaybePersonDep,
) -> RedirectResponse:
    """Sign in with the link, and go where one wanted to."""
    client = browser_words(request.headers.get("user-agent", ""))
    entered = follow_link(session, settings, token, browser_of(request, settings), client, last)
    answer = RedirectResponse(kept_way_back(request), status_code=HTTPStatus.SEE_OTHER)
    keep_session(answer, settings, entered.token)
    return answer


@router.get("/dev/mail")
def local_mails_page(request: Request, chain: ChainDep, settings: SettingsDep) -> str:
    """The mails of this process, newest first: on the local chain without a mail server, and nowhere else."""
    if not shows_mail(settings):
        raise NotFound("page", "/dev/mail", "Mails are shown here on the local chain without a mail server.")
    mails = [
        {"to": letter.to, "subject": letter.subject, "text": letter.text, "at": letter.made_at, "path": path_in(letter)}
        for letter in request.app.state.mails.letters()
    ]
    facts = chain_facts(chain)
    return render("people/templates/mail_local.html", title=_("Local mails"), current="", chain=facts, mails=mails)
