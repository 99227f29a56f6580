"""The way in: a wallet's message is asked for, signed and handed in; then the person is found, or begins.

E-mail has its own way, in `mail_sign_in.py`. Both end in a session.
"""

import time
from dataclasses import dataclass

from sqlmodel import Session

from quadrille.chain.client import Client
from quadrille.chain.typed_data import text_digest
from quadrille.chain.wallet_signature import is_signed_by
from quadrille.config import Settings
from quadrille.errors import NotAllowed
from quadrille.languages.words import said
from quadrille.people.nonces import check_nonce, make_nonce, use_nonce
from quadrille.people.persons import add_person, hold_wallet, link_wallet, person_of_wallet
from quadrille.people.sessions import start_session
from quadrille.people.sign_in_message import Site, check_message, read_message, write_message
from quadrille.people.tables import Person
from quadrille.types import Address, Timestamp


@dataclass(frozen=True, slots=True)
class Entered:
    """Who signed in, and the session's token, which is told once."""

    person: Person
    token: str


def site_of(settings: Settings) -> Site:
    """Where people sign in to this server."""
    return Site(settings.public_url.rstrip("/"), settings.chain_id)


def message_for(settings: Settings, wallet: Address) -> str:
    """The message that this wallet signs to come in; nothing is written down."""
    now = Timestamp(int(time.time()))
    return write_message(site_of(settings), wallet, make_nonce(settings, now), now)


def sign_in_with_wallet(
    session: Session, settings: Settings, client: Client, text: str, signature: str, browser: str
) -> Entered:
    """Let in whoever signed this message; a wallet that nobody had begins a new person.

    Whoever was signed in before in this browser does not matter: two people may share it. One more wallet of a
    person's is linked by them, not by signing in.

    browser  what the session is called in the list of one's own
    raises   BadInput when the message is none, NotAllowed when it is for another site or time, was used before or was
             not signed by its wallet
    """
    now = Timestamp(int(time.time()))
    # Check: the message is for us, and for now.
    message = read_message(text)
    wallet = check_message(message, site_of(settings), now)
    check_nonce(settings, str(message.nonce), now)
    # Check: the wallet signed it. A contract is asked before the database is held.
    if not is_signed_by(client, wallet, text_digest(text), signature):
        raise NotAllowed(
            said("The wallet {wallet} did not sign this message.", wallet=wallet),
            "Sign it with that wallet, and send both.",
        )
    # Effect: the nonce is used up, whoever else hands in the same message at this moment.
    use_nonce(session, str(message.nonce), now)
    person = _person_behind(session, wallet)
    token = start_session(session, person, wallet, browser)
    session.commit()
    return Entered(person, token)


def _person_behind(session: Session, wallet: Address) -> Person:
    hold_wallet(session, wallet)
    person = person_of_wallet(session, wallet)
    if person is None:
        person = add_person(session)
        link_wallet(session, person, wallet)
    return person
