"""Alarms: what an operator has to hear of, kept until it is settled, and what stops while one kind is open."""

import logging
import time
from enum import StrEnum

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from quadrille.chain.tables import AlarmRow
from quadrille.chain.text import for_a_log
from quadrille.errors import Refused
from quadrille.languages.words import said

log = logging.getLogger(__name__)


class Alarm(StrEnum):
    """What can be wrong."""

    DEEP_FORK = "deep fork"
    """Blocks that were called final have left the chain: no money moves until all copies were audited."""
    KEY_SHARED = "key shared"
    """A nonce of ours was used by a transaction that is not ours."""
    NUMBER_TAKEN = "number taken"
    """Another badge has the number that a contribution was given: a database was restored, or two share an issuer."""
    DAY_TAKEN = "day taken"
    """The chain has another root for a day of reviews than our log: receipts of that day do not hold here."""
    LIST_TAKEN = "list taken"
    """The chain has another list of ballots than ours: receipts of that proposal do not hold here."""
    BADGE_DOUBTED = "badge doubted"
    """What a badge was given for has turned out not to hold: its issuer may want it back."""
    LOW_FUNDS = "low funds"
    """A signer cannot pay for what waits; nothing is signed, and no nonce burnt."""
    FEE_CEILING = "fee ceiling"
    """Gas costs more than the settings allow; what waits is neither dropped nor paid dearer."""


def raise_alarm(session: Session, kind: Alarm, subject: str, words: str) -> None:
    """Keep an alarm about `subject`, once while it is open, and log it; not yet committed."""
    query = _open().where(AlarmRow.kind == kind, AlarmRow.subject == subject)
    if session.exec(query).first() is None:
        log.error("alarm: %s: %s", kind, for_a_log(words))
        session.add(AlarmRow(kind=kind, subject=subject, words=words, raised_at=int(time.time())))
        session.flush()


def open_alarms(session: Session) -> list[AlarmRow]:
    """What is wrong now, oldest first."""
    return list(session.exec(_open()))


def close_alarms(session: Session, kind: Alarm, subject: str) -> None:
    """Settle the open alarm of this kind about `subject`, if there is one; not yet committed."""
    for alarm in session.exec(_open().where(AlarmRow.kind == kind, AlarmRow.subject == subject)):
        log.warning("settled: %s: %s", kind, for_a_log(alarm.words))
        alarm.closed_at = int(time.time())
        session.add(alarm)


def require_calm(session: Session) -> None:
    """Raises Refused while a deep fork is not audited: no money moves on what may be undone."""
    for alarm in open_alarms(session):
        if alarm.kind == Alarm.DEEP_FORK:
            raise Refused(
                said("No money moves now: {words}", words=alarm.words),
                "`quadrille worker` audits what was final; `quadrille chain status` shows when it is done.",
            )


def _open() -> SelectOfScalar[AlarmRow]:
    return select(AlarmRow).where(col(AlarmRow.closed_at).is_(None)).order_by(col(AlarmRow.id))
