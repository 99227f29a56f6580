"""What is told of seats, drafts, reviews and panels: the same over HTTP, on pages and on the command line."""

import json

from pydantic import BaseModel
from sqlmodel import Session

from quadrille.people.tables import Person
from quadrille.screening.contributions import contribution_of
from quadrille.screening.panels.kept import answers_in
from quadrille.screening.panels.profiles import Profile
from quadrille.screening.panels.reading import (
    candidates_of,
    nominee_in,
    panel_of,
    seats_of,
    steps_of,
    versions_of,
)
from quadrille.screening.panels.tables import DraftAnswer, PanelCandidate, PanelStep, Seat
from quadrille.screening.process.reading import get_screening
from quadrille.screening.process.tables import Screening
from quadrille.screening.tables import Review


class ProfileView(BaseModel):
    """What somebody can review: languages as BCP 47 tags, accounts on code hosts as `github.com/login`."""

    languages: list[str]
    sectors: list[str]
    accounts: list[str]
    minutes_per_week: int
    is_available: bool


class SeatItem(BaseModel):
    """A seat of one's own; times in unix seconds.

    is_assigned   whether the lot chose one: only then does the review move the panel; any earns a badge
    due_at        until when to answer; null for a seat of one's own choice, which ends with the panel
    closes_at     when the panel closes at the latest, or closed
    """

    screening: int
    project: str
    name: str
    state: str
    is_assigned: bool
    offered_at: int
    due_at: int | None
    closes_at: int | None
    is_closed: bool


class FieldItem(BaseModel):
    """One answer of a draft."""

    question: str
    answer: str
    confidence: int | None
    evidence: str
    comment: str
    saved_at: int


class ReviewItem(BaseModel):
    """One version of a review of one's own, and its verdict.

    outcome   "verified", "partly" or "not verified", with `score_bps`, and each reason with its remedy
    """

    review: int
    screening: int
    project: str
    version: int
    submitted_at: int
    commitment: str
    is_signed: bool
    outcome: str
    score_bps: int
    reasons: list[dict[str, str]]
    contribution: int | None


class PlaceItem(BaseModel):
    """A place in the ranking: the number of a person, their tier and lot, and what came of their seat, if any."""

    rank: int
    person: int
    tier: int
    lot: str
    seat: str | None


class StepItem(BaseModel):
    """Where a question stood after so many answers, and why."""

    question: str
    made_at: int
    answers: int
    outcome: str
    choice: str
    support_bps: int
    words: str


class AnswerItem(BaseModel):
    """One answer, once the panel has closed."""

    reviewer: str
    is_assigned: bool
    question: str
    answer: str
    confidence: int
    evidence: str
    comment: str


class PanelView(BaseModel):
    """A panel. Whoever is in it, what they answered and where it stands is null until it has closed.

    pool_digest   of everybody who could be drawn, told before the block that draws was there
    pool          how many they are; `answered`, how many of those that the lot chose have submitted
    seed          the hash of the block `seed_block`; null until that is final
    """

    screening: int
    pool_digest: str
    pool: int
    seed_block: int | None
    seed: str | None
    opened_at: int
    drawn_at: int | None
    closes_at: int | None
    closed_at: int | None
    answered: int
    ranking: list[PlaceItem] | None
    steps: list[StepItem] | None
    answers: list[AnswerItem] | None


def profile_view(profile: Profile) -> ProfileView:
    """A profile."""
    return ProfileView(
        languages=list(profile.languages),
        sectors=list(profile.sectors),
        accounts=list(profile.accounts),
        minutes_per_week=profile.minutes_per_week,
        is_available=profile.is_available,
    )


def seat_item(session: Session, seat: Seat) -> SeatItem:
    """A seat, for whoever has it."""
    screening = get_screening(session, seat.screening_id)
    return SeatItem(
        screening=seat.screening_id,
        project=screening.project_slug,
        name=nominee_in(screening).name,
        closes_at=screening.closes_at,
        is_closed=panel_of(session, seat.screening_id).closed_at is not None,
        **seat.model_dump(include={"state", "is_assigned", "offered_at", "due_at"}),
    )


def field_item(row: DraftAnswer) -> FieldItem:
    """An answer of a draft, for its author."""
    return FieldItem(**row.model_dump(exclude={"screening_id", "person_id", "seconds"}))


def review_item(session: Session, review: Review) -> ReviewItem:
    """A version, for its author."""
    contribution = contribution_of(session, review)
    return ReviewItem(
        review=review.id or 0,
        screening=review.screening_id or 0,
        project=review.project_slug,
        version=review.version,
        submitted_at=review.submitted_at,
        commitment=review.evidence_hash,
        is_signed=review.signature is not None,
        # An appeal that was upheld makes a review count whatever the verdict was.
        outcome="verified" if review.is_verified else review.outcome or "not verified",
        score_bps=review.score_bps or 0,
        reasons=json.loads(review.reasons),
        contribution=contribution.number if contribution else None,
    )


def panel_view(session: Session, screening: Screening) -> PanelView:
    """A panel, for everybody."""
    assert screening.id is not None
    panel = panel_of(session, screening.id)
    seats = seats_of(session, screening.id)
    rows = candidates_of(session, screening.id)
    is_open = panel.closed_at is None
    return PanelView(
        screening=screening.id,
        pool=sum(1 for row in rows if not row.reason),
        answered=sum(1 for seat in seats if seat.is_assigned and seat.state == "submitted"),
        ranking=None if is_open else ranking_items(rows, seats),
        steps=None if is_open else [step_item(row) for row in steps_of(session, screening.id)],
        answers=None if is_open else _answers(session, screening.id, seats),
        **screening.model_dump(include={"seed_block", "seed", "closes_at"}),
        **panel.model_dump(include={"pool_digest", "opened_at", "drawn_at", "closed_at"}),
    )


def ranking_items(rows: list[PanelCandidate], seats: list[Seat]) -> list[PlaceItem]:
    """The ranking, so that anybody can compute it again from the seed."""
    states = {seat.person_id: seat.state for seat in seats}
    return [
        PlaceItem(
            rank=row.rank, person=row.person_id, tier=row.tier or 0, lot=row.lot or "", seat=states.get(row.person_id)
        )
        for row in rows
        if row.rank is not None
    ]


def step_item(row: PanelStep) -> StepItem:
    """A step."""
    return StepItem(**row.model_dump(exclude={"id", "screening_id"}))


def _answers(session: Session, screening_id: int, seats: list[Seat]) -> list[AnswerItem]:
    """The newest version of everybody whose text is there, as it counted."""
    versions = versions_of(session, screening_id)
    found: list[AnswerItem] = []
    for seat in seats:
        kept = [row for row in versions.get(seat.person_id, []) if not row.is_erased]
        name = session.get_one(Person, seat.person_id).pseudonym
        answers = answers_in(kept[-1].document) if kept else []
        found += [
            AnswerItem.model_validate({**one, "reviewer": name, "is_assigned": seat.is_assigned}) for one in answers
        ]
    return found
