"""Answers that a partner signed for: by whose wallet, for which answers, and what is found when one is changed."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlmodel import select

from chain.wallets import deployed
from feedback_steps import ORGANISATION, PROJECT, Partner, answers, attest, link, maintainer, partner
from journeys import import_demo_projects
from quadrille.chain.typed_data import sign
from quadrille.db import make_engine, writing
from quadrille.errors import Mismatch, NotAllowed, NotFound, Refused
from quadrille.governance.feedback import flow, partners, reading
from quadrille.governance.feedback.tables import AnswerAttestation, FeedbackLink
from quadrille.people.affiliation_rules import read_claim
from quadrille.people.affiliations import DeclaredBy, declare
from quadrille.people.persons import link_wallet
from quadrille.people.tables import Person
from quadrille.privacy.erasure import erase
from quadrille.privacy.register_stays import YEAR_SECONDS
from quadrille.privacy.retention import purge
from quadrille.types import Address, Timestamp


@pytest.fixture
def paula(world, session):
    """A partner of a project in the catalogue."""
    import_demo_projects(session)
    return partner(world, session)


@pytest.fixture
def asked(session, paula):
    """A link of hers and its token."""
    return link(session, paula)


def test_nobody_stands_for_their_own_project(world, session, paula, asked):
    answers(session, asked[1])
    owner = maintainer(session)
    with pytest.raises(Refused, match="own project"):
        partners.name_partner(session, PROJECT, owner, ORGANISATION)
    session.rollback()
    # Also when they come to have a part in it later, by their own word.
    declare(session, paula.person, read_claim(PROJECT, None, "staff"), DeclaredBy.PERSON)
    session.commit()
    with pytest.raises(Refused, match="own project"):
        attest(world, session, paula, asked[0].id)


def test_only_the_partner_s_own_wallet_signs_and_only_these_words(world, session, paula, asked):
    row, token = asked
    answers(session, token)
    batch = flow.batch_of(session, paula.person, row.id)
    words, stranger = flow.words_to_sign(world.chain, batch), world.somebody()
    good = sign(paula.wallet, words)

    def hand_in(wallet, signature, left_out=frozenset(), last=batch.last):
        given = (Address(wallet.address), signature)
        return flow.attest(session, world.chain, paula.person, row.id, left_out, last, given)

    with pytest.raises(NotAllowed, match="is not paula's"):
        hand_in(stranger, sign(stranger, words))
    with pytest.raises(NotAllowed, match="did not sign"):
        hand_in(paula.wallet, sign(stranger, words))
    # Other answers than were signed: one less, or up to another number.
    with pytest.raises(NotAllowed, match="did not sign these 3 answers"):
        hand_in(paula.wallet, good, frozenset({batch.last}))
    with pytest.raises(NotAllowed, match="did not sign these 2 answers"):
        hand_in(paula.wallet, good, last=batch.last - 2)
    assert session.exec(select(AnswerAttestation)).all() == []
    # What came after the words were asked for waits for the next time.
    flow.answer(session, token, "no", "Later")
    made = hand_in(paula.wallet, good)
    assert (made.yes, made.partly, made.no) == (2, 1, 1)
    assert [one.text for one in flow.waiting(session, paula.person, row.id)] == ["Later"]


def test_a_partner_s_wallet_may_be_a_contract(world, session, paula, asked):
    answers(session, asked[1])
    contract = Address(deployed(world, "OwnedWallet", paula.wallet.address).address)
    link_wallet(session, paula.person, contract)
    session.commit()
    batch = flow.batch_of(session, paula.person, asked[0].id)
    given = contract, sign(paula.wallet, flow.words_to_sign(world.chain, batch))
    made = flow.attest(session, world.chain, paula.person, asked[0].id, frozenset(), batch.last, given)
    assert reading.check_attestation(session, world.chain, made.id).row.wallet == contract


def test_who_is_no_partner_any_more_signs_for_nothing_and_what_they_signed_stays(world, session, paula, asked):
    row, token = asked
    answers(session, token)
    attest(world, session, paula, row.id)
    flow.answer(session, token, "no", "")
    (named, _), *_ = partners.list_partners(session, PROJECT)
    partners.end_partner(session, PROJECT, named.id)
    with pytest.raises(NotAllowed):
        attest(world, session, paula, row.id)
    session.rollback()
    with pytest.raises(Refused):
        flow.answer(session, token, "yes", "")
    session.rollback()
    assert reading.tallies(session, PROJECT)[0].all == 4
    with pytest.raises(NotFound):
        partners.end_partner(session, PROJECT, named.id)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE end_user_answer SET text = 'Wonderful' WHERE id = 1", "Answer 1"),
        ("UPDATE end_user_answer SET works = 'yes' WHERE id = 4", "Answer 4"),
        ("UPDATE end_user_answer SET attestation_id = NULL WHERE id = 4", "root"),
        ("UPDATE answer_attestation SET yes = 9", "count"),
        ("UPDATE end_user_answer SET salt = '', works = 'yes' WHERE id = 4", "count"),
        ("UPDATE implementing_partner SET organisation = 'Others'", "signature"),
    ],
)
def test_whatever_is_changed_afterwards_is_found(world, session, paula, asked, change, what):
    answers(session, asked[1])
    made = attest(world, session, paula, asked[0].id)
    assert reading.check_attestation(session, world.chain, made.id).tally.all == 4
    session.execute(text(change))
    session.commit()
    session.expire_all()
    with pytest.raises(Mismatch, match=what):
        reading.check_attestation(session, world.chain, made.id)


def test_a_text_can_be_taken_away_and_the_rest_still_holds(world, session, paula, asked):
    answers(session, asked[1])
    made = attest(world, session, paula, asked[0].id)
    session.execute(text("UPDATE end_user_answer SET text = '', salt = '' WHERE id = 4"))
    session.commit()
    session.expire_all()
    assert reading.check_attestation(session, world.chain, made.id).tally.all == 4


def test_everybody_gets_all_that_is_needed_to_check(world, session, paula, asked, api):
    answers(session, asked[1])
    made = attest(world, session, paula, asked[0].id)
    seen = api.get(f"/api/v1/attestations/{made.id}").json()
    assert seen["typed_data"]["message"]["contentHash"] == seen["root"] == made.root
    assert seen["typed_data"]["message"]["contributor"] == seen["organisation"] == ORGANISATION
    assert [one["commitment"] for one in seen["answers"]] == seen["commitments"]
    (listed,) = api.get(f"/api/v1/projects/{PROJECT}/attestations").json()
    assert listed == {name: seen[name] for name in listed}


def test_the_words_of_users_come_in_pages(world, session, paula, asked, api):
    answers(session, asked[1])
    attest(world, session, paula, asked[0].id)
    first = api.get(f"/api/v1/projects/{PROJECT}/feedback?limit=2")
    assert [one["text"] for one in first.json()["texts"]] == ["It finds water.", "Slow in the rain."]
    second = api.get(first.headers["link"].partition(">")[0][1:])
    assert [one["text"] for one in second.json()["texts"]] == ["No map of my village."]
    assert "link" not in second.headers


def test_an_erased_partner_takes_name_wallet_and_signature_along_and_the_count_stays(world, session, paula, asked, api):
    answers(session, asked[1])
    made = attest(world, session, paula, asked[0].id)
    erase(session, paula.person)
    session.commit()
    with pytest.raises(Refused, match="was erased"):
        reading.check_attestation(session, world.chain, made.id)
    page = api.get(f"/projects/{PROJECT}/feedback").text
    assert "a partner who was erased since" in page
    assert ORGANISATION not in page
    assert paula.address not in page
    assert reading.tallies(session, PROJECT)[0].all == 4
    assert session.exec(select(FeedbackLink)).one().revoked_at is not None


def test_what_nobody_signed_for_goes_after_a_year(world, session, paula, asked):
    answers(session, asked[1])
    attest(world, session, paula, asked[0].id, frozenset({4}))
    now = int(time.time())
    assert purge(session, Timestamp(now + YEAR_SECONDS - 60))["answers"] == 0
    assert purge(session, Timestamp(now + YEAR_SECONDS + 60))["answers"] == 1
    assert reading.tallies(session, PROJECT) == ((2, 1, 0), (0, 0, 0))


def test_at_once_no_link_takes_more_than_its_number_and_nothing_is_signed_for_twice(postgres_world):
    world, engine = postgres_world, make_engine(postgres_world.settings.database_url)
    with writing(engine) as session:
        import_demo_projects(session)
        paula = partner(world, session)
        row, token = link(session, paula, most_answers=5)

    def answer_once(_):
        with writing(engine) as own:
            try:
                return flow.answer(own, token, "yes", "").id
            except Refused:
                return None

    def attest_once(_):
        with writing(engine) as own:
            mine = Partner(own.get_one(Person, paula.person.id), paula.wallet)
            try:
                return attest(world, own, mine, row.id).id
            except Refused:
                return None

    with ThreadPoolExecutor(8) as threads:
        assert len([one for one in threads.map(answer_once, range(12)) if one]) == 5
        assert len([one for one in threads.map(attest_once, range(6)) if one]) == 1
    with writing(engine) as session:
        assert reading.tallies(session, PROJECT) == ((5, 0, 0), (0, 0, 0))
    engine.dispose()
