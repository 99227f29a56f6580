"""What wallets sign to take part in a round: applicants, reviewers, sponsors, donors, objectors, payees."""

import pytest

from chain.answers import assert_problem
from chain.tokens import token_round
from conftest import ETHER
from journeys import close_round, fill_round, import_demo_projects, open_round, publish, take_in
from quadrille.catalog.tables import Project
from quadrille.chain.token import TokenContract
from quadrille.rounds.outcome.objecting import reason_hash
from quadrille.types import Address, Wei
from round_requests import DAY, asked, done, signed

POOL = Wei(3 * ETHER)
SLUG = "wellspring-map"


@pytest.fixture
def payees(world, session):
    """A wallet for each project of the demo, with coins for its own transactions."""
    return {slug: world.somebody(ether=1) for slug in import_demo_projects(session)}


@pytest.fixture
def published(world, session, payees):
    """A round whose result can be objected to."""
    address = open_round(
        world, session, pool_wei=POOL, guardian=world.operator_address, decision_seconds=DAY, payee_delay_seconds=60
    )
    fill_round(world, session, address, payees)
    close_round(world, address)
    publish(world, session, address)
    return address


def applications(api, address):
    """The applications of a round by name."""
    return {row["name"]: row for row in api.get(f"/api/v1/rounds/{address}/applications").json()}


def test_reviewers_decide_on_what_was_applied_with(world, session, api, payees):
    first, second = world.somebody(), world.somebody()
    address = open_round(world, session, reviewers=(first.address, second.address))
    applicant, stranger = payees[SLUG], world.somebody()
    signed(world, api, applicant, "apply", address, project=SLUG, payee=applicant.address)
    row = applications(api, address)[SLUG]
    assert (row["id"], row["edition"], row["state"], row["votes"]) == (0, 1, "applied", [])
    assert (row["applicant"], row["payee"], row["is_same_text"]) == (applicant.address, applicant.address, True)

    # Both have to say yes; a change of the application starts its review anew.
    yes = {"project": SLUG, "admitted": True, "reason": "a public good"}
    signed(world, api, first, "review", address, **yes)
    assert_problem(asked(api, stranger, "review", address, **yes), 409)
    row = applications(api, address)[SLUG]
    assert [(vote["reviewer"], vote["admitted"], vote["reason"]) for vote in row["votes"]] == [
        (first.address, True, "a public good")
    ]
    signed(world, api, applicant, "apply", address, project=SLUG, payee=stranger.address)
    row = applications(api, address)[SLUG]
    assert (row["edition"], row["payee"], row["votes"]) == (2, stranger.address, [])
    for reviewer in (first, second):
        signed(world, api, reviewer, "review", address, **yes)
    assert applications(api, address)[SLUG]["state"] == "admitted"


def test_a_text_that_changed_since_is_seen(world, session, api, payees):
    address = open_round(world, session)
    take_in(world, session, address, SLUG, Address(payees[SLUG].address))
    take_in(world, session, address, "clinic-daybook", Address(payees[SLUG].address))
    round_, stranger = world.chain.round(address), world.somebody()
    world.chain.client.send_from(stranger, round_.apply_for(stranger.address, SLUG, reason_hash("another text")))
    row = session.get_one(Project, SLUG)
    row.description += " And more."
    session.add(row)
    session.commit()
    found = {name: row["is_same_text"] for name, row in applications(api, address).items()}
    # Who applies in another's name has none of its own.
    assert found == {SLUG: False, "clinic-daybook": True, "project-2": None}


def test_a_token_s_donor_first_lets_the_round_take_it(world, session, api, payees):
    token, donor, address = token_round(world, session, 500)
    take_in(world, session, address, SLUG, Address(payees[SLUG].address))
    world.pass_time_until(world.chain.round(address).terms.opens_at)
    items = [{"project": SLUG, "amount_wei": "200"}]
    first = signed(world, api, donor, "donate", address, items=items)
    assert "step 1 of 2" in first["summary"]
    assert first["transaction"]["to"] == token
    second = signed(world, api, donor, "donate", address, items=items)
    assert "step" not in second["summary"]
    assert (second["transaction"]["to"], int(second["transaction"]["value"], 16)) == (address, 0)
    assert second["expires_at"] == world.chain.round(address).closes_at()
    assert TokenContract(world.chain.client, token).balance_of(address) == 200
    lacking = assert_problem(asked(api, donor, "fund", address, amount_wei="301"), 409)["cause"]
    assert "300" in lacking
    assert "301" in lacking


def test_an_objection_stops_the_clock_until_it_is_ruled_on(world, api, published):
    stranger, bond_wei = world.somebody(), world.chain.round(published).terms.bond_wei
    assert "no badge" in assert_problem(asked(api, stranger, "object", published, reason="It is wrong."), 409)["cause"]
    sponsor = world.somebody()
    assert_problem(asked(api, sponsor, "fund", published, amount_wei="1"), 409)
    applicants = {row["applicant"]: row for row in applications(api, published).values()}
    objector = next(iter(applicants))
    world.give(Address(objector), Wei(ETHER))
    world.anvil.rpc("anvil_impersonateAccount", objector)
    body = {"wallet": objector, "round": published, "reason": "It is wrong."}
    intent = api.post("/api/v1/intents/object", json=body).json()
    assert int(intent["transaction"]["value"], 16) == bond_wei
    assert any(reason_hash("It is wrong.") in notice for notice in intent["notices"])
    sent = {"from": objector, **{name: intent["transaction"][name] for name in ("to", "data", "value")}}
    world.chain.client.wait("object", world.anvil.rpc("eth_sendTransaction", sent))
    standing = api.get(f"/api/v1/rounds/{published}").json()["standing"]
    assert standing["status"] == "objected"
    assert_problem(asked(api, stranger, "bond", published, objector=objector), 409)

    # Governance keeps silent: the result stands, and whoever wants sends the bond back.
    world.pass_time_until(standing["ruling_until"] + 1)
    before_wei = world.chain.client.balance_wei(Address(objector))
    signed(world, api, stranger, "bond", published, objector=objector)
    assert world.chain.client.balance_wei(Address(objector)) - before_wei == bond_wei


def test_anybody_makes_it_final_and_pays(world, api, session, published, payees):
    stranger = world.somebody()
    assert_problem(asked(api, stranger, "finalise", published), 409)
    world.pass_time_until(world.published(published).result().finalisable_at)
    signed(world, api, stranger, "finalise", published)
    steps = [signed(world, api, stranger, "claim-payout", published, project=SLUG) for _ in range(2)]
    assert ["step 1 of 2" in step["summary"] for step in steps] == [True, False]
    paid = assert_problem(asked(api, stranger, "claim-payout", published, project=SLUG), 409)
    assert "nothing to claim" in paid["cause"]
    pushed = 0
    while asked(api, stranger, "push", published, most=2).status_code == 200:
        signed(world, api, stranger, "push", published, most=2)
        pushed += 1
    assert pushed == -(-len(payees) // 2)
    sponsor = world.chain.round(published).sponsors()[0]
    signed(world, api, stranger, "reclaim", published, account=sponsor)
    assert_problem(asked(api, stranger, "refund", published, cart=0), 409)


def test_a_project_moves_where_it_is_paid_after_a_delay(world, api, operator, session, payees):
    address = open_round(world, session, guardian=world.operator_address, payee_delay_seconds=60)
    applicant, stranger = payees[SLUG], world.somebody()
    signed(world, api, applicant, "apply", address, project=SLUG, payee=applicant.address)
    done(operator, address, "reviews", project=SLUG, admitted=True, reason="a public good")
    about = {"project": SLUG}
    assert_problem(asked(api, stranger, "payee", address, **about, payee=stranger.address), 409)
    assert_problem(asked(api, applicant, "payee", address, **about, payee=stranger.address, keep=True), 422)
    for _ in range(2):
        signed(world, api, applicant, "payee", address, **about, payee=stranger.address)
        row = applications(api, address)[SLUG]
        assert (row["payee"], row["next_payee"]) == (applicant.address, stranger.address)
        signed(world, api, applicant, "payee", address, **about, keep=True)
        assert applications(api, address)[SLUG]["next_payee"] is None
    signed(world, api, applicant, "payee", address, **about, payee=stranger.address)
    assert_problem(asked(api, stranger, "payee", address, **about), 409)
    world.pass_time(61)
    signed(world, api, stranger, "payee", address, **about)
    assert applications(api, address)[SLUG]["payee"] == stranger.address

    # The guardian doubts it, once; what the project says to that stands on the chain.
    done(operator, address, "hold", **about, until=world.now() + DAY, reason="A doubt.")
    assert_problem(asked(api, world.somebody(), "appeal", address, **about, statement="It is not ours."), 409)
    signed(world, api, applicant, "appeal", address, **about, statement="We are known.")


def test_a_cancelled_round_s_money_can_be_sent_back_by_anybody(world, api, operator, session, payees):
    address = open_round(world, session, pool_wei=POOL)
    fill_round(world, session, address, payees)
    done(operator, address, "cancel")
    stranger, round_ = world.somebody(), world.chain.round(address)
    donor = round_.carts()[0][0]
    before_wei = world.chain.client.balance_wei(donor)
    signed(world, api, stranger, "refund", address, cart=0)
    assert world.chain.client.balance_wei(donor) > before_wei
    assert "It has 24" in assert_problem(asked(api, stranger, "refund", address, cart=24), 404)["remedy"]
    signed(world, api, stranger, "reclaim", address, account=round_.sponsors()[0])
