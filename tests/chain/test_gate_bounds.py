"""How much and how often anybody may ask."""

import json
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest
from eth_account import Account
from fastapi.testclient import TestClient

from chain.answers import assert_page, assert_problem
from chain.sign_in import bearer
from quadrille.app import make_app
from quadrille.gate import sizes

JSON_TYPE = {"content-type": "application/json"}


def test_json_is_read_down_to_32_levels(api):
    inside = "[" * 31 + "]" * 31
    answer = api.post("/api/v1/intents/claim", content=f'{{"code": {inside}}}', headers=JSON_TYPE)
    assert_problem(answer, 422)
    deeper = api.post("/api/v1/intents/claim", content=f'{{"code": [{inside}]}}', headers=JSON_TYPE)
    assert "nested" in assert_problem(deeper, 400)["cause"]
    in_text = json.dumps({"code": "[" * 64, "wallet": "x"})
    assert_problem(api.post("/api/v1/intents/claim", content=in_text, headers=JSON_TYPE), 422)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_json_is_utf_8(api, encoding):
    content = '{"code": "x", "wallet": "x"}'.encode(encoding)
    assert_problem(api.post("/api/v1/intents/claim", content=content, headers=JSON_TYPE), 400)


def test_an_address_or_headers_that_are_too_long_are_refused(api):
    assert_problem(api.get(f"/api/v1/badges/{'9' * 8_193}"), 414)
    assert_problem(api.get("/api/v1/badges", params={"holder": "x" * 8_193}), 414)
    assert_page(api.get("/badges", params={"x": "x" * 8_193}), 414)
    assert_problem(api.get("/api/v1/badges", headers={f"x-{number}": "" for number in range(101)}), 431)


@pytest.mark.parametrize("path", ["/api/v1/no-such-thing", "/api/v1/intents/claim", "/api/v1/reviews"])
def test_a_body_without_a_length_is_cut_wherever_it_goes(api, path):
    read = []

    def parts():
        for number in range(1_000):
            read.append(number)
            yield b"x" * 100_000

    assert_problem(api.post(path, content=parts(), headers=JSON_TYPE), 413)


def test_a_body_that_does_not_come_is_not_waited_for(world, monkeypatch):
    monkeypatch.setattr(sizes, "BODY_SECONDS", 0.05)
    app = make_app(world.settings, world.chain)
    told = []

    async def ask() -> None:
        async def receive():
            await anyio.sleep_forever()

        async def send(message):
            told.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/api/v1/intents/claim",
            "raw_path": b"/api/v1/intents/claim",
            "query_string": b"",
            "headers": [],
            "client": ("192.0.2.1", 1),
            "server": ("testserver", 80),
            "scheme": "http",
        }
        await app(scope, receive, send)

    # In a thread of its own: a browser of other tests may have a loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(anyio.run, ask).result()
    assert told[0]["status"] == 408


def limited(world, **settings):
    return TestClient(make_app(world.settings.model_copy(update=settings), world.chain))


def test_more_requests_than_a_minute_has_room_for_are_told_when_to_come_back(world):
    with limited(world, reads_per_minute=2, writes_per_minute=1) as client:
        assert [client.get("/healthz").status_code for _ in range(2)] == [200, 200]
        answer = client.get("/api/v1/badges")
        assert "More than 2 reads" in assert_problem(answer, 429)["cause"]
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert answer.headers["ratelimit-policy"] == '"reads";q=2;w=60'
        assert answer.headers["ratelimit"] == f'"reads";r=0;t={answer.headers["retry-after"]}'
        assert_page(client.get("/"), 429)
        assert_problem(client.post("/api/v1/intents/claim", json={}), 422)
        assert_problem(client.post("/api/v1/intents/claim", json={}), 429)


def test_what_was_refused_does_not_count(world):
    with limited(world, reads_per_minute=3) as client:
        answers = [client.get("/healthz").status_code for _ in range(6)]
    assert answers == [200] * 3 + [429] * 3


def test_a_header_that_anybody_can_write_makes_nobody_somebody_else(world):
    def hosts():
        return [{"x-forwarded-for": f"192.0.2.{number}"} for number in range(3)]

    with limited(world, reads_per_minute=2) as client:
        assert [client.get("/healthz", headers=headers).status_code for headers in hosts()] == [200, 200, 429]
    with limited(world, reads_per_minute=2, proxies=1) as client:
        assert [client.get("/healthz", headers=headers).status_code for headers in hosts()] == [200, 200, 200]


def test_a_person_is_counted_wherever_they_ask_from(world):
    with limited(world, reads_per_minute=3, proxies=1) as client:

        def ask(who, number):
            headers = {**who, "x-forwarded-for": f"192.0.2.{number}"}
            return client.get("/api/v1/me", headers=headers)

        amina, bela = (bearer(client, Account.create()) for _ in range(2))
        assert [ask(amina, number).status_code for number in range(4)] == [200, 200, 200, 429]
        assert int(ask(amina, 9).headers["retry-after"]) >= 1
        assert ask(bela, 10).status_code == 200
