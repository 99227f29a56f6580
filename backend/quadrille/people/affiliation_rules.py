"""What an affiliation may say, and what follows from it: pure.

Two rules read affiliations. Whoever has any part in a project does not review it: advice or money for a project is as
good a reason to like it as work for it. A gift counts as a person's own, and is not matched, only from those whose
project it is; funders and advisers of a project give to it with money of their own.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from quadrille.errors import BadParameter, Refused
from quadrille.languages.words import said


class Role(StrEnum):
    """What somebody is to a project or an organisation."""

    OWNER = "owner"
    MAINTAINER = "maintainer"
    STAFF = "staff"
    CONTRACTOR = "contractor"
    FUNDER = "funder"
    ADVISER = "adviser"


ROLES = frozenset(Role)
"""Every role; each keeps its holder from reviewing the project."""

OWN_PROJECT_ROLES = frozenset({Role.OWNER, Role.MAINTAINER, Role.STAFF, Role.CONTRACTOR})
"""Roles by which a project is somebody's own: what it receives can come back to them as power or pay."""

SLUG = re.compile(r"[a-z0-9._-]{1,64}")
"""A project's name, as the catalogue and the contract of a round take it."""

NAME_CHARACTERS = 200
"""The longest name of an organisation: the width of its column."""


class SubjectKind(StrEnum):
    """What an affiliation is to."""

    PROJECT = "project"
    ORGANISATION = "organisation"


class Subject(NamedTuple):
    """A project by its slug, which the catalogue need not have yet, or an organisation by its name."""

    kind: SubjectKind
    name: str

    def __str__(self) -> str:
        return f"the {self.kind} {self.name}"


class Claim(NamedTuple):
    """What is said of somebody: their role in something."""

    subject: Subject
    role: Role


def read_claim(project: str | None, organisation: str | None, role: str) -> Claim:
    """What is claimed, checked and in its one form; raises BadParameter. Exactly one of the two names is needed."""
    return Claim(read_subject(project, organisation), read_role(role))


def read_role(text: str) -> Role:
    """The role of this name; raises BadParameter."""
    try:
        return Role(text)
    except ValueError:
        raise BadParameter("role", text, f"one of {', '.join(Role)}") from None


def read_subject(project: str | None, organisation: str | None) -> Subject:
    """A project or an organisation, whichever is named; raises BadParameter.

    The name of an organisation is kept in the Unicode form NFKC with single spaces, so that one name has one spelling.
    """
    if (project is None) == (organisation is None):
        raise BadParameter("project", project, "given, or else organisation; not both")
    if project is not None:
        if not SLUG.fullmatch(project):
            raise BadParameter("project", project, "a slug: 1 to 64 of a-z, 0-9, dot, hyphen and underscore")
        return Subject(SubjectKind.PROJECT, project)
    assert organisation is not None
    name = " ".join(unicodedata.normalize("NFKC", organisation).split())
    if not (1 <= len(name) <= NAME_CHARACTERS and name.isprintable()):
        raise BadParameter("organisation", organisation, f"1 to {NAME_CHARACTERS} visible characters")
    return Subject(SubjectKind.ORGANISATION, name)


def refuse_own_review(reviewer: str, project: str, claims: Iterable[Claim]) -> None:
    """Raise Refused when one of a reviewer's live affiliations is to the project, whatever the role."""
    roles = sorted(claim.role for claim in claims if claim.subject == Subject(SubjectKind.PROJECT, project))
    if roles:
        raise Refused(
            said(
                "{reviewer} is affiliated with the project {project} ({listed}), and so cannot review it.",
                reviewer=reviewer,
                project=project,
                listed=", ".join(roles),
            ),
            "Somebody with no part in the project can. An affiliation that is over or wrong can be ended: by whoever "
            "declared it, or by the operator with `quadrille people affiliate ... --end`.",
        )


def is_own_project(claim: Claim) -> bool:
    """Whether a gift to what the claim is about would be a gift to one's own project."""
    return claim.subject.kind is SubjectKind.PROJECT and claim.role in OWN_PROJECT_ROLES
