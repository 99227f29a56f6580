"""Reading and keeping reviews, contributions and their claim codes."""

import hashlib
import json
import secrets
import time
from dataclasses import asdict

from sqlalchemy import func
from sqlmodel import Session, col, select

from quadrille.chain.badge_kinds import REVIEWING, Craft
from quadrille.db import hold
from quadrille.errors import NotFound, Refused
from quadrille.people.tables import Person
from quadrille.screening import review_file
from quadrille.screening.judging import verification
from quadrille.screening.judging.answers import Review as ParsedReview
from quadrille.screening.tables import Contribution, Review
from quadrille.screening.works.tables import Work
from quadrille.types import ContributionNumber

CLAIM_CODE_BYTES = 16
"""128 bits: the six-digit claim codes of another system were guessed, and its collection had to be burnt."""


def keep_review(session: Session, person: Person, parsed: ParsedReview, verdict: verification.Verdict) -> Review:
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


def review_of(session: Session, person: Person, parsed: ParsedReview) -> Review | None:
    """The review that this person handed in on this nominee at this time, if any."""
    return session.exec(
        select(Review).where(
            Review.person_id == person.id,
            Review.project_slug == parsed.project,
            Review.submitted_at == parsed.submitted_at,
        )
    ).one_or_none()


def has_contribution(session: Session, review: Review) -> bool:
    """Whether this person has a contribution for a review of this nominee already."""
    # One badge for one person's reviews of one nominee: a second review of it is welcome, but no second vote.
    found = session.exec(
        select(Contribution).where(
            Contribution.person_id == review.person_id,
            Contribution.project_slug == review.project_slug,
            col(Contribution.review_id).is_not(None),
        )
    ).first()
    return found is not None


def add_contribution(session: Session, source: Review | Work, craft: Craft = REVIEWING) -> tuple[Contribution, str]:
    """Give a verified review or other work the next number, and a claim code; not yet committed.

    Its badge is of the level that the person has reached in this craft with it.
    """
    code = _new_code()
    assert source.id is not None
    contribution = Contribution(
        number=_highest_number(session) + 1,
        review_id=source.id if isinstance(source, Review) else None,
        work_id=source.id if isinstance(source, Work) else None,
        evidence_hash=source.evidence_hash,
        person_id=source.person_id,
        project_slug=source.project_slug,
        kind=craft.kind_at(_count_of(session, source.person_id, craft) + 1).id,
        verified_at=int(time.time()),
        claim_code_hash=_hash_code(code),
    )
    session.add(contribution)
    return contribution, code


def source_of(session: Session, contribution: Contribution) -> Review | Work:
    """The review or other work that earned a contribution."""
    if contribution.work_id is not None:
        return session.get_one(Work, contribution.work_id)
    return session.get_one(Review, contribution.review_id)


def renumber(session: Session, contribution: Contribution, above: int) -> None:
    """Give a contribution a number that neither this database nor the chain has used; not yet committed."""
    hold(session, "contribution numbers")
    contribution.number = max(_highest_number(session), above) + 1


def contributions_of(session: Session, person: Person) -> list[Contribution]:
    """All contributions of a person, as they are in the database now."""
    query = select(Contribution).where(Contribution.person_id == person.id)
    return list(session.exec(query.execution_options(populate_existing=True)))


def contribution_of(session: Session, source: Review | Work) -> Contribution | None:
    """What this review or other work earned, if anything."""
    column = Contribution.work_id if isinstance(source, Work) else Contribution.review_id
    return session.exec(select(Contribution).where(column == source.id)).one_or_none()


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
    """What persons who were erased since have earned with reviews of this nominee."""
    query = select(Contribution).join(Person, col(Person.id) == col(Contribution.person_id))
    reviews = query.where(col(Contribution.review_id).is_not(None), Contribution.project_slug == project_slug)
    return list(session.exec(reviews.where(col(Person.erased_at).is_not(None))))


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


def _count_of(session: Session, person_id: int, craft: Craft) -> int:
    query = select(func.count()).select_from(Contribution).where(Contribution.person_id == person_id)
    return session.exec(query.where(col(Contribution.kind).in_(craft.kinds))).one()


def _highest_number(session: Session) -> int:
    return session.exec(select(func.max(Contribution.number))).one() or 0


def _new_code() -> str:
    # Hex, so that a code never starts with a hyphen and reads as an option of the command line.
    return secrets.token_hex(CLAIM_CODE_BYTES)


def _hash_code(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
