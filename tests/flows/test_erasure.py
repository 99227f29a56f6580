"""A reviewer who goes: what they take along, what is erased, and that badge, proof and votes stay true."""

import json
import stat

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from chain.answers import assert_page, assert_problem
from conftest import World
from journeys import exit_code, quadrille
from known_person import PSEUDONYM, review
from quadrille.db import make_engine, writing
from quadrille.errors import ContractReverted, NotFound, Refused
from quadrille.people.persons import get_person
from quadrille.privacy.erasure import erase
from quadrille.screening import flow
from quadrille.screening.proof import evidence_file
from quadrille.screening.tables import Review
from quadrille.types import Address, ContributionNumber
from quadrille.web.badge_art import PETALS


@pytest.fixture
def claimed(world, session):
    """A reviewer with a badge in their wallet: the claim code, and the wallet."""
    name, content = review()
    code = flow.hand_in_review(session, content, name).claim_code
    wallet = world.somebody()
    call, _ = flow.claim_call(session, world.chain, code, Address(wallet.address))
    world.chain.client.send_from(wallet, call)
    return code, wallet


def erase_now(session) -> None:
    erase(session, get_person(session, PSEUDONYM))
    session.commit()


def test_a_badge_and_its_proof_outlive_the_erasure(world, session, api, claimed, tmp_path):
    code, wallet = claimed
    kept = tmp_path / "evidence.json"
    kept.write_bytes(evidence_file(session.exec(select(Review)).one()))
    erase_now(session)
    # The badge is on the chain, with its vote, and its page shows no more than that.
    assert world.chain.badge.votes_of(Address(wallet.address)) == 1
    page = api.get("/badges/1")
    assert_page(page, 200)
    assert f"{PETALS} of {PETALS} were answered" in page.text
    # Whoever kept their evidence proves it as before; the server has none to give.
    proof = quadrille("badge", "verify", 1, "--evidence", kept)
    assert proof["steps"][0]["outcome"] == "matches"
    assert {step["outcome"] for step in proof["steps"]} == {"matches"}
    assert_page(api.get(f"/claim/{code}"), 404)
    assert_page(api.get(f"/claim/{code}/evidence.json"), 404)
    assert exit_code("screening", "evidence", 1) == 1


def test_who_begins_anew_gets_no_second_vote_for_the_same_work(world, session, claimed):
    _, wallet = claimed
    erase_now(session)
    name, content = review("somebody-new")
    code = flow.hand_in_review(session, content, name).claim_code
    with pytest.raises(Refused, match="has badge 1 for a review of mojaloop already"):
        flow.claim_call(session, world.chain, code, Address(wallet.address))
    # For other work, the wallet is welcome.
    name, content = review("somebody-new", "avyantra-health-technologies")
    other = flow.hand_in_review(session, content, name).claim_code
    call, voucher = flow.claim_call(session, world.chain, other, Address(wallet.address))
    world.chain.client.send_from(wallet, call)
    assert voucher.number == 3
    assert world.chain.badge.votes_of(Address(wallet.address)) == 2


def test_a_voucher_that_was_out_can_be_redeemed_and_blocks_a_second(world, session):
    name, content = review()
    code = flow.hand_in_review(session, content, name).claim_code
    wallet = world.somebody()
    call, _ = flow.claim_call(session, world.chain, code, Address(wallet.address))
    erase_now(session)
    again = flow.hand_in_review(session, review("somebody-new")[1], "x.json").claim_code
    with pytest.raises(Refused, match="has badge 1"):
        flow.claim_call(session, world.chain, again, Address(wallet.address))
    world.chain.client.send_from(wallet, call)
    assert world.chain.badge.votes_of(Address(wallet.address)) == 1
    with pytest.raises(ContractReverted):
        world.chain.client.send_from(wallet, call)


def test_nothing_is_issued_for_who_was_erased(world, session):
    name, content = review()
    code = flow.hand_in_review(session, content, name).claim_code
    erase_now(session)
    wallet = Address(world.somebody().address)
    with pytest.raises(NotFound, match="for this claim code"):
        flow.send_badge(session, world.chain, code, wallet)
    with pytest.raises(Refused, match="erased at their own wish"):
        flow.issue_badge(session, world.chain, ContributionNumber(1), wallet)
    session.rollback()
    assert exit_code("screening", "invite", 1) == 5


def test_an_erasure_between_two_steps_of_a_claim_is_seen(world, session, monkeypatch):
    name, content = review()
    code = flow.hand_in_review(session, content, name).claim_code
    offer = flow.look_at_claim(session, world.chain, code)
    monkeypatch.setattr(flow, "look_at_claim", lambda *_: offer)
    quadrille("people", "erase", PSEUDONYM, "--yes")
    with pytest.raises(Refused, match="erased at their own wish"):
        flow.issue_voucher(session, world.chain, code, Address(world.somebody().address))


def text_of_the_review(world: World) -> str:
    with writing(make_engine(world.settings.database_url)) as session:
        return session.exec(select(Review)).one().document


def test_the_operator_sees_first_what_goes_and_what_stays(world: World, session):
    flow.hand_in_review(session, *reversed(review()))
    rehearsal = quadrille("people", "erase", PSEUDONYM)
    assert not rehearsal["is_erased"]
    assert rehearsal["reviews"] == 1
    assert rehearsal["goes"]
    assert rehearsal["stays"]
    assert "VACUUM FULL" in rehearsal["to_do"]
    assert "zaffre" in text_of_the_review(world)
    assert quadrille("people", "erase", PSEUDONYM, "--yes") == {**rehearsal, "is_erased": True}
    assert text_of_the_review(world) == ""
    assert exit_code("people", "erase", PSEUDONYM, "--yes") == 1


def test_the_operator_gives_a_person_their_data_in_a_file_for_them_alone(world: World, session, tmp_path):
    name, content = review()
    flow.hand_in_review(session, content, name)
    document = quadrille("people", "export", PSEUDONYM)
    file = tmp_path / "export.json"
    told = quadrille("people", "export", PSEUDONYM, "--out", file)
    assert told == {"person": PSEUDONYM, "file": str(file)}
    assert {**json.loads(file.read_text()), "made_at": 0} == {**document, "made_at": 0}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert exit_code("people", "export", PSEUDONYM, "--out", file) == 2
    assert exit_code("people", "export", "nobody-here") == 1


def test_contacts_on_the_command_line(world: World, session, tmp_path, monkeypatch):
    name, content = review()
    flow.hand_in_review(session, content, name)
    key = tmp_path / "contacts.key"
    made = quadrille("people", "contact-key", "--out", key)
    monkeypatch.setenv("QUADRILLE_CONTACT_KEY", made["QUADRILLE_CONTACT_KEY"])
    assert quadrille("people", "contacts", "--key-file", key) == []
    assert quadrille("people", "purge") == dict.fromkeys(quadrille("people", "purge"), 0)


def test_an_unknown_code_and_an_erased_one_are_told_the_same(world: World, session, api: TestClient):
    name, content = review()
    code = flow.hand_in_review(session, content, name).claim_code
    erase_now(session)
    body = {"wallet": "0x" + "ab" * 20}
    answers = [api.post("/api/v1/intents/claim", json={**body, "code": one}) for one in (code, "0" * 32)]
    causes = [assert_problem(answer, 404)["cause"] for answer in answers]
    assert causes[0] == causes[1]
