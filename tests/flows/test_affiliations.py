"""What somebody has a part in: they say so, others can doubt it, the operator decides, and rules follow.

Read it as the tutorial: first through the API, then what it means for a review, then the operator's command line.
"""

import pytest
from fastapi.testclient import TestClient

from chain.answers import assert_problem
from chain.sign_in import bearer
from conftest import World
from journeys import demo_reviews, exit_code, quadrille
from quadrille.errors import NotFound, Refused
from quadrille.people.affiliation_rules import read_claim
from quadrille.people.affiliations import DeclaredBy, declare, end_claim
from quadrille.people.persons import find_or_add
from quadrille.screening import flow as screening


@pytest.fixture
def ann(world: World, api: TestClient) -> tuple[str, dict[str, str]]:
    """Somebody who signed in with a wallet: their pseudonym, and the header that says who asks."""
    return somebody(world, api)


@pytest.fixture
def bob(world: World, api: TestClient) -> tuple[str, dict[str, str]]:
    return somebody(world, api)


def somebody(world: World, api: TestClient) -> tuple[str, dict[str, str]]:
    header = bearer(api, world.somebody())
    return api.get("/api/v1/me", headers=header).json()["person"], header


def test_an_affiliation_from_its_declaration_to_its_end(api, ann):
    name, signed_in = ann
    wanted = {"project": "wellspring-map", "role": "maintainer"}
    made = api.post("/api/v1/me/affiliations", json=wanted, headers=signed_in)
    assert made.status_code == 201, made.text
    again = api.post("/api/v1/me/affiliations", json=wanted, headers=signed_in)
    assert again.json() == made.json()

    # Everybody can look it up, by what and by whom.
    item = made.json()
    assert (item["person"], item["project"], item["role"]) == (name, "wellspring-map", "maintainer")
    assert (item["organisation"], item["declared_by"], item["ended_at"]) == (None, "person", None)
    for query in ({"project": "wellspring-map"}, {"person": name}, {}):
        assert api.get("/api/v1/affiliations", params=query).json() == {"items": [item], "next": None}
    assert api.get("/api/v1/affiliations", params={"organisation": "wellspring-map"}).json()["items"] == []

    # It ends, and stays in the list with its end.
    path = f"/api/v1/me/affiliations/{item['affiliation']}"
    ended = api.delete(path, headers=signed_in).json()
    assert ended["ended_at"] >= item["declared_at"]
    assert api.get("/api/v1/affiliations").json()["items"] == [ended]
    assert_problem(api.delete(path, headers=signed_in), 404)


def test_a_long_list_is_read_page_by_page(api, ann):
    for number in range(5):
        body = {"organisation": f"Acme {number}", "role": "staff"}
        assert api.post("/api/v1/me/affiliations", json=body, headers=ann[1]).status_code == 201
    names, after = [], 0
    while after is not None:
        page = api.get("/api/v1/affiliations", params={"limit": 2, "after": after}).json()
        names += [item["organisation"] for item in page["items"]]
        after = page["next"]
    assert names == [f"Acme {number}" for number in range(5)]


def test_a_challenge_from_its_grounds_to_its_decision(api, operator, ann, bob):
    (name, signed_in), (_, challenger) = ann, bob
    grounds = "The licence of its code names this person."
    body = {"person": name, "project": "wellspring-map", "role": "owner", "grounds": grounds}
    made = api.post("/api/v1/affiliations/challenges", json=body, headers=challenger)
    assert made.status_code == 201, made.text
    number = made.json()["challenge"]

    # Everybody sees that there is one; nobody but the two persons why; and only the operator who says so.
    public = api.get("/api/v1/affiliations/challenges", params={"person": name, "state": "open"})
    (item,) = public.json()["items"]
    assert (item["challenge"], item["says"], item["state"], item["decision"]) == (number, "missing", "open", "")
    assert grounds not in public.text
    theirs = api.get("/api/v1/me/challenges", headers=signed_in)
    assert [(one["grounds"], one["is_mine"]) for one in theirs.json()] == [(grounds, False)]
    for answer in (public, theirs):
        assert bob[0] not in answer.text
    mine = api.get("/api/v1/me/challenges", headers=challenger).json()
    assert [(one["grounds"], one["is_mine"]) for one in mine] == [(grounds, True)]

    # The operator alone decides, in words for everybody.
    path, decision = (
        f"/api/v1/affiliations/challenges/{number}/decision",
        {"uphold": True, "words": "The licence does."},
    )
    assert_problem(api.post(path, json=decision, headers=challenger), 403)
    assert operator.post(path, json=decision).json()["state"] == "upheld"
    assert_problem(operator.post(path, json=decision), 409)
    (item,) = api.get("/api/v1/affiliations", params={"person": name}).json()["items"]
    assert (item["role"], item["declared_by"]) == ("owner", "challenge")
    after = api.get("/api/v1/affiliations/challenges").text
    assert "The licence does." in after
    assert grounds not in after

    # Whoever was found out cannot undo it.
    refused = api.delete(f"/api/v1/me/affiliations/{item['affiliation']}", headers=signed_in)
    assert "Ask the operator" in assert_problem(refused, 403)["remedy"]


def test_a_listed_affiliation_is_doubted_by_its_number(api, operator, ann, bob):
    body = {"project": "wellspring-map", "role": "owner"}
    number = api.post("/api/v1/me/affiliations", json=body, headers=ann[1]).json()["affiliation"]
    doubt = {"person": ann[0], "affiliation": number, "grounds": "It is not theirs."}
    assert_problem(api.post("/api/v1/affiliations/challenges", json=doubt, headers=ann[1]), 409)
    assert_problem(api.post("/api/v1/affiliations/challenges", json={**doubt, **body}, headers=bob[1]), 422)
    made = api.post("/api/v1/affiliations/challenges", json=doubt, headers=bob[1]).json()
    assert (made["says"], made["project"], made["role"]) == ("wrong", "wellspring-map", "owner")
    path = f"/api/v1/affiliations/challenges/{made['challenge']}/decision"
    assert operator.post(path, json={"uphold": True, "words": "It is not."}).status_code == 201
    (item,) = api.get("/api/v1/affiliations").json()["items"]
    assert item["ended_at"] is not None


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/me/affiliations"),
        ("DELETE", "/api/v1/me/affiliations/1"),
        ("POST", "/api/v1/affiliations/challenges"),
        ("GET", "/api/v1/me/challenges"),
    ],
)
def test_whatever_is_one_s_own_needs_somebody_signed_in(api, method, path):
    body = {"project": "wellspring-map", "role": "owner", "person": "ann", "grounds": "So."}
    answer = api.request(method, path, json=body if method == "POST" else None)
    assert answer.status_code in (401, 403)


def test_nobody_ends_what_is_another_s(api, ann, bob):
    body = {"project": "wellspring-map", "role": "owner"}
    number = api.post("/api/v1/me/affiliations", json=body, headers=ann[1]).json()["affiliation"]
    assert_problem(api.delete(f"/api/v1/me/affiliations/{number}", headers=bob[1]), 404)
    assert api.get("/api/v1/affiliations").json()["items"][0]["ended_at"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"role": "owner"},
        {"project": "wells", "organisation": "Acme", "role": "owner"},
        {"project": "Wells", "role": "owner"},
        {"organisation": " ", "role": "owner"},
        {"organisation": "a\u202eb", "role": "owner"},
        {"project": "wells", "role": "friend"},
        {"project": "wells"},
        {"project": "wells", "role": "owner", "person": "bob"},
    ],
)
def test_a_declaration_that_is_not_clear_is_refused(api, ann, body):
    assert_problem(api.post("/api/v1/me/affiliations", json=body, headers=ann[1]), 422)


def test_nobody_reviews_what_they_have_a_part_in(world, session):
    name, content = demo_reviews()[0]
    parsed = screening.read_review(content, name)
    reviewer = find_or_add(session, parsed.reviewer)
    adviser = read_claim(parsed.project, None, "adviser")
    declare(session, reviewer, adviser, DeclaredBy.PERSON)
    session.commit()
    with pytest.raises(Refused, match=f"{parsed.reviewer} is affiliated with the project {parsed.project} .adviser."):
        screening.hand_in_review(session, content, name)
    session.rollback()

    # When it is over, the review is as good as anybody's.
    end_claim(session, reviewer, adviser)
    done = screening.hand_in_review(session, content, name)
    assert done.contribution is not None

    # Who comes to have a part in it later keeps what they did before.
    declare(session, reviewer, adviser, DeclaredBy.PERSON)
    session.commit()
    assert screening.hand_in_review(session, content, name).contribution == done.contribution
    assert screening.look_at_claim(session, world.chain, done.claim_code).source == done.review


def test_a_review_by_somebody_affiliated_is_a_conflict_over_http(operator, session):
    name, content = demo_reviews()[0]
    parsed = screening.read_review(content, name)
    declare(
        session, find_or_add(session, parsed.reviewer), read_claim(parsed.project, None, "staff"), DeclaredBy.OPERATOR
    )
    session.commit()
    answer = operator.post("/api/v1/reviews", content=content, params={"file_name": name})
    problem = assert_problem(answer, 409)
    assert parsed.project in problem["cause"]
    assert "can be ended" in problem["remedy"]


def test_the_operator_s_command_line(world, session):
    find_or_add(session, "ann")
    session.commit()
    made = quadrille("people", "affiliate", "ann", "--project", "wells", "--role", "owner")
    assert (made["person"], made["project"], made["declared_by"], made["ended_at"]) == (
        "ann",
        "wells",
        "operator",
        None,
    )
    ended = quadrille("people", "affiliate", "ann", "--project", "wells", "--role", "owner", "--end")
    assert (ended["affiliation"], ended["ended_at"] is None) == (made["affiliation"], False)
    with pytest.raises(NotFound):
        quadrille("people", "affiliate", "ann", "--organisation", "Acme", "--role", "owner", "--end")
    assert exit_code("people", "affiliate", "ann", "--role", "owner") == 2
    assert exit_code("people", "affiliate", "nobody", "--project", "wells", "--role", "owner") == 1


def test_the_operator_reads_and_decides_challenges_on_the_command_line(world, api, ann, bob):
    body = {"person": ann[0], "organisation": "Acme Ltd", "role": "staff", "grounds": "Seen there."}
    number = api.post("/api/v1/affiliations/challenges", json=body, headers=bob[1]).json()["challenge"]
    (row,) = quadrille("people", "challenges")
    assert (row["challenge"], row["person"], row["challenger"]) == (number, ann[0], bob[0])
    assert (row["grounds"], row["of"]) == ("Seen there.", "staff of the organisation Acme Ltd")
    done = quadrille("people", "decide", number, "--dismiss", "--because", "Nobody else saw it.")
    assert done == {"challenge": number, "state": "dismissed", "decision": "Nobody else saw it."}
    assert quadrille("people", "challenges") == []
    assert [row["state"] for row in quadrille("people", "challenges", "--all")] == ["dismissed"]
    assert exit_code("people", "decide", number, "--uphold", "--because", "After all.") == 5


def test_score_tables_on_the_command_line(world, session, tmp_path):
    find_or_add(session, "ann").badge_wallet = wallet = world.somebody().address
    session.commit()
    table = tmp_path / "scores.csv"
    table.write_text(f"wallet,score,reference\n{wallet},21.5,no. 7\n")
    words = ("people", "evidence", table, "--source", "passport", "--observed-at", "2026-11-20")
    assert quadrille(*words) == {"source": "passport", "added": 1, "known": 0}
    assert quadrille(*words) == {"source": "passport", "added": 0, "known": 1}
    (row,) = quadrille("people", "scores", "ann")
    assert row == {
        "source": "passport",
        "score": "21.5",
        "observed_at": 1_795_132_800,
        "reference": "no. 7",
        "wallet": wallet,
    }
    assert quadrille("people", "scores", "--wallet", wallet) == [row]
    assert quadrille("people", "scores", "--wallet", world.somebody().address) == []
    for wrong in (
        ("people", "evidence", table, "--source", "Passport", "--observed-at", "1"),
        ("people", "evidence", table, "--source", "passport", "--observed-at", "then"),
        ("people", "evidence", table, "--source", "passport"),
        ("people", "evidence", tmp_path / "no.csv", "--source", "passport", "--observed-at", "1"),
        ("people", "scores"),
    ):
        assert exit_code(*wrong) == 2
