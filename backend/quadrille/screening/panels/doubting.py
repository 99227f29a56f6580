"""A verdict that changes after a badge was promised: the code stops, and the operator hears which badge to look at.

Nothing is revoked by itself: the badge's issuer announces it (`keeping.announce_revocation`), the holder can appeal.
"""

import secrets
from typing import NamedTuple

from sqlmodel import Session, col, select

from quadrille.chain.alarms import Alarm, close_alarms, open_alarms, raise_alarm
from quadrille.people.tables import Person
from quadrille.screening.contributions import contribution_of, get_contribution
from quadrille.screening.panels.facts import judge, keep_verdict
from quadrille.screening.panels.kept import read_document
from quadrille.screening.panels.reading import versions_of
from quadrille.screening.panels.tables import ReviewAudit
from quadrille.screening.process.tables import Appeal
from quadrille.screening.tables import Contribution, Review
from quadrille.types import ContributionNumber

UPHELD, REFUTED = "upheld", "refuted"
"""What an audit can come to."""

SUBJECT = "badge "
"""What an alarm's subject begins with, before the badge's number."""


class Doubted(NamedTuple):
    """A contribution whose review no longer counts, though its badge is out or may come."""

    contribution: Contribution
    review: Review
    person: Person


def judge_again(session: Session, screening_id: int, person_id: int) -> None:
    """Judge every version of somebody's review with what is known of it now, and draw the conclusions.

    Each is judged by all that was found under any of them: a badge was given for an earlier one, perhaps. What an
    expert decided stays. Not yet committed.
    """
    kept = versions_of(session, screening_id, [person_id]).get(person_id, [])
    for review in kept:
        if not review.is_erased and not _is_settled(session, review):
            keep_verdict(review, judge(session, person_id, read_document(review.document), [row.id for row in kept]))
            session.add(review)
            session.flush()
            draw_conclusions(session, review)


def draw_conclusions(session: Session, review: Review) -> None:
    """Stop the claim of a review that no longer counts, and tell of its badge; or settle it. Not yet committed."""
    contribution = contribution_of(session, review)
    if contribution is None:
        return
    subject = SUBJECT + str(contribution.number)
    if review.is_verified:
        close_alarms(session, Alarm.BADGE_DOUBTED, subject)
        return
    # No code has this hash: a code's is SHA-256 of 128 random bits.
    contribution.claim_code_hash = secrets.token_hex(32)
    session.add(contribution)
    if contribution.voucher_wallet is not None:
        words = (
            f"Review {review.id}, for which badge {contribution.number} was given, is {review.outcome} now. Look at it "
            f"with `quadrille screening doubted`, and announce the badge's revocation if you agree."
        )
        raise_alarm(session, Alarm.BADGE_DOUBTED, subject, words)
    session.flush()


def list_doubted(session: Session) -> list[Doubted]:
    """Every badge that was promised for a review that no longer counts, by number."""
    query = (
        select(Contribution, Review, Person)
        .join(Review, col(Review.id) == col(Contribution.review_id))
        .join(Person, col(Person.id) == col(Contribution.person_id))
        .where(col(Review.is_verified).is_(False), col(Contribution.voucher_wallet).is_not(None))
    )
    rows = session.exec(query.order_by(col(Contribution.number)))
    return [Doubted(contribution, review, person) for contribution, review, person in rows]


def open_doubts(session: Session) -> list[ContributionNumber]:
    """The badges that the operator was told of and that are not settled."""
    return [
        ContributionNumber(int(alarm.subject.removeprefix(SUBJECT)))
        for alarm in open_alarms(session)
        if alarm.kind == Alarm.BADGE_DOUBTED
    ]


def settle_doubt(session: Session, number: ContributionNumber, has_ended: bool) -> None:
    """Settle what was told of a badge that has ended, or whose review counts again. Not yet committed."""
    review = session.get_one(Review, get_contribution(session, number).review_id)
    if has_ended or review.is_verified:
        close_alarms(session, Alarm.BADGE_DOUBTED, SUBJECT + str(number))


def _is_settled(session: Session, review: Review) -> bool:
    """Whether an expert has decided about its verdict: in an audit that refuted it, or on an appeal."""
    audit = session.get(ReviewAudit, review.id)
    upheld = select(Appeal).where(Appeal.review_id == review.id, Appeal.state == "upheld")
    return (audit is not None and audit.outcome == REFUTED) or session.exec(upheld).first() is not None
