"""The feed and the calendar, read back by strict readers, with names that try to break them."""

import re
import xml.etree.ElementTree as ET
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots import propose_funding
from chain.answers import assert_page
from conftest import ETHER
from journeys import (
    claim_all_badges,
    close_round,
    demo_reviews,
    fill_round,
    finalise,
    import_demo_projects,
    open_round,
    publish,
)
from panel_steps import drawn
from quadrille.news.happening import Coming, NewsKind, in_xml
from quadrille.news.ics import calendar_of, escaped, folded
from quadrille.types import Wei

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "</title><script>alert(1)</script>\r\nEND:VEVENT\r\n;,\\ \x00\x0b\u202e \ufffe" + "é" * 200


def entries_of(text: str) -> list[dict[str, str]]:
    """What a feed says; fails on whatever RFC 4287 does not allow."""
    root = ET.fromstring(text)
    assert root.tag == f"{ATOM}feed"
    assert [len(root.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated", "author")] == [1, 1, 1, 1]
    assert root.find(f"{ATOM}link[@rel='self']") is not None
    found = []
    for entry in root.findall(f"{ATOM}entry"):
        assert [len(entry.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert {child.tag.removeprefix(ATOM) for child in entry} <= {
            *("id", "title", "summary", "published", "updated", "link", "category"),
        }
        said = {child.tag.removeprefix(ATOM): child.text or "" for child in entry}
        assert re.fullmatch("urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", said["id"])
        datetime.strptime(said["updated"], "%Y-%m-%dT%H:%M:%S%z")
        said["url"] = entry.find(f"{ATOM}link").attrib["href"]
        said["kind"] = entry.find(f"{ATOM}category").attrib["term"]
        found.append(said)
    assert len({one["id"] for one in found}) == len(found)
    return found


def events_of(content: bytes) -> list[dict[str, str]]:
    """What a calendar says; fails on whatever RFC 5545 does not allow."""
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    # Each piece is whole characters.
    whole: list[str] = []
    for line in (line.decode() for line in lines):
        if line.startswith(" "):
            whole[-1] += line[1:]
        else:
            whole.append(line)
    assert (whole[0], whole[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert "VERSION:2.0" in whole
    found: list[dict[str, str]] = []
    inside = False
    for line in whole[1:-1]:
        name, _, value = line.partition(":")
        assert re.fullmatch("[A-Z-]+(;VALUE=DURATION)?", name), line
        assert not re.search("[\x00-\x1f\x7f]", line)
        if line == "BEGIN:VEVENT":
            assert not inside
            inside = True
            found.append({})
        elif line == "END:VEVENT":
            inside = False
        elif inside:
            assert name not in found[-1]
            found[-1][name] = value
    assert not inside
    for one in found:
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= set(one)
        times = [datetime.strptime(one[name], "%Y%m%dT%H%M%SZ") for name in ("DTSTART", "DTEND")]  # noqa: DTZ007
        assert times[0] < times[1]
        for name in ("SUMMARY", "DESCRIPTION"):
            assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", one[name])
    assert len({one["UID"] for one in found}) == len(found)
    return found


@pytest.fixture
def busy(world, session):
    """Badges, a proposal that is voted on, a round that is open, and a panel that is drawn."""
    holders = claim_all_badges(world, session, demo_reviews()[:4])
    drawn(world, session)
    slugs = import_demo_projects(session)
    address = open_round(world, session, pool_wei=ETHER)
    fill_round(world, session, address, {slug: world.somebody() for slug in slugs})
    world.give(world.chain.treasury.address, Wei(ETHER))
    propose_funding(world, next(iter(holders.values())), address, ETHER, f"{HOSTILE}\n\nBody.")
    return address


def test_the_feed_tells_what_happened_each_once_and_under_the_same_name_for_ever(world, session, api, busy):
    first = entries_of(api.get("/feed.atom").text)
    kinds = {one["kind"] for one in first}
    assert kinds == {"badges", "votes", "rounds"}
    close_round(world, busy)
    publish(world, session, busy)
    finalise(world, session, busy)
    later = entries_of(api.get("/feed.atom").text)
    known = {one["id"]: one for one in later}
    assert all(known[one["id"]] == one for one in first)
    new = [one["title"] for one in later if one["id"] not in {one["id"] for one in first}]
    assert new == ["Final result: Learning and water", "Result to check: Learning and water"]
    assert later[0]["url"] == f"{world.settings.public_url}/rounds/1"
    assert {one["kind"] for one in entries_of(api.get("/feed.atom?kind=checks").text)} == {"checks"}
    assert_page(api.get("/feed.atom?kind=everything"), 422)


def test_who_has_the_feed_or_the_calendar_already_is_not_sent_it_again(api, busy):
    for path in ("/feed.atom", "/calendar.ics"):
        answer = api.get(path)
        tag = answer.headers["etag"]
        again = api.get(path, headers={"if-none-match": f'"other", {tag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert api.get(path, headers={"if-none-match": '"other"'}).status_code == 200
        assert api.get(f"{path}?lang=fr", headers={"if-none-match": '"x"'}).status_code == 200
        api.cookies.clear()
    changed = api.get("/feed.atom").headers["last-modified"]
    assert api.get("/feed.atom", headers={"if-modified-since": changed}).status_code == 304
    for date in ("Thu, 01 Jan 1970 00:00:00 GMT", "yesterday", "Thu, 99 Jan 99999 00:00:00 GMT", ""):
        assert api.get("/feed.atom", headers={"if-modified-since": date}).status_code == 200


def test_the_calendar_says_when_votes_rounds_and_panels_end(world, api, busy):
    answer = api.get("/calendar.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    found = events_of(answer.content)
    assert sorted(one["CATEGORIES"] for one in found) == ["rounds", "screenings", "votes"]
    (vote,) = events_of(api.get("/calendar.ics?kind=votes").content)
    (proposal,) = world.chain.governor.proposals()
    closes = datetime.strptime(vote["DTEND"], "%Y%m%dT%H%M%SZ").replace(tzinfo=None)  # noqa: DTZ007
    assert (closes - datetime(1970, 1, 1)).total_seconds() == world.chain.governor.closes_at(proposal.id)  # noqa: DTZ001
    assert vote["URL"] == f"{world.settings.public_url}/vote/1"
    assert "script" in vote["SUMMARY"]
    (round_,) = events_of(api.get("/calendar.ics?kind=rounds").content)
    again = {one["UID"] for one in events_of(api.get("/calendar.ics").content)}
    assert {vote["UID"], round_["UID"]} <= again
    assert_page(api.get("/calendar.ics?kind=everything"), 422)


def test_a_window_to_check_is_in_the_calendar_until_it_ends(world, session, api, busy):
    close_round(world, busy)
    publish(world, session, busy)
    (check,) = events_of(api.get("/calendar.ics?kind=checks").content)
    assert check["SUMMARY"] == "Check the result: Learning and water"
    finalise(world, session, busy)
    assert events_of(api.get("/calendar.ics?kind=checks").content) == []


def test_an_empty_server_has_a_feed_and_a_calendar_that_can_be_read(api):
    assert entries_of(api.get("/feed.atom").text) == []
    assert events_of(api.get("/calendar.ics").content) == []


@given(st.text(), st.text(), st.integers(0, 2**64), st.integers(0, 2**64))
def test_any_text_and_any_time_is_one_event(title, summary, starts_at, ends_at):
    one = Coming(NewsKind.VOTES, "1", min(starts_at, ends_at), ends_at, title, summary, "/vote/1")
    text = calendar_of(title, "0x" + "ab" * 32, "https://x.example", [one])
    assert text.encode().count(b"BEGIN:VEVENT") >= 1
    lines = text.encode().split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert sum(line == b"BEGIN:VEVENT" for line in lines) == 1


@given(st.text())
def test_what_was_escaped_and_folded_can_be_read_back(text):
    unfolded = folded(f"SUMMARY:{escaped(text)}").replace("\r\n ", "")
    value = unfolded.removeprefix("SUMMARY:")
    read = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    assert read == re.sub("[\x00-\x09\x0b-\x1f\x7f]", " ", plain)


@given(st.text(st.characters(exclude_categories=[])))
def test_whatever_is_said_in_xml_can_be_read(text):
    clean = in_xml(text)
    element = ET.Element("title")
    element.text = clean
    assert ET.fromstring(ET.tostring(element, encoding="utf-8")) is not None
