"""The participant's journey over HTTP; every decision is in `flow`."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from quadrille.body import Body
from quadrille.chain.contract import checked_address
from quadrille.chain.intent import Intent, Receipt, receipt
from quadrille.chain.text import shown
from quadrille.governance import flow
from quadrille.governance.proposals.funding import funding_actions
from quadrille.governance.proposals.in_round import MOST, round_action, round_actions
from quadrille.governance.proposals.tokens import token_actions
from quadrille.governance.relay.flow import require_taken
from quadrille.paging import AfterId, Limit, NextPageDep, following
from quadrille.routing import OPERATOR_ONLY, ChainDep, SessionDep
from quadrille.types import ADDRESS, DIGITS, UINT256_MAX, Timestamp, Wei

router = APIRouter(prefix="/api/v1", tags=["governance"])

ProposalId = Annotated[str, Path(pattern=DIGITS)]
Choice = Literal["for", "against", "abstain"]


class ProposalRequest(Body):
    """A proposal to fund a round from the treasury."""

    wallet: str = Field(pattern=ADDRESS)
    round: str = Field(pattern=ADDRESS)
    amount_wei: str = Field(pattern=DIGITS)
    description: str = Field(min_length=1, max_length=10_000)


class RoundActionRequest(Body):
    """A proposal of a step in a round that is governance's; which fields besides it takes, hangs on the action."""

    wallet: str = Field(pattern=ADDRESS)
    round: str = Field(pattern=ADDRESS)
    description: str = Field(min_length=1, max_length=10_000)
    action: Literal["rule", "name-publisher", "release", "resume", "admit", "reject", "cancel", "hold"]
    ruling: Literal["upheld", "dismissed", "frivolous"] | None = None
    account: str | None = Field(default=None, pattern=ADDRESS)
    project: int | None = Field(default=None, ge=0, le=MOST["project"])
    until: int | None = Field(default=None, ge=0, le=MOST["until"])
    reason: str | None = Field(default=None, min_length=1, max_length=2_000)


class TokenRequest(Body):
    """A proposal to let rounds be in a token, or no more."""

    wallet: str = Field(pattern=ADDRESS)
    token: str = Field(pattern=ADDRESS)
    allowed: bool
    description: str = Field(min_length=1, max_length=10_000)


class VoteRequest(Body):
    """Who wants to vote what."""

    wallet: str = Field(pattern=ADDRESS)
    proposal: str = Field(pattern=DIGITS)
    choice: Choice


class StepRequest(Body):
    """Who wants to hand on or carry out which proposal."""

    wallet: str = Field(pattern=ADDRESS)
    proposal: str = Field(pattern=DIGITS)


class ProposalView(BaseModel):
    """A proposal and how it stands; weights and amounts as decimal text."""

    id: str
    proposer: str
    description: str
    state: str
    opens_at: int
    closes_at: int
    eta: int | None
    expires_at: int | None
    for_votes: str
    against_votes: str
    abstain_votes: str
    quorum_votes: str
    is_quorum_reached: bool
    actions: list[dict[str, Any]]


@router.get("/proposals")
def list_proposals(
    chain: ChainDep, next_page: NextPageDep, after: AfterId = None, limit: Limit = 50
) -> list[ProposalView]:
    """Proposals, oldest first; an id says nothing of the order, so `after` has to be one of the list."""
    found = following(chain.governor.proposals(), after, lambda proposal: str(proposal.id), limit)
    page = next_page.cut(found, limit, lambda proposal: proposal.id)
    return [view_proposal(flow.standing_of(chain, proposal)) for proposal in page]


@router.get("/proposals/{proposal}")
def read_proposal(proposal: ProposalId, chain: ChainDep) -> ProposalView:
    """One proposal, from the chain."""
    return view_proposal(flow.standing_of(chain, flow.get_proposal(chain, int(proposal))))


@router.post("/intents/propose")
def intend_proposal(body: ProposalRequest, chain: ChainDep) -> Intent:
    """What the wallet has to sign to propose funding a round."""
    amount_wei = Wei(min(int(body.amount_wei), UINT256_MAX))
    actions = funding_actions(chain, checked_address(body.round), amount_wei)
    return flow.propose_intent(chain, checked_address(body.wallet), actions, body.description)


@router.post("/intents/propose/round")
def intend_round_action(body: RoundActionRequest, chain: ChainDep) -> Intent:
    """What the wallet has to sign to propose a decision in a round."""
    said = body.model_dump(include={"ruling", "account", "project", "until", "reason"})
    action = round_action(body.action, said)
    actions = round_actions(chain, checked_address(body.round), action)
    return flow.propose_intent(chain, checked_address(body.wallet), actions, body.description)


@router.post("/intents/propose/token")
def intend_token(body: TokenRequest, chain: ChainDep) -> Intent:
    """What the wallet has to sign to propose that rounds may be in a token, or no more."""
    actions = token_actions(chain, checked_address(body.token), body.allowed)
    return flow.propose_intent(chain, checked_address(body.wallet), actions, body.description)


@router.post("/intents/vote")
def intend_vote(body: VoteRequest, session: SessionDep, chain: ChainDep) -> Intent:
    """The ballot that the wallet signs; refused with a reason when it would not be taken."""
    number, voter = int(body.proposal), checked_address(body.wallet)
    intent = flow.ballot_intent(chain, number, flow.SUPPORT_WORDS[body.choice], voter)
    require_taken(session, chain, number, voter, Timestamp(intent.handed_back["version"]))
    return intent


@router.post("/intents/queue")
def intend_queue(body: StepRequest, chain: ChainDep) -> Intent:
    """What any wallet signs to hand a proposal that passed to the timelock."""
    return flow.queue_intent(chain, int(body.proposal), checked_address(body.wallet))


@router.post("/intents/execute")
def intend_execution(body: StepRequest, chain: ChainDep) -> Intent:
    """What any wallet signs to carry out a queued proposal whose delay is over."""
    return flow.execute_intent(chain, int(body.proposal), checked_address(body.wallet))


@router.post("/proposals/{proposal}/queue", dependencies=OPERATOR_ONLY)
def queue_proposal(proposal: ProposalId, session: SessionDep, chain: ChainDep) -> Receipt:
    """Hand an accepted proposal to the timelock."""
    return receipt("The proposal waits in the timelock.", flow.queue_proposal(session, chain, int(proposal)))


@router.post("/proposals/{proposal}/execute", dependencies=OPERATOR_ONLY)
def execute_proposal(proposal: ProposalId, session: SessionDep, chain: ChainDep) -> Receipt:
    """Carry out a queued proposal whose delay is over."""
    return receipt("The proposal is carried out.", flow.execute_proposal(session, chain, int(proposal)))


def view_proposal(standing: flow.ProposalStanding) -> ProposalView:
    """A proposal as JSON."""
    found, tally = standing.proposal, standing.tally
    return ProposalView(
        id=str(found.id),
        proposer=found.proposer,
        description=shown(found.description),
        state=standing.state.name.lower(),
        opens_at=found.opens_at,
        closes_at=standing.closes_at,
        eta=standing.eta or None,
        expires_at=standing.expires_at or None,
        for_votes=str(tally.support),
        against_votes=str(tally.against),
        abstain_votes=str(tally.abstain),
        quorum_votes=str(standing.quorum),
        is_quorum_reached=standing.is_quorum_reached,
        actions=[
            {"target": action.target, "value_wei": str(action.value_wei), "calldata": action.calldata}
            for action in found.actions
        ],
    )
