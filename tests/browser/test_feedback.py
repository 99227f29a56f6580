"""Feedback as people meet it: an old telephone answers, a partner's wallet signs, a small screen shows it."""

import pytest
from playwright.sync_api import expect

from browser.wallet import TestWallet, press
from feedback_steps import PROJECT, answers, attest, link, maintainer, partner
from journeys import demo_reviews, import_demo_projects, open_round, take_in
from quadrille.governance.feedback import flow, reading, spending
from quadrille.people.sessions import form_token, start_session
from quadrille.screening import flow as screening
from quadrille.types import Address

SMALLEST = 320
"""CSS pixels: what is left of a laptop's screen at 400 % (WCAG 2.2, 1.4.10)."""


@pytest.fixture
def paula(world, session):
    import_demo_projects(session)
    return partner(world, session)


@pytest.fixture
def asked(session, paula):
    return link(session, paula)


def test_somebody_answers_on_an_old_telephone_without_javascript(session, asked, site, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": SMALLEST, "height": 480})
    page = context.new_page()
    session.close()
    page.goto(f"{site}/feedback/{asked[1]}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wellspring Map")
    page.get_by_role("radio", name="Partly").check()
    page.get_by_role("textbox").fill("Slow in the rain.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert context.cookies() == []
    assert reading.tallies(session, PROJECT) == ((0, 0, 0), (0, 1, 0))
    context.close()


def test_a_partner_reads_and_signs_with_a_wallet(world, session, paula, asked, site, page):
    answers(session, asked[1])
    token = start_session(session, paula.person, paula.address)
    session.commit()
    cookies = {"quadrille": token, "quadrille-form": form_token(world.settings, token)}
    page.context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
    wallet = TestWallet(world, paula.wallet)
    wallet.install(page)
    page.goto(f"{site}/my-feedback")
    expect(page.get_by_text("Slow in the rain.")).to_be_visible()
    page.get_by_label("Leave out").fill("4")
    press(page, "Sign with Test Wallet")
    expect(page.get_by_text("Slow in the rain.")).to_have_count(0)
    assert reading.tallies(session, PROJECT) == ((2, 1, 0), (0, 0, 1))
    assert "eth_sendTransaction" not in wallet.asked


def test_every_page_of_feedback_reads_on_a_small_screen_without_javascript(world, session, paula, asked, site, browser):
    answers(session, asked[1])
    attest(world, session, paula, asked[0].id)
    flow.answer(session, asked[1], "no", "")
    for name, content in demo_reviews():
        screening.hand_in_review(session, content, name)
    address = open_round(world, session)
    take_in(world, session, address, PROJECT, Address(paula.address))
    spending.declare_spending(session, world.chain, maintainer(session), PROJECT, address, 10**15, "leaflets and radio")
    session.close()
    context = browser.new_context(java_script_enabled=False, viewport={"width": SMALLEST, "height": 640})
    page = context.new_page()
    of_project = (f"/projects/{PROJECT}", f"/projects/{PROJECT}/feedback", f"/projects/{PROJECT}/reasons")
    of_link = (f"/feedback/{asked[1]}", f"/feedback/{asked[1]}/print", f"/feedback/{asked[1]}/thanks")
    for path in (*of_project, *of_link):
        assert page.goto(site + path).status == 200, path
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        # Whatever is wider scrolls by itself.
        wide = page.locator("body *").evaluate_all(
            "all => all.filter(one => !one.closest('.scroll') && one.getBoundingClientRect().right > innerWidth + 1)"
            ".map(one => one.outerHTML.slice(0, 100))"
        )
        assert wide == [], path
    page.goto(f"{site}/projects/{PROJECT}")
    page.get_by_role("link", name="The three reasons, with their numbers over time").click()
    for title in ("Relevance", "Technical sustainability", "Financial sustainability"):
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    # Every picture stands in a table, beside its number.
    assert page.locator("main svg").count() == page.locator("main td svg").count() > 0
    context.close()
