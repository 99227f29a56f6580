"""What the clock does: what was not answered in time ends, a DPG expires after its year, its renewal begins before."""

import logging
import time

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from quadrille.chain.text import for_a_log
from quadrille.db import writing
from quadrille.errors import QuadrilleError
from quadrille.screening.process.flow import open_renewal, submit
from quadrille.screening.process.reading import held_screening, open_screening_of
from quadrille.screening.process.states import (
    BY_CLOCK,
    CLOCK,
    DAY_SECONDS,
    RULES,
    ProcessRules,
    State,
    due_by_clock,
)
from quadrille.screening.process.steps import go
from quadrille.screening.process.tables import Screening
from quadrille.types import Timestamp

log = logging.getLogger(__name__)

MOST = 100
"""Screenings in one go: others are not kept waiting for longer."""

PAUSE_SECONDS = 60
"""Deadlines are days; a minute late is soon enough."""

WORDS = {
    State.FIRST_REVIEW: "Submitted as it is: its time as a draft is over.",
    State.INELIGIBLE: "What was asked of the nominee was not answered in time.",
    State.SECOND_REVIEW: "The time to consult is over.",
    State.EXPIRED: "Its time as a DPG is over.",
}
"""Why the clock moves a screening there."""


class ScreeningClock:
    """The worker's part that keeps deadlines, at most once a minute."""

    def __init__(self, engine: Engine, rules: ProcessRules = RULES) -> None:
        self.engine, self.rules = engine, rules
        self._next_at = 0.0

    def step(self) -> bool:
        """Do what is due when a minute has passed; whether there may be more at once."""
        if time.monotonic() < self._next_at:
            return False
        with writing(self.engine) as session:
            done = run_deadlines(session, Timestamp(int(time.time())), self.rules)
            session.commit()
        has_more = len(done) >= MOST
        self._next_at = time.monotonic() + (0 if has_more else PAUSE_SECONDS)
        return has_more


def run_deadlines(session: Session, now: Timestamp, rules: ProcessRules = RULES) -> list[Screening]:
    """Draft the renewals that are due, then move what is over; the screenings that were made or moved.

    Again at the same time, it changes nothing. Not yet committed.
    """
    return [*_renew(session, now, rules), *_move(session, now, rules)]


def _renew(session: Session, now: Timestamp, rules: ProcessRules) -> list[Screening]:
    renewed = select(Screening.previous_id).where(col(Screening.previous_id).is_not(None))
    until = now + rules.renewal_days * DAY_SECONDS
    query = select(Screening.id).where(
        Screening.state == State.DPG, col(Screening.deadline_at) <= until, col(Screening.id).not_in(renewed)
    )
    done = []
    for screening_id in session.exec(query.order_by(col(Screening.id)).limit(MOST)).all():
        assert screening_id is not None
        if open_screening_of(session, session.get_one(Screening, screening_id).project_slug) is None:
            done.append(open_renewal(session, screening_id, CLOCK, now, rules))
    return done


def _move(session: Session, now: Timestamp, rules: ProcessRules) -> list[Screening]:
    due = select(Screening.id).where(col(Screening.deadline_at) <= now, col(Screening.state).in_(list(BY_CLOCK)))
    done = []
    for screening_id in session.exec(due.order_by(col(Screening.id)).limit(MOST)).all():
        assert screening_id is not None
        screening = held_screening(session, screening_id)
        # Somebody may have moved it while this waited.
        target = due_by_clock(State(screening.state), screening.deadline_at, now)
        if target is not None and _is_moved(session, screening, target, now, rules):
            done.append(screening)
    return done


def _is_moved(session: Session, screening: Screening, target: State, now: Timestamp, rules: ProcessRules) -> bool:
    """Move one; one that cannot be moved keeps no other waiting."""
    try:
        if target is State.FIRST_REVIEW:
            submit(session, screening, CLOCK, now, rules, WORDS[target])
        else:
            go(session, screening, target, CLOCK, WORDS[target], now, rules)
    except QuadrilleError as problem:
        log.warning("screening %s was not moved: %s", screening.id, for_a_log(str(problem)))
        return False
    return True
