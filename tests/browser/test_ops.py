"""An operator takes a round from its close to payable on one page, in a browser with JavaScript and in one without."""

import time

import pytest
from eth_account import Account
from playwright.sync_api import expect

from browser.wallet import TestWallet, press
from conftest import ETHER
from journeys import close_round, fill_round, import_demo_projects, open_round
from quadrille.chain.accounts import account_of
from quadrille.chain.states import RoundStatus
from quadrille.db import make_engine
from quadrille.rounds.listing import Listing
from quadrille.types import Address, Wei


@pytest.fixture
def own_hand(monkeypatch):
    """An operator whose key this server does not have; to be asked for before the world is made."""
    account = Account.create()
    monkeypatch.setenv("QUADRILLE_ALSO_OPERATORS", account.address)
    return account


@pytest.fixture
def closed(world, session):
    """A round of the demo's gifts whose time is over."""
    payees = {slug: Account.create() for slug in import_demo_projects(session)}
    address = open_round(world, session, pool_wei=3 * ETHER)
    fill_round(world, session, address, payees)
    session.commit()
    close_round(world, address)
    return address


def sign_in_as_operator(world, site, page):
    wallet = TestWallet(world, account_of(world.settings, "operator"))
    wallet.install(page)
    page.goto(f"{site}/sign-in")
    press(page, "Sign in with Test Wallet")
    page.wait_for_url("**/me")
    return wallet


def test_a_round_goes_from_close_to_payable_on_one_page_without_javascript(world, browser, site, page, closed):
    sign_in_as_operator(world, site, page)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(f"{site}/ops")
    began, clicks = time.monotonic(), 0
    plain.get_by_role("link", name="Learning and water").click()
    clicks += 1
    for step in ("Close the books", "Publish the result", "Make the result final"):
        if step == "Make the result final":
            # Five days of a real round; nobody's seconds here.
            world.pass_time_until(world.published(closed).result().finalisable_at)
            plain.reload()
        plain.get_by_role("button", name=f"Do it: {step}").click()
        clicks += 1
        while plain.get_by_text("Look again").count():
            plain.get_by_text("Look again").click()
    expect(plain.locator("[aria-current=step]")).to_contain_text("Payable")
    seconds = time.monotonic() - began
    print(f"journey operator, close to payable: {clicks} interactions, {seconds:.1f} s")
    assert clicks == 4
    assert world.published(closed).status() is RoundStatus.FINALISED
    # No page goes sideways on a small phone.
    assert plain.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_the_operator_s_wallet_signs_in_the_browser_and_a_rehearsal_shows_what_would_move(world, site, page, closed):
    wallet = sign_in_as_operator(world, site, page)
    page.goto(f"{site}/ops/rounds/1")
    page.get_by_role("button", name="Do it: Close the books").click()
    expect(page.locator("#close")).to_contain_text("Done", timeout=30_000)
    step = page.locator("#publish")
    step.get_by_role("button", name="Rehearse").click()
    expect(page.locator("#publish .outcome")).to_contain_text("nothing was sent", timeout=30_000)
    assert wallet.sent == []
    page.locator("#publish").get_by_text("Or sign it with your own wallet").click()
    press(page, "Sign with Test Wallet")
    expect(page.locator("[aria-current=step]")).to_contain_text("Open to checks", timeout=30_000)
    assert len(wallet.sent) == 1
    assert world.published(closed).status() is RoundStatus.PUBLISHED


def test_an_operator_opens_a_round_with_a_wallet_whose_key_the_server_does_not_have(own_hand, world, site, page):
    world.give(Address(own_hand.address), Wei(ETHER))
    wallet = TestWallet(world, own_hand)
    wallet.install(page)
    page.goto(f"{site}/sign-in?next=/ops/new-round")
    press(page, "Sign in with Test Wallet")
    page.wait_for_url("**/ops/new-round")
    page.get_by_label("Title").fill("By hand")
    expect(page.locator("#checks")).to_contain_text("and would go through", timeout=30_000)
    # The checks are shown anew as the form is filled in; the way to the wallet stays.
    press(page, "Open the round with Test Wallet")
    page.wait_for_url("**/ops")
    assert len(wallet.sent) == 1
    engine = make_engine(world.settings.database_url)
    Listing(engine, world.chain).step()
    engine.dispose()
    page.reload()
    page.get_by_role("link", name="By hand").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("By hand")
    page.get_by_text("Move the close to later").click()
    expect(page.locator("#extend")).to_contain_text("This server does not have that key.")
