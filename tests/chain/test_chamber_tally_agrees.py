"""The result that chambers get on-chain, against the definition in Python, number by number."""

import random
from dataclasses import astuple
from typing import Any

import pytest

from quadrille.chain.anvil import Anvil
from quadrille.chain.build import ROOT, compiler_input, run_compiler
from quadrille.chain.client import Client
from quadrille.config import Settings
from quadrille.governance.chambers.tally import CHAMBERS, Count, Outcome, Rules, result
from quadrille.types import BPS_ONE, Bps

UNIT = "tests/contracts/TallyBox.sol"
BALLOTS = 2_000
AT_ONCE = 250
TIMES = (1, 1, 1)
"""Of rules what the tally does not look at: maturity, shortest and longest time."""


@pytest.fixture(scope="module")
def box() -> Any:
    """The contract's tally, on a chain of its own."""
    request = compiler_input()
    request["sources"] = {UNIT: {"content": (ROOT / UNIT).read_text(encoding="utf-8")}}
    request["settings"]["outputSelection"] = {UNIT: {"*": ["abi", "evm.bytecode.object"]}}
    body = run_compiler(request)["contracts"][UNIT]["TallyBox"]
    with Anvil() as anvil:
        w3 = Client(Settings(rpc_url=anvil.url)).w3
        made = w3.eth.contract(abi=body["abi"], bytecode=body["evm"]["bytecode"]["object"])
        receipt = w3.eth.wait_for_transaction_receipt(made.constructor().transact({"from": w3.eth.accounts[0]}))
        yield w3.eth.contract(receipt["contractAddress"], abi=body["abi"])


def some_rules(chance: random.Random) -> Rules:
    """Rules within the contract's bounds, often those by which much is decided."""
    low = chance.choice([400, BPS_ONE])
    vetoes = sorted((Bps(chance.randint(1, low)) for _ in range(3)), reverse=True)
    return Rules(
        least_seats=chance.choice([3, 5, chance.randint(3, 1_000)]),
        least_houses=chance.choice([1, 2, chance.randint(1, CHAMBERS)]),
        quorum_bps=Bps(chance.choice([1, 2_000, chance.randint(1, BPS_ONE)])),
        approval_bps=Bps(chance.choice([5_000, 9_000, chance.randint(5_000, 9_000)])),
        veto_bps=(vetoes[0], vetoes[1], vetoes[2]) if chance.random() < 0.5 else (Bps(BPS_ONE),) * 3,
        objection_bps=Bps(chance.choice([0, 500, chance.randint(0, BPS_ONE)])),
        is_blocking=chance.random() < 0.3,
    )


def some_count(chance: random.Random) -> Count:
    """A chamber of any size, with any votes, also around the size that makes a house."""
    seats = chance.choice([0, 2, 5, chance.randint(0, 12), chance.randint(0, 300), 2**16 - 1])
    against = chance.randint(0, chance.choice([0, seats // 5, seats]))
    in_favour = chance.randint(0, seats - against)
    return Count(seats, against, in_favour, chance.randint(0, seats - against - in_favour))


def test_random_ballots_have_the_same_result(box: Any) -> None:
    seed = random.SystemRandom().randrange(2**32)
    chance = random.Random(seed)
    met: set[Outcome] = set()
    for _ in range(BALLOTS // AT_ONCE):
        rules = [some_rules(chance) for _ in range(AT_ONCE)]
        counts = [[some_count(chance) for _ in range(CHAMBERS)] for _ in range(AT_ONCE)]
        objections = [chance.choice([0, 0, chance.randrange(256)]) for _ in range(AT_ONCE)]
        words = [(*flat(one), *TIMES) for one in rules]
        answers = box.functions.results(words, [[astuple(one) for one in row] for row in counts], objections).call()
        for asked, answer in zip(zip(rules, counts, objections, strict=True), answers, strict=True):
            needed = result(*asked)
            assert tuple(answer) == astuple(needed), f"seed {seed}: {asked}"
            met.add(needed.outcome)
    assert met == {*Outcome} - {Outcome.UNKNOWN, Outcome.OPEN}


def flat(rules: Rules) -> tuple[int, ...]:
    """The fields in the contract's order, up to the times."""
    return (
        *(rules.least_seats, rules.least_houses, rules.quorum_bps, rules.approval_bps),
        *(*rules.veto_bps, rules.objection_bps, rules.is_blocking),
    )
