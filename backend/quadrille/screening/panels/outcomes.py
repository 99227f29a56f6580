"""What came out of the questions that somebody answered, as far as that can be said without their own answer.

Where an expert decided, the expert's decision. Else what the answers of the others in the panel make of the question
alone, where they are as sure as the panel itself had to be; where they are not, the question has no outcome here. The
questions with known answers (gold) are never used: a curve that moved would tell which they are.
"""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from quadrille.people.tables import Person
from quadrille.screening.judging.answers import Choice
from quadrille.screening.judging.answers import Review as ParsedReview
from quadrille.screening.judging.consensus import Signal, finding
from quadrille.screening.judging.panel import PanelRule
from quadrille.screening.panels.kept import read_document
from quadrille.screening.panels.said import signals_by_person
from quadrille.screening.panels.tables import Panel
from quadrille.screening.process.reading import standing_decisions
from quadrille.screening.process.tables import QuestionDecision, Screening
from quadrille.screening.tables import Review
from quadrille.types import BPS_ONE

MOST_SCREENINGS = 50
"""The newest that are looked at: some 600 answers, and a page that is made in a moment."""

BY_EXPERT = "expert"


def judged_reviews(session: Session, person: Person) -> list[tuple[ParsedReview, dict[str, bool]]]:
    """The reviews of somebody's whose panels have closed, each with the outcomes of its questions; newest first."""
    assert person.id is not None
    return [
        (read_document(review.document), _outcomes(session, screening, panel.rule, person.id))
        for review, screening, panel in _closed(session, person.id)
    ]


def judged_review(session: Session, review: Review) -> tuple[ParsedReview, dict[str, bool]] | None:
    """The same of one review; None while its panel is open, where it came without one, or when its text was erased."""
    panel = session.get(Panel, review.screening_id) if review.screening_id is not None else None
    if panel is None or panel.closed_at is None or review.is_erased:
        return None
    screening = session.get_one(Screening, panel.screening_id)
    return read_document(review.document), _outcomes(session, screening, panel.rule, review.person_id)


def _closed(session: Session, person_id: int) -> list[tuple[Review, Screening, Panel]]:
    """The newest version of each review, with its screening and the panel."""
    query = (
        select(Review, Screening, Panel)
        .join(Screening, col(Screening.id) == col(Review.screening_id))
        .join(Panel, col(Panel.screening_id) == col(Screening.id))
        .where(Review.person_id == person_id, Review.document != "", col(Panel.closed_at).is_not(None))
        .order_by(col(Screening.id).desc(), col(Review.version).desc())
    )
    found: dict[int, tuple[Review, Screening, Panel]] = {}
    for review, screening, panel in session.exec(query):
        found.setdefault(panel.screening_id, (review, screening, panel))
    return list(found.values())[:MOST_SCREENINGS]


def _outcomes(session: Session, screening: Screening, rule: PanelRule, person_id: int) -> dict[str, bool]:
    decided = standing_decisions(session, screening)
    said = signals_by_person(session, screening)
    found = {question: _outcome(decided.get(question), said.get(question, {}), rule, person_id) for question in decided}
    return {question: is_met for question, is_met in found.items() if is_met is not None}


def _outcome(
    decision: QuestionDecision | None, said: Mapping[int, Signal], rule: PanelRule, person_id: int
) -> bool | None:
    if decision is not None and decision.decided_by == BY_EXPERT:
        return Choice(decision.answer).json
    others = finding(signal for who, signal in said.items() if who != person_id)
    needed_bps = rule.sure_yes_bps if others.choice is Choice.YES else rule.sure_no_bps
    return others.choice.json if others.support * BPS_ONE >= needed_bps else None
