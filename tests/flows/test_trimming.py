"""Votes of badges that are gone are lowered while voting is open: by hand, by the worker, and by anybody."""

import pytest

from ballots import propose_funding, vote
from conftest import ETHER
from journeys import claim_all_badges, demo_reviews, open_round, quadrille
from quadrille.chain.governor import Tally
from quadrille.chain.outbox.sender import Sender
from quadrille.chain.states import Support
from quadrille.db import engine_of
from quadrille.errors import NotFound, Refused
from quadrille.governance.relay.closing import relay_desk
from quadrille.governance.trimming import Trimming, overweight, trim_votes
from quadrille.types import Address, Wei


@pytest.fixture
def voted(world, session):
    """A proposal on which everybody voted for it, and the voters' wallets; the last has burned a badge since."""
    wallets = [*claim_all_badges(world, session, demo_reviews()).values()]
    world.give(world.chain.treasury.address, Wei(ETHER))
    proposal = propose_funding(world, wallets[0], open_round(world, session), ETHER, "Fund it")
    for wallet in wallets:
        vote(world, session, proposal, Support.FOR, wallet)
    (number, *_) = world.chain.badge.badges_of(Address(wallets[-1].address))
    world.chain.client.send_from(wallets[-1], world.chain.badge.burn(number))
    return proposal, wallets


def weights(world, wallets):
    return sum(world.chain.badge.votes_of(Address(wallet.address)) for wallet in wallets)


def test_a_vote_is_lowered_to_what_is_left_of_it(world, session, voted):
    proposal, wallets = voted
    before = world.chain.governor.tally_of(proposal)
    assert [*overweight(world.chain, proposal)] == [wallets[-1].address]

    trim_votes(session, world.chain, proposal)

    assert world.chain.governor.tally_of(proposal) == Tally(0, weights(world, wallets), 0) != before
    assert overweight(world.chain, proposal) == {}
    standing = world.chain.governor.standing_votes(proposal)
    assert standing == {
        wallet.address: (Support.FOR, world.chain.badge.votes_of(Address(wallet.address))) for wallet in wallets
    }
    with pytest.raises(Refused, match="weighs more"):
        trim_votes(session, world.chain, proposal)


def test_a_vote_with_parameters_replaces_like_any_other(world, voted):
    proposal, wallets = voted
    call = world.chain.governor.call("castVoteWithReasonAndParams", proposal, 0, "I thought again", b"\x01")
    world.chain.client.send_from(wallets[0], call)
    voter = Address(wallets[0].address)
    assert world.chain.governor.standing_votes(proposal)[voter] == (Support.AGAINST, world.chain.badge.votes_of(voter))
    assert len(world.chain.governor.votes_of(proposal, voter)) == 2


def test_the_worker_lowers_it_by_itself_once(world, session, voted):
    proposal, wallets = voted
    engine = engine_of(session)
    session.commit()
    trimming, sender = Trimming(engine, world.chain), Sender(relay_desk(engine, world.chain))
    for _ in range(2):
        trimming.step()
        while sender.step():
            pass
    assert world.chain.governor.tally_of(proposal).support == weights(world, wallets)
    assert len(world.chain.governor.events("VoteTrimmed")) == 1


def test_the_command_says_what_it_did(world, session, voted):
    proposal, wallets = voted
    session.commit()
    assert quadrille("governance", "trim", proposal)["gas"] > 0
    assert world.chain.governor.tally_of(proposal).support == weights(world, wallets)


def test_once_voting_is_over_a_result_stays(world, session, voted):
    proposal, _ = voted
    world.pass_time_until(world.chain.governor.closes_at(proposal) + 1)
    with pytest.raises(Refused, match="GovernorUnexpectedProposalState"):
        trim_votes(session, world.chain, proposal)


def test_of_what_is_no_proposal_nothing_is_trimmed(world, session):
    with pytest.raises(NotFound):
        trim_votes(session, world.chain, 7)
