"""A review as a person writes it in a browser: saved field by field, signed by their wallet, its badge claimed."""

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from browser.wallet import TestWallet
from panel_steps import look_again, opened, tick
from quadrille.people.tables import Person
from quadrille.screening.panels.drafts import drafts_of
from quadrille.screening.tables import Review


@pytest.fixture
def wallet(world, page):
    """A wallet in the browser."""
    made = TestWallet(world, world.somebody())
    made.install(page)
    return made


@pytest.fixture
def asked(world, session, site, page, wallet):
    """Somebody who signed in and was drawn for a panel of one; they and the screening."""
    page.goto(f"{site}/me")
    page.get_by_role("button", name="Sign in with Test Wallet").click()
    page.wait_for_url("**/me")
    page.goto(f"{site}/me/reviewing")
    page.get_by_label("Languages you read").fill("en, fr")
    page.get_by_label("Minutes a week").fill("30")
    page.get_by_label("I may be drawn").check()
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url("**/my-reviews")
    person = session.exec(select(Person)).one()
    screening = opened(session)
    tick(world, session)
    tick(world, session)
    return person, screening


def write(page, question, answer="Yes"):
    field = page.locator(f'fieldset[data-question="{question}"]')
    field.get_by_label(answer, exact=True).check()
    field.get_by_label("How sure are you?").select_option("5")
    field.get_by_label("A link, or a quote").fill(f"https://page.example/{question}")
    field.get_by_label("What you saw there").fill(f"The page names {question}, with its date.")
    field.get_by_label("What you saw there").blur()
    return field


def test_a_draft_is_saved_field_by_field_then_signed_and_its_badge_claimed(world, session, site, page, wallet, asked):
    person, screening = asked
    page.goto(f"{site}/my-reviews")
    page.get_by_role("link", name="Wellspring Map").first.click()
    expect(page.get_by_text("You were asked by lot")).to_be_visible()

    # What was written is there again when the page is, though nothing was pressed.
    field = write(page, "2.1", "No")
    expect(field.get_by_text("Saved.")).to_be_visible()
    page.reload()
    expect(field.get_by_label("No", exact=True)).to_be_checked()
    expect(field.get_by_label("A link, or a quote")).to_have_value("https://page.example/2.1")
    kept = drafts_of(session, person, screening.id)["2.1"]
    assert (kept.answer, kept.confidence) == ("no", 5)
    assert kept.seconds > 0
    session.commit()

    for question in screening.asked:
        if question != "2.1":
            write(page, question)
    # Pressed while the last field is still being saved: the wallet waits for it.
    page.get_by_role("button", name="Sign and submit with Test Wallet").click()
    page.wait_for_url("**/my-reviews")
    assert wallet.asked.count("eth_signTypedData_v4") == 1
    assert wallet.sent == []
    look_again(session)
    review = session.exec(select(Review)).one()
    assert review.wallet == wallet.account.address
    session.commit()
    expect(page.get_by_role("heading", name="Wellspring Map, version 1")).to_be_visible()
    with page.expect_download() as kept_receipt:
        page.get_by_role("link", name="Keep the receipt").click()
    assert review.evidence_hash in kept_receipt.value.path().read_text()


def test_a_review_is_written_without_scripts_on_a_small_phone(browser, site, page, wallet, asked):
    _, screening = asked
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(f"{site}/screenings/{screening.id}/review")
    main = plain.locator("main").bounding_box()
    assert main["x"] + main["width"] <= 320
    write(plain, "2.1")
    plain.get_by_role("button", name="Save", exact=True).click()
    field = plain.locator('fieldset[data-question="2.1"]')
    expect(field.get_by_label("Yes", exact=True)).to_be_checked()
    for question in screening.asked:
        write(plain, question)
    plain.get_by_role("button", name="Submit under your sign-in").click()
    plain.wait_for_url("**/my-reviews")
    expect(plain.get_by_role("button", name="Claim badge 1")).to_be_visible()
    plain.get_by_role("button", name="Claim badge 1").click()
    expect(plain.get_by_role("heading", name="Your review counted")).to_be_visible()
    context.close()
