"""From a day that is over to its root on the chain: closed once, published once, one day after the other."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from quadrille.chain.alarms import Alarm, raise_alarm
from quadrille.chain.calls import Call
from quadrille.chain.deployment import Chain
from quadrille.chain.outbox.carriers import Entry, Found, OnChain
from quadrille.chain.outbox.queue import Work
from quadrille.chain.outbox.sending import send_entry
from quadrille.chain.outbox.tables import OutboxRow
from quadrille.chain.review_log import DayRoot
from quadrille.db import hold, reading, writing
from quadrille.errors import NotFound
from quadrille.screening.receipts.commitments import day_of
from quadrille.screening.receipts.log import LOG, committed_on, tree_of
from quadrille.screening.receipts.tables import ClosedDay, CommittedReview
from quadrille.types import Hash32, Timestamp

PAUSE_SECONDS = 60
"""A root is due once a day; a minute later is soon enough."""

OTHER_ROOT = (
    "The chain has another root for day {day} than our log, or a later day and none for it. "
    "Was a backup restored? Receipts of that day do not hold against this database."
)


class DayRootCarrier:
    """Makes one transaction of one day's root: the order of days is the contract's law."""

    kind: ClassVar[str] = "day root"
    most = 1

    def __init__(self, chain: Chain) -> None:
        self.chain = chain

    def call(self, entries: Sequence[Entry]) -> Call:
        """The call that publishes this day."""
        (entry,) = entries
        return self.chain.review_log.publish(entry["day"], Hash32(entry["root"]), entry["count"])

    def gas(self, _entries: Sequence[Entry]) -> int | None:
        """Only a trial tells, and one a day is soon tried."""
        return None

    def find(self, entry: Entry) -> Found:
        """The day's publication: ours only with this root and this count."""
        for event in self.chain.review_log.published(day=entry["day"]):
            is_ours = (event.args["root"], event.args["count"]) == (entry["root"], entry["count"])
            return Found(OnChain.OURS if is_ours else OnChain.ANOTHER, event)
        return Found(OnChain.NOTHING)

    def go_elsewhere(self, session: Session, work: OutboxRow, _found: Found) -> None:
        """Nowhere: a day has one root. Somebody has to hear of it."""
        _tell_of_other_root(session, work.meant()["day"])

    def refusals(self, _receipt: Mapping[str, Any]) -> dict[int, str]:
        """A publication alone succeeds or is reverted."""
        return {}


class Rooting:
    """The worker's part that closes days and publishes their roots."""

    def __init__(self, engine: Engine, chain: Chain) -> None:
        self.engine, self.chain = engine, chain
        self._next_at = 0.0

    def step(self) -> bool:
        """Close what is over and publish the first day that waits; whether another may wait. Raises as `send_entry`."""
        if time.monotonic() < self._next_at:
            return False
        # The chain's clock decides when a day is over: the contract asks the same one.
        now, latest = self.chain.client.block().at, self.chain.review_log.latest_day()
        with writing(self.engine) as session:
            closed = close_days(session, now)
            session.commit()
        for one in closed:
            self._check(one, latest)
        with reading(self.engine) as session:
            waiting = session.exec(_closed_after(latest).limit(1)).first()
        if waiting is not None:
            self._publish(waiting)
            return True
        self._next_at = time.monotonic() + PAUSE_SECONDS
        return False

    def _publish(self, closed: ClosedDay) -> None:
        work = day_work(closed)
        with writing(self.engine) as session:
            # The one after it waits until this one is mined: works of the outbox may go out in any order.
            send_entry(session, self.chain, "issuer", work.key, DayRootCarrier(self.chain), work.entry)

    def _check(self, closed: ClosedDay, latest: int) -> None:
        """Tell of a day that was closed behind what the chain has, unless it has just that: only a backup does so."""
        if closed.day > latest or self._published(closed.day) == DayRoot(Hash32(closed.root), closed.count):
            return
        with writing(self.engine) as session:
            _tell_of_other_root(session, closed.day)
            session.commit()

    def _published(self, day: int) -> DayRoot | None:
        try:
            return self.chain.review_log.day_of(day)
        except NotFound:
            return None


def close_days(session: Session, now: Timestamp) -> list[ClosedDay]:
    """Close every day that is over and has commitments, so that nothing more comes into it. Not yet committed."""
    hold(session, LOG)
    newest = session.exec(select(func.max(ClosedDay.day))).one()
    query = select(CommittedReview.day).where(CommittedReview.day < day_of(now)).distinct()
    if newest is not None:
        query = query.where(CommittedReview.day > newest)
    closed = [_closed(session, day, now) for day in session.exec(query.order_by(col(CommittedReview.day)))]
    session.add_all(closed)
    session.flush()
    return closed


def day_work(closed: ClosedDay) -> Work:
    """The work that publishes a day; its key is the day, so that it is done once."""
    entry = {"day": closed.day, "root": closed.root, "count": closed.count}
    return Work(f"review day {closed.day}", DayRootCarrier.kind, entry)


def _closed(session: Session, day: int, now: Timestamp) -> ClosedDay:
    tree = tree_of(committed_on(session, day))
    return ClosedDay(day=day, root=tree.root, count=tree.count, closed_at=now)


def _closed_after(day: int) -> Any:
    return select(ClosedDay).where(ClosedDay.day > day).order_by(col(ClosedDay.day))


def _tell_of_other_root(session: Session, day: int) -> None:
    raise_alarm(session, Alarm.DAY_TAKEN, f"review day {day}", OTHER_ROOT.format(day=day))
