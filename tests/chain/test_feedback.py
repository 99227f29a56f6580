"""Feedback of end users: what a link takes and until when, who may sign for answers, and what a signature is worth."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlmodel import select

from chain.answers import assert_page, assert_problem
from chain.sign_in import bearer
from feedback_steps import Partner, link, partner
from journeys import import_demo_projects
from quadrille.app import make_app
from quadrille.errors import NotAllowed, Refused, TooMany
from quadrille.governance.feedback import flow, partners
from quadrille.governance.feedback.link_rules import ANSWERS_AN_HOUR, DAY, MOST_LIVE_LINKS
from quadrille.governance.feedback.tables import EndUserAnswer
from quadrille.people.persons import find_or_add


@pytest.fixture
def paula(world, session):
    """A partner of a project in the catalogue."""
    import_demo_projects(session)
    return partner(world, session)


@pytest.fixture
def asked(session, paula):
    """A link of hers and its token."""
    return link(session, paula)


def move_back(session, table, column, seconds):
    session.execute(text(f"UPDATE {table} SET {column} = {column} - {seconds}"))
    session.commit()
    session.expire_all()


def test_a_link_that_is_over_takes_nothing_and_says_why(session, paula, asked, api):
    row, token = asked
    partners.revoke_link(session, paula.person, row.id)
    with pytest.raises(Refused, match="has ended it"):
        flow.answer(session, token, "yes", "")
    session.rollback()
    assert "takes no answers any more" in api.get(f"/feedback/{token}").text
    assert_page(api.post(f"/feedback/{token}", data={"works": "yes"}), 409)
    _, other = link(session, paula, most_answers=1)
    flow.answer(session, other, "yes", "")
    with pytest.raises(Refused, match="As many people"):
        flow.answer(session, other, "yes", "")
    session.rollback()
    _, third = link(session, paula)
    move_back(session, "feedback_link", "expires_at", 7 * DAY)
    with pytest.raises(Refused, match="is over"):
        flow.answer(session, third, "yes", "")


def test_an_hour_takes_so_many_answers_and_says_when_the_next(session, paula):
    row, token = link(session, paula, most_answers=ANSWERS_AN_HOUR + 2)
    for _ in range(ANSWERS_AN_HOUR):
        flow.answer(session, token, "yes", "")
    with pytest.raises(TooMany) as refusal:
        flow.answer(session, token, "yes", "")
    assert 0 < refusal.value.retry_seconds <= 3_600
    session.rollback()
    move_back(session, "end_user_answer", "at", 3_600)
    flow.answer(session, token, "no", "")
    assert partners.count_of(session, row) == ANSWERS_AN_HOUR + 1


def test_the_same_form_again_is_the_same_answer(session, asked, api):
    _, token = asked
    form = {"works": "yes", "text": "", "form": "ab" * 16}
    for _ in range(3):
        assert api.post(f"/feedback/{token}", data=form, follow_redirects=False).status_code == 303
    assert len(session.exec(select(EndUserAnswer)).all()) == 1


@pytest.mark.parametrize(
    "body", [{}, {"works": "maybe"}, {"works": "yes", "text": "x" * 501}, {"works": "yes", "who": 1}]
)
def test_what_is_no_answer_is_refused(session, asked, api, body):
    assert_problem(api.post(f"/api/v1/feedback/{asked[1]}", json=body), 422)
    refused = api.post(f"/api/v1/feedback/{asked[1]}", json={"works": "yes", "text": "ring 0700 123 456"})
    assert "0700" not in assert_problem(refused, 422)["detail"]
    assert session.exec(select(EndUserAnswer)).all() == []


def test_a_token_that_is_none_opens_nothing_and_is_not_said_again(asked, api):
    wrong = "0" * 32
    for answer in (api.get(f"/api/v1/feedback/{wrong}"), api.post(f"/api/v1/feedback/{wrong}", json={"works": "yes"})):
        assert_problem(answer, 404)
        assert wrong not in answer.text
    assert_problem(api.get("/api/v1/feedback/short"), 422)


def test_of_who_answers_nothing_is_kept(world, session, paula, asked):
    _, token = asked
    signed_in = world.somebody()
    with TestClient(make_app(world.settings, world.chain)) as client:
        headers = {**bearer(client, signed_in), "user-agent": "A browser nobody else has"}
        assert client.post(f"/api/v1/feedback/{token}", json={"works": "no"}, headers=headers).status_code == 201
    row = session.exec(select(EndUserAnswer)).one()
    assert set(row.model_dump()) == {
        *("id", "link_id", "works", "text", "salt", "commitment", "at", "form_hash", "attestation_id")
    }
    entry = session.execute(text("SELECT actor, action FROM audit_entry ORDER BY id DESC LIMIT 1")).one()
    assert tuple(entry) == ("nobody", "POST /api/v1/feedback/{invitation}")


def test_links_are_their_partner_s_alone(world, session, paula, asked, api):
    other = partner(world, session, "olga")
    header = bearer(api, other.wallet)
    path = f"/api/v1/me/feedback-links/{asked[0].id}"
    assert_problem(api.get(f"{path}/answers", headers=header), 404)
    assert_problem(api.delete(path, headers=header), 404)
    assert api.get("/api/v1/me/feedback-links", headers=header).json() == []
    mine = api.get("/api/v1/me/feedback-links", headers=bearer(api, paula.wallet)).json()
    assert [(one["link"], one["state"]) for one in mine] == [(asked[0].id, "open")]
    assert_problem(api.get("/api/v1/me/feedback-links"), 401)
    assert asked[1] not in api.get("/my-feedback", headers=bearer(api, paula.wallet)).text


def test_who_is_no_partner_makes_no_link_and_a_partner_not_any_number(world, session, paula):
    nobody = Partner(find_or_add(session, "nobody"), world.somebody())
    with pytest.raises(NotAllowed, match="not noted as an implementing partner"):
        link(session, nobody)
    session.rollback()
    for _ in range(MOST_LIVE_LINKS):
        link(session, paula)
    with pytest.raises(Refused, match="links of yours"):
        link(session, paula)
