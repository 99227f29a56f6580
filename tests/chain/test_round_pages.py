"""The pages of a round in every state that it can be in, on a real chain, as text that needs no JavaScript."""

import json
import re
from collections import Counter
from html import unescape

import pytest
import requests
from eth_account import Account

from conftest import ETHER
from journeys import close_round, do, fill_round, finalise, import_demo_projects, open_round, publish
from quadrille.chain.states import RoundMode, RoundStatus, Ruling
from quadrille.rounds import flow
from quadrille.rounds.bundle.bundle import commitment_of
from quadrille.rounds.course import stopping
from quadrille.rounds.money import paying
from quadrille.rounds.outcome import objecting
from quadrille.rounds.outcome.coefficients import Coefficient
from quadrille.types import Address, Timestamp, Wei
from quadrille.web.values import moment

DAY = 86_400
SLUG = "wellspring-map"


@pytest.fixture
def payees(session):
    """A wallet for each project of the catalogue."""
    return {slug: Account.create() for slug in import_demo_projects(session)}


@pytest.fixture
def filled(world, session, payees):
    """A round in which every donor of the demo has given, still open."""
    address = open_round(world, session, pool_wei=3 * ETHER, decision_seconds=7 * DAY)
    fill_round(world, session, address, payees)
    return address


def page_of(api, address, more=""):
    """The words of a page, without its tags, and the page."""
    answer = api.get(f"/rounds/{address}{more}")
    assert answer.status_code == 200, answer.text
    return words(answer.text), answer.text


def words(html):
    return " ".join(unescape(re.sub("<[^>]*>", " ", html)).split())


def current_step(page):
    """What the step is called that the round is at, and until when."""
    return words(re.search(r'aria-current="step">(.*?)</li>', page, re.DOTALL)[1])


def at(moment_at):
    return words(moment(moment_at))


def governance_sends(world, call):
    """What a proposal that passed does."""
    treasury = world.chain.treasury.address
    world.give(treasury, Wei(ETHER))
    world.anvil.rpc("anvil_impersonateAccount", treasury)
    transaction = {"from": treasury, "to": call.to, "data": call.data, "gas": hex(10**6)}
    sent = world.anvil.rpc("eth_sendTransaction", transaction)
    assert world.chain.client.wait(call.what, sent)["status"] == 1


def donor_of(world, address):
    """Somebody who gave, with coins for a bond."""
    donor = world.somebody()
    round_ = world.chain.round(address)
    world.chain.client.send_from(donor, flow.donate_call(round_, [(SLUG, Wei(10**15))]))
    return donor


def test_a_round_that_is_announced_and_open_says_until_when_and_what_was_agreed(world, session, api, payees):
    address = open_round(world, session, pool_wei=ETHER)
    round_ = world.chain.round(address)
    text, page = page_of(api, address)
    assert current_step(page) == f"Announced until {at(round_.terms.opens_at)}"
    assert "No project has received a donation yet." in text
    fill_round(world, session, address, payees)
    later = Timestamp(round_.closes_at() + DAY)
    world.operator_sends(round_.extend(later))
    text, page = page_of(api, address)
    assert current_step(page) == f"Open until {at(later)}"
    assert f"(moved from {at(round_.terms.closes_at)}" in text
    assert f"Anybody can give to the projects of the round until {at(later)}" in text
    assert "1 of 1 reviewer must agree" in text
    assert "with a bond of 0.0100 ETH" in text
    assert f"{len(payees)} projects have applied" in text
    assert round_.terms.committer in page
    assert "Check it yourself" not in text


def test_a_pause_is_shown_with_its_reason_and_end(world, session, api, payees):
    guardian = world.somebody()
    address = open_round(world, session, guardian=Address(guardian.address))
    until = Timestamp(world.now() + 3_600)
    do(world, session, stopping.pause(world.chain, address, until, "A <b>flaw</b>\u202e?"), guardian)
    text, page = page_of(api, address)
    assert f"Donations and deposits are paused until {at(until)}" in text
    assert "“A <b>flaw</b>\\u202e?”" in text
    assert "<b>flaw" not in page
    world.pass_time_until(until)
    assert "paused" not in page_of(api, address)[0].replace("a pause of", "")


def test_a_round_from_its_close_to_its_payments(world, session, api, filled):
    round_ = world.published(filled)
    close_round(world, filled)
    text, page = page_of(api, filled)
    assert current_step(page) == f"Closed until {at(round_.dead_man_at())}"
    assert "The committer closes the books" in text
    assert "None yet: the books are open." in text

    bundles = world.settings.bundle_folder
    do(world, session, flow.close(session, world.chain, filled, bundles, ()))
    text, page = page_of(api, filled)
    assert current_step(page) == f"Calculated until {at(round_.dead_man_at())}"
    assert commitment_of(()) in text
    assert f"The publisher publishes the result until {at(round_.dead_man_at())}" in text

    published = publish(world, session, filled)
    text, page = page_of(api, filled)
    assert current_step(page) == f"Open to checks until {at(round_.result().finalisable_at)}"
    for said in (published.result.root, published.result.list_hash, round_.result().bundle_hash):
        assert said in text
    assert "Yes; the contract refuses others" in text
    assert f"quadrille verify --round {filled} --rpc URL" in text
    assert "donations.csv" in text
    assert "This is not the result" not in text

    finalise(world, session, filled)
    text, page = page_of(api, filled)
    assert current_step(page) == f"Payable until {at(round_.result().lapses_at)}"
    assert "Where the pool went" in text
    do(world, session, paying.push(world.chain, filled))
    assert f'value="{published.result.total_wei}"' in re.search(r"Paid out to.*", page_of(api, filled)[1])[0]


def test_an_objection_is_shown_while_it_is_open_and_how_it_ended(world, session, api, filled):
    objector = donor_of(world, filled)
    round_ = world.published(filled)
    close_round(world, filled)
    publish(world, session, filled)
    do(world, session, objecting.object_to(world.chain, filled, objector.address, "Two wallets, one person."), objector)
    until = round_.result().objected_at + round_.result().stop_left_seconds
    text, page = page_of(api, filled)
    assert current_step(page) == f"Objected to until {at(until)}"
    assert f"as donor. Governance can rule until {at(until)}" in text
    assert objecting.reason_hash("Two wallets, one person.") in page
    assert objector.address in page

    governance_sends(world, round_.rule(Ruling.UPHELD))
    text, page = page_of(api, filled)
    assert current_step(page).startswith("Calculated")
    assert "upheld: that result was thrown out" in text
    assert "Merkle root" not in text


def test_an_objection_that_nobody_ruled_on_leaves_the_rest_of_the_window(world, session, api, filled):
    objector = donor_of(world, filled)
    round_ = world.published(filled)
    close_round(world, filled)
    publish(world, session, filled)
    do(world, session, objecting.object_to(world.chain, filled, objector.address, "x"), objector)
    result = round_.result()
    world.pass_time_until(result.objected_at + result.stop_left_seconds)
    assert round_.status() is RoundStatus.PUBLISHED
    text, page = page_of(api, filled)
    # The contract counts the time that the clock stood once it is called again; the page does so at once.
    assert current_step(page) == f"Open to checks until {at(result.finalisable_at + result.stop_left_seconds)}"
    assert "not ruled on in time: the result stood" in text
    assert "object with a bond where it is wrong" not in text


def test_a_result_that_the_rules_do_not_give_is_called_so(world, session, api, filled):
    close_round(world, filled)
    result = flow.calculate(world.chain, filled)
    do(world, session, flow.close(session, world.chain, filled, world.settings.bundle_folder, ()))
    lie = (result.root, result.list_hash, Wei(1), result.root, result.digest, commitment_of(()))
    world.operator_sends(world.published(filled).publish(*lie))
    text, _ = page_of(api, filled)
    assert "This is not the result that the round's own rules give." in text
    assert "donations.csv" not in text


def test_without_the_committed_coefficients_the_page_says_so_and_shows_the_rest(world, session, api, filled):
    round_ = world.published(filled)
    close_round(world, filled)
    donor = round_.carts()[0][0]
    table = (Coefficient(donor, donor, 0, "", "Left out."),)
    publish(world, session, filled, table)
    text, _ = page_of(api, filled)
    assert "quadrille verify BUNDLE --rpc URL" in text
    (kept,) = (world.settings.bundle_folder / filled).glob("coefficients-*.csv")
    kept.unlink()
    text, _ = page_of(api, filled)
    assert "were committed elsewhere" in text
    assert commitment_of(table) in text
    assert "Still owed" in text


def test_a_cancelled_round_and_one_whose_pool_went_back(world, session, api, filled):
    other = open_round(world, session, pool_wei=ETHER)
    world.operator_sends(world.chain.round(other).cancel())
    text, page = page_of(api, other)
    assert current_step(page) == "Cancelled"
    assert "Anybody can send donors and sponsors back all that they gave" in text

    close_round(world, filled)
    round_ = world.published(filled)
    world.pass_time_until(round_.dead_man_at())
    assert f"Anybody can give the pool back when there is no result by then from {at(round_.dead_man_at())}" in page_of(
        api, filled
    )[0]  # fmt: skip
    world.chain.client.send_from(world.somebody(), round_.cancel())
    text, page = page_of(api, filled)
    assert current_step(page) == "Pool returned"
    assert "can have the projects paid what they were given" in text


def test_a_plain_round_s_result_is_the_contract_s(world, session, api, payees):
    address = open_round(world, session, pool_wei=ETHER, mode=RoundMode.PLAIN)
    fill_round(world, session, address, payees)
    text, _ = page_of(api, address)
    assert "nobody: the contract keeps it" in text
    close_round(world, address)
    text, page = page_of(api, address)
    round_ = world.chain.round(address)
    assert current_step(page) == f"Closed until {at(round_.closes_at() + round_.terms.objection_seconds)}"
    assert "The contract keeps this result itself" in text
    assert f"quadrille verify --round {address} --rpc URL" in text
    assert "Coefficients fixed" not in text
    world.pass_time_until(round_.closes_at() + round_.terms.objection_seconds)
    do(world, session, flow.finalise(session, world.chain, address))
    assert current_step(page_of(api, address)[1]) == "Payable"


@pytest.mark.parametrize("state", ["open", "published"])
def test_a_page_reads_no_log_twice(world, session, api, filled, monkeypatch, state):
    if state == "published":
        close_round(world, filled)
        publish(world, session, filled)
    asked, post = Counter(), requests.Session.post

    def counted(self, url, data=None, **more):
        for call in [json.loads(data)] if data[:1] in (b"{", "{") else json.loads(data):
            asked[call["method"]] += 1
            asked["logs", str(call["params"])] += call["method"] == "eth_getLogs"
        return post(self, url, data=data, **more)

    monkeypatch.setattr(requests.Session, "post", counted)
    page_of(api, filled)
    assert max(count for what, count in asked.items() if what[0] == "logs") == 1
