"""The reviewer's journey: a review is handed in, its effort verified, and its badge claimed with a wallet.

Read it as the tutorial: first the steps one by one, then the same through the API and the command line.
"""

import pytest
from sqlmodel import delete

from journeys import claim_all_badges, pilot_reviews, quadrille
from quadrille.chain.typed_data import signer_of, voucher_message
from quadrille.errors import ContractReverted, NotFound, Refused
from quadrille.people.tables import Person
from quadrille.screening import contributions, flow
from quadrille.screening.tables import Contribution, Review
from quadrille.types import Address, ContributionNumber

CAREFUL = ("avyantra-health-technologies_reviewer-080.json", "mojaloop_reviewer-076.json")


@pytest.fixture
def review() -> tuple[str, bytes]:
    """A real review whose author argued two answers with evidence."""
    return next((name, content) for name, content in pilot_reviews() if name == CAREFUL[0])


@pytest.fixture
def silent_review() -> tuple[str, bytes]:
    """A review that says Yes to everything and shows nothing."""
    content = b"""{"license": {"answer": true, "comment": "", "confidence": "5"},
                   "SDG[0]": {"answer": true, "comment": "", "confidence": "5"},
                   "user": "reviewer-silent", "timestamp": 1617713695, "project": "Mojaloop"}"""
    return "mojaloop_reviewer-silent.json", content


def test_a_verified_review_becomes_a_badge_that_its_author_claims(world, session, review):
    # The review is handed in; the rule finds evidence and says so.
    name, content = review
    handed_in = flow.hand_in_review(session, content, name)
    assert handed_in.review.is_verified
    assert handed_in.claim_code is not None

    # With the code the reviewer gets a voucher for a wallet of their choice, signed by the issuer.
    reviewer = world.somebody()
    voucher, signature = flow.issue_voucher(session, world.chain, handed_in.claim_code, Address(reviewer.address))
    message = voucher_message(world.chain.client.chain_id, world.chain.badge.address, voucher)
    assert signer_of(message, signature) == voucher.issuer

    # The wallet redeems it, and the chain shows the badge.
    world.chain.client.send_from(reviewer, world.chain.badge.claim(voucher, signature))
    found = flow.read_badge(world.chain, voucher.number)
    assert found.badge is not None
    assert found.badge.holder == reviewer.address
    assert found.issue.args["evidenceHash"] == handed_in.review.evidence_hash
    assert world.chain.badge.votes_of(Address(reviewer.address)) == 1


def test_a_silent_review_is_refused_with_a_reason_and_a_remedy(session, silent_review):
    handed_in = flow.hand_in_review(session, silent_review[1], silent_review[0])
    assert not handed_in.review.is_verified
    assert handed_in.contribution is None
    assert all(reason["words"] for reason in handed_in.reasons)
    assert any(reason["remedy"] for reason in handed_in.reasons)


def test_the_same_review_twice_is_one_contribution(session, review):
    first = flow.hand_in_review(session, review[1], review[0])
    second = flow.hand_in_review(session, review[1], review[0])
    assert second.review.id == first.review.id
    assert second.claim_code is None
    assert len(contributions.list_reviews(session)) == 1


def test_a_corrected_review_needs_a_time_of_its_own(session, review):
    name, content = review
    flow.hand_in_review(session, content, name)
    corrected = content.replace(b'"confidence": "5"', b'"confidence": "4"')
    assert corrected != content
    with pytest.raises(Refused, match="another review") as refusal:
        flow.hand_in_review(session, corrected, name)
    assert "time of its own" in refusal.value.remedy
    later = corrected.replace(b"1612727986", b"1612727987")
    assert flow.hand_in_review(session, later, name).review.id != 1
    assert len(contributions.list_reviews(session)) == 2


def test_a_number_that_another_badge_has_is_given_up_for_a_free_one(world, session, review, tmp_path):
    # A database that is younger than the chain: somebody else's badge has number 1.
    name, content = review
    code = flow.hand_in_review(session, content, name).claim_code
    first = world.somebody()
    call, voucher = flow.claim_call(session, world.chain, code, Address(first.address))
    world.chain.client.send_from(first, call)
    session.exec(delete(Contribution))
    session.exec(delete(Review))
    session.exec(delete(Person))
    session.commit()
    code = flow.hand_in_review(session, content.replace(b"reviewer-080", b"reviewer-081"), name).claim_code
    assert not flow.look_at_claim(session, world.chain, code).is_claimed
    second = world.somebody()
    call, fresh = flow.claim_call(session, world.chain, code, Address(second.address))
    world.chain.client.send_from(second, call)
    assert (voucher.number, fresh.number) == (1, 2)
    assert flow.look_at_claim(session, world.chain, code).is_claimed


def test_a_badge_cannot_be_claimed_twice(world, session, review):
    code = flow.hand_in_review(session, review[1], review[0]).claim_code
    reviewer = world.somebody()
    call, voucher = flow.claim_call(session, world.chain, code, Address(reviewer.address))
    world.chain.client.send_from(reviewer, call)
    with pytest.raises(Refused, match=f"Badge {voucher.number} has been claimed"):
        flow.claim_call(session, world.chain, code, Address(reviewer.address))
    with pytest.raises(ContractReverted) as refusal:
        world.chain.client.send_from(reviewer, call)
    assert refusal.value.name == "ContributionBadgeNumberUsed"
    assert refusal.value.arguments["number"] == voucher.number


def test_anyone_may_send_a_voucher_but_the_badge_goes_to_its_holder(world, session, review):
    code = flow.hand_in_review(session, review[1], review[0]).claim_code
    reviewer, stranger = world.somebody(), world.somebody()
    call, voucher = flow.claim_call(session, world.chain, code, Address(reviewer.address))
    world.chain.client.send_from(stranger, call)
    assert world.chain.badge.badge_of(voucher.number).holder == reviewer.address


def test_a_burnt_badge_is_shown_as_ended_and_can_never_come_back(world, session, api, review):
    code = flow.hand_in_review(session, review[1], review[0]).claim_code
    reviewer = world.somebody()
    call, voucher = flow.claim_call(session, world.chain, code, Address(reviewer.address))
    world.chain.client.send_from(reviewer, call)
    world.chain.client.send_from(reviewer, world.chain.badge.burn(voucher.number))
    shown = api.get(f"/api/v1/badges/{voucher.number}").json()
    assert (shown["is_live"], shown["weight"]) == (False, 0)
    assert "Ended: it was burnt by its holder, or revoked." in api.get(f"/badges/{voucher.number}").text
    with pytest.raises(ContractReverted, match="ContributionBadgeNumberUsed"):
        world.chain.client.send_from(reviewer, call)


def test_a_second_wallet_of_the_same_person_is_refused_until_the_voucher_lapses(world, session, review):
    code = flow.hand_in_review(session, review[1], review[0]).claim_code
    wrong, right = (Address(world.somebody().address) for _ in range(2))
    flow.issue_voucher(session, world.chain, code, wrong)
    with pytest.raises(Refused, match=wrong):
        flow.issue_voucher(session, world.chain, code, right)
    world.pass_time(flow.VOUCHER_SECONDS)
    voucher, _ = flow.issue_voucher(session, world.chain, code, right)
    assert voucher.to == right


def test_a_renewed_claim_code_replaces_the_lost_one(world, session, review):
    handed_in = flow.hand_in_review(session, review[1], review[0])
    fresh = contributions.renew_claim_code(session, ContributionNumber(handed_in.contribution.number))
    with pytest.raises(NotFound):
        flow.look_at_claim(session, world.chain, handed_in.claim_code)
    assert not flow.look_at_claim(session, world.chain, fresh).is_claimed


def test_every_verified_review_of_the_pilot_becomes_a_badge(world, session):
    reviews = pilot_reviews()
    wallets = claim_all_badges(world, session, reviews)
    handed_in = contributions.list_reviews(session)
    earned = [contribution for _, _, contribution in handed_in if contribution is not None]
    assert len(handed_in) == len(reviews)
    assert 0 < len(earned) < len(reviews)
    assert len(world.chain.badge.issued()) == len(earned)
    for person, wallet in wallets.items():
        own = [row for _, author, row in handed_in if row is not None and author.pseudonym == person]
        assert world.chain.badge.count_of(Address(wallet.address)) == len(own)


def test_the_journey_through_the_api(world, operator, review):
    handed_in = operator.post("/api/v1/reviews", params={"file_name": review[0]}, content=review[1])
    assert handed_in.status_code == 201
    reviewer = world.somebody()
    wanted = {"code": handed_in.json()["claim_code"], "wallet": reviewer.address}
    intent = operator.post("/api/v1/intents/claim", json=wanted).json()
    assert intent["simulation"]["succeeded"]
    world.sign_and_send(reviewer, intent["transaction"])
    badge = operator.get(f"/api/v1/badges/{handed_in.json()['contribution']}").json()
    assert badge["holder"] == reviewer.address
    assert badge["is_live"]


def test_only_the_operator_hands_in_reviews_over_http(api, review):
    answer = api.post("/api/v1/reviews", content=review[1])
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["remedy"]


def test_the_journey_on_the_command_line(world, tmp_path, review):
    (tmp_path / review[0]).write_bytes(review[1])
    handed_in = quadrille("screening", "import", tmp_path / review[0])
    reviewer = world.somebody()
    keystore = world.keystore(reviewer)
    claimed = quadrille("badge", "claim", handed_in[0]["claim_code"], "--keystore", keystore)
    shown = quadrille("badge", "show", claimed["badge"])
    assert shown["holder"] == reviewer.address
    assert quadrille("badge", "list") == [{"number": claimed["badge"], "holder": reviewer.address, "kind": 1}]
