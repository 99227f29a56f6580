"""Whatever a wallet, a network or a person does in between: the page says what happened and what to do."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser.wallet import TestWallet, press
from journeys import demo_reviews, import_demo_projects
from quadrille.screening import flow as screening
from quadrille.types import Address

CLAIM, CONTINUE, SIGN_IN = "Claim with Test Wallet", "Continue in Test Wallet", "Sign in with Test Wallet"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that forgets all after the test; a failing script fails the test."""
    context = browser.new_context()
    failures: list[str] = []
    context.on("weberror", lambda error: failures.append(str(error.error)))
    yield context
    context.close()
    assert failures == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page whose console may tell of refused requests: they are what is tested."""
    return context.new_page()


@pytest.fixture
def wallet(world, context):
    """A wallet in every page of the browser."""
    made = TestWallet(world, world.somebody())
    made.install_in(context.expose_function, context.add_init_script)
    return made


@pytest.fixture
def claim(session, site):
    """Where a badge waits for its reviewer, and its code."""
    name, content = next(review for review in demo_reviews() if "wellspring-map_reviewer-amina" in review[0])
    import_demo_projects(session)
    code = screening.hand_in_review(session, content, name).claim_code
    return f"{site}/claim/{code}", code


def tell(page, cause, remedy=""):
    """What the page says now, in its live region."""
    status = page.get_by_role("status").filter(has_text=cause).last
    expect(status).to_be_visible()
    expect(status).to_contain_text(remedy)


def test_of_several_wallets_one_is_chosen_and_a_hostile_one_is_only_a_name(world, site, page, wallet):
    trap = "<img src=x onerror=alert(1)>\u202e\u200b"
    hostile = TestWallet(
        world, world.somebody(), name=trap, icon="https://tracker.example/pixel.png", rdns="evil.example"
    )
    twin = TestWallet(world, world.somebody(), uuid="another", rdns="twin.example", icon="data:image/png;base64,broken")
    nameless = TestWallet(world, world.somebody(), name="\u202e\u2066", rdns="nameless.example")
    for one in (hostile, twin, nameless):
        one.install(page)
    page.goto(f"{site}/sign-in")
    buttons = page.locator("[data-wallets] button")
    expect(buttons).to_have_count(4)
    expect(buttons.filter(has_text="a wallet without a name")).to_be_visible()
    assert page.locator("[data-wallets] img:not([src^='data:image/'])").count() == 0
    assert "\u202e" not in page.locator("[data-wallets]").inner_text()
    expect(page.get_by_role("button", name="Test Wallet (twin.example)")).to_be_visible()
    press(page, SIGN_IN)
    page.wait_for_url("**/me")
    assert (hostile.asked, twin.asked) == ([], [])


def test_each_way_a_wallet_says_no_has_its_remedy(site, page, wallet):
    page.goto(f"{site}/sign-in")
    for code, cause, remedy in (
        (4001, "You declined in the wallet.", "Press the button again"),
        (4100, "does not let this page use that account", "Choose the account"),
        (4200, "The wallet cannot do this.", "Use another wallet"),
        (4900, "The wallet has lost its connection.", "Unlock it"),
        (4901, "not connected to this chain", "Switch it to"),
        (-32002, "already asking you something", "answer there"),
        (-32603, "The wallet could not do this: <b>Odd</b>", "Try again"),
    ):
        wallet.fails = {"eth_requestAccounts": {"code": code, "message": "<b>Odd</b>"}}
        page.get_by_role("button", name=SIGN_IN).click()
        tell(page, cause, remedy)
    wallet.fails = {"personal_sign": {"code": -1, "message": "", "data": {"originalError": {"code": 4001}}}}
    press(page, SIGN_IN)
    tell(page, "You declined in the wallet. Nothing was sent.")
    # What was shown still stands: one press is enough.
    wallet.fails = {}
    page.get_by_role("button", name=CONTINUE).click()
    page.wait_for_url("**/me")


def test_a_wallet_that_never_answers_can_be_left(site, page, wallet):
    page.clock.install()
    wallet.hangs = {"eth_requestAccounts"}
    page.goto(f"{site}/sign-in")
    page.clock.run_for(1_000)
    page.get_by_role("button", name=SIGN_IN).click()
    tell(page, "Asking Test Wallet for an account.")
    page.clock.run_for(13_000)
    tell(page, "Still waiting for your wallet.", "it may be locked")
    page.get_by_role("button", name="Stop waiting").click()
    tell(page, "You stopped waiting.", "decline there")
    wallet.hangs = set()
    press(page, SIGN_IN)
    expect(page.get_by_text("Done.")).to_be_visible()


def test_a_wallet_on_another_chain_is_taken_to_ours_even_if_it_does_not_know_it(site, page, wallet):
    wallet.answers = {"eth_chainId": "0x1", "wallet_addEthereumChain": None, "wallet_switchEthereumChain": None}
    unknown = {"code": -32603, "message": "Internal", "data": {"originalError": {"code": 4902}}}
    wallet.fails = {"wallet_switchEthereumChain": unknown}
    wallet.declines = {"wallet_addEthereumChain"}
    page.goto(f"{site}/sign-in")
    press(page, SIGN_IN)
    tell(page, "You declined in the wallet.")
    # It says that it added the chain, and stays where it was.
    wallet.declines, wallet.fails = set(), {}
    page.get_by_role("button", name=CONTINUE).click()
    tell(page, "The wallet is on another chain.", "(chain 31337) in its settings")
    wallet.fails = {"wallet_switchEthereumChain": {"code": 4200, "message": "No"}}
    page.get_by_role("button", name=CONTINUE).click()
    tell(page, "The wallet is on another chain.")
    wallet.fails = {"wallet_switchEthereumChain": {"code": 4902, "message": "Unknown"}}
    wallet.before = {"wallet_addEthereumChain": lambda: wallet.answers.pop("eth_chainId", None)}
    assert "personal_sign" not in wallet.asked
    page.get_by_role("button", name=CONTINUE).click()
    page.wait_for_url("**/me")


def test_everything_is_read_before_the_wallet_opens_and_a_change_of_mind_asks_nothing(world, page, wallet, claim):
    page.goto(claim[0])
    page.get_by_role("button", name=CLAIM).focus()
    page.keyboard.press("Enter")
    asked = page.get_by_role("region", name="What you are about to sign")
    expect(asked).to_be_focused()
    for words in (
        "Claim badge 1",
        "You receive badge 1.",
        "About 0.",
        "ETH",
        "Prepared until",
        wallet.account.address[:6],
    ):
        expect(asked).to_contain_text(words)
    tell(page, "Nothing is signed yet.")
    # With the keyboard alone: over the details and the block in them to the buttons.
    page.keyboard.press("Tab")
    expect(asked.locator("summary")).to_be_focused()
    asked.get_by_role("button", name="Not now").focus()
    page.keyboard.press("Enter")
    tell(page, "Nothing was signed and nothing was sent.")
    expect(page.get_by_role("button", name=CLAIM)).to_be_focused()
    assert wallet.prompts == ["eth_requestAccounts"]
    page.keyboard.press("Enter")
    expect(asked).to_be_focused()
    asked.get_by_role("button", name=CONTINUE).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/badges/1")
    assert world.chain.badge.badge_of(1).holder == wallet.account.address


def test_a_translation_stands_beside_its_english_original(site, page, wallet, monkeypatch):
    monkeypatch.setattr("quadrille.chain.intent.told", lambda words: f"«{words}»")
    page.goto(f"{site}/sign-in")
    page.get_by_role("button", name=SIGN_IN).click()
    sentence = f"Sign in with {wallet.account.address}."
    expect(page.locator(".asked .deed")).to_have_text(f"«{sentence}»")
    expect(page.locator(".asked q[lang=en]")).to_have_text(sentence)
    # And what is signed is there as it is, whatever the page speaks.
    expect(page.locator(".asked pre[lang=en]")).to_contain_text("wants you to sign in with your Ethereum account")


def test_a_refusal_is_told_with_its_remedy_and_opens_no_wallet(world, api, page, wallet, claim):
    first = {"code": claim[1], "wallet": world.somebody().address}
    assert api.post("/api/v1/intents/claim", json=first).status_code == 200
    wallet.is_connected = True
    page.goto(claim[0])
    with page.expect_response("**/api/v1/intents/claim") as answer:
        page.get_by_role("button", name=CLAIM).click()
    refused = answer.value.json()
    tell(page, refused["cause"], refused["remedy"])
    assert refused["remedy"]
    assert wallet.prompts == []


def test_an_account_switched_in_mid_flow_is_noticed_before_and_after_signing(world, site, context, page, wallet):
    first, second = wallet.account, world.somebody()
    page.goto(f"{site}/sign-in")
    page.get_by_role("button", name=SIGN_IN).click()
    expect(page.get_by_role("button", name=CONTINUE)).to_be_visible()
    wallet.switch(page, second)
    tell(page, f"now on account {second.address[:6]}", "prepared for the account of now")
    expect(page.get_by_role("button", name=CONTINUE)).to_have_count(0)
    # A wallet that tells nobody is asked.
    page.get_by_role("button", name=SIGN_IN).click()
    expect(page.get_by_role("button", name=CONTINUE)).to_be_visible()
    wallet.choose(first)
    page.get_by_role("button", name=CONTINUE).click()
    tell(page, f"now on account {first.address[:6]}")
    assert "personal_sign" not in wallet.asked
    # Switched while the wallet asks: what another account signed is not handed in.
    wallet.before = {"personal_sign": lambda: wallet.choose(second)}
    press(page, SIGN_IN)
    tell(page, f"now on account {second.address[:6]}", "Nothing was sent.")
    assert "personal_sign" in wallet.asked
    assert context.cookies() == []


def test_a_chain_switched_in_mid_flow_is_switched_back_before_anything_is_signed(site, page, wallet):
    wallet.answers = {"wallet_switchEthereumChain": None}
    page.goto(f"{site}/sign-in")
    page.get_by_role("button", name=SIGN_IN).click()
    expect(page.get_by_role("button", name=CONTINUE)).to_be_visible()
    wallet.answers["eth_chainId"] = "0x1"
    wallet.tell(page, "chainChanged", "0x1")
    tell(page, "The wallet went to another chain.", "come back to")
    wallet.before = {"wallet_switchEthereumChain": lambda: wallet.answers.pop("eth_chainId", None)}
    page.get_by_role("button", name=CONTINUE).click()
    page.wait_for_url("**/me")
    assert wallet.prompts == ["eth_requestAccounts", "wallet_switchEthereumChain", "personal_sign"]


def test_a_transaction_that_is_cancelled_replaced_or_sped_up_in_the_wallet_is_told_apart(world, page, wallet, claim):
    own = {"to": wallet.account.address, "data": "0x", "value": "0x0", "gas": hex(50_000), "chainId": hex(31_337)}
    page.goto(claim[0])
    wallet.replaces = lambda asked: own
    press(page, CLAIM)
    tell(page, "You cancelled the transaction in the wallet.", "Press the button again")
    wallet.replaces = lambda asked: {**own, "to": world.somebody().address, "value": "0x1"}
    press(page, CLAIM)
    tell(page, "Another transaction of yours", "Press the button again")
    assert not world.chain.badge.is_used(1)
    wallet.replaces = lambda asked: asked
    press(page, CLAIM)
    page.wait_for_url("**/badges/1")


def test_a_dropped_transaction_is_told_and_can_be_asked_for_again(page, wallet, claim):
    page.clock.install()
    page.goto(claim[0])
    page.clock.run_for(1_000)
    wallet.replaces = lambda asked: None
    press(page, CLAIM)
    tell(page, "Sent as transaction 0xabab")
    for _ in range(500):
        page.clock.run_for(1_000)
        if page.get_by_text("The network no longer knows transaction").is_visible():
            break
    tell(page, "The network no longer knows transaction 0xabab", "cancel it there")
    expect(page.get_by_role("button", name=CLAIM)).to_be_visible()


def test_a_transaction_that_fails_on_the_chain_is_told(world, session, page, wallet, claim):
    # Somebody else brings the badge in the moment before.
    sends = lambda: screening.send_badge(session, world.chain, claim[1], Address(wallet.account.address))  # noqa: E731
    wallet.before = {"eth_sendTransaction": sends}
    page.goto(claim[0])
    press(page, CLAIM)
    tell(page, "The transaction was mined but failed; only its fee was spent.", "Reload this page")


def test_what_was_sent_survives_a_reload_and_a_closed_tab(world, context, page, wallet, claim):
    world.anvil.rpc("evm_setAutomine", False)
    try:
        page.goto(claim[0])
        press(page, CLAIM)
        tell(page, "Sent as transaction", "this device remembers it")
        page.reload()
        tell(page, "Sent as transaction")
        page.close()
        page = context.new_page()
        page.goto(claim[0])
        tell(page, "Sent as transaction")
        assert wallet.asked.count("eth_sendTransaction") == 1
    finally:
        world.anvil.rpc("evm_setAutomine", True)
    world.anvil.rpc("evm_mine")
    page.wait_for_url("**/badges/1")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_page_that_is_left_while_the_wallet_asks_says_what_became_of_it(world, page, wallet, claim):
    wallet.hangs = {"eth_sendTransaction"}
    page.goto(claim[0])
    press(page, CLAIM)
    tell(page, "Test Wallet asks you now.")
    page.reload()
    tell(page, "You left while Test Wallet was asking. It has not sent this so far.", "decline it there")
    # This time it is confirmed in the wallet after the page was left.
    with page.expect_response("**/api/v1/intents/claim") as prepared:
        page.get_by_role("button", name=CLAIM).click()
    page.get_by_role("button", name=CONTINUE).click()
    tell(page, "Test Wallet asks you now.")
    world.anvil.rpc("evm_setAutomine", False)
    try:
        wallet.send(prepared.value.json()["transaction"])
        page.reload()
        tell(page, "your account has sent something since", "Do not do it again")
    finally:
        world.anvil.rpc("evm_setAutomine", True)
    world.anvil.rpc("evm_mine")
    page.wait_for_url("**/badges/1")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_signature_survives_a_server_that_does_not_answer(site, page, wallet):
    page.goto(f"{site}/sign-in")
    page.route("**/api/v1/intents/sign-in", lambda route: route.abort())
    page.get_by_role("button", name=SIGN_IN).click()
    tell(page, "The server does not answer.", "Check your connection")
    page.unroute("**/api/v1/intents/sign-in")
    page.route("**/api/v1/sign-in", lambda route: route.abort())
    press(page, SIGN_IN)
    tell(page, "You have signed, but the server does not answer.", "until you close this tab")
    page.get_by_role("button", name="Hand it in again").click()
    tell(page, "You have signed, but the server does not answer.")
    page.unroute("**/api/v1/sign-in")
    page.reload()
    page.wait_for_url("**/me")
    assert wallet.asked.count("personal_sign") == 1
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_a_session_that_has_ended_meanwhile_leads_to_the_sign_in(world, site, context, page, wallet):
    page.goto(f"{site}/sign-in")
    press(page, SIGN_IN)
    page.wait_for_url("**/me")
    context.clear_cookies()
    wallet.choose(world.somebody())
    page.get_by_text("Link another wallet").click()
    page.get_by_role("button", name="Link with Test Wallet").click()
    tell(page, "Nobody is signed in.")
    expect(page.locator("[data-more]").get_by_role("link", name="Sign in")).to_be_visible()
    assert "eth_signTypedData_v4" not in wallet.asked


def test_a_phone_without_a_wallet_is_offered_wallets_own_browsers(browser, site):
    context = browser.new_context(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{site}/sign-in")
    expect(page.get_by_text("No wallet was found in this browser.")).to_be_visible()
    bare = site.removeprefix("http://")
    expect(page.get_by_role("link", name="MetaMask")).to_have_attribute(
        "href", f"https://link.metamask.io/dapp/{bare}/sign-in"
    )
    trust = page.get_by_role("link", name="Trust Wallet").get_attribute("href")
    assert trust.endswith("url=" + f"{site}/sign-in".replace(":", "%3A").replace("/", "%2F"))
    expect(page.get_by_label("paste this address")).to_have_value(f"{site}/sign-in")
    page.get_by_role("button", name="Copy").click()
    assert page.locator("html").evaluate("page => page.scrollWidth") == 320
    context.close()
