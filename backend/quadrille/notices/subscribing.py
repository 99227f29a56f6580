"""Asking for notices, confirming the address, changing what they are about, and stopping them.

Nothing but one link goes to an address before somebody who reads its mailbox has opened that link. To stop takes one
click, without signing in: the link in each mail is signed for its subscription (RFC 8058).
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Sequence

from sqlmodel import Session, col, delete, func, select

from quadrille.config import Settings
from quadrille.db import hold
from quadrille.errors import BadParameter, NotAllowed, Refused
from quadrille.languages.catalogues import OFFERED
from quadrille.languages.words import said
from quadrille.notices.kinds import GROUPS
from quadrille.notices.letters import confirmation_letter
from quadrille.notices.outgoing import queue_letter
from quadrille.notices.sealed import seal
from quadrille.notices.tables import NoticeMail, NoticeSubscription
from quadrille.people.mail import can_send, normalised
from quadrille.people.secret import Use, keyed_hash
from quadrille.people.tables import Person
from quadrille.types import Timestamp

TOKEN_BYTES = 32
"""256 bits: nobody guesses one."""

CONFIRM_SECONDS = 86_400
"""A day to open the link that confirms an address; after that the subscription goes."""

AGAIN_SECONDS = 600
"""Between two links to one mailbox: a slow mail comes within ten minutes."""

HOUR_SECONDS = 3_600

MOST_LINKS_AN_HOUR = 5
"""That one person asks for, to whichever addresses."""

MOST_LINKS_A_DAY = 500
"""To all addresses: the domain of a server that sends more than people can ask for ends on block lists."""


def subscription_of(session: Session, person: Person) -> NoticeSubscription | None:
    """What a person asked for, if they did and have not stopped it."""
    found = _row_of(session, person)
    return found if found is not None and found.address_sealed else None


def subscribe(
    session: Session, settings: Settings, person: Person, address: str, kinds: Sequence[str], language: str
) -> NoticeSubscription:
    """Keep what a person wants to be told of, and where; a new address gets a link first. Committed.

    address   "" leaves the one before as it is
    raises    BadInput for what is no address, BadParameter for a choice that is none, Refused where no mail is sent or
              an address is missing
    """
    _check(settings, kinds, language)
    hold(session, f"person {person.id}")
    session.refresh(person)
    found = _row_of(session, person)
    has_address = bool(address.strip()) or (found is not None and bool(found.address_sealed))
    if person.erased_at is not None or not has_address:
        raise Refused(said("There is no address to send notices to."), said("Give an e-mail address."))
    now = Timestamp(int(time.time()))
    assert person.id is not None
    row = found or NoticeSubscription(
        person_id=person.id, address_sealed="", mail_hash="", language=language, asked_at=now
    )
    row.kinds, row.language = list(kinds), language
    if address.strip():
        _ask(session, settings, row, normalised(address.strip()), now)
    session.add(row)
    session.commit()
    return row


def confirm(session: Session, token: str) -> NoticeSubscription:
    """Take the address of a mailed link as confirmed. Committed; raises NotAllowed for a link that does not work."""
    now = int(time.time())
    found = confirmable(session, token)
    found.token_hash, found.token_until = None, None
    found.confirmed_at, found.stopped_at, found.looked_at = now, None, 0
    session.add(found)
    session.commit()
    return found


def confirmable(session: Session, token: str) -> NoticeSubscription:
    """The subscription that a mailed link would confirm now; raises NotAllowed."""
    query = select(NoticeSubscription).where(NoticeSubscription.token_hash == _hash(token))
    found = session.exec(query).one_or_none()
    if found is None or found.token_until is None or found.token_until <= int(time.time()):
        raise NotAllowed(
            said("This link does not work: it works once, for a day."),
            said("Ask for notices again, on the page “Notices” of your account."),
        )
    return found


def stop_mark(settings: Settings, row: NoticeSubscription) -> str:
    """What the link that stops a subscription is signed with."""
    return keyed_hash(settings, Use.NOTICE_STOPS, f"{row.id} {row.person_id} {row.mail_hash}")


def stop_by_link(session: Session, settings: Settings, number: int, mark: str) -> bool:
    """Stop and forget a subscription by the link in a mail; whether there was one. Committed.

    Again, or after it was stopped in another way, it changes nothing and is no error: a mailbox may ask twice.
    raises   NotAllowed for a link that is not signed for this subscription
    """
    row = session.get(NoticeSubscription, number)
    if row is None:
        return False
    if not hmac.compare_digest(stop_mark(settings, row).encode(), mark.encode()):
        raise NotAllowed(
            said("This link does not stop these notices."),
            said("Use the link of the newest mail, or stop them on the page of your account."),
        )
    forget(session, row)
    session.commit()
    return True


def forget(session: Session, row: NoticeSubscription) -> None:
    """Stop a subscription and forget its address; not yet committed.

    What was mailed lately stays counted until `retention.purge` takes the row away: to stop and to ask again at once
    must not flood a mailbox.
    """
    on_their_way = col(NoticeMail.state).in_(("queued", "sending"))
    session.execute(delete(NoticeMail).where(col(NoticeMail.subscription_id) == row.id, on_their_way))
    row.address_sealed, row.kinds, row.told = "", [], []
    row.token_hash = row.token_until = row.confirmed_at = row.stopped_at = None
    session.add(row)
    session.flush()


def row_name(row: NoticeSubscription) -> str:
    """What an address is sealed to."""
    return f"notice address of person {row.person_id}"


def _row_of(session: Session, person: Person) -> NoticeSubscription | None:
    query = select(NoticeSubscription).where(NoticeSubscription.person_id == person.id)
    return session.exec(query.execution_options(populate_existing=True)).one_or_none()


def _ask(session: Session, settings: Settings, row: NoticeSubscription, address: str, now: Timestamp) -> None:
    """Note the address, and write the mail with its link, unless too many went out already."""
    mail_hash = keyed_hash(settings, Use.MAIL, address)
    is_known = bool(row.address_sealed) and row.mail_hash == mail_hash
    if is_known and row.confirmed_at is not None and row.stopped_at is None:
        return
    # Two that ask at the same moment are counted one after the other.
    hold(session, "notice links")
    has_room = _has_room(session, row, mail_hash, now)
    if is_known and not has_room:
        # The link that is on its way stays the one that counts.
        return
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row.address_sealed, row.mail_hash, row.told = seal(settings, row_name(row), address), mail_hash, []
    row.token_hash, row.token_until, row.confirmed_at = _hash(token), now + CONFIRM_SECONDS, None
    row.asked_at = int(now) if has_room else row.asked_at
    session.add(row)
    session.flush()
    # Nothing is said where none is sent: the answer would tell a stranger what happens in another's mailbox.
    if has_room:
        key = f"confirm {row.token_hash[:16]}"
        queue_letter(session, settings, row, key, confirmation_letter(settings, row.language, token), now)


def _has_room(session: Session, row: NoticeSubscription, mail_hash: str, now: Timestamp) -> bool:
    """Whether one more link may go out: to this mailbox, for this person, and to all."""
    others = select(func.count()).where(
        NoticeSubscription.mail_hash == mail_hash, NoticeSubscription.asked_at > now - AGAIN_SECONDS
    )
    links = select(func.count()).where(col(NoticeMail.key).like("confirm %"))
    own = links.where(NoticeMail.subscription_id == row.id, NoticeMail.made_at > now - HOUR_SECONDS)
    of_all = links.where(NoticeMail.made_at > now - 24 * HOUR_SECONDS)
    with session.no_autoflush:
        return (
            session.exec(others).one() == 0
            and session.exec(own).one() < MOST_LINKS_AN_HOUR
            and session.exec(of_all).one() < MOST_LINKS_A_DAY
        )


def _check(settings: Settings, kinds: Sequence[str], language: str) -> None:
    if not can_send(settings):
        raise Refused(said("This server sends no e-mail."), said("Look at the first page, or take the feed."))
    if not kinds or len(set(kinds)) != len(kinds) or not set(kinds) <= set(GROUPS):
        raise BadParameter("kinds", ", ".join(kinds), f"at least one of {', '.join(GROUPS)}, each once")
    if language not in OFFERED:
        raise BadParameter("language", language, f"one of {', '.join(OFFERED)}")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
