"""Signing in with a wallet, and one's own account, over HTTP; every decision is in `signing_in` and its neighbours."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field

from quadrille.body import Body
from quadrille.chain.contract import checked_address
from quadrille.chain.intent import Intent, signature_intent, text_intent
from quadrille.config import Settings
from quadrille.languages.words import said
from quadrille.people import persons, sessions
from quadrille.people.cookies import browser_words, session_cookies
from quadrille.people.linking import link_signed, link_typed_data
from quadrille.people.roles import roles_of
from quadrille.people.sign_in_message import MESSAGE_CHARACTERS
from quadrille.people.signing_in import Entered, message_for, sign_in_with_wallet
from quadrille.people.tables import LinkedWallet
from quadrille.routing import ChainDep, PersonDep, SessionDep, SettingsDep, SignedInDep
from quadrille.types import ADDRESS, NOBODY, ROW_MAX, Timestamp

router = APIRouter(prefix="/api/v1", tags=["people"])

SIGNATURE_CHARACTERS = 16_386
"""0x and 8 192 bytes, the longest that `wallet_signature` reads."""

HEX = "^0x([0-9a-fA-F]{2})*$"

SessionNumber = Annotated[int, Path(ge=1, le=ROW_MAX)]
WalletAddress = Annotated[str, Field(pattern=ADDRESS)]
Signature = Annotated[str, Field(max_length=SIGNATURE_CHARACTERS, pattern=HEX)]


class WalletRequest(Body):
    """Which wallet wants to sign in."""

    wallet: WalletAddress


class SignedMessage(Body):
    """The message and its signature; how the session is to be kept."""

    message: str = Field(min_length=1, max_length=MESSAGE_CHARACTERS)
    signature: Signature
    keep: Literal["cookie", "token"] = "cookie"


class SessionView(BaseModel):
    """One of a person's own sessions."""

    session: int
    client: str
    wallet: str | None
    made_at: int
    seen_at: int
    expires_at: int
    is_this_one: bool


class EnteredView(BaseModel):
    """Who came in. The token only where it was asked for: a browser keeps it where no script can read it."""

    person: str
    token: str | None = None


class WalletView(BaseModel):
    """A wallet that is linked to a person."""

    wallet: str
    linked_at: int


class Account(BaseModel):
    """One's own account.

    roles        what the chain gives the wallet of this session
    form_token   what a browser's script sends along as `X-Form-Token` with whatever changes something
    """

    person: str
    badge_wallet: str | None
    wallets: list[WalletView]
    roles: list[str]
    form_token: str | None = None


class Renaming(Body):
    """Another pseudonym."""

    pseudonym: str = Field(min_length=1, max_length=persons.PSEUDONYM_CHARACTERS)


class LinkRequest(Body):
    """A wallet to be linked, and one that is the person's already; without the latter for a first one."""

    wallet: WalletAddress
    known_wallet: WalletAddress = NOBODY


class SignedLink(LinkRequest):
    """The same with both signatures; the known wallet's is left out for a first one."""

    deadline: int = Field(ge=0, lt=2**48)
    signature: Signature
    known_signature: Signature = "0x"


@router.post("/intents/sign-in")
def intend_sign_in(body: WalletRequest, settings: SettingsDep) -> Intent:
    """The message (EIP-4361) for this wallet to sign with `personal_sign`; it counts once, for ten minutes."""
    wallet = checked_address(body.wallet)
    return text_intent(message_for(settings, wallet), said("Sign in with {wallet}.", wallet=wallet), "/api/v1/sign-in")


@router.post("/sign-in", status_code=201)
def sign_in(
    body: SignedMessage,
    request: Request,
    response: Response,
    session: SessionDep,
    chain: ChainDep,
    settings: SettingsDep,
) -> EnteredView:
    """Sign in with a signed message.

    A key signs it, a contract (ERC-1271), or the contract of a wallet that is not deployed yet (ERC-6492).
    """
    browser = browser_words(request.headers.get("user-agent", ""))
    entered = sign_in_with_wallet(session, settings, chain.client, body.message, body.signature, browser)
    return hand_over(entered, body.keep, response, settings)


def hand_over(
    entered: Entered, keep: Literal["cookie", "token"], response: Response, settings: Settings
) -> EnteredView:
    """Give the session to who came in: to a browser in its cookies, to a program in the answer."""
    if keep == "token":
        return EnteredView(person=entered.person.pseudonym, token=entered.token)
    keep_session(response, settings, entered.token)
    return EnteredView(person=entered.person.pseudonym)


def keep_session(response: Response, settings: Settings, token: str) -> None:
    """Keep a session in the browser that is answered; with an empty token, take it away."""
    for cookie in session_cookies(settings, token):
        response.headers.append("set-cookie", cookie)


@router.get("/me")
def read_account(signed_in: SignedInDep, session: SessionDep, chain: ChainDep) -> Account:
    """One's own account."""
    person, wallet = signed_in.person, signed_in.session.wallet
    roles = roles_of(chain, checked_address(wallet)) if wallet else frozenset()
    return Account(
        person=person.pseudonym,
        badge_wallet=person.badge_wallet,
        wallets=[_view_wallet(found) for found in persons.wallets_of(session, person)],
        roles=sorted(roles),
        form_token=signed_in.form_token or None,
    )


@router.patch("/me")
def rename(body: Renaming, person: PersonDep, session: SessionDep) -> dict[str, str]:
    """Choose another pseudonym."""
    persons.rename(session, person, body.pseudonym)
    session.commit()
    return {"person": person.pseudonym}


@router.get("/me/sessions")
def list_sessions(signed_in: SignedInDep, session: SessionDep) -> list[SessionView]:
    """Where one is signed in, the newest first."""
    found = sessions.list_sessions(session, signed_in.person)
    return [
        SessionView(
            session=one.id or 0,
            client=one.client,
            wallet=one.wallet,
            made_at=one.made_at,
            seen_at=one.seen_at,
            expires_at=one.expires_at,
            is_this_one=one.id == signed_in.session.id,
        )
        for one in found
    ]


@router.delete("/me/session", status_code=204)
def sign_out(signed_in: SignedInDep, response: Response, session: SessionDep, settings: SettingsDep) -> None:
    """Sign out here."""
    sessions.end_session(session, signed_in.person, signed_in.session.id or 0)
    session.commit()
    keep_session(response, settings, "")


@router.delete("/me/sessions", status_code=204)
def sign_out_everywhere(person: PersonDep, response: Response, session: SessionDep, settings: SettingsDep) -> None:
    """Sign out everywhere, here too."""
    sessions.end_all_sessions(session, person)
    session.commit()
    keep_session(response, settings, "")


@router.delete("/me/sessions/{number}", status_code=204)
def end_session(number: SessionNumber, person: PersonDep, session: SessionDep) -> None:
    """Sign out in one other place."""
    sessions.end_session(session, person, number)
    session.commit()


@router.post("/intents/link")
def intend_link(body: LinkRequest, person: PersonDep, session: SessionDep, chain: ChainDep) -> Intent:
    """The words that both wallets sign so that they count as one person's."""
    wallet, known = checked_address(body.wallet), checked_address(body.known_wallet)
    message = link_typed_data(session, chain, person, wallet, known)
    summary = said(
        "Link {wallet} to {pseudonym}: what both wallets give counts as one person's.",
        wallet=wallet,
        pseudonym=person.pseudonym,
    )
    deadline = Timestamp(message["message"]["deadline"])
    intent = signature_intent(message, summary, "/api/v1/me/wallets", deadline)
    return intent.model_copy(
        update={"cosigner": None if known == NOBODY else known, "handed_back": {"deadline": deadline}}
    )


@router.post("/me/wallets", status_code=201)
def link(body: SignedLink, person: PersonDep, session: SessionDep, chain: ChainDep) -> WalletView:
    """Link a wallet by both signatures."""
    wallet, known = checked_address(body.wallet), checked_address(body.known_wallet)
    signatures = body.signature, body.known_signature
    return _view_wallet(link_signed(session, chain, person, wallet, known, Timestamp(body.deadline), signatures))


@router.delete("/me/wallets/{wallet}", status_code=204)
def unlink(wallet: Annotated[str, Path(pattern=ADDRESS)], person: PersonDep, session: SessionDep) -> None:
    """End the link of a wallet. In rounds that it took part in, it still counts as this person's."""
    persons.unlink_wallet(session, person, checked_address(wallet))
    session.commit()


def _view_wallet(found: LinkedWallet) -> WalletView:
    return WalletView(wallet=found.address, linked_at=found.linked_at)
