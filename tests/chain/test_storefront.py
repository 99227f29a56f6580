"""The list of projects and the storefront of one, as a stranger meets them."""

import re

import pytest

from chain.answers import assert_page
from journeys import import_demo_projects
from panel_steps import PROJECT, drawn, offered, submit, tick
from quadrille.catalog.tables import Project
from quadrille.errors import ChainUnreachable
from quadrille.storefront import pages

DAY_SECONDS = 86_400
HOSTILE = '<script>alert(1)</script> 100%_"\u202e\\'


def add(session, slug, name, **fields):
    base = {"description": "", "website": "javascript:alert(1)", "stage": "nominee", "source": "nominee"}
    lists = {"licences": [], "sectors": [], "sdgs": [], "repositories": ["javascript:alert(2)"]}
    session.add(Project(slug=slug, name=name, **{**base, **lists, **fields}))


def slugs_on(page):
    assert_page(page, 200)
    return re.findall(r'<h2><a href="/projects/([^"]+)"', page.text)


def test_every_project_is_on_exactly_one_page_of_the_list(session, api):
    for number in range(60):
        add(session, f"p{number:03}", f"Project {number}")
    session.commit()
    found, address = [], "/projects?q=project"
    while address:
        page = api.get(address)
        found.append(slugs_on(page))
        more = re.search(r'href="([^"]+)" rel="next"', page.text)
        address = more and more[1].replace("&amp;", "&")
    assert [len(part) for part in found] == [25, 25, 10]
    assert [slug for part in found for slug in part] == [f"p{number:03}" for number in range(60)]


def test_a_search_finds_words_anywhere_and_takes_none_for_a_pattern(session, api):
    add(session, "wells", "Wells of the North", description="Water", licences=["AGPL-3.0"], sectors=["Health"])
    add(session, "percent", "100%_sure")
    add(session, "hostile", HOSTILE)
    session.commit()
    for words, slugs in (
        ("WATER north", ["wells"]),
        ("agpl health", ["wells"]),
        ("water south", []),
        ("%", ["hostile", "percent"]),
        ("0%_s", ["percent"]),
        ("\\", ["hostile"]),
        ("\0", []),
        (HOSTILE, ["hostile"]),
        ("  ", ["hostile", "percent", "wells"]),
    ):
        page = api.get("/projects", params={"q": words})
        assert slugs_on(page) == slugs, words
        assert "<script>alert" not in page.text
    assert_page(api.get("/projects", params={"q": "x" * 201}), 422)
    assert "javascript:" not in api.get("/projects/hostile").text


def test_the_storefront_shows_what_was_decided_and_what_is_under_way(world, session, api):
    screening, people = drawn(world, session)
    page = api.get(f"/projects/{PROJECT}")
    assert_page(page, 200)
    # Nothing is told of an open panel.
    assert page.text.count("not decided") == 9
    for told in ("Running since", f'href="/review/{screening.id}"', "Wellspring Map Association", "AGPL-3.0"):
        assert told in page.text
    for seat in offered(session, screening):
        submit(session, world.chain, people[seat.person_id], screening, noes=("2.1",))
    # Its time is over, and nobody looked the evidence up.
    tick(world, session, later=40 * DAY_SECONDS)
    page = api.get(f"/projects/{PROJECT}").text
    assert "As decided in" in page
    assert page.count("not decided") < 9


def test_while_the_chain_is_silent_the_rest_of_the_storefront_is_there(world, session, api, monkeypatch):
    import_demo_projects(session)

    def silent(*_):
        raise ChainUnreachable("The node does not answer.", "Try again.")

    monkeypatch.setattr(pages, "reasons_of", silent)
    page = api.get(f"/projects/{PROJECT}")
    assert_page(page, 200)
    assert "The chain does not answer now" in page.text
    assert "Wellspring Map Association" in page.text


@pytest.mark.parametrize("path", ["/projects/nothing", "/projects/%3Cscript%3E"])
def test_a_project_that_is_not_there_is_said_to_be_missing(api, path):
    assert api.get(path).status_code in (404, 422)
