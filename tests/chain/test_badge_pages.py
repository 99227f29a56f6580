"""Claims, badges and persons on pages: three ways to a badge, who sees whose page, and what its numbers are made of."""

import re

import jwt
import pytest
from sqlmodel import select

from chain.answers import assert_page, assert_problem
from journeys import claim_all_badges, demo_reviews, import_demo_projects
from panel_steps import drawn, offered, submit, tick
from quadrille.people.persons import find_or_add, link_wallet
from quadrille.people.sessions import start_session
from quadrille.people.tables import Person
from quadrille.people.visibility import show_page
from quadrille.privacy.erasure import erase
from quadrille.screening import flow
from quadrille.screening.judging.calibration import LEAST_ANSWERS
from quadrille.screening.panels.outcomes import judged_reviews
from quadrille.screening.record import calibration_of
from quadrille.screening.tables import Contribution
from quadrille.types import Address

NAME = "wellspring-map_reviewer-amina"


@pytest.fixture
def done(session):
    """A verified review, whose badge waits."""
    import_demo_projects(session)
    name, content = next(review for review in demo_reviews() if NAME in review[0])
    found = flow.hand_in_review(session, content, name)
    session.commit()
    return found


def headers_of(session, person):
    token = start_session(session, person)
    session.commit()
    return {"authorization": f"Bearer {token}"}


def author_of(session, handed_in):
    found = session.get_one(Person, handed_in.contribution.person_id)
    # The session of these tests writes, and must keep nobody waiting.
    session.commit()
    return found


def claims_of(token):
    return jwt.decode(token, options={"verify_signature": False})


def test_the_three_ways_to_a_badge_stand_side_by_side(api, done):
    page = api.get(f"/claim/{done.claim_code}")
    assert_page(page, 200)
    assert 'data-intent="/api/v1/intents/claim"' in page.text
    assert f'action="/claim/{done.claim_code}"' in page.text
    assert f'href="/claim/{done.claim_code}/credential.jwt"' in page.text
    assert "It counted because" in page.text
    assert "Answers with evidence of their own" in page.text


def test_a_credential_without_a_wallet_names_nobody_and_the_same_code_claims_later(world, session, api, done):
    kept = api.get(f"/claim/{done.claim_code}/credential.jwt")
    assert kept.headers["content-type"] == "application/vc+jwt"
    assert kept.headers["content-disposition"] == 'attachment; filename="badge-1.jwt"'
    said = claims_of(kept.text)
    evidence = f"urn:keccak256:{done.contribution.evidence_hash[2:]}"
    (known_by,) = said["credentialSubject"]["identifier"]
    assert known_by["identityHash"] == evidence
    assert "sub" not in said
    assert "id" not in said["credentialSubject"]
    assert done.claim_code not in kept.text
    assert author_of(session, done).pseudonym not in str(said)
    # The same again, until it is claimed with the same code; then it names the wallet that holds the badge.
    assert api.get(f"/claim/{done.claim_code}/credential.jwt").text == kept.text
    wallet = world.somebody()
    api.post(f"/claim/{done.claim_code}", data={"wallet": wallet.address})
    later = claims_of(api.get(f"/claim/{done.claim_code}/credential.jwt").text)
    assert later["sub"].endswith(wallet.address)
    assert later["evidence"] == said["evidence"]
    assert "This badge has been claimed." in api.get(f"/claim/{done.claim_code}").text


def test_a_review_that_counts_no_longer_gives_no_credential(session, api, done):
    done.review.is_verified = False
    session.add(done.review)
    session.commit()
    assert_page(api.get(f"/claim/{done.claim_code}/credential.jwt", headers={"accept": "text/html"}), 409)


def test_the_card_has_the_code_in_groups_and_a_picture_of_the_address(world, api, done):
    card = api.get(f"/claim/{done.claim_code}/card")
    assert_page(card, 200)
    code = done.claim_code
    assert " ".join(code[start : start + 4] for start in range(0, 32, 4)) in card.text
    assert 'class="qr"' in card.text
    assert f"{world.settings.public_url}/claim" in card.text


@pytest.mark.parametrize("spaced", [lambda code: code, lambda code: f" {code[:7]} {code[7:]}-".upper()])
def test_a_code_is_found_however_it_is_typed(api, done, spaced):
    answer = api.post("/claim", data={"code": spaced(done.claim_code)}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/claim/{done.claim_code}")


@pytest.mark.parametrize("typed", ["", "nonsense", "../../etc", "f" * 200, "7f3a"])
def test_a_wrong_code_leads_to_a_page_that_helps(api, typed):
    answer = api.post("/claim", data={"code": typed})
    if typed:
        assert_page(answer, 404)
        assert "No badge waits under this code." in answer.text
        assert 'name="code"' in answer.text
    else:
        assert answer.status_code in (404, 422)


def test_badges_come_in_pages_and_are_found_by_holder_and_kind(world, session, api, monkeypatch):
    monkeypatch.setattr("quadrille.screening.badge_pages.PAGE", 2)
    import_demo_projects(session)
    holder = next(iter(claim_all_badges(world, session, demo_reviews()).values())).address
    numbers = [badge.number for badge in flow.list_badges(world.chain)]
    assert len(numbers) > 3
    first = api.get("/badges").text
    assert f'href="/badges/{max(numbers)}"' in first
    assert f'href="/badges/{min(numbers)}"' not in first
    seen, after = set(), 0
    while after is not None:
        text = api.get(f"/badges?after={after}").text
        here = {number for number in numbers if f'href="/badges/{number}"' in text}
        assert here
        assert not here & seen
        seen, after = seen | here, min(here) if "Older" in text else None
    assert seen == set(numbers)
    assert "Badge" in api.get(f"/badges?holder={holder}&kind=1").text
    assert "No badge is like that." in api.get("/badges?kind=999").text
    assert_page(api.get("/badges?holder=alice", headers={"accept": "text/html"}), 422)


def test_a_badge_says_how_it_was_earned_and_how_it_is_verified(world, session, api, done):
    api.post(f"/claim/{done.claim_code}", data={"wallet": world.somebody().address})
    page = api.get("/badges/1")
    assert_page(page, 200)
    assert "Live: it counts in votes." in page.text
    assert done.contribution.evidence_hash in page.text
    assert "agree" not in page.text.lower()
    assert 'href="/badges/1/proof"' in page.text
    proof = api.get("/badges/1/proof")
    assert "It is what it says." in proof.text
    assert "first transfer" in proof.text
    # Whose it is stays theirs to tell.
    assert author_of(session, done).pseudonym not in page.text


def test_its_holder_burns_a_badge_through_the_intent_of_the_page(world, api, done):
    holder = world.somebody()
    api.post(f"/claim/{done.claim_code}", data={"wallet": holder.address})
    page = api.get("/badges/1/holder").text
    assert "/api/v1/intents/badges/1/burn" in page
    assert "/api/v1/intents/badges/1/appeal" not in page
    made = api.post("/api/v1/intents/badges/1/burn", json={"wallet": holder.address}).json()
    world.sign_and_send(holder, made["transaction"])
    assert "Ended: it was burnt" in api.get("/badges/1").text
    assert "There is nothing to do any more." in api.get("/badges/1/holder").text
    assert_problem(api.post("/api/v1/intents/badges/1/burn", json={"wallet": holder.address}), 409)


def test_an_announced_revocation_can_be_appealed_from_the_page(world, operator, done):
    holder = world.somebody()
    operator.post(f"/claim/{done.claim_code}", data={"wallet": holder.address})
    assert operator.post("/api/v1/badges/1/revocation", json={"reason": 7}).status_code == 201
    assert "/api/v1/intents/badges/1/appeal" in operator.get("/badges/1/holder").text
    made = operator.post("/api/v1/intents/badges/1/appeal", json={"wallet": holder.address}).json()
    world.sign_and_send(holder, made["transaction"])
    assert "guardian or governance decides" in operator.get("/badges/1").text
    assert "/api/v1/intents/badges/1/appeal" not in operator.get("/badges/1/holder").text


def test_a_lost_wallet_s_badges_are_recovered_by_the_guardian_that_its_holder_named(world, api, done):
    old, new, friend = world.somebody(), world.somebody(), world.somebody()
    api.post(f"/claim/{done.claim_code}", data={"wallet": old.address})

    def sends(account, path, **body):
        made = api.post(f"/api/v1/intents/{path}", json={"wallet": account.address, **body})
        assert made.status_code == 200, made.text
        world.sign_and_send(account, made.json()["transaction"])
        return made.json()["summary"]

    assert friend.address in sends(old, "guardian", guardian=friend.address)
    assert world.chain.badge.guardian_of(Address(old.address)) == friend.address
    # The new wallet asks for itself: nobody types its address twice.
    assert new.address in sends(new, "recovery/request", source=old.address)
    sends(friend, "recovery/approve", source=old.address, target=new.address)
    world.pass_time(8 * 86_400)
    sends(new, "recovery/complete", source=old.address)
    assert world.chain.badge.badge_of(1).holder == new.address
    assert "governance" in sends(new, "guardian", guardian="0x" + "0" * 40)


def test_a_page_is_hidden_until_its_person_shows_it_and_again_when_they_hide_it(session, api, done):
    author = author_of(session, done)
    path, mine = f"/people/{author.pseudonym}", headers_of(session, author)
    theirs = headers_of(session, find_or_add(session, "somebody-else"))
    # To others a hidden page and one of nobody are the same.
    hidden, nobody = api.get(path), api.get("/people/nobody-at-all")
    assert_page(hidden, 404)
    unlike = re.compile("<code>[^<]*</code>|[?&;]lang=[a-z]+")  # the reference of the request
    words = [unlike.sub("", answer.text) for answer in (hidden, nobody)]
    assert author.pseudonym in words[0]
    assert words[0] == words[1].replace("nobody-at-all", author.pseudonym)
    assert_page(api.get(path, headers=theirs), 404)
    own = api.get(path, headers=mine)
    assert_page(own, 200)
    assert "Hidden: only you see this page." in own.text
    for word in ("Show this page", "Burn a badge", "Recover badges", "Export", "Erase"):
        assert word in own.text
    assert api.post("/me/page", data={"shown": "yes"}, headers=mine, follow_redirects=False).status_code == 303
    shown = api.get(path)
    assert_page(shown, 200)
    assert "Wellspring Map" in shown.text
    assert "Erase yourself" not in shown.text
    api.post("/me/page", data={"shown": "no"}, headers=mine)
    assert_page(api.get(path), 404)


def test_a_badge_names_who_earned_it_only_while_they_show_their_page(world, session, api, done):
    api.post(f"/claim/{done.claim_code}", data={"wallet": world.somebody().address})
    author = author_of(session, done)
    for is_shown in (False, True, False):
        show_page(session, author, is_shown)
        session.commit()
        assert (author.pseudonym in api.get("/badges/1").text) == is_shown


def test_a_name_that_no_address_can_hold_has_no_page(session, api, done):
    author = author_of(session, done)
    author.pseudonym = "a/b"
    session.add(author)
    mine = headers_of(session, author)
    answer = api.post("/me/page", data={"shown": "yes"}, headers=mine)
    assert_page(answer, 409)
    assert "Choose one without a slash" in api.get("/me", headers=mine).text


def test_erasing_hides_the_page_for_ever(session, api, done):
    author = author_of(session, done)
    path = f"/people/{author.pseudonym}"
    show_page(session, author, is_shown=True)
    session.commit()
    assert api.get(path).status_code == 200
    erase(session, author)
    session.commit()
    assert not author.shows_page
    assert_page(api.get(path), 404)
    assert_page(api.get(f"/people/{author.pseudonym}"), 404)


def test_a_person_with_too_few_outcomes_is_told_why_there_is_no_curve(session, api, done):
    author = author_of(session, done)
    page = api.get(f"/people/{author.pseudonym}", headers=headers_of(session, author)).text
    assert "There is no curve yet: of these reviews, 0 answers have an outcome" in page
    assert f"with fewer than {LEAST_ANSWERS}" in page
    assert '<svg class="curve"' not in page


def test_a_panel_s_review_has_outcomes_from_others_and_only_once_it_has_closed(world, session, api):
    screening, people = drawn(world, session)
    seats = offered(session, screening)
    handed_in = [submit(session, world.chain, people[seat.person_id], screening) for seat in seats]
    author = people[seats[0].person_id]
    show_page(session, author, is_shown=True)
    session.commit()
    assert judged_reviews(session, author) == []
    session.commit()
    # Who sits on an open panel is told to nobody; to themselves it is.
    assert "Wellspring Map" not in api.get(f"/people/{author.pseudonym}").text
    if handed_in[0].contribution is not None:
        assert "Wellspring Map" in api.get(f"/people/{author.pseudonym}", headers=headers_of(session, author)).text
    tick(world, session)
    tick(world, session, later=40 * 86_400)
    ((_, known),) = judged_reviews(session, author)
    # Each of those is settled by the others alone.
    assert known
    assert all(known.values())
    curve = calibration_of(session, author)
    assert (curve.levels[4].answers, curve.levels[4].came_true) == (len(known), len(known))
    assert sum(level.answers for level in curve.levels[:4]) == 0
    assert curve.loss_bps == 100
    session.commit()
    assert "Wellspring Map" in api.get(f"/people/{author.pseudonym}").text


def test_nobody_s_own_answer_makes_their_outcome(world, session):
    screening, people = drawn(world, session)
    seats = offered(session, screening)
    (dissenter, *others) = [people[seat.person_id] for seat in seats]
    submit(session, world.chain, dissenter, screening, answer="no")
    for person in others:
        submit(session, world.chain, person, screening, answer="yes")
    tick(world, session, later=40 * 86_400)
    for person, is_met in ((dissenter, True), (others[0], False)):
        for _, known in judged_reviews(session, person):
            # Two see it so and one otherwise: without the one the outcome is sure, without one of the two it is not.
            assert set(known.values()) <= {is_met} or person is not dissenter


def test_the_account_leads_to_everything_of_one_s_own(world, session, api, done):
    author = author_of(session, done)
    link_wallet(session, author, Address(world.somebody().address))
    page = api.get("/me", headers=headers_of(session, author)).text
    for path in (f"/people/{author.pseudonym}", "/me/notices", "/me/data", "/review", "/me/reviewing", "/about/data"):
        assert f'href="{path}"' in page, path
    assert "Only you can see this page." in page
    assert len(session.exec(select(Contribution)).all()) == 1
