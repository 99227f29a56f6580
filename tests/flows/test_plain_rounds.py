"""A round whose contract keeps the result itself: nothing is published, anybody finalises, and it can be recomputed.

Read it as the tutorial: who is matched, what the contract keeps, and how it is the same as the definition.
"""

import pytest

from conftest import ETHER
from journeys import close_round, do, import_demo_projects, open_round, quadrille, take_in
from quadrille.chain.states import RoundMode, RoundStatus
from quadrille.errors import BadParameter, Mismatch, NotFound, Refused
from quadrille.rounds import flow
from quadrille.rounds.bundle.recompute import verify_round
from quadrille.rounds.course import stopping
from quadrille.rounds.money import paying
from quadrille.rounds.projects import taking_part
from quadrille.types import Address, Wei

POOL = Wei(3 * ETHER)
FIRST, SECOND = "clinic-daybook", "wellspring-map"


@pytest.fixture
def payees(world, session):
    """A wallet for each of two projects."""
    import_demo_projects(session)
    return {slug: world.somebody(ether=1) for slug in (FIRST, SECOND)}


@pytest.fixture
def persons(world):
    """Four wallets, of whom the last is on no list."""
    return [world.somebody() for _ in range(4)]


def opened(world, session, payees, persons, **params):
    """A plain round with a list of the first three persons, two of whom are enrolled before they give."""
    listed = tuple(Address(person.address) for person in persons[:3])
    rules = ("qf", {"cap_bps": "6000", **params})
    address = open_round(world, session, pool_wei=POOL, rules=rules, mode=RoundMode.PLAIN, persons=listed)
    for slug, payee in payees.items():
        take_in(world, session, address, slug, Address(payee.address))
    round_ = world.chain.round(address)
    for person in persons[:3]:
        do(world, session, taking_part.enrol(world.chain, address, listed, Address(person.address)))
    world.pass_time_until(round_.terms.opens_at)
    for person, amounts in zip(persons, ((16, 4), (9, 25), (4, 1), (100, 100)), strict=True):
        items = [(slug, Wei(amount * ETHER // 100)) for slug, amount in zip(payees, amounts, strict=True)]
        world.chain.client.send_from(person, flow.donate_call(round_, items))
    return address


@pytest.mark.parametrize("saturation", ["keep", "scale"])
def test_a_plain_round_from_its_opening_to_the_last_payout(world, session, payees, persons, saturation):
    address = opened(world, session, payees, persons, saturation=saturation)
    round_ = world.chain.round(address)
    close_round(world, address)

    # The contract has the result already; the definition says the same, and the stranger's gifts count for nothing.
    result = flow.calculate(world.chain, address)
    assert [row.donors for row in result.matching.projects] == [3, 3]
    assert {row.reason for row in result.coefficients} == {"not let in by the round"}
    with pytest.raises(Refused, match="is not final"):
        verify_round(round_)

    # After the time in which governance could say no, anybody makes it final, and everybody can check it.
    world.pass_time_until(round_.closes_at() + round_.terms.objection_seconds)
    do(world, session, flow.finalise(session, world.chain, address), persons[3])
    verified, _ = verify_round(round_)
    assert verified.matching == result.matching
    assert quadrille("verify", "--round", address, "--rpc", world.settings.rpc_url)["equal"]

    # Everybody is paid, one by a claim and the others by a push, to the last unit.
    before_wei = {slug: world.chain.client.balance_wei(payee.address) for slug, payee in payees.items()}
    do(world, session, paying.claim(world.chain, address, FIRST))
    do(world, session, paying.push(world.chain, address))
    do(world, session, paying.claim(world.chain, address, SECOND))
    for row in result.matching.projects:
        received_wei = world.chain.client.balance_wei(payees[row.project].address) - before_wei[row.project]
        assert received_wei == row.given_units + row.match_units
    # Under `scale` the pool is shared out whole; else what is left goes back.
    for sponsor in round_.sponsors() if result.matching.left_units else ():
        do(world, session, paying.reclaim(world.chain, address, sponsor))
    assert world.chain.client.balance_wei(address) == 0


def test_only_the_round_s_own_list_lets_in_and_only_who_is_on_it(world, session, payees, persons):
    address = opened(world, session, payees, persons)
    listed = [Address(person.address) for person in persons]
    with pytest.raises(Mismatch, match="root of the list"):
        taking_part.enrol(world.chain, address, listed, listed[3])
    with pytest.raises(NotFound):
        taking_part.enrol(world.chain, address, listed[:3], listed[3])
    with pytest.raises(Refused, match="has no list"):
        taking_part.enrol(world.chain, open_round(world, session), listed, listed[0])


def test_a_cancelled_plain_round_pays_everybody_back(world, session, payees, persons):
    address = opened(world, session, payees, persons)
    do(world, session, stopping.cancel(world.chain, address))
    for cart in range(4):
        do(world, session, paying.refund(world.chain, address, cart))
    for sponsor in world.chain.round(address).sponsors():
        do(world, session, paying.reclaim(world.chain, address, sponsor))
    assert world.chain.client.balance_wei(address) == 0


def test_a_plain_round_takes_no_published_result_and_no_other_mechanism(world, session, payees, persons):
    address = opened(world, session, payees, persons)
    bundles = world.settings.bundle_folder
    for step in (flow.publish, flow.close):
        with pytest.raises(Refused, match="keeps its result itself"):
            step(session, world.chain, address, bundles, ())
    with pytest.raises(BadParameter, match="qf in plain mode"):
        open_round(world, session, rules=("cocm", {}), mode=RoundMode.PLAIN)


def test_without_a_list_badge_holders_are_matched(world, session, payees):
    address = open_round(world, session, mode=RoundMode.PLAIN)
    round_ = world.chain.round(address)
    assert round_.status() is RoundStatus.PENDING
    assert not round_.is_eligible(Address(world.somebody().address))


def test_what_a_gift_would_add_counts_who_is_let_in(world, session, payees, persons):
    address = opened(world, session, payees, persons)
    gift = f"{FIRST}={ETHER}"
    told = quadrille("rounds", "estimate", address, gift, "--wallet", persons[0].address)
    assert any(int(row["added"]) != 0 for row in told["projects"])
    told = quadrille("rounds", "estimate", address, gift, "--wallet", persons[3].address)
    assert all(int(row["added"]) == 0 for row in told["projects"])
