"""Affiliations on the chain over HTTP: every decision is in `affiliating`."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from quadrille.body import Body
from quadrille.catalog.api import SLUG
from quadrille.chain.affiliation_registry import Declaration
from quadrille.chain.contract import checked_address
from quadrille.chain.intent import Intent, Receipt, receipt
from quadrille.governance.chambers import affiliating
from quadrille.governance.chambers.api import Signature
from quadrille.governance.chambers.naming import project_key
from quadrille.routing import ChainDep, SessionDep
from quadrille.types import ADDRESS, Hash32, Timestamp

router = APIRouter(prefix="/api/v1", tags=["chambers"])

CaseNumber = Annotated[int, Path(ge=1, lt=2**63)]


class DeclarationWish(Body):
    """Whose wallet belongs to which project."""

    wallet: str = Field(pattern=ADDRESS)
    project: str = Field(pattern=SLUG)


class DeclarationRequest(DeclarationWish):
    """The same, signed; the times are the intent's `handed_back`."""

    signed_at: int = Field(ge=1, lt=2**48)
    deadline: int = Field(ge=1, lt=2**48)
    signature: Signature


class AllegationWish(DeclarationWish):
    """Who alleges that `accused` belongs to a project; the evidence stays with them, its hash goes on the chain."""

    accused: str = Field(pattern=ADDRESS)
    evidence_hash: str = Field(pattern="^0x[0-9a-f]{64}$")


class DisputeRequest(Body):
    """A dispute, signed by the wallet of the case."""

    deadline: int = Field(ge=1, lt=2**48)
    signature: Signature


class AffiliationView(BaseModel):
    """A wallet and a project as the chain has them; times in unix seconds.

    declared_until   until when the wallet's own word counts; 0 never, null without end
    case             the latest allegation, 0 for none; `state` and `since` are its own
    """

    is_affiliated: bool
    declared_until: int | None
    case: int
    state: str | None
    since: int | None


@router.get("/projects/{slug}/chamber-affiliations/{wallet}")
def read_affiliation(
    slug: Annotated[str, Path(pattern=SLUG)],
    wallet: Annotated[str, Path(pattern=ADDRESS)],
    session: SessionDep,
    chain: ChainDep,
) -> AffiliationView:
    """Whether a wallet belongs to a project, by its own word or an allegation that counts."""
    found = affiliating.standing_of(session, chain, slug, checked_address(wallet))
    return AffiliationView(
        is_affiliated=found.is_affiliated,
        declared_until=found.declared_until,
        case=found.known.case,
        state=found.case and found.case.state.name.lower(),
        since=found.case and found.case.since,
    )


@router.post("/intents/chamber-affiliation/declare")
def intend_declaration(body: DeclarationWish, session: SessionDep, chain: ChainDep) -> Intent:
    """What the wallet signs to say that it belongs to a project."""
    return affiliating.declaration_intent(session, chain, body.project, checked_address(body.wallet))


@router.post("/chamber-affiliations", status_code=201)
def declare(body: DeclarationRequest, session: SessionDep, chain: ChainDep) -> Receipt:
    """Hand in a signed declaration, at no cost to the wallet."""
    times = Timestamp(body.signed_at), Timestamp(body.deadline)
    meant = Declaration(checked_address(body.wallet), project_key(body.project), *times)
    return receipt("It is declared, and counts.", affiliating.declare(session, chain, meant, body.signature))


@router.post("/intents/chamber-affiliation/withdraw")
def intend_withdrawal(body: DeclarationWish, chain: ChainDep) -> Intent:
    """What the wallet signs and pays for to take back what it declared; it counts for 30 more days."""
    call = chain.affiliation_registry.withdraw(project_key(body.project))
    words = f"Take back that {body.wallet} belongs to {body.project}; it counts for 30 more days."
    return affiliating.step_intent(chain, checked_address(body.wallet), call, words)


@router.post("/intents/chamber-allegation")
def intend_allegation(body: AllegationWish, chain: ChainDep) -> Intent:
    """What a badge holder signs and pays for to allege that a wallet belongs to a project."""
    accused, hash_ = checked_address(body.accused), Hash32(body.evidence_hash)
    call = chain.affiliation_registry.allege(accused, project_key(body.project), hash_)
    words = f"Allege that {accused} belongs to {body.project}. They can dispute it for 7 days; then it counts."
    return affiliating.step_intent(chain, checked_address(body.wallet), call, words)


@router.post("/intents/chamber-dispute/{case}")
def intend_dispute(case: CaseNumber, chain: ChainDep) -> Intent:
    """What the wallet of a case signs to dispute it."""
    return affiliating.dispute_intent(chain, case)


@router.post("/chamber-affiliations/cases/{case}/dispute", status_code=201)
def dispute(case: CaseNumber, body: DisputeRequest, session: SessionDep, chain: ChainDep) -> Receipt:
    """Hand in a signed dispute, at no cost to the wallet."""
    done = affiliating.dispute(session, chain, case, Timestamp(body.deadline), body.signature)
    return receipt("It is disputed: governance or the guardian rules.", done)
