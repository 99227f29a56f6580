"""Logs name no network address, no e-mail address, no claim code and no wallet."""

import logging
import socket
import threading

import httpx2
import pytest
import uvicorn
from eth_account import Account

from chain.sign_in import signed
from conftest import OPERATOR_TOKEN
from journeys import demo_reviews, import_demo_projects
from quadrille.app import make_app
from quadrille.errors import Misconfigured

PEER = "127.0.0.1"
MAIL = "amina@example.org"


@pytest.fixture
def logged(caplog):
    """Everything that we and the server say, down to the last detail."""
    for name in ("quadrille", "uvicorn", "uvicorn.error", "uvicorn.access"):
        caplog.set_level(logging.DEBUG, logger=name)
    # The one who asks, which is this test.
    caplog.set_level(logging.WARNING, logger="httpx2")
    return caplog


@pytest.fixture
def served(world):
    """The application as `quadrille serve` runs it, with a route that fails."""
    app = make_app(world.settings, world.chain)

    def fail(words: str) -> None:
        raise Exception(words) from Misconfigured(words, words)

    app.get("/api/breaks")(fail)
    listener = socket.create_server((PEER, 0))
    config = uvicorn.Config(app, log_level="debug", log_config=None, access_log=False, proxy_headers=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://{PEER}:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


def test_no_log_says_who_asked_or_for_what(world, session, served, logged):
    import_demo_projects(session)
    account = Account.create()
    name, content = demo_reviews()[0]
    logged.clear()
    with httpx2.Client(base_url=served) as client:
        operator = {"authorization": f"Bearer {OPERATOR_TOKEN}"}
        review = client.post("/api/v1/reviews", params={"file_name": name}, content=content, headers=operator)
        code = review.json()["claim_code"]
        wallet = world.somebody().address
        client.get(f"/claim/{code}")
        client.post("/api/v1/intents/claim", json={"code": code, "wallet": wallet})
        client.post("/api/v1/badges", json={"code": code, "wallet": "nonsense"})
        mailed = client.post("/api/v1/sign-in/mail", json={"address": MAIL})
        answer = client.post("/api/v1/sign-in", json={**signed(client, account), "keep": "token"})
        for words in (code, wallet, MAIL, PEER, account.address):
            failed = client.get("/api/breaks", params={"words": words}, headers={"x-forwarded-for": PEER})
            assert failed.status_code == 500
    told = "\n".join(logging.Formatter().format(record) for record in logged.records)
    # The faults are there, each under its reference.
    assert told.count("failed\n") >= 5
    assert failed.headers["x-request-id"] in told
    assert (answer.status_code, mailed.status_code) == (201, 202)
    for hidden in (code, wallet, wallet.lower(), account.address, MAIL, OPERATOR_TOKEN, answer.json()["token"]):
        assert hidden not in told
    assert PEER not in told
