"""What tests of decisions share: a proposal is opened, rehearsed, voted on by everybody, and carried out."""

from eth_account.signers.local import LocalAccount
from sqlmodel import Session

from ballots import vote
from conftest import World
from quadrille.chain.states import Support
from quadrille.governance import flow
from quadrille.governance.proposals.actions import Actions
from quadrille.governance.proposals.words import action_in_words
from quadrille.governance.rehearsal.rehearsing import ProposalRehearsal, rehearse_new
from quadrille.types import Address


def pass_proposal(world: World, session: Session, holders: list[LocalAccount], proposal: int) -> None:
    """Every holder votes for a proposal that is announced, and anybody carries it out."""
    world.pass_time_until(flow.get_proposal(world.chain, proposal).opens_at + 1)
    for holder in holders:
        vote(world, session, proposal, Support.FOR, holder)
    world.pass_time_until(world.chain.governor.closes_at(proposal) + 1)
    flow.queue_proposal(session, world.chain, proposal)
    world.pass_time_until(world.chain.governor.eta_of(proposal))
    flow.execute_proposal(session, world.chain, proposal)


def decide(
    world: World, session: Session, holders: list[LocalAccount], actions: Actions, words: str = "So be it"
) -> ProposalRehearsal:
    """The first holder proposes, everybody votes for it, and it is carried out; answers with its rehearsal."""
    call, proposal = flow.propose(world.chain, Address(holders[0].address), actions, words)
    rehearsal = rehearse_new(world.chain.governor, Address(holders[0].address), call)
    world.chain.client.send_from(holders[0], call)
    pass_proposal(world, session, holders, proposal)
    return rehearsal


def told(world: World, actions: Actions) -> str:
    """What the actions do, in words."""
    return " ".join(action_in_words(world.chain, action)[1] for action in actions)
