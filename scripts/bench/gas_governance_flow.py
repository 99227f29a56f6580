"""The rows that every governor has: proposals, votes, signed votes, and what passed."""

from collections.abc import Sequence
from itertools import islice

from eth_account.signers.local import LocalAccount
from gas_cost import Cost, Rows, cost_of
from gas_governance_ground import (
    AFTERWARDS,
    EXECUTION_DAY,
    LAST_DAY,
    PROPOSALS,
    QUEUEING_DAY,
    TEXT,
    VOTING_DAY,
    Governor,
    Proposal,
)
from gas_governance_rows import (
    BATCH,
    BATCH_NEXT,
    BATCH_SEVEN,
    BATCH_YOUNG,
    EXECUTE,
    FIRST,
    FLIPPED,
    LATER,
    PROPOSE,
    PROPOSE_FIVE,
    PROPOSE_NEXT,
    PROPOSE_TEXT,
    QUEUE,
    SIGNED,
    SIGNED_NEXT,
)
from gas_round_ground import AMOUNT_UNITS, undone

from quadrille.types import Address

PASSED = 3
"""Proposals that are voted through."""


def proposing(governor: Governor) -> tuple[list[Proposal], Rows]:
    """Proposals of a dozen proposers, and what theirs and others cost."""
    proposers = [Address(voter.address) for voter in governor.crowds.seven]
    proposals = [governor.propose(proposer) for proposer in proposers[:PROPOSALS]]
    rows = {PROPOSE: cost_of([proposal.gas for proposal in proposals])}
    for row, actions, text in ((PROPOSE_TEXT, 1, TEXT), (PROPOSE_FIVE, 5, "")):
        with undone(governor.meter):
            rows[row] = cost_of([governor.propose(proposers[PROPOSALS], actions, text).gas])
    return proposals, rows


def votes(governor: Governor, proposals: Sequence[Proposal]) -> Rows:
    """Single votes on each proposal: the first, another, and two that were signed."""
    first, later, *signing = governor.crowds.one
    with undone(governor.meter):
        gas = {
            FIRST: [governor.vote(proposal, first) for proposal in proposals],
            LATER: [governor.vote(proposal, later) for proposal in proposals],
            SIGNED: [hand_in(governor, *signed) for signed in zip(proposals, signing, strict=False)],
            SIGNED_NEXT: [hand_in(governor, *signed) for signed in zip(proposals[1:], signing, strict=False)],
        }
        assert all(governor.counted(proposal) == 4 for proposal in proposals[1:])
    return {row: cost_of(found) for row, found in gas.items()}


def hand_in(governor: Governor, proposal: Proposal, voter: LocalAccount) -> int:
    """One signed vote."""
    return governor.hand_in(governor.sign(proposal, voter))


def batches(governor: Governor, proposals: Sequence[Proposal]) -> Rows:
    """Fifty signed votes at once: twice by voters with one badge, and by those with more."""
    with undone(governor.meter):
        first, following = (batch(governor, proposal, governor.crowds.one, 1) for proposal in proposals[:2])
    with undone(governor.meter):
        seven = batch(governor, proposals[0], governor.crowds.seven, 7)
    with undone(governor.meter):
        young = batch(governor, proposals[0], governor.crowds.young, governor.weight_of_young)
    return {BATCH: first, BATCH_NEXT: following, BATCH_SEVEN: seven, BATCH_YOUNG: young}


def batch(governor: Governor, proposal: Proposal, voters: Sequence[LocalAccount], weight: int) -> Cost:
    """The cost of the votes of all of these, each of this weight."""
    had = governor.counted(proposal)
    gas = governor.hand_in_all(governor.sign_all(proposal, voters))
    assert governor.counted(proposal) - had == weight * len(voters), (governor.counted(proposal), weight)
    return cost_of([gas], len(voters))


def decisions(governor: Governor, proposals: Sequence[Proposal]) -> Rows:
    """The vote that decides late, and then what becomes of what was decided."""
    meter, passing = governor.meter, proposals[:PASSED]
    meter.begin_day(LAST_DAY)
    deciding = [decide(governor, proposal) for proposal in passing]
    meter.begin_day(QUEUEING_DAY)
    queued = [governor.queue(proposal) for proposal in passing]
    meter.begin_day(EXECUTION_DAY)
    had = balance(governor)
    executed = [governor.execute(proposal) for proposal in passing]
    assert balance(governor) - had == PASSED * AMOUNT_UNITS
    meter.begin_day(AFTERWARDS)
    following = [governor.propose(proposal.proposer).gas for proposal in proposals]
    rows = {FLIPPED: deciding} if governor.is_prolonged else {}
    rows |= {QUEUE: queued, EXECUTE: executed, PROPOSE_NEXT: following}
    return {row: cost_of(gas) for row, gas in rows.items()}


def decide(governor: Governor, proposal: Proposal) -> int:
    """Gas of the vote by which a proposal passes, after those that were not enough."""
    needed = int(governor.read("quorum", governor.read("proposalSnapshot", proposal.id)))
    *others, last = islice(governor.crowds.seven, -(-needed // 7))
    for voter in others:
        governor.vote(proposal, voter)
    ended = governor.read("proposalDeadline", proposal.id)
    gas = governor.vote(proposal, last)
    assert (governor.read("proposalDeadline", proposal.id) > ended) is governor.is_prolonged
    return gas


def balance(governor: Governor) -> int:
    """Coins of the pool."""
    return int(governor.meter.anvil.rpc("eth_getBalance", governor.pool.address, "latest"), 16)


def opened(governor: Governor) -> tuple[list[Proposal], Rows]:
    """Proposals on which votes are taken, and the rows of everything until they have voted."""
    proposals, rows = proposing(governor)
    governor.meter.begin_day(VOTING_DAY)
    return proposals, rows | votes(governor, proposals) | batches(governor, proposals)
