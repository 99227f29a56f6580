"""The participant's journey: badge holders propose to fund a round, vote by signature, and what passes is carried out.

Read it as the tutorial: first the steps one by one, then the same through the API and the command line.
"""

from dataclasses import replace

import pytest

from ballots import funding, propose_funding, send_waiting, signed_ballot, vote
from conftest import ETHER
from journeys import claim_all_badges, demo_reviews, open_round, pilot_reviews, quadrille
from quadrille.chain.governor import Tally
from quadrille.chain.states import ProposalState, Support
from quadrille.chain.typed_data import sign
from quadrille.errors import NotFound, Refused, WrongChain
from quadrille.governance import flow
from quadrille.types import Address, Wei

AMOUNT = Wei(3 * ETHER)


@pytest.fixture
def reviews(request):
    """The demo's own reviews; the first test takes those of the real pilot."""
    return getattr(request, "param", demo_reviews)()


@pytest.fixture
def holders(world, session, reviews):
    """Reviewers with their badges, the most active first."""
    wallets = claim_all_badges(world, session, reviews)
    return sorted(wallets.values(), key=lambda wallet: -world.chain.badge.count_of(wallet.address))


@pytest.fixture
def round_address(world, session):
    """A round that needs a pool, and a treasury that could pay it."""
    world.give(world.chain.treasury.address, Wei(5 * ETHER))
    return open_round(world, session, closes_in=30 * 86_400)


@pytest.fixture
def proposal(world, holders, round_address):
    """A proposal to fund the round, open to votes."""
    return propose_funding(world, holders[0], round_address, AMOUNT, "Fund the first round")


@pytest.mark.parametrize("reviews", [pilot_reviews], indirect=True, ids=["the real pilot"])
def test_badge_holders_fund_a_round(world, session, holders, round_address, proposal):
    # Every holder signs a ballot; handing it in costs them nothing.
    coins_before = world.chain.client.balance_wei(holders[1].address)
    for holder in holders:
        vote(world, session, proposal, Support.FOR, holder)
    assert world.chain.client.balance_wei(holders[1].address) == coins_before

    # Each badge counted once.
    standing = flow.standing_of(world.chain, flow.get_proposal(world.chain, proposal))
    assert standing.tally.support == len(world.chain.badge.issued())
    assert standing.is_quorum_reached

    # When voting is over the decision waits in the treasury's timelock, then anyone carries it out.
    world.pass_time_until(standing.closes_at + 1)
    flow.queue_proposal(session, world.chain, proposal)
    world.pass_time_until(world.chain.governor.eta_of(proposal))
    executed = flow.execute_proposal(session, world.chain, proposal)
    assert world.chain.governor.state_of(proposal) is ProposalState.EXECUTED
    assert world.chain.round(round_address).pool_wei() == AMOUNT
    assert world.chain.round(round_address).sponsors() == [world.chain.treasury.address]

    # To ask for it again answers with the same transaction.
    assert flow.execute_proposal(session, world.chain, proposal) == executed


def test_a_rejected_proposal_moves_nothing(world, session, holders, round_address, proposal):
    for holder in holders:
        vote(world, session, proposal, Support.AGAINST, holder)
    world.pass_time_until(world.chain.governor.closes_at(proposal) + 1)
    with pytest.raises(Refused, match="is defeated"):
        flow.queue_proposal(session, world.chain, proposal)
    assert world.chain.round(round_address).pool_wei() == 0


def test_whoever_holds_no_badge_learns_why_before_signing(world, proposal):
    stranger = Address(world.somebody().address)
    with pytest.raises(Refused, match="had 0 votes") as refusal:
        flow.ballot(world.chain, proposal, Support.FOR, stranger)
    assert "claim one, and wait for a later proposal" in refusal.value.remedy


def test_a_vote_counts_once_and_handing_it_in_again_changes_nothing(world, session, holders, proposal):
    ballot = signed_ballot(world, proposal, Support.FOR, holders[0])
    first = flow.relay_ballot(session, world.chain, ballot)
    assert flow.relay_ballot(session, world.chain, ballot) == first
    weight = world.chain.badge.votes_of(Address(holders[0].address))
    assert world.chain.governor.tally_of(proposal).support == weight


def test_who_thinks_again_votes_again_and_only_the_last_counts(world, session, holders, proposal):
    early = signed_ballot(world, proposal, Support.FOR, holders[0])
    vote(world, session, proposal, Support.AGAINST, holders[0])
    world.pass_time(1)
    vote(world, session, proposal, Support.ABSTAIN, holders[0])
    weight = world.chain.badge.votes_of(Address(holders[0].address))
    assert world.chain.governor.tally_of(proposal) == Tally(0, 0, weight)
    # What was signed before cannot come back.
    with pytest.raises(Refused, match="the vote that stands has"):
        flow.relay_ballot(session, world.chain, early)


def test_a_ballot_signed_by_another_key_is_refused(world, session, holders, proposal):
    forged = signed_ballot(world, proposal, Support.FOR, holders[0], by=holders[1])
    with pytest.raises(Refused, match=f"not signed by {holders[0].address}"):
        flow.relay_ballot(session, world.chain, forged)


def test_a_burnt_badge_no_longer_counts_on_an_open_proposal(world, holders, proposal):
    holder = holders[-1]
    number = next(
        issue.args["number"] for issue in world.chain.badge.issued() if issue.args["holder"] == holder.address
    )
    world.chain.client.send_from(holder, world.chain.badge.burn(number))
    with pytest.raises(Refused, match="has 0 now"):
        flow.ballot(world.chain, proposal, Support.FOR, Address(holder.address))


def test_more_than_the_treasury_has_cannot_be_proposed(world, holders, round_address):
    with pytest.raises(Refused, match="has 5000000000000000000 wei"):
        funding(world, holders[0], round_address, 6 * ETHER, "Too much")


def test_a_round_that_closes_before_the_decision_cannot_be_proposed(world, session, holders):
    world.give(world.chain.treasury.address, Wei(5 * ETHER))
    soon = open_round(world, session, closes_in=600)
    with pytest.raises(Refused, match="takes deposits until"):
        funding(world, holders[0], soon, AMOUNT, "Too late")


def test_what_is_no_round_cannot_be_proposed(world):
    with pytest.raises(WrongChain, match="There is no funding round"):
        funding(world, world.somebody(), world.chain.badge.address, AMOUNT, "Fund a badge")


@pytest.mark.parametrize("description", [b"\xff\xff", b"", b"\n\n", b"\xed\xa0\x80 a lone surrogate"])
def test_a_hostile_description_keeps_nobody_from_voting(world, session, api, holders, round_address, description):
    # Straight to the contract, which takes any bytes for a text.
    placeholder = "x" * len(description)
    call, _ = funding(world, holders[0], round_address, AMOUNT, placeholder)
    hostile = call.data.replace(placeholder.encode().hex(), description.hex())
    world.chain.client.send_from(holders[0], replace(call, data=hostile))
    found = world.chain.governor.proposals()[-1]
    for path in ("/", "/vote", "/vote/1", "/api/v1/proposals", f"/api/v1/proposals/{found.id}"):
        assert api.get(path).status_code == 200, path
    world.pass_time_until(found.opens_at + 1)
    for holder in holders:
        vote(world, session, found.id, Support.FOR, holder)
    world.pass_time_until(world.chain.governor.closes_at(found.id) + 1)
    flow.queue_proposal(session, world.chain, found.id)
    assert world.chain.governor.state_of(found.id) is ProposalState.QUEUED


def test_an_unknown_proposal_is_not_found(world):
    with pytest.raises(NotFound):
        flow.get_proposal(world.chain, 7)


def test_the_journey_through_the_api(world, operator, holders, round_address):
    proposer, others = holders[0], holders[1:]
    wanted = {
        "wallet": proposer.address,
        "round": round_address,
        "amount_wei": str(AMOUNT),
        "description": "Fund the first round",
    }
    intent = operator.post("/api/v1/intents/propose", json=wanted).json()
    world.sign_and_send(proposer, intent["transaction"])
    proposal = operator.get("/api/v1/proposals").json()[0]
    world.pass_time_until(proposal["opens_at"] + 1)
    for holder in [proposer, *others]:
        ballot = {"wallet": holder.address, "proposal": proposal["id"], "choice": "for"}
        intent = operator.post("/api/v1/intents/vote", json=ballot).json()
        signature = sign(holder, intent["typed_data"])
        receipt = operator.post(intent["complete"], json={**ballot, **intent["handed_back"], "signature": signature})
        assert receipt.status_code == 201
    send_waiting(world)
    world.pass_time_until(proposal["closes_at"] + 1)
    assert operator.post(f"/api/v1/proposals/{proposal['id']}/queue").status_code == 200
    world.pass_time(61)
    assert operator.post(f"/api/v1/proposals/{proposal['id']}/execute").status_code == 200
    assert operator.get(f"/api/v1/proposals/{proposal['id']}").json()["state"] == "executed"
    assert world.chain.round(round_address).pool_wei() == AMOUNT


def test_the_journey_on_the_command_line(world, holders, round_address):
    keystores = [world.keystore(holder) for holder in holders]
    proposed = quadrille(
        *("governance", "propose", "Fund the first round", "--round", round_address),
        *("--amount-wei", AMOUNT, "--keystore", keystores[0]),
    )["proposal"]
    world.pass_time_until(quadrille("governance", "status", proposed)["opens_at"] + 1)
    for keystore in keystores:
        quadrille("governance", "vote", proposed, "for", "--keystore", keystore)
    world.pass_time_until(quadrille("governance", "status", proposed)["closes_at"] + 1)
    quadrille("governance", "queue", proposed)
    world.pass_time(61)
    quadrille("governance", "execute", proposed)
    assert quadrille("governance", "status", proposed)["state"] == "executed"
    assert quadrille("rounds", "status", round_address)["pool_wei"] == str(AMOUNT)
