"""What goes wrong in a round, and how it goes on: objections, holds, pauses, other payees, money that nobody claims."""

import pytest

from chain.tokens import token_round
from conftest import ETHER
from journeys import (
    close_round,
    demo_donations,
    do,
    fill_round,
    finalise,
    import_demo_projects,
    open_round,
    publish,
    take_in,
)
from quadrille.chain.funding_round.words import gifts
from quadrille.chain.states import ProjectState, RoundStatus
from quadrille.chain.token import TokenContract
from quadrille.errors import ContractReverted, LacksFunds, Refused
from quadrille.rounds import flow
from quadrille.rounds.bundle.recompute import verify_round
from quadrille.rounds.course import stopping
from quadrille.rounds.money import paying
from quadrille.rounds.outcome import objecting
from quadrille.rounds.projects import taking_part
from quadrille.rounds.projects.roster import read_roster
from quadrille.types import Address, Wei

POOL = Wei(3 * ETHER)
SLUG = "wellspring-map"


@pytest.fixture
def payees(world, session):
    """A wallet for each of the demo's projects, with coins for its own transactions."""
    return {slug: world.somebody(ether=1) for slug in import_demo_projects(session)}


@pytest.fixture
def guardian(world):
    """Who can hold and pause."""
    return world.somebody()


@pytest.fixture
def filled(world, session, payees, guardian):
    """A round in which every donor of the demo has given, still open."""
    address = open_round(world, session, pool_wei=POOL, guardian=Address(guardian.address))
    fill_round(world, session, address, payees)
    return address


def received(world, account, step):
    """How much more an account has after a step that somebody else sends."""
    before_wei = world.chain.client.balance_wei(Address(account.address))
    step()
    return world.chain.client.balance_wei(Address(account.address)) - before_wei


def test_an_objection_stops_the_clock_and_without_a_ruling_the_result_stands(world, session, payees):
    address = open_round(world, session, pool_wei=POOL)
    for slug, payee in payees.items():
        take_in(world, session, address, slug, Address(payee.address))
    world.pass_time_until(world.chain.round(address).terms.opens_at)
    donors = [world.somebody() for _ in demo_donations()]
    for donor, items in zip(donors, demo_donations().values(), strict=True):
        do(world, session, flow.donate(world.chain, address, items, Address(donor.address)), donor)
    close_round(world, address)
    publish(world, session, address)
    round_, objector = world.published(address), donors[7]
    had_until = round_.result().finalisable_at

    # A donor finds it by itself by what right, pays the bond, and everybody has to wait.
    plan = objecting.object_to(world.chain, address, Address(objector.address), "the third gift is missing")
    assert f"bond of {round_.terms.bond_wei}" in plan.summary
    do(world, session, plan, objector)
    assert round_.status() is RoundStatus.OBJECTED
    assert round_.objections()[0].reason_hash == objecting.reason_hash("the third gift is missing")
    with pytest.raises(ContractReverted, match="WrongStatus"):
        do(world, session, flow.finalise(session, world.chain, address))

    # Governance says nothing in its time: the result stands, the rest of the window runs, the bond comes back.
    world.pass_time(round_.terms.decision_seconds)
    assert round_.status() is RoundStatus.PUBLISHED
    owner = Address(objector.address)
    bond = received(world, objector, lambda: do(world, session, objecting.take_bond(world.chain, address, owner)))
    assert bond == round_.terms.bond_wei
    assert round_.result().finalisable_at == had_until + round_.terms.decision_seconds
    finalise(world, session, address)
    assert round_.status() is RoundStatus.FINALISED


def test_only_who_has_a_part_in_a_round_can_object(world, session, payees, filled):
    close_round(world, filled)
    with pytest.raises(Refused, match="No result"):
        objecting.object_to(world.chain, filled, Address(world.somebody().address), "why")
    publish(world, session, filled)
    round_ = world.published(filled)
    with pytest.raises(Refused, match="gave nothing"):
        objecting.right_of(round_, Address(world.somebody().address))
    assert objecting.right_of(round_, round_.sponsors()[0])[0].name == "SPONSOR"
    assert objecting.right_of(round_, round_.carts()[3][0])[:2] == (0, 3)
    applicant = round_.applications()[1].applicant
    assert objecting.right_of(round_, applicant)[:2] == (1, 1)


def test_a_hold_delays_a_project_s_payments_and_nobody_else_s(world, session, payees, filled, guardian):
    close_round(world, filled)
    until = world.now() + 3_600
    do(world, session, stopping.hold(world.chain, filled, SLUG, until, "who is behind it?"), guardian)
    with pytest.raises(Refused, match="nothing to claim"):
        paying.claim(world.chain, filled, SLUG)
    do(world, session, stopping.appeal(world.chain, filled, SLUG, "we are"), payees[SLUG])
    publish(world, session, filled)
    finalise(world, session, filled)

    # The list passes it over, and pays the others; afterwards it claims for itself.
    do(world, session, paying.push(world.chain, filled))
    round_ = world.published(filled)
    index = read_roster(round_).index_of(SLUG)
    assert not round_.is_matching_claimed(index)
    world.pass_time_until(until)
    steps = paying.claim(world.chain, filled, SLUG).steps
    assert [step.call.what.partition(".")[2] for step in steps] == ["claimDonations", "claimMatching"]
    assert received(world, payees[SLUG], lambda: do(world, session, paying.claim(world.chain, filled, SLUG))) > 0
    with pytest.raises(ContractReverted, match="OnceOnly"):
        do(world, session, stopping.hold(world.chain, filled, SLUG, world.now() + 9, "again"), guardian)


def test_a_pause_stops_gifts_and_moves_the_close_by_as_much(world, session, filled, guardian):
    round_ = world.chain.round(filled)
    closes_at, until = round_.closes_at(), world.now() + 3_600
    do(world, session, stopping.pause(world.chain, filled, until, "a doubt"), guardian)
    assert round_.closes_at() - closes_at in (until - world.now(), until - world.now() + 1)
    with pytest.raises(ContractReverted, match="IntakePaused"):
        world.chain.client.send_from(world.somebody(), flow.donate_call(round_, [(SLUG, Wei(1))]))
    world.pass_time_until(until)
    world.chain.client.send_from(world.somebody(), flow.donate_call(round_, [(SLUG, Wei(1))]))


def test_the_close_moves_to_later_only(world, session, filled):
    round_ = world.chain.round(filled)
    closes_at = round_.closes_at()
    do(world, session, stopping.extend(world.chain, filled, closes_at + 60))
    assert round_.closes_at() == closes_at + 60
    with pytest.raises(ContractReverted, match="BadClose"):
        do(world, session, stopping.extend(world.chain, filled, closes_at))


def test_a_project_moves_where_it_is_paid_after_a_delay_in_which_it_can_be_stopped(world, session, projects_account):
    address, account, payee = projects_account
    new, round_ = Address(world.somebody().address), world.chain.round(address)
    do(world, session, taking_part.change_payee(world.chain, address, SLUG, new, keep=False), account)
    with pytest.raises(ContractReverted, match="TooEarly"):
        do(world, session, taking_part.change_payee(world.chain, address, SLUG, None, keep=False))
    do(world, session, taking_part.change_payee(world.chain, address, SLUG, None, keep=True), payee)
    assert round_.project(0).payee == payee.address
    do(world, session, taking_part.change_payee(world.chain, address, SLUG, new, keep=False), account)
    world.pass_time(round_.terms.payee_delay_seconds)
    do(world, session, taking_part.change_payee(world.chain, address, SLUG, None, keep=False))
    assert read_roster(round_).admitted[0].payee == new


@pytest.fixture
def projects_account(world, session, payees):
    """A round with one project, the account that speaks for it, and its payee."""
    account, address = world.somebody(), open_round(world, session)
    payee, speaker = Address(payees[SLUG].address), Address(account.address)
    do(world, session, flow.apply(session, world.chain, address, SLUG, payee, speaker), account)
    do(world, session, flow.review(world.chain, address, SLUG, True, "a public good"))
    return address, account, payees[SLUG]


def test_a_rejected_project_applies_again_and_is_reviewed_anew(world, session, payees):
    reviewers = [world.somebody() for _ in range(3)]
    address = open_round(world, session, reviewers=tuple(Address(one.address) for one in reviewers))
    account, payee = world.somebody(), Address(payees[SLUG].address)
    do(world, session, flow.apply(session, world.chain, address, SLUG, payee, Address(account.address)), account)
    for reviewer in reviewers[:2]:
        do(world, session, flow.review(world.chain, address, SLUG, False, "no licence"), reviewer)
    round_ = world.chain.round(address)
    assert round_.project(0).state is ProjectState.REJECTED
    plan = flow.apply(session, world.chain, address, SLUG, payee, Address(account.address))
    assert "edition 2" in plan.summary
    do(world, session, plan, account)
    for reviewer in reviewers[1:]:
        do(world, session, flow.review(world.chain, address, SLUG, True, "now it has one"), reviewer)
    assert [project.slug for project in read_roster(round_).admitted] == [SLUG]
    assert [one.admitted for one in round_.reviews()] == [False, False, True, True]


def test_what_nobody_claims_goes_back_to_its_donors_and_sponsors(world, session, payees, filled):
    close_round(world, filled)
    publish(world, session, filled)
    finalise(world, session, filled)
    round_ = world.published(filled)
    do(world, session, paying.claim(world.chain, filled, SLUG))
    world.pass_time_until(round_.result().lapses_at)
    world.pass_time_until(round_.closes_at() + round_.terms.claim_seconds)
    claimed = read_roster(round_).index_of(SLUG)
    for cart, (_, words) in enumerate(round_.carts()):
        plan = paying.refund(world.chain, filled, cart)
        if {index for index, _ in gifts(words)} == {claimed}:
            with pytest.raises(ContractReverted, match="NothingOwed"):
                do(world, session, plan)
        else:
            do(world, session, plan)
    do(world, session, paying.reclaim(world.chain, filled, round_.sponsors()[0]))
    assert world.chain.client.balance_wei(filled) == round_.owed_wei() == 0


def test_a_round_in_a_token_takes_an_allowance_first_and_pays_in_it(world, session, payees):
    token, rich, address = token_round(world, session, units=10**12)
    asset, round_ = TokenContract(world.chain.client, token), world.chain.round(address)
    for slug, payee in payees.items():
        take_in(world, session, address, slug, Address(payee.address))
    holder = Address(rich.address)
    funding = flow.fund(world.chain, address, Wei(5 * 10**6), holder)
    assert [step.call.what for step in funding.steps] == ["ERC20.approve", "PublishedRound.fund"]
    do(world, session, funding, rich)
    world.pass_time_until(round_.terms.opens_at)
    do(world, session, flow.donate(world.chain, address, [(SLUG, Wei(3 * 10**6))], holder), rich)
    with pytest.raises(LacksFunds, match="0 base units of the token"):
        flow.donate(world.chain, address, [(SLUG, Wei(7))], Address(world.somebody().address))
    close_round(world, address)
    publish(world, session, address)
    assert verify_round(round_)[0].matching.paid_units == 0
    finalise(world, session, address)
    do(world, session, paying.claim(world.chain, address, SLUG))
    assert asset.balance_of(Address(payees[SLUG].address)) == 3 * 10**6
    do(world, session, paying.reclaim(world.chain, address, holder))
    assert asset.balance_of(address) == round_.owed_wei() == 0
