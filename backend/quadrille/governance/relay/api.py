"""Handing in ballots over HTTP, and what became of them: every decision is in `flow`."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from quadrille.body import Body
from quadrille.chain.contract import checked_address
from quadrille.chain.governor import Ballot, SignedBallot
from quadrille.chain.states import Support
from quadrille.errors import NotFound
from quadrille.governance.relay import flow, log
from quadrille.governance.relay.papers import BallotPaper, Choice, Hash, ReceiptPaper, ballot_paper
from quadrille.governance.relay.signing import give_receipt
from quadrille.governance.relay.standing import BallotStanding, BallotState, standings_of
from quadrille.languages.moments import Moment
from quadrille.languages.words import said, told
from quadrille.paging import AfterNumber, Limit, NextPageDep
from quadrille.routing import ChainDep, SessionDep
from quadrille.types import ADDRESS, DIGITS, UINT256_MAX, Hash32, Timestamp

router = APIRouter(prefix="/api/v1", tags=["governance"])

ProposalId = Annotated[str, Path(pattern=DIGITS)]
Voter = Annotated[str, Path(pattern=ADDRESS)]


class BallotRequest(Body):
    """A vote, signed; version and deadline are the intent's `handed_back`."""

    wallet: str = Field(pattern=ADDRESS)
    proposal: str = Field(pattern=DIGITS)
    choice: Choice
    version: int = Field(ge=1, lt=2**48)
    deadline: int = Field(ge=1, lt=2**48)
    signature: str = Field(pattern=r"^0x([0-9a-fA-F]{2}){1,2048}$")


class HandedIn(BaseModel):
    """A ballot that was taken. Keep the receipt: it proves that it was."""

    summary: str
    receipt: ReceiptPaper


class BallotView(BaseModel):
    """A ballot that was handed in, and how far it has come; the proof once the list is closed."""

    state: BallotState
    reason: str | None
    transaction: str | None
    receipt: ReceiptPaper
    proof: list[Hash] | None


class ListedBallot(BaseModel):
    """One ballot of a closed list, and what proves that it is in it."""

    position: int
    digest: Hash
    ballot: BallotPaper
    proof: list[Hash]


class ListView(BaseModel):
    """A closed list of what this relay received; `is_committed` once the chain has its root."""

    relay: str
    ballot_log: str
    root: Hash
    count: int
    is_committed: bool
    ballots: list[ListedBallot]


@router.post("/ballots", status_code=201)
def receive_ballot(body: BallotRequest, session: SessionDep, chain: ChainDep) -> HandedIn:
    """Hand in a signed ballot, at no cost to the voter; answered at once with a receipt, and sent next."""
    voter, support = checked_address(body.wallet), Support[body.choice.upper()]
    times = Timestamp(body.version), Timestamp(body.deadline)
    meant = Ballot(min(int(body.proposal), UINT256_MAX), support, voter, *times)
    receipt = flow.receive(session, chain, SignedBallot(meant, body.signature))
    words = said(
        "Your vote is received: {choice}. It will be on the chain by {cast_by}.",
        choice=said(body.choice),
        cast_by=Moment(receipt.cast_by),
    )
    return HandedIn(summary=told(words), receipt=receipt)


@router.get("/proposals/{proposal}/ballots/{voter}")
def read_ballots(proposal: ProposalId, voter: Voter, session: SessionDep, chain: ChainDep) -> list[BallotView]:
    """What a voter handed in on a proposal and what became of it, with the receipts, oldest first."""
    number = min(int(proposal), UINT256_MAX)
    standings = standings_of(session, chain, number, checked_address(voter))
    relay = log.our_relay(chain)
    if not standings or log.closed_list(session, relay, number) is None:
        return [_view(standing, give_receipt(chain, standing.row), None) for standing in standings]
    tree = log.tree_of(log.listed(session, relay, number))
    return [
        _view(standing, give_receipt(chain, standing.row), tree.proof(standing.row.position)) for standing in standings
    ]


@router.get("/proposals/{proposal}/ballots")
def read_list(
    proposal: ProposalId,
    session: SessionDep,
    chain: ChainDep,
    next_page: NextPageDep,
    after: AfterNumber | None = None,
    limit: Limit = 50,
) -> ListView:
    """What this relay received on a proposal, with Merkle proofs, once votes are no longer taken."""
    number, relay = min(int(proposal), UINT256_MAX), log.our_relay(chain)
    closed = log.closed_list(session, relay, number)
    if closed is None:
        raise NotFound("closed list of ballots on proposal", proposal, "Ask again once votes are no longer taken.")
    rows = log.listed(session, relay, number)
    tree, start = log.tree_of(rows), 0 if after is None else after + 1
    page = next_page.cut(rows[start : start + limit + 1], limit, lambda row: row.position)
    had = chain.ballot_log.list_of(relay.relay, number)
    return ListView(
        relay=relay.relay,
        ballot_log=relay.ballot_log,
        root=closed.root,
        count=closed.count,
        is_committed=had.is_final and (had.root, had.count) == (closed.root, closed.count),
        ballots=[
            ListedBallot(
                position=row.position,
                digest=row.digest,
                ballot=ballot_paper(chain.client.chain_id, chain.governor.address, log.signed_ballot(row)),
                proof=list(tree.proof(row.position)),
            )
            for row in page
        ],
    )


def _view(standing: BallotStanding, receipt: ReceiptPaper, proof: list[Hash32] | None) -> BallotView:
    return BallotView(
        state=standing.state,
        reason=standing.reason,
        transaction=standing.transaction,
        receipt=receipt,
        proof=None if proof is None else list(proof),
    )
