"""Who sees what over HTTP: the register's levels, held against every answer that the application can give to a GET."""

import json
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from chain.answers import assert_page, assert_problem, every_route, parts_of
from chain.test_hostile_requests import VALUES, Stage
from conftest import OPERATOR_TOKEN, World
from known_person import CONTACT, CONTACT_PUBLIC, CONTACT_SECRET, PSEUDONYM, Known, known_person
from quadrille.app import make_app
from quadrille.db import make_engine, writing
from quadrille.people.contacts import open_contacts
from quadrille.people.sessions import start_session
from quadrille.people.tables import Person, SealedContact
from quadrille.privacy.register import Viewer, entries
from quadrille.screening.tables import Review

LEVELS = list(Viewer)
"""From what all see to what none does."""


@pytest.fixture
def crowd(world: World, monkeypatch: pytest.MonkeyPatch):
    """An application with everything in it; the known person; headers by which each viewer asks; and a path's parts."""
    monkeypatch.setenv("QUADRILLE_CONTACT_KEY", CONTACT_PUBLIC)
    settings = world.settings.model_copy(update={"contact_key": CONTACT_PUBLIC})
    made = Stage(world)
    engine = make_engine(settings.database_url)
    with writing(engine) as session:
        known = known_person(session, settings)
        token = start_session(session, known.other)
        session.commit()
    engine.dispose()
    headers = {
        "nobody": {},
        "somebody else": {"authorization": f"Bearer {token}"},
        "operator": {"authorization": f"Bearer {OPERATOR_TOKEN}"},
        "the person": {"authorization": f"Bearer {known.token}"},
    }
    with TestClient(make_app(settings, world.chain), raise_server_exceptions=False) as client:
        yield client, known, headers, made.path


def addresses_of(known: Known, parts: dict[str, str]) -> list[str]:
    """Every GET, with whatever its path and query can name of the known person, and of others."""
    theirs = {
        "number": str(known.handed_in.contribution.number),
        "pseudonym": PSEUDONYM,
        "person": PSEUDONYM,
        "wallet": known.linked_wallet,
        "address": parts["address"],
        "slug": "mojaloop",
    }
    found = []
    for route in every_route():
        if "GET" in route.methods:
            for words in (theirs, {}):
                known_parts = {"token": "x", **parts, **words}
                filled = {name: known_parts[name] for name in parts_of(route)}
                found.append(route.path.format(**filled))
            for param in route.dependant.query_params:
                if param.name in ("pseudonym", "person", "holder", "wallet"):
                    words = {"holder": known.badge_wallet, **theirs}
                    found.append(f"{route.path.format(**filled)}?{param.name}={words[param.name]}")
    return found


@pytest.mark.parametrize(
    ("viewer", "highest"),
    [
        ("nobody", Viewer.EVERYBODY),
        ("somebody else", Viewer.EVERYBODY),
        ("operator", Viewer.OPERATOR),
        ("the person", Viewer.PERSON),
    ],
)
def test_no_answer_shows_anybody_more_than_the_register_says(crowd, viewer, highest):
    client, known, headers, parts = crowd
    level = {(entry.table, entry.column): entry.seen_by for entry in entries()}
    hidden = {
        place: words
        for place, words in known.planted().items()
        if LEVELS.index(level[place]) > LEVELS.index(highest)
        # Somebody else made the challenge: its grounds are their own words.
        and not (viewer == "somebody else" and place == ("affiliation_challenge", "grounds"))
    }
    answers = {path: client.get(path, headers=headers[viewer]) for path in addresses_of(known, parts)}
    assert len(answers) > sum("GET" in route.methods for route in every_route())
    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code >= 500} == {}
    for path, answer in answers.items():
        told = answer.text.lower() + json.dumps(dict(answer.headers)).lower()
        # Who names a wallet in the question knows it: a form shows what was asked for.
        unasked = {place: words for place, words in hidden.items() if words.lower() not in path.lower()}
        assert [place for place, words in unasked.items() if words.lower() in told] == [], path


def test_each_viewer_sees_what_is_theirs(crowd):
    """Else the test above could look at answers that show nothing to anybody."""
    client, known, headers, parts = crowd
    seen = {
        viewer: "".join(client.get(path, headers=sent).text for path in addresses_of(known, parts))
        for viewer, sent in headers.items()
    }
    planted = known.planted()
    assert all(planted["affiliation", "subject"] in told for told in seen.values())
    level = {(entry.table, entry.column): entry.seen_by for entry in entries()}
    shown = {place for place, words in planted.items() if json.dumps(words)[1:-1] in seen["the person"]}
    assert shown >= {
        place
        for place, words in planted.items()
        if level[place] is not Viewer.NOBODY and place not in {("review", "document"), ("linked_wallet", "consent")}
    }


def test_the_page_says_of_every_column_who_sees_it(api):
    page = api.get("/about/data")
    assert_page(page, 200)
    parts = page.text.split("<h2>")
    headings = {
        Viewer.EVERYBODY: "What everybody sees",
        Viewer.OPERATOR: "What the operator sees",
        Viewer.PERSON: "What only you see",
        Viewer.NOBODY: "What nobody sees",
    }
    for viewer, title in headings.items():
        part = next(part for part in parts if part.startswith(title))
        for entry in entries():
            assert (f'<code title="{entry.table}.{entry.column}">' in part) == (entry.seen_by is viewer)
    assert 'href="/about/data"' in api.get("/").text


def test_a_person_takes_their_data_along_as_a_file(crowd):
    client, _, headers, _ = crowd
    assert_problem(client.get("/api/v1/me/export"), 401)
    answer = client.get("/api/v1/me/export", headers=headers["the person"])
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.json()["person"]["pseudonym"] == PSEUDONYM


def test_a_person_erases_themselves_and_nobody_else(crowd, world):
    client, known, headers, _ = crowd
    assert_problem(client.request("DELETE", "/api/v1/me", json={"confirm": PSEUDONYM}), 401)
    for confirm, viewer in ((PSEUDONYM, "somebody else"), ("", "the person"), (known.other.pseudonym, "the person")):
        refused = client.request("DELETE", "/api/v1/me", json={"confirm": confirm}, headers=headers[viewer])
        assert_problem(refused, 422)
    done = client.request("DELETE", "/api/v1/me", json={"confirm": PSEUDONYM}, headers=headers["the person"])
    assert done.status_code == 200, done.text
    assert done.json()["erased"]["reviews"] == 1
    assert "Max-Age=0" in done.headers["set-cookie"]
    assert_problem(client.get("/api/v1/me/export", headers=headers["the person"]), 401)
    assert client.get("/api/v1/me/export", headers=headers["somebody else"]).status_code == 200
    with writing(make_engine(world.settings.database_url)) as session:
        assert session.exec(select(Person).where(Person.pseudonym == PSEUDONYM)).all() == []


def test_a_person_erases_themselves_on_a_page(crowd, world):
    client, known, _, _ = crowd
    assert client.get("/me/data", follow_redirects=False).headers["location"] == "/sign-in?next=%2Fme%2Fdata"
    cookies = {"cookie": f"quadrille={known.token}"}
    page = client.get("/me/data", headers=cookies)
    assert_page(page, 200)
    form_token = page.text.partition('name="form_token" value="')[2].partition('"')[0]
    form = {"confirm": PSEUDONYM, "form_token": form_token}
    assert client.post("/me/data/erase", data={"confirm": PSEUDONYM}, headers=cookies).status_code == 403
    wrong = client.post("/me/data/erase", data={**form, "confirm": "somebody-else"}, headers=cookies)
    assert_page(wrong, 422)
    done = client.post("/me/data/erase", data=form, headers=cookies, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, "/about/data#erased")
    assert client.get("/me/data", headers=cookies, follow_redirects=False).status_code == 303
    with writing(make_engine(world.settings.database_url)) as session:
        theirs = select(Review).join(Person).where(Person.id == known.person.id)
        assert [one.document for one in session.exec(theirs)] == [""]


def test_a_person_leaves_a_contact_that_only_the_operator_s_key_opens(crowd, world, tmp_path):
    client, known, headers, _ = crowd
    mine = headers["somebody else"]
    assert client.get("/api/v1/me/contact", headers=mine).json() == {"has_contact": False, "made_at": None}
    left = client.put("/api/v1/me/contact", json={"contact": " other@one.example "}, headers=mine)
    assert left.json()["has_contact"]
    assert client.get("/api/v1/me/contact", headers=mine).json() == left.json()
    key = tmp_path / "contacts.key"
    key.write_text(CONTACT_SECRET)
    with writing(make_engine(world.settings.database_url)) as session:
        opened = {one.pseudonym: one.contact for one in open_contacts(session, key)}
    assert opened == {PSEUDONYM: CONTACT, known.other.pseudonym: "other@one.example"}
    assert client.delete("/api/v1/me/contact", headers=mine).status_code == 204
    assert_problem(client.delete("/api/v1/me/contact", headers=mine), 404)
    with writing(make_engine(world.settings.database_url)) as session:
        assert session.exec(select(SealedContact)).one().person_id == known.person.id


def test_a_server_without_the_key_says_what_its_operator_has_to_do(world):
    engine = make_engine(world.settings.database_url)
    with writing(engine) as session:
        person = Person(pseudonym="amina")
        session.add(person)
        session.flush()
        token = start_session(session, person)
        session.commit()
    engine.dispose()
    with TestClient(make_app(world.settings, world.chain)) as client:
        headers = {"authorization": f"Bearer {token}"}
        refused = client.put("/api/v1/me/contact", json={"contact": "a@one.example"}, headers=headers)
        assert "contact-key" in assert_problem(refused, 409)["remedy"]


def test_whatever_a_signed_in_person_sends_is_answered(crowd):
    client, known, headers, _ = crowd
    for value in VALUES:
        for method, path, field in (("PUT", "/api/v1/me/contact", "contact"), ("DELETE", "/api/v1/me", "confirm")):
            for body in ({field: value}, {field: "x", "more": value}, value):
                content = json.dumps(body).encode()
                answer = client.request(method, path, content=content, headers=headers["the person"])
                assert answer.status_code in (200, 422), (method, body, answer.text)
        form = urlencode({"confirm": str(value)}, errors="surrogatepass").encode()
        sent = {**headers["the person"], "content-type": "application/x-www-form-urlencoded"}
        assert client.post("/me/data/erase", content=form, headers=sent).status_code == 422
    assert client.get("/api/v1/me/export", headers=headers["the person"]).json()["review"]
    assert known.person.erased_at is None
