"""The gas of what others do for a round: from packages, and the few lines that one would first write.

All on the chain of ours, in the same token, with the same carts, payees and proofs.
"""

from typing import Any

from eth_abi.abi import encode
from gas_code import PEERS, compiled, install_peers
from gas_cost import SAMPLES, Rows, cost_of
from gas_ground import Metered
from gas_round_ground import (
    AMOUNT_UNITS,
    ANYBODY,
    LAPSE_DAY,
    NATIVE,
    OPERATOR,
    SPONSOR,
    Rounds,
    hash_bytes,
    undone,
)
from gas_round_ours import native_rows, plain_rows, published_rows
from gas_round_payouts import PUSH_SIZE, payouts
from gas_round_rows import (
    CLAIM,
    FIRST_CLAIM,
    PUSH_HELD,
    PUSH_NATIVE,
    PUSH_NEW,
)

DISTRIBUTORS = {
    "OpenZeppelin mapping": "OpenZeppelinMapping",
    "OpenZeppelin BitMap": "OpenZeppelinBitMap",
    "Solady bitmap": "SoladyDistributor",
}


def peer_rows(rounds: Rounds) -> dict[str, Rows]:
    """The rows of every peer that is measured here, by its name."""
    install_peers()
    made = compiled(sorted((PEERS / "rounds").glob("*.sol")))
    meter, token = rounds.stage.meter, rounds.stage.token.address
    meter.begin_day(LAPSE_DAY + 1)

    def peer(name: str, *arguments: Any) -> Metered:
        kinds = ["address", "bytes32"][: len(arguments)]
        return Metered(
            meter, meter.create(OPERATOR, made[name]["abi"], made[name]["bytecode"], encode(kinds, arguments))
        )

    root = hash_bytes(payouts(rounds.payees).root)
    # Claims first, to payees who hold nothing yet.
    found = {title: claim_rows(rounds, peer(name, token, root)) for title, name in DISTRIBUTORS.items()}
    return found | {
        "disperse": disperse_rows(rounds, peer("Disperse")),
        "store-all": store_all_rows(rounds, peer("StoreAll", token)),
        "log only": log_only_rows(rounds, peer("LogOnly", token), peer("LogOnly", NATIVE)),
    }


def log_only_rows(rounds: Rounds, in_token: Metered, in_coins: Metered) -> Rows:
    """Carts that are taken and logged."""
    rounds.stage.enrich(rounds.donors, [in_token.address])
    return published_rows(rounds, in_token) | native_rows(rounds, in_coins)


def store_all_rows(rounds: Rounds, peer: Metered) -> Rows:
    """Donations as in plain mode of ours."""
    rounds.stage.enrich(rounds.matched, [peer.address])
    rows = plain_rows(rounds, peer)
    # One first cart, twelve later ones, one donation.
    assert peer.read("received", 1) == AMOUNT_UNITS * (1 + SAMPLES + 1)
    return rows


def disperse_rows(rounds: Rounds, peer: Metered) -> Rows:
    """Payments to a hundred in a loop."""
    stage, payees = rounds.stage, rounds.payees[:PUSH_SIZE]
    amounts = [AMOUNT_UNITS] * PUSH_SIZE
    stage.enrich([SPONSOR], [peer.address])
    new, again = (
        peer.cost(SPONSOR, "token", stage.token.address, payees, amounts) for _ in ("new holders", "the same again")
    )
    for payee in payees:
        stage.meter.anvil.rpc("anvil_setBalance", payee, "0x1")
    native = peer.cost(SPONSOR, "native", payees, amounts, value_wei=sum(amounts))
    return {row: cost_of([gas], PUSH_SIZE) for row, gas in ((PUSH_NEW, new), (PUSH_HELD, again), (PUSH_NATIVE, native))}


def claim_rows(rounds: Rounds, peer: Metered) -> Rows:
    """Claims by proof, by the leaves of ours."""
    tree, token = payouts(rounds.payees), rounds.stage.token
    token.cost(SPONSOR, "mint", peer.address, AMOUNT_UNITS * len(rounds.payees))

    def claim(project: int) -> int:
        proof = [hash_bytes(node) for node in tree.proof(project)]
        return peer.cost(ANYBODY, "claim", project, rounds.payees[project], AMOUNT_UNITS, proof)

    with undone(rounds.stage.meter):
        first, *others = [claim(project) for project in range(1, SAMPLES + 2)]
        assert token.read("balanceOf", rounds.payees[1]) == AMOUNT_UNITS
    return {CLAIM: cost_of(others), FIRST_CLAIM: cost_of([first])}
