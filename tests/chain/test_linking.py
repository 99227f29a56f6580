"""A person's wallets: one that holds badges, any number that give; both sides sign, and a wallet is one person's."""

import json

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from sqlmodel import select

from chain.answers import assert_problem
from chain.sign_in import asked_message, bearer, signature_of
from chain.wallets import deployed
from quadrille.people.persons import bind_badge_wallet, find_or_add, persons_between
from quadrille.people.tables import LinkedWallet, Person


def words_for(api, headers, wallet, known):
    answer = api.post("/api/v1/intents/link", json={"wallet": wallet, "known_wallet": known}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["typed_data"]


def sign(account, typed_data):
    return account.sign_message(encode_typed_data(full_message=typed_data)).signature.to_0x_hex()


def link_request(api, headers, new, known):
    """A right request to link one more wallet."""
    words = words_for(api, headers, new.address, known.address)
    return {
        "wallet": new.address,
        "known_wallet": known.address,
        "deadline": words["message"]["deadline"],
        "signature": sign(new, words),
        "known_signature": sign(known, words),
    }


@pytest.fixture
def amina(api):
    """Somebody with a wallet, and how they are signed in."""
    account = Account.create()
    return account, bearer(api, account)


def test_two_wallets_that_both_sign_are_one_person_s(api, amina, session):
    account, headers = amina
    other = Account.create()
    answer = api.post("/api/v1/me/wallets", json=link_request(api, headers, other, account), headers=headers)
    assert answer.status_code == 201, answer.text
    # Either of them signs in the same person.
    mine = api.get("/api/v1/me", headers=headers).json()["person"]
    assert api.get("/api/v1/me", headers=bearer(api, other)).json()["person"] == mine
    kept = session.exec(select(LinkedWallet).where(LinkedWallet.address == other.address)).one()
    assert set(json.loads(kept.consent)) == {"known", "deadline", "wallet_signature", "known_signature"}


def test_the_words_say_whose_wallet_it_becomes(api, amina):
    account, headers = amina
    message = words_for(api, headers, Account.create().address, account.address)["message"]
    assert message["person"] == api.get("/api/v1/me", headers=headers).json()["person"]


@pytest.mark.parametrize("missing", ["signature", "known_signature"])
def test_one_signature_is_not_enough(api, amina, missing):
    account, headers = amina
    request = link_request(api, headers, Account.create(), account)
    both = request["signature"], request["known_signature"]
    for forged in ("0x", "0x" + "ab" * 65, both[missing == "signature"]):
        answer = api.post("/api/v1/me/wallets", json={**request, missing: forged}, headers=headers)
        assert "did not sign this link" in assert_problem(answer, 403)["cause"]


def test_signatures_for_one_person_are_nothing_for_another(api, amina):
    account, headers = amina
    other = Account.create()
    theirs = bearer(api, other)
    request = link_request(api, headers, Account.create(), account)
    assert_problem(api.post("/api/v1/me/wallets", json=request, headers=theirs), 403)
    assert_problem(api.post("/api/v1/me/wallets", json={**request, "known_wallet": other.address}, headers=theirs), 403)


def test_a_wallet_is_one_person_s(api, amina):
    account, headers = amina
    other = Account.create()
    bearer(api, other)
    request = link_request(api, headers, other, account)
    refused = assert_problem(api.post("/api/v1/me/wallets", json=request, headers=headers), 409)
    assert "another person's" in refused["cause"]


def test_a_wallet_that_holds_another_person_s_badges_is_not_linked(api, amina, session):
    account, headers = amina
    holder = Account.create()
    bind_badge_wallet(session, find_or_add(session, "bao"), holder.address)
    session.commit()
    request = link_request(api, headers, holder, account)
    assert_problem(api.post("/api/v1/me/wallets", json=request, headers=headers), 409)


def test_a_deadline_that_has_passed_or_was_never_given_is_refused(api, amina):
    account, headers = amina
    request = link_request(api, headers, Account.create(), account)
    for deadline in (0, request["deadline"] - 3_601, request["deadline"] + 3_600, 2**48 - 1):
        answer = api.post("/api/v1/me/wallets", json={**request, "deadline": deadline}, headers=headers)
        assert "do not count any more" in assert_problem(answer, 409)["cause"]


def test_without_a_known_wallet_nothing_is_linked_to_who_has_one(api, amina):
    _, headers = amina
    answer = api.post("/api/v1/intents/link", json={"wallet": Account.create().address}, headers=headers)
    assert "one of" in assert_problem(answer, 422)["remedy"]


def test_linking_twice_changes_nothing(api, amina, session):
    account, headers = amina
    request = link_request(api, headers, Account.create(), account)
    first = api.post("/api/v1/me/wallets", json=request, headers=headers).json()
    assert api.post("/api/v1/me/wallets", json=request, headers=headers).json() == first
    assert len(session.exec(select(LinkedWallet)).all()) == 2


def test_a_contract_is_linked_by_its_owner_s_signature(world, api, amina):
    account, headers = amina
    owner = Account.create()
    wallet = deployed(world, "OwnedWallet", owner.address).address
    words = words_for(api, headers, wallet, account.address)
    request = {
        "wallet": wallet,
        "known_wallet": account.address,
        "deadline": words["message"]["deadline"],
        "signature": sign(owner, words),
        "known_signature": sign(account, words),
    }
    assert api.post("/api/v1/me/wallets", json=request, headers=headers).status_code == 201


def test_a_link_ends_when_its_person_says_so_but_not_the_only_way_in(api, amina, session):
    account, headers = amina
    other = Account.create()
    api.post("/api/v1/me/wallets", json=link_request(api, headers, other, account), headers=headers)
    assert api.delete(f"/api/v1/me/wallets/{other.address}", headers=headers).status_code == 204
    assert_problem(api.delete(f"/api/v1/me/wallets/{other.address}", headers=headers), 404)
    last = assert_problem(api.delete(f"/api/v1/me/wallets/{account.address}", headers=headers), 409)
    assert "could not sign in" in last["cause"]
    # Whose it was in a round that went on meanwhile is still known.
    kept = session.exec(select(LinkedWallet).where(LinkedWallet.address == other.address)).one()
    mine = kept.person_id
    assert persons_between(session, [other.address], kept.linked_at - 10, kept.ended_at + 10) == {other.address: mine}
    assert persons_between(session, [other.address], kept.ended_at + 1, kept.ended_at + 10) == {}
    # And from now on it is whoever's it is.
    session.commit()
    assert api.get("/api/v1/me", headers=bearer(api, other)).status_code == 200
    assert len(session.exec(select(Person)).all()) == 2


def test_the_badges_wallet_of_a_person_signs_them_in(api, session):
    holder = Account.create()
    bind_badge_wallet(session, find_or_add(session, "bao"), holder.address)
    session.commit()
    assert api.get("/api/v1/me", headers=bearer(api, holder)).json()["person"] == "bao"


def test_a_person_s_badges_do_not_go_to_a_wallet_that_another_linked(api, amina, session):
    account, _ = amina
    bao = find_or_add(session, "bao")
    with pytest.raises(Exception, match="another person's"):
        bind_badge_wallet(session, bao, account.address)


def test_a_link_s_signature_does_not_sign_anybody_in(api, amina):
    account, headers = amina
    words = words_for(api, headers, Account.create().address, account.address)
    text = asked_message(api, account.address)
    assert signature_of(account, text) != sign(account, words)
    answer = api.post("/api/v1/sign-in", json={"message": text, "signature": sign(account, words)})
    assert_problem(answer, 403)
