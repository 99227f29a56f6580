"""Badges that the issuer sends: in batches, each number once, and never for another badge's sake."""

import time

import pytest
from sqlmodel import select

from chain.outbox_steps import alarms, states, step_until_quiet, transactions, versions, works
from chain.relay_node import NodeSays, relay_node
from conftest import World
from journeys import demo_reviews
from quadrille.chain.accounts import account_of
from quadrille.chain.badge import Issue
from quadrille.chain.client import Client
from quadrille.chain.deployment import Chain
from quadrille.chain.outbox import planning
from quadrille.chain.outbox.desk import now
from quadrille.chain.outbox.queue import enqueue
from quadrille.chain.outbox.sender import Sender
from quadrille.chain.outbox.sending import desk_of
from quadrille.chain.outbox.signing import fields_of
from quadrille.db import make_engine, writing
from quadrille.screening import flow
from quadrille.screening.issuing import IssueCarrier, badge_work
from quadrille.screening.tables import Contribution, Review
from quadrille.types import Address, ContributionNumber, Hash32, KindId


@pytest.fixture
def verified(world, session):
    """Verified contributions of the demo, each with its review and an address of its own."""
    for name, content in demo_reviews():
        flow.hand_in_review(session, content, name)
    contributions = session.exec(select(Contribution).order_by(Contribution.number)).all()
    reviews = {review.id: review for review in session.exec(select(Review))}
    session.commit()
    assert len(contributions) >= 4
    return [(one, reviews[one.review_id], world.somebody().address) for one in contributions]


@pytest.fixture
def issuer(world):
    """The issuer's desk, as a worker that has just started has it."""
    return desk_of(make_engine(world.settings.database_url), world.chain, "issuer", IssueCarrier(world.chain))


def ask(desk, verified):
    with writing(desk.engine) as session:
        listed = [badge_work(one, to, Hash32(review.evidence_hash)) for one, review, to in verified]
        enqueue(session, desk.client, desk.sender, listed)
        session.commit()


def holders(world: World) -> dict[int, str]:
    return {issue.args["number"]: issue.args["holder"] for issue in world.chain.badge.issued()}


def meant(verified) -> dict[int, str]:
    return {one.number: to for one, _, to in verified}


def give_outside(world, number: int, to: str, evidence_hash: str) -> None:
    """A badge that the issuer's key gives without this database, as before a backup was restored."""
    call = world.chain.badge.issue_batch(
        [Issue(ContributionNumber(number), Address(to), KindId(1), Hash32(evidence_hash))]
    )
    world.chain.client.send_from(account_of(world.settings, "issuer"), call)


def test_what_another_did_counts_only_as_long_as_it_is_on_the_chain(world, issuer, verified):
    one, review, to = verified[1]
    world.anvil.rpc("anvil_mine", 3)
    give_outside(world, one.number, to, review.evidence_hash)
    ask(issuer, verified[1:2])
    step_until_quiet(issuer)
    assert works(world)[0].done_hash is not None
    world.anvil.rpc("anvil_reorg", 2, [])
    step_until_quiet(issuer)
    assert holders(world) == {one.number: to}
    assert (works(world)[0].done_hash, states(world)) == (None, ["final"])
    assert alarms(world) == [("deep fork", False)]


def test_badges_that_wait_together_leave_in_one_transaction(world, issuer, verified):
    ask(issuer, verified)
    step_until_quiet(issuer)
    assert holders(world) == meant(verified)
    assert states(world) == ["final"]
    assert [work.place for work in works(world)] == list(range(len(verified)))


def test_a_trial_that_a_node_would_not_do_makes_no_transaction_lack_gas(world, issuer, verified):
    """An estimate is lower in a block where the holders had badges already than in the next one."""
    ask(issuer, verified)

    def unwilling(method, params, answer):
        if method == "eth_call" and "gas" in params[0]:
            raise NodeSays("busy")
        return answer(method, params)

    with relay_node(world.anvil.url, unwilling) as url:
        chain = Chain(Client(world.settings.model_copy(update={"rpc_url": url})), world.chain.deployment)
        step_until_quiet(desk_of(issuer.engine, chain, "issuer", IssueCarrier(chain)))
    (version,) = versions(world)
    assert fields_of(version.raw)["gas"] >= IssueCarrier(world.chain).gas([{}] * len(verified))
    assert holders(world) == meant(verified)


def test_asking_again_issues_nothing_again(world, issuer, verified):
    for _ in range(2):
        ask(issuer, verified)
        step_until_quiet(issuer)
    assert len(transactions(world)) == 1


def test_one_that_is_on_the_chain_already_as_meant_counts_as_done(world, issuer, verified):
    one, review, to = verified[1]
    give_outside(world, one.number, to, review.evidence_hash)
    ask(issuer, verified)
    step_until_quiet(issuer)
    assert holders(world) == meant(verified)
    done = works(world)[1]
    assert (done.done_hash is not None, done.refused, alarms(world)) == (True, None, [])


def test_a_number_that_another_badge_has_is_replaced_and_the_alarm_rings(world, issuer, verified, session):
    one, _, _ = verified[1]
    give_outside(world, one.number, world.somebody().address, "0x" + "77" * 32)
    give_outside(world, 40, world.somebody().address, "0x" + "78" * 32)
    ask(issuer, verified)
    step_until_quiet(issuer)
    moved = {number: holder for number, holder in holders(world).items() if holder == verified[1][2]}
    assert list(moved) == [41]
    assert session.get(Contribution, 41) is not None
    assert alarms(world) == [("number taken", True)]
    assert "something else" in works(world)[1].refused
    others = {one.number: to for place, (one, _, to) in enumerate(verified) if place != 1}
    assert others.items() <= holders(world).items()


def test_one_bad_entry_keeps_no_other_from_its_badge(world, issuer, verified, monkeypatch):
    with writing(issuer.engine) as session:
        bad = badge_work(verified[2][0], Address("0x" + "0" * 40), Hash32(verified[2][1].evidence_hash))
        enqueue(session, issuer.client, issuer.sender, [bad])
        session.commit()
    ask(issuer, [*verified[:2], *verified[3:]])
    step_until_quiet(issuer)
    others = [item for place, item in enumerate(verified) if place != 2]
    assert holders(world) == meant(others)
    assert (works(world)[0].refused, "ZeroHolder" in works(world)[0].waits) == (None, True)
    # A fork or a node that lags might have been to blame: it is tried again, but not for ever.
    monkeypatch.setattr(planning, "WAIT_SECONDS", -1)
    monkeypatch.setattr(planning, "now", lambda: now() + 10)
    for _ in range(planning.MOST_TRIES):
        Sender(issuer).step()
    assert "ZeroHolder" in works(world)[0].refused


def test_a_fork_that_takes_a_batch_away_gives_every_badge_back_once(world, verified):
    settings = world.settings.model_copy(update={"finality_blocks": 6})
    chain = type(world.chain)(type(world.chain.client)(settings), world.chain.deployment)
    desk = desk_of(make_engine(settings.database_url), chain, "issuer", IssueCarrier(chain))
    ask(desk, verified)
    step_until_quiet(desk)
    world.anvil.rpc("anvil_reorg", 1, [])
    assert holders(world) == {}
    # The same bytes go out again once it is time to; on a busy machine that is not at once.
    for _ in range(200):
        step_until_quiet(desk)
        if holders(world):
            break
        time.sleep(0.1)
    assert holders(world) == meant(verified)
    assert len(transactions(world)) == 1


def test_somebody_without_coins_has_a_badge_sent(world, session, operator):
    done = [flow.hand_in_review(session, content, name) for name, content in demo_reviews()]
    code = next(one.claim_code for one in done if one.claim_code)
    wallet = Address("0x" + "12" * 20)
    answer = operator.post("/api/v1/badges", json={"code": code, "wallet": wallet})
    assert answer.status_code == 201, answer.text
    assert wallet in answer.json()["summary"]
    assert world.chain.badge.count_of(wallet) == 1
    assert world.chain.client.balance_wei(wallet) == 0
    # To ask again answers the same badge; another wallet gets none.
    again = operator.post("/api/v1/badges", json={"code": code, "wallet": wallet})
    assert again.json()["transaction"] == answer.json()["transaction"]
    refused = operator.post("/api/v1/badges", json={"code": code, "wallet": world.somebody().address})
    assert refused.status_code == 409


def test_the_claim_page_sends_a_badge_without_any_script(world, session, api):
    done = [flow.hand_in_review(session, content, name) for name, content in demo_reviews()]
    code = next(one.claim_code for one in done if one.claim_code)
    wallet = "0x" + "12" * 20
    assert 'name="wallet"' in api.get(f"/claim/{code}").text
    wrong = api.post(f"/claim/{code}", data={"wallet": "0x12"}, follow_redirects=False)
    assert wrong.status_code == 422
    sent = api.post(f"/claim/{code}", data={"wallet": wallet}, follow_redirects=False)
    assert sent.status_code == 303
    assert wallet in api.get(sent.headers["location"]).text
