"""Pages of every list: followed by their links, they give everything once, whatever comes or goes between."""

import re

import pytest

from ballots import funding
from chain.answers import assert_problem, every_route
from conftest import ETHER
from journeys import claim_all_badges, demo_reviews, import_demo_projects, open_round, take_in
from quadrille.catalog.tables import Project
from quadrille.types import Address, Wei


def walked(client, path, limit):
    """Every page of a list, by the links of its answers."""
    pages, next_path = [], f"{path}{'&' if '?' in path else '?'}limit={limit}"
    while next_path:
        answer = client.get(next_path)
        assert answer.status_code == 200, answer.text
        document = answer.json()
        pages.append(document["items"] if isinstance(document, dict) else document)
        link = re.fullmatch(r'<(/[^>]+)>; rel="next"', answer.headers.get("link", ""))
        next_path = link and link[1]
        assert len(pages) < 50
    return pages


def check_walk(client, path, count):
    (whole,) = walked(client, path, 100)
    assert len(whole) == count
    for limit in range(1, count + 2):
        pages = walked(client, path, limit)
        assert [item for page in pages for item in page] == whole
        assert {len(page) for page in pages[:-1]} <= {limit}
        assert pages[-1] or not whole


def test_reviews_and_badges_come_in_pages(world, session, api, operator):
    import_demo_projects(session)
    holder = next(iter(claim_all_badges(world, session, demo_reviews()[:3]).values())).address
    (reviews,) = walked(operator, "/api/v1/reviews", 100)
    check_walk(operator, "/api/v1/reviews", len(reviews))
    (badges,) = walked(api, "/api/v1/badges", 100)
    assert len(badges) > 1
    check_walk(api, "/api/v1/badges", len(badges))
    (held,) = walked(api, f"/api/v1/badges?holder={holder}", 100)
    check_walk(api, f"/api/v1/badges?holder={holder}", len(held))
    assert {badge["holder"] for badge in held} == {holder}


def test_projects_come_in_pages_and_a_new_one_moves_none(session, api):
    import_demo_projects(session)
    (whole,) = walked(api, "/api/v1/projects", 100)
    check_walk(api, "/api/v1/projects", len(whole))
    first = api.get("/api/v1/projects?limit=2")
    session.delete(session.get_one(Project, whole[1]["slug"]))
    session.commit()
    following = first.headers["link"].partition(">")[0][1:]
    assert api.get(following).json()["items"][0]["slug"] == whole[2]["slug"]


def test_rounds_and_proposals_come_in_pages(world, session, api):
    import_demo_projects(session)
    # One proposal at a time for each holder.
    holders = list(claim_all_badges(world, session, demo_reviews()).values())[:3]
    addresses = [open_round(world, session, closes_in=30 * 86_400) for _ in range(3)]
    check_walk(api, "/api/v1/rounds", 3)
    assert [item["round"] for item in walked(api, "/api/v1/rounds", 100)[0]] == addresses
    world.give(world.chain.treasury.address, Wei(ETHER))
    for holder in holders:
        call, _ = funding(world, holder, Address(addresses[0]), 1, f"Fund {holder.address}")
        world.chain.client.send_from(holder, call)
    check_walk(api, "/api/v1/proposals", len(holders))


def test_applications_come_in_pages(world, session, api):
    slugs = import_demo_projects(session)[:3]
    address = open_round(world, session)
    for slug in slugs:
        take_in(world, session, address, slug, Address(world.somebody(ether=0).address))
    check_walk(api, f"/api/v1/rounds/{address}/applications", len(slugs))
    assert_problem(api.get(f"/api/v1/rounds/{address}/applications?after=7"), 404)


@pytest.mark.parametrize("path", ["badges", "projects", "rounds", "proposals", "reviews"])
@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "limit=1.5", "after=%00", "after=-1%00"])
def test_a_page_is_bounded(operator, path, query):
    assert_problem(operator.get(f"/api/v1/{path}?{query}"), 422)


def test_a_list_is_not_gone_on_with_behind_what_is_not_in_it(api):
    address = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
    assert_problem(api.get(f"/api/v1/rounds?after={address}"), 404)
    assert_problem(api.get("/api/v1/proposals?after=7"), 404)
    assert api.get("/api/v1/badges?after=7").json() == []


def test_every_list_of_the_api_has_pages():
    """A route without a parameter in its address that answers many: it takes `limit` and `after`."""
    without = {
        route.path
        for route in every_route()
        if route.methods == {"GET"}
        and route.path.startswith("/api/v1/")
        and str(route.response_model).startswith(("list", "typing.Sequence"))
        and not {"limit", "after"} <= {param.name for param in route.dependant.query_params}
    }
    # One's own sessions and wallets are bounded by what one person may have; the kinds of works and
    # the chambers by our own list.
    # What one voter handed in on a proposal is bounded by what is paid for.
    assert {path for path in without if not path.startswith("/api/v1/me/")} == {
        "/api/v1/works/kinds",
        "/api/v1/chambers",
        "/api/v1/proposals/{proposal}/ballots/{voter}",
    }
