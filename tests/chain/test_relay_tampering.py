"""A relay that leaves ballots out: whoever has its receipt shows so on a real chain, and votes without it."""

import pytest

from ballots import signed_ballot
from chain.relay_steps import check, close_and_commit, open_proposal, tamper
from quadrille.chain.ballot_log import BallotReceipt
from quadrille.chain.states import Support
from quadrille.chain.typed_data import ballot_receipt_message, typed_digest
from quadrille.errors import ContractReverted, Mismatch, NotFound, WrongChain
from quadrille.governance.relay import log
from quadrille.governance.relay.ballot_tree import BallotTree
from quadrille.governance.relay.flow import receive
from quadrille.governance.relay.signing import message_of
from quadrille.governance.relay.verifying import log_at
from quadrille.types import NO_HASH, Address, Hash32


@pytest.fixture
def proposal(world, session):
    """A proposal that takes votes now, and its voters' wallets."""
    return open_proposal(world, session)


@pytest.fixture
def receipts(world, session, proposal):
    """Receipts of three voters, none of whose ballots was handed in yet."""
    number, wallets = proposal
    taken = [receive(session, world.chain, signed_ballot(world, number, Support.FOR, one)) for one in wallets[:3]]
    session.rollback()
    return taken


DROP_SECOND = (
    "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE kind = 'ballot' ORDER BY id LIMIT 1 OFFSET 1)",
    "DELETE FROM received_ballot WHERE position = 1",
)


def test_a_ballot_that_was_dropped_and_its_place_given_away_is_proven(world, session, proposal, receipts):
    number, _ = proposal
    tamper(world, *DROP_SECOND, "UPDATE received_ballot SET position = 1 WHERE position = 2")
    close_and_commit(world, number)
    # Even the one whose ballot was moved up finds out: the list ends before its position.
    with pytest.raises(Mismatch, match="2 ballots"):
        check(world, session, receipts[2])
    dropped = receipts[1]
    rows = log.listed(session, log.our_relay(world.chain), number)
    assert [row.digest for row in rows] == [receipts[0].digest, receipts[2].digest]
    other, proof = Hash32(rows[1].digest), log.tree_of(rows).proof(1)
    relay, said = world.operator_address, dropped.receipt()
    assert world.chain.ballot_log.is_omitted(relay, said, dropped.signature, other, proof)
    # The first was kept, and nobody can say otherwise.
    kept, there = receipts[0], Hash32(receipts[0].digest)
    at_first = log.tree_of(rows).proof(0)
    assert not world.chain.ballot_log.is_omitted(relay, kept.receipt(), kept.signature, there, at_first)
    assert world.chain.ballot_log.is_listed(relay, number, 0, there, at_first)


def test_a_ballot_that_was_cut_off_the_end_is_proven(world, session, proposal, receipts):
    number, _ = proposal
    tamper(
        world,
        "DELETE FROM outbox WHERE id = (SELECT max(id) FROM outbox WHERE kind = 'ballot')",
        "DELETE FROM received_ballot WHERE position = 2",
    )
    close_and_commit(world, number)
    assert world.chain.ballot_log.list_of(world.operator_address, number).count == 2
    cut = receipts[2]
    assert world.chain.ballot_log.is_omitted(world.operator_address, cut.receipt(), cut.signature, NO_HASH, [])
    with pytest.raises(Mismatch):
        check(world, session, cut)


def test_a_relay_that_commits_nothing_is_proven_once_the_time_is_over(world, session, proposal, receipts):
    number, _ = proposal
    closes_at = world.chain.governor.closes_at(number) + 1 + 7 * 86_400
    world.pass_time_until(closes_at - 1)
    one, relay = receipts[0], world.operator_address
    assert not world.chain.ballot_log.is_omitted(relay, one.receipt(), one.signature, NO_HASH, [])
    world.pass_time(1)
    assert world.chain.ballot_log.is_closed(relay, number)
    assert world.chain.ballot_log.is_omitted(relay, one.receipt(), one.signature, NO_HASH, [])


def test_a_voter_who_sees_that_the_relay_does_nothing_votes_without_it(world, session, proposal, receipts):
    _, wallets = proposal
    tamper(world, *DROP_SECOND)
    late = receipts[1]
    world.pass_time_until(late.cast_by)
    with pytest.raises(Mismatch, match="The vote of"):
        check(world, session, late)
    # The receipt has the ballot in it, for anybody to hand in.
    world.chain.client.send_from(wallets[1], world.chain.governor.cast_ballot(late.ballot.signed()))
    assert check(world, session, late).vote == "counted"


def test_nobody_proves_what_a_relay_never_said(world, proposal, receipts):
    number, _ = proposal
    world.pass_time_until(world.chain.governor.closes_at(number) + 1 + 7 * 86_400)
    real, relay, ballot_log = receipts[0], world.operator_address, world.chain.ballot_log
    said = real.receipt()
    made_up = BallotReceipt(said.proposal, said.voter, said.digest, 9, said.received_at, said.cast_by)
    for receipt, signature in ((made_up, real.signature), (said, "0x" + "11" * 65), (said, "0x")):
        with pytest.raises(ContractReverted, match="BallotLogNotItsReceipt"):
            ballot_log.is_omitted(relay, receipt, signature, NO_HASH, [])
    with pytest.raises(ContractReverted, match="BallotLogNotItsReceipt"):
        ballot_log.is_omitted(Address(world.somebody().address), said, real.signature, NO_HASH, [])


def test_a_server_that_shows_another_list_than_it_committed_proves_nothing(world, session, proposal, receipts):
    number, _ = proposal
    close_and_commit(world, number)
    digests = [Hash32(one.digest) for one in receipts]
    shown = BallotTree([digests[1], digests[0], digests[2]])
    one = receipts[0]
    with pytest.raises(ContractReverted, match="BallotLogBadProof"):
        world.chain.ballot_log.is_omitted(
            world.operator_address, one.receipt(), one.signature, digests[1], shown.proof(0)
        )


def test_the_contract_signs_and_hashes_as_we_do(world, session, proposal, receipts):
    for paper in receipts:
        digest = world.chain.ballot_log.receipt_digest(paper.receipt())
        assert digest == typed_digest(message_of(paper))
        message = ballot_receipt_message(31_337, world.chain.ballot_log.address, paper.receipt())
        assert digest == typed_digest(message)
    close_and_commit(world, proposal[0])
    rows = log.listed(session, log.our_relay(world.chain), proposal[0])
    tree, relay = log.tree_of(rows), world.operator_address
    assert all(
        world.chain.ballot_log.is_listed(relay, proposal[0], place, Hash32(row.digest), tree.proof(place))
        for place, row in enumerate(rows)
    )
    assert world.chain.ballot_log.governor_address() == world.chain.governor.address


def test_a_receipt_of_elsewhere_is_told_apart(world, session, receipts):
    with pytest.raises(WrongChain, match="no ballot log"):
        log_at(world.chain.client, world.chain.badge.address)
    wrong = receipts[0].model_copy(update={"ballot_log": world.chain.badge.address})
    with pytest.raises(Mismatch, match="ballot log"):
        check(world, session, wrong)
    foreign = receipts[0].ballot.model_copy(update={"chain_id": 1})
    with pytest.raises(WrongChain, match="of chain 1"):
        check(world, session, receipts[0].model_copy(update={"ballot": foreign}))


def test_a_ballot_on_no_proposal_is_not_found(world, session, proposal):
    number, wallets = proposal
    ballot = signed_ballot(world, number, Support.FOR, wallets[0])
    meant = type(ballot.ballot)(7, Support.FOR, *(getattr(ballot.ballot, n) for n in ("voter", "version", "deadline")))
    with pytest.raises(NotFound, match="proposal 7"):
        receive(session, world.chain, type(ballot)(meant, ballot.signature))
