"""Implementing partners, and what projects declare, over HTTP; every decision is in `partners` and `spending`."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from quadrille.body import Body
from quadrille.catalog.catalog import get_project
from quadrille.chain.contract import checked_address
from quadrille.governance.feedback import partners, spending
from quadrille.governance.feedback.api import Slug
from quadrille.governance.feedback.spending import WORDS_CHARACTERS
from quadrille.governance.feedback.tables import DeclaredSpending, ImplementingPartner
from quadrille.paging import AfterRow, Limit, NextPageDep
from quadrille.people.affiliation_api import PSEUDONYM
from quadrille.people.affiliation_rules import NAME_CHARACTERS
from quadrille.people.persons import get_person
from quadrille.people.tables import Person
from quadrille.routing import OPERATOR_ONLY, ChainDep, PersonDep, SessionDep
from quadrille.types import ADDRESS, DIGITS, ROW_MAX

router = APIRouter(prefix="/api/v1/projects/{slug}", tags=["feedback"])


class NewPartner(Body):
    """Who puts a project into practice, and for which organisation."""

    person: str = Field(pattern=PSEUDONYM)
    organisation: str = Field(min_length=1, max_length=NAME_CHARACTERS)


class NewSpending(Body):
    """What was spent on raising money for a round, in base units of its token, and on what."""

    round: str = Field(pattern=ADDRESS)
    amount_units: str = Field(pattern=DIGITS)
    words: str = Field(min_length=1, max_length=WORDS_CHARACTERS)


class PartnerItem(BaseModel):
    """A partner as everybody sees them; times in unix seconds, `ended_at` null while they are one."""

    partner: int
    project: str
    person: str
    organisation: str
    named_at: int
    ended_at: int | None


class SpendingItem(BaseModel):
    """A declared figure, which nobody has checked; `amount_units` as decimal text."""

    round: str
    amount_units: str
    words: str
    declared_by: str
    declared_at: int


@router.get("/partners")
def list_partners(
    slug: Slug, session: SessionDep, next_page: NextPageDep, after: AfterRow = 0, limit: Limit = 50
) -> list[PartnerItem]:
    """Who puts a project into practice with its users, also those who no longer do, oldest first."""
    get_project(session, slug)
    found = partners.list_partners(session, slug, after, limit + 1)
    return [_partner(row, person) for row, person in next_page.cut(found, limit, lambda pair: pair[0].id)]


@router.post("/partners", status_code=201, dependencies=OPERATOR_ONLY)
def name_partner(slug: Slug, body: NewPartner, session: SessionDep) -> PartnerItem:
    """Note an implementing partner; the same again changes nothing."""
    person = get_person(session, body.person)
    return _partner(partners.name_partner(session, slug, person, body.organisation), person)


@router.delete("/partners/{partner}", dependencies=OPERATOR_ONLY)
def end_partner(slug: Slug, partner: Annotated[int, Path(ge=1, le=ROW_MAX)], session: SessionDep) -> PartnerItem:
    """End a partnership and its links; what it attested still counts."""
    row = partners.end_partner(session, slug, partner)
    return _partner(row, session.get_one(Person, row.person_id))


@router.get("/spending")
def list_spending(
    slug: Slug, session: SessionDep, chain: ChainDep, next_page: NextPageDep, after: AfterRow = 0, limit: Limit = 50
) -> list[SpendingItem]:
    """What a project declared that raising money cost it, oldest first; the last of each round counts."""
    get_project(session, slug)
    found = spending.declarations(session, chain, slug, None, after, limit + 1)
    return [_spending(row) for row in next_page.cut(found, limit, lambda row: row.id)]


@router.post("/spending", status_code=201)
def declare_spending(
    slug: Slug, body: NewSpending, person: PersonDep, session: SessionDep, chain: ChainDep
) -> SpendingItem:
    """Declare, as a maintainer of the project, what raising money for a round cost; a later figure replaces it."""
    address, amount = checked_address(body.round), int(body.amount_units)
    return _spending(spending.declare_spending(session, chain, person, slug, address, amount, body.words))


def _partner(row: ImplementingPartner, person: Person) -> PartnerItem:
    return PartnerItem(
        partner=row.id or 0,
        project=row.project_slug,
        person=person.pseudonym,
        organisation=row.organisation,
        named_at=row.named_at,
        ended_at=row.ended_at,
    )


def _spending(row: DeclaredSpending) -> SpendingItem:
    return SpendingItem(
        round=row.round_address,
        amount_units=str(row.amount_units),
        words=row.words,
        declared_by=row.declared_by,
        declared_at=row.declared_at,
    )
