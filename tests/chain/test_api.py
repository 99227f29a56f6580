"""What the application answers when it cannot do what is asked: the right status, a cause, a remedy; never a fault."""

import pytest

from chain.answers import assert_page, assert_problem, assert_secured
from conftest import ETHER
from journeys import import_demo_projects, open_round, take_in
from quadrille.types import Address, Wei

ADDRESS = "0x5FbDB2315678afecb367f032d93F642f64180aa3"


QUESTIONS = [
    ("/api/v1/badges/7", 404),
    ("/api/v1/badges/0", 422),
    ("/api/v1/badges/-1", 422),
    (f"/api/v1/badges/{2**63}", 422),
    (f"/api/v1/badges/{2**64}", 422),
    ("/api/v1/badges/1.5", 422),
    ("/api/v1/badges/one", 422),
    ("/api/v1/badges?holder=alice", 422),
    (f"/api/v1/badges?holder={'x' * 43}", 422),
    ("/api/v1/proposals/7", 404),
    (f"/api/v1/proposals/{2**256 - 1}", 404),
    (f"/api/v1/proposals/{10**78 - 1}", 404),
    (f"/api/v1/proposals/{10**78}", 422),
    ("/api/v1/proposals/-1", 422),
    ("/api/v1/proposals/007", 422),
    ("/api/v1/rounds/alice", 422),
    (f"/api/v1/rounds/{ADDRESS.replace('F', 'f', 1)}", 422),
    ("/api/v1/rounds/0x00000000000000000000000000000000000000F0", 404),
    ("/api/v1/rounds/0x00000000000000000000000000000000000000F0/verify", 404),
    ("/api/v1/rounds/0x00000000000000000000000000000000000000F0/bundle/manifest.json", 404),
    ("/api/v1/rounds/0x00000000000000000000000000000000000000F0/bundle/passwd", 422),
    ("/api/v1/rounds/0x00000000000000000000000000000000000000F0/exports/xlsx", 404),
    ("/api/v1/rounds/0x00000000000000000000000000000000000000F0/exports/pdf", 422),
    ("/api/v1/projects/no-such-project", 404),
    ("/api/v1/projects/No%20Slug", 422),
    ("/api/v1/projects/%00", 422),
    ("/api/v1/projects?limit=0", 422),
    ("/api/v1/projects?limit=501", 422),
    ("/api/v1/projects?after=%00", 422),
    ("/api/v1/no-such-thing", 404),
    ("/api/", 404),
]


def test_a_question_that_has_no_answer_says_why(api, subtests):
    for path, status in QUESTIONS:
        with subtests.test(path):
            answer = api.get(path)
            assert_problem(answer, status)
            assert_secured(answer)


NO_PAGES = [
    ("/no-such-page", 404),
    ("/badges/7", 404),
    ("/badges/one", 422),
    (f"/badges/{2**63}", 422),
    ("/claim/nonsense", 404),
    ("/claim/%00", 404),
    (f"/claim/{'x' * 65}", 422),
    ("/vote/7", 404),
    (f"/vote/{10**78 - 1}", 404),
    ("/vote/x", 422),
    ("/rounds/alice", 422),
    ("/rounds/0x00000000000000000000000000000000000000F0", 404),
    ("/static/no-such-file.css", 404),
    ("/static/..%2f..%2fapp.py", 404),
    ("/static/%00", 404),
    (f"/static/{'x' * 5000}", 404),
]


def test_a_page_that_is_not_there_is_a_page(api, subtests):
    for path, status in NO_PAGES:
        with subtests.test(path):
            answer = api.get(path)
            assert_page(answer, status)
            assert_secured(answer)


PAGES = ["/", "/projects", "/review", "/badges", "/vote", "/rounds", "/api/docs", "/api/v1/badges", "/static/style.css"]


def test_what_is_there_is_secured_too(api, subtests):
    for path in PAGES:
        with subtests.test(path):
            answer = api.get(path)
            assert answer.status_code == 200
            assert_secured(answer)


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/api/v1/badges"), ("PUT", "/api/v1/rounds"), ("GET", "/api/v1/intents/claim")]
)
def test_a_method_that_a_path_does_not_have_is_named_with_those_it_has(api, method, path):
    answer = api.request(method, path)
    assert_problem(answer, 405)
    assert answer.headers["allow"]


def test_a_page_that_takes_no_form_says_so_on_a_page(api):
    assert_page(api.post("/badges"), 405)


BODIES = [
    (b"", 422),
    (b"{", 422),
    (b"null", 422),
    (b"[]", 422),
    (b"7", 422),
    (b'"text"', 422),
    (b"[" * 100_000, 400),
    (b'{"code":' * 100_000, 400),
    (b'{"code": "\xff"}', 400),
    (b'{"code": NaN, "wallet": "x"}', 422),
    (b'{"code": ' + b"9" * 10_000 + b', "wallet": "x"}', 400),
    (b'{"code": "x", "wallet": "x", "more": 1}', 422),
    (b'{"code": "x", "wallet": "x", "\\ud800": 1}', 422),
    (b'{"code": "\\ud800", "wallet": "x"}', 422),
    (b'{"code": "x"}', 422),
    (b'{"code": true, "wallet": ["x"]}', 422),
    (b'{"code": "x", "wallet": "alice"}', 422),
    (b'{"code": "\\u0000", "wallet": "' + ADDRESS.encode() + b'"}', 404),
]


def test_a_body_that_cannot_be_read_says_why(api, subtests):
    for body, status in BODIES:
        with subtests.test(body):
            answer = api.post("/api/v1/intents/claim", content=body, headers={"content-type": "application/json"})
            assert_problem(answer, status)
            assert_secured(answer)


NO_REVIEWS = [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"null", b'{"user": "\\u0000"}', b"9" * 5_000]


def test_a_review_that_cannot_be_read_says_why(operator, subtests):
    for content in NO_REVIEWS:
        with subtests.test(content):
            assert_problem(operator.post("/api/v1/reviews", content=content), 422)


@pytest.mark.parametrize("path", ["/api/v1/reviews", "/api/v1/intents/claim", "/api/v1/ballots"])
def test_a_body_longer_than_any_that_is_meant_is_not_read(operator, path):
    answer = operator.post(path, content=b'{"code": "' + b"x" * 3_000_000 + b'"}')
    assert_problem(answer, 413)
    assert_secured(answer)


def test_a_body_longer_than_it_says_is_not_read_either(operator):
    parts = (b"x" * 100_000 for _ in range(1_000))
    answer = operator.post("/api/v1/intents/claim", content=parts, headers={"content-type": "application/json"})
    assert_problem(answer, 413)


def test_a_review_that_is_too_long_is_refused_before_it_is_read(operator):
    answer = operator.post("/api/v1/reviews", content=b"x" * 1_100_000)
    assert "at most" in assert_problem(answer, 422)["remedy"]


@pytest.mark.parametrize(
    "amount", ["0", str(2**112), str(2**256 - 1), str(2**256), str(10**78 - 1), "-1", "1.5", "1e18"]
)
def test_an_amount_that_cannot_be_given_is_refused(world, session, api, amount):
    import_demo_projects(session)
    address = open_round(world, session)
    take_in(world, session, address, "wellspring-map", Address(world.somebody().address))
    cart = {
        "wallet": world.somebody().address,
        "round": address,
        "items": [{"project": "wellspring-map", "amount_wei": amount}],
    }
    assert "amount" in assert_problem(api.post("/api/v1/intents/donate", json=cart), 422)["cause"]


def test_more_than_a_wallet_has_names_both_amounts(world, session, api):
    import_demo_projects(session)
    address = open_round(world, session)
    take_in(world, session, address, "wellspring-map", Address(world.somebody().address))
    donor = world.somebody(ether=1)
    cart = {
        "wallet": donor.address,
        "round": address,
        "items": [{"project": "wellspring-map", "amount_wei": str(2 * ETHER)}],
    }
    world.pass_time_until(world.chain.round(address).terms.opens_at)
    cause = assert_problem(api.post("/api/v1/intents/donate", json=cart), 409)["cause"]
    assert str(ETHER) in cause
    assert str(2 * ETHER) in cause


@pytest.mark.parametrize("amount", ["0", str(10**78 - 1), str(2**256 - 1)])
def test_a_proposal_that_the_treasury_cannot_pay_is_refused(world, session, api, amount):
    world.give(world.chain.treasury.address, Wei(ETHER))
    body = {
        "wallet": world.somebody().address,
        "round": open_round(world, session),
        "amount_wei": amount,
        "description": "All of it",
    }
    assert_problem(api.post("/api/v1/intents/propose", json=body), 422 if amount == "0" else 409)


NO_SIGNATURES = ["0x", "0x1", "0x123", "nonsense", "0x" + "zz", "0x" + "ab" * 2049]


def test_a_signature_that_is_no_bytes_is_refused(api, subtests):
    for signature in NO_SIGNATURES:
        with subtests.test(signature):
            body = {
                "wallet": ADDRESS,
                "proposal": "7",
                "choice": "for",
                "version": 1,
                "deadline": 2,
                "signature": signature,
            }
            assert_problem(api.post("/api/v1/ballots", json=body), 422)


@pytest.mark.parametrize("proposal", ["7", str(2**256), str(10**78 - 1)])
def test_a_ballot_on_a_proposal_that_is_not_there_is_not_found(api, proposal):
    body = {
        "wallet": ADDRESS,
        "proposal": proposal,
        "choice": "for",
        "version": 1,
        "deadline": 2,
        "signature": "0x" + "ab" * 65,
    }
    assert_problem(api.post("/api/v1/ballots", json=body), 404)


@pytest.mark.parametrize("name", ["badge", "governor", "treasury"])
def test_a_contract_that_is_no_round_is_no_round(world, api, operator, name):
    address = getattr(world.chain.deployment, name)
    for path in ("", "/verify", "/bundle/manifest.json", "/exports/csv"):
        assert_problem(api.get(f"/api/v1/rounds/{address}{path}"), 404)
    assert_page(api.get(f"/rounds/{address}"), 404)
    for path in ("/close", "/publish", "/finalise", "/push", "/cancel"):
        assert_problem(operator.post(f"/api/v1/rounds/{address}{path}", json={}), 404)
