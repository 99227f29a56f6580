"""The relay over HTTP: what became of a ballot, the closed list, and who is not paid for."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from ballots import send_waiting, signed_ballot
from chain.answers import assert_problem
from chain.relay_steps import close_and_commit, open_proposal
from quadrille.app import make_app
from quadrille.chain.states import Support
from quadrille.chain.tables import AlarmRow
from quadrille.db import engine_of
from quadrille.governance.relay import quotas
from quadrille.governance.relay.ballot_tree import is_under
from quadrille.governance.relay.closing import Closing
from quadrille.governance.relay.flow import receive
from quadrille.governance.relay.tables import ReceivedBallot
from quadrille.types import Hash32


@pytest.fixture
def proposal(world, session):
    """A proposal that takes votes now, and its voters' wallets."""
    return open_proposal(world, session)


def asked(signed) -> dict[str, object]:
    """A ballot as a page hands it in."""
    ballot = signed.ballot
    return {
        "wallet": ballot.voter,
        "proposal": str(ballot.proposal),
        "choice": ballot.support.name.lower(),
        "version": ballot.version,
        "deadline": ballot.deadline,
        "signature": signed.signature,
    }


def test_what_became_of_a_ballot_is_told_to_anybody(world, proposal, api):
    number, wallets = proposal
    path = f"/api/v1/proposals/{number}/ballots/{wallets[0].address}"
    assert api.get(path).json() == []
    taken = api.post("/api/v1/ballots", json=asked(signed_ballot(world, number, Support.FOR, wallets[0])))
    assert taken.status_code == 201
    (standing,) = api.get(path).json()
    assert (standing["state"], standing["reason"], standing["transaction"]) == ("queued", None, None)
    assert standing["receipt"] == taken.json()["receipt"]
    send_waiting(world)
    (standing,) = api.get(path.lower()).json()
    assert (standing["state"], standing["proof"]) == ("counted", None)
    assert standing["transaction"] == world.chain.governor.ballots(number)[0].transaction


def test_the_list_is_shown_with_its_proofs_once_votes_are_over(world, session, proposal, api):
    number, wallets = proposal
    path = f"/api/v1/proposals/{number}/ballots"
    for wallet in wallets[:3]:
        receive(session, world.chain, signed_ballot(world, number, Support.FOR, wallet))
    assert_problem(api.get(path), 404)
    session.rollback()
    close_and_commit(world, number)
    first = api.get(path, params={"limit": 2})
    assert 'rel="next"' in first.headers["link"]
    rest = api.get(path, params={"limit": 2, "after": 1}).json()
    listed = first.json()["ballots"] + rest["ballots"]
    assert [one["position"] for one in listed] == [0, 1, 2]
    had = world.chain.ballot_log.list_of(world.operator_address, number)
    assert (first.json()["root"], first.json()["count"], first.json()["is_committed"]) == (had.root, had.count, True)
    for one in listed:
        assert is_under(had.root, one["position"], Hash32(one["digest"]), [Hash32(each) for each in one["proof"]])
    assert api.get(path, params={"after": 2**63 - 1}).json()["ballots"] == []
    (standing,) = api.get(f"{path}/{wallets[0].address}").json()
    assert standing["proof"] == listed[0]["proof"]


def test_a_voter_who_votes_again_and_again_is_not_paid_for_for_ever(world, session, proposal, api):
    number, wallets = proposal
    for turn in range(quotas.BALLOTS_ON_A_PROPOSAL):
        receive(session, world.chain, signed_ballot(world, number, Support(turn % 3), wallets[0]))
        session.rollback()
        send_waiting(world)
    wanted = {"wallet": wallets[0].address, "proposal": str(number), "choice": "for"}
    refusal = assert_problem(api.post("/api/v1/intents/vote", json=wanted), 409)
    assert "5 ballots on it" in refusal["cause"]
    assert "--direct" in refusal["remedy"]
    body = asked(signed_ballot(world, number, Support.FOR, wallets[0]))
    assert_problem(api.post("/api/v1/ballots", json=body), 409)
    # Others are.
    body = asked(signed_ballot(world, number, Support.FOR, wallets[1]))
    assert api.post("/api/v1/ballots", json=body).status_code == 201


def test_the_day_s_gas_is_a_bound_for_all_and_ends_with_the_day(world, session, proposal):
    number, wallets = proposal
    settings = world.settings.model_copy(update={"relay_gas_per_day": 2 * quotas.KEY_GAS})
    chain = type(world.chain)(type(world.chain.client)(settings), world.chain.deployment)
    with TestClient(make_app(settings, chain)) as api:
        for wallet in wallets[:2]:
            body = asked(signed_ballot(world, number, Support.FOR, wallet))
            assert api.post("/api/v1/ballots", json=body).status_code == 201
        body = asked(signed_ballot(world, number, Support.FOR, wallets[2]))
        answer = api.post("/api/v1/ballots", json=body)
        assert "units of gas" in assert_problem(answer, 429)["cause"]
        assert 86_000 < int(answer.headers["retry-after"]) <= 86_400
        assert session.exec(select(ReceivedBallot).where(col(ReceivedBallot.position) > 1)).all() == []


def test_hostile_ballots_are_refused_and_nothing_of_them_is_kept(world, session, proposal, api):
    number, wallets = proposal
    good = asked(signed_ballot(world, number, Support.FOR, wallets[0]))
    stranger = world.somebody()
    for changed, status in (
        ({"choice": "against"}, 409),
        ({"wallet": wallets[1].address}, 409),
        ({"wallet": stranger.address}, 409),
        ({"version": 2**48 - 1}, 409),
        ({"deadline": 1}, 409),
        ({"signature": "0x" + "00" * 65}, 409),
        ({"signature": good["signature"][:-2] + "00"}, 409),
        ({"signature": "0x" + "ff" * 2048}, 409),
        ({"signature": "0x" + "ff" * 2049}, 422),
        ({"proposal": str(number + 1)}, 404),
        ({"proposal": str(2**256)}, 404),
        ({"more": 1}, 422),
    ):
        assert_problem(api.post("/api/v1/ballots", json={**good, **changed}), status)
    assert session.exec(select(ReceivedBallot)).all() == []
    session.rollback()
    assert api.post("/api/v1/ballots", json=good).status_code == 201


def test_the_worker_closes_a_list_by_itself_and_tells_of_another_on_the_chain(world, session, proposal):
    number, wallets = proposal
    receive(session, world.chain, signed_ballot(world, number, Support.FOR, wallets[0]))
    session.rollback()
    send_waiting(world)
    engine = engine_of(session)
    assert Closing(engine, world.chain).step() is False
    world.pass_time_until(world.chain.governor.closes_at(number) + 1)
    # A backup was restored: what was committed before is not what is in the database now.
    world.operator_sends(world.chain.ballot_log.commit(number, Hash32("0x" + "ab" * 32), 5))
    closing = Closing(engine, world.chain)
    assert closing.step() is False
    assert closing.step() is False
    send_waiting(world)
    alarms = session.exec(select(AlarmRow)).all()
    assert [alarm.kind for alarm in alarms if "another list" in alarm.words] == ["list taken"]
