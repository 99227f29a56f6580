"""What panels that have closed tell of a reviewer: how often they say Yes where a requirement is met, and where not."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from quadrille.screening.judging.consensus import Rates, learned
from quadrille.screening.panels.said import signals_by_person
from quadrille.screening.panels.seats import SeatState
from quadrille.screening.panels.tables import Panel, Seat
from quadrille.screening.process.tables import Screening

MOST_BEFORE = 100
"""The newest panels that are looked at: a reviewer who sat on more has a thousand answers in these."""


def learned_rates(session: Session, people: Collection[int]) -> dict[int, Rates]:
    """The rates of those of these people who have answered enough questions (`consensus.LEAST_TASKS`), by number.

    Only panels that have closed count, so that nobody's answers move those of their own panel.
    """
    sat = select(Seat.screening_id).where(
        col(Seat.person_id).in_(people), col(Seat.is_assigned), Seat.state == SeatState.SUBMITTED
    )
    query = select(Screening).join(Panel, col(Panel.screening_id) == col(Screening.id))
    query = query.where(col(Panel.closed_at).is_not(None), col(Screening.id).in_(sat))
    before = session.exec(query.order_by(col(Screening.id).desc()).limit(MOST_BEFORE))
    questions = [
        {str(person): signal for person, signal in said.items()}
        for screening in before
        for said in signals_by_person(session, screening).values()
    ]
    return {int(person): rates for person, rates in learned(questions).items() if int(person) in people}
