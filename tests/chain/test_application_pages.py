"""The page of a round's applications: what was applied with, who said what, who is paid, and what is held."""

import re
from html import unescape

import pytest

from conftest import ETHER
from journeys import do, import_demo_projects, open_round
from quadrille.catalog.tables import Project
from quadrille.rounds import flow
from quadrille.rounds.course import stopping
from quadrille.rounds.projects.project_pages import MOST_APPLICATIONS
from quadrille.rounds.projects.taking_part import change_payee
from quadrille.types import NO_HASH, Address, Timestamp
from quadrille.web.values import moment

MAP, ALMANAC = "wellspring-map", "seedkeeper-almanac"


def words(html):
    return " ".join(unescape(re.sub("<[^>]*>", " ", html)).split())


@pytest.fixture
def reviewers(world):
    """Three, of whom two must agree."""
    return [world.somebody() for _ in range(3)]


@pytest.fixture
def address(world, session, reviewers):
    """A round that is open, with three reviewers and a guardian: the last of them."""
    import_demo_projects(session)
    found = open_round(
        world,
        session,
        pool_wei=ETHER,
        reviewers=tuple(Address(one.address) for one in reviewers),
        guardian=Address(reviewers[2].address),
    )
    world.pass_time_until(world.chain.round(found).terms.opens_at)
    return found


def plan_of(session, world, address, slug, applicant):
    """To apply with one's own wallet, which is paid as well."""
    own = Address(applicant.address)
    return flow.apply(session, world.chain, address, slug, own, own)


def apply(world, session, address, slug):
    """A project applies, with its own wallet, which is answered."""
    applicant = world.somebody()
    do(world, session, plan_of(session, world, address, slug, applicant), applicant)
    return applicant


def sections(api, address):
    """The words of each application on the page, by the id of its section."""
    answer = api.get(f"/rounds/{address}/applications")
    assert answer.status_code == 200, answer.text
    parts = answer.text.split('<section class="application" id="')
    return {part.split('"', 1)[0]: words("<" + part) for part in parts[1:]}


def test_votes_are_shown_with_their_reasons_and_begin_anew_with_an_edition(world, session, api, address, reviewers):
    first, second, _ = reviewers
    assert "No project has applied" in api.get(f"/rounds/{address}/applications").text
    applicant, other = apply(world, session, address, MAP), apply(world, session, address, ALMANAC)
    do(world, session, flow.review(world.chain, address, MAP, True, "A <i>public</i> good."), first)
    shown = sections(api, address)["project-0"]
    assert "Applied: waits for its review" in shown
    assert "Yes A <i>public</i> good." in shown
    assert "in the catalogue as it was applied with" in shown
    do(world, session, flow.review(world.chain, address, MAP, True, "Agreed."), second)
    for reviewer in (first, second):
        do(world, session, flow.review(world.chain, address, ALMANAC, False, "It has no licence."), reviewer)
    shown = sections(api, address)
    assert "Admitted: in the round" in shown["project-0"]
    assert "Rejected: not in the round" in shown["project-1"]
    assert shown["project-1"].count("No It has no licence.") == 2

    # It applies again: the votes of before are no longer shown as if they were about this.
    do(world, session, plan_of(session, world, address, ALMANAC, other), other)
    shown = sections(api, address)["project-1"]
    assert "Edition 2 The review began anew with it." in shown
    assert "It has no licence." not in shown
    assert "No reviewer has said anything of this edition." in shown
    page = api.get(f"/rounds/{address}/applications").text
    assert "once 2 of 3 reviewers say yes" in words(page)
    assert applicant.address in page
    assert "2 projects have applied" in words(api.get(f"/rounds/{address}").text)


def test_a_changed_text_another_payee_and_a_hold_are_shown(world, session, api, address, reviewers):
    applicant, guardian = apply(world, session, address, MAP), reviewers[2]
    for reviewer in reviewers[:2]:
        do(world, session, flow.review(world.chain, address, MAP, True, "A public good."), reviewer)
    session.get_one(Project, MAP).name = "Another Map"
    session.commit()
    other, until = world.somebody(), Timestamp(world.now() + 86_400)
    do(world, session, change_payee(world.chain, address, MAP, Address(other.address), keep=False), applicant)
    do(world, session, stopping.hold(world.chain, address, MAP, until, "Whose wallet is this?"), guardian)
    do(world, session, stopping.appeal(world.chain, address, MAP, "Our treasurer's."), applicant)
    page, shown = api.get(f"/rounds/{address}/applications").text, sections(api, address)["project-0"]
    assert f"Payments are held until {words(moment(until))}" in shown
    assert "“Whose wallet is this?”" in shown
    assert "The project answers: “Our treasurer's.”" in shown
    assert "Another payee is announced" in shown
    assert other.address in page
    ready_at = world.chain.round(address).project(0).next_payee_at
    assert f"take over from {words(moment(ready_at))}" in shown
    text = words(api.get(f"/rounds/{address}").text)
    assert f"The payments of Another Map are held until {words(moment(until))}" in text
    world.pass_time_until(until)
    assert "held" not in sections(api, address)["project-0"]


def test_a_project_that_the_catalogue_does_not_know_is_shown_by_its_name(world, session, api, address):
    stranger, round_ = world.somebody(), world.chain.round(address)
    world.chain.client.send_from(stranger, round_.apply_for(stranger.address, "<b>ours</b>", NO_HASH))
    shown = sections(api, address)["project-0"]
    assert "project-0" in shown
    assert "not in the catalogue of this server" in shown


def test_a_long_list_goes_on_behind_a_link(world, session, api, address, monkeypatch):
    monkeypatch.setattr("quadrille.rounds.projects.project_pages.MOST_APPLICATIONS", 1)
    assert MOST_APPLICATIONS > 1
    for slug in (MAP, ALMANAC):
        apply(world, session, address, slug)
    assert list(sections(api, address)) == ["project-0"]
    page = api.get(f"/rounds/{address}/applications").text
    (link,) = re.findall(r'href="(/rounds/[^"]*after=[^"]*)"', page)
    following = api.get(link).text
    assert 'id="project-1"' in following
    assert not re.findall(r'href="/rounds/[^"]*after=', following)
    assert api.get(f"/rounds/{address}/applications?after=7").status_code == 404
