"""Who may do what over HTTP, what nobody is told, and what is answered when something of ours is broken."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

from chain.answers import assert_page, assert_problem, assert_secured, every_route, is_operators
from conftest import OPERATOR_TOKEN
from quadrille.app import make_app
from quadrille.chain.anvil import Anvil
from quadrille.chain.client import Client
from quadrille.config import ROLES, Settings
from quadrille.errors import ChainUnreachable, Misconfigured

ADDRESS = "0x5FbDB2315678afecb367f032d93F642f64180aa3"


def test_whatever_changes_something_is_the_operator_s_or_a_signature(world):
    described = make_app(world.settings, world.chain).openapi()["paths"]
    assert {route.path for route in every_route() if route.include_in_schema} == set(described)
    changing = {route.path for route in every_route() if route.methods != {"GET"}}
    theirs = {route.path for route in every_route() if route.methods != {"GET"} and is_operators(route)}
    # An intent changes nothing but a voucher's time; a ballot carries its voter's signature.
    assert changing - theirs == {
        "/api/v1/intents/claim",
        "/api/v1/intents/badges/{number}/{step}",
        "/api/v1/intents/recovery/{recovery_step}",
        "/api/v1/intents/move",
        "/api/v1/intents/move/signed",
        "/api/v1/intents/guardian",
        "/api/v1/intents/propose",
        "/api/v1/intents/propose/round",
        "/api/v1/intents/propose/token",
        "/api/v1/intents/propose/opening",
        "/api/v1/intents/propose/issuer",
        "/api/v1/intents/propose/kind",
        "/api/v1/intents/propose/revocation",
        "/api/v1/intents/propose/recovery",
        "/api/v1/intents/propose/parameter",
        "/api/v1/intents/propose/text",
        "/api/v1/intents/propose/adoption",
        "/api/v1/intents/vote",
        "/api/v1/intents/queue",
        "/api/v1/intents/execute",
        # Seats vote, speak and declare by signature; a text comes in once the chain has its hash.
        "/api/v1/intents/chamber-vote",
        "/api/v1/chamber-votes",
        "/api/v1/intents/chamber-ballot",
        "/api/v1/chamber-ballots/{ballot}/words",
        "/api/v1/intents/seat-feedback",
        "/api/v1/seat-feedback",
        "/api/v1/intents/seat-backing",
        "/api/v1/seat-feedback/{feedback}/renewals",
        "/api/v1/intents/seat-feedback-answer",
        "/api/v1/intents/seat-feedback-resolution",
        "/api/v1/seat-feedback/{feedback}/texts",
        "/api/v1/intents/chamber-affiliation/declare",
        "/api/v1/intents/chamber-affiliation/withdraw",
        "/api/v1/chamber-affiliations",
        "/api/v1/intents/chamber-allegation",
        "/api/v1/intents/chamber-dispute/{case}",
        "/api/v1/chamber-affiliations/cases/{case}/dispute",
        "/claim",
        "/claim/{code}",
        "/api/v1/intents/attestation",
        # To ask for a message changes nothing; a signed one signs in.
        "/api/v1/intents/sign-in",
        "/api/v1/sign-in",
        # A link is as good as the mailbox, and counts in the browser that asked for it.
        "/api/v1/sign-in/mail",
        "/api/v1/sign-in/link",
        "/sign-in/mail",
        "/sign-in/link/{token}",
        # Who is signed in speaks of themselves, or doubts what another says.
        "/api/v1/me/affiliations",
        "/api/v1/me/keys",
        "/api/v1/me/keys/{key}",
        "/api/v1/me/affiliations/{affiliation}",
        "/api/v1/affiliations/challenges",
        "/api/v1/me/session",
        "/api/v1/me/sessions",
        "/api/v1/me/sessions/{number}",
        "/me/sessions/{number}/end",
        "/me/name",
        "/me/page",
        "/me/affiliations",
        "/me/affiliations/{affiliation}/end",
        "/api/v1/intents/link",
        "/api/v1/me/wallets",
        "/api/v1/me/wallets/{wallet}",
        # They ask for notices by e-mail; a mailed link confirms the address, a signed one stops them.
        "/me/notices",
        "/me/notices/end",
        "/notices/confirm/{token}",
        "/notices/stop/{number}/{mark}",
        # They leave a contact, and erase themselves.
        "/api/v1/me",
        "/api/v1/me/contact",
        "/me/data/erase",
        "/me/data/contact",
        # Who speaks for a nominee answers and appeals; a reviewer appeals; an expert decides. `rights` says who is who.
        "/api/v1/screenings/{screening}/decisions",
        "/api/v1/screenings/{screening}/clarification",
        "/api/v1/screenings/{screening}/appeals",
        "/api/v1/reviews/{review}/appeals",
        "/api/v1/appeals/{appeal}/decision",
        "/api/v1/appeals/{appeal}/claim-code",
        "/screenings/{screening}/appeal",
        "/screenings/{screening}/clarification",
        # A reviewer says what they can review and answers from a seat; others look evidence up; an expert audits.
        "/api/v1/me/reviewing",
        "/me/reviewing",
        "/api/v1/screenings/{screening}/seat",
        "/screenings/{screening}/seat",
        "/screenings/{screening}/seat/back",
        "/api/v1/screenings/{screening}/draft/{question}",
        "/review/{screening}",
        "/api/v1/intents/review/{screening}",
        "/api/v1/screenings/{screening}/reviews",
        "/api/v1/me/reviews/{review}/claim-code",
        "/my-reviews/{review}/claim",
        "/my-reviews/{review}/appeal",
        "/api/v1/me/confirmations/{confirmation}",
        "/confirmations/{confirmation}",
        "/api/v1/audits/{review}/decision",
        # Whoever has a partner's link answers; a partner makes links and signs for answers; a maintainer declares.
        "/api/v1/feedback/{invitation}",
        "/feedback/{invitation}",
        "/api/v1/projects/{slug}/feedback-links",
        "/api/v1/me/feedback-links/{link}",
        "/my-feedback",
        "/my-feedback/{link}/end",
        "/api/v1/intents/feedback/{link}",
        "/api/v1/me/feedback-links/{link}/attestations",
        "/api/v1/projects/{slug}/spending",
        # What it makes of a round is its wallet's to sign.
        "/api/v1/intents/donate",
        "/api/v1/intents/give",
        "/api/v1/intents/fund",
        "/api/v1/intents/apply",
        "/api/v1/intents/review",
        "/api/v1/intents/object",
        "/api/v1/intents/claim-payout",
        "/api/v1/intents/push",
        "/api/v1/intents/refund",
        "/api/v1/intents/reclaim",
        "/api/v1/intents/bond",
        "/api/v1/intents/finalise",
        "/api/v1/intents/payee",
        "/api/v1/intents/appeal",
        # A cart is kept by the browser that chose it, and by nobody else.
        "/rounds/{reference}/choose",
        "/rounds/{reference}/cart",
        # It reads only; a cart does not fit into an address.
        "/api/v1/rounds/{address}/estimate",
        "/api/v1/badges",
        "/api/v1/ballots",
    }
    assert len(theirs) == 40
    assert any(route.methods == {"GET"} and is_operators(route) for route in every_route())


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Bearer wrong", f"Basic {OPERATOR_TOKEN}", f"Bearer {OPERATOR_TOKEN} ", "Bearer é"],
)
def test_every_step_of_the_operator_s_is_refused_to_others(world, authorization):
    app = make_app(world.settings, world.chain)
    headers = {} if authorization is None else {"authorization": authorization.encode()}
    with TestClient(app, headers=headers) as client:
        for route in filter(is_operators, every_route()):
            numbers = {"screening": 1, "number": 1, "proposal": 1, "challenge": 1, "partner": 1, "ballot": 1}
            numbers |= {"reference": 1, "round_step": "close"}
            path = route.path.format(address=ADDRESS, project="x", slug="x", text_hash="0x" + "5a" * 32, **numbers)
            for method in route.methods:
                answer = client.request(method, path, content=b"{}")
                if path.startswith("/api/"):
                    assert assert_problem(answer, 403)["remedy"]
                else:
                    assert_page(answer, 403)
                assert_secured(answer)


def test_a_server_without_a_token_has_no_operator(world):
    app = make_app(world.settings.model_copy(update={"operator_token": None}), world.chain)
    with TestClient(app, headers={"authorization": "Bearer "}) as client:
        assert "no operator token" in assert_problem(client.get("/api/v1/reviews"), 403)["cause"]


def test_a_token_in_another_script_is_taken(world):
    settings = Settings(operator_token="رمز المشغل في الاختبارات")
    with TestClient(make_app(settings, world.chain)) as client:
        headers = {"authorization": b"Bearer " + settings.operator_token.get_secret_value().encode()}
        assert client.get("/api/v1/reviews", headers=headers).status_code == 200


def test_a_silent_chain_is_503_on_pages_and_in_the_api(world):
    with Anvil() as anvil:
        settings = world.settings.model_copy(update={"rpc_url": anvil.url})
        client = Client(settings)
    silent = replace_client(world.chain, client)
    with TestClient(make_app(world.settings, silent)) as api:
        assert "does not answer" in assert_problem(api.get("/api/v1/badges"), 503)["cause"]
        assert_page(api.get("/badges"), 503)


def replace_client(chain, client):
    """The same contracts behind another node; not checked, for it is gone."""
    for contract in (chain.badge, chain.governor, chain.treasury, chain.review_log):
        contract.client = client
        contract._web3.w3 = client.w3
    chain.client = client
    return chain


def breaks(error):
    """An application in which one route of each kind fails in this way."""

    def fail() -> None:
        raise error

    def prepare(app: FastAPI) -> TestClient:
        app.get("/api/breaks")(fail)
        app.get("/breaks")(fail)
        return TestClient(app, raise_server_exceptions=False)

    return prepare


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ZeroDivisionError("hunter2"), 500),
        (Misconfigured("A tool is missing.", "Install it."), 500),
        (ChainUnreachable("http://node", "Timeout"), 503),
        (OperationalError("SELECT hunter2", {}, Exception("locked")), 503),
        (PoolTimeoutError("hunter2"), 503),
        (IntegrityError("INSERT hunter2", {}, Exception("twice")), 409),
        (HTTPException(418), 418),
    ],
)
def test_a_fault_of_ours_is_told_without_its_inside_and_secured(world, error, status):
    with breaks(error)(make_app(world.settings, world.chain)) as client:
        answer, page = client.get("/api/breaks"), client.get("/breaks")
    assert_problem(answer, status)
    assert_page(page, status)
    for one in (answer, page):
        assert_secured(one)
        assert "hunter2" not in one.text
        assert "Traceback" not in one.text


def test_a_busy_database_says_when_to_try_again(world):
    with breaks(OperationalError("", {}, Exception("")))(make_app(world.settings, world.chain)) as client:
        assert int(client.get("/api/breaks").headers["retry-after"]) > 0


def test_no_page_tells_a_key_or_the_token(world, api):
    secrets = [world.settings.key_of(role).get_secret_value()[2:] for role in ROLES]
    for path in ("/", "/api/docs", "/openapi.json", "/badges", "/rounds", "/vote"):
        text = api.get(path).text
        assert OPERATOR_TOKEN not in text
        assert not any(secret in text for secret in secrets)
