"""The pages about votes as text: what needs a vote, what a proposal changes, what keeps a wallet from voting, why."""

import re
from html import unescape

import pytest
from eth_account import Account

from ballots import vote
from chain.answers import assert_page, assert_problem
from conftest import ETHER
from governed import decide, pass_proposal
from journeys import claim_all_badges, demo_reviews, open_round
from quadrille.chain.states import Parameter, Support
from quadrille.errors import BadParameter
from quadrille.governance import flow
from quadrille.governance.proposals.drafting import base_units
from quadrille.governance.proposals.parameters import parameter_actions
from quadrille.governance.proposals.statement import statement_actions
from quadrille.types import Address, Wei


@pytest.fixture
def holders(world, session):
    """Wallets with badges; the first proposes."""
    world.give(world.chain.treasury.address, Wei(ETHER))
    found = list(claim_all_badges(world, session, demo_reviews()).values())
    session.commit()
    return found


def words(html):
    return " ".join(unescape(re.sub("<[^>]*>", " ", html)).split())


def page(api, path):
    answer = api.get(path)
    assert answer.status_code == 200, answer.text
    return words(answer.text)


def propose(world, proposer, actions, text="So be it"):
    """A proposal that takes votes now."""
    call, proposal = flow.propose(world.chain, Address(proposer.address), actions, text)
    world.chain.client.send_from(proposer, call)
    world.pass_time_until(flow.get_proposal(world.chain, proposal).opens_at + 1)
    return proposal


def in_words(world):
    return statement_actions(world.chain.treasury.address)


def test_a_proposal_has_a_number_and_its_long_id_leads_there(world, api, holders):
    first = propose(world, holders[0], in_words(world), "First")
    propose(world, holders[1], in_words(world), "Second")
    assert api.get(f"/vote/{first}", follow_redirects=False).headers["location"] == "/vote/1"
    assert "Second" in page(api, "/vote/2")
    assert_page(api.get("/vote/3"), 404)
    assert_page(api.get("/vote/0"), 404)
    assert_page(api.get("/proposals"), 404)


def test_what_needs_a_vote_comes_first_and_what_is_over_last(world, session, api, holders):
    assert "Nothing is open to votes now." in page(api, "/vote")
    decide(world, session, holders, in_words(world), "Settled")
    one = propose(world, holders[0], in_words(world), "Answered")
    propose(world, holders[1], in_words(world), "Unanswered")
    vote(world, session, one, Support.FOR, holders[0])
    session.commit()
    told = page(api, f"/vote?wallet={holders[0].address}")
    assert told.index("Unanswered") < told.index("Answered") < told.index("Settled")
    assert told.index("You have not voted yet.") < told.index("You voted: For.")
    assert "have 2 of" in told
    assert "carried out" in told
    assert "Unanswered" in page(api, "/vote?wallet=0x12")


def test_a_change_of_a_rule_shows_its_difference_and_what_it_had_changed(world, session, api, holders):
    weights = [world.chain.badge.votes_of(Address(one.address)) for one in holders]
    settled = propose(world, holders[0], in_words(world), "By one alone")
    vote(world, session, settled, Support.FOR, holders[0])
    world.pass_time_until(world.chain.governor.closes_at(settled) + 1)
    is_enough = weights[0] * 10_000 >= sum(weights) * 4_500
    actions = parameter_actions(world.chain, Parameter.QUORUM_BPS, 4_500)
    proposal = propose(world, holders[1], actions, "Higher\n\nMore shall decide.")
    session.commit()
    told = page(api, "/vote/2")
    assert "Quorum, as a share of all votes Now If it passes 20.00 % 45.00 %" in told.replace("\N{NO-BREAK SPACE}", " ")
    assert not is_enough
    assert "of 1, one would have ended otherwise. Proposal 1 It passed; under this rule it failed." in told
    pass_proposal(world, session, holders, proposal)
    # Carried out, it still tells what was before.
    assert "20.00 % 45.00 %" in page(api, "/vote/2").replace("\N{NO-BREAK SPACE}", " ")


def test_who_cannot_vote_reads_the_intent_s_own_reason_before_a_wallet_opens(world, api, holders):
    proposal, nobody = propose(world, holders[0], in_words(world)), Account.create().address
    told = page(api, f"/vote/1?wallet={nobody}")
    asked = {"wallet": nobody, "proposal": str(proposal), "choice": "for"}
    problem = assert_problem(api.post("/api/v1/intents/vote", json=asked), 409)
    assert problem["cause"] in told
    assert problem["remedy"] in told
    assert "Your power is 0." in told
    assert "This wallet never had a badge." in told

    told = page(api, f"/vote/1?wallet={holders[0].address}")
    assert "cannot vote" not in told
    assert f"Your power is {world.chain.governor.weight_of(Address(holders[0].address), proposal)}." in told
    assert "Badge 1" in told


def test_a_wallet_that_is_none_is_told_beside_its_field(world, api, holders):
    propose(world, holders[0], in_words(world))
    for given in ("0x12", "amina", holders[0].address.swapcase(), "<script>alert(1)</script>"):
        answer = api.get("/vote/1", params={"wallet": given})
        assert answer.status_code == 200
        assert 'aria-invalid="true"' in answer.text
        assert "<script>alert" not in answer.text


def test_what_the_wallet_will_show_stands_on_the_page(world, api, holders):
    proposal = propose(world, holders[0], in_words(world))
    told = page(api, f"/vote/1?wallet={holders[0].address}")
    asked = {"wallet": holders[0].address, "proposal": str(proposal), "choice": "for"}
    shown = api.post("/api/v1/intents/vote", json=asked).json()["typed_data"]
    for name, value in shown["message"].items():
        assert name in told
        assert str(value) in told or name in ("support", "version")
    assert shown["domain"]["verifyingContract"] in told


def test_ballots_come_in_pages(world, session, api, holders, monkeypatch):
    monkeypatch.setattr("quadrille.governance.pages.MOST_BALLOTS", 2)
    proposal = propose(world, holders[0], in_words(world))
    for holder in holders[:3]:
        vote(world, session, proposal, Support.FOR, holder)
    session.commit()
    first, second = api.get("/vote/1").text, api.get("/vote/1?ballots=2").text
    assert (first.count('<th scope="row">'), second.count('<th scope="row">')) == (2, 1)
    assert "There are no more ballots." in page(api, "/vote/1?ballots=3")


def test_anybody_s_wallet_hands_on_and_carries_out(world, session, api, holders):
    proposal, somebody = propose(world, holders[0], in_words(world)), world.somebody()
    asked = {"wallet": somebody.address, "proposal": str(proposal)}
    assert "is active" in assert_problem(api.post("/api/v1/intents/queue", json=asked), 409)["cause"]
    for holder in holders:
        vote(world, session, proposal, Support.FOR, holder)
    session.commit()
    world.pass_time_until(world.chain.governor.closes_at(proposal) + 1)
    assert "Hand it to the timelock" in page(api, "/vote/1")
    intent = api.post("/api/v1/intents/queue", json=asked).json()
    world.sign_and_send(somebody, intent["transaction"])
    early = assert_problem(api.post("/api/v1/intents/execute", json=asked), 409)
    assert "can be executed from" in early["cause"]
    assert "/api/v1/intents/execute" not in api.get("/vote/1").text
    world.pass_time_until(world.chain.governor.eta_of(proposal))
    assert "/api/v1/intents/execute" in api.get("/vote/1").text
    world.sign_and_send(somebody, api.post("/api/v1/intents/execute", json=asked).json()["transaction"])
    assert "Carried out (done)" in page(api, "/vote/1")


def test_a_proposal_is_prepared_in_words_and_by_the_form_s_own_fields(world, session, api, holders):
    address = open_round(world, session)
    session.commit()
    asked = {"kind": "fund", "round": address, "amount": "0.25", "wallet": holders[0].address}
    text = api.get("/vote/propose", params=asked).text
    assert f"The treasury pays 250000000000000000 base units into the matching pool of the round {address}." in text
    assert "This wallet may propose." in text
    route = re.search('data-intent="([^"]+)"', text)[1]
    fields = dict(re.findall('<input type="hidden" name="(round|amount_wei)" value="(0x[^"]+|[0-9]+)">', text))
    given = {"wallet": holders[0].address, "description": "Fund it\n\nPlease.", **fields}
    world.sign_and_send(holders[0], api.post(route, json=given).json()["transaction"])
    assert "Fund it" in page(api, "/vote")

    text = api.get("/vote/propose?kind=rule&parameter=quorum-bps&value=3000").text
    assert "30.00" in text
    rule = {"wallet": holders[1].address, "description": "x", "parameter": "quorum-bps", "value": "3000"}
    assert api.post("/api/v1/intents/propose/parameter", json=rule).status_code == 200
    assert api.post("/api/v1/intents/propose/parameter", json={**rule, "value": "03000"}).status_code == 422
    assert 'data-intent="/api/v1/intents/propose/text"' in api.get("/vote/propose?kind=words").text


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("kind=rule&parameter=quorum-bps&value=9000", "from 1 to 5000"),
        ("kind=rule&parameter=quorum-bps&value=2000", "already"),
        ("kind=rule&parameter=quorum-bps&value=-1", "a whole number"),
        ("kind=rule&parameter=nonsense&value=1", "voting-delay"),
        ("kind=fund&round=0x12&amount=1", "address is"),
        ("kind=fund&round=0x00000000000000000000000000000000000000f0&amount=1", "What to do:"),
    ],
)
def test_what_cannot_be_proposed_says_why_and_asks_no_wallet(api, asked, why):
    text = api.get(f"/vote/propose?{asked}").text
    assert "This cannot be proposed:" in text
    assert why in words(text)
    assert "data-intent" not in text


def test_who_may_not_propose_is_told_why_and_what_to_do(world, api, holders):
    told = page(api, f"/vote/propose?wallet={Account.create().address}")
    assert "has 0 votes that are old enough; to propose takes 1." in told
    assert "Verified work earns a badge" in told
    assert "This wallet may propose." in page(api, f"/vote/propose?wallet={holders[0].address}")


def test_an_amount_in_coins_is_read_exactly():
    assert base_units("1.5", 18) == 15 * 10**17
    assert base_units(".000001", 6) == 1
    for wrong in ("", ".", "1,5", "1e3", "-1", "0.0000001", "٣", "1.2.3", "9" * 61):
        with pytest.raises(BadParameter, match="a number like 1\\.5"):
            base_units(wrong, 6)
