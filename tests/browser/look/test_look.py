"""Every page, in a spread of all ways to look at it; `scripts/soak web` looks in every way."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from playwright.sync_api import Browser

from browser.look.combinations import Look, every_look, spread
from browser.look.examples import EXAMPLES, page_routes
from browser.look.looking import Looking
from browser.look.measures import keyboard_flaws
from browser.look.populated import Populated, populated_site

ROUTES = page_routes()
WIDE = Look("light", 1280, "en", has_scripts=True)
SECONDS = 60
"""A server that takes so long hangs."""

ALIKE = 2
IS_SOAK = os.environ.get("QUADRILLE_SOAK") == "web"


@pytest.fixture(scope="module")
def made() -> Iterator[Populated]:
    """The site on which everything has happened."""
    with populated_site() as site:
        yield site


@pytest.fixture(scope="module")
def looking(browser: Browser, made: Populated) -> Iterator[Looking]:
    """A browser at it."""
    one = Looking(browser, made)
    yield one
    one.close()


def test_every_page_has_an_example_and_every_example_a_page():
    assert sorted(EXAMPLES) == ROUTES


@pytest.mark.parametrize("route", ROUTES)
def test_a_page_reads_fits_weighs_little_and_leaves_nobody_out(looking, route):
    place = ROUTES.index(route)
    found = []
    for further, example in enumerate(EXAMPLES[route]):
        for look in every_look() if IS_SOAK else spread(place + further):
            found += looking.flaws(example, look)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("route", ROUTES)
def test_a_page_is_walked_through_by_keyboard(looking, route):
    with looking.opened(EXAMPLES[route][0], WIDE) as (page, _, _):
        assert not (found := list(keyboard_flaws(page))), "\n".join(found)


def test_the_way_past_the_navigation_leads_to_the_content(looking):
    with looking.opened(EXAMPLES["/"][0], WIDE) as (page, _, _):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")


def test_every_link_of_every_page_answers(made):
    """Of addresses that differ in their numbers alone, two for each person who looks."""
    dead, asked = [], {}
    of_shape: Counter[tuple[str, str]] = Counter()
    for example in (one for examples in EXAMPLES.values() for one in examples):
        cookies = {"quadrille": made.tokens[example.face]} if example.face in made.tokens else {}
        with requests.Session() as client:
            client.cookies.update(cookies)
            here = example.address(made.known)
            for address in links_of(client.get(made.site + here, timeout=SECONDS).text, here):
                shape = re.sub(r"0x[0-9a-f]+|[0-9]+", "{}", address, flags=re.IGNORECASE), example.face
                if (address, example.face) not in asked:
                    of_shape[shape] += 1
                    if of_shape[shape] > ALIKE and not IS_SOAK:
                        continue
                    asked[address, example.face] = client.get(made.site + address, timeout=SECONDS).status_code
                # A page that says what is not there leads to itself, in other languages.
                if asked[address, example.face] >= 400 and urlsplit(address).path != here:
                    dead.append(f"{here} as {example.face}: {address} answers {asked[address, example.face]}")
    assert len(asked) > len(EXAMPLES)
    assert not dead, "\n".join(dead)


def links_of(page: str, here: str) -> Iterator[str]:
    """Where a page of ours leads within the site."""
    for found in re.findall(r'\s(?:href|src)="([^"]*)"', page):
        address = urlsplit(urljoin(f"http://site{here}", found.replace("&amp;", "&")))
        # In other languages each page is looked at anyway.
        if address.netloc == "site" and address.scheme == "http" and "lang=" not in address.query:
            yield address._replace(scheme="", netloc="", fragment="").geturl()


def test_no_page_outside_arabic_loads_its_letters(looking):
    for language, fonts in (("en", 1), ("ar", 3)):
        asked: list[str] = []
        context = looking.watched(Look("light", 390, language, has_scripts=True)).page.context
        context.on("request", lambda request, asked=asked: asked.append(request.url))
        with looking.opened(EXAMPLES["/"][0], Look("light", 390, language, has_scripts=True)) as (page, _, _):
            page.evaluate("document.fonts.ready")
            assert len({url for url in asked if url.endswith(".woff2")}) == fonts, asked
