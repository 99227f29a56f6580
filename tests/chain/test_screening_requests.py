"""Screenings over HTTP and on pages: who may ask what, what is told before a panel closes, and the command line."""

import json
from pathlib import Path

import pytest
from eth_hash.auto import keccak
from fastapi.testclient import TestClient
from sqlmodel import Session

from chain.answers import assert_page, assert_problem
from chain.sign_in import bearer
from conftest import World
from journeys import exit_code, quadrille
from quadrille.catalog.catalog import import_file
from quadrille.catalog.standard import current_standard
from quadrille.errors import NotAllowed, Refused
from quadrille.people.affiliation_rules import read_claim
from quadrille.people.affiliations import DeclaredBy, declare
from quadrille.people.persons import get_person
from quadrille.screening.process import flow, reading
from quadrille.screening.process.outcome import QuestionResult
from quadrille.screening.process.states import PANEL

QUESTIONS = current_standard().question_ids
SECRET = "nobody may read this before the panel closes"
NOMINEE = {"name": "Wells", "description": "Maps.", "license": [{"spdx": "MIT"}], "SDGs": [{"SDGNumber": 6}]}


@pytest.fixture
def wells(session: Session, tmp_path: Path) -> str:
    """A nominee in the catalogue; its slug."""
    file = tmp_path / "wells.json"
    file.write_text(json.dumps(NOMINEE))
    import_file(session, file)
    session.commit()
    return "wells"


@pytest.fixture
def number(operator: TestClient, wells: str) -> int:
    """A screening in its first review; its number."""
    made = operator.post("/api/v1/screenings", json={"project": wells, "languages": ["fr"]})
    assert made.status_code == 201, made.text
    return int(made.json()["screening"])


def somebody(world: World, api: TestClient) -> tuple[str, dict[str, str]]:
    header = bearer(api, world.somebody())
    return api.get("/api/v1/me", headers=header).json()["person"], header


def owner(world: World, api: TestClient, session: Session) -> dict[str, str]:
    """Somebody who speaks for the nominee."""
    name, header = somebody(world, api)
    declare(session, get_person(session, name), read_claim("wells", None, "owner"), DeclaredBy.PERSON)
    session.commit()
    return header


def close_panel(session: Session, number: int, most: int | None = None, **answers: str) -> None:
    named = {name[1:].replace("_", "."): answer for name, answer in answers.items()}
    results = [QuestionResult(one, named.get(one, "yes"), 9_000, (), SECRET) for one in QUESTIONS[:most]]
    flow.record_decisions(session, reading.get_screening(session, number), results, PANEL)
    session.commit()


def test_a_screening_is_told_without_its_decisions_until_the_panel_has_closed(api, session, number):
    close_panel(session, number, most=4)
    told = api.get(f"/api/v1/screenings/{number}").json()
    assert (told["state"], told["decisions"], told["outcome"]) == ("first_review", None, None)
    page = api.get(f"/screenings/{number}")
    assert_page(page, 200)
    assert SECRET not in page.text + json.dumps(told)

    close_panel(session, number)
    told = api.get(f"/api/v1/screenings/{number}").json()
    assert [one["question"] for one in told["decisions"]] == [*QUESTIONS[:4], *QUESTIONS]
    assert told["outcome"] == "All 13 questions are Yes."
    assert SECRET in api.get(f"/screenings/{number}").text
    assert [step["to_state"] for step in told["steps"]] == ["draft", "first_review", "second_review"]


def test_anybody_can_hash_what_is_screened(api, number):
    content = api.get(f"/api/v1/screenings/{number}/snapshot").content
    assert "0x" + keccak(content).hex() == api.get(f"/api/v1/screenings/{number}").json()["snapshot_hash"]
    assert json.loads(content)["documents"] == {"nominee": NOMINEE}


def test_screenings_are_listed_page_by_page(api, operator, session, tmp_path, number):
    for name in ("Roads", "Schools"):
        file = tmp_path / f"{name.lower()}.json"
        file.write_text(json.dumps({**NOMINEE, "name": name}))
        import_file(session, file)
        session.commit()
        assert operator.post("/api/v1/screenings", json={"project": name.lower()}).status_code == 201
    first = api.get("/api/v1/screenings", params={"limit": 2})
    assert [one["project"] for one in first.json()["items"]] == ["wells", "roads"]
    assert 'rel="next"' in first.headers["link"]
    rest = api.get("/api/v1/screenings", params={"limit": 2, "after": first.json()["next"]}).json()
    assert ([one["project"] for one in rest["items"]], rest["next"]) == (["schools"], None)
    assert api.get("/api/v1/screenings", params={"state": "dpg"}).json()["items"] == []
    assert len(api.get("/api/v1/screenings", params={"project": "roads"}).json()["items"]) == 1
    assert "Schools" in api.get("/screenings").text


def test_an_expert_decides_and_others_do_not(world, api, operator, session, number):
    name, header = somebody(world, api)
    close_panel(session, number, q5_1="no")
    body = {"decisions": [{"question": "5.1", "answer": "yes", "evidence": ["https://x.example"], "words": "Read."}]}
    path = f"/api/v1/screenings/{number}/decisions"
    assert_problem(api.post(path, json=body), 401)
    assert "is not an expert" in assert_problem(api.post(path, json=body, headers=header), 403)["cause"]
    assert operator.post("/api/v1/experts", json={"person": name}).status_code == 201
    done = api.post(path, json=body, headers=header)
    assert done.json() == {"state": "dpg", "questions": [], "words": "All 13 questions are Yes."}

    # The operator carries it out; a move that the decisions do not allow is refused.
    moves = f"/api/v1/screenings/{number}/moves"
    assert_problem(operator.post(moves, json={"to": "ineligible", "why": "No."}), 409)
    moved = operator.post(moves, json={"why": "Agreed."})
    assert (moved.status_code, moved.json()["state"]) == (201, "dpg")
    assert_problem(operator.post("/api/v1/screenings", json={"project": "wells"}), 409)
    renewal = operator.post(f"/api/v1/screenings/{number}/renewal")
    assert (renewal.json()["state"], renewal.json()["renews"], renewal.json()["asked"]) == ("draft", number, [])


def test_the_nominee_s_owner_answers_and_appeals_by_forms_without_javascript(world, api, operator, session, number):
    header = owner(world, api, session)
    close_panel(session, number, q5_1="no")
    operator.post(f"/api/v1/screenings/{number}/moves", json={"to": "clarification", "why": "Where is the manual?"})
    page = api.get(f"/screenings/{number}", headers=header).text
    assert "You are asked" in page
    assert "You are asked" not in api.get(f"/screenings/{number}").text
    form = {"words": "At /manual."}
    assert api.post(f"/screenings/{number}/clarification", data=form, follow_redirects=False).status_code == 401
    sent = api.post(f"/screenings/{number}/clarification", data=form, headers=header, follow_redirects=False)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/screenings/{number}")
    assert "At /manual." in api.get(f"/screenings/{number}").text

    operator.post(f"/api/v1/screenings/{number}/moves", json={"to": "ineligible", "why": "It is no manual."})
    assert "<h2>Appeal</h2>" in api.get(f"/screenings/{number}", headers=header).text
    sent = api.post(f"/screenings/{number}/appeal", data={"grounds": "It is."}, headers=header, follow_redirects=False)
    assert sent.status_code == 303
    assert "<h2>Appeal</h2>" not in api.get(f"/screenings/{number}", headers=header).text


def test_the_grounds_of_an_appeal_are_told_to_its_maker_and_to_experts(world, api, operator, session, number):
    header, (name, experts) = owner(world, api, session), somebody(world, api)
    close_panel(session, number, q5_1="no")
    operator.post(f"/api/v1/screenings/{number}/moves", json={"to": "ineligible", "why": "No manual."})
    made = api.post(f"/api/v1/screenings/{number}/appeals", json={"grounds": SECRET}, headers=header)
    assert made.status_code == 201, made.text
    operator.post("/api/v1/experts", json={"person": name})

    def grounds(**asked: str) -> str | None:
        (item,) = api.get("/api/v1/appeals", params={"state": "open"}, headers=asked).json()["items"]
        return item["grounds"]

    assert (grounds(), grounds(**header), grounds(**experts)) == (None, SECRET, SECRET)
    path = f"/api/v1/appeals/{made.json()['appeal']}/decision"
    assert_problem(api.post(path, json={"uphold": True, "words": "Mine."}, headers=header), 403)
    decided = api.post(path, json={"uphold": True, "words": "It is there."}, headers=experts)
    assert (decided.json()["state"], "second review" in decided.json()["effect"]) == ("upheld", True)
    assert api.get(f"/api/v1/screenings/{number}").json()["state"] == "second_review"
    assert api.get("/api/v1/appeals", params={"state": "open"}).json()["items"] == []


@pytest.mark.parametrize("path", ["/api/v1/screenings/1", "/api/v1/screenings/1/snapshot", "/screenings/1"])
def test_what_is_not_there_is_404(api, path):
    assert api.get(path).status_code == 404


def test_the_operator_leads_a_nominee_on_the_command_line(world, api, session, wells):
    made = quadrille("screening", "open", wells, "--language", "fr")
    number = made["screening"]
    assert [row["screening"] for row in quadrille("screening", "screenings", "--project", wells)] == [number]
    assert quadrille("screening", "screenings", "--state", "dpg") == []
    with pytest.raises(Refused):
        quadrille("screening", "move", number, "dpg", "--why", "Quickly.")

    close_panel(session, number, q5_1="no")
    (expert, _), (speaker, _) = somebody(world, api), somebody(world, api)
    assert quadrille("screening", "expert", expert)[0]["expert"] == expert
    assert quadrille("screening", "move", number, "ineligible", "--why", "No manual.")["state"] == "ineligible"
    words = ("screening", "appeal", "make", "--screening", number, "--by", speaker, "--grounds", "There is one.")
    with pytest.raises(NotAllowed):
        quadrille(*words)
    declare(session, get_person(session, speaker), read_claim(wells, None, "staff"), DeclaredBy.OPERATOR)
    session.commit()
    appeal = quadrille(*words)["appeal"]
    assert quadrille("screening", "appeal", "list")[0]["grounds"] == "There is one."
    decided = quadrille("screening", "appeal", "decide", appeal, "--uphold", "--expert", expert, "--why", "There is.")
    assert decided["state"] == "upheld"
    assert quadrille("screening", "show", number)["state"] == "second_review"

    # Another expert decides the question anew.
    (other, _) = somebody(world, api)
    quadrille("screening", "expert", other)
    judged = quadrille("screening", "judge", number, "5.1", "yes", "--expert", other, "--why", "Read it.")
    assert judged["state"] == "dpg"
    assert quadrille("screening", "decide", number)["state"] == "dpg"
    assert quadrille("screening", "renew") == []
    assert [row["renews"] for row in quadrille("screening", "renew", number)] == [number]
    assert len(quadrille("screening", "expert", expert, "--end")) == 1
    assert exit_code("screening", "show", number) == 0
    assert exit_code("screening", "show", 99) == 1
