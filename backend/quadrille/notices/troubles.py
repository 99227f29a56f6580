"""What the operator sees of mails that do not go out: how many, why, and when they are tried again; no address."""

import time

from sqlmodel import Session, col, func, select

from quadrille.notices.tables import NoticeMail

FAILED_SECONDS = 7 * 86_400
"""For a week a mail that was given up is counted; after that nobody asks any more."""


def mails_in_trouble(session: Session) -> tuple[int, int]:
    """How many mails were tried in vain and wait, and how many were given up in the last days."""
    waiting = select(func.count()).where(NoticeMail.state == "queued", NoticeMail.attempts > 0)
    since = int(time.time()) - FAILED_SECONDS
    failed = select(func.count()).where(NoticeMail.state == "failed", NoticeMail.made_at > since)
    return session.exec(waiting).one(), session.exec(failed).one()


def list_mails(session: Session, after: int = 0, limit: int | None = None) -> list[NoticeMail]:
    """Mails by their number, behind `after`."""
    query = select(NoticeMail).where(col(NoticeMail.id) > after).order_by(col(NoticeMail.id)).limit(limit)
    return list(session.exec(query))
