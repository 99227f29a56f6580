"""Mails on their way: written down first, then claimed by one worker, sent, and marked as sent.

Whatever stops a worker, nothing is lost: a mail that was claimed and not marked is taken up again after a while.
Between the server's "taken" and our mark lies one moment in which a crash makes us send again; the mail then has the
same Message-ID as before, by which mailboxes drop what they have. Two workers never have one mail at a time.
"""

import json
import logging
from collections.abc import Callable

from sqlalchemy import Engine, or_
from sqlmodel import Session, col, select, update

from quadrille.config import Settings
from quadrille.db import reading, writing
from quadrille.errors import MailUnreachable
from quadrille.notices.letters import Written
from quadrille.notices.sealed import opened, seal
from quadrille.notices.tables import NoticeMail, NoticeSubscription
from quadrille.people.mail import Carrier, Letter, host_of
from quadrille.types import Timestamp

log = logging.getLogger(__name__)

ABANDONED_SECONDS = 600
"""After this a claimed mail is another worker's: no server takes so long for one."""

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 60, 6 * 3_600
"""After a failure, doubled each time."""

MOST_ATTEMPTS = 12
"""A day and a half of trying; then the mail is given up and the subscription stopped."""

Headers = tuple[tuple[str, str], ...]


def queue_letter(
    session: Session,
    settings: Settings,
    row: NoticeSubscription,
    key: str,
    written: Written,
    now: Timestamp,
    headers: Headers = (),
) -> None:
    """Write a mail down to be sent; not yet committed. With the same key twice, the database refuses."""
    assert row.id is not None
    content = json.dumps({"subject": written.subject, "text": written.text, "headers": headers})
    session.add(
        NoticeMail(
            subscription_id=row.id,
            person_id=row.person_id,
            key=key,
            content_sealed=seal(settings, f"notice mail {row.id} {key}", content),
            made_at=now,
            next_at=now,
        )
    )
    session.flush()


def send_next(engine: Engine, settings: Settings, carry: Carrier, now: Timestamp) -> bool:
    """Send one mail that is due, if there is one; whether there was."""
    with writing(engine) as session:
        number = _claim(session, now)
        session.commit()
    if number is None:
        return False
    with reading(engine) as session:
        letter = _letter(session, settings, number)
    # Nothing is held open here: a mail server takes its time.
    trouble = _try(carry, letter) if letter is not None else UNREADABLE
    with writing(engine) as session:
        row = session.get(NoticeMail, number)
        if row is not None:
            _note(session, row, trouble, now)
            session.commit()
    return True


UNREADABLE = "it was sealed with another secret file"


def _claim(session: Session, now: Timestamp) -> int | None:
    """The number of a mail that is ours to send now. Of any number of workers, one changes the row."""
    is_abandoned = col(NoticeMail.claimed_at) <= now - ABANDONED_SECONDS
    is_due = or_(
        (col(NoticeMail.state) == "queued") & (col(NoticeMail.next_at) <= now),
        (col(NoticeMail.state) == "sending") & is_abandoned,
    )
    due = select(NoticeMail.id).where(is_due).order_by(col(NoticeMail.next_at)).limit(1)
    found = session.exec(due).first()
    if found is None:
        return None
    claim = update(NoticeMail).where(col(NoticeMail.id) == found, is_due).values(state="sending", claimed_at=now)
    return session.execute(claim.returning(col(NoticeMail.id))).scalar_one_or_none()


def _letter(session: Session, settings: Settings, number: int) -> Letter | None:
    """The mail as it is sent; None when it was stopped, or when it or its address cannot be opened any more."""
    row = session.get(NoticeMail, number)
    to_whom = None if row is None else session.get(NoticeSubscription, row.subscription_id)
    if row is None or to_whom is None:
        return None
    address = opened(settings, f"notice address of person {row.person_id}", to_whom.address_sealed)
    content = opened(settings, f"notice mail {row.subscription_id} {row.key}", row.content_sealed)
    if address is None or content is None:
        return None
    fields = json.loads(content)
    return Letter(
        to=address,
        subject=fields["subject"],
        text=fields["text"],
        made_at=Timestamp(row.made_at),
        headers=tuple((name, value) for name, value in fields["headers"]),
        # The same at every attempt.
        message_id=f"<notice-{row.id}-{row.made_at}@{host_of(settings)}>",
    )


def _try(carry: Callable[[Letter], None], letter: Letter) -> str:
    """Send; why it could not be sent, or ""."""
    try:
        carry(letter)
    except MailUnreachable as problem:
        return problem.reason
    return ""


def _note(session: Session, row: NoticeMail, trouble: str, now: Timestamp) -> None:
    """What came of an attempt; not yet committed. Of a mail that is done with, the words go."""
    row.attempts += 1
    row.claimed_at, row.trouble = None, trouble
    if not trouble:
        row.state, row.sent_at, row.content_sealed = "sent", now, ""
    elif row.attempts >= MOST_ATTEMPTS or trouble == UNREADABLE:
        log.warning("notice %s was given up: %s", row.id, trouble)
        row.state, row.content_sealed = "failed", ""
        stopped = update(NoticeSubscription).where(col(NoticeSubscription.id) == row.subscription_id)
        session.execute(stopped.values(stopped_at=now))
    else:
        pause = min(FIRST_PAUSE_SECONDS * 2 ** (row.attempts - 1), LONGEST_PAUSE_SECONDS)
        row.state, row.next_at = "queued", now + pause
    session.add(row)
