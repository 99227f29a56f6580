"""The OWASP API Security Top 10 (2023), each as requests that somebody hostile would send."""

import json
import socket

import pytest
from eth_account import Account
from fastapi.testclient import TestClient

from chain.answers import assert_page, assert_problem, every_route, is_operators, parts_of
from chain.lying_node import lying_node
from chain.sign_in import bearer, signed, token_of
from journeys import demo_reviews, import_demo_projects
from quadrille.app import make_app
from quadrille.chain.client import Client

ADDRESS = "0x5FbDB2315678afecb367f032d93F642f64180aa3"


@pytest.fixture
def amina(api):
    return bearer(api, Account.create())


@pytest.fixture
def bela(api):
    return bearer(api, Account.create())


def test_api1_nobody_reaches_another_person_s_things_by_their_number(api, amina, bela):
    declared = api.post("/api/v1/me/affiliations", json={"organisation": "Wells", "role": "adviser"}, headers=amina)
    number = declared.json().get("affiliation", 1)
    (session,) = api.get("/api/v1/me/sessions", headers=amina).json()
    for path in (f"/api/v1/me/sessions/{session['session']}", f"/api/v1/me/affiliations/{number}"):
        theirs, nothing = (api.delete(one, headers=bela) for one in (path, path.replace(f"/{number}", "/999999")))
        # Whether there is such a thing of somebody else's is not told either.
        assert theirs.status_code == assert_problem(theirs, 404)["status"]
        assert nothing.status_code == 404
    assert api.get("/api/v1/me", headers=amina).status_code == 200


def test_api2_no_token_that_is_not_whole_and_alive_is_anybody_s(api):
    account = Account.create()
    token = token_of(api, account)
    forged = [token[:-1], token[:-1] + ("0" if token[-1] != "0" else "1"), token.upper(), "qs_", "", f"{token} x"]
    for one in forged:
        assert_problem(api.get("/api/v1/me", headers={"authorization": f"Bearer {one}"}), 401)
    refused = api.get("/api/v1/me")
    assert_problem(refused, 401)
    assert refused.headers["www-authenticate"] == "Bearer"
    headers = {"authorization": f"Bearer {token}"}
    assert api.get("/api/v1/me", headers=headers).status_code == 200
    api.delete("/api/v1/me/session", headers=headers)
    assert_problem(api.get("/api/v1/me", headers=headers), 401)


def test_api2_a_signature_lets_in_once_and_only_whose_it_is(api):
    account = Account.create()
    request = signed(api, account)
    assert_problem(api.post("/api/v1/sign-in", json={**request, "signature": "0x" + "ab" * 65}), 403)
    assert api.post("/api/v1/sign-in", json=request).status_code == 201
    assert_problem(api.post("/api/v1/sign-in", json=request), 403)


def test_api2_guessing_is_slowed_down(world):
    settings = world.settings.model_copy(update={"sign_ins_per_minute": 5})
    with TestClient(make_app(settings, world.chain)) as client:
        statuses = [client.post("/api/v1/sign-in", json={}).status_code for _ in range(8)]
    assert statuses == [422] * 5 + [429] * 3


@pytest.mark.parametrize("field", ["id", "person_id", "badge_wallet", "is_operator", "role", "is_verified", "made_at"])
def test_api3_no_field_is_set_that_is_not_asked_for(api, amina, field):
    assert_problem(api.patch("/api/v1/me", json={"pseudonym": "x", field: 1}, headers=amina), 422)
    body = {"wallet": ADDRESS, "code": "x", field: 1}
    assert_problem(api.post("/api/v1/badges", json=body), 422)


def test_api3_nothing_is_told_that_nobody_needs(session, api, operator):
    import_demo_projects(session)
    name, content = demo_reviews()[0]
    code = operator.post("/api/v1/reviews", params={"file_name": name}, content=content).json()["claim_code"]
    told = json.dumps(operator.get("/api/v1/reviews").json())
    for hidden in (code, "salt", "claim_code", "hash", "document"):
        assert hidden not in told


def test_api4_no_request_takes_more_than_its_share(world):
    settings = world.settings.model_copy(update={"reads_per_minute": 4, "writes_per_minute": 4})
    body = b'{"code": "' + b"x" * 3_000_000 + b'"}'
    json_type = {"content-type": "application/json"}
    with TestClient(make_app(settings, world.chain)) as client:
        assert_problem(client.post("/api/v1/intents/claim", content=body, headers=json_type), 413)
        assert_problem(client.post("/api/v1/intents/claim", content=b"[" * 100_000, headers=json_type), 400)
        assert_problem(client.get("/api/v1/projects?limit=10000"), 422)
        assert_problem(client.get(f"/api/v1/badges/{'9' * 9_000}"), 414)
        statuses = [client.get("/api/v1/badges").status_code for _ in range(4)]
    assert statuses == [200, 200, 429, 429]


def test_api5_no_step_of_the_operator_s_is_done_for_anybody_else(api, amina):
    values = dict.fromkeys(("number", "challenge", "proposal", "affiliation"), 1)
    operators = [route for route in every_route() if is_operators(route)]
    assert len(operators) >= 12
    for route in operators:
        names = parts_of(route)
        path = route.path.format(**{name: values.get(name, ADDRESS) for name in names})
        refused = assert_problem if path.startswith("/api/") else assert_page
        for method in route.methods:
            refused(api.request(method, path, headers=amina, content=b"{}"), 403)
            refused(api.request(method, path, content=b"{}"), 403)


def test_api6_a_claim_code_cannot_be_farmed(world, session, api, operator):
    import_demo_projects(session)
    name, content = demo_reviews()[0]
    codes = {
        operator.post("/api/v1/reviews", params={"file_name": name}, content=content).json()["claim_code"]
        for _ in range(2)
    }
    # A review that is handed in again earns nothing new, and 128 bits are not guessed.
    assert len(codes - {None}) == 1
    assert all(len(bytes.fromhex(code)) == 16 for code in codes - {None})
    body = {"code": "0" * 32, "wallet": world.somebody().address}
    with TestClient(make_app(world.settings.model_copy(update={"writes_per_minute": 3}), world.chain)) as client:
        statuses = [client.post("/api/v1/badges", json=body).status_code for _ in range(5)]
    assert statuses == [404] * 3 + [429] * 2


def test_api7_no_address_that_is_given_is_ever_fetched(operator, api):
    review = json.loads(demo_reviews()[0][1])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/latest/meta-data"
        hostile = dict.fromkeys((*review, "website", "url", "logo", "callback"), url)
        operator.post("/api/v1/reviews", content=json.dumps(hostile).encode(), params={"file_name": url})
        for headers in ({"x-forwarded-host": url}, {"referer": url}, {"origin": url}, {"forwarded": f"host={url}"}):
            api.get("/api/v1/badges", headers=headers)
        for path in ("/api/v1/badges", "/api/v1/projects", "/api/v1/rounds"):
            api.get(path, params={"url": url, "after": url, "holder": url})
        api.post("/api/v1/intents/claim", json={"code": "x", "wallet": url})
        # Whoever had come would wait here.
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_api8_nothing_is_left_open_by_how_it_is_set_up(api):
    for path in ("/", "/api/v1/badges", "/openapi.json"):
        answer = api.get(path, headers={"origin": "https://evil.example"})
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "DENY"
        assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert_problem(api.request("TRACE", "/api/v1/badges"), 405)
    for path in ("/docs", "/redoc", "/.env", "/.git/config", "/static/../config.py", "/debug", "/metrics"):
        assert api.get(path).status_code == 404


def test_api9_what_answers_is_described_and_what_is_described_answers(world, api):
    described = api.get("/openapi.json").json()["paths"]
    answering = {route.path: set() for route in every_route() if route.include_in_schema}
    for route in every_route():
        if route.include_in_schema:
            answering[route.path] |= {method.lower() for method in route.methods}
    assert {path: set(methods) for path, methods in described.items()} == answering
    pages = [route.path for route in every_route() if not route.include_in_schema]
    assert not [path for path in pages if path.startswith("/api/v")]


@pytest.mark.parametrize(
    "body",
    [
        b"<script>alert(1)</script>",
        b'{"jsonrpc": "2.0", "id": 1, "error": {"code": -32000, "message": "<script>alert(1)</script>"}}',
        b'{"jsonrpc": "2.0", "id": 1, "result": "<script>alert(1)</script>"}',
        b'{"jsonrpc": "2.0", "id": 1, "result": {"a": [' + b"[" * 5_000 + b"]" * 5_000 + b"]}}",
    ],
)
def test_api10_what_a_node_says_is_shown_and_never_obeyed(world, body):
    # Honest for long enough to be connected to.
    genesis = world.anvil.rpc("eth_getBlockByNumber", "0x0", False)
    honest = {"eth_chainId": hex(world.settings.chain_id), "eth_getBlockByNumber": genesis}
    with lying_node(200, body, honest) as url:
        chain = behind(world.chain, Client(world.settings.model_copy(update={"rpc_url": url})))
        with TestClient(make_app(world.settings, chain), raise_server_exceptions=False) as client:
            document = assert_problem(answer := client.get("/api/v1/badges"), answer.status_code)
            page = client.get("/badges")
    assert answer.status_code in (502, 503)
    assert document["type"].rpartition("/")[2] in ("chain-unreachable", "node-refused", "chain-error")
    assert page.status_code == answer.status_code
    assert "<script>alert" not in page.text


def behind(chain, client):
    """The same contracts behind another node."""
    for contract in (chain.badge, chain.governor, chain.treasury):
        contract.client = client
        contract._web3.w3 = client.w3
    chain.client = client
    return chain
