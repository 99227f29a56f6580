"""A random tenth of accepted reviews goes to an expert, who upholds or refutes it in words.

Whether one is audited, the hash of a block after its submission decides. An expert sees it once its panel has closed.
"""

import json

from sqlmodel import Session, col, select

from quadrille.errors import NotFound, Refused
from quadrille.languages.words import said
from quadrille.people.tables import Person
from quadrille.screening.contributions import contribution_of
from quadrille.screening.judging.verification import Outcome
from quadrille.screening.panels.audit_lot import is_audited
from quadrille.screening.panels.doubting import REFUTED, UPHELD, draw_conclusions
from quadrille.screening.panels.reading import refuse_sealed
from quadrille.screening.panels.rules import PANEL_RULES, PanelRules
from quadrille.screening.panels.tables import ReviewAudit
from quadrille.screening.process.reading import held_screening
from quadrille.screening.process.rights import expert_actor
from quadrille.screening.process.steps import check_words
from quadrille.screening.tables import Review
from quadrille.types import Hash32, Timestamp


def draw_audit(
    session: Session, review: Review, seed: Hash32, now: Timestamp, rules: PanelRules = PANEL_RULES
) -> ReviewAudit | None:
    """The audit of an accepted review whom the lot chose; None for all others. Not yet committed."""
    is_accepted = review.is_verified and contribution_of(session, review) is not None
    if not is_accepted or not is_audited(seed, Hash32(review.evidence_hash), rules):
        return None
    assert review.id is not None
    row = ReviewAudit(review_id=review.id, drawn_at=now)
    session.add(row)
    session.flush()
    return row


def list_audits(
    session: Session, only_open: bool = False, after: int = 0, limit: int | None = None
) -> list[tuple[ReviewAudit, Review]]:
    """Audits with their reviews, by the review's number; all, or those that wait for an expert.

    after, limit   the first `limit` of those whose number is above `after`
    """
    query = select(ReviewAudit, Review).join(Review, col(Review.id) == col(ReviewAudit.review_id))
    query = query.where(col(ReviewAudit.review_id) > after).limit(limit)
    if only_open:
        query = query.where(col(ReviewAudit.decided_at).is_(None))
    return [(row, review) for row, review in session.exec(query.order_by(col(ReviewAudit.review_id)))]


def audit_for(session: Session, expert: Person, review_id: int) -> tuple[ReviewAudit, Review]:
    """An audit as an expert may see it; raises NotFound, NotAllowed, Refused while its panel is open."""
    row = session.get(ReviewAudit, review_id)
    if row is None:
        raise NotFound("audit of review", review_id, "`quadrille screening audit list` names those there are.")
    review = session.get_one(Review, review_id)
    expert_actor(session, expert, review.project_slug)
    refuse_sealed(session, review)
    return row, review


def decide_audit(
    session: Session, expert: Person, review_id: int, is_upheld: bool, words: str, now: Timestamp
) -> ReviewAudit:
    """Uphold or refute an accepted review, in words that its author reads. Not yet committed.

    raises   NotFound, BadParameter, NotAllowed for whoever is no expert or has a part in it, Refused once decided
    """
    check_words("words", words)
    row, review = audit_for(session, expert, review_id)
    assert review.screening_id is not None
    held_screening(session, review.screening_id)
    session.refresh(row)
    session.refresh(review)
    # Check: nobody decided it, and there is a text to look at.
    if row.decided_at is not None or review.is_erased:
        what = f"was {row.outcome}" if row.decided_at is not None else "is of a review whose text was erased"
        raise Refused(
            said("The audit of review {review_id} {what}.", review_id=review_id, what=what),
            "It stays as it is; its author can appeal.",
        )
    # Effect: the outcome, and the verdict that it changes.
    row.outcome = UPHELD if is_upheld else REFUTED
    row.expert_id, row.decided_at, row.words = expert.id, now, words
    session.add(row)
    if not is_upheld:
        _refute(review, words)
    session.add(review)
    session.flush()
    draw_conclusions(session, review)
    return row


def _refute(review: Review, words: str) -> None:
    review.is_verified, review.outcome = False, Outcome.NOT_VERIFIED.value
    reason = {
        "code": "audit_refuted",
        "words": f"An expert looked at this review and did not find the effort in it: {words}",
        "remedy": "Appeal if that is wrong: another expert decides.",
    }
    review.reasons = json.dumps([reason, *json.loads(review.reasons)])
