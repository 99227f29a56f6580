"""The three reasons from real rows and a real chain: what counts, what does not, and every unit of the money."""

import time

import pytest
from sqlmodel import col, select

from chain.answers import assert_problem
from chain.sign_in import bearer
from conftest import ETHER
from feedback_steps import PROJECT, maintainer
from journeys import (
    close_round,
    demo_reviews,
    do,
    fill_round,
    finalise,
    import_demo_projects,
    open_round,
    publish,
)
from quadrille.chain.outbox.tables import OutboxRow, TransactionRow
from quadrille.chain.states import RoundMode
from quadrille.errors import BadParameter, NotAllowed, Refused, WrongChain
from quadrille.governance.feedback import spending
from quadrille.people.affiliations import DeclaredBy
from quadrille.people.persons import find_or_add, link_wallet
from quadrille.quarters import quarter_of
from quadrille.reasons import reading
from quadrille.reasons.money import rounds_of
from quadrille.reasons.raising import Ratio
from quadrille.rounds import flow
from quadrille.rounds.bundle.bundle import commitment_of
from quadrille.rounds.course import stopping
from quadrille.rounds.money import paying
from quadrille.rounds.outcome.coefficients import Coefficient
from quadrille.screening import flow as screening
from quadrille.screening.tables import CopiedBadgeEnd, Review
from quadrille.types import Address, Wei

POOL = Wei(3 * ETHER)


@pytest.fixture
def payees(world, session):
    return {slug: world.somebody(ether=1) for slug in import_demo_projects(session)}


@pytest.fixture
def filled(world, session, payees):
    """A round in which every donor of the demo has given."""
    address = open_round(world, session, pool_wei=POOL)
    fill_round(world, session, address, payees)
    return address


def money(world, session, project=PROJECT):
    return rounds_of(session, world.chain, project, world.settings.bundle_folder)


def declare(world, session, address, amount, words="leaflets", person=None, project=PROJECT):
    return spending.declare_spending(session, world.chain, person, project, address, amount, words)


def test_a_round_from_its_donations_to_its_ratio(world, session, payees, filled):
    (open_one,) = money(world, session)
    assert (open_one.status, open_one.is_over, open_one.matched_units, open_one.ratio) == ("open", False, None, None)
    assert open_one.donated_units > 0
    declare(world, session, filled, 10**15)
    close_round(world, filled)
    result = publish(world, session, filled).result
    found = result.match_of(PROJECT)
    (published,) = money(world, session)
    assert (published.matched_units, published.ratio, published.declared_units) == (None, None, 10**15)

    finalise(world, session, filled)
    (final,) = money(world, session)
    assert (final.donated_units, final.matched_units, final.paid_units) == (found.given_units, found.match_units, 0)
    assert final.raised_units == found.given_units + found.match_units
    # What our own transactions cost at the most is shared evenly.
    assert final.gas > 0
    assert final.gas_share_units == -(-final.gas_most_wei // len(payees))
    assert final.ratio == Ratio(final.raised_units, 10**15 + final.gas_share_units)

    do(world, session, paying.claim(world.chain, filled, PROJECT))
    (paid,) = money(world, session)
    assert paid.paid_units == paid.raised_units


def test_the_gas_is_that_of_the_receipts_and_no_more_than_was_signed(world, session, filled):
    close_round(world, filled)
    publish(world, session, filled)
    sent = session.exec(
        select(TransactionRow.transaction_hash)
        .join(OutboxRow, col(OutboxRow.transaction_id) == col(TransactionRow.id))
        .where(col(OutboxRow.key).contains(f":round {filled} "))
    ).all()
    receipts = [world.anvil.rpc("eth_getTransactionReceipt", hash_) for hash_ in sent]
    (found,) = money(world, session)
    assert len(receipts) == 2
    assert found.gas == sum(int(receipt["gasUsed"], 16) for receipt in receipts)
    cost = sum(int(receipt["gasUsed"], 16) * int(receipt["effectiveGasPrice"], 16) for receipt in receipts)
    assert cost <= found.gas_most_wei


def test_a_cancelled_round_brought_nothing_and_cost_what_was_spent(world, session, filled):
    declare(world, session, filled, 7)
    do(world, session, stopping.cancel(world.chain, filled))
    (found,) = money(world, session)
    assert (found.status, found.is_over, found.donated_units, found.matched_units) == ("cancelled", True, 0, 0)
    assert found.ratio.raised_units == 0
    assert found.ratio.decimal == "0.0000"


def test_a_result_whose_coefficients_are_elsewhere_is_not_told(world, session, filled, tmp_path):
    donor = world.chain.round(filled).carts()[0][0]
    close_round(world, filled)
    publish(world, session, filled, (Coefficient(donor, donor, 5_000, "", "half sure"),))
    finalise(world, session, filled)
    (elsewhere,) = rounds_of(session, world.chain, PROJECT, tmp_path / "nothing")
    assert (elsewhere.is_over, elsewhere.matched_units, elsewhere.raised_units) == (True, None, None)
    assert money(world, session)[0].matched_units is not None


def test_a_result_that_the_rules_do_not_give_is_not_told_as_a_match(world, session, filled):
    close_round(world, filled)
    result = publish(world, session, filled).result
    other = "0x" + "77" * 32
    said = {"total_wei": result.total_wei, "bundle_hash": other, "digest": result.digest}
    world.operator_sends(
        world.published(filled).publish(root=other, list_hash=other, coefficients=commitment_of(()), **said)
    )
    finalise(world, session, filled)
    declare(world, session, filled, 7)
    (found,) = money(world, session)
    assert (found.status, found.matched_units, found.paid_units, found.ratio) == ("finalised", None, 0, None)


def test_rounds_that_a_project_is_not_in_are_not_its(world, session, payees):
    open_round(world, session)
    assert money(world, session) == []


def test_a_plain_round_s_match_is_the_contract_s(world, session, payees):
    everybody = tuple(Address(world.somebody().address) for _ in range(2))
    address = open_round(world, session, pool_wei=POOL, mode=RoundMode.PLAIN, persons=everybody)
    fill_round(world, session, address, payees)
    (found,) = money(world, session)
    assert (found.status, found.matched_units) == ("open", None)
    round_ = world.chain.round(address)
    world.pass_time_until(round_.closes_at() + round_.terms.objection_seconds)
    do(world, session, flow.finalise(session, world.chain, address))
    (final,) = money(world, session)
    # Nobody of the list gave, so that nobody counts.
    assert (final.status, final.matched_units, final.is_over) == ("finalised", 0, True)


def test_who_may_declare_what(world, session, filled):
    bruno = maintainer(session)
    own_word = maintainer(session, "eve", by=DeclaredBy.PERSON)
    with pytest.raises(NotAllowed, match="not noted as owner or maintainer"):
        declare(world, session, filled, 1, person=own_word)
    session.rollback()
    assert declare(world, session, filled, 1, person=bruno).declared_by == "maintainer"
    assert declare(world, session, filled, 2).declared_by == "operator"
    (found,) = money(world, session)
    assert (found.declared_units, found.declared_by) == (2, "operator")
    for amount, words in ((-1, "x"), (2**112, "x"), (1, " "), (1, "x" * 501)):
        with pytest.raises(BadParameter):
            declare(world, session, filled, amount, words)
        session.rollback()
    with pytest.raises(Refused, match="has not applied"):
        declare(world, session, filled, 1, project="another")
    with pytest.raises(WrongChain):
        declare(world, session, Address(world.chain.badge.address), 1)


def test_a_maintainer_declares_over_http(world, session, filled, api):
    wallet = world.somebody()
    link_wallet(session, maintainer(session), Address(wallet.address))
    session.commit()
    path, body = f"/api/v1/projects/{PROJECT}/spending", {"round": filled, "amount_units": "5", "words": "radio"}
    assert_problem(api.post(path, json=body), 401)
    assert_problem(api.post(path, json=body, headers=bearer(api, world.somebody())), 403)
    done = api.post(path, json=body, headers=bearer(api, wallet))
    assert done.status_code == 201, done.text
    assert api.get(path).json() == [done.json()]
    (told,) = api.get(f"/api/v1/projects/{PROJECT}/reasons").json()["financial"]["rounds"]
    assert (told["declared"], told["declared_by"], told["declared_words"]) == ("5", "maintainer", "radio")


def reviewed(session):
    """The demo's reviews of the project, handed in; what they earned."""
    done = [screening.hand_in_review(session, content, file) for file, content in demo_reviews()]
    return [one for one in done if one.contribution is not None and one.review.project_slug == PROJECT]


def test_who_did_verified_work_came_and_a_badge_that_was_taken_back_does_not_count(world, session, payees):
    done = reviewed(session)
    works = reading.verified_works(session, world.chain, PROJECT)
    assert sorted(works) == sorted((one.review.person_id, one.review.submitted_at) for one in done)
    ended = {"contract": world.chain.badge.address, "number": done[0].contribution.number, "holder": "0x" + "11" * 20}
    place = {"block_number": 1, "log_index": 0, "position": 0, "block_hash": "0x1", "transaction_hash": "0x2"}
    session.add(CopiedBadgeEnd(**ended, **place, authority="0x" + "22" * 20, reason=1))
    session.commit()
    assert len(reading.verified_works(session, world.chain, PROJECT)) == len(done) - 1


def test_who_gives_a_badge_up_has_still_worked(world, session, payees):
    done = reviewed(session)
    ended = {"contract": world.chain.badge.address, "number": done[0].contribution.number, "holder": "0x" + "11" * 20}
    place = {"block_number": 1, "log_index": 0, "position": 0, "block_hash": "0x1", "transaction_hash": "0x2"}
    session.add(CopiedBadgeEnd(**ended, **place))
    session.commit()
    assert len(reading.verified_works(session, world.chain, PROJECT)) == len(done)


def test_an_amended_review_is_one_work_and_a_second_one_later_is_staying(world, session, payees, api):
    first = reviewed(session)[0].review
    later = Review(
        **{**first.model_dump(exclude={"id"}), "evidence_hash": "0x" + "7" * 64, "submitted_at": int(time.time())}
    )
    assert quarter_of(later.submitted_at) > quarter_of(first.submitted_at)
    session.add(later)
    session.commit()
    technical = api.get(f"/api/v1/projects/{PROJECT}/reasons").json()["technical"]
    assert (technical["came"], technical["stayed"]) == (2, 1)
    assert technical["quarters"][-1]["returned"] == 1
    session.commit()


def test_nobody_s_name_is_in_the_reasons(world, session, payees, api):
    reviewed(session)
    names = [
        person.pseudonym for person in (find_or_add(session, name) for name in ("reviewer-amina", "reviewer-bruno"))
    ]
    session.commit()
    told = api.get(f"/api/v1/projects/{PROJECT}/reasons").text + api.get(f"/projects/{PROJECT}/reasons").text
    assert not any(name in told for name in names)


def test_signed_feedback_of_a_chamber_stands_apart_from_answers(world, session, payees, api, monkeypatch):
    rows = [("sponsors", "raised", 1_795_000_000), ("sponsors", "resolved", 1_795_000_000)]
    monkeypatch.setattr(reading, "SIGNED", (lambda _session, _chain, slug: rows if slug == PROJECT else [],))
    told = api.get(f"/api/v1/projects/{PROJECT}/reasons").json()["relevance"]
    assert told["signed"]["roles"] == {"sponsors": {"raised": 1, "resolved": 1}}
    assert told["end_users"]["attested"] == {"yes": 0, "partly": 0, "no": 0}
    assert "1 raised, 1 resolved" in api.get(f"/projects/{PROJECT}/reasons").text
