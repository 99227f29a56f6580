"""Choosing, giving, checking and being paid, on pages that work without JavaScript, on a real chain."""

import re
from html import unescape

import pytest
from eth_account import Account

from chain.answers import assert_problem
from chain.tokens import token_round
from conftest import ETHER
from journeys import close_round, do, fill_round, finalise, import_demo_projects, open_round, publish, take_in
from quadrille.chain.states import RoundStatus
from quadrille.rounds.cart.cart import MOST_ITEMS, read_cart, written
from quadrille.rounds.course import stopping
from quadrille.rounds.outcome import objecting
from quadrille.types import Address
from round_requests import signed

FIRST, SECOND = "wellspring-map", "clinic-daybook"


@pytest.fixture
def payees(session):
    """A wallet for each project of the catalogue."""
    return {slug: Account.create() for slug in import_demo_projects(session)}


@pytest.fixture
def filled(world, session, payees):
    """A round in which every donor of the demo has given, still open."""
    address = open_round(world, session, pool_wei=3 * ETHER, decision_seconds=7 * 86_400)
    fill_round(world, session, address, payees)
    return address


def words(api, path, **form):
    """The words of the page to which a form leads, or that is asked for."""
    answer = api.post(path, data=form) if form else api.get(path)
    assert answer.status_code == 200, answer.text
    return " ".join(unescape(re.sub("<[^>]*>", " ", answer.text)).split())


def test_a_round_is_found_by_its_number_and_an_address_leads_to_it(world, session, api, payees):
    addresses = [open_round(world, session) for _ in range(2)]
    answer = api.get(f"/rounds/{addresses[1]}/applications?after=0", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/rounds/2/applications?after=0")
    assert api.get("/rounds/1").status_code == 200
    assert 'href="/rounds/1"' in api.get("/rounds").text
    for wrong, status in (("3", 404), ("0", 422), ("1x", 422), ("0x" + "00" * 20, 404)):
        assert api.get(f"/rounds/{wrong}").status_code == status


def test_a_cart_is_filled_changed_and_emptied_without_a_script(api, filled):
    text = words(api, "/rounds/1/choose", project=[FIRST, SECOND])
    assert "Give to 2 projects" in text
    text = words(api, "/rounds/1/cart", project=[FIRST, SECOND], amount=["0.5", "abc"])
    assert "You give 0.5000 ETH" in text
    assert "This is no amount: abc Write it with a point" in text
    added = re.search(r"It adds to their match (-?[0-9.]+) ETH", text)
    assert float(added[1]) > 0
    assert "checked" in api.get("/rounds/1").text
    # One amount for all, then one project less, which keeps the amount of the other.
    assert "You give 0.2000 ETH" in words(api, "/rounds/1/cart", project=[FIRST, SECOND], amount=["", ""], each="0.1")
    text = words(api, "/rounds/1/cart", project=[FIRST, SECOND], amount=["0.1", "0.1"], remove=SECOND)
    assert "Give to 1 project" in text
    assert "You give 0.1000 ETH" in text
    assert "Give to 2 projects" in words(api, f"/rounds/1/give?project={SECOND}")
    assert "Your cart is empty" in words(api, "/rounds/1/cart", empty="true")
    assert not api.cookies


def test_a_cart_that_is_no_cart_harms_nobody(api, filled):
    for cookie in ("x", "=", "%", "1=2&" * 2_000, "99=0.5", "0=<script>", "9999999999999999=1"):
        api.cookies.set(f"quadrille-cart-{filled[2:12].lower()}", cookie)
        assert "<script>" not in api.get("/rounds/1/give").text
        api.cookies.clear()
    assert api.post("/rounds/1/choose", data={"project": "nobody"}).status_code == 404
    assert api.get("/rounds/1/give?wallet=0x12").status_code == 422
    assert len(read_cart(written(dict.fromkeys(range(MOST_ITEMS), "1")))) == MOST_ITEMS


def refused(world, api, address, cart, wallet=None):
    """What is said before a wallet opens."""
    wallet = wallet or world.somebody()
    answer = api.post("/api/v1/intents/give", json={"wallet": wallet.address, "round": address, "cart": cart})
    assert_problem(answer, answer.status_code)
    assert answer.status_code in (404, 409, 422)
    return answer.json()["cause"], answer.json()["remedy"]


def test_what_stands_in_the_way_is_said_before_the_wallet_opens(world, session, api, payees):
    rules = ("qf", {"cap_bps": "4000", "minimum_units": str(10**15)})
    address = open_round(world, session, rules=rules)
    take_in(world, session, address, FIRST, Address(payees[FIRST].address))
    cause, remedy = refused(world, api, address, f"{FIRST}=1")
    assert cause == "The round is not open yet."
    assert "your cart stays" in remedy
    text = words(api, f"/rounds/1/give?project={FIRST}")
    assert "The round is not open yet." in text
    assert "Give with" not in text
    world.pass_time_until(world.chain.round(address).terms.opens_at)
    for cart, said in (
        (f"{FIRST}=0.0001", "The round takes no gift below 0.001 ETH."),
        (f"{FIRST}=", "No amount is named."),
        (f"{FIRST}=0%2C5", "This is no amount: 0,5"),
        (f"{FIRST}=0", "A gift must be more than nothing"),
        ("nobody=1", "There is no project in this round nobody."),
    ):
        assert said in refused(world, api, address, cart)[0]
    poor = world.somebody(ether=1)
    assert poor.address in refused(world, api, address, f"{FIRST}=5", poor)[0]
    close_round(world, address)
    assert refused(world, api, address, f"{FIRST}=1")[0] == "The round is closed and takes no more donations."
    assert "The round is closed" in words(api, "/rounds/1/give")


def test_a_gift_in_a_token_takes_two_steps_and_the_cart_waits_for_the_second(world, session, api, payees):
    _, donor, address = token_round(world, session, 10**7)
    take_in(world, session, address, FIRST, Address(payees[FIRST].address))
    world.pass_time_until(world.chain.round(address).terms.opens_at)
    api.post("/rounds/1/choose", data={"project": FIRST})
    first = signed(world, api, donor, "give", address, cart=f"{FIRST}=1.5")
    assert first["summary"].startswith("First of two steps: let the round take 1.5 ")
    text = words(api, f"/rounds/1/given?transaction=0x{'1' * 64}")
    assert "Nothing is given yet: press the button once more." in text
    assert "Give to 1 project" in text
    second = signed(world, api, donor, "give", address, cart=f"{FIRST}=1.5")
    assert second["summary"].startswith("Give 1.5 ")
    sent = world.chain.round(address).events("CartDonated")[-1].transaction
    assert "Thank you: it is given" in words(api, f"/rounds/1/given?transaction={sent}")


def test_a_receipt_is_read_from_the_chain_and_empties_the_cart(world, session, api, filled):
    donor = world.somebody()
    api.post("/rounds/1/choose", data={"project": [FIRST, SECOND]})
    signed(world, api, donor, "give", filled, cart=f"{FIRST}=0.5&{SECOND}=0.25")
    sent = world.chain.round(filled).events("CartDonated")[-1].transaction
    text = words(api, f"/rounds/1/given?transaction={sent}")
    assert "Thank you: it is given 0.7500 ETH to 2 projects" in text
    assert not api.cookies
    assert sent in words(api, f"/rounds/1/gifts?wallet={donor.address}")
    assert "gave nothing in this round" in words(api, f"/rounds/1/gifts?wallet={world.somebody().address}")
    assert "holds no donation to this round yet" in words(api, f"/rounds/1/gifts?transaction=0x{'0' * 64}")


def test_donors_of_a_cancelled_round_take_their_gifts_back(world, session, api, filled):
    donor = world.somebody()
    signed(world, api, donor, "give", filled, cart=f"{FIRST}=0.5")
    do(world, session, stopping.cancel(world.chain, filled))
    assert world.chain.round(filled).status() is RoundStatus.CANCELLED
    assert "whoever gave can have all of it back" in words(api, "/rounds/1")
    page = api.get(f"/rounds/1/gifts?wallet={donor.address}").text
    (cart,) = re.findall(r'name="cart" value="([0-9]+)"', page)
    before = world.chain.client.balance_wei(Address(donor.address))
    # As the form of the page sends it: the number as text.
    signed(world, api, donor, "refund", filled, cart=cart)
    assert world.chain.client.balance_wei(Address(donor.address)) > before + ETHER // 3
    assert "Send back what is left" in api.get("/rounds/1/payouts").text


def test_a_result_can_be_checked_objected_to_printed_and_paid(world, session, api, filled):
    donor = world.somebody()
    signed(world, api, donor, "give", filled, cart=f"{FIRST}=0.5")
    assert "there is no result to check" in words(api, "/rounds/1/verify")
    assert api.get("/rounds/1/report").status_code == 404
    close_round(world, filled)
    assert "Not before a result is published." in words(api, "/rounds/1/objections")
    published = publish(world, session, filled)
    text = words(api, "/rounds/1/verify")
    assert "Equal, to the last unit" in text
    assert "It is no proof" in text
    assert published.result.root in text
    assert "You can object until" in words(api, "/rounds/1/objections")
    report = api.get("/rounds/1/report")
    assert published.result.root in report.text
    assert "<style" not in report.text

    do(world, session, objecting.object_to(world.chain, filled, Address(donor.address), "It leaves me out."), donor)
    text = words(api, "/rounds/1/objections")
    assert "Open: governance can rule until" in text
    assert "Not while another objection is open." in text
    world.pass_time_until(world.now() + 8 * 86_400)
    finalise(world, session, filled)
    assert "lapsed" in words(api, "/rounds/1/objections") or "not ruled on in time" in words(
        api, "/rounds/1/objections"
    )
    page = api.get("/rounds/1/payouts").text
    assert page.count("can be paid now") == page.count('data-verb="Pay out"') > 0
    # First what it was given, then its matching; after that its button is gone.
    for _ in range(2):
        signed(world, api, donor, "claim-payout", filled, project=FIRST)
    page = api.get("/rounds/1/payouts").text
    assert f'name="project" value="{FIRST}"' not in page
    assert page.count("can be paid now") == page.count('data-verb="Pay out"') > 0
