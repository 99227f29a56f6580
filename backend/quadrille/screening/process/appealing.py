"""Appeals: by the nominee against its decision, by a reviewer against the verdict on their review.

An expert who had no part in it decides. Upheld, a screening goes back to second review, and a review counts: it gets
its number, and whoever wrote it a claim code.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session, col, select

from quadrille.db import hold
from quadrille.errors import NotFound, Refused
from quadrille.languages.words import said
from quadrille.people.tables import Person
from quadrille.screening import contributions
from quadrille.screening.judging.reasons import Reason
from quadrille.screening.process import reading
from quadrille.screening.process.rights import appeal_actor, refuse_stranger
from quadrille.screening.process.states import RULES, Actor, ProcessRules, State, check_appeal
from quadrille.screening.process.steps import check_words, go, moment_of
from quadrille.screening.process.tables import Appeal
from quadrille.screening.tables import Contribution, Review
from quadrille.types import ContributionNumber, Timestamp

OPEN, UPHELD, DISMISSED = "open", "upheld", "dismissed"

NOMINEE, REVIEWER = "nominee", "reviewer"


@dataclass(frozen=True, slots=True)
class DecidedAppeal:
    """An appeal that was decided, and what followed from it, in words; a review's contribution where there is one."""

    appeal: Appeal
    effect: str
    contribution: Contribution | None = None


def appeal_screening(
    session: Session,
    person: Person,
    screening_id: int,
    grounds: str,
    now: Timestamp | None = None,
    rules: ProcessRules = RULES,
) -> Appeal:
    """Appeal for the nominee against the decision on it. Not yet committed.

    raises   NotFound, BadParameter, NotAllowed for whoever does not speak for it, Refused when there is no decision,
             its time is over, or it was appealed against before
    """
    check_words("grounds", grounds)
    screening = reading.held_screening(session, screening_id)
    moment = moment_of(now)
    # Check: they speak for the nominee, and there is a decision to appeal against.
    refuse_stranger(session, person, screening.project_slug)
    check_appeal(State(screening.state), screening.state_since_at, moment, rules)
    # Check: once for each decision.
    if any(row.made_at >= screening.state_since_at for row in list_appeals(session, screening_id=screening_id)):
        raise Refused(
            said("The decision of screening {screening_id} was appealed against.", screening_id=screening_id),
            "One appeal is heard.",
        )
    return _keep(session, Appeal(**_said(person, NOMINEE, grounds, moment), screening_id=screening_id))


def appeal_review(
    session: Session, person: Person, review_id: int, grounds: str, now: Timestamp | None = None
) -> Appeal:
    """Appeal as its author against the verdict on a review. Not yet committed.

    raises   NotFound for a review that is not theirs, BadParameter, Refused when it counts already, was erased, or was
             appealed against before
    """
    check_words("grounds", grounds)
    hold(session, f"appeals of review {review_id}")
    review = session.get(Review, review_id)
    # Check: it is theirs; whose it is instead is nobody's to know.
    if review is None or review.person_id != person.id:
        raise NotFound("review of yours", review_id)
    # Check: there is a verdict to change, once.
    if review.is_verified or review.is_erased:
        raise Refused(
            said("Review {review_id} counts already, or its text was erased.", review_id=review_id),
            "There is nothing to decide.",
        )
    if list_appeals(session, review_id=review_id):
        raise Refused(
            said("The verdict on review {review_id} was appealed against.", review_id=review_id), "One appeal is heard."
        )
    return _keep(session, Appeal(**_said(person, REVIEWER, grounds, moment_of(now)), review_id=review_id))


def can_appeal(session: Session, review: Review) -> bool:
    """Whether the author of a review may appeal against its verdict still."""
    return not (review.is_verified or review.is_erased or list_appeals(session, review_id=review.id))


def decide_appeal(
    session: Session,
    expert: Person,
    appeal_id: int,
    is_upheld: bool,
    words: str,
    now: Timestamp | None = None,
    rules: ProcessRules = RULES,
) -> DecidedAppeal:
    """Decide an open appeal as an expert who had no part in it, and do what follows. Not yet committed.

    words    why, for everybody to read
    raises   NotFound, BadParameter, NotAllowed, Refused when it is decided or what follows cannot be done
    """
    check_words("words", words)
    hold(session, "contribution numbers")
    hold(session, f"appeal {appeal_id}")
    row = get_appeal(session, appeal_id)
    session.refresh(row)
    # Check: nobody decided it, and they may.
    if row.state != OPEN:
        raise Refused(
            said("Appeal {appeal_id} was {state} already.", appeal_id=appeal_id, state=row.state),
            "A decision on an appeal is the last one.",
        )
    actor = appeal_actor(session, expert, row)
    # Effect: the decision, and what it says.
    row.state = UPHELD if is_upheld else DISMISSED
    row.decided_at, row.decided_by, row.decision = moment_of(now), expert.id, words
    session.add(row)
    session.flush()
    if not is_upheld:
        return DecidedAppeal(row, "The decision stays as it was.")
    if row.screening_id is not None:
        return _reopen(session, row, actor, moment_of(now), rules)
    return _make_count(session, row)


def new_claim_code(session: Session, person: Person, appeal_id: int) -> str:
    """The claim code of the contribution that an upheld appeal made, for its author alone; the one before stops.

    raises   NotFound for an appeal that is not theirs, Refused when it made no contribution
    """
    row = get_appeal(session, appeal_id)
    if row.person_id != person.id or row.review_id is None:
        raise NotFound("appeal of yours about a review", appeal_id)
    contribution = contributions.contribution_of(session, session.get_one(Review, row.review_id))
    if row.state != UPHELD or contribution is None:
        raise Refused(
            said("Appeal {appeal_id} earned no badge; it is {state}.", appeal_id=appeal_id, state=row.state),
            "Wait for its decision.",
        )
    return contributions.renew_claim_code(session, ContributionNumber(contribution.number))


def get_appeal(session: Session, appeal_id: int) -> Appeal:
    """The appeal of this number; raises NotFound."""
    found = session.get(Appeal, appeal_id)
    if found is None:
        raise NotFound("appeal", appeal_id)
    return found


def list_appeals(
    session: Session,
    state: str | None = None,
    screening_id: int | None = None,
    review_id: int | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Appeal]:
    """Appeals by their number: all, or those in a state, of a screening or a review; `limit` of those above `after`."""
    query = select(Appeal).where(col(Appeal.id) > after)
    named = {Appeal.state: state, Appeal.screening_id: screening_id, Appeal.review_id: review_id}
    for column, value in named.items():
        if value is not None:
            query = query.where(column == value)
    return list(session.exec(query.order_by(col(Appeal.id)).limit(limit)))


def may_read_grounds(row: Appeal, person: Person | None, is_expert: bool) -> bool:
    """Whether somebody may read an appeal's grounds: experts, and whoever made it. The operator may too."""
    return is_expert or (person is not None and person.id == row.person_id)


def _said(person: Person, by: str, grounds: str, now: Timestamp) -> dict[str, Any]:
    return {"person_id": person.id, "by": by, "grounds": grounds, "made_at": now}


def _keep(session: Session, row: Appeal) -> Appeal:
    session.add(row)
    session.flush()
    return row


def _reopen(session: Session, row: Appeal, actor: Actor, now: Timestamp, rules: ProcessRules) -> DecidedAppeal:
    """Send the screening back to second review, unless another has begun meanwhile."""
    assert row.screening_id is not None
    screening = reading.held_screening(session, row.screening_id)
    other = reading.open_screening_of(session, screening.project_slug)
    if other is not None:
        raise Refused(
            said(
                "Screening {number} of {project_slug} is under way.",
                number=other.id,
                project_slug=screening.project_slug,
            ),
            "Dismiss the appeal: the nominee is being judged anew.",
        )
    effect = f"Appeal {row.id} was upheld: the screening goes back to second review."
    go(session, screening, State.SECOND_REVIEW, actor, effect, now, rules)
    return DecidedAppeal(row, effect)


def _make_count(session: Session, row: Appeal) -> DecidedAppeal:
    """Have the review count, and earn what it would have earned."""
    review = session.get_one(Review, row.review_id)
    contributions.refuse_erased(session.get_one(Person, review.person_id))
    reason = Reason("appeal_upheld", f"An expert upheld the appeal against the verdict: {row.decision}")
    review.is_verified = True
    review.reasons = json.dumps([*json.loads(review.reasons), asdict(reason)])
    session.add(review)
    if contributions.has_contribution(session, review):
        return DecidedAppeal(row, "The review counts; its author has a badge for this nominee already.")
    # The code is thrown away: its author asks for one, so that nobody else ever sees it.
    contribution, _ = contributions.add_contribution(session, review)
    session.flush()
    effect = f"The review counts, as contribution {contribution.number}; its author can ask for a claim code."
    return DecidedAppeal(row, effect, contribution)
