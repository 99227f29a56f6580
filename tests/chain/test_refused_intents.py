"""What is prepared for a wallet and what is refused before one opens: each refusal has its reason and its remedy."""

import pytest

from ballots import propose_funding
from chain.answers import assert_problem
from conftest import ETHER
from journeys import claim_all_badges, close_round, demo_reviews, import_demo_projects, open_round, take_in
from quadrille.chain.coins import COIN
from quadrille.types import Address, Wei
from round_requests import asked

SLUG = "wellspring-map"
LEAST = ETHER // 10


@pytest.fixture
def round_address(world, session):
    """A round that takes donations of a tenth of a coin or more, for one project."""
    import_demo_projects(session)
    address = open_round(world, session, rules=("qf", {"cap_bps": "4000", "minimum_units": str(LEAST)}))
    take_in(world, session, address, SLUG, Address(world.somebody().address))
    world.pass_time_until(world.chain.round(address).terms.opens_at)
    session.commit()
    return address


def gift(api, wallet, address, amount_wei=LEAST):
    return asked(api, wallet, "donate", address, items=[{"project": SLUG, "amount_wei": str(amount_wei)}])


def refused(answer):
    """The reason and the remedy of a refusal, as the page says them beside the button."""
    document = assert_problem(answer, 409)
    assert document["remedy"]
    return document


def test_a_gift_is_shown_with_what_it_moves_before_it_is_signed(world, api, round_address):
    donor = world.somebody()
    intent = gift(api, donor, round_address).json()
    (change,) = intent["simulation"]["changes"]
    assert (change["what"], change["source"], change["target"]) == ("coins", donor.address, round_address)
    assert change["amount"] == str(LEAST)
    assert change["words"] == f"You pay 0.1 {COIN} to {round_address[:6]}…{round_address[-4:]}."
    assert intent["cost"]["words"].startswith("About 0.0")
    assert intent["cost"]["wei"].isdigit()
    assert intent["original"] is None


def test_a_gift_below_the_minimum_and_one_to_a_closed_round_are_refused(world, api, round_address):
    donor = world.somebody()
    small = refused(gift(api, donor, round_address, LEAST - 1))
    close_round(world, round_address)
    closed = refused(gift(api, donor, round_address))
    assert small["cause"] != closed["cause"]


def test_a_vote_without_a_badge_and_one_with_a_badge_that_is_too_young_are_refused(world, session, api):
    reviews = [(name, content, "reviewer-amina" in name) for name, content in demo_reviews()]
    (old,) = claim_all_badges(world, session, [(name, content) for name, content, is_old in reviews if is_old]).values()
    world.give(world.chain.treasury.address, Wei(ETHER))
    address = open_round(world, session)
    proposal = propose_funding(world, old, address, ETHER, "Fund the round\n\nWith 1 ETH.")
    later = claim_all_badges(world, session, [(name, content) for name, content, is_old in reviews if not is_old])
    session.commit()
    votes = {"proposal": str(proposal), "choice": "for"}

    def answer(wallet):
        return api.post("/api/v1/intents/vote", json={**votes, "wallet": wallet.address})

    assert answer(old).status_code == 200
    none, young = refused(answer(world.somebody())), refused(answer(next(iter(later.values()))))
    assert "0 votes" in none["cause"]
    assert (none["cause"], none["remedy"]) != (young["cause"], young["remedy"])
