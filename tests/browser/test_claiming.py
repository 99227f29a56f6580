"""A claim, and a person without a wallet, as they meet the pages; interactions and seconds are printed."""

import time

import jwt
import pytest
from playwright.sync_api import expect

from browser.wallet import TestWallet, press
from journeys import demo_reviews, import_demo_projects
from quadrille.people.persons import link_wallet
from quadrille.people.sessions import form_token, start_session
from quadrille.people.tables import Person
from quadrille.screening import flow as screening
from quadrille.types import Address

MOST_INTERACTIONS = 3


@pytest.fixture
def done(session):
    """A verified review, whose badge waits."""
    name, content = next(review for review in demo_reviews() if "wellspring-map_reviewer-amina" in review[0])
    import_demo_projects(session)
    return screening.hand_in_review(session, content, name)


def test_a_claim_takes_three_interactions_at_most(world, site, page, done):
    wallet = TestWallet(world, world.somebody())
    wallet.install(page)
    began = time.monotonic()
    page.goto(f"{site}/claim/{done.claim_code}")
    presses = press(page, "Claim with Test Wallet")
    page.wait_for_url("**/badges/1")
    expect(page.get_by_text("Live: it counts in votes.")).to_be_visible()
    # Two presses here, and whatever the wallet has its owner sign; the first time, it has them choose an account too.
    interactions = presses + wallet.asked.count("eth_sendTransaction")
    print(f"journey claim: {interactions} interactions, {time.monotonic() - began:.1f} s")
    assert interactions <= MOST_INTERACTIONS
    # The old link is safe to open again.
    page.goto(f"{site}/claim/{done.claim_code}")
    page.get_by_role("link", name="See the badge").click()
    page.wait_for_url("**/badges/1")


def test_a_person_without_a_wallet_keeps_the_credential_and_claims_later(world, site, page, done):
    began = time.monotonic()
    page.goto(f"{site}/claim/{done.claim_code}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Keep the credential").click()
    print(f"journey keep without a wallet: 1 interaction, {time.monotonic() - began:.1f} s")
    kept = jwt.decode(download.value.path().read_text(), options={"verify_signature": False})
    assert kept["evidence"][0]["id"] == f"urn:keccak256:{done.contribution.evidence_hash[2:]}"
    assert not world.chain.badge.is_used(1)
    # Another day, with the card in hand and a wallet in the browser.
    page.goto(f"{site}/claim/{done.claim_code}/card")
    letters = page.locator(".letters").inner_text()
    wallet = TestWallet(world, world.somebody())
    wallet.install(page)
    page.goto(f"{site}/claim")
    page.get_by_label("Your claim code").fill(letters)
    page.get_by_role("button", name="Look for the badge").click()
    press(page, "Claim with Test Wallet")
    page.wait_for_url("**/badges/1")
    assert world.chain.badge.badge_of(1).holder == wallet.account.address


def test_a_person_shows_their_page_and_burns_a_badge_from_it(world, session, site, page, done):
    author = session.get_one(Person, done.contribution.person_id)
    wallet = TestWallet(world, world.somebody())
    link_wallet(session, author, Address(wallet.account.address))
    token = start_session(session, author)
    session.commit()
    screening.send_badge(session, world.chain, done.claim_code, Address(wallet.account.address))
    session.commit()
    cookies = {"quadrille": token, "quadrille-form": form_token(world.settings, token)}
    page.context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
    wallet.install(page)
    page.goto(f"{site}/me")
    page.get_by_role("link", name="Your page").click()
    expect(page.get_by_text("Hidden: only you see this page.")).to_be_visible()
    page.get_by_role("button", name="Show this page").click()
    expect(page.get_by_text("Shown: everybody can see this page.")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.locator("html").evaluate("page => page.scrollWidth") == 320
    page.get_by_role("link", name="Burn badge 1").click()
    press(page, "Burn for ever with Test Wallet")
    page.wait_for_url("**/badges/1")
    expect(page.get_by_text("Ended: it was burnt by its holder")).to_be_visible()
