"""The operator's journey: a round is opened, people give, the pool is shared, and everybody can recompute it.

Read it as the tutorial: first the steps one by one, then the same through the API and the command line.
"""

import pytest

from conftest import ETHER
from journeys import (
    DEMO_DATA,
    close_round,
    demo_donations,
    fill_round,
    import_demo_projects,
    open_round,
    quadrille,
)
from quadrille.chain.funding_round import gifts
from quadrille.chain.states import RoundStatus
from quadrille.errors import ContractReverted, Mismatch, NotFound, Refused
from quadrille.rounds import flow
from quadrille.rounds.bundle.bundle import bundle_hash, make_bundle, read_bundle
from quadrille.rounds.bundle.recompute import verify_bundle, verify_bundle_against, verify_round
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


def test_a_round_from_its_opening_to_the_last_payout(world, session, payees, filled):
    round_ = world.chain.round(filled)
    close_round(world, filled)

    # The operator publishes a result; anyone recomputes it from the chain's logs alone.
    published = flow.publish(session, world.chain, filled, world.settings.bundle_folder)
    verified, _ = verify_round(round_)
    assert verified.root == published.result.root
    assert verified.matching == published.result.matching

    # After the time for objections it is final, and every project claims what it is owed, to the last unit.
    world.pass_time_until(round_.result().finalisable_at)
    flow.finalise(session, world.chain, filled)
    for project in published.result.matching.projects:
        payee = payees[project.project]
        before_wei = world.chain.client.balance_wei(payee.address)
        flow.pay_project(session, world.chain, filled, project.project)
        received_wei = world.chain.client.balance_wei(payee.address) - before_wei
        assert received_wei == project.given_units + project.match_units

    # What the result left goes back to who funded the pool; then the round owes nobody more than dust.
    sponsor = round_.sponsors()[0]
    before_wei = world.chain.client.balance_wei(sponsor)
    world.chain.client.send_from(payees["wellspring-map"], round_.reclaim(sponsor))
    assert world.chain.client.balance_wei(sponsor) - before_wei == published.result.matching.left_units
    assert world.chain.client.balance_wei(filled) == 0


def test_the_result_on_the_chain_is_the_one_of_the_offline_command(world, session, filled, tmp_path):
    close_round(world, filled)
    published = flow.publish(session, world.chain, filled, world.settings.bundle_folder)
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


def test_a_result_that_is_not_final_pays_no_matching(world, session, payees, filled):
    close_round(world, filled)
    flow.publish(session, world.chain, filled, world.settings.bundle_folder)
    calls = flow.payout_calls(world.chain, filled, "wellspring-map")
    assert [call.what for call in calls] == ["QuadraticFundingRound.claimDonations"]
    with pytest.raises(ContractReverted):
        flow.finalise(session, world.chain, filled)


def test_publishing_again_by_mistake_is_refused_and_changes_nothing(world, session, filled):
    close_round(world, filled)
    flow.publish(session, world.chain, filled, world.settings.bundle_folder)
    published = world.chain.round(filled).result()
    with pytest.raises(Refused, match="This very result"):
        flow.publish(session, world.chain, filled, world.settings.bundle_folder)
    assert world.chain.round(filled).result() == published


def test_a_wrong_result_is_put_right_by_publishing_again(world, session, filled):
    close_round(world, filled)
    honest = flow.publish(session, world.chain, filled, world.settings.bundle_folder).result
    round_ = world.chain.round(filled)
    world.operator_sends(round_.publish(honest.root, Wei(honest.total_wei + 1), honest.root, honest.digest))
    flow.publish(session, world.chain, filled, world.settings.bundle_folder)
    assert verify_round(round_)[0].root == honest.root


def test_a_final_result_that_breaks_the_rounds_own_rules_is_not_passed_over(world, session, filled):
    close_round(world, filled)
    honest = flow.calculate(world.chain, filled)
    round_ = world.chain.round(filled)
    hash_ = bundle_hash(make_bundle(honest))
    world.operator_sends(round_.publish(honest.digest, honest.total_wei, hash_, honest.digest))
    world.pass_time_until(round_.result().finalisable_at)
    flow.finalise(session, world.chain, filled)
    with pytest.raises(Mismatch, match="root: published"):
        flow.payout_calls(world.chain, filled, "wellspring-map")


def test_a_cancelled_round_pays_everybody_back(world, session, filled):
    round_ = world.chain.round(filled)
    held_wei = world.chain.client.balance_wei(filled)
    flow.cancel(session, world.chain, filled)
    for cart, (donor, words) in enumerate(round_.carts()):
        before_wei = world.chain.client.balance_wei(donor)
        flow.refund_cart(session, world.chain, filled, cart)
        assert world.chain.client.balance_wei(donor) - before_wei == sum(amount for _, amount in gifts(words))
    for sponsor in round_.sponsors():
        flow.return_deposit(session, world.chain, filled, sponsor)
    assert held_wei > POOL
    assert world.chain.client.balance_wei(filled) == 0
    with pytest.raises(NotFound, match="It has 24"):
        flow.refund_cart(session, world.chain, filled, 24)


def test_only_projects_of_the_catalogue_are_admitted(world, session, projects):
    address = open_round(world, session)
    with pytest.raises(NotFound, match="no-such-project"):
        flow.admit_project(session, world.chain, address, "no-such-project", Address(world.somebody().address))


def test_rounds_of_a_chain_that_is_gone_are_not_listed(world, session, projects):
    address = open_round(world, session)
    session.add(Round(address=address, genesis_hash="0x" + "11" * 32, title="Of another chain", opened_block=1))
    session.commit()
    assert [row.title for row in flow.list_rounds(session, world.chain)] == ["Learning and water"]


def test_a_project_is_paid_once(world, session, filled):
    close_round(world, filled)
    flow.publish(session, world.chain, filled, world.settings.bundle_folder)
    world.pass_time_until(world.chain.round(filled).result().finalisable_at)
    flow.finalise(session, world.chain, filled)
    flow.pay_project(session, world.chain, filled, "wellspring-map")
    with pytest.raises(Refused, match="nothing to claim"):
        flow.pay_project(session, world.chain, filled, "wellspring-map")


def test_a_donation_to_an_unknown_project_is_refused_before_it_is_signed(world, filled):
    with pytest.raises(NotFound, match="wellspring-map"):
        flow.donate_call(world.chain.round(filled), [("no-such-project", Wei(1))])


def test_a_changed_bundle_is_found_out(world, session, filled):
    close_round(world, filled)
    published = flow.publish(session, world.chain, filled, world.settings.bundle_folder)
    assert verify_bundle(read_bundle(published.folder)).root == published.result.root
    result = published.folder / "result.csv"
    result.write_bytes(result.read_bytes().replace(b"wellspring-map", b"wellspring-mop"))
    with pytest.raises(Mismatch, match=r"result\.csv"):
        read_bundle(published.folder)


def test_a_result_that_gives_one_wei_too_much_is_found_out(world, session, filled):
    close_round(world, filled)
    round_ = world.chain.round(filled)
    honest = flow.calculate(world.chain, filled)
    hash_ = bundle_hash(make_bundle(honest))
    world.operator_sends(round_.publish(honest.root, Wei(honest.total_wei + 1), hash_, honest.digest))
    with pytest.raises(Mismatch, match="total: published"):
        verify_round(round_)


def test_a_round_without_donations_pays_nobody_and_returns_the_pool(world, session, projects):
    address = open_round(world, session, pool_wei=POOL)
    close_round(world, address)
    published = flow.publish(session, world.chain, address, world.settings.bundle_folder)
    assert published.result.total_wei == 0
    assert published.result.tree is None
    assert verify_bundle_against(world.chain.round(address), read_bundle(published.folder)).matching.left_units == POOL


def test_the_journey_through_the_api(world, operator, session, payees):
    opens_at = world.now() + 60
    wanted = {
        "title": "Learning and water",
        "params": {"cap_bps": "4000"},
        "opens_at": opens_at,
        "closes_at": opens_at + 86_400,
        "donation_delay_seconds": 0,
        "objection_seconds": 600,
    }
    address = operator.post("/api/v1/rounds", json=wanted).json()["round"]
    for slug, payee in payees.items():
        body = {"project": slug, "payee": payee.address}
        assert operator.post(f"/api/v1/rounds/{address}/projects", json=body).status_code == 201
    world.operator_sends(world.chain.round(address).fund(POOL))
    world.pass_time_until(opens_at)
    for items in demo_donations().values():
        donor = world.somebody()
        cart = [{"project": slug, "amount_wei": str(amount_wei)} for slug, amount_wei in items]
        body = {"wallet": donor.address, "round": address, "items": cart}
        intent = operator.post("/api/v1/intents/donate", json=body).json()
        world.sign_and_send(donor, intent["transaction"])
    close_round(world, Address(address))
    assert operator.post(f"/api/v1/rounds/{address}/publish").status_code == 201
    shown = operator.get(f"/api/v1/rounds/{address}").json()
    assert operator.get(f"/api/v1/rounds/{address}/verify").json()["projects"] == shown["projects"]
    assert f"/rounds/{address}/why/wellspring-map" in operator.get(f"/rounds/{address}").text
    for project in shown["projects"]:
        page = operator.get(f"/rounds/{address}/why/{project['project']}").text
        assert f"{int(project['match']):,}" in page
    assert operator.get(f"/rounds/{address}/why/no-such-project").status_code == 404
    bundle = operator.get(f"/api/v1/rounds/{address}/bundle/manifest.json").json()
    assert bundle["root"] == shown["root"]
    world.pass_time(601)
    assert operator.post(f"/api/v1/rounds/{address}/finalise").status_code == 201
    paid = operator.post(f"/api/v1/rounds/{address}/payouts/wellspring-map")
    assert len(paid.json()) == 2


def test_the_journey_on_the_command_line(world, session, payees, tmp_path):
    (tmp_path / "projects.json").write_bytes((DEMO_DATA / "projects.json").read_bytes())
    quadrille("catalog", "import", tmp_path / "projects.json")
    opens_at = world.now() + 60
    made = quadrille(
        *("rounds", "new", "Learning and water", "--opens-at", opens_at, "--closes-at", opens_at + 86_400),
        *("--param", "cap_bps=4000", "--donation-delay-seconds", 0, "--objection-seconds", 600),
    )
    address = made["round"]
    for slug, payee in payees.items():
        quadrille("rounds", "admit", address, slug, "--payee", payee.address)
    sponsor = world.keystore(world.somebody())
    quadrille("rounds", "fund", address, POOL, "--keystore", sponsor)
    world.pass_time_until(opens_at)
    for items in demo_donations().values():
        presents = [f"{slug}={amount_wei}" for slug, amount_wei in items]
        quadrille("rounds", "donate", address, *presents, "--keystore", world.keystore(world.somebody()))
    close_round(world, Address(address))
    calculated = quadrille("rounds", "calculate", address)
    published = quadrille("rounds", "publish", address)
    assert published["root"] == calculated["root"]
    checked = quadrille("verify", "--round", address, "--rpc", world.settings.rpc_url)
    assert checked["root"] == published["root"]
    assert quadrille("verify", published["bundle"])["paid"] == calculated["paid"]
    assert quadrille("verify", published["bundle"], "--rpc", world.settings.rpc_url)["equal"]
    explained = quadrille("why", published["bundle"], "wellspring-map")
    assert explained in [{**explained, **row} for row in calculated["projects"]]
    donor = world.chain.round(Address(address)).carts()[0][0]
    assert quadrille("why", published["bundle"], "--donor", donor)["is_counted"]
    world.pass_time(601)
    quadrille("rounds", "finalise", address)
    paid = quadrille(
        "rounds", "claim", address, "wellspring-map", "--keystore", world.keystore(payees["wellspring-map"])
    )
    assert [step["step"].partition(".")[2] for step in paid] == ["claimDonations", "claimMatching"]
    assert quadrille("rounds", "status", address)["status"] == RoundStatus.FINALISED.name.lower()
