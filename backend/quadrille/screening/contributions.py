"""Reading and keeping reviews, contributions and their claim codes."""

import hashlib
import json
import secrets
import time
from dataclasses import asdict

from sqlalchemy import func
from sqlmodel import Session, col, select

from quadrille.chain.deployment import REVIEWER
from quadrille.db import hold
from quadrille.errors import NotFound, Refused
from quadrille.people.tables import Person
from quadrille.screening import review_file, verification
from quadrille.screening.tables import Contribution, Review
from quadrille.types import ContributionNumber

CLAIM_CODE_BYTES = 16
"""128 bits: the six-digit claim codes of another system were guessed, and its collection had to be burnt."""


def keep_review(session: Session, person: Person, parsed: review_file.Review, verdict: verification.Verdict) -> Review:
    """Keep a review under a salted hash; not yet committed."""
    salt = secrets.token_bytes(32)
    assert person.id is not None
    review = Review(
        person_id=person.id,
        project_slug=parsed.project,
        submitted_at=parsed.submitted_at,
        document=review_file.review_document(parsed).decode(),
        salt="0x" + salt.hex(),
        evidence_hash=review_file.evidence_hash(parsed, salt),
        is_verified=verdict.is_verified,
        reasons=json.dumps([asdict(reason) for reason in verdict.reasons]),
    )
    session.add(review)
    session.flush()
    return review


def review_of(session: Session, person: Person, parsed: review_file.Review) -> Review | None:
    """The review that this person handed in on this nominee at this time, if any."""
    return session.exec(
        select(Review).where(
            Review.person_id == person.id,
            Review.project_slug == parsed.project,
            Review.submitted_at == parsed.submitted_at,
        )
    ).one_or_none()


def has_contribution(session: Session, review: Review) -> bool:
    """Whether this person has a contribution for this nominee already."""
    # One badge for one person's work on one nominee: a second review of it is welcome, but no second vote.
    found = session.exec(
        select(Contribution).where(
            Contribution.person_id == review.person_id, Contribution.project_slug == review.project_slug
        )
    ).first()
    return found is not None


def add_contribution(session: Session, review: Review) -> tuple[Contribution, str]:
    """Give a verified review the next number, and a claim code; not yet committed."""
    code = _new_code()
    assert review.id is not None
    contribution = Contribution(
        number=_highest_number(session) + 1,
        review_id=review.id,
        person_id=review.person_id,
        project_slug=review.project_slug,
        kind=REVIEWER.id,
        verified_at=int(time.time()),
        claim_code_hash=_hash_code(code),
    )
    session.add(contribution)
    return contribution, code


def renumber(session: Session, contribution: Contribution, above: int) -> None:
    """Give a contribution a number that neither this database nor the chain has used; not yet committed."""
    hold(session, "contribution numbers")
    contribution.number = max(_highest_number(session), above) + 1


def contributions_of(session: Session, person: Person) -> list[Contribution]:
    """All contributions of a person, as they are in the database now."""
    query = select(Contribution).where(Contribution.person_id == person.id)
    return list(session.exec(query.execution_options(populate_existing=True)))


def contribution_of(session: Session, review: Review) -> Contribution | None:
    """What this review earned, if anything."""
    return session.exec(select(Contribution).where(Contribution.review_id == review.id)).one_or_none()


def contribution_by_code(session: Session, code: str) -> Contribution:
    """The contribution that this code claims; raises NotFound."""
    found = session.exec(select(Contribution).where(Contribution.claim_code_hash == _hash_code(code))).one_or_none()
    if found is None:
        raise NotFound("contribution", "for this claim code", "Ask the operator for a new code.")
    return found


def get_contribution(session: Session, number: ContributionNumber) -> Contribution:
    """The contribution of this number; raises NotFound."""
    contribution = session.get(Contribution, number)
    if contribution is None:
        raise NotFound("contribution", number)
    return contribution


def renew_claim_code(session: Session, number: ContributionNumber) -> str:
    """A fresh claim code for a contribution; the one before stops working.

    raises  NotFound, or Refused when its person was erased
    """
    contribution = get_contribution(session, number)
    refuse_erased(session.get_one(Person, contribution.person_id))
    code = _new_code()
    contribution.claim_code_hash = _hash_code(code)
    session.add(contribution)
    session.commit()
    return code


def refuse_erased(person: Person) -> None:
    """Raise Refused for a person who was erased: nothing is promised, sent or handed in for them any more."""
    if person.erased_at is not None:
        raise Refused("This person was erased at their own wish.", "What they have on the chain stays theirs.")


def earned_by_erased(session: Session, project_slug: str) -> list[Contribution]:
    """What persons who were erased since have earned on this nominee."""
    query = select(Contribution).join(Person, col(Person.id) == col(Contribution.person_id))
    return list(
        session.exec(query.where(col(Person.erased_at).is_not(None), Contribution.project_slug == project_slug))
    )


def list_reviews(
    session: Session, after: int = 0, limit: int | None = None
) -> list[tuple[Review, Person, Contribution | None]]:
    """Reviews with who wrote them and what they earned, oldest first; all, or `limit` behind number `after`."""
    rows = session.exec(
        select(Review, Person, Contribution)
        .join(Person, col(Person.id) == col(Review.person_id))
        .join(Contribution, col(Contribution.review_id) == col(Review.id), isouter=True)
        .where(col(Review.id) > after)
        .order_by(col(Review.id))
        .limit(limit)
    )
    return [(review, person, contribution) for review, person, contribution in rows]


def _highest_number(session: Session) -> int:
    return session.exec(select(func.max(Contribution.number))).one() or 0


def _new_code() -> str:
    # Hex, so that a code never starts with a hyphen and reads as an option of the command line.
    return secrets.token_hex(CLAIM_CODE_BYTES)


def _hash_code(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
