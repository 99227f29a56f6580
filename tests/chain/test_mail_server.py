"""Mails on their way to real servers: in the open, encrypted, refused, and into silence."""

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from chain.answers import assert_problem
from chain.mail_server import PASSWORD, USER, certificate, free_port, knows_password, mail_server, silent_server
from quadrille.app import make_app
from quadrille.config import Settings
from quadrille.db import make_engine, reading
from quadrille.people import mail
from quadrille.people.tables import MailLink

ASK = "/api/v1/sign-in/mail"
AMINA = {"address": "amina@example.org"}


@pytest.fixture
def asking(world, monkeypatch):
    """Asks for a link on a server of ours whose mails go to this address."""

    def ask(smtp_url, body=AMINA):
        monkeypatch.setenv("QUADRILLE_SMTP_URL", smtp_url)
        monkeypatch.setenv("QUADRILLE_MAIL_FROM", "Quadrille <post@example.org>")
        with TestClient(make_app(Settings(), world.chain), raise_server_exceptions=False) as client:
            return client.post(ASK, json=body)

    return ask


@pytest.fixture
def links(world):
    """How many links are kept."""

    def count():
        engine = make_engine(world.settings.database_url)
        with reading(engine) as session:
            found = len(session.exec(select(MailLink)).all())
        engine.dispose()
        return found

    return count


def test_a_mail_server_of_this_machine_takes_the_mail(asking, links):
    with mail_server() as (taken, port):
        assert asking(f"smtp://127.0.0.1:{port}").status_code == 202
    assert taken.recipients == ["amina@example.org"]
    assert taken.mails[0]["From"] == "Quadrille <post@example.org>"
    assert "/sign-in/link/" in taken.mails[0].get_content()
    assert links() == 1


def test_tls_is_begun_where_it_is_asked_for_and_the_password_sent_within(asking, tmp_path, monkeypatch):
    file, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    options = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": knows_password}
    with mail_server(**options) as (taken, port):
        assert asking(f"smtp+starttls://{quote(USER, '')}:{quote(PASSWORD, '')}@127.0.0.1:{port}").status_code == 202
    assert taken.were_encrypted == [True]


def test_a_connection_within_tls_from_its_start_is_taken(asking, tmp_path, monkeypatch):
    file, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with mail_server(ssl_context=context) as (taken, port):
        assert asking(f"smtps://127.0.0.1:{port}").status_code == 202
    assert taken.recipients == ["amina@example.org"]


def test_a_wrong_password_is_refused_and_not_told(asking, links, tmp_path, monkeypatch):
    file, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with mail_server(tls_context=context, auth_required=True, authenticator=knows_password) as (taken, port):
        answer = asking(f"smtp+starttls://us%40er:hunter2@127.0.0.1:{port}")
    assert "code 535" in assert_problem(answer, 503)["cause"]
    assert "hunter2" not in answer.text
    assert (taken.mails, links()) == ([], 0)


def test_a_password_that_cannot_be_sent_is_no_fault(asking, links, tmp_path, monkeypatch):
    file, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with mail_server(tls_context=context, auth_required=True, authenticator=knows_password) as (_, port):
        assert_problem(asking(f"smtp+starttls://us:p%C3%A4@127.0.0.1:{port}"), 503)
    assert links() == 0


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_certificate_that_nobody_vouches_for_ends_it(asking, links, tmp_path, scheme):
    _, context = certificate(tmp_path)
    options = {"ssl_context": context} if scheme == "smtps" else {"tls_context": context}
    with mail_server(**options) as (taken, port):
        answer = asking(f"{scheme}://127.0.0.1:{port}")
    assert "certificate does not hold" in assert_problem(answer, 503)["cause"]
    assert (taken.mails, links()) == ([], 0)


def test_a_certificate_for_another_name_ends_it(asking, links, tmp_path, monkeypatch):
    file, context = certificate(tmp_path, host="127.0.0.2")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with mail_server(tls_context=context) as (taken, port):
        answer = asking(f"smtp+starttls://127.0.0.1:{port}")
    assert "certificate does not hold" in assert_problem(answer, 503)["cause"]
    assert (taken.mails, links()) == ([], 0)


def test_a_server_without_tls_gets_nothing_where_tls_was_meant(asking, links):
    with mail_server() as (taken, port):
        assert_problem(asking(f"smtp+starttls://127.0.0.1:{port}"), 503)
    assert (taken.mails, links()) == ([], 0)


def test_a_server_that_refuses_is_told_with_what_to_do_and_no_link_is_kept(asking, links):
    with mail_server(refusal="554 amina@example.org is not wanted") as (taken, port):
        answer = asking(f"smtp://127.0.0.1:{port}")
    told = assert_problem(answer, 503)
    assert "code 554" in told["cause"]
    assert told["remedy"]
    assert told["type"].endswith("/problems/mail-unreachable")
    assert int(answer.headers["retry-after"]) > 0
    assert "amina" not in answer.text
    assert (taken.mails, links()) == ([], 0)


def test_a_server_that_is_not_there_is_told_and_no_link_is_kept(asking, links):
    assert "refused" in assert_problem(asking(f"smtp://127.0.0.1:{free_port()}"), 503)["cause"]
    assert links() == 0


def test_a_server_that_says_nothing_is_not_waited_for_for_long(asking, links, monkeypatch):
    monkeypatch.setattr(mail, "ANSWER_SECONDS", 0.2)
    with silent_server() as port:
        assert "in time" in assert_problem(asking(f"smtp://127.0.0.1:{port}"), 503)["cause"]
    assert links() == 0


def test_no_more_mails_than_some_are_on_their_way_at_once(asking, links, monkeypatch):
    places = mail._places
    taken = [places.acquire(blocking=False) for _ in range(mail.SENT_AT_ONCE)]
    try:
        with mail_server() as (server, port):
            assert "at this moment" in assert_problem(asking(f"smtp://127.0.0.1:{port}"), 503)["cause"]
    finally:
        for _ in taken:
            places.release()
    assert all(taken)
    assert (server.mails, links()) == ([], 0)
    with mail_server() as (server, port):
        assert asking(f"smtp://127.0.0.1:{port}").status_code == 202


def test_an_address_in_another_script_reaches_a_server_that_knows_them(asking, links):
    with mail_server(enable_SMTPUTF8=True) as (taken, port):
        assert asking(f"smtp://127.0.0.1:{port}", {"address": "أمينة@bücher.example"}).status_code == 202
    assert taken.recipients == ["أمينة@xn--bcher-kva.example"]
    assert taken.mails[0]["To"] == "أمينة@xn--bcher-kva.example"
    with mail_server(enable_SMTPUTF8=False) as (taken, port):
        answer = asking(f"smtp://127.0.0.1:{port}", {"address": "أمينة@bücher.example"})
    assert "does not know a step" in assert_problem(answer, 503)["cause"]
    assert (taken.mails, links()) == ([], 1)
