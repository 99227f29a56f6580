"""Ballots that wait together leave together: each counts by itself, and one that does not is told why."""

import pytest

from ballots import propose_funding, signed_ballot
from chain.outbox_steps import states, step_until_quiet, transactions, works
from conftest import ETHER
from journeys import claim_all_badges, demo_reviews, open_round
from quadrille.chain.outbox.queue import Work, enqueue
from quadrille.chain.outbox.sending import desk_of
from quadrille.chain.states import Support
from quadrille.db import make_engine, writing
from quadrille.governance import flow
from quadrille.governance.relaying import BallotCarrier, ballot_entry
from quadrille.types import Address, Wei


@pytest.fixture
def proposal(world, session):
    """A proposal that takes votes now, and its voters' wallets."""
    wallets = list(claim_all_badges(world, session, demo_reviews()).values())
    assert len(wallets) >= 3
    world.give(world.chain.treasury.address, Wei(ETHER))
    return propose_funding(world, wallets[0], open_round(world, session), ETHER, "Fund it"), wallets


@pytest.fixture
def desk(world):
    """The operator's desk, as a worker has it."""
    return desk_of(make_engine(world.settings.database_url), world.chain, "operator", BallotCarrier(world.chain))


def ask(desk, ballots):
    with writing(desk.engine) as session:
        listed = [Work(f"ballot {place}", "ballot", ballot_entry(one)) for place, one in enumerate(ballots)]
        enqueue(session, desk.client, desk.sender, listed)
        session.commit()


def test_ballots_leave_in_one_transaction_and_one_that_is_bad_harms_no_other(world, proposal, desk):
    number, wallets = proposal
    before = len(transactions(world))
    good = [signed_ballot(world, number, Support.FOR, wallet) for wallet in wallets[:2]]
    forged = signed_ballot(world, number, Support.FOR, wallets[2], by=wallets[0])
    ask(desk, [good[0], forged, good[1]])
    step_until_quiet(desk)
    assert len(transactions(world)) == before + 1
    assert set(states(world)) == {"final"}
    refused = [work.refused for work in works(world) if work.kind == "ballot"]
    assert refused[0] is None
    assert refused[2] is None
    assert "GovernorInvalidSignature" in refused[1]
    assert wallets[2].address in refused[1]
    tally = world.chain.governor.tally_of(number)
    assert tally.support == sum(world.chain.badge.votes_of(Address(wallet.address)) for wallet in wallets[:2])
    assert world.chain.governor.vote_of(number, Address(wallets[2].address)).version == 0


def test_a_vote_that_came_by_another_hand_counts_as_done(world, proposal, desk, session):
    number, wallets = proposal
    ballot = signed_ballot(world, number, Support.FOR, wallets[0])
    world.operator_sends(world.chain.governor.cast_ballot(ballot))
    ask(desk, [ballot])
    step_until_quiet(desk)
    (work,) = [work for work in works(world) if work.kind == "ballot"]
    assert (work.refused, work.done_hash is not None) == (None, True)


def test_a_single_ballot_is_refused_before_it_is_kept(world, proposal, session):
    number, wallets = proposal
    forged = signed_ballot(world, number, Support.FOR, wallets[1], by=wallets[0])
    with pytest.raises(Exception, match="is not signed by"):
        flow.relay_ballot(session, world.chain, forged)
    session.rollback()
    assert [work for work in works(world) if work.kind == "ballot"] == []
