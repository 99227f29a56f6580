"""Idempotency-Key: what is sent twice is done once, on both databases."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient
from sqlalchemy import update
from sqlmodel import select

from chain.answers import assert_problem
from conftest import OPERATOR_TOKEN
from journeys import demo_reviews, import_demo_projects
from quadrille.app import make_app
from quadrille.db import make_engine, migrate, writing
from quadrille.errors import Refused
from quadrille.gate import keeping
from quadrille.gate.repeats import ANSWER_BYTES
from quadrille.gate.tables import KeptAnswer

KEY = {"idempotency-key": "0b8a6a1e-6a5c-4d0e-9d0e-2f7f5a3c9b11"}
OPERATOR = {"authorization": f"Bearer {OPERATOR_TOKEN}"}


class Counting:
    """An application with routes that count how often they ran."""

    def __init__(self, world, database_url):
        migrate(database_url)
        self.settings = world.settings.model_copy(update={"database_url": database_url})
        self.app: FastAPI = make_app(self.settings, world.chain)
        self.ran = 0
        self.fails = False
        self.going, self.may_end = threading.Event(), threading.Event()
        for path, handler in {
            "": self.once,
            "/slow": self.slow,
            "/refused": self.refused,
            "/long": self.long,
            "/packed": self.packed,
            "/cookie": self.cookie,
        }.items():
            self.app.add_api_route(f"/api/v1/counting{path}", handler, methods=["POST", "PUT", "DELETE"])

    def once(self, request: Request):
        self.ran += 1
        if self.fails:
            raise ZeroDivisionError
        return Response(f"code {self.ran}", 201, media_type="text/plain; charset=utf-8")

    def slow(self):
        self.ran += 1
        self.going.set()
        assert self.may_end.wait(30)
        return self.ran

    def refused(self):
        self.ran += 1
        raise Refused("Not now.", "Later.")

    def long(self):
        self.ran += 1
        return "x" * ANSWER_BYTES

    def packed(self):
        self.ran += 1
        return "x" * 5_000

    def cookie(self):
        self.ran += 1
        return Response(headers={"set-cookie": "a=b"})


@pytest.fixture
def counting(world, database_url):
    made = Counting(world, database_url)
    with TestClient(made.app) as client:
        made.client = client
        yield made


def rows(counting):
    engine = make_engine(counting.settings.database_url)
    with writing(engine) as session:
        found = session.exec(select(KeptAnswer)).all()
    engine.dispose()
    return found


def test_a_repeat_gets_the_first_answer_and_runs_nothing(counting):
    client = counting.client
    first = client.post("/api/v1/counting", json={"a": 1}, headers=KEY)
    again = client.post("/api/v1/counting", json={"a": 1}, headers=KEY)
    assert counting.ran == 1
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert (again.status_code, again.content) == (first.status_code, first.content) == (201, b"code 1")
    assert again.headers["content-type"] == first.headers["content-type"]
    assert again.headers["x-request-id"] != first.headers["x-request-id"]


def test_a_repeat_of_a_compressed_answer_is_the_same(counting):
    packing = KEY | {"accept-encoding": "gzip"}
    first, again = (counting.client.post("/api/v1/counting/packed", headers=packing) for _ in range(2))
    plain = counting.client.post("/api/v1/counting/packed", headers=KEY | {"accept-encoding": "identity"})
    assert first.headers["content-encoding"] == again.headers["content-encoding"] == "gzip"
    assert first.json() == again.json() == plain.json() == "x" * 5_000
    assert counting.ran == 1


def test_without_a_key_each_request_runs(counting):
    for _ in range(2):
        counting.client.post("/api/v1/counting", json={})
    assert counting.ran == 2


def test_another_body_under_the_same_key_is_refused_and_runs_nothing(counting):
    counting.client.post("/api/v1/counting", json={"a": 1}, headers=KEY)
    answer = counting.client.post("/api/v1/counting", json={"a": 2}, headers=KEY)
    assert "another body" in assert_problem(answer, 422)["cause"]
    assert counting.ran == 1


def test_a_key_belongs_to_who_asked_how_and_where(counting):
    client = counting.client
    client.post("/api/v1/counting", json={}, headers=KEY)
    client.post("/api/v1/counting", json={}, headers=KEY | OPERATOR)
    client.post("/api/v1/counting", json={}, headers=KEY | {"cookie": "quadrille=somebody"})
    client.post("/api/v1/counting?x=1", json={}, headers=KEY)
    client.put("/api/v1/counting", json={}, headers=KEY)
    client.delete("/api/v1/counting", headers=KEY)
    assert counting.ran == 6
    assert len(rows(counting)) == 6


def test_a_refusal_is_repeated_too(counting):
    answers = [counting.client.post("/api/v1/counting/refused", headers=KEY) for _ in range(2)]
    assert [assert_problem(answer, 409)["cause"] for answer in answers] == ["Not now."] * 2
    assert counting.ran == 1


def test_a_fault_of_ours_is_not(counting):
    counting.fails = True
    assert_problem(counting.client.post("/api/v1/counting", headers=KEY), 500)
    counting.fails = False
    assert counting.client.post("/api/v1/counting", headers=KEY).status_code == 201
    assert counting.ran == 2


@pytest.mark.parametrize("path", ["long", "cookie"])
def test_what_is_too_long_or_sets_a_cookie_is_not_kept(counting, path):
    for _ in range(2):
        assert counting.client.post(f"/api/v1/counting/{path}", headers=KEY).status_code == 200
    assert counting.ran == 2
    assert rows(counting) == []


def test_who_had_no_right_may_try_again_with_it(counting):
    wrong = {"authorization": "Bearer wrong"}
    for _ in range(2):
        answer = counting.client.post("/api/v1/reviews", content=b"{}", headers=KEY | wrong)
        assert_problem(answer, 403)
        assert "idempotency-replayed" not in answer.headers
    assert rows(counting) == []


@pytest.mark.parametrize("key", ["", "a" * 256, "é", "a\x7fb", " "])
def test_a_key_that_is_none_is_refused(counting, key):
    answer = counting.client.post("/api/v1/counting", headers={"idempotency-key": key.encode("latin-1")})
    assert_problem(answer, 422)
    assert counting.ran == 0


def test_while_the_first_one_runs_a_repeat_is_told_to_wait(counting):
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(counting.client.post, "/api/v1/counting/slow", headers=KEY)
        assert counting.going.wait(30)
        answer = counting.client.post("/api/v1/counting/slow", headers=KEY)
        assert_problem(answer, 409)
        assert int(answer.headers["retry-after"]) == keeping.RETRY_SECONDS
        counting.may_end.set()
        assert first.result().json() == 1
    assert counting.client.post("/api/v1/counting/slow", headers=KEY).json() == 1
    assert counting.ran == 1


def test_of_many_at_once_one_runs(counting):
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(counting.client.post, "/api/v1/counting", json={}, headers=KEY) for _ in range(8)]
        statuses = {one.result().status_code for one in asked}
    assert counting.ran == 1
    assert 201 in statuses
    assert statuses <= {201, 409}


def test_after_a_crash_a_repeat_runs_once_the_lease_is_over(counting):
    counting.client.post("/api/v1/counting", json={}, headers=KEY)
    engine = make_engine(counting.settings.database_url)
    with writing(engine) as session:
        # As a process leaves it that ended before it answered.
        session.execute(update(KeptAnswer).values(status=None, sealed=None))
        session.commit()
        assert_problem(counting.client.post("/api/v1/counting", json={}, headers=KEY), 409)
        session.execute(update(KeptAnswer).values(started_at=int(time.time()) - keeping.LEASE_SECONDS))
        session.commit()
    engine.dispose()
    assert counting.client.post("/api/v1/counting", json={}, headers=KEY).content == b"code 2"
    assert counting.client.post("/api/v1/counting", json={}, headers=KEY).content == b"code 2"


def test_the_database_alone_tells_nothing_of_an_answer(counting):
    counting.client.post("/api/v1/counting", json={"a": 1}, headers=KEY | OPERATOR)
    (row,) = rows(counting)
    told = repr(row.model_dump())
    for secret in ("code 1", "text/plain", KEY["idempotency-key"], OPERATOR_TOKEN):
        assert secret not in told
        assert secret.encode() not in row.sealed


def test_a_changed_row_gives_no_false_answer(counting):
    counting.client.post("/api/v1/counting", json={}, headers=KEY)
    engine = make_engine(counting.settings.database_url)
    with writing(engine) as session:
        session.execute(update(KeptAnswer).values(status=200))
        session.commit()
    engine.dispose()
    assert_problem(counting.client.post("/api/v1/counting", json={}, headers=KEY), 422)


def test_what_is_kept_is_bounded_and_goes_after_a_day(counting, monkeypatch):
    monkeypatch.setattr(keeping, "TIDIED_ONCE_IN", 1)
    monkeypatch.setattr(keeping, "MOST_OF_ONE", 3)
    for number in range(6):
        counting.client.post("/api/v1/counting", headers={"idempotency-key": f"key {number}"})
    assert len(rows(counting)) <= 4
    engine = make_engine(counting.settings.database_url)
    with writing(engine) as session:
        session.execute(update(KeptAnswer).values(expires_at=int(time.time())))
        session.commit()
    engine.dispose()
    counting.client.post("/api/v1/counting", headers=KEY)
    assert len(rows(counting)) == 1


def test_a_review_that_is_handed_in_twice_gives_its_claim_code_twice(world, session, operator):
    import_demo_projects(session)
    name, content = demo_reviews()[0]
    first, again = (
        operator.post("/api/v1/reviews", params={"file_name": name}, content=content, headers=KEY) for _ in range(2)
    )
    assert first.json()["claim_code"]
    assert again.json() == first.json()
