"""The operator's pages on a real chain: who may see them, what they tell in every state, and a round's whole way."""

import json
import re
import threading
import time
from datetime import UTC, datetime
from html import unescape

import pytest
from eth_account import Account

from chain.answers import assert_page, assert_problem
from chain.sign_in import bearer
from conftest import ETHER
from journeys import close_round, do, fill_round, import_demo_projects, open_round, publish
from quadrille.chain.accounts import account_of
from quadrille.chain.alarms import Alarm, raise_alarm
from quadrille.chain.states import RoundMode, RoundStatus
from quadrille.errors import Refused
from quadrille.ops.runs import Kind, Runs, wait_a_little
from quadrille.rounds import flow
from quadrille.rounds.listing import list_rounds

DAY = 86_400
HOSTILE = "<script>alert(1)</script>\u202e"


def words(html):
    return " ".join(unescape(re.sub("<[^>]*>", " ", html)).split())


@pytest.fixture
def hand(world, api):
    """Somebody who signed in with the operator's wallet."""
    api.headers = {**api.headers, **bearer(api, account_of(world.settings, "operator"))}
    return api


@pytest.fixture
def filled(world, session):
    """A round in which every donor of the demo has given, still open."""
    payees = {slug: Account.create() for slug in import_demo_projects(session)}
    address = open_round(world, session, pool_wei=3 * ETHER)
    fill_round(world, session, address, payees)
    return address


def shown(api, path):
    answer = api.get(path)
    assert answer.status_code == 200, answer.text
    return words(answer.text)


def press(api, step, do="send", number=1, **fields):
    """Press a button of the round's page, look again while it runs, and see the page that it leads to."""
    answer = api.post(f"/ops/rounds/{number}/steps/{step}", data={"do": do, **fields})
    assert answer.status_code == 200, answer.text
    page = settled(api, answer).text
    return words(page), page


def settled(api, answer):
    """The page once nothing runs on it any more."""
    while "data-running" in answer.text:
        time.sleep(0.2)
        answer = api.get(answer.url.path, params=answer.url.params)
    return answer


def test_nobody_else_sees_the_pages_and_everybody_is_told_what_to_do(world, session, api):
    open_round(world, session)
    for path in ("/ops", "/ops/rounds/1", "/ops/new-round"):
        answer = api.get(path)
        assert_page(answer, 403)
        assert "Nobody is signed in." in answer.text
        assert "Matching pool" not in answer.text
    api.headers = {**api.headers, **bearer(api, world.somebody())}
    answer = api.get("/ops")
    assert_page(answer, 403)
    assert "that is not the wallet" in answer.text
    for path in ("/ops/new-round", "/ops/rounds/1/steps/close", "/ops/rounds/1/comparison", "/ops/rounds/1/safe/close"):
        assert_page(api.post(path, data={"do": "send"}), 403)
    address = list_rounds(session, world.chain)[0].address
    body = {"wallet": world.operator_address}
    assert_problem(api.post(f"/api/v1/rounds/{address}/intents/close", json=body), 403)


def test_an_empty_server_says_so_and_leads_to_a_first_round(hand):
    text = shown(hand, "/ops")
    assert "No round has been opened yet." in text
    assert "Open a round" in text
    assert_page(hand.get("/ops/rounds/1"), 404)
    assert "There are no rounds on this page." not in text


def test_every_state_is_named_and_what_comes_next(world, session, hand, filled):
    def state():
        row = re.search(r'<span class="mark [a-z]+">(.*?)</span>', hand.get("/ops").text)
        return row[1]

    assert state() == "Open"
    close_round(world, filled)
    assert state() == "Closed"
    press(hand, "close")
    assert state() == "Calculated"
    press(hand, "publish")
    assert state() == "Open to checks"
    world.pass_time_until(world.published(filled).result().finalisable_at)
    press(hand, "finalise")
    assert state() == "Payable"
    press(hand, "push")
    press(hand, "gifts")
    page = shown(hand, "/ops/rounds/1")
    assert "Nothing: nobody is owed anything any more." in page or "Pay the projects." in page


def test_a_round_goes_from_close_to_paid_on_one_page(world, session, hand, filled):
    close_round(world, filled)
    text, _ = press(hand, "close", do="rehearse")
    assert "Rehearsed on a copy of the chain; nothing was sent." in text
    assert "No balance would change" in text
    assert world.published(filled).status() is RoundStatus.CLOSED
    text, _ = press(hand, "close")
    assert "Done, and on the chain:" in text
    # A reload loses nothing.
    assert "Done, and on the chain:" in shown(hand, "/ops/rounds/1")
    press(hand, "publish")
    assert "matching.xlsx" in shown(hand, "/ops/rounds/1")
    text, _ = press(hand, "finalise", do="rehearse")
    assert "nothing was sent" in text
    assert "would break off" not in text
    assert world.published(filled).status() is RoundStatus.PUBLISHED
    world.pass_time_until(world.published(filled).result().finalisable_at)
    press(hand, "finalise")
    text, page = press(hand, "push", do="rehearse")
    assert "Would change by" in text
    assert 'class="number"><bdi>+' in page
    press(hand, "push")
    text, _ = press(hand, "gifts")
    assert "donations and matching" not in text
    round_ = world.published(filled)
    assert not any(
        round_.has_donations_to_claim(project.index) for project in flow.calculate(world.chain, filled).facts.projects
    )
    assert "commit after 0" in text


def test_a_step_before_its_time_is_refused_with_its_remedy_and_changes_nothing(world, session, hand, filled):
    text, _ = press(hand, "publish")
    assert "It was not done." in text
    assert "What to do:" in text
    assert world.published(filled).status() is RoundStatus.OPEN
    assert_page(hand.post("/ops/rounds/1/steps/dance", data={"do": "send"}), 404)
    assert_page(hand.post("/ops/rounds/9/steps/close", data={"do": "send"}), 404)
    assert_page(hand.post("/ops/rounds/1/steps/close", data={"do": "jump"}), 422)


def test_coefficients_are_taken_from_the_form_and_shown_with_their_effect(world, session, hand, filled):
    close_round(world, filled)
    donor = world.chain.round(filled).carts()[0][0]
    table = f"wallet,person,coefficient_bps,project,reason\r\n{donor},{donor},0,,{HOSTILE[:25]} is no reason\r\n"
    text, page = press(hand, "close", coefficients=table)
    assert "<script>alert" not in page
    assert "Fixed by" in text
    assert "is no reason" in text
    assert "What it changes" in text
    bad = "wallet,person\n1,2\n"
    assert "coefficients.csv" in press(hand, "close", do="rehearse", coefficients=bad)[0]


def test_the_wallet_of_the_operator_signs_a_step_itself(world, session, hand, filled):
    close_round(world, filled)
    answer = hand.post(
        f"/api/v1/rounds/{filled}/intents/close", json={"wallet": world.chain.round(filled).terms.committer}
    )
    assert answer.status_code == 200, answer.text
    intent = answer.json()
    assert intent["transaction"]["to"] == filled
    world.sign_and_send(account_of(world.settings, "committer"), intent["transaction"])
    assert "Can be done now" in shown(hand, "/ops/rounds/1")
    answer = hand.post(f"/api/v1/rounds/{filled}/intents/publish", json={"wallet": world.operator_address})
    world.sign_and_send(account_of(world.settings, "operator"), answer.json()["transaction"])
    # The bundle that was published lies here.
    assert "manifest.json" in shown(hand, "/ops/rounds/1")
    answer = hand.post("/ops/rounds/1/safe/finalise")
    assert json.loads(answer.content)["transactions"][0]["to"] == filled
    assert_problem(hand.post(f"/api/v1/rounds/{filled}/intents/x", json={"wallet": world.operator_address}), 404)


def test_the_rules_stand_side_by_side(world, session, hand, filled):
    answer = hand.post("/ops/rounds/1/comparison")
    answer = settled(hand, answer)
    assert "gitcoin-linear" in answer.text
    assert "This round: qf" in words(answer.text)


def test_a_cancelled_round_pays_everybody_back(world, session, hand, filled):
    donors = [donor for donor, _ in world.chain.round(filled).carts()]
    press(hand, "cancel")
    assert "Cancelled: donors and sponsors are paid back." in shown(hand, "/ops/rounds/1")
    press(hand, "refund")
    text, _ = press(hand, "reclaim")
    assert world.chain.round(filled).owed_wei() == 0, donors
    assert "Paid" in text
    assert "There is nothing left to do here." in press(hand, "refund")[0]


def test_a_plain_round_is_made_final_and_paid(world, session, hand):
    payees = {slug: Account.create() for slug in import_demo_projects(session)}
    address = open_round(world, session, pool_wei=ETHER, mode=RoundMode.PLAIN, rules=("qf", {"cap_bps": "4000"}))
    fill_round(world, session, address, payees)
    close_round(world, address)
    text = shown(hand, "/ops/rounds/1")
    assert "Close the books" not in text
    world.pass_time(2 * DAY)
    press(hand, "finalise")
    assert world.chain.round(address).status() is RoundStatus.FINALISED


def test_the_problems_of_everything_stand_in_one_list_with_remedies(world, session, hand, filled):
    with_alarm = "A key of ours signed elsewhere " + HOSTILE
    raise_alarm(session, Alarm.KEY_SHARED, "operator", with_alarm)
    session.commit()
    answer = hand.get("/ops")
    text = words(answer.text)
    assert 'id="alarm-1"' in answer.text
    assert "A key of ours signed elsewhere" in text
    assert "<script>alert" not in answer.text
    assert "quadrille chain alarms --settle 1" in text
    world.anvil.rpc("anvil_setBalance", world.operator_address, "0x0")
    # On a chain that is no test's, a balance changes with a block.
    world.anvil.rpc("evm_mine")
    assert "The operator’s key has 0 wei left." in shown(hand, "/ops")
    close_round(world, filled)
    world.pass_time(100 * DAY)
    assert "No result was published in time." in shown(hand, "/ops")


def test_an_objection_presses_until_it_is_ruled_on(world, session, hand, filled):
    from quadrille.rounds.outcome import objecting

    close_round(world, filled)
    publish(world, session, filled)
    operator = account_of(world.settings, "operator")
    plan = objecting.object_to(world.chain, filled, operator.address, "It is wrong")
    do(world, session, plan, operator)
    text = shown(hand, "/ops/rounds/1")
    assert "An objection is open; governance can rule on it until" in text
    assert "There is 1 objection." in text


def test_several_rounds_are_listed_newest_first_in_pages(world, session, hand):
    for _ in range(11):
        open_round(world, session)
    text = hand.get("/ops").text
    assert re.findall(r'href="/ops/rounds/(\d+)">\d+\.', text) == [str(number) for number in range(11, 1, -1)]
    assert re.findall(r'href="/ops/rounds/(\d+)">\d+\.', hand.get("/ops?page=2").text) == ["1"]
    assert "There are no rounds on this page." in words(hand.get("/ops?page=99").text)
    assert_page(hand.get("/ops?page=0"), 422)
    answer = hand.get(f"/ops/rounds/{list_rounds(session, world.chain)[2].address}", follow_redirects=False)
    assert answer.headers["location"] == "/ops/rounds/3"


def round_form(world, days=2, **more):
    at = world.now() + days * DAY

    def minute(moment):
        return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%dT%H:%M}"

    return {"title": "Learning & water", "opens_at": minute(at), "closes_at": minute(at + DAY), **more}


def test_a_round_is_checked_rehearsed_and_opened_from_a_form(world, session, hand):
    assert "Fill in the form" in shown(hand, "/ops/new-round")
    form = round_form(world, params="cap_bps=4000")
    text = words(hand.post("/ops/new-round", data={"do": "check", **form}).text)
    assert "and would go through" in text
    assert "cap_bps" in text
    text = words(settled(hand, hand.post("/ops/new-round", data={"do": "rehearse", **form})).text)
    assert "Rehearsed on a copy of the chain; nothing was sent." in text
    assert list_rounds(session, world.chain) == []
    # What it read must not keep the database from others.
    session.rollback()
    answer = settled(hand, hand.post("/ops/new-round", data={"do": "send", **form}))
    if answer.url.path == "/ops/new-round":
        # It took longer than a form waits: the page leads on.
        answer = hand.get("/ops/rounds/1")
    assert answer.url.path == "/ops/rounds/1"
    assert "Learning & water" in words(answer.text)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("title", "", "title"),
        ("title", "x" * 200 + "\u202e"[:0], ""),
        ("opens_at", "yesterday", "a day and a time in UTC"),
        ("closes_at", "2020-01-01T00:00", "closes before it opens"),
        ("mechanism", "magic", "one of"),
        ("params", "cap_bps", "name=value"),
        ("params", "cap_bps=4000\ncap_bps=1", "name=value"),
        ("objection", "-1", "a whole number of days"),
        ("objection", "٣", "a whole number of days"),
        ("token", HOSTILE, "token"),
        ("reviewers", "0x12", "reviewers"),
        ("bond_wei", "1.5", "bond_wei"),
    ],
)
def test_what_is_wrong_in_the_form_is_told_beside_it_and_nothing_is_sent(world, session, hand, field, value, told):
    answer = hand.post("/ops/new-round", data={"do": "send", **round_form(world), field: value})
    assert answer.status_code in (200, 422), answer.text
    if told:
        assert answer.url.path == "/ops/new-round"
        assert 'class="flaw"' in answer.text or "closes" in told
        assert told.replace("closes before it opens", "would") in words(answer.text)
        assert list_rounds(session, world.chain) == []
    assert "<script>alert" not in answer.text


def test_one_step_at_a_time_runs_on_a_round_and_a_fault_tells_nothing():
    runs, gate = Runs(), threading.Event()
    first = runs.start("0x1", "close", Kind.SENDING, gate.wait)
    with pytest.raises(Refused, match="still running"):
        runs.start("0x1", "publish", Kind.SENDING, lambda: None)
    other = runs.start("0x2", "publish", Kind.SENDING, lambda: 1 // 0)
    wait_a_little(other)
    assert "Something is wrong with this server" in other.trouble[0]
    gate.set()
    wait_a_little(first)
    assert first.ended_at is not None
    assert runs.of("0x1") == {"close": first}
