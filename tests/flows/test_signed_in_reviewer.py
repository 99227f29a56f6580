"""The reviewer's journey with an account: sign in, claim with the code, and be one person from then on."""

import pytest
from eth_account import Account

from chain.answers import assert_problem
from chain.sign_in import bearer
from journeys import demo_reviews, import_demo_projects
from quadrille.screening import flow


@pytest.fixture
def codes(session):
    """Claim codes by reviewer."""
    import_demo_projects(session)
    handed_in = [flow.hand_in_review(session, content, name) for name, content in demo_reviews()]
    found = {}
    for done in handed_in:
        if done.claim_code:
            found.setdefault(done.review.person_id, []).append(done.claim_code)
    session.rollback()
    return list(found.values())


def claim(api, code, wallet, headers=None):
    return api.post("/api/v1/badges", json={"code": code, "wallet": wallet}, headers=headers)


def test_who_signs_in_and_claims_is_the_reviewer_from_then_on(world, api, codes):
    account = Account.create()
    headers = bearer(api, account)
    before = api.get("/api/v1/me", headers=headers).json()["person"]
    assert claim(api, codes[0][0], account.address, headers).status_code == 201
    me = api.get("/api/v1/me", headers=headers).json()
    assert me["person"] != before
    assert me["badge_wallet"] == account.address
    assert me["roles"] == ["holder"]
    # The account that was begun is no more; the same wallet signs in the reviewer.
    assert api.get("/api/v1/me", headers=bearer(api, account)).json()["person"] == me["person"]


def test_without_signing_in_a_wallet_of_somebody_who_does_gets_no_badge(world, api, codes):
    account = Account.create()
    bearer(api, account)
    refused = assert_problem(claim(api, codes[0][0], account.address), 409)
    assert "sign in with this one" in refused["remedy"]
    assert claim(api, codes[0][0], account.address, bearer(api, account)).status_code == 201


def test_a_code_of_another_reviewer_makes_no_second_person_out_of_one(world, api, codes):
    account = Account.create()
    headers = bearer(api, account)
    assert claim(api, codes[0][0], account.address, headers).status_code == 201
    refused = assert_problem(claim(api, codes[1][0], account.address, headers), 409)
    assert "Sign out to claim it" in refused["remedy"]
    assert claim(api, codes[1][0], Account.create().address).status_code == 201


def test_a_code_that_was_passed_on_opens_nobody_s_account(world, api, codes):
    reviewer, other = Account.create(), Account.create()
    assert claim(api, codes[0][0], reviewer.address, bearer(api, reviewer)).status_code == 201
    thief = bearer(api, other)
    refused = assert_problem(claim(api, codes[0][0], other.address, thief), 409)
    assert "signs in by another way" in refused["cause"]
    assert api.get("/api/v1/me", headers=thief).json()["badge_wallet"] is None


def test_who_claimed_before_without_an_account_signs_in_with_the_badges_wallet(world, api, codes):
    reviewer, other = Account.create(), Account.create()
    assert claim(api, codes[0][0], reviewer.address).status_code == 201
    # Another wallet and the used code are not enough to become them.
    assert_problem(claim(api, codes[0][0], other.address, bearer(api, other)), 409)
    me = api.get("/api/v1/me", headers=bearer(api, reviewer)).json()
    assert me["badge_wallet"] == reviewer.address


def test_an_unknown_code_recognises_nobody(world, api):
    assert_problem(claim(api, "0" * 32, Account.create().address, bearer(api, Account.create())), 404)
