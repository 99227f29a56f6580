"""The worker's part of notices: it looks what needs each person who asked, writes at most one mail a day, and sends."""

import logging
import time
from collections.abc import Callable

from sqlalchemy import Engine
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from quadrille.chain.deployment import Chain
from quadrille.chain.text import for_a_log
from quadrille.config import Settings
from quadrille.db import hold, reading, writing
from quadrille.errors import QuadrilleError
from quadrille.needs.need import Need
from quadrille.needs.reading import read_needs
from quadrille.notices.kinds import wanted
from quadrille.notices.letters import notice_letter
from quadrille.notices.outgoing import queue_letter, send_next
from quadrille.notices.subscribing import stop_mark
from quadrille.notices.tables import NoticeMail, NoticeSubscription
from quadrille.people.mail import Carrier, LocalBox, carrier_of, shows_mail
from quadrille.people.tables import Person
from quadrille.types import Timestamp

log = logging.getLogger(__name__)

DAY_SECONDS = 86_400

LOOK_SECONDS = 900
"""Between two looks at one person's needs: each asks the chain some dozens of questions."""

PAUSE_SECONDS = 5
"""Between looks at what is due, when nothing was."""

Find = Callable[[Session, Chain, Person], list[Need]]
"""What needs somebody."""


def needs_of(session: Session, chain: Chain, person: Person) -> list[Need]:
    """What needs this person."""
    return read_needs(session, chain, person).yours


class NoticeSending:
    """Writes and sends notices.

    box   where mails of a local chain without a mail server go, when this process shows them
    """

    def __init__(self, engine: Engine, chain: Chain, box: LocalBox | None = None, find: Find = needs_of) -> None:
        self.engine, self.chain, self.settings, self.find = engine, chain, chain.client.settings, find
        self.carry = _carrier(self.settings, box)
        self._next_at = 0.0

    def step(self) -> bool:
        """Look at one person, or send one mail; whether there may be more at once."""
        if self.carry is None or time.monotonic() < self._next_at:
            return False
        now = Timestamp(int(time.time()))
        if self.look(now) or send_next(self.engine, self.settings, self.carry, now):
            return True
        self._next_at = time.monotonic() + PAUSE_SECONDS
        return False

    def look(self, now: Timestamp) -> bool:
        """Look what needs one person whose turn it is, and write the mail if there is something new."""
        with reading(self.engine) as session:
            row = session.exec(_due(now)).first()
            if row is None:
                return False
            person = session.get_one(Person, row.person_id)
            try:
                needs = wanted(self.find(session, self.chain, person), row.kinds)
            except QuadrilleError as problem:
                # Nobody else waits for this one; it is looked at again when its turn comes.
                log.warning("notices: %s", for_a_log(str(problem)))
                needs = None
        with writing(self.engine) as session:
            _write(session, self.settings, row.id or 0, needs, now)
            session.commit()
        return True


def _carrier(settings: Settings, box: LocalBox | None) -> Carrier | None:
    if settings.smtp_url is not None:
        return carrier_of(settings, LocalBox())
    return box.put if shows_mail(settings) and box is not None else None


def _due(now: Timestamp) -> SelectOfScalar[NoticeSubscription]:
    is_live = col(NoticeSubscription.confirmed_at).is_not(None) & col(NoticeSubscription.stopped_at).is_(None)
    query = select(NoticeSubscription).where(is_live, NoticeSubscription.looked_at <= now - LOOK_SECONDS)
    return query.order_by(col(NoticeSubscription.looked_at)).limit(1)


def _write(session: Session, settings: Settings, number: int, needs: list[Need] | None, now: Timestamp) -> None:
    """Note the look, and write the mail; not yet committed."""
    hold(session, f"notice subscription {number}")
    row = session.get(NoticeSubscription, number, populate_existing=True)
    # Check: it is still wanted, and no other worker was faster.
    if row is None or row.confirmed_at is None or row.stopped_at is not None or row.looked_at > now - LOOK_SECONDS:
        return
    row.looked_at = int(now)
    session.add(row)
    if needs is None:
        return
    new = [need for need in needs if need.key not in row.told]
    # Check: something is new, and there was no mail in the last day.
    if not new or _has_had_one(session, number, now):
        return
    site = settings.public_url.rstrip("/")
    stop_url = f"{site}/notices/stop/{row.id}/{stop_mark(settings, row)}"
    # RFC 8058: a mailbox can stop the notices for its owner with one request.
    headers = (("List-Unsubscribe", f"<{stop_url}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    letter = notice_letter(settings, row.language, needs, stop_url)
    queue_letter(session, settings, row, f"day {now // DAY_SECONDS}", letter, now, headers)
    row.told = [need.key for need in needs]


def _has_had_one(session: Session, number: int, now: Timestamp) -> bool:
    query = select(NoticeMail.id).where(NoticeMail.subscription_id == number, col(NoticeMail.key).like("day %"))
    is_recent = or_(NoticeMail.made_at > now - DAY_SECONDS, NoticeMail.key == f"day {now // DAY_SECONDS}")
    return session.exec(query.where(is_recent)).first() is not None
