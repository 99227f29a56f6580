"""Voters that are contracts, and voters who mean to drain the relay: each pays with what they had to earn first."""

import pytest
from sqlmodel import select

from ballots import propose_funding, send_waiting, signed_ballot
from chain.relay_steps import open_proposal
from chain.wallets import deployed
from conftest import ETHER
from journeys import open_round
from quadrille.chain.accounts import account_of
from quadrille.chain.badge import Issue
from quadrille.chain.governor import Ballot, SignedBallot
from quadrille.chain.states import Support
from quadrille.chain.typed_data import ballot_message, sign
from quadrille.errors import LacksFunds, Refused
from quadrille.governance import flow
from quadrille.governance.relay import quotas
from quadrille.governance.relay.flow import receive
from quadrille.governance.relay.tables import ReceivedBallot
from quadrille.languages.moments import Moment
from quadrille.types import Address, ContributionNumber, Hash32, KindId, Timestamp

NUMBER = ContributionNumber(900_000)


def give_badge(world, holder: Address, number: int = NUMBER) -> None:
    """A badge by the issuer's own hand."""
    issue = Issue(ContributionNumber(number), holder, KindId(1), Hash32("0x" + "ab" * 32))
    world.chain.client.send_from(account_of(world.settings, "issuer"), world.chain.badge.issue_batch([issue]))


def proposal_of(world, session, proposer) -> int:
    return propose_funding(world, proposer, open_round(world, session), ETHER, "Fund another")


def ballot_by(world, proposal: int, voter: Address, key) -> SignedBallot:
    meant = flow.ballot(world.chain, proposal, Support.FOR, voter)
    message = ballot_message(world.chain.client.chain_id, world.chain.governor.address, meant)
    return SignedBallot(meant, sign(key, message))


@pytest.fixture
def proposer(world, session):
    """A badge holder; a proposal of theirs is open, so that another has to make the next."""
    return open_proposal(world, session)[1][1]


def test_a_voter_that_is_a_contract_is_taken_and_counted_at_its_own_price(world, session, proposer):
    owner = world.somebody()
    wallet = Address(deployed(world, "OwnedWallet", owner.address).address)
    give_badge(world, wallet)
    world.pass_time(10)
    proposal = proposal_of(world, session, proposer)
    receive(session, world.chain, ballot_by(world, proposal, wallet, owner))
    receive(session, world.chain, ballot_by(world, proposal, Address(proposer.address), proposer))
    session.rollback()
    rows = session.exec(select(ReceivedBallot).order_by(ReceivedBallot.position)).all()
    assert [row.most_gas for row in rows] == [quotas.CONTRACT_GAS, quotas.KEY_GAS]
    session.rollback()
    send_waiting(world)
    assert world.chain.governor.vote_of(proposal, wallet).support is Support.FOR
    world.pass_time(1)
    with pytest.raises(Refused, match="is not signed by"):
        receive(session, world.chain, ballot_by(world, proposal, wallet, world.somebody()))


SAYS_MUCH = 5
"""A yes, with 100 kB behind it."""


@pytest.mark.parametrize("manner", [manner for manner in range(7) if manner != SAYS_MUCH])
def test_a_wallet_that_answers_nonsense_or_burns_gas_gets_nothing_paid(world, session, proposer, manner):
    wallet = Address(deployed(world, "HostileWallet", manner).address)
    give_badge(world, wallet)
    world.pass_time(10)
    proposal = proposal_of(world, session, proposer)
    with pytest.raises(Refused):
        receive(session, world.chain, ballot_by(world, proposal, wallet, world.somebody()))
    session.rollback()
    assert session.exec(select(ReceivedBallot)).all() == []


def test_a_wallet_whose_yes_is_long_costs_no_more_than_it_was_charged(world, session, proposer):
    wallet = Address(deployed(world, "HostileWallet", SAYS_MUCH).address)
    give_badge(world, wallet)
    world.pass_time(10)
    proposal = proposal_of(world, session, proposer)
    receive(session, world.chain, ballot_by(world, proposal, wallet, world.somebody()))
    receive(session, world.chain, ballot_by(world, proposal, Address(proposer.address), proposer))
    session.rollback()
    send_waiting(world)
    votes = world.chain.governor.ballots(proposal)
    assert len(votes) == 2
    used = world.chain.client.receipt(votes[0].transaction)["gasUsed"]
    assert int(str(used), 0) <= quotas.CONTRACT_GAS + quotas.KEY_GAS


def test_a_badge_that_is_too_young_is_told_when_it_counts(world, session, proposer):
    young = world.somebody()
    proposal = proposal_of(world, session, proposer)
    give_badge(world, Address(young.address))
    held_since = world.now()
    with pytest.raises(Refused, match="has 1 now") as refusal:
        flow.ballot(world.chain, proposal, Support.FOR, Address(young.address))
    assert f"made from {Moment(held_since + 1)} on" in refusal.value.remedy


def test_two_ballots_of_one_second_are_not_both_paid_for(world, session, proposer):
    proposal = proposal_of(world, session, proposer)
    receive(session, world.chain, signed_ballot(world, proposal, Support.FOR, proposer))
    with pytest.raises(Refused, match="is on its way"):
        receive(session, world.chain, signed_ballot(world, proposal, Support.AGAINST, proposer))
    session.rollback()
    older = flow.ballot(world.chain, proposal, Support.ABSTAIN, Address(proposer.address))
    older = Ballot(proposal, Support.ABSTAIN, older.voter, Timestamp(older.version - 1), older.deadline)
    message = ballot_message(world.chain.client.chain_id, world.chain.governor.address, older)
    with pytest.raises(Refused, match="is on its way"):
        receive(session, world.chain, SignedBallot(older, sign(proposer, message)))


def test_a_relay_without_coins_takes_nothing_it_could_not_hand_in(world, session, proposer):
    proposal = proposal_of(world, session, proposer)
    ballot = signed_ballot(world, proposal, Support.FOR, proposer)
    world.anvil.rpc("anvil_setBalance", world.operator_address, "0x0")
    with pytest.raises((LacksFunds, Refused)):
        receive(session, world.chain, ballot)
    session.rollback()
    assert session.exec(select(ReceivedBallot)).all() == []
