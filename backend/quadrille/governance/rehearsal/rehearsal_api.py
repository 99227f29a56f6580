"""Rehearsals of proposals over HTTP; the operator's, since each takes a process and seconds."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from quadrille.body import Body
from quadrille.chain.calls import Call
from quadrille.chain.contract import checked_address
from quadrille.governance import flow
from quadrille.governance.api import ProposalId
from quadrille.governance.rehearsal.rehearsing import ProposalRehearsal, rehearse_made, rehearse_new
from quadrille.routing import OPERATOR_ONLY, ChainDep
from quadrille.types import ADDRESS

router = APIRouter(prefix="/api/v1", tags=["governance"], dependencies=OPERATOR_ONLY)

MOST_CALLDATA = 200_000
"""Hex digits of a call that proposes: a description of 10 000 characters and a round's terms are a quarter of it."""


class RehearsedStep(BaseModel):
    """One of propose, queue, execute, with the second in which it was tried."""

    step: str
    at: int
    gas_used: int | None
    refused: str | None


class BalanceChange(BaseModel):
    """How much more of an asset an account has afterwards: decimal text with its sign."""

    account: str
    who: str
    asset: str
    change_units: str


class RehearsalView(BaseModel):
    """What a proposal would do, as if everybody had voted for it; `refused` says why it could not be carried out."""

    proposal: str
    block_number: int
    block_hash: str
    at: int
    refused: str | None
    steps: list[RehearsedStep]
    changes: list[BalanceChange]
    events: list[str]


class NewProposal(Body):
    """The transaction of an intent to propose, and whose it is."""

    wallet: str = Field(pattern=ADDRESS)
    data: str = Field(pattern="^0x([0-9a-fA-F]{2})*$", max_length=MOST_CALLDATA)


@router.post("/proposals/{proposal}/rehearsal")
def rehearse_proposal(proposal: ProposalId, chain: ChainDep) -> RehearsalView:
    """Carry a proposal out on a copy of the chain; nothing is sent."""
    return _view(rehearse_made(chain.governor, flow.get_proposal(chain, int(proposal))))


@router.post("/rehearsals")
def rehearse_new_proposal(body: NewProposal, chain: ChainDep) -> RehearsalView:
    """The same for a proposal that is not made yet."""
    call = Call("BadgeGovernor.propose", chain.governor.address, body.data)
    return _view(rehearse_new(chain.governor, checked_address(body.wallet), call))


def _view(rehearsal: ProposalRehearsal) -> RehearsalView:
    return RehearsalView.model_validate(rehearsal.as_document())
