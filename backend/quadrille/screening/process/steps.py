"""Making a step: the state, its deadline, and the row that says by whom and why."""

import time

from sqlmodel import Session

from quadrille.errors import BadParameter
from quadrille.screening.process.outcome import WORDS_CHARACTERS
from quadrille.screening.process.states import (
    ENDED,
    RULES,
    Actor,
    Mover,
    ProcessRules,
    State,
    check_move,
    deadline_of,
)
from quadrille.screening.process.tables import Screening, ScreeningStep
from quadrille.types import Timestamp


def go(
    session: Session,
    screening: Screening,
    target: State,
    actor: Actor,
    words: str,
    now: Timestamp,
    rules: ProcessRules = RULES,
) -> None:
    """Move a screening that is held; a renewal that becomes a DPG ends the one that it renews. Not yet committed.

    words    why, for everybody to read
    raises   Refused when there is no such move, or it is not this actor's
    """
    source = State(screening.state)
    check_move(source, target, actor.mover)
    # Two servers' clocks may differ: no step is before the one it follows.
    moment = Timestamp(max(now, screening.state_since_at))
    screening.state, screening.state_since_at = target.value, moment
    screening.deadline_at = deadline_of(target, moment, rules)
    screening.closed_at = (screening.closed_at or moment) if target in ENDED else None
    add_step(session, screening, source.value, actor, words)
    if target is State.DPG and screening.previous_id is not None:
        _end_previous(session, session.get_one(Screening, screening.previous_id), screening, moment)


def add_step(session: Session, screening: Screening, source: str, actor: Actor, words: str) -> None:
    """Write down the step that led to the state that a screening has now; `source` is empty for the first."""
    session.add(screening)
    session.flush()
    assert screening.id is not None
    step = ScreeningStep(
        screening_id=screening.id,
        made_at=screening.state_since_at,
        actor=actor.name,
        from_state=source,
        to_state=screening.state,
        words=words,
    )
    session.add(step)
    session.flush()


def check_words(name: str, text: str) -> None:
    """Raise BadParameter unless it is a text of a page at most, as it can be kept."""
    # PostgreSQL takes no NUL in a text, and no database half of a surrogate pair.
    is_text = "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)
    if not (text.strip() and len(text) <= WORDS_CHARACTERS and is_text):
        raise BadParameter(name, text[:40], f"1 to {WORDS_CHARACTERS} characters of text")


def moment_of(now: Timestamp | None) -> Timestamp:
    """A moment that was given, or this one."""
    return Timestamp(int(time.time())) if now is None else now


def _end_previous(session: Session, previous: Screening, renewal: Screening, now: Timestamp) -> None:
    if previous.state == State.DPG:
        actor = Actor(Mover.CLOCK, "clock")
        go(session, previous, State.EXPIRED, actor, f"Renewed by screening {renewal.id}.", now)
