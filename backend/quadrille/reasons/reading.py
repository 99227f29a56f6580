"""The three reasons of one project, read from every room: here the rooms are put together."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from quadrille.catalog.catalog import get_project
from quadrille.catalog.registry import Dpg
from quadrille.chain.deployment import Chain
from quadrille.governance.chambers.feedback.flow import signed_rows
from quadrille.governance.feedback.answers import Tally
from quadrille.governance.feedback.reading import feedback_rows, tallies
from quadrille.quarters import Quarter, quarter_of
from quadrille.reasons.money import rounds_of
from quadrille.reasons.raising import RoundMoney
from quadrille.reasons.relevance import QuarterOfFeedback, Row, by_quarter, by_role
from quadrille.reasons.staying import Contributors, contributors
from quadrille.screening.tables import Contribution, CopiedBadgeEnd, Review
from quadrille.screening.works.tables import Work
from quadrille.types import Timestamp

SIGNED: tuple[Callable[[Session, Chain, str], Iterable[Row]], ...] = (signed_rows,)
"""Where signed feedback of chambers comes from: each gives (chamber, kind, at) for a project's slug."""


@dataclass(frozen=True, slots=True)
class Relevance:
    """What was said of a project. Signed feedback stands apart from answers, and those nobody signed for apart again.

    signed, by_role    of badge holders' chambers
    counted, answers   what end users answered, as far as a partner signed for it; `unsigned` the rest
    """

    signed: list[QuarterOfFeedback]
    by_role: dict[str, dict[str, int]]
    counted: Tally
    answers: list[QuarterOfFeedback]
    unsigned: Tally


@dataclass(frozen=True, slots=True)
class Reasons:
    """All three."""

    project: Dpg
    relevance: Relevance
    people: Contributors
    rounds: list[RoundMoney]


def reasons_of(session: Session, chain: Chain, slug: str, bundles: Path) -> Reasons:
    """The three reasons of a project in the catalogue; raises NotFound, ChainUnreachable.

    bundles   where this server keeps what was committed for its rounds
    """
    project, last = get_project(session, slug), quarter_of(Timestamp(int(time.time())))
    relevance = _relevance(session, chain, slug, last)
    people = contributors(verified_works(session, chain, slug), last)
    return Reasons(project, relevance, people, rounds_of(session, chain, slug, bundles))


def verified_works(session: Session, chain: Chain, slug: str) -> list[tuple[int, Timestamp]]:
    """Whose each verified review or other work for a project is, and when it was handed in.

    An amended review is one work. One whose badge an authority took back does not count.
    """
    gone = _taken_back(session, chain, slug)
    reviews = select(Review).where(Review.project_slug == slug, col(Review.is_verified).is_(True))
    first: dict[tuple[int, object], Timestamp] = {}
    for review in session.exec(reviews.order_by(col(Review.submitted_at))):
        if ("review", review.id) not in gone:
            place = review.screening_id if review.screening_id is not None else f"file {review.id}"
            first.setdefault((review.person_id, place), Timestamp(review.submitted_at))
    works = session.exec(select(Work).where(Work.project_slug == slug))
    others = [(work.person_id, Timestamp(work.handed_in_at)) for work in works if ("work", work.id) not in gone]
    return [*((person, at) for (person, _), at in first.items()), *others]


def _taken_back(session: Session, chain: Chain, slug: str) -> set[tuple[str, int | None]]:
    ended = select(CopiedBadgeEnd.number).where(
        CopiedBadgeEnd.contract == chain.badge.address, col(CopiedBadgeEnd.authority).is_not(None)
    )
    numbers = set(session.exec(ended))
    of_project = session.exec(select(Contribution).where(Contribution.project_slug == slug))
    lost = [one for one in of_project if one.number in numbers]
    return {("review", one.review_id) for one in lost} | {("work", one.work_id) for one in lost}


def _relevance(session: Session, chain: Chain, slug: str, last: Quarter) -> Relevance:
    signed = [row for source in SIGNED for row in source(session, chain, slug)]
    counted, unsigned = tallies(session, slug)
    return Relevance(
        signed=by_quarter(signed, last),
        by_role=by_role(signed),
        counted=counted,
        answers=by_quarter(feedback_rows(session, slug, is_attested=True), last),
        unsigned=unsigned,
    )
