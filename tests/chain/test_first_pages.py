"""The first page, the words used here, the page of the API, and problems as people meet them."""

import html
import re

import pytest
from fastapi.testclient import TestClient

from ballots import propose_funding
from chain.answers import assert_page
from chain.sign_in import bearer
from conftest import ETHER
from journeys import claim_all_badges, demo_reviews, open_round
from quadrille.app import make_app
from quadrille.chain.client import Client
from quadrille.errors import ChainUnreachable
from quadrille.gate.kinds import KINDS
from quadrille.glossary import GLOSSARY
from quadrille.types import Wei


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page)).split())


def test_the_first_page_says_what_it_is_to_whoever_comes_and_first_what_needs_whom_it_knows(world, session, api):
    holders = claim_all_badges(world, session, demo_reviews()[:3])
    wallet = next(iter(holders.values()))
    world.give(world.chain.treasury.address, Wei(ETHER))
    propose_funding(world, wallet, open_round(world, session), ETHER, "Fund <b>wells</b> now")
    stranger = api.get("/")
    assert_page(stranger, 200)
    assert "What needs you" not in stranger.text
    assert "Badge holders vote on “Fund <b>wells</b> now”." in text_of(stranger.text)
    token = bearer(api, wallet)["authorization"].removeprefix("Bearer ")
    mine = api.get("/", headers={"cookie": f"quadrille={token}"})
    needs, _, journeys = mine.text.partition('<div class="journeys">')
    assert "Vote on “Fund <b>wells</b> now”." in text_of(needs)
    assert 'href="/vote/1"' in needs
    # What is asked in person is not said a second time below.
    assert 'href="/vote/1"' not in journeys
    assert "<b>wells" not in mine.text


def test_every_word_of_the_glossary_has_an_address_of_its_own(api):
    page = api.get("/glossary")
    assert_page(page, 200)
    anchors = [one.anchor for chapter in GLOSSARY for one in chapter.terms]
    assert len(anchors) == len(set(anchors))
    for chapter in GLOSSARY:
        for one in chapter.terms:
            assert f'<dt id="{one.anchor}">' in page.text
            assert one.meaning in text_of(page.text)
            assert one.meaning.endswith(".")
    ids = re.findall(' id="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))


def test_the_page_of_the_api_has_every_route_and_leads_to_every_problem(api):
    page = api.get("/api/docs")
    assert_page(page, 200)
    for path, methods in api.get("/openapi.json").json()["paths"].items():
        for method in methods:
            assert f"<code>{method.upper()} {html.escape(path)}</code>" in page.text
    for name in KINDS:
        assert f'href="/problems/{name}"' in page.text
    ids = re.findall(' id="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nowhere", 404, "There is no page at this address."),
        ("/badges/999", 404, "What you look for may stand in one of these lists:"),
        ("/notices/confirm/x", 403, "Ask for notices again"),
        ("/feed.atom?kind=x", 422, "What to do:"),
    ],
)
def test_a_problem_has_its_cause_its_remedy_and_a_way_on(api, path, status, words):
    page = api.get(path)
    assert_page(page, status)
    assert words in text_of(page.text)
    assert 'href="/problems/' in page.text
    assert 'href="/"' in page.text


def test_too_many_a_chain_that_is_silent_and_a_fault_of_ours_say_that_nothing_is_lost(world, monkeypatch):
    settings = world.settings.model_copy(update={"reads_per_minute": 2})
    with TestClient(make_app(settings, world.chain), raise_server_exceptions=False) as client:
        pages = [client.get("/glossary") for _ in range(3)]
        assert [page.status_code for page in pages] == [200, 200, 429]
        assert "what was signed stays signed" in text_of(pages[2].text)
        assert pages[2].headers["retry-after"]
        assert 'href="/glossary">Try again' in pages[2].text

    def silent(*_):
        raise ChainUnreachable("a node", "no answer")

    with TestClient(make_app(world.settings, world.chain), raise_server_exceptions=False) as client:
        monkeypatch.setattr(Client, "block", silent)
        page = client.get("/")
        assert_page(page, 503)
        assert "Nothing of yours is lost" in text_of(page.text)
        monkeypatch.setattr(Client, "block", lambda *_: 1 // 0)
        page = client.get("/")
        assert_page(page, 500)
        assert "The fault is ours." in text_of(page.text)
        assert page.headers["x-request-id"] in page.text
