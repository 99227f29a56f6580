"""Who may do what with feedback: partners are named, maintainers are noted; nobody stands for what is their own."""

from sqlmodel import Session, col, select

from quadrille.errors import NotAllowed, Refused
from quadrille.governance.feedback.tables import ImplementingPartner
from quadrille.languages.words import said
from quadrille.people.affiliation_rules import Subject, SubjectKind, is_own_project
from quadrille.people.affiliations import claims_of, maintains
from quadrille.people.tables import Person


def partner_of(session: Session, person: Person, project: str) -> ImplementingPartner:
    """Somebody's live partnership with a project; raises NotAllowed."""
    query = select(ImplementingPartner).where(
        ImplementingPartner.person_id == person.id,
        ImplementingPartner.project_slug == project,
        col(ImplementingPartner.ended_at).is_(None),
    )
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotAllowed(
            said(
                "{pseudonym} is not noted as an implementing partner of {project}.",
                pseudonym=person.pseudonym,
                project=project,
            ),
            "The operator notes partners: `quadrille feedback partner PROJECT PSEUDONYM --organisation NAME`.",
        )
    return found


def refuse_own_project(session: Session, person: Person, project: str) -> None:
    """Raise Refused when the project is a person's own: whoever owns, maintains or is paid by it."""
    own = Subject(SubjectKind.PROJECT, project)
    if any(claim.subject == own and is_own_project(claim) for claim in claims_of(session, person)):
        raise Refused(
            said(
                "{project} is {pseudonym}'s own project: they cannot stand for what its users say.",
                project=project,
                pseudonym=person.pseudonym,
            ),
            "Have a partner do it who has no part in the project.",
        )


def require_maintainer(session: Session, person: Person, project: str) -> None:
    """Raise NotAllowed unless the operator, or an upheld challenge, has noted somebody as the project's maintainer."""
    if not maintains(session, person, project):
        raise NotAllowed(
            said(
                "{pseudonym} is not noted as owner or maintainer of {project}.",
                pseudonym=person.pseudonym,
                project=project,
            ),
            said(
                "The operator notes maintainers: `quadrille people affiliate ... --project {project} "
                "--role maintainer`.",
                project=project,
            ),
        )
