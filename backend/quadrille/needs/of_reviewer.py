"""What a reviewer, a maintainer and an expert are needed for in screenings, and badges that wait for them."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from quadrille.catalog.catalog import name_of
from quadrille.chain.deployment import Chain
from quadrille.languages.words import said, said_many
from quadrille.needs.need import Need, NeedKind, named
from quadrille.people.affiliations import maintains
from quadrille.people.tables import Person
from quadrille.screening.panels.auditing import list_audits
from quadrille.screening.panels.confirming import open_confirmations
from quadrille.screening.panels.experts import waiting_for_experts
from quadrille.screening.panels.reading import nominee_in, panel_of
from quadrille.screening.panels.seats import SeatState, seats_of_person
from quadrille.screening.process.appealing import list_appeals
from quadrille.screening.process.reading import get_screening, list_screenings
from quadrille.screening.process.rights import is_expert
from quadrille.screening.process.states import State
from quadrille.screening.process.tables import Screening
from quadrille.screening.tables import Contribution, CopiedBadge, Review
from quadrille.types import ContributionNumber, Timestamp

MOST_OF_A_KIND = 20
"""Things of one kind: who has more to do sees the rest once these are done."""


def reviewers_needs(session: Session, chain: Chain, person: Person, now: Timestamp) -> Iterator[Need]:
    """Everything about screenings that waits for this person."""
    yield from _seats(session, person, now)
    yield from _confirmations(session, person, now)
    yield from _answers(session, person)
    if is_expert(session, person):
        yield from _decisions(session)
    yield from _claims(session, chain, person)


def open_reviews(session: Session, person: Person | None = None) -> Iterator[Need]:
    """Nominees that whoever wants to may review now; without those that this person has a seat for."""
    held = set() if person is None else {seat.screening_id for seat in seats_of_person(session, person)}
    rows = [row for row in list_screenings(session, state=State.FIRST_REVIEW) if row.seed_block is not None]
    for row in [row for row in rows if row.id not in held][-MOST_OF_A_KIND:]:
        words = said("Review {project}: {count} questions.", project=_name(row), count=len(row.asked))
        yield Need(NeedKind.REVIEW, words, f"/review/{row.id}", row.closes_at)


def _seats(session: Session, person: Person, now: Timestamp) -> Iterator[Need]:
    for seat in seats_of_person(session, person, [SeatState.OFFERED])[:MOST_OF_A_KIND]:
        screening = get_screening(session, seat.screening_id)
        due_at = seat.due_at if seat.due_at is not None else screening.closes_at
        is_over = due_at is not None and due_at <= now
        if is_over or panel_of(session, seat.screening_id).closed_at is not None:
            continue
        if seat.is_assigned:
            words = said("You were drawn to review {project}.", project=_name(screening))
        else:
            words = said("Finish your review of {project}.", project=_name(screening))
        yield Need(NeedKind.SEAT, words, f"/review/{seat.screening_id}", due_at)


def _confirmations(session: Session, person: Person, now: Timestamp) -> Iterator[Need]:
    for row, screening in open_confirmations(session, person)[:MOST_OF_A_KIND]:
        if row.due_at > now:
            words = said(
                "Look up the evidence under question {question} on {project}.",
                question=row.question,
                project=_name(screening),
            )
            yield Need(NeedKind.CONFIRMATION, words, f"/confirmations/{row.id}", row.due_at)


def _answers(session: Session, person: Person) -> Iterator[Need]:
    for row in list_screenings(session, state=State.CLARIFICATION):
        if maintains(session, person, row.project_slug):
            words = said("Answer what the screening of {project} asks.", project=_name(row))
            yield Need(NeedKind.ANSWER, words, f"/screenings/{row.id}", row.deadline_at)


def _decisions(session: Session) -> Iterator[Need]:
    for row, questions in waiting_for_experts(session)[:MOST_OF_A_KIND]:
        words = said_many(
            "Decide {count} question that the panel on {project} left open.",
            "Decide {count} questions that the panel on {project} left open.",
            len(questions),
            project=_name(row),
        )
        yield Need(NeedKind.EXPERT, words, f"/screenings/{row.id}", row.deadline_at)
    for audit, review in list_audits(session, only_open=True, limit=MOST_OF_A_KIND):
        words = said("Audit review {number} of {project}.", number=audit.review_id, project=review.project_slug)
        yield Need(NeedKind.EXPERT, words, f"/review#audit-{audit.review_id}")
    for appeal in list_appeals(session, state="open", limit=MOST_OF_A_KIND):
        place = f"/screenings/{appeal.screening_id}" if appeal.screening_id else f"/review#appeal-{appeal.id}"
        yield Need(NeedKind.EXPERT, said("Decide appeal {number}.", number=appeal.id), place)


def _claims(session: Session, chain: Chain, person: Person) -> Iterator[Need]:
    """Badges that were earned and never came to a wallet. Whether one did is the chain's to say."""
    copied = select(CopiedBadge.number).where(CopiedBadge.contract == chain.badge.address)
    issued = set(session.exec(copied))
    query = select(Contribution).where(Contribution.person_id == person.id, col(Contribution.is_queued).is_(False))
    waiting = [row for row in session.exec(query.order_by(col(Contribution.number))) if row.number not in issued]
    for row in waiting[:MOST_OF_A_KIND]:
        review = None if row.review_id is None else session.get_one(Review, row.review_id)
        if (review is not None and not review.is_verified) or chain.badge.is_used(ContributionNumber(row.number)):
            continue
        words = said(
            "Claim badge {number}, for your work on {project}.",
            number=row.number,
            project=named(name_of(session, row.project_slug)),
        )
        # The code itself is kept as a hash alone; a new one is made where the review is shown.
        place = "/me" if review is None or review.screening_id is None else "/review"
        yield Need(NeedKind.CLAIM, words, f"{place}#badge-{row.number}")


def _name(screening: Screening) -> str:
    return named(nominee_in(screening).name)
