"""A review as a person writes it in a browser: by keys alone, saved field by field, offline, without scripts."""

import time

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from browser.wallet import TestWallet
from panel_steps import evidence_for, look_again, opened, reviewers, tick
from quadrille.people.persons import link_wallet
from quadrille.people.sessions import form_token, start_session
from quadrille.screening.panels.drafts import drafts_of
from quadrille.screening.tables import Review
from quadrille.types import Address

MOST_INTERACTIONS = 12
"""Beyond the answers themselves."""


@pytest.fixture
def wallet(world, page):
    """A wallet in the browser."""
    made = TestWallet(world, world.somebody())
    made.install(page)
    return made


@pytest.fixture
def asked(world, session, site, page, wallet):
    """Somebody signed in with their wallet, and drawn for a panel; they and the screening."""
    (person,) = reviewers(session, 1)
    address = Address(wallet.account.address)
    link_wallet(session, person, address)
    token = start_session(session, person, address)
    session.commit()
    cookies = {"quadrille": token, "quadrille-form": form_token(world.settings, token)}
    page.context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
    screening = opened(session)
    tick(world, session)
    tick(world, session)
    return person, screening


class Keyboard:
    """A keyboard that counts what is pressed beyond the answers, and apart from it the keys around links and quotes."""

    def __init__(self, page):
        self.page, self.interactions, self.around_quotes = page, 0, 0

    def go(self, *keys):
        """Find one's way."""
        self.interactions += len(keys)
        for key in keys:
            self.page.keyboard.press(key)

    def answer(self, keys, quote=""):
        """Say what one thinks, where one saw it, and how sure one is."""
        self.page.keyboard.press(keys[0])
        if quote:
            self.around_quotes += 2
            self.page.keyboard.press("e")
            self.page.keyboard.insert_text(quote)
            self.page.keyboard.press("Escape")
        if keys[1:]:
            self.page.keyboard.press(keys[1])


def at_question(page):
    return page.evaluate("document.activeElement.closest('fieldset[data-question]')?.dataset.question")


def test_a_review_takes_at_most_twelve_interactions_beyond_its_answers_on_a_keyboard(
    session, site, page, wallet, asked
):
    person, screening = asked
    page.goto(f"{site}/review")
    begun, keys = time.monotonic(), Keyboard(page)
    keys.go("Tab", "Enter", "Tab", "Enter")
    page.wait_for_url(f"**/review/{screening.id}")
    expect(page.get_by_text("Answer by single keys")).to_be_visible()
    keys.go("j")
    for place, question in enumerate(screening.asked):
        assert at_question(page) == question
        if place == 0:
            # A No asks for something to show for it: the field has the focus, where letters only write.
            keys.answer("n4")
            page.keyboard.insert_text(evidence_for(question, "me"))
            page.keyboard.type(" ynj5?")
            page.keyboard.press("Enter")
            keys.around_quotes += 1
        elif place == 1:
            keys.answer("?")
        else:
            keys.answer("y5", evidence_for(question, "me") if place < 7 else "")
    # The last answer leads on to the button.
    keys.go("Enter")
    page.wait_for_url("**/check#send")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ready to be sent")
    expect(page.get_by_role("button", name="Sign and send with Test Wallet")).to_be_visible()
    keys.go("Tab", "Enter")
    # What is signed is read first; its button comes after the words.
    expect(page.locator("[data-asked]")).to_be_focused()
    while not page.evaluate("document.activeElement.matches('[data-asked] button')"):
        keys.go("Tab")
    keys.go("Enter")
    page.wait_for_url("**/receipt")
    seconds = time.monotonic() - begun
    print(f"journey review: {keys.interactions} interactions, {seconds:.1f} s, {keys.around_quotes} around quotes")
    assert keys.interactions <= MOST_INTERACTIONS
    assert (wallet.asked.count("eth_signTypedData_v4"), wallet.sent) == (1, [])
    look_again(session)
    review = session.exec(select(Review)).one()
    assert (review.person_id, review.wallet) == (person.id, wallet.account.address)
    assert "ynj5?" in review.document
    for told in (review.evidence_hash, "What happens next, and by when", "The panel closes at the latest"):
        expect(page.get_by_text(told).first).to_be_visible()
    with page.expect_download() as kept_receipt:
        page.get_by_role("link", name="Keep the receipt").click()
    assert review.evidence_hash in kept_receipt.value.path().read_text()


def test_the_keys_can_be_switched_off_for_good(site, page, asked):
    _, screening = asked
    page.goto(f"{site}/review/{screening.id}")
    page.get_by_label("Answer by single keys").uncheck()
    page.reload()
    expect(page.get_by_label("Answer by single keys")).not_to_be_checked()
    page.locator("fieldset[data-question]").first.focus()
    page.keyboard.press("y")
    assert page.locator("[name^=answer-]:checked").count() == 0


def test_what_was_written_offline_is_kept_over_a_reload_and_sent_later(session, site, page, browser, asked):
    person, screening = asked
    # Of its own: a browser reports every request that fails.
    context = browser.new_context()
    context.add_cookies(page.context.cookies())
    phone = context.new_page()
    phone.goto(f"{site}/review/{screening.id}")
    context.set_offline(True)
    field = phone.locator('fieldset[data-question="2.1"]')
    field.get_by_role("radio", name="No", exact=True).check()
    field.get_by_label("A link, or a quote").fill("https://page.example/licence")
    field.get_by_label("A link, or a quote").blur()
    expect(field.get_by_text("Not sent yet: it is kept in this browser")).to_be_visible()
    phone.get_by_role("button", name="Look it over").click()
    expect(phone.get_by_text("Some answers are not sent yet.")).to_be_visible()
    assert drafts_of(session, person, screening.id) == {}
    session.commit()
    # The page is gone before the server answers again.
    phone.route("**/draft/**", lambda route: route.abort())
    context.set_offline(False)
    phone.reload()
    expect(field.get_by_text("Not sent yet: it is kept in this browser")).to_be_visible()
    phone.unroute("**/draft/**")
    phone.reload()
    expect(field.get_by_text("Saved.")).to_be_visible()
    expect(field.get_by_label("A link, or a quote")).to_have_value("https://page.example/licence")
    kept = drafts_of(session, person, screening.id)["2.1"]
    assert (kept.answer, kept.evidence) == ("no", "https://page.example/licence")
    assert kept.seconds > 0
    session.commit()
    phone.wait_for_function("localStorage.length === 0")
    context.close()


def test_a_review_is_written_without_scripts_on_a_small_phone(browser, site, page, asked):
    _, screening = asked
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    for path in ("/review", f"/review/{screening.id}"):
        plain.goto(f"{site}{path}")
        main = plain.locator("main").bounding_box()
        assert main["x"] + main["width"] <= 320
    assert plain.locator("[data-keys]").is_hidden()
    for place, question in enumerate(screening.asked):
        field = plain.locator(f'fieldset[data-question="{question}"]')
        field.get_by_role("radio", name="No" if place == 0 else "Yes", exact=True).check()
        if place:
            field.get_by_label("5: I saw it myself").check()
            field.get_by_label("A link, or a quote").fill(f"https://page.example/{question}")
    plain.get_by_role("button", name="Look it over and send it").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("One answer to look at again")
    assert plain.locator("fieldset").count() == 1
    plain.get_by_label("5: I saw it myself").check()
    plain.get_by_role("button", name="Look again").click()
    expect(plain.get_by_text("A No needs something to show for it").first).to_be_visible()
    plain.get_by_label("A link, or a quote").fill("https://page.example/no")
    plain.get_by_role("button", name="Look again").click()
    plain.get_by_role("button", name="Send it", exact=True).click()
    plain.wait_for_url("**/receipt")
    plain.get_by_role("button", name="Claim badge 1").click()
    expect(plain.get_by_role("heading", level=1)).to_be_visible()
    context.close()
