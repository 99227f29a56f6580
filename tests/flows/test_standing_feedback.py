"""Standing feedback: what seats say of a project between decisions; a tutorial, then the same by API and commands."""

import pytest

from journeys import import_demo_projects, quadrille
from quadrille.chain.badge_kinds import Chamber
from quadrille.chain.standing_feedback import SignedBacking
from quadrille.chain.states import FeedbackKind, FeedbackState
from quadrille.chain.typed_data import sign
from quadrille.errors import NotFound, Refused
from quadrille.governance.chambers import ballots, texts
from quadrille.governance.chambers.feedback import flow
from quadrille.governance.chambers.naming import project_key
from quadrille.people.persons import find_or_add, link_wallet
from quadrille.privacy.erasure import erase
from quadrille.types import Hash32
from seat_steps import PROJECT, applied, fill_chambers, opened

DAY = 86_400
SALT = Hash32("0x" + "5a" * 32)
WORDS = "The map shows no wells in the north."


@pytest.fixture
def holders(world, session):
    """Five seats of end users and of maintainers."""
    import_demo_projects(session)
    return fill_chambers(world, session, (Chamber.END_USERS, Chamber.MAINTAINERS))


def say(world, session, holder, kind=FeedbackKind.CONCERN, words=WORDS, backings=(), salt=SALT):
    said = flow.prepare(session, world.chain, holder.address, PROJECT, kind, (words, salt), backings)
    signature = sign(holder.wallet, flow.message_of(world.chain, said))
    id_, _ = flow.raise_signed(session, world.chain, said, signature, backings)
    return id_


def backed(world, holders, id_):
    """Signatures of these seats under an objection."""
    papers = []
    for holder in holders:
        message, seat, deadline = flow.backing_for(world.chain, holder.address, id_)
        papers.append(SignedBacking(seat, deadline, sign(holder.wallet, message)))
    return papers


def state(world, id_):
    return world.chain.standing_feedback.feedback_of(id_).state


def test_a_concern_is_raised_answered_and_settled(world, session, holders):
    user, maintainer = holders[0], holders[5]
    # It costs the holder nothing; its text is here, and on the chain only the hash.
    before = world.chain.client.balance_wei(user.address)
    id_ = say(world, session, user)
    assert world.chain.client.balance_wei(user.address) == before
    (found,) = flow.standings(session, world.chain, PROJECT)
    assert (found.chamber, found.text, found.entry.state) == ("end users", WORDS, FeedbackState.RAISED)

    # A maintainer of the project answers.
    call = flow.answer_call(world.chain, maintainer.address, id_, ("We add them in May.", SALT))
    with pytest.raises(Exception, match="NotAnAnswerer"):
        world.chain.client.send_from(maintainer.wallet, call)
    registry = world.chain.affiliation_registry
    world.chain.client.send_from(maintainer.wallet, registry.declare(project_key(PROJECT)))
    world.chain.client.send_from(maintainer.wallet, call)
    flow.publish(session, world.chain, id_, "We add them in May.", SALT)
    assert [one.text for one in flow.standing_of(session, world.chain, id_).answers] == ["We add them in May."]
    assert state(world, id_) is FeedbackState.ANSWERED

    # Who raised it settles it.
    world.chain.client.send_from(user.wallet, flow.resolve_call(world.chain, id_))
    assert state(world, id_) is FeedbackState.RESOLVED
    ((chamber, said, _),) = flow.signed_rows(session, world.chain, PROJECT)
    assert (chamber, said) == ("end users", "concern resolved")


def test_an_objection_makes_approval_harder_and_lapses(world, session, holders):
    address = applied(world, session)
    id_ = say(world, session, holders[0], FeedbackKind.OBJECTION)
    ballot = opened(world, session, address)
    assert ballots.standing_of(world.chain, ballot).result.needed_bps == 6_500
    world.pass_time(30 * DAY)
    assert state(world, id_) is FeedbackState.LAPSED
    assert ballots.standing_of(world.chain, ballot).result.objections == 0
    # The chamber alone rests: only its quorum can object again so soon.
    with pytest.raises(Refused, match="1 seats of the chamber signed; the objection needs 2") as refusal:
        say(world, session, holders[1], FeedbackKind.OBJECTION, "Still none.")
    assert "more seats of your chamber" in refusal.value.remedy
    again = flow.feedback_of(world.chain, holders[1].address, PROJECT, FeedbackKind.OBJECTION, ("Still none.", SALT))
    backings = backed(world, holders[2:4], world.chain.standing_feedback.id_of(again))
    say(world, session, holders[1], FeedbackKind.OBJECTION, "Still none.", backings)
    assert world.chain.standing_feedback.objections(project_key(PROJECT)) == 1 << Chamber.END_USERS


def test_a_quorum_keeps_an_objection_up(world, session, holders):
    id_ = say(world, session, holders[0], FeedbackKind.OBJECTION)
    with pytest.raises(Refused, match="1 seats of the chamber signed"):
        flow.renew(session, world.chain, id_, backed(world, holders[1:2], id_))
    world.pass_time(20 * DAY)
    papers = backed(world, (holders[3], holders[1]), id_)
    done = flow.renew(session, world.chain, id_, papers)
    assert done.what == "StandingFeedback.renew"
    assert world.chain.standing_feedback.feedback_of(id_).ends_at > world.now() + 29 * DAY
    # What was signed moves the end once.
    with pytest.raises(Refused, match="0 seats of the chamber signed"):
        flow.renew(session, world.chain, id_, papers)


def test_why_nothing_can_be_raised_is_told_before_signing(world, session, holders):
    say(world, session, holders[0])
    with pytest.raises(Refused, match="The same was said before"):
        say(world, session, holders[0])
    with pytest.raises(NotFound, match="no-such"):
        flow.prepare(session, world.chain, holders[0].address, "no-such", FeedbackKind.REMARK, (WORDS, SALT))
    world.chain.client.send_from(holders[1].wallet, world.chain.affiliation_registry.declare(project_key(PROJECT)))
    with pytest.raises(Refused, match="belongs to the project"):
        say(world, session, holders[1], FeedbackKind.OBJECTION)
    other = ("Other words.", SALT)
    said = flow.prepare(session, world.chain, holders[2].address, PROJECT, FeedbackKind.REMARK, other)
    forged = sign(holders[3].wallet, flow.message_of(world.chain, said))
    with pytest.raises(Refused, match="is not signed by the holder"):
        flow.raise_signed(session, world.chain, said, forged)
    session.rollback()
    assert texts.text_of(session, world.chain, said.feedback.text_hash) == ""


def test_a_text_that_is_erased_does_not_come_back_and_its_hash_tells_nothing(world, session, holders):
    person, holder = find_or_add(session, "ulla"), holders[0]
    link_wallet(session, person, holder.address)
    session.commit()
    id_ = say(world, session, holder)
    assert erase(session, person)["seat_texts"] == 1
    session.commit()
    found = flow.standing_of(session, world.chain, id_)
    row = texts.row_of(session, world.chain, found.text_hash)
    assert (found.text, row.salt) == ("", "")
    with pytest.raises(Refused, match="does not come back"):
        flow.publish(session, world.chain, id_, WORDS, SALT)
    with pytest.raises(Refused, match="The chain has no"):
        flow.publish(session, world.chain, id_, "Another text.", SALT)


def test_the_journey_through_the_api(world, operator, holders):
    user = holders[0]
    wish = {
        "wallet": user.address,
        "project": PROJECT,
        "kind": "objection",
        "text": WORDS,
        "salt": SALT,
        "backings": [],
    }
    intent = operator.post("/api/v1/intents/seat-feedback", json=wish).json()
    signature = sign(user.wallet, intent["typed_data"])
    request = {**wish, **intent["handed_back"], "signature": signature}
    raised = operator.post(intent["complete"], json=request)
    assert raised.status_code == 201
    id_ = raised.json()["feedback"]
    papers = []
    for holder in holders[1:3]:
        asked = {"wallet": holder.address, "feedback": id_}
        backing = operator.post("/api/v1/intents/seat-backing", json=asked).json()
        papers.append({**backing["handed_back"], "signature": sign(holder.wallet, backing["typed_data"])})
    renewed = operator.post(f"/api/v1/seat-feedback/{id_}/renewals", json={"backings": papers})
    assert renewed.status_code == 201
    asked = {"wallet": user.address, "feedback": id_}
    settled = operator.post("/api/v1/intents/seat-feedback-resolution", json=asked).json()
    world.sign_and_send(user.wallet, settled["transaction"])
    (found,) = operator.get(f"/api/v1/projects/{PROJECT}/seat-feedback").json()
    assert (found["state"], found["text"], found["chamber"]) == ("resolved", WORDS, "end users")
    assert operator.delete(f"/api/v1/seat-texts/{found['text_hash']}").status_code == 204
    assert operator.get(f"/api/v1/seat-feedback/{id_}").json()["text"] == ""
    reasons = operator.get(f"/api/v1/projects/{PROJECT}/reasons").json()["relevance"]
    assert reasons["signed"]["roles"] == {"end users": {"objection resolved": 1}}
    assert "objection resolved" in operator.get(f"/projects/{PROJECT}/reasons").text


def test_the_journey_on_the_command_line(world, session, holders, tmp_path):
    feedback = ("chambers", "feedback")
    keys = [world.keystore(holder.wallet) for holder in holders]
    told = quadrille(*feedback, "raise", PROJECT, "objection", WORDS, "--keystore", keys[0], "--only-id")
    salt = ("--salt", told["salt"])
    made = quadrille(*feedback, "raise", PROJECT, "objection", WORDS, "--keystore", keys[0], *salt)
    assert made["feedback"] == told["feedback"]
    files = [tmp_path / f"{place}.json" for place in (1, 2)]
    for place, file in enumerate(files, 1):
        quadrille(*feedback, "back", made["feedback"], "--keystore", keys[place], "--save", file)
    quadrille(*feedback, "renew", made["feedback"], "--backing", files[0], "--backing", files[1])
    quadrille("chambers", "declare", PROJECT, "--keystore", keys[5])
    quadrille(*feedback, "answer", made["feedback"], "We look at it.", "--keystore", keys[5])
    quadrille(*feedback, "resolve", made["feedback"], "--keystore", keys[0])
    found = quadrille(*feedback, "show", made["feedback"])
    assert (found["state"], found["answers"][0]["text"]) == ("resolved", "We look at it.")
    quadrille(*feedback, "erase", found["text_hash"])
    assert quadrille(*feedback, "list", PROJECT)[0]["text"] == ""
