"""What is known of a submitted review besides what stands in it, and the verdict on it with all of that."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from sqlmodel import Session, col, select

from quadrille.screening.judging.answers import Review as ParsedReview
from quadrille.screening.judging.effort import Checked
from quadrille.screening.judging.verification import Facts, Verdict, losses_bps, verdict
from quadrille.screening.panels.kept import copied_questions, read_document
from quadrille.screening.panels.tables import Confirmation, GoldAnswer
from quadrille.screening.tables import Review
from quadrille.types import Timestamp

SUPPORTS, DOES_NOT, CANNOT_TELL = "supports", "does_not", "cannot_tell"
"""What a second reviewer can find."""

CHECKED = {SUPPORTS: Checked.CONFIRMED, DOES_NOT: Checked.REFUTED}


def judge(session: Session, person_id: int, parsed: ParsedReview, versions: Sequence[int | None] = ()) -> Verdict:
    """The verdict on a review of somebody's, with what is known of it now.

    versions   of it that are kept already: what was found by whoever looked their evidence up counts
    """
    return verdict(
        parsed,
        Facts(
            taken_over=_taken_over(session, person_id, parsed),
            known=known_answers(session, parsed.project, parsed.submitted_at),
            earlier_losses=_earlier_losses(session, person_id, parsed),
            confirmations=confirmed_of(session, versions),
        ),
    )


def keep_verdict(review: Review, found: Verdict) -> None:
    """Write a verdict into its review."""
    review.is_verified, review.outcome, review.score_bps = found.is_verified, found.outcome.value, found.score_bps
    review.reasons = json.dumps([asdict(reason) for reason in found.reasons])


def known_answers(session: Session, project: str, at: Timestamp) -> dict[str, bool]:
    """The answers that are known for a review submitted then; told to nobody."""
    query = select(GoldAnswer).where(
        GoldAnswer.project_slug == project, GoldAnswer.from_at <= at, GoldAnswer.until_at > at
    )
    return {row.question: row.is_met for row in session.exec(query.order_by(col(GoldAnswer.from_at)))}


def confirmed_of(session: Session, reviews: Sequence[int | None]) -> dict[str, Checked]:
    """What second reviewers found under the questions of one person's versions; of two findings the later version's.

    Whoever amends what was not found is asked about again: until then it stands.
    """
    query = select(Confirmation).where(col(Confirmation.review_id).in_(reviews)).order_by(col(Confirmation.review_id))
    return {
        row.question: CHECKED[row.finding]
        for row in session.exec(query.execution_options(populate_existing=True))
        if row.finding in CHECKED
    }


def _earlier_losses(session: Session, person_id: int, parsed: ParsedReview) -> tuple[int, ...]:
    """What this person's reviews of other nominees lost where the outcome is known: one review has too few for luck."""
    query = select(Review).where(
        Review.person_id == person_id,
        Review.project_slug != parsed.project,
        Review.submitted_at <= parsed.submitted_at,
        Review.document != "",
    )
    # Of several versions the newest.
    newest = {row.project_slug: row for row in session.exec(query.order_by(col(Review.submitted_at), col(Review.id)))}
    reviews = [read_document(row.document) for row in newest.values()]
    return tuple(
        loss for one in reviews for loss in losses_bps(one, known_answers(session, one.project, one.submitted_at))
    )


def _taken_over(session: Session, person_id: int, parsed: ParsedReview) -> frozenset[str]:
    """The questions whose words stand in somebody else's earlier review of the same nominee, in any screening of it."""
    query = select(Review).where(Review.project_slug == parsed.project, Review.document != "")
    versions: dict[int, list[ParsedReview]] = {person_id: []}
    for row in session.exec(query.order_by(col(Review.submitted_at), col(Review.id))):
        kept = read_document(row.document)
        # Of one's own, what came later says nothing of this one.
        if row.person_id != person_id or kept.submitted_at < parsed.submitted_at:
            versions.setdefault(row.person_id, []).append(kept)
    versions[person_id].append(parsed)
    return copied_questions(versions)[person_id]
