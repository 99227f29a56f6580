"""What badge holders decide in a round: they propose it, vote by signature, and the treasury does it on the chain.

Read it as the tutorial: an objection upheld, a hold, an application, a token; then through API and command line.
"""

import pytest
from eth_abi.abi import encode
from eth_account import Account

from chain.tokens import token_round
from conftest import ETHER
from governed import pass_proposal
from journeys import (
    claim_all_badges,
    close_round,
    demo_reviews,
    do,
    fill_round,
    import_demo_projects,
    open_round,
    publish,
    quadrille,
)
from quadrille.chain.calls import Call
from quadrille.chain.states import ProjectState, RoundMode, RoundStatus, Ruling
from quadrille.chain.token import TokenContract
from quadrille.errors import BadParameter, ContractReverted, Refused, WrongChain
from quadrille.governance import flow
from quadrille.governance.proposals.in_round import Admit, Cancel, Hold, NamePublisher, Reject, Release, Resume, Rule
from quadrille.rounds import flow as rounds
from quadrille.rounds.course import stopping
from quadrille.rounds.outcome import objecting
from quadrille.types import Address, ProjectIndex, Timestamp, Wei

DAY = 86_400
SLUG = "wellspring-map"
FIRST = ProjectIndex(0)


@pytest.fixture
def holders(world, session):
    """Reviewers with their badges, and the catalogue's projects."""
    import_demo_projects(session)
    return [*claim_all_badges(world, session, demo_reviews()).values()]


@pytest.fixture
def proposer(holders):
    """Whoever opens the proposals."""
    return Address(holders[0].address)


@pytest.fixture
def decide(world, session, holders):
    """Open a proposal, have every badge holder vote for it, and carry it out."""

    def decided(proposed):
        call, proposal = proposed
        world.chain.client.send_from(holders[0], call)
        pass_proposal(world, session, holders, proposal)

    return decided


def apply(world, session, address, slug=SLUG):
    """A project applies, with the wallet that is answered."""
    applicant = world.somebody()
    paid = Address(applicant.address)
    do(world, session, rounds.apply(session, world.chain, address, slug, paid, paid), applicant)
    return applicant


def published_round(world, session):
    """A round with a result that waits, and a week to rule on objections."""
    address = open_round(world, session, pool_wei=ETHER, decision_seconds=7 * DAY)
    fill_round(world, session, address, {slug: Account.create() for slug in import_demo_projects(session)})
    close_round(world, address)
    publish(world, session, address)
    return world.published(address)


def test_badge_holders_uphold_an_objection_and_the_result_is_thrown_out(world, session, holders, decide, proposer):
    round_ = published_round(world, session)
    objector = holders[1]
    plan = objecting.object_to(world.chain, round_.address, Address(objector.address), "One donor has two wallets.")
    do(world, session, plan, objector)
    assert round_.status() is RoundStatus.OBJECTED

    decide(flow.propose_round_action(world.chain, proposer, round_.address, Rule(Ruling.UPHELD), "Throw it out"))

    assert round_.status() is RoundStatus.CLOSED
    assert not round_.result().stands
    # Nothing is shared out, the objector's bond is theirs, and the publisher publishes anew.
    assert round_.owed_wei() == round_.pool_wei() + sum(gift for _, words in round_.carts() for gift in amounts(words))
    had = world.chain.client.balance_wei(objector.address)
    do(world, session, objecting.take_bond(world.chain, round_.address, Address(objector.address)))
    assert world.chain.client.balance_wei(objector.address) == had + round_.terms.bond_wei
    publish(world, session, round_.address)
    assert round_.status() is RoundStatus.PUBLISHED


def amounts(words):
    return [word % 2**112 for word in words]


def test_what_cannot_be_ruled_on_in_time_is_not_proposed(world, session, holders, proposer):
    round_ = published_round(world, session)
    rule = Rule(Ruling.UPHELD)
    with pytest.raises(ContractReverted, match="WrongStatus") as refusal:
        flow.propose_round_action(world.chain, proposer, round_.address, rule, "There is no objection")
    assert refusal.value.arguments == {"call": "rule", "had": "published"}
    plan = objecting.object_to(world.chain, round_.address, Address(holders[1].address), "It is wrong.")
    do(world, session, plan, holders[1])
    world.pass_time(7 * DAY - 3_600)
    with pytest.raises(Refused, match="can be ruled on until"):
        flow.propose_round_action(world.chain, proposer, round_.address, rule, "Too late")
    with pytest.raises(ContractReverted, match="PublisherStands"):
        flow.propose_round_action(
            world.chain, proposer, round_.address, NamePublisher(Address(holders[0].address)), "Before two were upheld"
        )


def test_badge_holders_hold_a_project_and_release_it(world, session, decide, proposer):
    guardian = world.somebody()
    address = open_round(world, session, closes_in=DAY, reviewers=(), guardian=Address(guardian.address))
    apply(world, session, address)
    apply(world, session, address, "clinic-daybook")
    round_, later = world.chain.round(address), Timestamp(world.now() + 7 * DAY)
    do(world, session, stopping.hold(world.chain, address, SLUG, later, "Whose wallet is this?"), guardian)

    decide(flow.propose_round_action(world.chain, proposer, address, Release(FIRST), "It is theirs"))
    assert round_.project(FIRST).held_until <= world.now()

    # Governance holds as well, each project once, and as long as the round has it.
    other = ProjectIndex(1)
    for until in (Timestamp(world.now() + 60), Timestamp(world.now() + 30 * DAY)):
        with pytest.raises((Refused, BadParameter), match=r"would last until|at most"):
            flow.propose_round_action(world.chain, proposer, address, Hold(other, until, "x"), "Too short, too long")
    hold = Hold(other, Timestamp(later + DAY), "Nobody knows them.")
    decide(flow.propose_round_action(world.chain, proposer, address, hold, "Hold the other"))
    assert round_.project(other).held_until == later + DAY
    with pytest.raises(Refused, match="was held before"):
        flow.propose_round_action(world.chain, proposer, address, hold, "Again")


def test_badge_holders_decide_applications_where_there_are_no_reviewers(world, session, decide, proposer):
    address = open_round(world, session, closes_in=DAY, reviewers=())
    applicant = apply(world, session, address)
    apply(world, session, address, "clinic-daybook")
    round_ = world.chain.round(address)

    decide(flow.propose_round_action(world.chain, proposer, address, Admit(FIRST, "A public good."), "Admit the map"))
    assert round_.project(FIRST).state is ProjectState.ADMITTED
    assert round_.project(FIRST).payee == applicant.address
    reject = Reject(ProjectIndex(1), "It is not open.")
    decide(flow.propose_round_action(world.chain, proposer, address, reject, "Reject the other"))
    assert round_.project(ProjectIndex(1)).state is ProjectState.REJECTED
    assert [review.reason for review in round_.reviews()] == ["A public good.", "It is not open."]

    with pytest.raises(ContractReverted, match="UnknownProject"):
        flow.propose_round_action(world.chain, proposer, address, Admit(ProjectIndex(9), "x"), "Nobody")
    world.pass_time_until(round_.closes_at() - 600)
    apply(world, session, address, "seedkeeper-almanac")
    with pytest.raises(Refused, match="decided until"):
        flow.propose_round_action(world.chain, proposer, address, Admit(ProjectIndex(2), "x"), "Too late")


def test_badge_holders_end_a_pause_and_a_round(world, session, decide, proposer):
    guardian = world.somebody()
    address = open_round(world, session, closes_in=7 * DAY, guardian=Address(guardian.address))
    round_ = world.chain.round(address)
    do(world, session, stopping.pause(world.chain, address, Timestamp(world.now() + 2 * DAY), "A bug?"), guardian)
    decide(flow.propose_round_action(world.chain, proposer, address, Resume(), "There was none"))
    assert round_.paused_until() <= world.now()
    decide(flow.propose_round_action(world.chain, proposer, address, Cancel(), "There is one after all"))
    assert round_.status() is RoundStatus.CANCELLED


def test_badge_holders_let_a_token_in_and_out_and_fund_a_round_in_it(world, session, decide, proposer):
    token, rich, address = token_round(world, session, 5_000_000)
    decide(flow.propose_token(world.chain, proposer, token, False, "No more rounds in it"))
    assert not world.chain.round_factory.is_allowed(token)
    with pytest.raises(ContractReverted, match="TokenNotAllowed"):
        open_round(world, session, token=token)
    decide(flow.propose_token(world.chain, proposer, token, True, "It is good after all"))
    with pytest.raises(Refused, match="already"):
        flow.propose_token(world.chain, proposer, token, True, "Again")
    with pytest.raises(Refused, match="no contract"):
        flow.propose_token(world.chain, proposer, Address(rich.address), True, "A wallet")

    # The treasury first lets the round take the token, then pays, in one proposal.
    address, treasury = open_round(world, session, closes_in=DAY, token=token), world.chain.treasury.address
    with pytest.raises(Refused, match="has 0 base units of the token"):
        flow.propose_funding(world.chain, proposer, address, Wei(2_000_000), "It has none")
    coin = TokenContract(world.chain.client, token)
    # `transfer`; rounds never ask a token for it.
    paid = "0xa9059cbb" + encode(["address", "uint256"], [treasury, 3_000_000]).hex()
    world.chain.client.send_from(rich, Call("GoodToken.transfer", token, paid))
    decide(flow.propose_funding(world.chain, proposer, address, Wei(2_000_000), "Two for the round"))
    assert world.chain.round(address).pool_wei() == 2_000_000
    assert (coin.balance_of(treasury), coin.allowance(treasury, address)) == (1_000_000, 0)


def test_a_plain_round_has_nothing_to_rule_on(world, session, proposer):
    address = open_round(world, session, mode=RoundMode.PLAIN)
    with pytest.raises(Refused, match="keeps its result itself"):
        flow.propose_round_action(world.chain, proposer, address, Rule(Ruling.UPHELD), "What objection?")
    with pytest.raises(WrongChain):
        flow.propose_round_action(world.chain, proposer, world.chain.badge.address, Cancel(), "No round")


def test_the_journey_through_the_api(world, session, operator, holders):
    address = open_round(world, session, closes_in=DAY, reviewers=())
    apply(world, session, address)
    wanted = {"wallet": holders[0].address, "round": address, "description": "Admit it", "action": "admit"}
    missing = operator.post("/api/v1/intents/propose/round", json={**wanted, "project": 0})
    assert missing.status_code == 422
    assert missing.json()["cause"] == "reason is missing."
    wanted |= {"project": 0, "reason": "A <b>public</b> good."}
    assert operator.post("/api/v1/intents/propose/round", json={**wanted, "until": 5}).status_code == 422
    intent = operator.post("/api/v1/intents/propose/round", json=wanted).json()
    assert f"In the round {address}, edition 1 of project 0 is admitted: A <b>public</b> good." in intent["summary"]
    world.sign_and_send(holders[0], intent["transaction"])
    proposal = operator.get("/api/v1/proposals").json()[0]["id"]
    page = operator.get(f"/vote/{proposal}").text
    assert "edition 1 of project 0 is admitted: A &lt;b&gt;public&lt;/b&gt; good." in page
    assert "review(uint32,uint32,bool,string)" in page
    pass_proposal(world, session, holders, int(proposal))
    assert world.chain.round(address).project(FIRST).state is ProjectState.ADMITTED

    token = {"wallet": holders[1].address, "token": world.chain.badge.address, "allowed": True, "description": "x"}
    summary = operator.post("/api/v1/intents/propose/token", json=token).json()["summary"]
    assert summary.endswith(f"Rounds may be opened in the token {world.chain.badge.address}.")


@pytest.mark.parametrize("through", ["here", "a server"])
def test_the_journey_on_the_command_line(world, session, holders, site, through):
    address = open_round(world, session, closes_in=DAY, reviewers=())
    apply(world, session, address)
    server = () if through == "here" else ("--server", site)
    reject = ("--round", address, "--project", 0, "--reason", "It is not open.", *server)
    proposed = quadrille(
        *("governance", "propose-in-round", "reject", "Not this one", *reject),
        *("--keystore", world.keystore(holders[0])),
    )["proposal"]
    pass_proposal(world, session, holders, int(proposed))
    assert world.chain.round(address).project(FIRST).state is ProjectState.REJECTED
    allowed = quadrille(
        *("governance", "propose-token", world.chain.badge.address, "As if it were one", *server),
        *("--keystore", world.keystore(holders[1])),
    )["proposal"]
    pass_proposal(world, session, holders, int(allowed))
    assert world.chain.round_factory.is_allowed(world.chain.badge.address)
    with pytest.raises(BadParameter, match="action"):
        quadrille("governance", "propose-in-round", "dance", "x", *reject, "--keystore", world.keystore(holders[0]))
