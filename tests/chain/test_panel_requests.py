"""A panel over HTTP: whoever is asked answers, and nobody reads what another answered before it has closed."""

import json

import pytest
from eth_account.signers.local import LocalAccount
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from chain.answers import assert_page, assert_problem, every_route, parts_of
from chain.sign_in import bearer
from conftest import OPERATOR_TOKEN
from panel_steps import PROJECT, drawn, fill, now, offered, opened, submit, tick
from quadrille.chain.typed_data import sign
from quadrille.people.persons import find_or_add
from quadrille.people.sessions import start_session
from quadrille.people.tables import Person
from quadrille.people.way_back import sign_in_address
from quadrille.screening.panels.rules import PanelRules
from quadrille.screening.panels.tables import Confirmation
from quadrille.screening.process.rights import name_expert
from quadrille.screening.receipts.receipt import read_receipt
from quadrille.screening.receipts.signing import require_signed

SECRET = "zaffre words that stand under one answer alone, and nowhere else"


def headers_of(session: Session, person: Person) -> dict[str, str]:
    """Signed in as somebody who came by e-mail."""
    token = start_session(session, person)
    session.commit()
    return {"authorization": f"Bearer {token}"}


def put_all(api: TestClient, headers: dict[str, str], screening: int, asked: list[str], answer: str = "yes") -> None:
    for question in asked:
        link = f"https://{question}.example/{headers['authorization'][-9:]}"
        body = {"answer": answer, "confidence": 5, "evidence": link}
        saved = api.put(f"/api/v1/screenings/{screening}/draft/{question}", json=body, headers=headers)
        assert saved.status_code == 200, saved.text


def test_a_reviewer_from_their_profile_to_their_receipt(world, session, api):
    wallet = world.somebody()
    mine = bearer(api, wallet)
    said = {"languages": ["en"], "minutes_per_week": 30, "is_available": True}
    assert api.put("/api/v1/me/reviewing", json=said, headers=mine).json()["is_available"] is True
    assert api.get("/api/v1/me/reviewing", headers=mine).json()["languages"] == ["en"]
    screening = opened(session)
    tick(world, session)
    tick(world, session)

    # Whoever is drawn finds the seat, and until when to answer.
    (seat,) = api.get("/api/v1/me/seats", headers=mine).json()
    assert (seat["screening"], seat["is_assigned"], seat["state"]) == (screening.id, True, "offered")
    assert seat["due_at"] > now()
    put_all(api, mine, screening.id, screening.asked)
    draft = api.get(f"/api/v1/screenings/{screening.id}/draft", headers=mine).json()
    assert len(draft["answers"]) == len(screening.asked)

    # The wallet is handed six lines and a commitment; the answer to its signature is verdict, number and receipt.
    intent = api.post(f"/api/v1/intents/review/{screening.id}", json={"wallet": wallet.address}, headers=mine).json()
    assert f"{len(screening.asked)} Yes" in intent["summary"]
    signed = {"wallet": wallet.address, "signature": sign(wallet, intent["typed_data"]), **intent["handed_back"]}
    done = api.post(intent["complete"], json=signed, headers=mine)
    assert done.status_code == 201, done.text
    told = done.json()
    assert (told["outcome"], told["version"], told["is_signed"], told["contribution"]) == ("verified", 1, True, 1)
    assert told["claim_code"]
    again = api.post(intent["complete"], json=signed, headers=mine).json()
    assert (again["review"], again["claim_code"], again["receipt"]) == (told["review"], None, told["receipt"])
    receipt = read_receipt(json.dumps(told["receipt"]).encode(), "receipt.json")
    require_signed(receipt, world.chain.badge)
    assert receipt.receipt.commitment == intent["typed_data"]["message"]["commitment"] == told["commitment"]
    (listed,) = api.get("/api/v1/me/reviews", headers=mine).json()
    assert listed["review"] == told["review"]
    assert api.get(f"/api/v1/me/reviews/{told['review']}/receipt", headers=mine).json() == told["receipt"]

    # The code that was lost is made anew, and the badge can be claimed.
    code = api.post(f"/api/v1/me/reviews/{told['review']}/claim-code", headers=mine).json()["claim_code"]
    assert code != told["claim_code"]
    assert api.post("/api/v1/intents/claim", json={"code": code, "wallet": wallet.address}).status_code == 200


def test_only_one_s_own_linked_wallet_signs_and_only_whole_submissions_are_taken(world, session, api):
    screening, people = drawn(world, session)
    person = people[offered(session, screening)[0].person_id]
    mine = headers_of(session, person)
    put_all(api, mine, screening.id, screening.asked)
    stranger: LocalAccount = world.somebody()
    intent = api.post(f"/api/v1/intents/review/{screening.id}", json={"wallet": stranger.address}, headers=mine).json()
    signed = {"wallet": stranger.address, "version": 1, "signature": sign(stranger, intent["typed_data"])}
    path = f"/api/v1/screenings/{screening.id}/reviews"
    assert "is not" in assert_problem(api.post(path, json=signed, headers=mine), 403)["cause"]
    assert_problem(api.post(path, json={"wallet": stranger.address}, headers=mine), 422)
    # Under the session that a mailed link began, no wallet is needed.
    done = api.post(path, json={}, headers=mine)
    assert (done.status_code, done.json()["is_signed"]) == (201, False)
    assert_problem(api.post(path, json={}, headers=headers_of(session, find_or_add(session, "stranger"))), 409)


def test_of_an_open_panel_nobody_is_told_who_is_in_it_and_what_was_answered(world, session, api):
    screening, people = drawn(world, session)
    asked = offered(session, screening)
    author, other = (people[seat.person_id] for seat in asked)
    fill(session, author, screening, comment=SECRET)
    done = submit(session, world.chain, author, screening, comment=SECRET)
    fill(session, other, screening, comment=f"{SECRET}, drafted")
    expert = find_or_add(session, "an expert")
    name_expert(session, expert)
    session.commit()
    seen = {
        "the operator": {"authorization": f"Bearer {OPERATOR_TOKEN}"},
        "an expert": headers_of(session, expert),
        "the other reviewer": headers_of(session, find_or_add(session, "stranger")),
        "nobody": {},
    }
    known = {"screening": screening.id, "review": done.review.id, "code": done.claim_code, "number": 1, "appeal": 1}
    known |= {"question": "2.1", "confirmation": 1, "slug": PROJECT, "project": PROJECT, "person": author.pseudonym}
    places = [route for route in every_route() if "GET" in route.methods]
    paths = [route.path.format(**{name: known.get(name, "1") for name in parts_of(route)}) for route in places]
    assert f"/api/v1/screenings/{screening.id}/panel" in paths
    assert f"/claim/{done.claim_code}" in paths
    for who, headers in seen.items():
        for path in paths:
            assert SECRET not in api.get(path, headers=headers).text, (who, path)
    panel = api.get(f"/api/v1/screenings/{screening.id}/panel").json()
    assert (panel["ranking"], panel["steps"], panel["answers"]) == (None, None, None)
    assert (panel["pool"], panel["answered"], panel["seed"]) == (8, 1, screening.seed)
    # Its author reads it; else the search above could look where nothing is shown to anybody.
    mine = headers_of(session, author)
    assert SECRET in api.get(f"/api/v1/screenings/{screening.id}/draft", headers=mine).text
    assert SECRET in api.get(f"/claim/{done.claim_code}/evidence.json", headers=mine).text
    assert api.get(f"/claim/{done.claim_code}/evidence.json").status_code == 409

    # Once it has closed, everybody does, and what stood in drafts is gone.
    tick(world, session, later=40 * 86_400)
    told = api.get(f"/api/v1/screenings/{screening.id}/panel").json()
    assert any(one["comment"] == SECRET for one in told["answers"])
    assert "drafted" not in json.dumps(told)
    assert [one["rank"] for one in told["ranking"]] == list(range(8))


def test_whoever_is_asked_to_look_something_up_sees_that_alone(world, session, api):
    screening, people = drawn(world, session)
    author = people[offered(session, screening)[0].person_id]
    submit(session, world.chain, author, screening)
    tick(world, session)
    row = session.exec(select(Confirmation)).first()
    mine = headers_of(session, people[row.person_id])
    items = api.get("/api/v1/me/confirmations", headers=mine)
    assert [item["question"] for item in items.json()] == sorted(item["question"] for item in items.json())
    assert author.pseudonym not in items.text.replace(f"https://{author.pseudonym}.example", "")
    assert_page(api.get(f"/confirmations/{row.id}", headers=mine), 200)
    others = headers_of(session, author)
    assert api.get("/api/v1/me/confirmations", headers=others).json() == []
    path, body = f"/api/v1/me/confirmations/{row.id}", {"finding": "supports"}
    assert_problem(api.post(path, json=body, headers=others), 404)
    assert api.post(path, json=body, headers=mine).json()["finding"] == "supports"
    assert_problem(api.post(path, json=body, headers=mine), 409)


def test_audits_are_for_experts_who_have_no_part_in_them(world, session, api):
    screening, people = drawn(world, session)
    every = PanelRules(audit_bps=10_000, confirm_questions=0)
    for seat in offered(session, screening):
        submit(session, world.chain, people[seat.person_id], screening)
    tick(world, session, every)
    expert, reviewer = find_or_add(session, "expert"), people[next(iter(people))]
    name_expert(session, expert)
    session.commit()
    theirs = headers_of(session, expert)
    assert_problem(api.get("/api/v1/audits", headers=headers_of(session, reviewer)), 403)
    first, second = (item["review"] for item in api.get("/api/v1/audits", headers=theirs).json())
    shown = api.get(f"/api/v1/audits/{first}", headers=theirs).json()
    assert len(shown["answers"]) == len(screening.asked)
    body = {"uphold": False, "words": "None of its links leads anywhere."}
    assert api.post(f"/api/v1/audits/{first}/decision", json=body, headers=theirs).json()["outcome"] == "refuted"
    assert [item["review"] for item in api.get("/api/v1/audits", headers=theirs).json()] == [second]


def test_the_form_works_without_scripts(world, session, api):
    screening, people = drawn(world, session)
    person = people[offered(session, screening)[0].person_id]
    mine = headers_of(session, person)
    path = f"/review/{screening.id}"
    page = api.get(path, headers=mine)
    assert_page(page, 200)
    assert "You were asked by lot" in page.text
    sent = {}
    for question in screening.asked:
        sent |= {f"answer-{question}": "yes", f"confidence-{question}": "5"}
        sent |= {f"evidence-{question}": f"https://x.example/{question}", f"comment-{question}": "One\r\ntwo."}
    half = {name: value for name, value in sent.items() if not name.startswith("answer-9")}
    assert api.post(path, data=half, headers=mine, follow_redirects=False).headers["location"] == path
    # What is missing is asked for, and nothing is sent before.
    refused = api.post(path, data={**half, "do": "send"}, headers=mine)
    assert_page(refused, 200)
    assert "Not answered yet." in refused.text
    done = api.post(path, data={**sent, "do": "send"}, headers=mine, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, f"{path}/receipt")
    shown = api.get(f"{path}/receipt", headers=mine)
    assert_page(shown, 200)
    assert "Claim badge 1" in shown.text
    review = api.get("/api/v1/me/reviews", headers=mine).json()[0]["review"]
    kept = api.get(f"/my-reviews/{review}/receipt.json", headers=mine)
    require_signed(read_receipt(kept.content, "receipt.json"), world.chain.badge)
    claimed = api.post(f"/my-reviews/{review}/claim", headers=mine, follow_redirects=False)
    assert_page(api.get(claimed.headers["location"]), 200)


def test_whoever_is_not_verified_appeals_from_their_page_once(world, session, api):
    screening, people = drawn(world, session)
    person = people[offered(session, screening)[0].person_id]
    review = submit(session, world.chain, person, screening, is_silent=True).review.id
    mine = headers_of(session, person)
    assert "Appeal against this verdict" in api.get("/review", headers=mine).text
    path = f"/my-reviews/{review}/appeal"
    grounds = {"grounds": "I looked at every page.\r\nThe form lost my words."}
    assert api.post(path, data=grounds, headers=mine, follow_redirects=False).status_code == 303
    shown = api.get("/review", headers=mine).text
    assert "Your appeal is open." in shown
    assert "Appeal against this verdict" not in shown
    assert_page(api.post(path, data=grounds, headers=mine), 409)
    stranger = headers_of(session, find_or_add(session, "stranger"))
    assert_page(api.post(path, data=grounds, headers=stranger), 404)


def test_a_seat_of_one_s_own_choice_is_taken_and_given_back(world, session, api):
    screening, _ = drawn(world, session)
    mine = headers_of(session, find_or_add(session, "volunteer"))
    path = f"/api/v1/screenings/{screening.id}/seat"
    taken = api.post(path, headers=mine).json()
    assert (taken["is_assigned"], taken["due_at"]) == (False, None)
    assert api.post(path, headers=mine).json() == taken
    assert api.delete(path, headers=mine).json()["state"] == "withdrew"
    assert_problem(api.delete(path, headers=mine), 409)
    page = api.post(f"/screenings/{screening.id}/seat", headers=mine)
    assert_page(page, 200)
    assert "You chose this review yourself" in page.text
    back = api.post(f"/screenings/{screening.id}/seat/back", headers=mine)
    assert_page(back, 200)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/me/seats"),
        ("GET", "/api/v1/me/reviewing"),
        ("GET", "/api/v1/screenings/1/draft"),
        ("GET", "/api/v1/me/reviews"),
        ("GET", "/api/v1/me/confirmations"),
        ("GET", "/api/v1/audits"),
        ("POST", "/api/v1/screenings/1/seat"),
        ("POST", "/api/v1/screenings/1/reviews"),
    ],
)
def test_whatever_is_one_s_own_needs_somebody_signed_in(api, method, path):
    assert api.request(method, path, json={} if method == "POST" else None).status_code in (401, 403)


def test_whoever_is_not_signed_in_is_led_to_the_ways_in(world, session, api):
    screening = opened(session)
    of_review = (f"/review/{screening.id}/check", f"/review/{screening.id}/receipt")
    for path in ("/me/reviewing", *of_review, "/confirmations/1"):
        answer = api.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, sign_in_address(path)), path
