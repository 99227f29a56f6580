"""Signing in and one's own account, as a person meets them in a browser."""

import pytest
from playwright.sync_api import expect

from browser.wallet import TestWallet, press
from journeys import demo_reviews, import_demo_projects
from quadrille.people.contacts import make_contact_key
from quadrille.screening import flow as screening


@pytest.fixture
def wallet(world, page):
    """A wallet in the browser."""
    made = TestWallet(world, world.somebody())
    made.install(page)
    return made


@pytest.fixture
def claim_code(session):
    """A code for a badge that waits for its reviewer."""
    name, content = next(review for review in demo_reviews() if "wellspring-map_reviewer-amina" in review[0])
    import_demo_projects(session)
    return screening.hand_in_review(session, content, name).claim_code


@pytest.fixture
def contact_site(world, tmp_path, request):
    """The pages of a server whose operator has a key for contacts."""
    key = make_contact_key(tmp_path / "contacts.key")
    object.__setattr__(world, "settings", world.settings.model_copy(update={"contact_key": key}))
    return request.getfixturevalue("site")


def sign_in(page, site):
    page.goto(f"{site}/me")
    press(page, "Sign in with Test Wallet")
    page.wait_for_url("**/me")
    expect(page.get_by_text("You are signed in as")).to_be_visible()


def test_a_person_signs_in_with_a_wallet_chooses_a_name_and_signs_out(site, page, wallet):
    sign_in(page, site)
    assert wallet.prompts == ["eth_requestAccounts", "personal_sign"]
    assert wallet.sent == []
    page.get_by_label("Another pseudonym").fill("Amina from the reading group")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Amina from the reading group")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in?*")
    assert not any(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "quadrille")


def test_who_signs_in_for_a_page_comes_back_to_it(site, page, wallet):
    page.goto(f"{site}/me/notices")
    press(page, "Sign in with Test Wallet")
    page.wait_for_url("**/me/notices")
    expect(page.get_by_role("heading", level=1)).to_have_text("Notices by e-mail")


def test_declining_to_sign_is_said_and_signs_nobody_in(site, page, wallet):
    wallet.declines = {"personal_sign"}
    page.goto(f"{site}/sign-in")
    press(page, "Sign in with Test Wallet")
    expect(page.get_by_text("You declined in the wallet. Nothing was sent.")).to_be_visible()
    assert page.context.cookies() == []


def test_who_is_signed_in_claims_with_the_same_wallet_and_is_the_reviewer(world, site, page, wallet, claim_code):
    sign_in(page, site)
    page.goto(f"{site}/claim/{claim_code}")
    press(page, "Claim with Test Wallet")
    page.wait_for_url("**/badges/1")
    page.goto(f"{site}/me")
    expect(page.get_by_text("holder")).to_be_visible()
    assert world.chain.badge.badge_of(1).holder == wallet.account.address


def test_who_is_signed_in_has_a_badge_sent_by_the_plain_form(world, site, page, wallet, claim_code):
    sign_in(page, site)
    page.goto(f"{site}/claim/{claim_code}")
    page.get_by_text("Have it sent to an address").click()
    page.get_by_label("Your wallet’s address").fill(wallet.account.address)
    page.get_by_role("button", name="Send it there").click()
    page.wait_for_url("**/badges/1")
    assert world.chain.badge.badge_of(1).holder == wallet.account.address


def test_the_account_reads_without_scripts_and_fits_a_small_phone(browser, site, page, wallet):
    sign_in(page, site)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    for path in ("/me", "/sign-in"):
        plain.goto(f"{site}{path}")
        expect(plain.get_by_role("heading", level=1)).to_be_visible()
        width = plain.locator("main").bounding_box()
        assert width["x"] + width["width"] <= 320
    plain.goto(f"{site}/me")
    plain.get_by_label("Another pseudonym").fill("Bao")
    plain.get_by_role("button", name="Change it").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Bao")
    context.close()


def test_a_person_links_another_wallet_with_both_signatures(world, site, page, wallet):
    sign_in(page, site)
    wallet.choose(world.somebody())
    page.get_by_text("Link another wallet").click()
    press(page, "Link with Test Wallet")
    expect(page.locator("dt", has_text="Linked").locator("+ dd")).to_contain_text(wallet.account.address[-4:])
    assert wallet.asked.count("eth_signTypedData_v4") == 2
    assert wallet.sent == []


def test_a_person_declares_what_they_have_a_part_in_and_ends_it(site, page, wallet):
    sign_in(page, site)
    page.get_by_text("Declare a project or an organisation").click()
    page.get_by_label("Project, by its name in the catalogue").fill("wellspring-map")
    page.get_by_label("What you are to it").select_option("maintainer")
    page.get_by_role("button", name="Declare it").click()
    expect(page.get_by_text("maintainer of wellspring-map")).to_be_visible()
    page.get_by_role("button", name="It is over").click()
    expect(page.get_by_text("maintainer of wellspring-map")).to_have_count(0)


def test_a_person_leaves_a_contact_and_takes_it_back(world, contact_site, page, wallet):
    sign_in(page, contact_site)
    for typed, said in (("amina@example.org", "You left a contact on"), ("", "You left no contact.")):
        page.goto(f"{contact_site}/me/data")
        page.get_by_label("An address, a number or a handle").fill(typed)
        page.get_by_role("button", name="Leave it").click()
        expect(page.get_by_text(said)).to_be_visible()
        expect(page.get_by_text("amina@example.org")).to_have_count(0)
