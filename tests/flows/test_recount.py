"""Anybody counts a vote anew from the chain's logs, and is told why each of their badges counts or does not.

Read it as the tutorial: a vote with every turn that there is, counted anew; then what a lie would look like.
"""

import pytest

from ballots import propose_funding, vote
from conftest import ETHER
from journeys import claim_all_badges, demo_reviews, exit_code, open_round, quadrille
from quadrille.chain.accounts import account_of
from quadrille.chain.badge import Issue
from quadrille.chain.states import Support
from quadrille.governance import flow
from quadrille.governance.recount.recounting import recount
from quadrille.languages.moments import Moment
from quadrille.types import Address, ContributionNumber, Hash32, KindId, Wei

AMOUNT = Wei(ETHER)


@pytest.fixture
def holders(world, session):
    """Reviewers with their badges, the most active first."""
    wallets = claim_all_badges(world, session, demo_reviews())
    return sorted(wallets.values(), key=lambda wallet: -world.chain.badge.count_of(wallet.address))


@pytest.fixture
def proposal(world, session, holders):
    """A proposal to fund a round, open to votes."""
    world.give(world.chain.treasury.address, Wei(5 * ETHER))
    address = open_round(world, session, closes_in=30 * 86_400)
    return propose_funding(world, holders[0], address, AMOUNT, "Fund the first round")


def burn_one(world, holder):
    """A holder gives a badge up; its number."""
    number = world.chain.badge.badges_of(Address(holder.address))[0]
    world.chain.client.send_from(holder, world.chain.badge.burn(number))
    return number


def hectic_vote(world, session, holders, proposal):
    """Everybody votes for, one thinks again, one loses a badge and is trimmed, and it turns at the last minute."""
    first, second, *others = holders
    for holder in holders:
        vote(world, session, proposal, Support.FOR, holder)
    world.pass_time(1)
    vote(world, session, proposal, Support.ABSTAIN, second)
    burn_one(world, first)
    world.operator_sends(world.chain.governor.trim(proposal, [Address(one.address) for one in holders]))
    world.pass_time_until(world.chain.governor.closes_at(proposal) - 10)
    for holder in (first, second, *others):
        vote(world, session, proposal, Support.AGAINST, holder)


def test_a_vote_is_counted_anew_to_the_last_badge(world, session, holders, proposal):
    hectic_vote(world, session, holders, proposal)
    found = recount(world.chain.governor, proposal)
    assert found.differences == ()
    assert len(found.vote.extensions) == 1
    assert found.state == "active"
    tally = world.chain.governor.tally_of(proposal)
    assert found.vote.tally == [tally.against, tally.support, tally.abstain]
    assert found.total == len(world.chain.badge.issued())
    # The first lost a badge, and the vote lost its weight.
    left = world.chain.badge.votes_of(Address(holders[0].address))
    assert [one.weight for one in found.vote.counted if one.is_trim] == [left]


@pytest.mark.parametrize("support", [Support.FOR, Support.AGAINST])
def test_it_follows_the_proposal_to_its_end(world, session, holders, proposal, support):
    governor = world.chain.governor
    states = [recount(governor, proposal).state]
    for holder in holders:
        vote(world, session, proposal, support, holder)
    world.pass_time_until(governor.closes_at(proposal) + 1)
    states.append(recount(governor, proposal).state)
    if support is Support.FOR:
        flow.queue_proposal(session, world.chain, proposal)
        states.append(recount(governor, proposal).state)
        world.pass_time_until(governor.eta_of(proposal))
        flow.execute_proposal(session, world.chain, proposal)
        states.append(recount(governor, proposal).state)
    assert recount(governor, proposal).differences == ()
    assert states == (
        ["active", "succeeded", "queued", "executed"] if support is Support.FOR else ["active", "defeated"]
    )


def test_anybody_learns_why_each_of_their_badges_counts(world, session, holders, proposal):
    first, wallet = holders[0], Address(holders[0].address)
    gone = burn_one(world, first)
    told = quadrille("governance", "why-power", wallet, "--at", proposal)
    kept = world.chain.badge.badges_of(wallet)
    assert [(one["number"], one["counted"], one["why"]) for one in told["badges"] if one["counted"] == "1"] == [
        (str(number), "1", "counts") for number in kept
    ]
    (lost,) = (one for one in told["badges"] if one["counted"] == "0")
    assert lost["number"] == str(gone)
    assert lost["why"].startswith("given up at ")
    assert (told["votes"], told["contract_votes"], told["equal"]) == (str(len(kept)), str(len(kept)), True)
    assert {one["kind_name"] for one in told["badges"]} == {"Reviewer"}


def test_a_badge_of_this_second_is_too_young(world, session):
    wallet = Address(world.somebody().address)
    issue = Issue(ContributionNumber(9), wallet, KindId(1), Hash32("0x" + "ab" * 32))
    world.chain.client.send_from(account_of(world.settings, "issuer"), world.chain.badge.issue_batch([issue]))
    told = quadrille("governance", "why-power", wallet)
    (badge,) = told["badges"]
    assert badge["why"] == f"too young: it counts on proposals made from {Moment(badge['held_since'] + 1)} on"
    assert (told["votes"], told["equal"]) == ("0", True)
    world.pass_time(1)
    assert quadrille("governance", "why-power", wallet)["votes"] == "1"
    assert quadrille("governance", "why-power", world.somebody().address)["badges"] == []


def test_the_same_through_the_api_without_any_right(world, session, api, holders, proposal):
    path = f"/api/v1/wallets/{holders[0].address}/power"
    assert api.get(path, params={"proposal": proposal}).json()["equal"] is True
    assert api.get(path).json()["proposal"] is None
    assert api.get(path, params={"proposal": 7}).status_code == 404


def test_past_votes_are_held_once_more_under_another_rule(world, session, api, holders, proposal):
    quiet = holders[-1]
    vote(world, session, proposal, Support.FOR, holders[0])
    world.pass_time_until(world.chain.governor.closes_at(proposal) - 5)
    vote(world, session, proposal, Support.AGAINST, quiet)
    world.pass_time_until(world.chain.governor.closes_at(proposal) + 1)
    assert world.chain.governor.state_of(proposal).name == "SUCCEEDED"

    def would_end(parameter, value):
        (one,) = quadrille("governance", "replay", parameter, value)
        assert one["proposal"] == str(proposal)
        assert one["ended"] == "passed"
        assert one["differs"] == (one["would_end"] != "passed")
        return one["would_end"]

    # A quorum that they miss; a right to propose that nobody had; badges too young; a vote before it would have opened.
    assert would_end("quorum-bps", 2_000) == "passed"
    assert would_end("quorum-bps", 5_000) == "failed"
    assert would_end("proposal-threshold", 50) == "not made"
    assert would_end("maturity", 365 * 86_400) == "not made"
    assert would_end("voting-delay", 4_000) == "failed"
    assert would_end("flip-window", 0) == "passed"
    rows = api.get("/api/v1/governance/replay/quorum-bps/5000").json()
    assert rows == [{"proposal": str(proposal), "ended": "passed", "would_end": "failed"}]


def test_it_needs_a_node_and_an_address_and_nothing_else(world, session, holders, proposal, monkeypatch):
    for name in ("DATABASE_URL", "DEPLOYMENT_FILE", "CHAIN_ID", "RPC_URL"):
        monkeypatch.delenv(f"QUADRILLE_{name}", raising=False)
    monkeypatch.chdir(world.folder / "..")
    named = ("--rpc", world.anvil.url, "--governor", world.chain.governor.address)
    assert quadrille("governance", "recount", proposal, *named)["equal"] is True
    assert quadrille("governance", "why-power", holders[0].address, *named)["equal"] is True
    assert quadrille("governance", "replay", "quorum-bps", 9, *named) == []
    assert exit_code("governance", "recount", proposal, *named) == 0
    assert quadrille("governance", "rehearse", proposal, *named)["refused"] is None
