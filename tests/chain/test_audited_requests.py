"""What requests and commands leave in the audit, and how it is read."""

import json
import sqlite3

from conftest import OPERATOR_TOKEN
from journeys import demo_reviews, import_demo_projects
from quadrille.audit import entries
from quadrille.cli import build, run


def command(*words):
    return run(lambda: build(words[0])(list(words), standalone_mode=False))


def test_what_the_operator_does_is_there_under_the_request_s_reference(session, operator):
    import_demo_projects(session)
    name, content = demo_reviews()[0]
    answer = operator.post("/api/v1/reviews", params={"file_name": name}, content=content)
    assert answer.status_code == 201
    entry = entries(session)[-1]
    assert (entry.actor, entry.action) == ("operator", "POST /api/v1/reviews")
    assert entry.reference == answer.headers["x-request-id"]
    assert json.loads(entry.changes) == {"contribution": ["1"], "person": ["1"], "review": ["1"]}
    told = json.dumps(entry.model_dump())
    assert OPERATOR_TOKEN not in told
    assert answer.json()["claim_code"] not in told


def test_what_is_only_read_or_refused_leaves_nothing(world, session, api, operator):
    for path in ("/", "/api/v1/badges", "/api/v1/rounds", "/api/v1/projects"):
        assert api.get(path).status_code == 200
    assert operator.post("/api/v1/reviews", content=b"{}").status_code == 422
    assert entries(session) == []


def test_the_list_is_read_and_checked_by_a_command(world, session, operator, capfdbinary):
    import_demo_projects(session)
    for name, content in demo_reviews()[:2]:
        operator.post("/api/v1/reviews", params={"file_name": name}, content=content)
    assert command("audit", "--json") == 0
    listed = json.loads(capfdbinary.readouterr().out)
    assert [entry["number"] for entry in listed] == [1, 2]
    assert listed[0]["changes"]["review"] == ["1"]
    assert command("audit", "--after", "1", "--limit", "1", "--json") == 0
    assert [entry["number"] for entry in json.loads(capfdbinary.readouterr().out)] == [2]
    assert command("audit", "--verify", "--json") == 0
    assert json.loads(capfdbinary.readouterr().out) == {"entries": 2, "last_hash": listed[1]["hash"]}
    assert command("audit") == 0
    assert b"POST /api/v1/reviews" in capfdbinary.readouterr().out

    with sqlite3.connect(world.settings.database_url.removeprefix("sqlite:///")) as connection:
        connection.execute("DROP TRIGGER audit_entry_keeps_UPDATE")
        connection.execute("UPDATE audit_entry SET actor = 'nobody'")
    assert command("audit", "--verify") == 3
