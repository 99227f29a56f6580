"""The pages as a person meets them: headless Chromium, a wallet by EIP-6963, the real server and chain."""

import pytest
from playwright.sync_api import expect

from browser.wallet import TestWallet, press
from conftest import ETHER
from journeys import (
    close_round,
    demo_reviews,
    fill_round,
    import_demo_projects,
    open_round,
    publish,
)
from quadrille.screening import flow as screening


@pytest.fixture
def claim_code(session):
    """A code for a badge that waits for its reviewer."""
    name, content = next(review for review in demo_reviews() if "wellspring-map_reviewer-amina" in review[0])
    import_demo_projects(session)
    return screening.hand_in_review(session, content, name).claim_code


def test_a_reviewer_claims_a_badge_with_a_wallet(world, site, page, claim_code):
    wallet = TestWallet(world, world.somebody())
    wallet.install(page)
    page.goto(f"{site}/claim/{claim_code}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your review counted. This badge is yours.")
    with page.expect_response("**/api/v1/intents/claim") as prepared:
        press(page, "Claim with Test Wallet")
    transaction = prepared.value.json()["transaction"]
    page.wait_for_url("**/badges/1")
    expect(page.get_by_text("Live: it counts in votes")).to_be_visible()
    assert world.chain.badge.badge_of(1).holder == wallet.account.address
    # What the server prepared reaches the wallet as it is, the limit of gas included.
    assert wallet.sent == [{"from": wallet.account.address, **transaction}]

    # The old link is safe to open again: it leads to the badge.
    page.goto(f"{site}/claim/{claim_code}")
    expect(page.get_by_role("link", name="See the badge")).to_be_visible()


def test_declining_in_the_wallet_is_said_and_changes_nothing(world, site, page, claim_code):
    wallet = TestWallet(world, world.somebody())
    wallet.declines = {"eth_sendTransaction"}
    wallet.install(page)
    page.goto(f"{site}/claim/{claim_code}")
    press(page, "Claim with Test Wallet")
    expect(page.get_by_text("You declined in the wallet. Nothing was sent.")).to_be_visible()
    assert not world.chain.badge.is_used(1)
    wallet.declines = set()
    # What was shown still stands.
    page.get_by_role("button", name="Continue in Test Wallet").click()
    page.wait_for_url("**/badges/1")


def test_without_a_wallet_the_page_says_what_to_do(world, site, page, claim_code):
    page.goto(f"{site}/claim/{claim_code}")
    expect(page.get_by_text("No wallet was found in this browser.")).to_be_visible()
    command = f"quadrille badge claim {claim_code} --keystore FILE --server {world.settings.public_url}"
    expect(page.get_by_text(command)).to_be_attached()


def test_a_rounds_result_is_shown_as_squares_and_as_numbers(world, session, site, page):
    payees = {slug: world.somebody(ether=1) for slug in import_demo_projects(session)}
    address = open_round(world, session, pool_wei=3 * ETHER)
    fill_round(world, session, address, payees)
    close_round(world, address)
    published = publish(world, session, address)
    session.close()
    page.goto(f"{site}/rounds/{address}")
    expect(page.locator("svg.match-square")).to_have_count(len(payees))
    expect(page.get_by_role("row", name="Wellspring Map")).to_contain_text("20")
    expect(page.get_by_text(published.result.root).first).to_be_attached()
    with page.expect_download() as download:
        page.get_by_role("link", name="donations.csv").click()
    assert download.value.path().read_bytes() == (published.folder / "donations.csv").read_bytes()

    # On a telephone a page never moves sideways.
    page.set_viewport_size({"width": 360, "height": 700})
    for more in ("", "/applications"):
        page.goto(f"{site}/rounds/{address}{more}")
        assert page.locator("html").evaluate("page => page.scrollWidth") == 360


def test_every_page_reads_without_javascript(world, session, site, browser, claim_code):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    address = open_round(world, session)
    of_round = (f"/rounds/{address}", f"/rounds/{address}/applications")
    for path in ("/", "/badges", "/vote", "/vote/propose", "/rounds", "/api/docs", *of_round, f"/claim/{claim_code}"):
        answer = page.goto(site + path)
        assert answer.status == 200, path
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.goto(f"{site}/badges/77").status == 404
    expect(page.get_by_text("There is no badge 77.")).to_be_visible()
    context.close()
