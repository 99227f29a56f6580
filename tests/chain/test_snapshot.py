"""Snapshot counts badges by the settings we print: the call its strategy makes, made against the real contract."""

import json

import pytest
from eth_abi.abi import decode, encode
from eth_utils.abi import function_signature_to_4byte_selector

from journeys import claim_all_badges, demo_reviews
from quadrille.screening.snapshot import Counting, settings_of, strategy_of

METHODS = {"erc20-votes": "getVotes(address)", "erc721": "balanceOf(address)"}
"""What each public strategy calls for every voter, with the voter as its only argument, at the ballot's block."""

UNSAID_DECIMALS = 18
"""With which a strategy that has decimals divides unless its settings say another number."""


@pytest.fixture
def wallets(world, session):
    return list(claim_all_badges(world, session, demo_reviews()).values())


def eth_call(world, to, signature, types, values, block):
    data = function_signature_to_4byte_selector(signature) + encode(types, values)
    answer = world.anvil.rpc("eth_call", {"to": to, "data": "0x" + data.hex()}, hex(block.number))
    return decode(["uint256"], bytes.fromhex(answer[2:]))[0]


def score(world, strategy, voter, block):
    """The votes that Snapshot finds for this voter on a ballot made in this block."""
    params = strategy["params"]
    units = eth_call(world, params["address"], METHODS[strategy["name"]], ["address"], [voter.lower()], block)
    decimals = params.get("decimals", UNSAID_DECIMALS) if strategy["name"] == "erc20-votes" else 0
    return units / 10**decimals


def settings(world, counting=Counting.WEIGHT):
    return settings_of(world.chain.client.chain_id, world.chain.badge.address, "Quadrille", counting)


def test_every_holder_scores_the_votes_that_the_governor_counts(world, wallets):
    (strategy,) = settings(world)["strategies"]
    block = world.chain.client.block()
    world.pass_time(60)
    for wallet in wallets:
        assert score(world, strategy, wallet.address, block) == world.chain.badge.past_votes_of(
            wallet.address, block.at
        )
        assert score(world, strategy, wallet.address, block) >= 1


def test_the_other_strategy_scores_live_badges(world, wallets):
    (strategy,) = settings(world, Counting.BADGES)["strategies"]
    block = world.chain.client.block()
    scores = {wallet.address: score(world, strategy, wallet.address, block) for wallet in wallets}
    assert scores == {wallet.address: world.chain.badge.count_of(wallet.address) for wallet in wallets}
    assert score(world, strategy, world.somebody().address, block) == 0


@pytest.mark.parametrize("counting", Counting)
def test_a_badge_given_up_counts_on_a_ballot_made_before_and_on_none_made_after(world, wallets, counting):
    strategy = strategy_of(world.chain.client.chain_id, world.chain.badge.address, counting)
    wallet, badge = wallets[0], world.chain.badge
    before = world.chain.client.block()
    numbers = badge.badges_of(wallet.address)
    for number in numbers:
        world.pass_time(60)
        world.chain.client.send_from(wallet, badge.burn(number))
    assert score(world, strategy, wallet.address, before) == len(numbers)
    assert score(world, strategy, wallet.address, world.chain.client.block()) == 0


def test_past_votes_asked_with_a_block_number_would_count_nobody(world, wallets):
    block = world.chain.client.block()
    world.pass_time(60)
    asked = [[wallet.address, block.number] for wallet in wallets]
    signature, types = "getPastVotes(address,uint256)", ["address", "uint256"]
    found = [
        eth_call(world, world.chain.badge.address, signature, types, values, world.chain.client.block())
        for values in asked
    ]
    assert found == [0] * len(wallets)
    assert "getPastVotes" not in json.dumps(settings(world))


@pytest.mark.parametrize("counting", Counting)
def test_the_settings_fit_what_snapshot_takes(world, counting):
    """Lengths and types as the public schemas of a space and of both strategies have them."""
    told = json.loads(json.dumps(settings(world, counting)))
    assert {"name", "network", "symbol", "strategies"} <= told.keys()
    assert told["network"] == str(world.chain.client.chain_id)
    assert 1 <= len(told["symbol"]) <= 16
    (strategy,) = told["strategies"]
    assert strategy.keys() == {"name", "network", "params"}
    assert strategy["params"].keys() - {"decimals"} == {"symbol", "address"}
    assert strategy["params"]["address"] == world.chain.badge.address
    assert told["validation"]["params"]["strategies"] == [strategy]
