"""Affiliations and their challenges over HTTP; every decision is in `affiliations` and `challenges`."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from quadrille.body import Body
from quadrille.errors import BadParameter
from quadrille.paging import AfterRow, Limit, NextPageDep
from quadrille.people import affiliations, challenges
from quadrille.people.affiliation_rules import Role, Subject, read_claim, read_subject
from quadrille.people.affiliations import DeclaredBy
from quadrille.people.challenges import GROUNDS_CHARACTERS, State
from quadrille.people.persons import PSEUDONYM_CHARACTERS, get_person
from quadrille.people.tables import Affiliation, AffiliationChallenge, Person
from quadrille.routing import OPERATOR_ONLY, PersonDep, SessionDep
from quadrille.types import ROW_MAX

router = APIRouter(prefix="/api/v1", tags=["affiliations"])

NAME_INPUT_CHARACTERS = 400
"""Of an organisation as it is sent: more than is kept, since its one spelling may be shorter."""

PSEUDONYM = rf"^[^\x00]{{1,{PSEUDONYM_CHARACTERS}}}$"
"""PostgreSQL takes no NUL in a text, not even to look for it."""

ProjectSlug = Annotated[str, Field(pattern=r"^[a-z0-9._-]{1,64}$")]
OrganisationName = Annotated[str, Field(min_length=1, max_length=NAME_INPUT_CHARACTERS)]
Pseudonym = Annotated[str, Field(pattern=PSEUDONYM)]
RoleName = Annotated[Role, Field(strict=False)]
"""JSON has only text for it."""
RowId = Annotated[int, Field(ge=1, le=ROW_MAX)]


class Declaration(Body):
    """What somebody is to a project or an organisation; exactly one of the two is named."""

    project: ProjectSlug | None = None
    organisation: OrganisationName | None = None
    role: RoleName


class NewChallenge(Body):
    """What is wrong with a person's affiliations: a listed one by its number, or a missing one as in `Declaration`.

    grounds   how one can know; the person challenged and the operator read them
    """

    person: Pseudonym
    affiliation: RowId | None = None
    project: ProjectSlug | None = None
    organisation: OrganisationName | None = None
    role: RoleName | None = None
    grounds: str = Field(min_length=1, max_length=GROUNDS_CHARACTERS)


class Decision(Body):
    """Whether a challenge is right, and why, in words for everybody."""

    uphold: bool
    words: str = Field(min_length=1, max_length=GROUNDS_CHARACTERS)


class AffiliationItem(BaseModel):
    """An affiliation as everybody sees it; times in unix seconds, `ended_at` null while it lives."""

    affiliation: int
    person: str
    project: str | None
    organisation: str | None
    role: str
    declared_by: str
    declared_at: int
    ended_at: int | None


class AffiliationPage(BaseModel):
    """Some affiliations; `next` goes into `after` for the page that follows, and is null on the last."""

    items: list[AffiliationItem]
    next: int | None


class ChallengeItem(BaseModel):
    """A challenge as everybody sees it; `decision` is in the operator's words, empty while it is open."""

    challenge: int
    person: str
    says: Literal["missing", "wrong"]
    affiliation: int | None
    project: str | None
    organisation: str | None
    role: str
    state: str
    made_at: int
    decided_at: int | None
    decision: str


class ChallengePage(BaseModel):
    """Some challenges, as `AffiliationPage`."""

    items: list[ChallengeItem]
    next: int | None


class OwnChallengeItem(ChallengeItem):
    """A challenge as one of its two persons sees it: with its grounds, and never who made it but oneself."""

    grounds: str
    is_mine: bool


@router.get("/affiliations")
def list_affiliations(
    session: SessionDep,
    next_page: NextPageDep,
    project: Annotated[str | None, Query(pattern=r"^[a-z0-9._-]{1,64}$")] = None,
    organisation: Annotated[str | None, Query(min_length=1, max_length=NAME_INPUT_CHARACTERS)] = None,
    person: Annotated[str | None, Query(pattern=PSEUDONYM)] = None,
    after: AfterRow = 0,
    limit: Limit = 100,
) -> AffiliationPage:
    """Who is what to whom, also those that have ended: all, or of a project, an organisation or a person."""
    named = project is not None or organisation is not None
    subject = read_subject(project, organisation) if named else None
    found = affiliations.list_affiliations(session, subject, person, after, limit + 1)
    items = [_affiliation(*pair) for pair in next_page.cut(found, limit, lambda pair: pair[0].id)]
    return AffiliationPage(items=items, next=items[-1].affiliation if len(found) > limit else None)


@router.post("/me/affiliations", status_code=201)
def declare(body: Declaration, person: PersonDep, session: SessionDep) -> AffiliationItem:
    """Declare what one is to a project or an organisation; public. The same again changes nothing."""
    claim = read_claim(body.project, body.organisation, body.role)
    row = affiliations.declare(session, person, claim, DeclaredBy.PERSON)
    session.commit()
    return _affiliation(row, person)


@router.delete("/me/affiliations/{affiliation}")
def end(affiliation: Annotated[int, Path(ge=1, le=ROW_MAX)], person: PersonDep, session: SessionDep) -> AffiliationItem:
    """End an affiliation that one declared; it stays in the list with its end."""
    row = affiliations.end_own(session, person, affiliation)
    session.commit()
    return _affiliation(row, person)


@router.get("/affiliations/challenges")
def list_challenges(
    session: SessionDep,
    next_page: NextPageDep,
    person: Annotated[str | None, Query(pattern=PSEUDONYM)] = None,
    state: State | None = None,
    after: AfterRow = 0,
    limit: Limit = 100,
) -> ChallengePage:
    """What is said to be missing or wrong, and what the operator decided."""
    found = challenges.list_challenges(session, person, state, after, limit + 1)
    items = [_challenge(*pair) for pair in next_page.cut(found, limit, lambda pair: pair[0].id)]
    return ChallengePage(items=items, next=items[-1].challenge if len(found) > limit else None)


@router.post("/affiliations/challenges", status_code=201)
def challenge(body: NewChallenge, person: PersonDep, session: SessionDep) -> OwnChallengeItem:
    """Say that somebody's affiliation is missing or wrong; the operator decides."""
    about = get_person(session, body.person)
    if body.affiliation is not None:
        if (body.project, body.organisation, body.role) != (None, None, None):
            raise BadParameter("affiliation", body.affiliation, "given alone, or project or organisation with role")
        row = challenges.challenge_wrong(session, person, about, body.affiliation, body.grounds)
    else:
        claim = read_claim(body.project, body.organisation, body.role or "")
        row = challenges.challenge_missing(session, person, about, claim, body.grounds)
    session.commit()
    return _own_challenge(row, about, person)


@router.get("/me/challenges")
def list_own_challenges(person: PersonDep, session: SessionDep) -> list[OwnChallengeItem]:
    """Challenges about oneself and by oneself, newest first, with their grounds."""
    return [_own_challenge(row, about, person) for row, about in challenges.challenges_of(session, person)]


@router.post("/affiliations/challenges/{challenge}/decision", status_code=201, dependencies=OPERATOR_ONLY)
def decide(challenge: Annotated[int, Path(ge=1, le=ROW_MAX)], body: Decision, session: SessionDep) -> ChallengeItem:
    """Decide a challenge: upheld, what was missing is added and what was wrong is ended."""
    row = challenges.decide(session, challenge, body.uphold, body.words)
    session.commit()
    return _challenge(row, session.get_one(Person, row.person_id))


def _named(subject: Subject) -> dict[str, str | None]:
    names = {"project": None, "organisation": None}
    return {**names, subject.kind.value: subject.name}


def _affiliation(row: Affiliation, person: Person) -> AffiliationItem:
    return AffiliationItem(
        affiliation=row.id or 0,
        person=person.pseudonym,
        role=row.role,
        declared_by=row.declared_by,
        declared_at=row.declared_at,
        ended_at=row.ended_at,
        **_named(affiliations.claim_of(row).subject),
    )


def _challenge(row: AffiliationChallenge, person: Person) -> ChallengeItem:
    return ChallengeItem(**_public_fields(row, person))


def _own_challenge(row: AffiliationChallenge, about: Person, asking: Person) -> OwnChallengeItem:
    return OwnChallengeItem(**_public_fields(row, about), grounds=row.grounds, is_mine=row.challenger_id == asking.id)


def _public_fields(row: AffiliationChallenge, person: Person) -> dict[str, Any]:
    return {
        "challenge": row.id,
        "person": person.pseudonym,
        "says": challenges.says(row),
        "affiliation": row.affiliation_id,
        **_named(challenges.claim_of(row).subject),
        **row.model_dump(include={"role", "state", "made_at", "decided_at", "decision"}),
    }
