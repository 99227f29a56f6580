"""The operator's journey: a round is opened, people give, the pool is shared, and everybody can recompute it.

Read it as the tutorial; `test_operator_api.py` and `test_operator_commands.py` have the same by its faces.
"""

import pytest

from conftest import ETHER
from journeys import (
    close_round,
    do,
    fill_round,
    finalise,
    import_demo_projects,
    open_round,
    publish,
    quadrille,
)
from quadrille.chain.funding_round.words import gifts
from quadrille.errors import ContractReverted, Mismatch, NotFound, Refused
from quadrille.rounds import flow
from quadrille.rounds.bundle.bundle import bundle_hash, commitment_of, make_bundle, read_bundle
from quadrille.rounds.bundle.recompute import verify_bundle, verify_bundle_against, verify_round
from quadrille.rounds.course import stopping
from quadrille.rounds.listing import list_rounds
from quadrille.rounds.money import paying
from quadrille.rounds.tables import Round
from quadrille.types import Address, Wei

POOL = Wei(3 * ETHER)


@pytest.fixture
def projects(session):
    """The demo's projects, from the catalogue."""
    return import_demo_projects(session)


@pytest.fixture
def payees(world, projects):
    """A wallet for each project, with coins for its own transactions."""
    return {slug: world.somebody(ether=1) for slug in projects}


@pytest.fixture
def filled(world, session, payees):
    """A round in which every donor of the demo has given, still open."""
    address = open_round(world, session, pool_wei=POOL)
    fill_round(world, session, address, payees)
    return address


def publish_wrongly(world, session, address, honest, **lies):
    """What a dishonest publisher would do: publish something else than was calculated."""
    bundles = world.settings.bundle_folder
    do(world, session, flow.close(session, world.chain, address, bundles, ()))
    said = {
        "root": honest.root,
        "list_hash": honest.list_hash,
        "total_wei": honest.total_wei,
        "bundle_hash": bundle_hash(make_bundle(honest)),
        "digest": honest.digest,
        "coefficients": commitment_of(()),
        **lies,
    }
    world.operator_sends(world.published(address).publish(**said))


def test_a_round_from_its_opening_to_the_last_payout(world, session, payees, filled):
    round_ = world.published(filled)
    close_round(world, filled)

    # The committer fixes who counts, the operator publishes; anyone recomputes it from the chain's logs alone.
    published = publish(world, session, filled)
    verified, _ = verify_round(round_)
    assert verified.root == published.result.root
    assert verified.matching == published.result.matching

    # After the time for objections it is final, and every project claims what it is owed, to the last unit.
    finalise(world, session, filled)
    for project in published.result.matching.projects:
        payee = payees[project.project]
        before_wei = world.chain.client.balance_wei(payee.address)
        do(world, session, paying.claim(world.chain, filled, project.project))
        received_wei = world.chain.client.balance_wei(payee.address) - before_wei
        assert received_wei == project.given_units + project.match_units

    # What the result left goes back to who funded the pool; then the round owes nobody anything.
    sponsor = round_.sponsors()[0]
    before_wei = world.chain.client.balance_wei(sponsor)
    do(world, session, paying.reclaim(world.chain, filled, sponsor), payees["wellspring-map"])
    assert world.chain.client.balance_wei(sponsor) - before_wei == published.result.matching.left_units
    assert world.chain.client.balance_wei(filled) == round_.owed_wei() == 0


def test_a_list_pays_everybody_at_once_and_nobody_twice(world, session, payees, filled):
    close_round(world, filled)
    published = publish(world, session, filled)
    finalise(world, session, filled)
    first, *others = published.result.matching.projects
    do(world, session, paying.claim(world.chain, filled, first.project))
    before_wei = {row.project: world.chain.client.balance_wei(payees[row.project].address) for row in others}
    done = do(world, session, paying.push(world.chain, filled, most=2))
    assert len(done) == -(-len(payees) // 2)
    for row in others:
        received_wei = world.chain.client.balance_wei(payees[row.project].address) - before_wei[row.project]
        assert received_wei == row.match_units
    with pytest.raises(Refused, match="can only be claimed"):
        paying.push(world.chain, filled)


def test_the_result_on_the_chain_is_the_one_of_the_offline_command(world, session, filled):
    close_round(world, filled)
    published = publish(world, session, filled)
    rules = published.result.facts.configuration
    offline = quadrille(
        *("match", published.folder / "donations.csv", "--pool", POOL),
        *("--param", f"cap_bps={rules.params['cap_bps']}"),
    )
    assert offline == published.result.matching.as_document()


def test_many_small_donors_move_more_of_the_pool_than_one_large(world, session, filled):
    matching = flow.calculate(world.chain, filled).matching
    by_people = max(matching.projects, key=lambda project: project.donors)
    by_money = max(matching.projects, key=lambda project: project.given_units)
    assert by_people.project != by_money.project
    assert by_people.match_units > by_money.match_units


def test_nothing_can_be_published_before_the_close(world, session, filled):
    with pytest.raises(Refused, match="closes at"):
        flow.publish(session, world.chain, filled, world.settings.bundle_folder)
    with pytest.raises(Refused, match="closes at"):
        flow.close(session, world.chain, filled, world.settings.bundle_folder, ())


def test_nothing_is_published_before_the_committer_fixed_who_counts(world, session, filled):
    close_round(world, filled)
    with pytest.raises(Refused, match="quadrille rounds close"):
        flow.publish(session, world.chain, filled, world.settings.bundle_folder)


def test_a_plan_sends_nothing(world, session, filled):
    close_round(world, filled)
    before = world.chain.client.block()
    flow.close(session, world.chain, filled, world.settings.bundle_folder, ())
    assert world.chain.client.block() == before
    assert not world.settings.bundle_folder.exists()


def test_a_result_that_is_not_final_pays_no_matching(world, session, payees, filled):
    close_round(world, filled)
    publish(world, session, filled)
    claim = paying.claim(world.chain, filled, "wellspring-map")
    assert [step.call.what.partition(".")[2] for step in claim.steps] == ["claimDonations"]
    with pytest.raises(ContractReverted, match="TooEarly"):
        do(world, session, flow.finalise(session, world.chain, filled))


def test_publishing_again_by_mistake_is_refused_and_changes_nothing(world, session, filled):
    close_round(world, filled)
    publish(world, session, filled)
    published = world.published(filled).result()
    with pytest.raises(Refused, match="This very result"):
        publish(world, session, filled)
    assert world.published(filled).result() == published


def test_a_wrong_result_is_put_right_by_publishing_again(world, session, filled):
    close_round(world, filled)
    honest = flow.calculate(world.chain, filled)
    publish_wrongly(world, session, filled, honest, total_wei=honest.total_wei + 1)
    publish(world, session, filled)
    assert verify_round(world.published(filled))[0].root == honest.root


@pytest.mark.parametrize("lie", ["root", "list_hash"])
def test_a_final_result_that_breaks_the_rounds_own_rules_is_not_passed_over(world, session, filled, lie):
    close_round(world, filled)
    honest = flow.calculate(world.chain, filled)
    publish_wrongly(world, session, filled, honest, **{lie: honest.digest})
    finalise(world, session, filled)
    with pytest.raises(Mismatch, match=f"{lie.replace('_', ' ')}: published"):
        paying.claim(world.chain, filled, "wellspring-map")
    with pytest.raises(Mismatch, match=f"{lie.replace('_', ' ')}: published"):
        paying.push(world.chain, filled)


def test_a_cancelled_round_pays_everybody_back(world, session, filled):
    round_ = world.chain.round(filled)
    held_wei = world.chain.client.balance_wei(filled)
    do(world, session, stopping.cancel(world.chain, filled))
    for cart, (donor, words) in enumerate(round_.carts()):
        before_wei = world.chain.client.balance_wei(donor)
        do(world, session, paying.refund(world.chain, filled, cart))
        assert world.chain.client.balance_wei(donor) - before_wei == sum(amount for _, amount in gifts(words))
    for sponsor in round_.sponsors():
        do(world, session, paying.reclaim(world.chain, filled, sponsor))
    assert held_wei > POOL
    assert world.chain.client.balance_wei(filled) == 0
    with pytest.raises(NotFound, match="It has 24"):
        paying.refund(world.chain, filled, 24)


def test_only_projects_of_the_catalogue_apply(world, session, projects):
    address = open_round(world, session)
    payee = Address(world.somebody().address)
    with pytest.raises(NotFound, match="no-such-project"):
        flow.apply(session, world.chain, address, "no-such-project", payee, payee)


def test_rounds_of_a_chain_that_is_gone_are_not_listed(world, session, projects):
    address = open_round(world, session)
    elsewhere = "0x" + "11" * 32
    session.add(Round(address=address, genesis_hash=elsewhere, number=1, title="Of another chain", opened_block=1))
    session.commit()
    assert [row.title for row in list_rounds(session, world.chain)] == ["Learning and water"]


def test_a_project_is_paid_once(world, session, filled):
    close_round(world, filled)
    publish(world, session, filled)
    finalise(world, session, filled)
    do(world, session, paying.claim(world.chain, filled, "wellspring-map"))
    with pytest.raises(Refused, match="nothing to claim"):
        paying.claim(world.chain, filled, "wellspring-map")


def test_a_donation_to_an_unknown_project_is_refused_before_it_is_signed(world, filled):
    with pytest.raises(NotFound, match="wellspring-map"):
        flow.donate_call(world.chain.round(filled), [("no-such-project", Wei(1))])


def test_a_changed_bundle_is_found_out(world, session, filled):
    close_round(world, filled)
    published = publish(world, session, filled)
    assert verify_bundle(read_bundle(published.folder)).root == published.result.root
    result = published.folder / "result.csv"
    result.write_bytes(result.read_bytes().replace(b"wellspring-map", b"wellspring-mop"))
    with pytest.raises(Mismatch, match=r"result\.csv"):
        read_bundle(published.folder)


def test_a_result_that_gives_one_wei_too_much_is_found_out(world, session, filled):
    close_round(world, filled)
    honest = flow.calculate(world.chain, filled)
    publish_wrongly(world, session, filled, honest, total_wei=honest.total_wei + 1)
    with pytest.raises(Mismatch, match="total: published"):
        verify_round(world.published(filled))


def test_a_round_without_donations_pays_nobody_and_returns_the_pool(world, session, projects):
    address = open_round(world, session, pool_wei=POOL)
    close_round(world, address)
    published = publish(world, session, address)
    assert published.result.total_wei == 0
    assert published.result.tree is None
    assert verify_bundle_against(world.published(address), read_bundle(published.folder)).matching.left_units == POOL
