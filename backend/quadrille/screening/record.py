"""What somebody has done here, for the page of a person and of a badge: read, never decided."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from quadrille.catalog.catalog import name_of
from quadrille.people.tables import Person
from quadrille.screening.contributions import source_of
from quadrille.screening.judging.calibration import Calibration, calibration
from quadrille.screening.judging.effort import Checked
from quadrille.screening.panels.facts import confirmed_of
from quadrille.screening.panels.outcomes import judged_review, judged_reviews
from quadrille.screening.panels.reading import is_sealed
from quadrille.screening.tables import Contribution, Review
from quadrille.screening.works.tables import Work

PAGE = 25
"""Contributions on one page."""


@dataclass(frozen=True, slots=True)
class Done:
    """One contribution, and what earned it."""

    contribution: Contribution
    source: Review | Work
    project_name: str


def contributions_before(session: Session, person: Person, before: int, is_own: bool) -> list[Done]:
    """Up to PAGE + 1 contributions of a person, newest first, with numbers below `before`; 0 begins at the newest.

    is_own   whether the person asks: others are not told of a review whose panel is open, nor who sits on it
    """
    query = select(Contribution).where(Contribution.person_id == person.id)
    if before:
        query = query.where(Contribution.number < before)
    found: list[Done] = []
    for contribution in session.exec(query.order_by(col(Contribution.number).desc())):
        source = source_of(session, contribution)
        if is_own or not (isinstance(source, Review) and is_sealed(session, source.screening_id)):
            found.append(Done(contribution, source, name_of(session, contribution.project_slug)))
        if len(found) > PAGE:
            break
    return found


def calibration_of(session: Session, person: Person) -> Calibration:
    """How sure a person's answers were, beside what came out of the questions."""
    return calibration(judged_reviews(session, person))


def review_facts(session: Session, review: Review) -> dict[str, Any] | None:
    """What everybody may know of the effort behind a review: nothing before its panel has closed."""
    judged = judged_review(session, review)
    if judged is None:
        return None
    looked_up = confirmed_of(session, [review.id]).values()
    return {
        "answers": len(judged[0].answers),
        "with_evidence": sum(1 for answer in judged[0].answers if answer.words.strip()),
        "found": sum(1 for one in looked_up if one is Checked.CONFIRMED),
        "not_found": sum(1 for one in looked_up if one is Checked.REFUTED),
        "levels": calibration([judged]).levels,
    }
