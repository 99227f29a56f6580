"""A first vote as a badge holder casts it: from the list of what is open to a receipt, by hand and by keyboard."""

import time

import pytest
from playwright.sync_api import Page, expect

from ballots import propose_funding, send_waiting
from browser.wallet import TestWallet
from conftest import ETHER, World
from journeys import claim_all_badges, demo_reviews, open_round
from quadrille.chain.states import Support
from quadrille.types import Address, Wei

MOST_INTERACTIONS = 4
"""On the pages, from the list to a vote that is signed; the wallet asks once more in its own window."""


@pytest.fixture
def open_vote(world, session):
    """A proposal that takes votes, and who may vote on it."""
    holders = claim_all_badges(world, session, demo_reviews())
    world.give(world.chain.treasury.address, Wei(ETHER))
    holder = next(iter(holders.values()))
    proposal = propose_funding(world, holder, open_round(world, session), ETHER, "Fund the round\n\nWith 1 ETH.")
    session.close()
    return proposal, holder


def supported(world: World, proposal: int, holder: str) -> Support | None:
    vote = world.chain.governor.vote_of(proposal, Address(holder))
    return vote.support if vote.version else None


def receive(page: Page) -> None:
    expect(page.get_by_role("link", name="Save the receipt")).to_be_visible()


def test_a_first_vote_takes_four_interactions_and_can_be_changed(world, site, page, open_vote):
    proposal, holder = open_vote
    wallet = TestWallet(world, holder)
    wallet.install(page)
    page.goto(f"{site}/vote")
    started = time.monotonic()
    steps = (
        page.get_by_role("link", name="Fund the round"),
        page.get_by_role("radio", name="Against"),
        page.get_by_role("button", name="Sign with Test Wallet"),
        page.get_by_role("button", name="Continue in Test Wallet"),
    )
    for step in steps:
        step.click()
    receive(page)
    print(f"journey vote: {len(steps)} interactions, {time.monotonic() - started:.1f} s")
    assert len(steps) <= MOST_INTERACTIONS
    assert wallet.sent == []
    send_waiting(world)
    assert supported(world, proposal, holder.address) is Support.AGAINST

    # A second thought, on the very page: the last vote counts.
    world.pass_time(2)
    page.goto(f"{site}/vote/1?wallet={holder.address}")
    expect(page.get_by_text("You voted: Against. A new vote replaces it.")).to_be_visible()
    page.get_by_role("radio", name="For", exact=False).first.check()
    page.get_by_role("button", name="Sign with Test Wallet").click()
    with page.expect_response("**/api/v1/ballots"):
        page.get_by_role("button", name="Continue in Test Wallet").click()
    receive(page)
    send_waiting(world)
    assert supported(world, proposal, holder.address) is Support.FOR


def test_a_vote_needs_no_pointer(world, site, page, open_vote):
    proposal, holder = open_vote
    TestWallet(world, holder).install(page)
    page.goto(f"{site}/vote")
    press_until(page, "Fund the round")
    page.keyboard.press("Enter")
    page.wait_for_url("**/vote/1")
    expect(page.get_by_role("button", name="Sign with Test Wallet")).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "radio":
            break
    page.keyboard.press("Space")
    assert page.get_by_role("radio", checked=True).get_attribute("value") == "for"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    press_until(page, "Sign with Test Wallet")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Continue in Test Wallet")).to_be_visible()
    press_until(page, "Continue in Test Wallet")
    page.keyboard.press("Enter")
    receive(page)
    send_waiting(world)
    assert supported(world, proposal, holder.address) is Support.ABSTAIN


def press_until(page: Page, words: str) -> None:
    """Go from one thing to the next, as Tab does, until the one with these words has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if words in (page.evaluate("document.activeElement.textContent") or ""):
            return
    raise AssertionError(f"Tab never came to {words!r}.")
