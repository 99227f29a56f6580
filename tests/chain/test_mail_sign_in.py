"""Signing in by e-mail: once, for a quarter of an hour, in the browser that asked; and what is kept of it."""

import logging
import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import MetaData, text
from sqlmodel import select

from chain.answers import assert_page, assert_problem
from quadrille.app import make_app
from quadrille.config import Settings
from quadrille.db import make_engine, migrate, writing
from quadrille.errors import MailUnreachable, NotAllowed, Refused
from quadrille.people import mail_sign_in
from quadrille.people.mail_sign_in import HOUR_SECONDS, LINK_SECONDS, ask_for_link, follow_link, path_in
from quadrille.people.persons import add_person
from quadrille.people.tables import MailIdentity, MailLink, Person, SignInSession

ASK, FOLLOW = "/api/v1/sign-in/mail", "/api/v1/sign-in/link"
AMINA, BRUNO = "amina@example.org", "bruno@example.org"
BROWSER, OTHER_BROWSER = secrets.token_urlsafe(32), secrets.token_urlsafe(32)


@pytest.fixture
def settings(world, database_url, monkeypatch):
    """Settings with an empty database, on both kinds."""
    monkeypatch.setenv("QUADRILLE_DATABASE_URL", database_url)
    migrate(database_url)
    return Settings()


@pytest.fixture
def engine(settings):
    made = make_engine(settings.database_url)
    yield made
    made.dispose()


@pytest.fixture
def db(engine):
    with writing(engine) as session:
        yield session


@pytest.fixture
def letters():
    return []


@pytest.fixture
def ask(db, settings, letters):
    """Asks for a link and gives its token; "" when no mail was sent."""

    def asked(address=AMINA, browser=BROWSER):
        before = len(letters)
        ask_for_link(db, settings, letters.append, address, browser)
        return token_in(letters[-1]) if len(letters) > before else ""

    return asked


def token_in(letter):
    return path_in(letter).rpartition("/")[2]


def token_of_page(client):
    """The token of the newest mail at /dev/mail."""
    page = client.get("/dev/mail").text
    return page.partition('href="/sign-in/link/')[2].partition('"')[0]


def move_back(db, seconds, token=None):
    """Let links, or the one of this token, have been asked for earlier."""
    which = "" if token is None else " WHERE token_hash = :hash"
    given = {"seconds": seconds} | ({} if token is None else {"hash": mail_sign_in._hash(token)})
    db.execute(text(f"UPDATE mail_link SET expires_at = expires_at - :seconds{which}"), given)
    db.commit()


def count(db, table):
    found = len(db.exec(select(table)).all())
    db.commit()
    return found


def contents(url):
    """Every row of every table of a database, as text."""
    engine = make_engine(url)
    metadata = MetaData()
    with engine.connect() as connection:
        metadata.reflect(connection)
        found = {
            name: [str(row) for row in connection.execute(table.select())] for name, table in metadata.tables.items()
        }
    engine.dispose()
    return found


# The whole way, over HTTP


def test_a_program_signs_in_by_a_mailed_link(api):
    answer = api.post(ASK, json={"address": AMINA})
    assert answer.status_code == 202
    assert "a link is on its way" in answer.json()["summary"]
    token = token_of_page(api)
    answer = api.post(FOLLOW, json={"token": token, "keep": "token"})
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    entered = answer.json()
    assert entered["person"].startswith("person-")
    me = api.get("/api/v1/me", headers={"authorization": f"Bearer {entered['token']}"})
    assert me.json()["person"] == entered["person"]


def test_a_person_signs_in_on_the_pages(api):
    assert_page(api.get("/sign-in/mail"), 200)
    sent = api.post("/sign-in/mail", data={"address": AMINA})
    assert (sent.url.path, sent.status_code) == ("/sign-in/mail/sent", 200)
    page = api.get(f"/sign-in/link/{token_of_page(api)}")
    assert_page(page, 200)
    assert f'method="post" action="{page.url.path}">' in page.text
    answer = api.post(page.url.path, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/me")
    assert "person-" in api.get("/me").text


@pytest.mark.parametrize(
    ("wished", "back"), [("/review/7?lang=fr", "/review/7?lang=fr"), ("//evil.example", "/me"), (None, "/me")]
)
def test_a_mailed_link_leads_back_to_the_page_that_was_wished_for(api, wished, back):
    api.get("/sign-in?next=/badges")
    api.get("/sign-in", params={"next": wished} if wished else {})
    api.post("/sign-in/mail", data={"address": AMINA})
    answer = api.post(f"/sign-in/link/{token_of_page(api)}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, back)


def test_the_same_mailbox_is_the_same_person_however_it_is_written(api):
    people = []
    for address in (AMINA, "Amina@EXAMPLE.org", BRUNO):
        api.post(ASK, json={"address": address})
        people.append(api.post(FOLLOW, json={"token": token_of_page(api), "keep": "token"}).json()["person"])
    assert people[0] == people[1] != people[2]


def test_the_answer_is_the_same_for_a_known_address_a_new_one_and_one_that_is_flooded(api):
    api.post(ASK, json={"address": AMINA})
    api.post(FOLLOW, json={"token": token_of_page(api), "keep": "token"})
    answers = [api.post(ASK, json={"address": address}) for address in (AMINA, BRUNO, *[AMINA] * 5)]
    assert {(answer.status_code, answer.text) for answer in answers} == {(202, answers[0].text)}
    assert len({frozenset(answer.headers.keys()) for answer in answers}) == 1


def test_a_link_opens_nothing_in_another_browser_and_stays_as_it_was(api):
    api.post(ASK, json={"address": AMINA})
    token = token_of_page(api)
    other = TestClient(api.app)
    for has_asked in (False, True):
        if has_asked:
            other.post(ASK, json={"address": BRUNO})
        told = assert_problem(other.post(FOLLOW, json={"token": token}), 403)
        assert "another browser" in told["cause"]
        assert "Open it in the browser where you asked" in told["remedy"]
        assert_page(other.post(f"/sign-in/link/{token}"), 403)
    assert api.post(FOLLOW, json={"token": token}).status_code == 201


def test_a_browser_that_asked_for_nothing_is_told_before_it_tries(api):
    api.post(ASK, json={"address": AMINA})
    page = TestClient(api.app).get(f"/sign-in/link/{token_of_page(api)}")
    assert_page(page, 200)
    assert "Open this link in the other browser" in page.text
    assert "<form" not in page.text


def test_looking_at_the_page_changes_nothing(api, world):
    api.post(ASK, json={"address": AMINA})
    token = token_of_page(api)
    before = contents(world.settings.database_url)
    for client in (api, TestClient(api.app)):
        for method in ("GET", "HEAD"):
            for path in (f"/sign-in/link/{token}", "/sign-in/mail", "/sign-in/mail/sent", "/dev/mail"):
                client.request(method, path)
    assert contents(world.settings.database_url) == before
    assert api.post(FOLLOW, json={"token": token}).status_code == 201


def test_whatever_is_wrong_with_a_link_the_answer_is_one(api, world):
    tokens = []
    for address in (AMINA, BRUNO):
        api.post(ASK, json={"address": address})
        tokens.append(token_of_page(api))
    used, over = tokens
    assert api.post(FOLLOW, json={"token": used, "keep": "token"}).status_code == 201
    engine = make_engine(world.settings.database_url)
    with writing(engine) as session:
        move_back(session, LINK_SECONDS, over)
    engine.dispose()
    answers = [assert_problem(api.post(FOLLOW, json={"token": token}), 403) for token in (used, over, "x" * 43, "x")]
    for answer in answers:
        del answer["reference"]
    assert all(answer == answers[0] for answer in answers)


def test_the_browser_s_cookie_is_hidden_from_scripts_and_from_other_sites_forms(api, world):
    cookie = api.post(ASK, json={"address": AMINA}).headers["set-cookie"]
    assert cookie.startswith("quadrille-browser=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/", f"Max-Age={LINK_SECONDS}"} < set(cookie.split("; "))
    assert "Secure" not in cookie
    settings = world.settings.model_copy(update={"public_url": "https://quadrille.example"})
    with TestClient(make_app(settings, world.chain)) as client:
        cookie = client.post(ASK, json={"address": AMINA}).headers["set-cookie"]
    assert cookie.startswith("__Host-quadrille-browser=")
    assert "Secure" in cookie.split("; ")


def test_links_that_a_browser_asked_for_one_after_the_other_all_open(api):
    tokens = []
    for _ in range(2):
        api.post(ASK, json={"address": AMINA})
        tokens.append(token_of_page(api))
    for token in tokens:
        assert api.post(FOLLOW, json={"token": token, "keep": "token"}).status_code == 201


def test_a_cookie_that_is_not_ours_is_replaced(api):
    api.cookies.set("quadrille-browser", "mine")
    assert "quadrille-browser=mine" not in api.post(ASK, json={"address": AMINA}).headers["set-cookie"]


@pytest.mark.parametrize("address", ["", "amina", "a@example.org\r\nBcc: b@example.org", "x" * 255, None, 1, [AMINA]])
def test_what_is_no_address_is_refused_and_sends_nothing(api, address):
    assert_problem(api.post(ASK, json={"address": address}), 422)
    if isinstance(address, str):
        assert_page(api.post("/sign-in/mail", data={"address": address}), 422)
    assert "No mail was sent yet" in api.get("/dev/mail").text


# Where no mail goes out


def test_elsewhere_than_on_the_local_chain_a_server_without_mail_says_so(world):
    with TestClient(make_app(world.settings.model_copy(update={"chain_id": 10}), world.chain)) as client:
        told = assert_problem(client.post(ASK, json={"address": AMINA}), 409)
        assert told["cause"] == "This server sends no e-mail."
        assert_page(client.post("/sign-in/mail", data={"address": AMINA}), 409)
        page = client.get("/sign-in/mail")
        assert_page(page, 200)
        assert "sends no e-mail" in page.text
        assert "<form" not in page.text
        assert_page(client.get("/dev/mail"), 404)
        assert "/dev/mail" not in client.get("/sign-in/mail/sent").text


def test_a_local_chain_with_a_mail_server_shows_no_mails(world, monkeypatch):
    monkeypatch.setenv("QUADRILLE_SMTP_URL", "smtp://127.0.0.1")
    monkeypatch.setenv("QUADRILLE_MAIL_FROM", "post@example.org")
    with TestClient(make_app(Settings(), world.chain)) as client:
        assert_page(client.get("/dev/mail"), 404)


# Who is behind an address


def test_for_whoever_is_signed_in_an_address_becomes_one_more_way_in(api):
    api.post(ASK, json={"address": AMINA})
    token = api.post(FOLLOW, json={"token": token_of_page(api), "keep": "token"}).json()["token"]
    api.post(ASK, json={"address": BRUNO})
    bearer = {"authorization": f"Bearer {token}"}
    first = api.post(FOLLOW, json={"token": token_of_page(api), "keep": "token"}, headers=bearer).json()["person"]
    api.post(ASK, json={"address": BRUNO})
    later = api.post(FOLLOW, json={"token": token_of_page(api), "keep": "token"}).json()["person"]
    assert first == later == api.get("/api/v1/me", headers=bearer).json()["person"]


def test_on_the_pages_the_address_is_added_only_by_a_form_of_ones_own(api):
    api.post(ASK, json={"address": AMINA})
    api.post(f"/sign-in/link/{token_of_page(api)}")
    api.post("/sign-in/mail", data={"address": BRUNO})
    page = api.get(f"/sign-in/link/{token_of_page(api)}")
    assert "Add this address" in page.text
    assert_page(api.post(page.url.path), 403)
    form_token = page.text.partition('name="form_token" value="')[2].partition('"')[0]
    answer = api.post(page.url.path, data={"form_token": form_token}, follow_redirects=False)
    assert answer.status_code == 303


def test_another_person_s_address_is_refused_and_its_link_still_works(db, settings, ask):
    follow_link(db, settings, ask(), BROWSER)
    other = add_person(db)
    db.commit()
    token = ask()
    with pytest.raises(Refused, match="another person's"):
        follow_link(db, settings, token, BROWSER, last=other)
    db.rollback()
    assert follow_link(db, settings, token, BROWSER).person.id != other.id
    assert count(db, MailIdentity) == 1


def test_one_s_own_address_may_be_opened_again_while_signed_in(db, settings, ask):
    person = follow_link(db, settings, ask(), BROWSER).person
    assert follow_link(db, settings, ask(), BROWSER, last=person).person.id == person.id


def test_an_address_of_somebody_who_was_erased_begins_anew(db, settings, ask):
    erased = follow_link(db, settings, ask(), BROWSER).person
    erased.erased_at = 1
    db.add(erased)
    db.commit()
    assert follow_link(db, settings, ask(), BROWSER).person.id != erased.id
    assert count(db, MailIdentity) == 1


# Once


def in_parallel(engine, times, step):
    """What came of doing this so many times at once: answers and refusals."""

    def one(_):
        with writing(engine) as session:
            try:
                return step(session)
            except (NotAllowed, MailUnreachable) as error:
                return error

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_of_a_hundred_that_open_a_link_at_once_one_gets_in(engine, db, settings, ask):
    token = ask()
    found = in_parallel(engine, 100, lambda session: follow_link(session, settings, token, BROWSER))
    assert sum(not isinstance(one, NotAllowed) for one in found) == 1
    assert (count(db, SignInSession), count(db, Person), count(db, MailLink)) == (1, 1, 0)


def test_links_for_a_new_address_that_are_opened_at_once_begin_one_person(engine, db, settings, ask):
    tokens = [ask() for _ in range(mail_sign_in.MOST_LIVE_LINKS)]
    waiting = iter(tokens)
    found = in_parallel(engine, len(tokens), lambda session: follow_link(session, settings, next(waiting), BROWSER))
    assert len({one.person.id for one in found}) == 1
    assert (count(db, SignInSession), count(db, Person)) == (len(tokens), 1)


def test_of_a_hundred_that_ask_at_once_for_an_address_three_get_a_mail(engine, db, settings, letters):
    in_parallel(engine, 100, lambda session: ask_for_link(session, settings, letters.append, AMINA, BROWSER))
    assert len(letters) == count(db, MailLink) == mail_sign_in.MOST_LIVE_LINKS


# Not for long, and not too often


@pytest.mark.parametrize(("seconds_before_its_end", "opens"), [(30, True), (0, False), (-1, False)])
def test_a_link_opens_until_its_time_is_over(db, settings, ask, seconds_before_its_end, opens):
    token = ask()
    move_back(db, LINK_SECONDS - seconds_before_its_end)
    if opens:
        assert follow_link(db, settings, token, BROWSER).token
        return
    with pytest.raises(NotAllowed, match="does not work"):
        follow_link(db, settings, token, BROWSER)


def test_a_mailbox_gets_three_mails_at_a_time_and_five_an_hour(db, ask):
    assert [bool(ask()) for _ in range(5)] == [True, True, True, False, False]
    # Another mailbox is not held up by it.
    assert ask(BRUNO)
    # Once those are over, two more.
    move_back(db, LINK_SECONDS)
    assert [bool(ask()) for _ in range(3)] == [True, True, False]
    move_back(db, LINK_SECONDS)
    assert not ask()
    # And after the hour, again.
    move_back(db, HOUR_SECONDS)
    assert ask()


def test_who_reads_the_mailbox_may_sign_in_often(db, settings, ask):
    for _ in range(8):
        assert follow_link(db, settings, ask(), BROWSER).token


def test_a_server_sends_only_so_many_mails_of_all(db, ask, monkeypatch):
    monkeypatch.setattr(mail_sign_in, "MOST_MAILS_OF_ALL", 4)
    sent = [bool(ask(f"person{number}@example.org")) for number in range(6)]
    assert sent == [True] * 4 + [False] * 2


def test_old_links_are_taken_away(db, ask):
    ask()
    ask(BRUNO)
    move_back(db, HOUR_SECONDS)
    ask("carla@example.org")
    assert count(db, MailLink) == 1


# What is kept, and what is held meanwhile


def test_no_transaction_is_open_while_a_mail_is_on_its_way(engine, db, settings):
    def carry(_letter):
        assert not db.in_transaction()
        with writing(engine) as another:
            assert count(another, MailLink) == 1

    ask_for_link(db, settings, carry, AMINA, BROWSER)
    assert not db.in_transaction()


def test_a_mail_that_was_not_sent_leaves_no_link_and_does_not_count(db, settings, ask):
    def fail(_letter):
        raise MailUnreachable("it said no")

    for _ in range(2 * mail_sign_in.MOST_MAILS_AN_HOUR):
        with pytest.raises(MailUnreachable):
            ask_for_link(db, settings, fail, AMINA, BROWSER)
    assert count(db, MailLink) == 0
    assert ask()


def test_neither_address_nor_token_is_in_the_database_or_the_log(world, settings, caplog):
    caplog.set_level(logging.DEBUG)
    with TestClient(make_app(settings, world.chain)) as client:
        secret = []
        for is_used in (True, False):
            client.post(ASK, json={"address": AMINA}, headers={"idempotency-key": f"ask-{is_used}"})
            token = token_of_page(client)
            secret += [token, client.cookies["quadrille-browser"]]
            if is_used:
                body = {"token": token, "keep": "token"}
                secret.append(client.post(FOLLOW, json=body, headers={"idempotency-key": "in"}).json()["token"])
    found = contents(settings.database_url)
    assert found["mail_link"]
    assert found["mail_identity"]
    assert found["sign_in_session"]
    everything = "\n".join(row for rows in found.values() for row in rows)
    # Requests of the test's own client are not ours.
    logged = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("http"))
    for one in (*secret, AMINA, "amina", "example.org"):
        assert one not in everything
        assert one not in logged
