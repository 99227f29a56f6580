"""What needs whom: each thing is said to whoever can do it, until it is done."""

from sqlmodel import Session

from ballots import funding, propose_funding, vote
from chain.sign_in import bearer
from conftest import ETHER
from feedback_steps import answers as give_answers
from feedback_steps import attest, link, partner
from journeys import (
    claim_all_badges,
    close_round,
    demo_reviews,
    fill_round,
    finalise,
    import_demo_projects,
    open_round,
    publish,
)
from panel_steps import drawn, offered, submit
from quadrille.chain.badge_kinds import Chamber
from quadrille.chain.states import Support
from quadrille.governance.flow import get_proposal
from quadrille.needs.need import LONGEST_NAME, Need, NeedKind, in_order, named
from quadrille.needs.reading import read_needs
from quadrille.people.affiliation_rules import Claim, Role, Subject, SubjectKind
from quadrille.people.challenges import challenge_missing, decide
from quadrille.people.persons import find_or_add, get_person, link_wallet
from quadrille.people.tables import Person
from quadrille.types import Address, Wei
from seat_steps import applied, fill_chambers
from seat_steps import opened as open_ballot
from seat_steps import vote as vote_with_seat


def yours(world, session: Session, person: Person) -> dict[NeedKind, Need]:
    found = {need.kind: need for need in read_needs(session, world.chain, person).yours}
    session.commit()
    return found


def everybodys(world, session: Session) -> dict[NeedKind, Need]:
    found = {need.kind: need for need in read_needs(session, world.chain, None).everybody}
    session.commit()
    return found


def operators(world, session: Session) -> list[str]:
    found = [need.words for need in read_needs(session, world.chain, None, is_operator=True).operator]
    session.commit()
    return found


def test_a_drawn_reviewer_is_asked_until_they_answered_and_then_has_a_badge_to_claim(world, session):
    screening, people = drawn(world, session)
    seat = offered(session, screening)[0]
    reviewer = people[seat.person_id]
    session.commit()
    assert yours(world, session, reviewer)[NeedKind.SEAT] == Need(
        NeedKind.SEAT, "You were drawn to review Wellspring Map.", f"/review/{screening.id}", seat.due_at
    )
    # What somebody is asked in person is not said to them again as open to everybody; nobody else is asked so.
    assert [need.kind for need in read_needs(session, world.chain, reviewer).everybody] == []
    assert everybodys(world, session)[NeedKind.REVIEW].url == f"/review/{screening.id}"
    assert yours(world, session, find_or_add(session, "somebody")) == {}
    submit(session, world.chain, reviewer, screening)
    left = yours(world, session, reviewer)
    assert NeedKind.SEAT not in left
    assert left[NeedKind.CLAIM].words == "Claim badge 1, for your work on Wellspring Map."


def test_a_vote_is_asked_for_once_by_whoever_s_badge_counts_and_others_hear_why_not_yet(world, session):
    holders = claim_all_badges(world, session, demo_reviews())
    (name, wallet), (late, _), *_ = holders.items()
    newcomer = find_or_add(session, "newcomer")
    world.give(world.chain.treasury.address, Wei(ETHER))
    address = open_round(world, session)
    proposal = propose_funding(world, wallet, address, ETHER, "Fund it\n\nWith 1 ETH.")
    asked = yours(world, session, get_person(session, name))[NeedKind.VOTE]
    closes_at = world.chain.governor.closes_at(proposal)
    assert asked == Need(NeedKind.VOTE, "Vote on “Fund it”.", "/vote/1", closes_at)
    assert NeedKind.VOTE not in yours(world, session, newcomer)
    assert everybodys(world, session)[NeedKind.VOTE].words == "Badge holders vote on “Fund it”."
    vote(world, session, proposal, Support.FOR, wallet)
    assert NeedKind.VOTE not in yours(world, session, get_person(session, name))
    assert NeedKind.VOTE in yours(world, session, get_person(session, late))
    # A wallet that got its badge after the proposal: nothing to do, and it is said why.
    world.chain.client.send_from(
        wallet, world.chain.badge.burn(world.chain.badge.badges_of(Address(wallet.address))[0])
    )
    assert NeedKind.VOTE not in yours(world, session, get_person(session, name))
    world.pass_time_until(get_proposal(world.chain, proposal).closes_at + 1)
    assert NeedKind.VOTE not in everybodys(world, session)


def test_a_badge_that_is_too_young_is_said_to_be_and_from_when_it_counts(world, session):
    first, *rest = demo_reviews()
    wallet = next(iter(claim_all_badges(world, session, [first]).values()))
    world.give(world.chain.treasury.address, Wei(ETHER))
    call, _ = funding(world, wallet, open_round(world, session), ETHER, "Fund it")
    world.chain.client.send_from(wallet, call)
    late = claim_all_badges(world, session, rest[:4])
    world.pass_time(120)
    (name, one), *_ = [(name, one) for name, one in late.items() if one.address != wallet.address]
    told = yours(world, session, get_person(session, name))[NeedKind.YOUNG]
    number = world.chain.badge.badges_of(Address(one.address))[0]
    assert told.due_at == world.chain.badge.badge_of(number).held_since + 1
    assert told.words.startswith("Your badges are too young to count on “Fund it”")


def test_a_seat_is_asked_to_vote_until_it_has(world, session):
    import_demo_projects(session)
    holder, *_ = fill_chambers(world, session, [Chamber.REVIEWERS, Chamber.END_USERS])
    person = find_or_add(session, "seated")
    link_wallet(session, person, holder.address)
    session.commit()
    ballot = open_ballot(world, session, applied(world, session))
    assert yours(world, session, person)[NeedKind.BALLOT].url == f"/chambers/ballots/{ballot}"
    vote_with_seat(world, session, ballot, Support.FOR, holder)
    assert NeedKind.BALLOT not in yours(world, session, person)


def test_what_is_said_of_somebody_is_told_to_them_and_to_the_operator(world, session):
    person, other = find_or_add(session, "amina"), find_or_add(session, "bruno")
    claim = Claim(Subject(SubjectKind.ORGANISATION, "Wells\nfor\u202e All"), Role.STAFF)
    challenge = challenge_missing(session, other, person, claim, "I saw it.")
    session.commit()
    told = yours(world, session, person)[NeedKind.CHALLENGE]
    assert told.words == "Somebody says that you belong to Wells for  All; the operator decides."
    assert NeedKind.CHALLENGE not in yours(world, session, other)
    assert operators(world, session) == ["Decide challenge 1, about amina."]
    decide(session, challenge.id, False, "It is not so.")
    session.commit()
    assert yours(world, session, person) == {}


def test_feedback_waits_for_its_partner_until_it_is_signed_for(world, session):
    import_demo_projects(session)
    one = partner(world, session)
    made, token = link(session, one)
    assert yours(world, session, one.person) == {}
    give_answers(session, token)
    words = "4 answers of users of Wellspring Map wait for your signature."
    assert yours(world, session, one.person)[NeedKind.FEEDBACK].words == words
    attest(world, session, one, made.id)
    assert yours(world, session, one.person) == {}


def test_a_round_asks_for_gifts_then_checks_then_payouts_and_its_operator_for_each_step(world, session):
    slugs = import_demo_projects(session)
    payees = {slug: world.somebody() for slug in slugs}
    address = open_round(world, session, pool_wei=ETHER)
    fill_round(world, session, address, payees)
    assert everybodys(world, session)[NeedKind.GIVE].due_at == world.chain.round(address).closes_at()
    close_round(world, address)
    assert NeedKind.GIVE not in everybodys(world, session)
    assert operators(world, session) == ["The round “Learning and water” is over: close its books."]
    publish(world, session, address)
    check = everybodys(world, session)[NeedKind.CHECK]
    assert (check.url, check.due_at) == ("/rounds/1", world.published(address).result().finalisable_at)
    assert operators(world, session) == []
    finalise(world, session, address)
    assert operators(world, session) == ["The round “Learning and water” still owes money: pay its projects."]
    slug, wallet = next(iter(payees.items()))
    person = find_or_add(session, "maintainer")
    link_wallet(session, person, Address(wallet.address))
    session.commit()
    assert yours(world, session, person)[NeedKind.PAYOUT].url == f"/rounds/1#{slug}"


def test_needs_come_over_http_to_each_what_is_theirs(world, session, api, operator):
    wallet = world.somebody()
    mine = bearer(api, wallet)
    person = find_or_add(session, "bruno")
    challenged = find_or_add(session, "carla")
    claim = Claim(Subject(SubjectKind.ORGANISATION, "Wells for All"), Role.STAFF)
    challenge_missing(session, person, challenged, claim, "I saw it.")
    session.commit()
    empty = {"yours": [], "operator": [], "everybody": []}
    assert api.get("/api/v1/needs").json() == empty
    assert api.get("/api/v1/needs", headers=mine).json() == empty
    (told,) = operator.get("/api/v1/needs").json()["operator"]
    assert told["kind"] == "operate"
    assert told["url"] == f"{world.settings.public_url}/people/carla#challenge-1"


def test_what_ends_first_comes_first_and_nothing_twice():
    late, soon = Need(NeedKind.SEAT, "b", "/b", 2), Need(NeedKind.GIVE, "a", "/a", 1)
    endless, claim = Need(NeedKind.GIVE, "c", "/c"), Need(NeedKind.CLAIM, "d", "/d")
    assert in_order([endless, late, claim, soon, late]) == [soon, late, claim, endless]


def test_a_hostile_name_stays_on_one_short_line():
    assert named("a\r\nBcc: x\u202e\u200b\ud800b") == "a Bcc: x ?b"
    assert len(named("x" * 1_000_000)) == LONGEST_NAME
