"""The way in for those without a wallet: an address is given, a link is mailed to it, and the link opened.

The link works once, for a quarter of an hour, in the browser that asked for it. So a link that somebody else gets to
see, in a mailbox, on a screen or in a log, opens nothing. Neither address nor token is ever written down.
"""

import hashlib
import re
import secrets
import time
from datetime import UTC, datetime

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from quadrille.config import Settings
from quadrille.db import hold
from quadrille.errors import MailUnreachable, NotAllowed, Refused
from quadrille.languages.words import said
from quadrille.people.mail import Carrier, Letter, normalised
from quadrille.people.persons import add_person
from quadrille.people.secret import Use, keyed_hash
from quadrille.people.sessions import start_session
from quadrille.people.signing_in import Entered
from quadrille.people.tables import MailIdentity, MailLink, Person
from quadrille.types import Timestamp

TOKEN_BYTES = 32
"""256 bits: nobody guesses one."""

LINK_SECONDS = 900
"""A quarter of an hour: long enough for a slow mail server, too short for whoever reads old mail."""

HOUR_SECONDS = 3_600

MOST_LIVE_LINKS = 3
"""For one address: a mail that is slow is asked for a second and a third time."""

MOST_MAILS_AN_HOUR = 5
"""To one address, those not counted whose link was used: only who reads the mailbox can use one."""

MOST_MAILS_OF_ALL = 1_000
"""In an hour, to all addresses: the domain of a server that sends more than people can ask for ends on block lists."""

LINK_PATH = "/sign-in/link/"

ASK_ANEW = "Ask for a new link."


def ask_for_link(session: Session, settings: Settings, carry: Carrier, address: str, browser: str) -> None:
    """Mail a link to this address, which then works in the browser that knows `browser`.

    Whether the address is anybody's is not looked at, so nobody learns it. Where too many links went out already,
    nothing is sent, and nothing said either: the answer would tell a stranger what happens in another's mailbox.

    raises  BadInput for what is no address, MailUnreachable when no mail could be sent; no link is kept then
    """
    now = Timestamp(int(time.time()))
    to = normalised(address)
    mail_hash = keyed_hash(settings, Use.MAIL, to)
    # Effect: the link counts before its mail is on the way.
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = MailLink(
        token_hash=_hash(token), mail_hash=mail_hash, browser_hash=_hash(browser), expires_at=now + LINK_SECONDS
    )
    is_sent = _has_room(session, mail_hash, now)
    if is_sent:
        session.add(link)
    # The transaction ends here: nobody waits for a mail server with us.
    session.commit()
    if not is_sent:
        return
    # Interaction: the mail.
    try:
        carry(write_letter(settings, to, token, now))
    except MailUnreachable:
        session.execute(delete(MailLink).where(col(MailLink.token_hash) == link.token_hash))
        session.commit()
        raise


def follow_link(
    session: Session, settings: Settings, token: str, browser: str, client: str = "", last: Person | None = None
) -> Entered:
    """Let in whoever opens a mailed link in the browser that asked for it; a new address begins a person.

    client  what the session is called in the list of one's own
    last    who is signed in already: the address then becomes one more way in of theirs
    raises  NotAllowed for a link that was used, is over, never was, or was asked for in another browser, in which case
            it stays as it was; Refused when the address is another person's than `last`, and the link stays too
    """
    now = Timestamp(int(time.time()))
    # Effect: the link is used up. Of any number that open it at once, one deletes the row.
    used = session.execute(
        delete(MailLink)
        .where(
            col(MailLink.token_hash) == _hash(token),
            col(MailLink.browser_hash) == _hash(browser),
            col(MailLink.expires_at) > now,
        )
        .returning(col(MailLink.mail_hash))
    ).scalar_one_or_none()
    if used is None:
        raise _why_not(session, token, now)
    person = _person_behind(session, used, last)
    entered = Entered(person, start_session(session, person, None, client))
    session.commit()
    return entered


def path_in(letter: Letter) -> str:
    """The path of the page that opens a letter's link: on a local chain, the port may be another than people's."""
    found = re.search(f"{LINK_PATH}[A-Za-z0-9_-]+", letter.text)
    return found[0] if found else ""


def write_letter(settings: Settings, to: str, token: str, now: Timestamp) -> Letter:
    """The mail with a link, in plain text."""
    site = settings.public_url.rstrip("/")
    until = datetime.fromtimestamp(now + LINK_SECONDS, UTC).strftime("%H:%M")
    text = f"""\
Somebody, most likely you, wants to sign in to Quadrille at {site} with this e-mail address.

Open this link in the browser where you asked for it:

{site}{LINK_PATH}{token}

It works once, for {LINK_SECONDS // 60} minutes, until {until} UTC. In another browser it does not work.

If you did not ask for it, do nothing, and pass it on to nobody. Without the link, nobody gets in.
"""
    return Letter(to, "Your link to sign in to Quadrille", text, now)


def _has_room(session: Session, mail_hash: str, now: Timestamp) -> bool:
    """Whether one more mail may go to this address now; takes away the links that no longer matter."""
    # Two that ask at the same moment are counted one after the other.
    hold(session, "mail links")
    # A link is kept for an hour, though it opens nothing after a quarter: it counts as a mail until then.
    asked_before = now - HOUR_SECONDS
    session.execute(delete(MailLink).where(col(MailLink.expires_at) <= asked_before + LINK_SECONDS))
    query = select(
        func.count(),
        func.count().filter(col(MailLink.mail_hash) == mail_hash),
        func.count().filter(col(MailLink.mail_hash) == mail_hash, col(MailLink.expires_at) > now),
    ).select_from(MailLink)
    of_all, to_this, live = session.exec(query).one()
    return of_all < MOST_MAILS_OF_ALL and to_this < MOST_MAILS_AN_HOUR and live < MOST_LIVE_LINKS


def _why_not(session: Session, token: str, now: Timestamp) -> NotAllowed:
    found = session.get(MailLink, _hash(token))
    if found is not None and found.expires_at > now:
        return NotAllowed(
            "This link was asked for in another browser.",
            "Open it in the browser where you asked for it, or ask for a new one in this.",
        )
    # One answer for all three: a guess learns nothing.
    minutes = LINK_SECONDS // 60
    return NotAllowed(
        said("This link does not work: a link works once, for {minutes} minutes.", minutes=minutes), ASK_ANEW
    )


def _person_behind(session: Session, mail_hash: str, last: Person | None) -> Person:
    # Two links for a new address, opened at the same moment, begin one person.
    hold(session, f"mail {mail_hash}")
    person = session.exec(
        select(Person)
        .join(MailIdentity, col(MailIdentity.person_id) == col(Person.id))
        .where(MailIdentity.mail_hash == mail_hash, col(Person.erased_at).is_(None))
    ).one_or_none()
    if person is None:
        person = last or add_person(session)
        assert person.id is not None
        # Merged, since the row of somebody who was erased may be there.
        session.merge(MailIdentity(mail_hash=mail_hash, person_id=person.id))
    if last is not None and last.id != person.id:
        raise Refused(
            "This e-mail address is another person's.", "To sign in with it, sign out first and open the link again."
        )
    return person


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
