"""Whatever somebody who is signed in sends about affiliations, it is answered, on both databases."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from chain.sign_in import bearer
from chain.test_hostile_requests import TEXTS, VALUES, ask, places, replaced
from conftest import World
from quadrille.app import make_app
from quadrille.chain.client import Client
from quadrille.chain.deployment import Chain
from quadrille.config import Settings

LARGE = ["1", "0", str(2**31 - 1), str(2**31), str(2**63 - 1), str(2**63), "9" * 400]


@pytest.fixture
def client(world: World, database_url: str, monkeypatch: pytest.MonkeyPatch):
    """The application, asked by somebody signed in, about somebody who has an affiliation."""
    monkeypatch.setenv("QUADRILLE_DATABASE_URL", database_url)
    settings = Settings()
    chain = Chain(Client(settings), world.chain.deployment)
    with TestClient(make_app(settings, chain), raise_server_exceptions=False) as one:
        ann = bearer(one, world.somebody())
        one.post("/api/v1/me/affiliations", json={"project": "wells", "role": "owner"}, headers=ann)
        one.headers.update(bearer(one, world.somebody()))
        yield one


def bodies(client: TestClient) -> dict[str, dict[str, Any]]:
    """Right requests; each field that may be left out is there in one of them."""
    (item,) = client.get("/api/v1/affiliations").json()["items"][:1]
    challenge = {"person": item["person"], "grounds": "It is known."}
    return {
        "/api/v1/me/affiliations": {"organisation": "Acme Ltd", "role": "adviser"},
        "/api/v1/affiliations/challenges": {**challenge, "project": "clinics", "role": "staff"},
        "/api/v1/affiliations/challenges?doubted": {**challenge, "affiliation": item["affiliation"]},
    }


def test_the_requests_that_are_right_are_right(client):
    for path, body in bodies(client).items():
        assert client.post(path, json=body).status_code == 201, path


def test_every_field_may_hold_anything(client):
    for path, body in bodies(client).items():
        for way in places(body):
            for value in VALUES:
                content = json.dumps(replaced(body, way, value)).encode()
                ask(client, "POST", path, content=content, headers={"content-type": "application/json"})


def test_every_number_and_every_question_may_be_anything(client):
    for text in LARGE:
        ask(client, "DELETE", f"/api/v1/me/affiliations/{text}")
        for path in ("/api/v1/affiliations", "/api/v1/affiliations/challenges"):
            ask(client, "GET", path, params={"after": text})
    for text in TEXTS:
        for name in ("project", "organisation", "person", "state"):
            for path in ("/api/v1/affiliations", "/api/v1/affiliations/challenges"):
                ask(client, "GET", path, params={name: text})
