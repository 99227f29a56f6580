"""Votes that cost the voter nothing, and a relay that cannot leave one out unseen.

Read it as the tutorial: first the steps one by one, then the same on the command line.
"""

import pytest

from ballots import propose_funding, send_waiting, signed_ballot
from conftest import ETHER
from journeys import claim_all_badges, demo_reviews, exit_code, open_round, quadrille
from quadrille.chain.states import Support
from quadrille.db import make_engine
from quadrille.errors import Mismatch, Refused
from quadrille.governance import flow
from quadrille.governance.relay import log
from quadrille.governance.relay.closing import close_if_over
from quadrille.governance.relay.flow import receive
from quadrille.governance.relay.papers import write_paper
from quadrille.governance.relay.signing import require_sound
from quadrille.governance.relay.standing import BallotState, standings_of
from quadrille.governance.relay.verifying import Listed, verify
from quadrille.types import Address, Hash32, Wei


@pytest.fixture
def holders(world, session):
    """Badge holders' wallets; at least three."""
    return list(claim_all_badges(world, session, demo_reviews()).values())


@pytest.fixture
def proposal(world, session, holders):
    """A proposal that takes votes now."""
    world.give(world.chain.treasury.address, Wei(ETHER))
    return propose_funding(world, holders[0], open_round(world, session), ETHER, "Fund it")


def states(world, session, proposal, holder) -> list[BallotState]:
    return [one.state for one in standings_of(session, world.chain, proposal, Address(holder.address))]


def close(world, proposal):
    """Voting ends, and the relay closes its list and commits it."""
    world.pass_time_until(world.chain.governor.closes_at(proposal) + 1)
    engine = make_engine(world.settings.database_url)
    closed = close_if_over(engine, world.chain, proposal)
    send_waiting(world)
    engine.dispose()
    return closed


def test_a_ballot_is_taken_at_once_counted_soon_and_listed_for_ever(world, session, holders, proposal):
    voter = holders[0]

    # Nothing is mined while the voter waits: the receipt is the relay's signature that it will be.
    head = world.chain.client.block()
    receipt = receive(session, world.chain, signed_ballot(world, proposal, Support.FOR, voter))
    require_sound(receipt)
    assert (receipt.position, receipt.relay) == (0, world.operator_address)
    assert receipt.received_at < receipt.cast_by <= receipt.received_at + 300
    assert world.chain.client.block() == head
    assert states(world, session, proposal, voter) == [BallotState.QUEUED]

    # A worker hands it in; the voter has paid nothing, and asks what became of it.
    before_wei = world.chain.client.balance_wei(Address(voter.address))
    session.rollback()
    send_waiting(world)
    assert states(world, session, proposal, voter) == [BallotState.COUNTED]
    assert world.chain.client.balance_wei(Address(voter.address)) == before_wei

    # Who thinks again votes again; both are in the list, the last counts.
    receive(session, world.chain, signed_ballot(world, proposal, Support.AGAINST, voter))
    session.rollback()
    send_waiting(world)
    assert states(world, session, proposal, voter) == [BallotState.REPLACED, BallotState.COUNTED]
    session.rollback()

    # Once votes are no longer taken, the list's root is on the chain, and the receipt is proven against it.
    closed = close(world, proposal)
    had = world.chain.ballot_log.list_of(world.operator_address, proposal)
    assert (had.root, had.count, had.is_final) == (closed.root, 2, True)
    rows = log.listed(session, log.our_relay(world.chain), proposal)
    tree = log.tree_of(rows)
    kept = verify(receipt, world.chain.ballot_log, lambda place: Listed(Hash32(rows[place].digest), tree.proof(place)))
    assert (kept.vote, kept.list) == ("replaced", "listed")


def test_the_same_ballot_again_is_answered_with_the_same_receipt(world, session, holders, proposal):
    ballot = signed_ballot(world, proposal, Support.FOR, holders[0])
    first = receive(session, world.chain, ballot)
    assert receive(session, world.chain, ballot) == first
    send_waiting(world)
    assert receive(session, world.chain, ballot) == first
    close(world, proposal)
    assert receive(session, world.chain, ballot) == first
    assert len(log.listed(session, log.our_relay(world.chain), proposal)) == 1


def test_a_ballot_that_was_cast_by_another_hand_is_counted_all_the_same(world, session, holders, proposal):
    ballot = signed_ballot(world, proposal, Support.FOR, holders[0])
    receive(session, world.chain, ballot)
    world.chain.client.send_from(holders[1], world.chain.governor.cast_ballot(ballot))
    assert states(world, session, proposal, holders[0]) == [BallotState.COUNTED]
    session.rollback()
    send_waiting(world)
    assert states(world, session, proposal, holders[0]) == [BallotState.COUNTED]


def test_a_ballot_whose_voter_gave_up_the_badge_meanwhile_is_rejected_and_says_why(world, session, holders, proposal):
    holder, other = holders[-1], holders[0]
    receive(session, world.chain, signed_ballot(world, proposal, Support.FOR, holder))
    receive(session, world.chain, signed_ballot(world, proposal, Support.FOR, other))
    session.rollback()
    for number in world.chain.badge.badges_of(Address(holder.address)):
        world.chain.client.send_from(holder, world.chain.badge.burn(number))
    send_waiting(world)
    (standing,) = standings_of(session, world.chain, proposal, Address(holder.address))
    assert standing.state is BallotState.REJECTED
    assert "BadgeGovernorNoWeight" in str(standing.reason)
    assert states(world, session, proposal, other) == [BallotState.COUNTED]


def test_a_list_is_closed_once_and_takes_nothing_more(world, session, holders, proposal):
    engine = make_engine(world.settings.database_url)
    assert close_if_over(engine, world.chain, proposal) is None
    assert close_if_over(engine, world.chain, 7) is None
    receive(session, world.chain, signed_ballot(world, proposal, Support.FOR, holders[0]))
    late = signed_ballot(world, proposal, Support.FOR, holders[1])
    closed = close(world, proposal)
    again = close_if_over(engine, world.chain, proposal)
    assert again is not None
    assert (again.root, again.count) == (closed.root, 1)
    with pytest.raises(Refused, match="votes are taken from"):
        receive(session, world.chain, late)
    engine.dispose()


def test_what_the_relay_would_refuse_is_told_before_anything_is_signed(world, session, holders, proposal, api):
    asked = {"wallet": holders[0].address, "proposal": str(proposal), "choice": "for"}
    assert api.post("/api/v1/intents/vote", json=asked).status_code == 200
    receive(session, world.chain, signed_ballot(world, proposal, Support.FOR, holders[0]))
    refusal = api.post("/api/v1/intents/vote", json=asked)
    assert refusal.status_code == 409
    assert "is on its way" in refusal.json()["cause"]
    stranger = api.post("/api/v1/intents/vote", json={**asked, "wallet": world.somebody().address})
    assert (stranger.status_code, "claim one" in stranger.json()["remedy"]) == (409, True)


def test_the_journey_on_the_command_line(world, session, holders, proposal, tmp_path):
    # One signs and keeps the ballot; whoever runs the relay hands the file in, sends, and commits the list.
    saved, receipt = tmp_path / "ballot.json", tmp_path / "receipt.json"
    keystores = [world.keystore(holder) for holder in holders]
    quadrille("governance", "vote", proposal, "for", "--keystore", keystores[0], "--save", saved)
    assert world.chain.governor.vote_of(proposal, Address(holders[0].address)).version == 0
    (row,) = quadrille("governance", "relay", "hand-in", saved)
    assert (row["position"], row["state"]) == (0, "received")
    assert quadrille("governance", "relay", "send") == {"queued": 0, "under_way": 0}
    assert world.chain.governor.vote_of(proposal, Address(holders[0].address)).support is Support.FOR

    # Another hands in at once and keeps the receipt; a third trusts no relay and pays.
    quadrille("governance", "vote", proposal, "against", "--keystore", keystores[1], "--receipt", receipt)
    quadrille("governance", "vote", proposal, "abstain", "--keystore", keystores[2], "--direct")
    assert world.chain.governor.vote_of(proposal, Address(holders[2].address)).support is Support.ABSTAIN
    assert quadrille("governance", "receipt", receipt)["holds"]
    found = quadrille("governance", "receipt", receipt, "--rpc", world.settings.rpc_url)
    assert (found["vote"], found["list"]) == ("counted", "not yet")

    # Not before votes are over.
    assert exit_code("governance", "relay", "commit", proposal) == 5
    world.pass_time_until(world.chain.governor.closes_at(proposal) + 1)
    committed = quadrille("governance", "relay", "commit", proposal)
    assert committed["count"] == 2
    assert quadrille("governance", "relay", "commit", proposal) == committed


def test_a_receipt_is_checked_against_the_list_that_its_server_shows(
    world, session, holders, proposal, site, tmp_path, monkeypatch
):
    file = tmp_path / "receipt.json"
    for holder in holders[:3]:
        # The last one's file is kept.
        words = ("--keystore", world.keystore(holder), "--server", site, "--receipt", file)
        quadrille("governance", "vote", proposal, "for", *words)
    send_waiting(world)
    close(world, proposal)
    # Whoever checks has a node and the file, and nothing of ours.
    monkeypatch.setenv("QUADRILLE_DEPLOYMENT_FILE", str(tmp_path / "none.json"))
    checking = ("governance", "receipt", file, "--rpc", world.settings.rpc_url, "--server", site)
    found = quadrille(*checking)
    assert (found["vote"], found["list"], found["ballot_log_from"]) == ("counted", "listed", "receipt")
    # Another log, named by hand, is not the receipt's.
    assert exit_code(*checking, "--log", world.chain.badge.address) == 4
    text = file.read_text()
    file.write_text(text.replace('"position": 2', '"position": 1') if '"position": 2' in text else "{}")
    assert exit_code(*checking) == 3


def test_a_ballot_in_a_file_is_cast_with_any_wallet(world, holders, proposal, tmp_path):
    saved = tmp_path / "ballot.json"
    quadrille("governance", "vote", proposal, "for", "--keystore", world.keystore(holders[0]), "--save", saved)
    cast = quadrille("governance", "cast", saved, "--keystore", world.keystore(world.somebody()))
    assert (cast["voter"], cast["vote"]) == (holders[0].address, "for")
    assert world.chain.governor.vote_of(proposal, Address(holders[0].address)).support is Support.FOR


def test_a_file_of_which_one_ballot_is_refused_says_which(world, session, holders, proposal, tmp_path):
    good, forged = tmp_path / "good.json", tmp_path / "forged.json"
    quadrille("governance", "vote", proposal, "for", "--keystore", world.keystore(holders[0]), "--save", good)
    paper = good.read_text().replace(holders[0].address, holders[1].address)
    forged.write_text(paper)
    assert exit_code("governance", "relay", "hand-in", forged, good) == 1
    assert len(log.listed(session, log.our_relay(world.chain), proposal)) == 1


def test_a_receipt_of_a_vote_that_never_came_is_found_and_the_ballot_cast(world, session, holders, proposal, tmp_path):
    file = tmp_path / "receipt.json"
    receipt = receive(session, world.chain, signed_ballot(world, proposal, Support.FOR, holders[0]))
    file.write_bytes(write_paper(receipt))
    world.pass_time_until(receipt.cast_by)
    with pytest.raises(Mismatch, match="and it is") as late:
        quadrille("governance", "receipt", file, "--rpc", world.settings.rpc_url)
    assert "governance cast" in late.value.remedy
    quadrille("governance", "cast", file, "--keystore", world.keystore(holders[0]))
    found = quadrille("governance", "receipt", file, "--rpc", world.settings.rpc_url)
    assert (found["vote"], found["list"]) == ("counted", "not yet")
    assert flow.standing_of(world.chain, flow.get_proposal(world.chain, proposal)).tally.support > 0
