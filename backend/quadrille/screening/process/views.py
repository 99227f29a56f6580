"""Screenings as they are told to everybody, the same over HTTP, on pages and on the command line."""

import re
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session

from quadrille.people.tables import Person
from quadrille.screening.process import reading
from quadrille.screening.process.appealing import list_appeals
from quadrille.screening.process.states import State
from quadrille.screening.process.tables import Appeal, QuestionDecision, Screening, ScreeningStep

_PERSON = re.compile(r"person ([0-9]+)")


class ScreeningItem(BaseModel):
    """A screening in a list; times in unix seconds.

    deadline_at  when its state should be over, or null; closed_at, when it came to an end
    renews       the screening that it renews, or null
    """

    screening: int
    project: str
    standard_version: str
    snapshot_hash: str
    state: State
    state_since_at: int
    deadline_at: int | None
    opened_at: int
    closed_at: int | None
    renews: int | None


class StepItem(BaseModel):
    """A step: who moved it from where to where, and why. `from_state` is empty for the first."""

    made_at: int
    actor: str
    from_state: str
    to_state: str
    words: str


class DecisionItem(BaseModel):
    """A decision on a question; the highest version of each question stands."""

    question: str
    version: int
    answer: str
    support_bps: int
    decided_by: str
    made_at: int
    evidence: list[str]
    words: str


class AppealItem(BaseModel):
    """An appeal as everybody sees it, about a screening or, with that null, about a review."""

    appeal: int
    screening: int | None
    by: str
    state: str
    made_at: int
    decided_at: int | None
    decision: str


class ScreeningView(ScreeningItem):
    """All of a screening.

    asked      the questions that are asked; of a renewal only what changed
    decisions  null until the panel has closed; `outcome`, what they say together, too
    """

    languages: list[str]
    sectors: list[str]
    asked: list[str]
    seed_block: int | None
    closes_at: int | None
    steps: list[StepItem]
    decisions: list[DecisionItem] | None
    outcome: str | None
    appeals: list[AppealItem]


def item_of(row: Screening) -> ScreeningItem:
    """A screening for a list."""
    return ScreeningItem(**_brief(row))


def view_of(session: Session, row: Screening) -> ScreeningView:
    """All that everybody may know of a screening."""
    is_shown = reading.shows_decisions(row)
    return ScreeningView(
        **_brief(row),
        **row.model_dump(include={"languages", "sectors", "asked", "seed_block", "closes_at"}),
        steps=[step_of(session, step) for step in reading.steps_of(session, row)],
        decisions=[decision_of(one) for one in reading.decisions_of(session, row)] if is_shown else None,
        outcome=reading.outcome_of(session, row).words if is_shown else None,
        appeals=[appeal_of(one) for one in list_appeals(session, screening_id=row.id)],
    )


def step_of(session: Session, row: ScreeningStep) -> StepItem:
    """A step, with the pseudonym of whoever made it."""
    return StepItem(**{**row.model_dump(exclude={"id", "screening_id"}), "actor": actor_words(session, row.actor)})


def decision_of(row: QuestionDecision) -> DecisionItem:
    """A decision, without who made it beyond their right."""
    return DecisionItem(**row.model_dump(exclude={"id", "screening_id", "actor"}))


def appeal_of(row: Appeal) -> AppealItem:
    """An appeal, without who made it and on what grounds."""
    told = row.model_dump(include={"by", "state", "made_at", "decided_at", "decision"})
    return AppealItem(appeal=row.id or 0, screening=row.screening_id, **told)


def actor_words(session: Session, actor: str) -> str:
    """The pseudonym of "person N", as it is now; other actors as they are."""
    found = _PERSON.fullmatch(actor)
    person = session.get(Person, int(found[1])) if found else None
    return actor if person is None else person.pseudonym


def _brief(row: Screening) -> dict[str, Any]:
    names = {"standard_version", "snapshot_hash", "state_since_at", "deadline_at", "opened_at", "closed_at"}
    return {
        "screening": row.id,
        "project": row.project_slug,
        "state": State(row.state),
        "renews": row.previous_id,
        **row.model_dump(include=names),
    }
