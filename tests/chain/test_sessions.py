"""Sessions: whose they are, how they end, and what another site cannot do with them."""

import pytest
from eth_account import Account
from fastapi.testclient import TestClient
from sqlmodel import select

from chain.answers import assert_problem
from chain.sign_in import bearer, signed, token_of
from quadrille.app import make_app
from quadrille.people.sessions import IDLE_SECONDS, LONGEST_SECONDS, MOST_SESSIONS, TOUCH_SECONDS
from quadrille.people.tables import SignInSession

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def browser(world):
    """A browser in which somebody is signed in."""
    with TestClient(make_app(world.settings, world.chain), headers={"user-agent": FIREFOX}) as client:
        assert client.post("/api/v1/sign-in", json=signed(client, Account.create())).status_code == 201
        yield client


def form_token(browser):
    return browser.get("/api/v1/me").json()["form_token"]


def moved_back(session, seconds, field):
    """As if this had been so long ago."""
    kept = session.exec(select(SignInSession)).one()
    setattr(kept, field, getattr(kept, field) - seconds)
    session.add(kept)
    session.commit()


def test_scripts_cannot_read_the_cookie_and_other_sites_cannot_use_it(world, api):
    answer = api.post("/api/v1/sign-in", json=signed(api, Account.create()))
    session_cookie, form_cookie = answer.headers.get_list("set-cookie")
    assert session_cookie.startswith("quadrille=qs_")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(session_cookie.split("; "))
    # The second is for our scripts; the first cannot be had from it.
    assert form_cookie.startswith("quadrille-form=")
    assert "HttpOnly" not in form_cookie
    assert session_cookie.split("=")[1].split(";")[0] not in form_cookie


def test_over_https_the_cookie_is_bound_to_the_host(world):
    settings = world.settings.model_copy(update={"public_url": "https://quadrille.example"})
    with TestClient(make_app(settings, world.chain), base_url="https://quadrille.example") as client:
        answer = client.post("/api/v1/sign-in", json=signed(client, Account.create()))
        assert answer.status_code == 201, answer.text
        for cookie in answer.headers.get_list("set-cookie"):
            assert cookie.startswith("__Host-quadrille")
            assert "Secure" in cookie.split("; ")
        assert client.get("/api/v1/me").status_code == 200


CHANGES = [("PATCH", "/api/v1/me", {"pseudonym": "x"}), ("DELETE", "/api/v1/me/session", None)]


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
@pytest.mark.parametrize("proof", [None, "", "0" * 64, "é"])
def test_what_a_cookie_alone_asks_for_is_not_done(browser, method, path, body, proof):
    headers = {} if proof is None else {"x-form-token": proof.encode()}
    answer = browser.request(method, path, json=body, headers=headers)
    assert "does not come from a form of yours" in assert_problem(answer, 403)["cause"]
    assert browser.get("/api/v1/me").status_code == 200


def test_another_session_s_proof_is_not_this_one_s(world, browser):
    with TestClient(make_app(world.settings, world.chain)) as other:
        other.post("/api/v1/sign-in", json=signed(other, Account.create()))
        theirs = other.get("/api/v1/me").json()["form_token"]
    answer = browser.patch("/api/v1/me", json={"pseudonym": "x"}, headers={"x-form-token": theirs})
    assert_problem(answer, 403)


def test_with_the_proof_a_browser_does_what_its_person_wants(browser):
    headers = {"x-form-token": form_token(browser)}
    assert browser.patch("/api/v1/me", json={"pseudonym": "Amina B."}, headers=headers).json() == {"person": "Amina B."}
    page = browser.get("/me").text
    assert "Amina B." in page
    answer = browser.post("/me/name", data={"pseudonym": "Bao", "form_token": form_token(browser)})
    assert "Bao" in answer.text
    assert browser.post("/me/name", data={"pseudonym": "Chidi"}).status_code == 403


def test_signing_out_ends_the_session_on_the_server(world, browser):
    cookie = browser.cookies["quadrille"]
    answer = browser.delete("/api/v1/me/session", headers={"x-form-token": form_token(browser)})
    assert answer.status_code == 204
    assert "quadrille" not in browser.cookies
    # Who kept the cookie has nothing.
    assert_problem(browser.get("/api/v1/me", headers={"cookie": f"quadrille={cookie}"}), 401)


def test_a_person_sees_their_sessions_and_ends_any_of_them(world, browser, api):
    account = Account.create()
    tokens = [token_of(api, account) for _ in range(3)]
    first, second, third = ({"authorization": f"Bearer {token}"} for token in tokens)
    listed = api.get("/api/v1/me/sessions", headers=third).json()
    assert [one["is_this_one"] for one in listed] == [True, False, False]
    assert {one["wallet"] for one in listed} == {account.address}
    assert api.delete(f"/api/v1/me/sessions/{listed[-1]['session']}", headers=second).status_code == 204
    assert api.get("/api/v1/me", headers=first).status_code == 401
    assert api.get("/api/v1/me", headers=second).status_code == 200
    assert api.delete("/api/v1/me/sessions", headers=second).status_code == 204
    assert api.get("/api/v1/me", headers=third).status_code == 401
    # Nobody else's ended.
    [kept] = browser.get("/api/v1/me/sessions").json()
    assert kept["client"] == "Firefox on Linux"


def test_nobody_sees_or_ends_another_person_s_session(api):
    mine, theirs = bearer(api, Account.create()), bearer(api, Account.create())
    [other] = api.get("/api/v1/me/sessions", headers=theirs).json()
    [own] = api.get("/api/v1/me/sessions", headers=mine).json()
    assert own["session"] != other["session"]
    refused = assert_problem(api.delete(f"/api/v1/me/sessions/{other['session']}", headers=mine), 404)
    # The same words as for one that nobody has.
    missing = assert_problem(api.delete("/api/v1/me/sessions/999999", headers=mine), 404)
    assert refused["cause"].replace(str(other["session"]), "N") == missing["cause"].replace("999999", "N")
    assert api.get("/api/v1/me", headers=theirs).status_code == 200


@pytest.mark.parametrize(("field", "seconds"), [("seen_at", IDLE_SECONDS), ("expires_at", LONGEST_SECONDS)])
def test_a_session_ends_by_itself(api, session, field, seconds):
    headers = bearer(api, Account.create())
    moved_back(session, seconds - 60, field)
    assert api.get("/api/v1/me", headers=headers).status_code == 200
    if field == "seen_at":
        session.expire_all()
        # It was used just now, and so it begins to wait anew.
        assert session.exec(select(SignInSession)).one().seen_at > 60
        session.rollback()
        moved_back(session, seconds - 60, field)
    moved_back(session, 61, field)
    assert_problem(api.get("/api/v1/me", headers=headers), 401)


def test_a_session_that_is_used_is_noted_once_an_hour(api, session):
    headers = bearer(api, Account.create())
    seen = session.exec(select(SignInSession.seen_at)).one()
    session.rollback()
    moved_back(session, TOUCH_SECONDS - 60, "seen_at")
    api.get("/api/v1/me", headers=headers)
    assert session.exec(select(SignInSession.seen_at)).one() == seen - TOUCH_SECONDS + 60
    session.rollback()
    moved_back(session, 61, "seen_at")
    api.get("/api/v1/me", headers=headers)
    session.expire_all()
    assert session.exec(select(SignInSession.seen_at)).one() >= seen


def test_a_person_has_only_so_many_sessions(api, session):
    account = Account.create()
    tokens = [token_of(api, account) for _ in range(MOST_SESSIONS + 2)]
    assert len(session.exec(select(SignInSession)).all()) == MOST_SESSIONS
    assert api.get("/api/v1/me", headers={"authorization": f"Bearer {tokens[-1]}"}).status_code == 200
    assert api.get("/api/v1/me", headers={"authorization": f"Bearer {tokens[0]}"}).status_code == 401


TOKENS = ["", "qs_", "qs_x", "qs_é", "nonsense", "qs_" + "A" * 10_000, "qs_'; DROP TABLE person"]


@pytest.mark.parametrize("token", TOKENS)
def test_a_token_that_nobody_has_signs_nobody_in(api, token):
    assert_problem(api.get("/api/v1/me", headers={"authorization": f"Bearer {token}".encode()}), 401)
    assert api.get("/me", headers={"cookie": f"quadrille={token}".encode()}, follow_redirects=False).status_code == 303


def test_whoever_is_not_signed_in_is_led_to_the_way_in(api):
    answer = api.get("/me")
    assert answer.url.path == "/sign-in"
    assert "With a wallet" in answer.text
    assert "www-authenticate" in api.get("/api/v1/me").headers


@pytest.mark.parametrize("name", ["", " ", "a@b.example", "x" * 65, "a\nb", "a\u202eb", " a", "a\0"])
def test_a_pseudonym_is_a_plain_short_name(api, name):
    headers = bearer(api, Account.create())
    assert_problem(api.patch("/api/v1/me", json={"pseudonym": name}, headers=headers), 422)


def test_two_people_do_not_have_one_pseudonym(api):
    mine, theirs = bearer(api, Account.create()), bearer(api, Account.create())
    assert api.patch("/api/v1/me", json={"pseudonym": "amina"}, headers=mine).status_code == 200
    assert_problem(api.patch("/api/v1/me", json={"pseudonym": "amina"}, headers=theirs), 409)
    assert api.patch("/api/v1/me", json={"pseudonym": "amina"}, headers=mine).status_code == 200
