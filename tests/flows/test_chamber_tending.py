"""Ballots of the chambers once they are under way: tended by a worker, counted anew by anybody, shown on pages."""

import pytest

from journeys import exit_code, import_demo_projects, quadrille
from quadrille.chain.badge import Issue
from quadrille.chain.badge_kinds import SEATS, Chamber
from quadrille.chain.chamber_ballot import ChamberBallotContract
from quadrille.chain.signers import signer_for
from quadrille.chain.states import SeatVote, Support
from quadrille.db import make_engine
from quadrille.governance.chambers import ballots, seats
from quadrille.governance.chambers.naming import project_key
from quadrille.governance.chambers.tending import Tending, tend
from quadrille.types import ContributionNumber
from seat_steps import PROJECT, applied, evidence, fill_chambers, give_badges, opened, vote


@pytest.fixture
def holders(world, session):
    """Five seats in each of the six chambers."""
    import_demo_projects(session)
    return fill_chambers(world, session)


@pytest.fixture
def ballot(world, session, holders):
    """A ballot on an application to a round."""
    return opened(world, session, applied(world, session))


def end(world, ballot):
    world.pass_time_until(world.chain.chamber_ballot.poll(ballot).closes_at)


def test_anybody_counts_a_ballot_anew_from_the_logs_of_any_node(world, session, holders, ballot, monkeypatch):
    for place, holder in enumerate(holders[:20]):
        vote(world, session, ballot, list(Support)[place % 3], holder)
    world.chain.client.send_from(holders[0].wallet, world.chain.badge.burn(holders[0].number))
    world.chain.client.send_from(holders[20].wallet, world.chain.affiliation_registry.declare(project_key(PROJECT)))
    ballots.trim(session, world.chain, ballot, ballots.to_trim(world.chain, ballot))
    end(world, ballot)
    ballots.close(session, world.chain, ballot)
    found = quadrille("chambers", "recount", ballot, "--rpc", world.anvil.url)
    assert (found["outcome"], found["votes"], found["differences"]) == ("vetoed", 20, [])
    of_one = ("--contract", world.chain.chamber_ballot.address)
    assert quadrille("chambers", "recount", ballot, *of_one)["houses"] == found["houses"]
    # A chain that says something else than its logs is found out.
    true = ChamberBallotContract.counts_of
    monkeypatch.setattr(ChamberBallotContract, "counts_of", lambda *given: [(9, 9, 0, 0), *true(*given)[1:]])
    assert exit_code("chambers", "recount", ballot) == 3


def test_a_worker_takes_seats_lets_them_go_trims_and_closes(world, session, holders, ballot):
    late = give_badges(world, [Chamber.SPONSORS], each=1, first=20_000)
    vote(world, session, ballot, Support.FOR, holders[0])
    world.chain.client.send_from(holders[0].wallet, world.chain.badge.burn(holders[0].number))
    # A second seat of a wallet, which only its holder can change over to, keeps no other from being taken.
    second = Issue(ContributionNumber(20_001), holders[1].address, SEATS[Chamber.EXPERTS].id, evidence(20_001))
    world.chain.client.send_from(signer_for(world.settings, "issuer"), world.chain.badge.issue_batch([second]))
    session.commit()
    engine = make_engine(world.settings.database_url)
    closes_at = world.chain.chamber_ballot.poll(ballot).closes_at
    world.pass_time_until(closes_at - 600)
    tend(engine, world.chain)
    assert world.chain.chamber_ballot.seat_of(late[0].number).is_live
    assert world.chain.chamber_ballot.vote_of(ballot, holders[0].number) is SeatVote.TRIMMED
    assert seats.dead_seats(world.chain) == []
    assert [one.number for one in seats.waiting(world.chain)] == [second.number]
    world.pass_time_until(closes_at)
    assert not Tending(engine, world.chain).step()
    assert world.chain.chamber_ballot.poll(ballot).is_closed
    before = world.chain.client.block().number
    tend(engine, world.chain)
    assert world.chain.client.block().number == before
    engine.dispose()


def test_the_pages_of_the_chambers_show_results_by_chamber(world, session, api, holders, ballot):
    vote(world, session, ballot, Support.AGAINST, holders[0])
    listed = api.get("/chambers").text
    assert f"/chambers/ballots/{ballot}" in listed
    assert "votes until <time" in listed
    page = api.get(f"/chambers/ballots/{ballot}").text
    assert f"Admit {PROJECT} to the round" in page
    assert "If it closed now: no quorum" in page
    assert "implementing partners" in page
    end(world, ballot)
    assert "The outcome is fixed once anybody closes the ballot." in api.get(f"/chambers/ballots/{ballot}").text
    assert api.get("/chambers/ballots/7").status_code == 404
