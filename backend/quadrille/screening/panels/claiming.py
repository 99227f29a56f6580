"""The way from a submitted review to its badge, for its author alone."""

from sqlmodel import Session

from quadrille.errors import Refused
from quadrille.languages.words import said
from quadrille.people.tables import Person
from quadrille.screening.contributions import contribution_of, renew_claim_code
from quadrille.screening.panels.receipts import own_review
from quadrille.types import ContributionNumber


def own_claim_code(session: Session, person: Person, review_id: int) -> str:
    """A fresh claim code for what a review earned; the one before stops working. Committed.

    raises   NotFound for a review that is not theirs, Refused when it earned nothing, or counts no longer
    """
    review = own_review(session, person, review_id)
    contribution = contribution_of(session, review)
    if contribution is None or not review.is_verified:
        raise Refused(
            said(
                "Version {version} of your review is {outcome}; it has no badge to claim.",
                version=review.version,
                outcome=review.outcome,
            ),
            "The verdict says what is missing; one badge is given for one nominee.",
        )
    return renew_claim_code(session, ContributionNumber(contribution.number))
