"""What every answer has: a reference, problem details that lead somewhere, headers, a tag for what does not change."""

import logging
import re

import pytest
from fastapi.testclient import TestClient

from chain.answers import assert_page, assert_problem
from conftest import OPERATOR_TOKEN
from journeys import import_demo_projects
from quadrille.app import make_app
from quadrille.gate.kinds import KINDS
from quadrille.web.files import FOR_EVER, static

OWN = "quadrille.example-7_A"


def test_every_answer_has_a_reference_and_a_problem_says_it_too(api):
    for path in ("/", "/healthz", "/api/v1/badges", "/static/style.css"):
        assert re.fullmatch("[0-9a-f]{16}", api.get(path).headers["x-request-id"])
    answer = api.get("/api/v1/badges/7")
    assert assert_problem(answer, 404)["reference"] == answer.headers["x-request-id"]
    page = api.get("/badges/7")
    assert_page(page, 404)
    assert page.headers["x-request-id"] in page.text


def test_two_requests_share_no_reference(api):
    assert api.get("/healthz").headers["x-request-id"] != api.get("/healthz").headers["x-request-id"]


def test_a_client_s_own_reference_is_taken(api):
    assert api.get("/healthz", headers={"x-request-id": OWN}).headers["x-request-id"] == OWN


@pytest.mark.parametrize("given", ["", " ", "a b", "x" * 65, "é", "a\tb", "<b>", "a,b", "a/b"])
def test_a_reference_that_could_break_a_line_is_not(api, given):
    answer = api.get("/healthz", headers={"x-request-id": given.encode("latin-1")})
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["x-request-id"])


def test_the_type_of_a_problem_leads_to_a_page_that_explains_it(world, api):
    for path, kind in (("/api/v1/badges/7", "not-found"), ("/api/v1/badges/x", "bad-input")):
        address = api.get(path).json()["type"]
        assert address == f"{world.settings.public_url}/problems/{kind}"
        page = api.get(address.removeprefix(world.settings.public_url))
        assert_page(page, 200)
    for name, kind in KINDS.items():
        assert kind.title.replace("'", "&#39;") in api.get(f"/problems/{name}").text
    assert_page(api.get("/problems/no-such-kind"), 404)


def test_the_log_of_a_fault_has_the_reference_and_the_answer_nothing_else(world, caplog):
    def fail() -> None:
        raise ZeroDivisionError("hunter2")

    app = make_app(world.settings, world.chain)
    app.get("/api/breaks")(fail)
    with TestClient(app) as client, caplog.at_level(logging.ERROR):
        answer = client.get("/api/breaks", headers={"x-request-id": OWN})
    document = assert_problem(answer, 500)
    assert document["reference"] == OWN
    assert "hunter2" not in answer.text
    (told,) = [record.getMessage() for record in caplog.records]
    assert told.startswith(f"request {OWN} failed")
    assert told.endswith("ZeroDivisionError")
    # Where it was, but not its words.
    assert "in fail" in told
    assert "hunter2" not in told.replace('raise ZeroDivisionError("hunter2")', "")


HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.parametrize("path", ["/", "/api/v1/badges", "/api/v1/badges/7", "/no-such-page", "/static/style.css"])
def test_every_answer_is_secured_and_open_to_no_other_site(api, path):
    answer = api.get(path, headers={"origin": "https://evil.example"})
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "geolocation=()" in answer.headers["permissions-policy"]
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert "strict-transport-security" not in answer.headers
    preflight = api.options(path, headers={"origin": "https://evil.example", "access-control-request-method": "POST"})
    assert preflight.status_code in (404, 405)
    assert not [name for name in preflight.headers if name.startswith("access-control-")]


def test_over_https_a_browser_is_told_to_stay_there(world):
    settings = world.settings.model_copy(update={"public_url": "https://quadrille.example"})
    with TestClient(make_app(settings, world.chain)) as client:
        assert client.get("/healthz").headers["strict-transport-security"] == "max-age=31536000"


def test_what_was_told_to_somebody_is_kept_nowhere(api):
    assert api.get("/api/v1/badges").headers["cache-control"] == "no-cache"
    for headers in ({"authorization": "Bearer x"}, {"cookie": "a=b"}):
        answer = api.get("/api/v1/badges", headers=headers)
        assert answer.headers["cache-control"] == "no-store"
        assert {"Authorization", "Cookie"} <= set(answer.headers["vary"].split(", "))
    assert "no-store" not in api.get("/static/style.css", headers={"cookie": "a=b"}).headers.get("cache-control", "")


def test_a_file_is_kept_for_ever_under_the_address_that_pages_name_and_under_no_other(api):
    plain, older = "/static/style.css", f"/static/{'0' * 12}/style.css"
    answers = {path: api.get(path) for path in (static("style.css"), plain, older)}
    assert len({answer.content for answer in answers.values()}) == 1
    kept = {path: answer.headers["cache-control"] for path, answer in answers.items()}
    assert kept == {static("style.css"): FOR_EVER, plain: "no-cache", older: "no-cache"}
    assert api.get(static("no-such-file.css")).status_code == 404


def test_who_has_an_answer_already_is_not_sent_it_again(session, api):
    first = api.get("/api/v1/projects")
    tag = first.headers["etag"]
    assert re.fullmatch('"[0-9a-f]{64}"', tag)
    for given in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = api.get("/api/v1/projects", headers={"if-none-match": given})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert "content-type" not in again.headers
        assert again.headers["x-request-id"]
    assert api.get("/api/v1/projects", headers={"if-none-match": '"other"'}).json() == first.json()
    import_demo_projects(session)
    changed = api.get("/api/v1/projects", headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_a_compressed_answer_has_a_tag_of_its_own(session, api):
    import_demo_projects(session)
    plain = api.get("/api/v1/projects", headers={"accept-encoding": "identity"})
    packed = api.get("/api/v1/projects", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert packed.headers["etag"] == plain.headers["etag"][:-1] + '-gzip"'
    again = api.get("/api/v1/projects", headers={"accept-encoding": "gzip", "if-none-match": packed.headers["etag"]})
    assert again.status_code == 304


def test_only_good_answers_of_the_api_have_a_tag(api):
    for path in ("/api/v1/badges/7", "/healthz", "/"):
        assert "etag" not in api.get(path).headers
    assert "etag" not in api.post("/api/v1/intents/claim", json={}).headers


def test_another_site_s_page_cannot_send_anything(world, api):
    body = {"code": "x", "wallet": world.somebody().address}
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        answer = api.post("/api/v1/intents/claim", json=body, headers=headers)
        assert "another site" in assert_problem(answer, 403)["cause"]
        assert_page(api.post("/claim/x", data=body, headers=headers), 403)
        with_right = headers | {"authorization": f"Bearer {OPERATOR_TOKEN}"}
        assert_problem(api.post("/api/v1/intents/claim", json=body, headers=with_right), 404)
    assert_problem(api.post("/api/v1/intents/claim", json=body, headers={"origin": "http://testserver"}), 404)
