"""A donor's journey in a real browser: choose ten projects, say how much, give all of it in one donation."""

import gzip
import json
from time import perf_counter

import pytest
from playwright.sync_api import expect

from browser.wallet import TestWallet
from conftest import ETHER
from journeys import open_round, take_in
from quadrille.catalog.tables import Project
from quadrille.chain.funding_round.words import gifts
from quadrille.types import Address
from quadrille.web.files import STATIC_FOLDER

TEN = 10
MOST_INTERACTIONS = 6
MOST_SCRIPT_BYTES = 15 * 1024


def a_project(slug):
    """A project of the catalogue with the least that it needs."""
    lists = {name: [] for name in ("licences", "sectors", "sdgs", "repositories")}
    name = slug.replace("-", " ").title()
    return Project(slug=slug, name=name, description="", website="", stage="dpg", source="demo", **lists)


@pytest.fixture
def ten(world, session):
    """An open round with ten projects and a pool."""
    slugs = [f"project-of-{letter}" for letter in "abcdefghij"]
    for slug in slugs:
        session.add(a_project(slug))
    session.commit()
    address = open_round(world, session, pool_wei=3 * ETHER)
    for slug in slugs:
        take_in(world, session, address, slug, Address(world.somebody(ether=0).address))
    world.pass_time_until(world.chain.round(address).terms.opens_at)
    session.close()
    return address


def press(page, *keys):
    """Press keys, one after the other."""
    for key in keys:
        page.keyboard.press(key)


def reach(page, locator):
    """Go to a control with the Tab key alone."""
    for _ in range(120):
        if locator.evaluate("control => control === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{locator} cannot be reached with Tab")


def test_ten_projects_are_given_to_in_six_interactions_with_the_keyboard_alone(world, ten, site, page):
    wallet = TestWallet(world, world.somebody())
    wallet.install(page)
    page.goto(f"{site}/rounds/1")
    for box in page.get_by_role("checkbox").all():
        reach(page, box)
        press(page, "Space")
    began = perf_counter()

    reach(page, page.get_by_role("button", name="Give to the ticked projects"))
    press(page, "Enter")
    reach(page, page.get_by_label("The same to each"))
    page.keyboard.type("0.01")
    expect(page.locator("#sums")).to_contain_text("0.10")
    page.reload()
    expect(page.locator("#sums")).to_contain_text("0.10")
    for name in ("Give with Test Wallet", "Continue in Test Wallet"):
        reach(page, page.get_by_role("button", name=name))
        press(page, "Enter")
    expect(page.get_by_role("heading", name="Thank you: it is given")).to_be_visible(timeout=20_000)
    seconds = perf_counter() - began
    # Four on the pages, and the wallet's own questions: which account, and whether to send.
    interactions = 4 + wallet.asked.count("eth_requestAccounts") + wallet.asked.count("eth_sendTransaction")
    print(f"journey give to ten: {interactions} interactions, {seconds:.1f} s")
    assert interactions <= MOST_INTERACTIONS

    ((donor, words),) = world.chain.round(ten).carts()
    assert donor == wallet.account.address
    assert sorted(gifts(words)) == [(number, ETHER // 100) for number in range(TEN)]
    expect(page.get_by_role("heading", name="0.1000 ETH to 10 projects")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Thank you: it is given")).to_be_visible()
    page.goto(f"{site}/rounds/1/give")
    expect(page.get_by_role("heading", name="Your cart is empty")).to_be_visible()


def test_amounts_that_are_typed_are_reckoned_at_once_and_a_declined_wallet_loses_nothing(world, ten, site, page):
    wallet = TestWallet(world, world.somebody())
    wallet.install(page)
    page.goto(f"{site}/rounds/1/give?project=project-of-a&project=project-of-b")
    fields = page.locator("[data-project]")
    fields.nth(0).fill("0,5")
    expect(page.locator(".says").nth(0)).to_contain_text("This is no amount: 0,5")
    expect(fields.nth(0)).to_have_attribute("aria-invalid", "true")
    give = page.get_by_role("button", name="Give with Test Wallet")
    going_on = page.get_by_role("button", name="Continue in Test Wallet")
    fields.nth(0).fill("0.5")
    fields.nth(1).fill("0.25")
    expect(page.locator("#sums")).to_contain_text("0.75")
    wallet.declines.add("eth_sendTransaction")
    give.click()
    going_on.click()
    expect(page.locator("[data-status]")).to_contain_text("You declined in the wallet. Nothing was sent.")
    page.reload()
    assert [field.input_value() for field in fields.all()] == ["0.5", "0.25"]
    # What is asked of the wallet is what stands in the fields, even before the server has heard of it.
    wallet.declines.clear()
    give.click()
    expect(going_on).to_be_visible()
    fields.nth(1).fill("0.125")
    expect(going_on).to_be_hidden()
    give.click()
    going_on.click()
    expect(page.get_by_role("heading", name="Thank you: it is given")).to_be_visible(timeout=20_000)
    ((_, words),) = world.chain.round(ten).carts()
    assert [amount for _, amount in gifts(words)] == [ETHER // 2, ETHER // 8]


def test_the_scripts_of_the_cart_stay_within_their_measure():
    sizes = {name: len(gzip.compress((STATIC_FOLDER / name).read_bytes())) for name in ("wallet.js", "cart.js")}
    print(f"scripts of the cart, compressed: {json.dumps(sizes)}")
    assert sum(sizes.values()) <= MOST_SCRIPT_BYTES
