"""What a cart would add is what two full calculations say, whatever came, went and left the chain before."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random

import pytest

from chain.answers import assert_page, assert_problem
from chain.follower_steps import PAYEES, SLUGS, admit, give, make_old, open_for_gifts
from conftest import ETHER
from journeys import close_round, quadrille
from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.config import Settings
from quadrille.errors import BadParameter, NotFound, Refused, WrongChain
from quadrille.rounds import flow
from quadrille.rounds.copies import COPIES
from quadrille.rounds.estimate.live_estimate import LiveEstimates
from quadrille.rounds.reading import read_facts
from quadrille.rounds.result import Cart, compute_result
from quadrille.types import Address, Wei

MILLI = ETHER // 1_000

RULES = [
    ("qf", {"cap_bps": "4000"}),
    ("pairwise", {"m_units": str(MILLI)}),
    ("cocm", {"variant": "markov-soft"}),
    ("gitcoin-linear", {}),
]


@pytest.fixture
def round_(world, session):
    """A round of project-0 and project-1, matched by qf with a cap, that takes donations; old enough for forks."""
    made = open_for_gifts(world, session)
    world.operator_sends(made.fund(Wei(ETHER)))
    make_old(world)
    return made


def opened(world, session, mechanism, params):
    """As `round_`, by another rule."""
    made = open_for_gifts(world, session, rules=(mechanism, params))
    world.operator_sends(made.fund(Wei(ETHER)))
    make_old(world)
    return made


def giver(world, place):
    return checked_address(world.anvil.rpc("eth_accounts")[place])


def by_full_calculations(round_, at, wallet, items):
    """Before, after and their difference, of what the chain says at a block; as the estimate has it."""
    facts = read_facts(round_, at)
    index = {project.slug: project.index for project in facts.projects}
    cart = Cart(wallet, (), tuple((index[slug], amount_wei) for slug, amount_wei in items))
    before = {row.project: row.match_units for row in compute_result(facts).matching.projects}
    after = compute_result(replace(facts, carts=(*facts.carts, cart))).matching
    return [
        {
            "project": row.project,
            "match_before": str(before.get(row.project, 0)),
            "match_after": str(row.match_units),
            "added": str(row.match_units - before.get(row.project, 0)),
        }
        for row in after.projects
        if row.match_units != before.get(row.project, 0) or row.project in dict(items)
    ]


def check(world, round_, estimates, wallet, *items):
    """The estimate is that of the newest block, and equal to the full calculations; its document."""
    found = estimates.estimate(world.chain, round_.address, wallet, list(items))
    assert found.at == world.chain.client.block()
    assert found.as_document()["projects"] == by_full_calculations(round_, found.at, wallet, items)
    return found.as_document()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule[0])
def test_an_estimate_is_the_difference_of_two_full_calculations(world, session, rule):
    round_, estimates = opened(world, session, *rule), LiveEstimates()
    cart = [("north-well", Wei(50 * MILLI)), ("south-well", Wei(MILLI))]
    assert check(world, round_, estimates, giver(world, 5), *cart)["mechanism"] == rule[0]
    for place in (5, 6, 7):
        give(world, round_, (0, place * MILLI), (1, 90 * MILLI), giver=place)
        # Somebody who gave before, and somebody who did not.
        check(world, round_, estimates, giver(world, place), *cart)
        assert any(row["added"] != "0" for row in check(world, round_, estimates, giver(world, 9), *cart)["projects"])
    world.operator_sends(round_.fund(Wei(ETHER)))
    check(world, round_, estimates, giver(world, 9), cart[0], cart[0])


def test_a_gift_that_takes_from_others_says_so(world, session):
    round_ = opened(world, session, "qf", {"saturation": "scale"})
    for place in (5, 6):
        give(world, round_, (0, MILLI), (1, MILLI), giver=place)
    rows = check(world, round_, LiveEstimates(), giver(world, 7), ("north-well", Wei(MILLI)))["projects"]
    added = {row["project"]: int(row["added"]) for row in rows}
    assert added["south-well"] < 0 < added["north-well"]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_comes_and_leaves_the_chain_the_estimate_is_of_what_is_on_it(world, round_, seed):
    chance, estimates, admitted = Random(seed), LiveEstimates(), 2
    for _ in range(25):
        step = chance.choice(("give", "give", "give", "fund", "admit", "fork", "fork"))
        if step == "give":
            items = [(chance.randrange(2), chance.randint(1, 90) * MILLI) for _ in range(chance.randint(1, 3))]
            give(world, round_, *items, giver=chance.randint(4, 9))
        elif step == "fund":
            world.operator_sends(round_.fund(Wei(chance.randint(1, 9) * MILLI)))
        elif step == "admit":
            admit(world, round_, PAYEES[0], f"later-{admitted}")
            admitted += 1
        else:
            # What was mined in these blocks is gone, and blocks of other hashes are as many.
            world.anvil.rpc("anvil_reorg", chance.randint(1, 6), [])
        wanted = [(chance.choice(SLUGS), Wei(chance.randint(1, 50) * MILLI))]
        check(world, round_, estimates, giver(world, chance.randint(4, 9)), *wanted)


def test_a_cart_that_a_fork_drops_leaves_the_estimate(world, round_):
    estimates, wallet, item = LiveEstimates(), giver(world, 9), ("north-well", Wei(40 * MILLI))
    give(world, round_, (0, 40 * MILLI), giver=5)
    with_one = check(world, round_, estimates, wallet, item)["projects"]
    give(world, round_, (0, 40 * MILLI), giver=6)
    assert check(world, round_, estimates, wallet, item)["projects"] != with_one
    world.anvil.rpc("anvil_reorg", 1, [])
    assert check(world, round_, estimates, wallet, item)["projects"] == with_one
    # A chain that is shorter than what was read.
    mark = world.anvil.snapshot()
    give(world, round_, (0, 40 * MILLI), giver=6)
    check(world, round_, estimates, wallet, item)
    world.anvil.revert(mark)
    assert check(world, round_, estimates, wallet, item)["projects"] == with_one


def test_only_what_is_final_counts_as_for_the_round_s_page(world, round_):
    chain, item = Chain(Client(Settings(finality_blocks=3)), world.chain.deployment), ("north-well", Wei(MILLI))
    estimates = LiveEstimates()
    for place in (5, 6, 7, 8):
        give(world, round_, (0, MILLI), giver=place)
        found = estimates.estimate(chain, round_.address, giver(world, 9), [item])
        calculated = flow.calculate(chain, round_.address)
        assert found.at == calculated.facts.at == chain.client.final_block() != chain.client.block()
        assert found.projects[0].before_units == sum(row.match_units for row in calculated.matching.projects)
    assert found.projects[0].after_units > found.projects[0].before_units == 0


@pytest.fixture
def carts_read(monkeypatch):
    """From which block on carts were asked for: contract and block of each question."""
    asked, logs, (donated,) = [], Client.logs, COPIES.by_topic()

    def noted(self, address, topics, since, until):
        if topics[0] == donated:
            asked.append((address, since))
        return logs(self, address, topics, since, until)

    monkeypatch.setattr(Client, "logs", noted)
    return asked


def test_only_what_came_since_is_read_again(world, round_, carts_read):
    estimates, wallet, item = LiveEstimates(), giver(world, 9), ("north-well", Wei(MILLI))
    give(world, round_, (0, MILLI), giver=5)
    read_to = estimates.estimate(world.chain, round_.address, wallet, [item]).at.number
    # A cart is read once: from the block after.
    give(world, round_, (0, MILLI), giver=6)
    estimates.estimate(world.chain, round_.address, wallet, [item])
    assert carts_read == [(round_.address, round_.since), (round_.address, read_to + 1)]


def test_a_round_that_was_dropped_is_read_again(world, session, round_, carts_read):
    other, estimates = opened(world, session, "qf", {}), LiveEstimates(most_rounds=1)
    for place in (5, 6):
        for one in (round_, other):
            give(world, one, (0, place * MILLI), giver=place)
            carts_read.clear()
            check(world, one, estimates, giver(world, 9), ("north-well", Wei(MILLI)))
            # By the estimate, and by what it is compared with.
            assert carts_read == 2 * [(one.address, one.since)]


def test_many_may_ask_at_once_while_others_give(world, round_):
    estimates, item = LiveEstimates(), ("north-well", Wei(MILLI))

    def ask(place):
        return place, estimates.estimate(world.chain, round_.address, giver(world, place), [item])

    answers = []
    with ThreadPoolExecutor(8) as pool:
        for place in range(4, 10):
            asked = pool.map(ask, range(4, 10))
            give(world, round_, (0, place * MILLI), (1, MILLI), giver=place)
            answers += asked
    assert len({found.at.number for _, found in answers}) > 1
    for place, found in answers:
        rows = by_full_calculations(round_, found.at, giver(world, place), [item])
        assert found.as_document()["projects"] == rows


def test_before_the_round_opens_there_is_an_estimate_after_its_close_a_reason(world, session, round_):
    estimates, cart = LiveEstimates(), [("north-well", Wei(1))]
    estimates.estimate(world.chain, round_.address, giver(world, 5), cart)
    close_round(world, round_.address)
    with pytest.raises(Refused, match=r"takes no more donations \(it is closed\)") as refused:
        estimates.estimate(world.chain, round_.address, giver(world, 5), cart)
    assert f"rounds calculate {round_.address}" in str(refused.value.remedy)


def test_what_cannot_be_given_is_not_estimated(world, round_):
    estimates, wallet = LiveEstimates(), giver(world, 5)
    with pytest.raises(NotFound, match="project in this round no-such-project"):
        estimates.estimate(world.chain, round_.address, wallet, [("no-such-project", Wei(1))])
    for amount_wei in (0, 2**112):
        with pytest.raises(BadParameter, match="amount"):
            estimates.estimate(world.chain, round_.address, wallet, [("north-well", Wei(amount_wei))])
    with pytest.raises(WrongChain):
        estimates.estimate(world.chain, world.chain.treasury.address, wallet, [("north-well", Wei(1))])


def test_the_api_answers_in_decimal_text(world, round_, api):
    for place in (5, 6):
        give(world, round_, (0, MILLI), giver=place)
    body = {"wallet": giver(world, 5).lower(), "items": [{"project": "north-well", "amount_wei": str(3 * MILLI)}]}
    path = f"/api/v1/rounds/{round_.address}/estimate"
    at = world.chain.client.block()
    assert api.post(path, json=body).json() == {
        "round": round_.address,
        "mechanism": "qf",
        "block_number": at.number,
        "projects": by_full_calculations(round_, at, giver(world, 5), [("north-well", Wei(3 * MILLI))]),
    }
    give(world, round_, (0, MILLI), giver=7)
    before = next(row["match"] for row in api.get(path.removesuffix("/estimate")).json()["projects"])
    assert api.post(path, json=body).json()["projects"][0]["match_before"] == before
    unknown = {**body, "items": [{"project": "no-such-project", "amount_wei": "1"}]}
    assert "no-such-project" in assert_problem(api.post(path, json=unknown), 404)["cause"]
    assert_problem(api.post(path, json={**body, "items": []}), 422)
    assert_problem(api.post(path, json={**body, "items": [{"project": "north-well", "amount_wei": "0"}]}), 422)
    close_round(world, Address(round_.address))
    assert "no more donations" in assert_problem(api.post(path, json=body), 409)["cause"]


def test_the_command_says_the_same(world, round_):
    for place in (5, 6):
        give(world, round_, (0, MILLI), (1, MILLI), giver=place)
    at, items = world.chain.client.block(), [("north-well", Wei(3 * MILLI)), ("south-well", Wei(1))]
    words = ["rounds", "estimate", round_.address, *(f"{slug}={amount_wei}" for slug, amount_wei in items)]
    for wallet, option in ((giver(world, 5), ["--wallet", giver(world, 5)]), (giver(world, 9), [])):
        found = quadrille(*words, *option)
        assert (found["round"], found["block_number"]) == (round_.address, at.number)
        assert found["projects"] == by_full_calculations(round_, at, wallet, items)
    with pytest.raises(BadParameter, match="PROJECT=WEI"):
        quadrille("rounds", "estimate", round_.address, "north-well")


def test_the_page_shows_it_without_javascript(world, round_, api):
    for place in (5, 6):
        give(world, round_, (0, MILLI), (1, MILLI), giver=place)
    path = "/rounds/1/estimate"
    assert path in api.get(f"/rounds/{round_.address}").text
    assert "<form" in api.get(path).text
    shown = api.get(path, params={"project": "south-well", "amount": "0.003"}).text
    items = [("south-well", Wei(3 * MILLI))]
    (row,) = by_full_calculations(round_, world.chain.client.block(), giver(world, 9), items)
    assert f'<b><data value="{row["added"]}"' in shown
    for wanted, status in (
        ({"project": "south-well", "amount": "a lot"}, 422),
        ({"project": "south-well"}, 422),
        ({"project": "south-well", "amount": "0"}, 422),
        ({"project": "no-such-project", "amount": "1"}, 404),
    ):
        assert_page(api.get(path, params=wanted), status)
    close_round(world, Address(round_.address))
    assert_page(api.get(path), 409)
    assert path not in api.get(f"/rounds/{round_.address}").text
