"""Clients that others wrote, and that know OpenZeppelin's Governor only, take a proposal from beginning to end."""

import pytest
from eth_hash.auto import keccak

from ballots import signed_ballot
from conftest import ETHER
from journeys import claim_all_badges, demo_reviews
from quadrille.chain.governor import bound
from quadrille.chain.states import ProposalState, Support
from quadrille.types import Address, Wei

CLIENTS = ("ethers", "viem")


@pytest.fixture
def holders(world, session):
    """Reviewers with their badges and coins of their own, and a treasury with some."""
    world.give(world.chain.treasury.address, Wei(ETHER))
    wallets = [*claim_all_badges(world, session, demo_reviews()).values()]
    for wallet in wallets:
        world.give(Address(wallet.address), Wei(ETHER))
    return wallets


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_of_others_proposes_votes_queues_and_executes(world, clients, holders, client):
    governor, payee = world.chain.governor, Address(world.somebody().address)
    before = world.chain.client.balance_wei(payee)

    def ask(name, *values):
        return clients.ask(client, "askGovernor", world.anvil.url, governor.address, name, *values)

    def tell(wallet, name, *values):
        key = wallet.key.to_0x_hex()
        return clients.ask(client, "tellGovernor", world.anvil.url, governor.address, key, name, *values)

    assert ask("COUNTING_MODE") == "support=bravo&quorum=for,abstain"
    assert ask("CLOCK_MODE") == "mode=timestamp"
    actions = [[payee], [str(ETHER)], ["0x"]]
    description = bound("Pay somebody", Address(holders[0].address))
    assert tell(holders[0], "propose", *actions, description)
    words_hash = "0x" + keccak(description.encode()).hex()
    proposal = ask("hashProposal", *actions, words_hash)
    assert int(ask("state", proposal)) == ProposalState.PENDING
    world.pass_time_until(governor.proposals()[-1].opens_at + 1)

    # The weight that a client shows is the weight that counts.
    snapshot = ask("proposalSnapshot", proposal)
    weights = [int(ask("getVotes", holder.address, snapshot)) for holder in holders]
    assert tell(holders[0], "castVote", proposal, 1)
    assert tell(holders[1], "castVoteWithReason", proposal, 0, "I would rather not")
    for holder in holders[2:]:
        assert tell(holder, "castVote", proposal, 1)
    votes = [str(weights[1]), str(sum(weights) - weights[1]), "0"]
    assert ask("proposalVotes", proposal) == votes
    assert int(ask("quorum", snapshot)) <= sum(weights)
    assert ask("hasVoted", proposal, holders[1].address) is True

    world.pass_time_until(int(ask("proposalDeadline", proposal)) + 1)
    assert int(ask("state", proposal)) == ProposalState.SUCCEEDED
    assert tell(world.somebody(), "queue", *actions, words_hash)
    world.pass_time_until(int(ask("proposalEta", proposal)))
    assert tell(world.somebody(), "execute", *actions, words_hash)
    assert int(ask("state", proposal)) == ProposalState.EXECUTED
    assert world.chain.client.balance_wei(payee) == before + ETHER


@pytest.mark.parametrize("client", CLIENTS)
def test_a_clients_description_without_its_proposer_is_refused(world, clients, holders, client):
    governor, key = world.chain.governor.address, holders[0].key.to_0x_hex()
    actions = [[governor], ["0"], ["0x"]]
    with pytest.raises(AssertionError, match="revert"):
        clients.ask(client, "tellGovernor", world.anvil.url, governor, key, "propose", *actions, "Unbound")
    assert world.chain.governor.proposals() == []


@pytest.mark.parametrize("client", CLIENTS)
def test_a_vote_that_a_client_sends_is_newer_than_any_ballot_signed_before(world, clients, holders, client):
    governor, holder = world.chain.governor, holders[0]
    key = holder.key.to_0x_hex()
    actions = [[world.chain.treasury.address], ["0"], ["0x"]]
    description = bound("Nothing", Address(holder.address))
    url = world.anvil.url
    clients.ask(client, "tellGovernor", url, governor.address, key, "propose", *actions, description)
    (found,) = governor.proposals()
    world.pass_time_until(found.opens_at + 1)
    ballot = signed_ballot(world, found.id, Support.FOR, holder)
    clients.ask(client, "tellGovernor", url, governor.address, key, "castVote", str(found.id), 0)
    world.operator_sends(governor.cast_ballots([ballot, ballot]))
    assert governor.vote_of(found.id, Address(holder.address)).support is Support.AGAINST
    assert governor.tally_of(found.id).support == 0
