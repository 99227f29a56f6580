"""After every answer: where each question stands, whom to ask next, and when the panel has come to its end."""

from collections.abc import Mapping
from math import floor
from typing import NamedTuple

from sqlmodel import Session, col, select

from quadrille.screening.judging.consensus import finding_of, moves_of
from quadrille.screening.judging.panel import Outcome, PanelRule, Step, step_of
from quadrille.screening.panels.drafts import drop_drafts
from quadrille.screening.panels.kept import read_document
from quadrille.screening.panels.reading import panel_of, seats_of, standing_steps
from quadrille.screening.panels.reliability import learned_rates
from quadrille.screening.panels.results import result_of
from quadrille.screening.panels.said import assigned_reviews, signals_by_person
from quadrille.screening.panels.seats import SeatState, is_late, miss_late_seats, offer_next
from quadrille.screening.panels.tables import Confirmation, Panel, PanelStep, ReviewLot
from quadrille.screening.process.flow import record_decisions
from quadrille.screening.process.reading import standing_decisions
from quadrille.screening.process.states import PANEL, Mover, State
from quadrille.screening.process.tables import Screening
from quadrille.screening.tables import Review
from quadrille.types import BPS_ONE, Timestamp

NOBODY_LEFT = "Nobody is left to ask; an expert decides."
TIME_OVER = "The panel's time is over; an expert decides."
"""Why an expert decides where a panel would have asked on."""


class Standing(NamedTuple):
    """Where a question stands after so many answers."""

    step: Step
    answers: int


def advance(session: Session, screening: Screening, now: Timestamp) -> None:
    """Do what is due in a panel: end late offers, note where each question stands, ask on, or close. Not yet committed.

    screening   held by the caller; nothing happens before the lot is drawn, or once the panel has closed
    """
    assert screening.id is not None
    panel = panel_of(session, screening.id)
    rule = panel.rule
    is_over = screening.closes_at is not None and screening.closes_at <= now
    if panel.closed_at is not None or (panel.drawn_at is None and not is_over):
        return
    if screening.state != State.FIRST_REVIEW:
        # The operator went on without it.
        _close(session, screening, {}, now)
        return
    miss_late_seats(session, screening.id, now)
    if not is_over:
        _fill_up(session, screening, now, rule)
    standing = _standing(session, screening, rule)
    _note(session, screening.id, standing, now)
    if not is_over and (_waits(session, screening.id, now) or _asks_on(session, screening, standing, now)):
        return
    ended = {question: _ended(one, TIME_OVER if is_over else NOBODY_LEFT) for question, one in standing.items()}
    _note(session, screening.id, ended, now)
    _close(session, screening, ended, now)


def due_panels(session: Session, now: Timestamp) -> list[int]:
    """Screenings whose panel does not only wait for somebody, those that were opened first before others.

    So that a look at panels that wait only reads.
    """
    query = select(Screening).join(Panel, col(Panel.screening_id) == col(Screening.id))
    query = query.where(col(Panel.closed_at).is_(None)).order_by(col(Panel.opened_at), col(Screening.id))
    return [row.id for row in session.exec(query) if row.id is not None and _is_due(session, row, now)]


def waiting_for(session: Session, screening_id: int, now: Timestamp) -> list[Confirmation]:
    """Evidence under answers of the panel that somebody is looking up now."""
    seats = [seat.person_id for seat in seats_of(session, screening_id) if seat.is_assigned]
    query = select(Confirmation).join(Review, col(Review.id) == col(Confirmation.review_id))
    # Of a text that was erased there is nothing to look up.
    query = query.where(Review.screening_id == screening_id, Review.document != "", col(Review.person_id).in_(seats))
    return list(session.exec(query.where(col(Confirmation.done_at).is_(None), Confirmation.due_at > now)))


def _standing(session: Session, screening: Screening, rule: PanelRule) -> dict[str, Standing]:
    said = signals_by_person(session, screening)
    rates = learned_rates(session, {person for signals in said.values() for person in signals})
    return {
        question: Standing(step_of(finding_of(moves_of(signals, rates)), len(signals), rule), len(signals))
        for question, signals in said.items()
    }


def _ended(one: Standing, why: str) -> Standing:
    """What becomes of a question that nobody more is asked about."""
    if one.step.outcome is not Outcome.ASK_MORE:
        return one
    said = one.step.words.rpartition(";")[0] or one.step.words.rstrip(".")
    return Standing(Step(Outcome.EXPERT, one.step.finding, f"{said}. {why}"), one.answers)


def _waits(session: Session, screening_id: int, now: Timestamp) -> bool:
    """Whether somebody was asked and has their time still, or a lot over a review is to be drawn."""
    seats = [seat for seat in seats_of(session, screening_id) if seat.is_assigned]
    if any(seat.state == SeatState.OFFERED for seat in seats):
        return True
    query = select(ReviewLot).join(Review, col(Review.id) == col(ReviewLot.review_id))
    query = query.where(Review.screening_id == screening_id, col(ReviewLot.drawn_at).is_(None))
    undrawn = session.exec(query.where(col(Review.person_id).in_([seat.person_id for seat in seats]))).first()
    return undrawn is not None or bool(waiting_for(session, screening_id, now))


def _is_due(session: Session, screening: Screening, now: Timestamp) -> bool:
    assert screening.id is not None
    is_over = screening.closes_at is not None and screening.closes_at <= now
    if is_over or screening.state != State.FIRST_REVIEW:
        return True
    if screening.seed is None:
        return False
    is_somebody_late = any(is_late(seat, now) for seat in seats_of(session, screening.id))
    is_short = _missing(session, screening.id, panel_of(session, screening.id).rule) > 0
    return is_somebody_late or is_short or not _waits(session, screening.id, now)


def _fill_up(session: Session, screening: Screening, now: Timestamp, rule: PanelRule) -> None:
    """Ask as many as a panel begins with, in place of whoever missed their time, gave their seat back or was erased."""
    assert screening.id is not None
    missing = _missing(session, screening.id, rule)
    if missing > 0:
        offer_next(session, screening, missing, now)


def _missing(session: Session, screening_id: int, rule: PanelRule) -> int:
    """How many fewer than a panel begins with are asked or have answered."""
    seats = seats_of(session, screening_id)
    asked = sum(1 for seat in seats if seat.is_assigned and seat.state == SeatState.OFFERED)
    return rule.first - asked - len(assigned_reviews(session, screening_id))


def _asks_on(session: Session, screening: Screening, standing: Mapping[str, Standing], now: Timestamp) -> bool:
    """Ask the next of the ranking where a question needs one more; whether somebody was asked."""
    if not any(one.step.outcome is Outcome.ASK_MORE for one in standing.values()):
        return False
    return bool(offer_next(session, screening, 1, now))


def _note(session: Session, screening_id: int, standing: Mapping[str, Standing], now: Timestamp) -> None:
    """Keep where each question stands, where that is not where it stood."""
    before = standing_steps(session, screening_id)
    for question, (step, answers) in standing.items():
        last = before.get(question)
        is_nothing = not answers and step.outcome is Outcome.ASK_MORE
        if is_nothing or (last is not None and (last.outcome, last.words) == (step.outcome, step.words)):
            continue
        row = PanelStep(
            screening_id=screening_id,
            question=question,
            made_at=now,
            answers=answers,
            outcome=step.outcome.value,
            choice=step.finding.choice.value,
            support_bps=floor(BPS_ONE * step.finding.support),
            words=step.words,
        )
        session.add(row)
    session.flush()


def _close(session: Session, screening: Screening, standing: Mapping[str, Standing], now: Timestamp) -> None:
    """Unseal the answers, and hand over what was decided; an expert has the rest, and what they decided stays."""
    assert screening.id is not None
    panel = panel_of(session, screening.id)
    panel.closed_at, screening.closes_at = now, now
    session.add_all([panel, screening])
    drop_drafts(session, screening.id)
    by_experts = {
        name for name, row in standing_decisions(session, screening).items() if row.decided_by == Mover.EXPERT
    }
    newest = [read_document(rows[-1].document) for rows in assigned_reviews(session, screening.id).values()]
    decided = [
        result_of(question, one.step, newest)
        for question, one in standing.items()
        if one.step.outcome is Outcome.DECIDED and question not in by_experts
    ]
    session.flush()
    if decided:
        record_decisions(session, screening, decided, PANEL, now)
