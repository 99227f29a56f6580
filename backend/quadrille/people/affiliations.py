"""Affiliations: declared, ended, listed. A row that was ended stays, for rounds and reviews that it concerned.

Who declared one may end it. What the operator or an upheld challenge established, only the operator ends: else whoever
was found out would need one request to be rid of it.
"""

import time
from collections.abc import Iterable
from enum import StrEnum

from sqlmodel import Session, col, or_, select

from quadrille.db import hold
from quadrille.errors import NotAllowed, NotFound, Refused
from quadrille.languages.words import said
from quadrille.people.affiliation_rules import Claim, Role, Subject, SubjectKind, is_own_project
from quadrille.people.tables import Affiliation, Person
from quadrille.types import Timestamp

MOST_LIVE = 100
"""Live affiliations of one person: far more than anybody has, and a bound for the public list."""


class DeclaredBy(StrEnum):
    """Whose word an affiliation is."""

    PERSON = "person"
    OPERATOR = "operator"
    CHALLENGE = "challenge"


MAINTAINING = frozenset({Role.OWNER, Role.MAINTAINER})
"""Who can say what has become part of a project; staff, contractors, funders and advisers cannot."""

TRUSTED = frozenset({DeclaredBy.OPERATOR, DeclaredBy.CHALLENGE})
"""Whose word gives a maintainer rights. What a person says of themselves keeps them from reviewing, and no more:
else two accounts that call themselves maintainers would make votes."""


def declare(session: Session, person: Person, claim: Claim, declared_by: DeclaredBy) -> Affiliation:
    """Note what a person is to a project or an organisation; the live row again when it is noted. Not yet committed.

    What the person had declared themselves becomes the operator's or the challenge's word when that one says the same.
    Raises Refused for one person's hundred and first.
    """
    hold(session, _lock(person))
    live = live_of(session, person)
    found = next((row for row in live if claim_of(row) == claim), None)
    if found is None:
        if len(live) >= MOST_LIVE:
            raise Refused(
                said("{pseudonym} has {most_live} affiliations.", pseudonym=person.pseudonym, most_live=MOST_LIVE),
                "End one that is over first.",
            )
        assert person.id is not None
        found = Affiliation(
            person_id=person.id,
            subject_kind=claim.subject.kind,
            subject=claim.subject.name,
            role=claim.role,
            declared_by=declared_by,
        )
    elif declared_by is not DeclaredBy.PERSON:
        found.declared_by = declared_by
    session.add(found)
    session.flush()
    return found


def end_own(session: Session, person: Person, affiliation_id: int) -> Affiliation:
    """End an affiliation that the person declared; what they did while it lived is judged as if it did.

    Raises NotFound when they have no such live one, NotAllowed when it is not their own word. Not yet committed.
    """
    hold(session, _lock(person))
    row = live_affiliation(session, person, affiliation_id)
    if row.declared_by != DeclaredBy.PERSON:
        raise NotAllowed(
            said(
                "The affiliation {affiliation_id} was established by {whom}.",
                affiliation_id=affiliation_id,
                whom=_whom(row),
            ),
            "Ask the operator to look at it.",
        )
    return end(session, row)


def end_claim(session: Session, person: Person, claim: Claim) -> Affiliation:
    """End a person's live affiliation by the operator's decision; raises NotFound. Not yet committed."""
    hold(session, _lock(person))
    for row in live_of(session, person):
        if claim_of(row) == claim:
            return end(session, row)
    raise NotFound("live affiliation", f"of {person.pseudonym} as {claim.role} of {claim.subject}")


def end(session: Session, row: Affiliation) -> Affiliation:
    """End a live affiliation now, whoever declared it; one that has ended keeps its end. Not yet committed."""
    row.ended_at = row.ended_at or int(time.time())
    session.add(row)
    session.flush()
    return row


def live_affiliation(session: Session, person: Person, affiliation_id: int) -> Affiliation:
    """One live affiliation of a person; raises NotFound."""
    row = session.get(Affiliation, affiliation_id)
    if row is None or row.person_id != person.id or row.ended_at is not None:
        raise NotFound("live affiliation", f"{affiliation_id} of {person.pseudonym}")
    return row


def live_of(session: Session, person: Person) -> list[Affiliation]:
    """A person's affiliations that have not ended, oldest first."""
    query = select(Affiliation).where(Affiliation.person_id == person.id, col(Affiliation.ended_at).is_(None))
    return list(session.exec(query.order_by(col(Affiliation.id))))


def claim_of(row: Affiliation) -> Claim:
    """What a row says."""
    return Claim(Subject(SubjectKind(row.subject_kind), row.subject), Role(row.role))


def claims_of(session: Session, person: Person) -> list[Claim]:
    """What a person is to whom now."""
    return [claim_of(row) for row in live_of(session, person)]


def maintains(session: Session, person: Person, project: str) -> bool:
    """Whether the operator, or an upheld challenge, has noted somebody as the project's owner or maintainer."""
    subject = Subject(SubjectKind.PROJECT, project)
    return any(
        claim_of(row).subject == subject and claim_of(row).role in MAINTAINING and row.declared_by in TRUSTED
        for row in live_of(session, person)
    )


def list_affiliations(
    session: Session,
    subject: Subject | None = None,
    pseudonym: str | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[tuple[Affiliation, Person]]:
    """Affiliations with whose they are, also ended ones, by their number; all, or those of a subject or a person.

    after, limit   the first `limit` of those whose number is above `after`
    """
    query = select(Affiliation, Person).join(Person, col(Person.id) == col(Affiliation.person_id))
    query = query.where(col(Affiliation.id) > after, col(Person.erased_at).is_(None))
    if subject is not None:
        query = query.where(Affiliation.subject_kind == subject.kind, Affiliation.subject == subject.name)
    if pseudonym is not None:
        query = query.where(Person.pseudonym == pseudonym)
    return [(row, person) for row, person in session.exec(query.order_by(col(Affiliation.id)).limit(limit))]


def own_projects_between(
    session: Session, persons: Iterable[int], since: Timestamp, until: Timestamp
) -> set[tuple[int, str]]:
    """Which projects were these persons' own at any moment of `[since, until)`: pairs of a person's id and a slug.

    An affiliation that was ended meanwhile counts: it must not pay to end it in the last minute of a round.
    """
    # Compared here: a round can have more persons than a query has places for.
    wanted = set(persons)
    query = select(Affiliation).where(
        Affiliation.declared_at < until,
        or_(col(Affiliation.ended_at).is_(None), col(Affiliation.ended_at) > since),
    )
    found = [row for row in session.exec(query) if row.person_id in wanted]
    return {(row.person_id, row.subject) for row in found if is_own_project(claim_of(row))}


def _lock(person: Person) -> str:
    return f"affiliations of person {person.id}"


def _whom(row: Affiliation) -> str:
    return "the operator" if row.declared_by == DeclaredBy.OPERATOR else "a challenge that was upheld"
