"""Who may do what in a screening besides the operator: experts without a part in it, and who speaks for the nominee."""

from sqlmodel import Session, col, select

from quadrille.errors import NotAllowed, NotFound
from quadrille.languages.words import said
from quadrille.people.affiliation_rules import Role, Subject, SubjectKind
from quadrille.people.affiliations import claims_of
from quadrille.people.tables import Person
from quadrille.screening.process.reading import decisions_of, get_screening, steps_of
from quadrille.screening.process.states import Actor, Mover
from quadrille.screening.process.steps import moment_of
from quadrille.screening.process.tables import Appeal, Expert, Screening
from quadrille.screening.tables import Review
from quadrille.types import Timestamp

REPRESENTATIVES = frozenset({Role.OWNER, Role.MAINTAINER, Role.STAFF})
"""Roles in a project by which a person speaks for it."""


def name_expert(session: Session, person: Person, now: Timestamp | None = None) -> Expert:
    """Let a person decide where panels do not; the same row again when they do. Not yet committed."""
    assert person.id is not None
    found = session.get(Expert, person.id)
    if found is None:
        found = Expert(person_id=person.id, named_at=moment_of(now))
        session.add(found)
        session.flush()
    return found


def end_expert(session: Session, person: Person) -> None:
    """Take the right of an expert away; raises NotFound. Not yet committed."""
    found = session.get(Expert, person.id)
    if found is None:
        raise NotFound("expert", person.pseudonym)
    session.delete(found)
    session.flush()


def list_experts(session: Session) -> list[tuple[Expert, Person]]:
    """Every expert, by the time they were named."""
    query = select(Expert, Person).join(Person, col(Person.id) == col(Expert.person_id))
    return [(expert, person) for expert, person in session.exec(query.order_by(col(Expert.named_at)))]


def is_expert(session: Session, person: Person | None) -> bool:
    """Whether this is an expert."""
    return person is not None and session.get(Expert, person.id) is not None


def expert_actor(session: Session, person: Person, project: str) -> Actor:
    """The right of an expert to decide on a project; raises NotAllowed for others, and with a part in the project."""
    if not is_expert(session, person):
        raise NotAllowed(
            said("{pseudonym} is not an expert.", pseudonym=person.pseudonym), "The operator names experts."
        )
    if _roles_in(session, person, project) or _reviewed(session, person, project):
        raise NotAllowed(
            said("{pseudonym} has a part in {project}, or reviewed it.", pseudonym=person.pseudonym, project=project),
            "Another expert can decide.",
        )
    return Actor(Mover.EXPERT, f"person {person.id}")


def appeal_actor(session: Session, person: Person, appeal: Appeal) -> Actor:
    """The right of an expert to decide an appeal; raises NotAllowed for whoever had a part in what it is about."""
    actor = expert_actor(session, person, project_of(session, appeal))
    if person.id == appeal.person_id or (appeal.screening_id and _acted_in(session, actor, appeal.screening_id)):
        raise NotAllowed(
            said("{pseudonym} had a part in what is appealed against.", pseudonym=person.pseudonym),
            "Another expert can decide.",
        )
    return Actor(Mover.APPEAL, actor.name)


def represents(session: Session, person: Person | None, project: str) -> bool:
    """Whether a person speaks for a project: its owner, a maintainer or staff, by their live affiliations."""
    return person is not None and bool(_roles_in(session, person, project) & REPRESENTATIVES)


def refuse_stranger(session: Session, person: Person, project: str) -> None:
    """Raise NotAllowed for whoever does not speak for a project."""
    if not represents(session, person, project):
        raise NotAllowed(
            said("{pseudonym} does not speak for {project}.", pseudonym=person.pseudonym, project=project),
            said("Its {listed} do; declare it at /me if you are one.", listed=", ".join(sorted(REPRESENTATIVES))),
        )


def project_of(session: Session, appeal: Appeal) -> str:
    """The project that an appeal is about."""
    if appeal.screening_id is not None:
        return get_screening(session, appeal.screening_id).project_slug
    return session.get_one(Review, appeal.review_id).project_slug


def _roles_in(session: Session, person: Person, project: str) -> frozenset[Role]:
    subject = Subject(SubjectKind.PROJECT, project)
    return frozenset(claim.role for claim in claims_of(session, person) if claim.subject == subject)


def _reviewed(session: Session, person: Person, project: str) -> bool:
    query = select(Review.id).where(Review.person_id == person.id, Review.project_slug == project)
    return session.exec(query).first() is not None


def _acted_in(session: Session, actor: Actor, screening_id: int) -> bool:
    """Whether they made a step of a screening, or decided one of its questions."""
    screening = session.get_one(Screening, screening_id)
    steps = {step.actor for step in steps_of(session, screening)}
    return actor.name in steps | {row.actor for row in decisions_of(session, screening)}
