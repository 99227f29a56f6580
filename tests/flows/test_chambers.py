"""The chambers' journey: stakeholder groups take seats and decide together who enters a round.

Read it as the tutorial: first the steps one by one, then the same through the API and the command line.
"""

import pytest

from journeys import import_demo_projects, open_round, quadrille
from quadrille.chain.badge_kinds import CHAMBER_NAMES, Chamber
from quadrille.chain.chamber_ballot import SignedChamberVote
from quadrille.chain.states import ProjectState, SeatVote, Support
from quadrille.chain.typed_data import sign
from quadrille.errors import ContractReverted, NotFound, Refused
from quadrille.governance.chambers import ballots, seats, voting
from quadrille.governance.chambers.naming import project_key
from quadrille.governance.chambers.tally import Outcome
from quadrille.rounds.projects.roster import read_roster
from quadrille.types import NO_HASH, Address, Hash32, Timestamp
from seat_steps import (
    MATURITY,
    PROJECT,
    applied,
    fill_chambers,
    give_badges,
    opened,
    send_votes,
    signed_vote,
    vote,
)

DAY = 86_400


@pytest.fixture
def holders(world, session):
    """Five seats in each of the six chambers."""
    import_demo_projects(session)
    return fill_chambers(world, session)


@pytest.fixture
def round_address(world, session, holders):
    """A round whose reviewers are the chambers, with one application."""
    return applied(world, session)


@pytest.fixture
def ballot(world, session, round_address):
    """A ballot on the application, open for a week."""
    return opened(world, session, round_address)


def end(world, ballot):
    world.pass_time_until(world.chain.chamber_ballot.poll(ballot).closes_at)


def test_six_chambers_admit_a_project_to_a_round(world, session, holders, round_address, ballot):
    # Each chamber is one house, whatever its size.
    assert [(one.name, one.seats, one.is_house) for one in seats.chambers(world.chain)] == [
        (name, 5, True) for name in CHAMBER_NAMES.values()
    ]

    # Every holder signs; handing it in costs them nothing.
    coins_before = world.chain.client.balance_wei(holders[0].address)
    for place, holder in enumerate(holders):
        vote(world, session, ballot, Support.AGAINST if place == 7 else Support.FOR, holder)
    assert world.chain.client.balance_wei(holders[0].address) == coins_before

    # While it is open everybody sees what it would come to.
    standing = ballots.standing_of(world.chain, ballot)
    assert (standing.result.outcome, standing.decided) == (Outcome.OPEN, Outcome.APPROVED)
    assert standing.result.turnout_bps == 10_000
    assert standing.result.approval_bps == (5 * 10_000 + 8_000) // 6

    # When it is over anybody fixes the outcome, and tells the round: the project is in.
    end(world, ballot)
    ballots.close(session, world.chain, ballot)
    done = ballots.admit(session, world.chain, ballot)
    assert ballots.admit(session, world.chain, ballot) == done
    round_ = world.chain.round(round_address)
    assert read_roster(round_).slugs == {PROJECT}
    assert round_.reviews()[-1].reviewer == world.chain.chamber_ballot.address
    assert ballots.standing_of(world.chain, ballot).admission.is_done


def test_two_chambers_veto_and_the_project_stays_out(world, session, holders, round_address, ballot):
    for holder in holders:
        is_against = holder.chamber in (Chamber.END_USERS, Chamber.EXPERTS) and holder.number % 5 == 0
        vote(world, session, ballot, Support.AGAINST if is_against else Support.FOR, holder)
    end(world, ballot)
    ballots.admit(session, world.chain, ballot)
    assert ballots.standing_of(world.chain, ballot).result.outcome is Outcome.VETOED
    assert world.chain.round(round_address).project(0).state is ProjectState.REJECTED


def test_too_few_votes_decide_nothing_and_the_round_hears_nothing(world, session, holders, round_address, ballot):
    vote(world, session, ballot, Support.FOR, holders[0])
    end(world, ballot)
    ballots.close(session, world.chain, ballot)
    with pytest.raises(Refused, match="and no quorum"):
        ballots.admit(session, world.chain, ballot)
    # So it can be asked again.
    assert opened(world, session, round_address) == ballot + 1


def test_votes_that_wait_leave_together_and_each_ballot_apart(world, session, holders, round_address, ballot):
    call = ballots.open_call(world.chain, Hash32("0x" + "ab" * 32), NO_HASH, Timestamp(world.now() + 2 * DAY))
    world.chain.client.send_from(holders[0].wallet, call)
    for number in (ballot, ballot + 1):
        for holder in holders[:4]:
            voting.receive(session, world.chain, signed_vote(world, number, Support.FOR, holder))
    assert voting.state_of_vote(session, world.chain, ballot, holders[0].number) == "on its way"
    send_votes(world, session)
    for number in (ballot, ballot + 1):
        assert world.chain.chamber_ballot.counts_of(number)[0] == (5, 0, 4, 0)
        assert len(world.chain.chamber_ballot.votes_cast(number)) == 1
    assert voting.state_of_vote(session, world.chain, ballot, holders[0].number) == "for"


def test_a_vote_handed_in_again_changes_nothing_and_another_is_refused(world, session, holders, ballot):
    signed, other = (signed_vote(world, ballot, support, holders[0]) for support in (Support.FOR, Support.AGAINST))
    voting.receive(session, world.chain, signed)
    voting.receive(session, world.chain, signed)
    with pytest.raises(Refused, match="is on its way"):
        voting.receive(session, world.chain, other)
    first = voting.relay_vote(session, world.chain, signed)
    assert voting.relay_vote(session, world.chain, signed) == first
    with pytest.raises(Refused, match="is counted on this ballot: for") as refusal:
        voting.receive(session, world.chain, other)
    assert "A seat votes once" in refusal.value.remedy


def test_a_vote_signed_by_another_key_is_refused(world, session, holders, ballot):
    forged = signed_vote(world, ballot, Support.FOR, holders[0], by=holders[1].wallet)
    with pytest.raises(Refused, match=f"not signed by {holders[0].address}"):
        voting.receive(session, world.chain, forged)


def test_who_has_no_seat_learns_why_before_signing(world, ballot):
    with pytest.raises(Refused, match="has no live seat in a chamber"):
        voting.vote_for(world.chain, ballot, Address(world.somebody().address), Support.FOR)


def test_a_seat_taken_after_the_opening_votes_on_the_next_ballot(world, session, ballot):
    (late,) = give_badges(world, [Chamber.SPONSORS], each=1, first=20_000)
    (waits,) = seats.waiting(world.chain)
    with pytest.raises(ContractReverted, match="SeatImmature"):
        seats.take(session, world.chain, [late.number])
    world.pass_time_until(waits.mature_at)
    seats.take(session, world.chain, [late.number])
    with pytest.raises(Refused, match="was taken after ballot 1 was opened"):
        voting.vote_for(world.chain, ballot, late.address, Support.FOR)


def test_who_belongs_to_the_project_does_not_decide_on_it(world, session, holders, ballot):
    owner = holders[3]
    vote(world, session, ballot, Support.FOR, holders[4])
    for one in (owner, holders[4]):
        world.chain.client.send_from(one.wallet, world.chain.affiliation_registry.declare(project_key(PROJECT)))
    with pytest.raises(Refused, match="belongs to the project") as refusal:
        voting.vote_for(world.chain, ballot, owner.address, Support.FOR)
    assert "others of your chamber" in refusal.value.remedy
    # Both seats are taken out before it closes, one with its vote.
    found = ballots.to_trim(world.chain, ballot)
    assert found == [owner.number, holders[4].number]
    ballots.trim(session, world.chain, ballot, found)
    assert world.chain.chamber_ballot.counts_of(ballot)[0] == (3, 0, 0, 0)
    assert world.chain.chamber_ballot.vote_of(ballot, holders[4].number) is SeatVote.TRIMMED
    assert ballots.to_trim(world.chain, ballot) == []


def test_a_burnt_seat_is_let_go_and_counts_no_more(world, session, holders, ballot):
    gone = holders[0]
    vote(world, session, ballot, Support.AGAINST, gone)
    world.chain.client.send_from(gone.wallet, world.chain.badge.burn(gone.number))
    assert seats.dead_seats(world.chain) == [gone.number]
    assert ballots.to_trim(world.chain, ballot) == [gone.number]
    seats.let_go(session, world.chain, [gone.number])
    assert seats.dead_seats(world.chain) == []
    assert ballots.to_trim(world.chain, ballot) == [gone.number]
    with pytest.raises(ContractReverted, match="SeatLive"):
        seats.let_go(session, world.chain, [holders[1].number])


def test_only_what_applied_to_a_round_that_asks_the_chambers_can_be_admitted(world, session, holders, round_address):
    closes_at = Timestamp(world.now() + DAY)
    with pytest.raises(NotFound, match="clinic-daybook"):
        ballots.open_admission(session, world.chain, round_address, "clinic-daybook", closes_at)
    with pytest.raises(Refused, match="the round takes projects in until"):
        ballots.open_admission(session, world.chain, round_address, PROJECT, Timestamp(world.now() + 31 * DAY))
    other = open_round(world, session)
    applied_to(world, session, other)
    with pytest.raises(Refused, match="are no reviewer of the round"):
        ballots.open_admission(session, world.chain, other, PROJECT, closes_at)


def applied_to(world, session, address):
    applicant = world.somebody()
    call = world.chain.round(address).apply_for(Address(applicant.address), PROJECT, NO_HASH)
    world.chain.client.send_from(applicant, call)


def test_the_journey_through_the_api(world, operator, session, holders, round_address):
    chambers = operator.get("/api/v1/chambers").json()
    assert [one["name"] for one in chambers] == list(CHAMBER_NAMES.values())
    page = operator.get("/api/v1/chambers/seats", params={"limit": 7})
    assert len(page.json()) == 7
    assert "after=10006" in page.headers["link"]
    wanted = {"round": round_address, "project": PROJECT, "closes_at": world.now() + DAY}
    made = operator.post("/api/v1/chamber-ballots", json=wanted).json()
    assert (made["project"], made["outcome"], made["if_closed"]) == (PROJECT, "open", "no quorum")
    number = made["ballot"]
    for holder in holders:
        wish = {"wallet": holder.address, "ballot": number, "choice": "for"}
        intent = operator.post("/api/v1/intents/chamber-vote", json=wish).json()
        signature = sign(holder.wallet, intent["typed_data"])
        request = {**wish, **intent["handed_back"], "signature": signature}
        assert operator.post(intent["complete"], json=request).status_code == 201
    send_votes(world, session)
    assert operator.get(f"/api/v1/chamber-ballots/{number}/votes/{holders[0].number}").json()["vote"] == "for"
    end(world, number)
    assert operator.post(f"/api/v1/chamber-ballots/{number}/close").status_code == 200
    assert operator.post(f"/api/v1/chamber-ballots/{number}/admission").status_code == 200
    found = operator.get(f"/api/v1/chamber-ballots/{number}").json()
    assert (found["outcome"], found["is_closed"], found["admission"]["is_done"]) == ("approved", True, True)
    assert read_roster(world.chain.round(round_address)).slugs == {PROJECT}


def test_the_journey_on_the_command_line(world, session, holders, round_address):
    late = give_badges(world, [Chamber.SPONSORS], each=1, first=20_000)
    world.pass_time(MATURITY)
    quadrille("chambers", "take", late[0].number)
    assert [row["seats"] for row in quadrille("chambers", "status")] == [5, 6, 5, 5, 5, 5]
    assert quadrille("chambers", "seats")[-1]["chamber"] == "sponsors"
    number = quadrille("chambers", "open-admission", round_address, PROJECT, "--days", 1)["ballot"]
    for holder in holders[::2]:
        quadrille("chambers", "vote", number, "for", "--keystore", world.keystore(holder.wallet))
    direct = ("--keystore", world.keystore(late[0].wallet), "--direct")
    quadrille("chambers", "vote", number, "abstain", *direct)
    quadrille("chambers", "leave", late[0].number, "--keystore", world.keystore(late[0].wallet))
    assert quadrille("chambers", "trim", number)["seats"] == [late[0].number]
    end(world, number)
    closed = quadrille("chambers", "close", number)
    quadrille("chambers", "admit", number)
    assert quadrille("chambers", "ballot", number)["outcome"] == "approved"
    assert [row["words"] for row in quadrille("chambers", "list")] == [f"Admit {PROJECT} to the round {round_address}"]
    # To ask for it again answers with the same transaction.
    assert quadrille("chambers", "close", number) == closed


def test_a_seat_opens_a_ballot_in_its_own_words(world, session, holders):
    keystore = world.keystore(holders[0].wallet)
    made = quadrille("chambers", "open", "Should we  meet twice a year?", "--keystore", keystore, "--days", 2)
    assert quadrille("chambers", "ballot", made["ballot"])["words"] == "Should we meet twice a year?"
    with pytest.raises(ContractReverted, match="OpenerHasOne"):
        quadrille("chambers", "open", "And where?", "--keystore", keystore)


def test_a_vote_that_the_chain_does_not_count_is_told_and_can_be_tried_again(world, session, holders, ballot):
    signed = signed_vote(world, ballot, Support.FOR, holders[0])
    voting.receive(session, world.chain, signed)
    # By the time it is sent, the holder's own vote is there.
    own = signed_vote(world, ballot, Support.AGAINST, holders[0])
    world.chain.client.send_from(holders[0].wallet, world.chain.chamber_ballot.cast(own.vote))
    send_votes(world, session)
    assert voting.state_of_vote(session, world.chain, ballot, holders[0].number) == "against"
    with pytest.raises(Refused, match="is counted on this ballot: against"):
        voting.receive(session, world.chain, SignedChamberVote(own.vote, own.signature))
