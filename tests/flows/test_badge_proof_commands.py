"""A badge without us: its reviewer keeps the evidence, anybody checks it, and other places take it over."""

import json

import jwt
import pytest
from typer.testing import CliRunner

from journeys import claim_all_badges, demo_reviews, exit_code, quadrille
from quadrille.cli import build
from quadrille.screening import flow
from quadrille.screening.credential import credential_issuer


@pytest.fixture
def handed_in(world, session):
    """A review with its claim code; its badge is claimed."""
    name, content = demo_reviews()[0]
    code = flow.hand_in_review(session, content, name).claim_code
    offer = flow.look_at_claim(session, world.chain, code)
    wallet = world.somebody()
    call, _ = flow.claim_call(session, world.chain, code, wallet.address)
    world.chain.client.send_from(wallet, call)
    session.commit()
    return code, offer.contribution.number, wallet


def printed(*words: object) -> str:
    texts = [str(word) for word in words]
    done = CliRunner().invoke(build(texts[0]), texts, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_reviewer_keeps_the_evidence_and_anybody_verifies_the_badge_with_it(world, api, handed_in, tmp_path):
    code, number, wallet = handed_in
    page = api.get(f"/claim/{code}")
    assert f"/claim/{code}/evidence.json" in page.text
    kept = api.get(f"/claim/{code}/evidence.json")
    assert kept.headers["content-disposition"] == f'attachment; filename="evidence-{number}.json"'
    assert kept.text == printed("screening", "evidence", number)
    (tmp_path / "evidence.json").write_bytes(kept.content)

    here = ("--rpc", world.settings.rpc_url, "--contract", world.chain.badge.address)
    proof = api.get(f"/api/v1/badges/{number}/proof").json()
    assert {step["outcome"] for step in proof["steps"]} == {"matches", "not checked"}
    proven = quadrille("badge", "verify", number, *here, "--evidence", tmp_path / "evidence.json")
    assert {step["outcome"] for step in proven["steps"]} == {"matches"}
    assert (proven["holder"], proven["state"]) == (wallet.address, "live")

    # One letter more, and the evidence is another.
    other = json.loads(kept.content)
    other["document"] += " "
    (tmp_path / "other.json").write_text(json.dumps(other))
    assert exit_code("badge", "verify", number, *here, "--evidence", tmp_path / "other.json") == 3
    (tmp_path / "none.json").write_text("{}")
    assert exit_code("badge", "verify", number, *here, "--evidence", tmp_path / "none.json") == 2
    assert exit_code("badge", "verify", number, *here, "--evidence", tmp_path / "missing.json") == 2
    assert exit_code("badge", "verify", 77, *here) == 1


def test_nobody_gets_the_evidence_of_a_code_that_is_not_theirs(api, handed_in):
    assert api.get("/claim/another-code/evidence.json").status_code == 404


def test_a_badge_is_exported_as_a_credential_and_snapshot_is_told_how_to_count(world, api, handed_in):
    _, number, wallet = handed_in
    key_file = world.settings.credential_key_file
    token = printed("badge", "export", number, "--ob3").strip()
    # Not checked against this machine's clock: the chain's is moved by tests.
    key, unchecked = credential_issuer(key_file).key.public_key(), {"verify_nbf": False}
    credential = jwt.decode(token, key, algorithms=["EdDSA"], options=unchecked)
    assert credential["sub"] == f"did:pkh:eip155:{world.chain.client.chain_id}:{wallet.address}"

    answer = api.get(f"/api/v1/badges/{number}/credential").json()
    again = jwt.decode(answer["credential"], options={"verify_signature": False})
    assert again["sub"] == credential["sub"]

    assert api.get("/api/v1/snapshot").json()["strategies"][0]["params"]["address"] == world.chain.badge.address
    told = json.loads(printed("badge", "export", "--snapshot", "--space", "Wells"))
    assert told["name"] == "Wells"
    assert told["strategies"][0]["params"]["address"] == world.chain.badge.address
    assert exit_code("badge", "export") == 2
    assert exit_code("badge", "export", "--ob3") == 2
    assert exit_code("badge", "export", 77, "--ob3") == 1


def test_the_evidence_of_every_demo_review_verifies(world, session, tmp_path):
    claim_all_badges(world, session, demo_reviews())
    session.commit()
    for issue in world.chain.badge.issued():
        number = issue.args["number"]
        (tmp_path / "evidence.json").write_text(printed("screening", "evidence", number), encoding="utf-8")
        proven = quadrille("badge", "verify", number, "--evidence", tmp_path / "evidence.json")
        assert {step["outcome"] for step in proven["steps"]} == {"matches"}
