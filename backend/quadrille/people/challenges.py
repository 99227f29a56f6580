"""Challenges of affiliations: somebody says that one is missing or wrong, and the operator decides.

Who sees what. Public: that there is a challenge, about whom and what, its state, and the operator's words once it is
decided. The two persons and the operator: the grounds besides. They stay so when a challenge is upheld: they can hold
what was seen in private, and the decision's words are written to be read by all. The operator alone: who challenges,
since a challenger may work for the person challenged.
"""

import time
from enum import StrEnum

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import Select

from quadrille.db import hold
from quadrille.errors import BadParameter, NotFound, Refused
from quadrille.languages.words import said
from quadrille.people.affiliation_rules import Claim, Role, Subject, SubjectKind
from quadrille.people.affiliations import DeclaredBy, claims_of, declare, end, live_affiliation
from quadrille.people.affiliations import claim_of as claim_of_affiliation
from quadrille.people.tables import Affiliation, AffiliationChallenge, Person

MOST_OPEN = 10
"""Open challenges of one person: each takes the operator's time and stands beside somebody's name."""

GROUNDS_CHARACTERS = 2_000
"""The longest grounds, and the longest words of a decision: a page of text."""


class State(StrEnum):
    """Where a challenge stands."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


def challenge_missing(
    session: Session, challenger: Person, person: Person, claim: Claim, grounds: str
) -> AffiliationChallenge:
    """Say that a person has an affiliation that they did not declare. Not yet committed.

    raises   Refused when it is listed, and as `challenge_wrong`
    """
    # Check: it is not there.
    if claim in claims_of(session, person):
        raise Refused(
            said(
                "{pseudonym} is listed as {role} of {subject}.",
                pseudonym=person.pseudonym,
                role=claim.role,
                subject=claim.subject,
            ),
            "There is nothing to add.",
        )
    return _open(session, challenger, person, claim, None, grounds)


def challenge_wrong(
    session: Session, challenger: Person, person: Person, affiliation_id: int, grounds: str
) -> AffiliationChallenge:
    """Say that a person does not have an affiliation that is listed. Not yet committed.

    raises   NotFound when no such one is live, Refused about oneself, twice for the same, or with too many open
             ones, BadParameter for grounds that are empty or too long
    """
    doubted = live_affiliation(session, person, affiliation_id)
    return _open(session, challenger, person, claim_of_affiliation(doubted), affiliation_id, grounds)


def decide(session: Session, challenge_id: int, is_upheld: bool, words: str) -> AffiliationChallenge:
    """Decide an open challenge, and do what follows: add what was missing, or end what was wrong. Not yet committed.

    words    why, for everybody to read
    raises   NotFound, Refused when it is decided, BadParameter for words that are empty or too long
    """
    _check_text("words", words)
    hold(session, "affiliation challenges")
    row = session.get(AffiliationChallenge, challenge_id, populate_existing=True)
    if row is None:
        raise NotFound("challenge", challenge_id)
    # Check: nobody decided it before.
    if row.state != State.OPEN:
        raise Refused(
            said("The challenge {challenge_id} was {state} already.", challenge_id=challenge_id, state=row.state),
            "A new one can be made.",
        )
    # Effect: the decision, and what it says.
    row.state = State.UPHELD if is_upheld else State.DISMISSED
    row.decided_at, row.decision = int(time.time()), words
    session.add(row)
    if is_upheld:
        _carry_out(session, row)
    session.flush()
    return row


def list_challenges(
    session: Session,
    pseudonym: str | None = None,
    state: State | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[tuple[AffiliationChallenge, Person]]:
    """Challenges with whom they are about, by their number: all, or those about one person or in one state.

    after, limit   the first `limit` of those whose number is above `after`
    """
    query = _with_persons().where(col(AffiliationChallenge.id) > after)
    if pseudonym is not None:
        query = query.where(Person.pseudonym == pseudonym)
    if state is not None:
        query = query.where(AffiliationChallenge.state == state)
    return list(session.exec(query.order_by(col(AffiliationChallenge.id)).limit(limit)))


def challenges_of(session: Session, person: Person) -> list[tuple[AffiliationChallenge, Person]]:
    """Challenges about a person, and those that they made, newest first."""
    theirs = or_(AffiliationChallenge.person_id == person.id, AffiliationChallenge.challenger_id == person.id)
    return list(session.exec(_with_persons().where(theirs).order_by(col(AffiliationChallenge.id).desc())))


def says(row: AffiliationChallenge) -> str:
    """What a challenge says of the affiliation: "missing" or "wrong"."""
    return "missing" if row.affiliation_id is None else "wrong"


def claim_of(row: AffiliationChallenge) -> Claim:
    """What the challenge is about."""
    return Claim(Subject(SubjectKind(row.subject_kind), row.subject), Role(row.role))


def _with_persons() -> Select[AffiliationChallenge, Person]:
    query = select(AffiliationChallenge, Person).join(Person, col(Person.id) == col(AffiliationChallenge.person_id))
    return query.where(col(Person.erased_at).is_(None))


def _open(
    session: Session, challenger: Person, person: Person, claim: Claim, affiliation_id: int | None, grounds: str
) -> AffiliationChallenge:
    _check_text("grounds", grounds)
    # Check: one declares or ends one's own.
    if challenger.id == person.id:
        raise Refused("This is about yourself.", "Declare the affiliation, or end it.")
    assert challenger.id is not None
    assert person.id is not None
    row = AffiliationChallenge(
        person_id=person.id,
        challenger_id=challenger.id,
        affiliation_id=affiliation_id,
        subject_kind=claim.subject.kind,
        subject=claim.subject.name,
        role=claim.role,
        grounds=grounds,
    )
    hold(session, "affiliation challenges")
    _check_room(_open_ones(session, challenger.id), row)
    session.add(row)
    session.flush()
    return row


def _open_ones(session: Session, challenger_id: int) -> list[AffiliationChallenge]:
    open_ = select(AffiliationChallenge).where(AffiliationChallenge.state == State.OPEN)
    return list(session.exec(open_.where(AffiliationChallenge.challenger_id == challenger_id)))


def _check_room(open_ones: list[AffiliationChallenge], row: AffiliationChallenge) -> None:
    if any(_is_same(other, row) for other in open_ones):
        raise Refused("You have challenged this, and it is not decided yet.", "Wait for the decision.")
    if len(open_ones) >= MOST_OPEN:
        raise Refused(
            said("{most_open} challenges of yours are not decided yet.", most_open=MOST_OPEN),
            "Wait for the decision of one.",
        )


def _is_same(one: AffiliationChallenge, other: AffiliationChallenge) -> bool:
    return all(
        getattr(one, name) == getattr(other, name)
        for name in ("person_id", "affiliation_id", "subject_kind", "subject", "role")
    )


def _carry_out(session: Session, row: AffiliationChallenge) -> None:
    if row.affiliation_id is not None:
        end(session, session.get_one(Affiliation, row.affiliation_id))
        return
    declare(session, session.get_one(Person, row.person_id), claim_of(row), DeclaredBy.CHALLENGE)


def _check_text(name: str, text: str) -> None:
    if not (text.strip() and len(text) <= GROUNDS_CHARACTERS and "\0" not in text):
        raise BadParameter(name, text[:40], f"1 to {GROUNDS_CHARACTERS} characters of text")
