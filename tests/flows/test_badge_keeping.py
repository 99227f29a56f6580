"""What becomes of a badge once it is out: moved to another wallet, revoked with an appeal, given up.

Read it as the tutorial: first the steps one by one, then the same through the API and the command line.
"""

import pytest

from journeys import claim_all_badges, demo_reviews, exit_code, quadrille
from quadrille.chain.badge import Badge
from quadrille.chain.typed_data import sign, signer_of
from quadrille.errors import ContractReverted, NotFound, Refused
from quadrille.screening import flow, keeping
from quadrille.screening.keeping import RecoveryStep, Step
from quadrille.types import Address, ContributionNumber

DAY = 86_400
NUMBER = ContributionNumber(1)


@pytest.fixture
def holder(world, session):
    """Who claimed badge 1."""
    wallets = claim_all_badges(world, session, demo_reviews()[:1])
    session.commit()
    return next(iter(wallets.values()))


def badge(world) -> Badge:
    return world.chain.badge.badge_of(NUMBER)


def test_badges_follow_their_holder_to_a_new_wallet_that_both_signed_for(world, session, holder):
    new = world.somebody()
    move = keeping.agreed_move(world.chain, Address(holder.address), Address(new.address), [])
    assert move.numbers == (NUMBER,)

    # Both wallets sign the same words; what Python signs is what the contract checks.
    message = keeping.message_of_move(world.chain, move)
    signatures = [sign(account, message) for account in (holder, new)]
    assert signer_of(message, signatures[0]) == holder.address
    world.chain.client.send_from(new, world.chain.badge.move_badges(move, *signatures))
    assert badge(world).holder == new.address
    assert badge(world).held_since > badge(world).issued_at
    assert flow.list_badges(world.chain, Address(holder.address)) == []
    assert len(flow.list_badges(world.chain, Address(new.address))) == 1

    assert world.chain.badge.votes_of(Address(new.address)) == 1


def test_a_lost_wallet_is_recovered_with_the_friend_that_the_holder_named(world, holder):
    friend, new = world.somebody(), world.somebody()
    badges, send = world.chain.badge, world.chain.client.send_from
    wallets = Address(holder.address), Address(new.address)
    send(holder, badges.name_guardian(Address(friend.address)))
    assert badges.guardian_of(wallets[0]) == friend.address

    # The wallet is lost; the new one asks, the friend approves, and a week passes in which the old one could say no.
    send(new, keeping.recovery_call(world.chain, RecoveryStep.REQUEST, *wallets))
    assert badges.recovery_of(*wallets).approved_at == 0
    send(friend, keeping.recovery_call(world.chain, RecoveryStep.APPROVE, *wallets))
    with pytest.raises(ContractReverted, match="RecoveryNotNow"):
        keeping.recovery_intent(world.chain, RecoveryStep.COMPLETE, *wallets, wallets[1])
    world.pass_time(7 * DAY)
    send(new, keeping.recovery_call(world.chain, RecoveryStep.COMPLETE, *wallets))
    assert badge(world).holder == new.address


def test_a_recovery_that_the_old_wallet_did_not_ask_for_is_stopped_by_it(world, holder):
    friend, thief = world.somebody(), world.somebody()
    badges, send = world.chain.badge, world.chain.client.send_from
    wallets = Address(holder.address), Address(thief.address)
    send(holder, badges.name_guardian(Address(friend.address)))
    send(thief, badges.request_recovery(wallets[0]))
    send(friend, badges.approve_recovery(*wallets))
    send(holder, keeping.recovery_call(world.chain, RecoveryStep.STOP, *wallets))
    world.pass_time(7 * DAY)
    with pytest.raises(ContractReverted, match="NoRecovery"):
        keeping.recovery_intent(world.chain, RecoveryStep.COMPLETE, *wallets, wallets[1])
    with pytest.raises(NotFound):
        badges.recovery_of(*wallets)


def test_an_issuer_takes_back_what_nobody_appeals_after_three_weeks(world, session, holder):
    done = keeping.announce_revocation(session, world.chain, NUMBER, reason=4)
    assert done.gas_used < 100_000
    pending = keeping.standing_of(world.chain, NUMBER).revocation
    assert pending is not None
    assert (pending.reason, pending.is_appealed) == (4, False)
    with pytest.raises(ContractReverted, match="RevocationPending"):
        keeping.announce_revocation(session, world.chain, NUMBER, reason=4)
    with pytest.raises(ContractReverted, match="RevocationEarly"):
        keeping.step_intent(world.chain, Step.COMPLETE, NUMBER, Address(holder.address))
    world.pass_time(21 * DAY)
    world.chain.client.send_from(world.somebody(), keeping.step_call(world.chain, Step.COMPLETE, NUMBER))
    with pytest.raises(NotFound):
        badge(world)


def test_an_appeal_stops_a_revocation_and_the_issuer_can_give_it_up_and_announce_again(world, session, holder):
    keeping.announce_revocation(session, world.chain, NUMBER, reason=4)
    world.chain.client.send_from(holder, keeping.step_call(world.chain, Step.APPEAL, NUMBER))
    world.pass_time(21 * DAY)
    with pytest.raises(ContractReverted, match="RevocationAppealed"):
        keeping.step_intent(world.chain, Step.COMPLETE, NUMBER, Address(holder.address))
    keeping.drop_revocation(session, world.chain, NUMBER)
    assert keeping.standing_of(world.chain, NUMBER).revocation is None
    keeping.announce_revocation(session, world.chain, NUMBER, reason=5)
    keeping.drop_revocation(session, world.chain, NUMBER)
    assert badge(world).holder == holder.address


def test_a_badge_of_an_issuer_that_is_none_of_our_keys_is_left_alone(world, session, holder, monkeypatch):
    monkeypatch.setattr(keeping, "ISSUING_ROLES", ("operator",))
    with pytest.raises(Refused, match="no key of this deployment"):
        keeping.announce_revocation(session, world.chain, NUMBER, reason=4)


def test_a_person_whose_badge_was_moved_claims_the_next_with_the_new_wallet(world, session):
    codes = []
    for name, content in demo_reviews():
        done = flow.hand_in_review(session, content, name)
        if done.claim_code:
            codes.append((done.review.person_id, done.claim_code))
    person = next(one for one, _ in codes if [other for other, _ in codes].count(one) > 1)
    first, second = [code for one, code in codes if one == person][:2]
    old, new = world.somebody(), world.somebody()
    number, _ = flow.send_badge(session, world.chain, first, Address(old.address))
    with pytest.raises(Refused, match="claims badges with the wallet"):
        flow.issue_voucher(session, world.chain, second, Address(new.address))
    move = keeping.agreed_move(world.chain, Address(old.address), Address(new.address), [number])
    message = keeping.message_of_move(world.chain, move)
    world.chain.client.send_from(new, world.chain.badge.move_badges(move, sign(old, message), sign(new, message)))
    voucher, signature = flow.issue_voucher(session, world.chain, second, Address(new.address))
    world.chain.client.send_from(new, world.chain.badge.claim(voucher, signature))
    assert world.chain.badge.count_of(Address(new.address)) == 2
    with pytest.raises(Refused):
        flow.send_badge(session, world.chain, first, Address(old.address))


def test_nobody_but_the_guardian_confirms(world, session, holder):
    keeping.announce_revocation(session, world.chain, NUMBER, reason=1)
    with pytest.raises(ContractReverted, match="NotGuardian"):
        keeping.step_intent(world.chain, Step.CONFIRM, NUMBER, Address(holder.address))


def test_over_the_api(world, api, operator, holder):
    new = world.somebody()
    found = api.get(f"/api/v1/badges/{NUMBER}").json()
    assert (found["is_live"], found["revocation"], found["kind_name"]) == (True, None, "Reviewer")
    wallets = {"source": holder.address, "target": new.address}

    announced = operator.post(f"/api/v1/badges/{NUMBER}/revocation", json={"reason": 2})
    assert announced.status_code == 201
    assert api.get(f"/api/v1/badges/{NUMBER}").json()["revocation"]["reason"] == 2
    assert "its issuer wants it back" in api.get(f"/badges/{NUMBER}").text
    intent = api.post(f"/api/v1/intents/badges/{NUMBER}/appeal", json={"wallet": holder.address}).json()
    world.sign_and_send(holder, intent["transaction"])
    assert "guardian or governance decides" in api.get(f"/badges/{NUMBER}").text
    assert operator.delete(f"/api/v1/badges/{NUMBER}/revocation").status_code == 200

    asked = api.post("/api/v1/intents/move", json=wallets).json()
    signatures = [sign(account, asked["typed_data"]) for account in (holder, new)]
    signed = {
        **wallets,
        "numbers": asked["typed_data"]["message"]["numbers"],
        "deadline": asked["typed_data"]["message"]["deadline"],
        "source_signature": signatures[0],
        "target_signature": signatures[1],
        "wallet": new.address,
    }
    intent = api.post(asked["complete"], json=signed).json()
    world.sign_and_send(new, intent["transaction"])
    moved = api.get(f"/api/v1/badges/{NUMBER}").json()
    assert moved["holder"] == new.address
    assert moved["held_since"] > moved["issued_at"]
    assert "In this wallet since" in api.get(f"/badges/{NUMBER}").text

    refused = api.post(f"/api/v1/intents/badges/{NUMBER}/burn", json={"wallet": holder.address})
    assert refused.status_code == 409
    intent = api.post(f"/api/v1/intents/badges/{NUMBER}/burn", json={"wallet": new.address}).json()
    world.sign_and_send(new, intent["transaction"])
    assert api.get(f"/api/v1/badges/{NUMBER}").json()["is_live"] is False


def test_only_the_operator_announces_and_issues_over_the_api(api, holder):
    for answer in (
        api.post(f"/api/v1/badges/{NUMBER}/revocation", json={"reason": 2}),
        api.delete(f"/api/v1/badges/{NUMBER}/revocation"),
        api.post("/api/v1/contributions/1/badge", json={"wallet": holder.address}),
    ):
        assert answer.status_code in {401, 403}


def test_on_the_command_line(world, holder, monkeypatch):
    monkeypatch.setenv("QUADRILLE_PASSPHRASE", "test")
    key, friend, new = world.keystore(holder), world.somebody(), world.somebody()
    quadrille("badge", "revoke", "announce", 1, "--reason", 3)
    assert quadrille("badge", "show", 1)["revocation"]["reason"] == 3
    quadrille("badge", "revoke", "appeal", 1, "--keystore", key)
    assert exit_code("badge", "revoke", "complete", 1, "--keystore", key) == 5
    quadrille("badge", "revoke", "drop", 1)

    quadrille("badge", "recover", "guardian", friend.address, "--keystore", key)
    quadrille("badge", "recover", "request", holder.address, "--keystore", world.keystore(new))
    approve = ("badge", "recover", "approve", holder.address, new.address, "--keystore")
    assert exit_code(*approve, world.keystore(new)) == 5
    quadrille(*approve, world.keystore(friend))
    quadrille("badge", "recover", "stop", holder.address, new.address, "--keystore", key)
    quadrille("badge", "recover", "move", "--keystore", key, "--to-keystore", world.keystore(new))
    assert [row["number"] for row in quadrille("badge", "list", "--holder", new.address)] == [1]

    quadrille("badge", "recover", "request", new.address, "--keystore", key)
    assert exit_code("badge", "recover", "take", new.address, "--keystore", key) == 5
    assert exit_code("badge", "lapse", 1, "--keystore", key) == 5
    quadrille("badge", "burn", 1, "--keystore", world.keystore(new))
    assert quadrille("badge", "show", 1)["is_live"] is False
    assert exit_code("badge", "issue", 1, new.address) == 5
    assert exit_code("badge", "issue", 77, new.address) == 1
