"""What a vote weighs and why, and which past votes would have ended otherwise, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from quadrille.chain.contract import checked_address
from quadrille.chain.states import Parameter
from quadrille.governance.proposals.parameters import BOUNDS, parameter_named
from quadrille.governance.recount.explaining import explain
from quadrille.governance.recount.logs import Which
from quadrille.governance.recount.reading import GovernanceLogs
from quadrille.governance.recount.replaying import replay
from quadrille.paging import AfterId, Limit, NextPageDep, following
from quadrille.routing import ChainDep
from quadrille.types import ADDRESS, DIGITS

router = APIRouter(prefix="/api/v1", tags=["governance"])

MOST_VALUE = max(most for _, most in BOUNDS.values())


class BadgePower(BaseModel):
    """What one badge adds to a vote, of what it weighs, and why."""

    number: str
    kind: int
    kind_name: str
    weight: str
    held_since: int
    counted: str
    why: str


class PowerView(BaseModel):
    """What a wallet's vote weighs: on a proposal, or on one that were made now.

    votes   the badges' sum; `equal` when the governor, as `contract_votes`, says the same
    """

    proposal: str | None
    block_number: int
    snapshot_at: int
    votes: str
    contract_votes: str
    equal: bool
    badges: list[BadgePower]


class ReplayedVote(BaseModel):
    """How a past vote ended, and how it would have ended: passed, failed, or not made at all."""

    proposal: str
    ended: str
    would_end: str


@router.get("/wallets/{wallet}/power")
def explain_power(
    wallet: Annotated[str, Path(pattern=ADDRESS)],
    chain: ChainDep,
    proposal: Annotated[str | None, Query(pattern=DIGITS, description="On this proposal; else on the next.")] = None,
) -> PowerView:
    """Why a wallet's vote weighs what it does, badge by badge, from the chain's logs."""
    found = explain(chain.governor, checked_address(wallet), None if proposal is None else int(proposal))
    return PowerView(**found.as_document())


@router.get("/governance/replay/{parameter}/{value}")
def replay_votes(
    parameter: Annotated[str, Path(max_length=40)],
    value: Annotated[int, Path(ge=0, le=MOST_VALUE)],
    chain: ChainDep,
    next_page: NextPageDep,
    after: AfterId = None,
    limit: Limit = 50,
) -> list[ReplayedVote]:
    """Past votes, oldest first, held once more under another value of one of governance's parameters."""
    which: Parameter = parameter_named(parameter)
    found = [ReplayedVote(**one.as_document()) for one in replay(GovernanceLogs(chain.governor), Which(which), value)]
    page = following(found, after, lambda vote: vote.proposal, limit)
    return list(next_page.cut(page, limit, lambda vote: vote.proposal))
