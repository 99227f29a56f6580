"""The gas of our rounds once they have closed: the result, claims, pushes, refunds."""

from collections.abc import Sequence

from eth_hash.auto import keccak
from gas_cost import SAMPLES, Cost, Rows, cost_of
from gas_ground import Metered, evidence_hash
from gas_round_ground import (
    AMOUNT_UNITS,
    ANYBODY,
    BUNDLE,
    BURNS_ALL,
    CLOSING_DAY,
    COEFFICIENTS,
    COMMITTER,
    FINAL_DAY,
    LAPSE_DAY,
    PUBLISHER,
    REFUSING_PAYEE,
    REVERTS,
    Rounds,
    hash_bytes,
    undone,
    words,
)
from gas_round_rows import (
    BURNED,
    CLAIM,
    FIRST_CLAIM,
    PLAIN_RESULT,
    PUBLISH,
    PUSH_HELD,
    PUSH_NATIVE,
    PUSH_NEW,
    REFUND,
    REFUND_NATIVE,
    REFUSED,
)

from quadrille.rounds.outcome.merkle import Leaf, PayoutTree
from quadrille.types import Address, ContributionNumber

LEAVES, PUSH_SIZE = 1_000, 100


def rows_of_payouts(rounds: Rounds) -> Rows:
    """Everything after the close, by the times at which it may be."""
    meter = rounds.stage.meter
    tree = payouts(rounds.payees)
    meter.begin_day(CLOSING_DAY)
    gas = [publish(round_, tree, len(rounds.payees)) for round_ in (rounds.published, rounds.native)]
    meter.begin_day(FINAL_DAY)
    rows = {PUBLISH: cost_of(gas), PLAIN_RESULT: cost_of([rounds.plain.cost(ANYBODY, "finalise", [])], PUSH_SIZE)}
    for round_ in (rounds.published, rounds.native):
        round_.cost(ANYBODY, "finalise")
    with undone(meter):
        rows |= claims(rounds, tree)
    rows |= pushes(rounds)
    meter.begin_day(LAPSE_DAY)
    return rows | refunds(rounds)


def payouts(payees: Sequence[Address]) -> PayoutTree:
    """A tree of a thousand leaves, of which these payees have the first."""
    others = range(len(payees), LEAVES)
    nobody = [Address(evidence_hash(ContributionNumber(index))[:42]) for index in others]
    return PayoutTree(Leaf(index, payee, AMOUNT_UNITS) for index, payee in enumerate([*payees, *nobody]))


def publish(round_: Metered, tree: PayoutTree, projects: int) -> int:
    """Gas of publishing a result that pays each project."""
    round_.cost(COMMITTER, "commitCoefficients", hash_bytes(COEFFICIENTS))
    root, listed, total = hash_bytes(tree.root), fold(words(range(projects))), projects * AMOUNT_UNITS
    digest = round_.read("digest")
    known = hash_bytes(BUNDLE), digest, hash_bytes(COEFFICIENTS)
    return round_.cost(PUBLISHER, "publish", root, listed, total, *known)


def fold(listed: Sequence[int]) -> bytes:
    """The hash of a list, from its end."""
    found = bytes(32)
    for word in reversed(listed):
        found = keccak(word.to_bytes(32, "big") + found)
    return found


def claims(rounds: Rounds, tree: PayoutTree) -> Rows:
    """Claims by proof, each to somebody who has no token yet: the very first, then some."""
    first, *others = [claim(rounds, tree, project) for project in range(1, SAMPLES + 2)]
    return {CLAIM: cost_of(others), FIRST_CLAIM: cost_of([first])}


def claim(rounds: Rounds, tree: PayoutTree, project: int) -> int:
    """Gas of one claim."""
    payee, proof = rounds.payees[project], [hash_bytes(node) for node in tree.proof(project)]
    gas = rounds.published.cost(ANYBODY, "claimMatching", project, payee, AMOUNT_UNITS, proof)
    assert rounds.stage.token.read("balanceOf", payee) == AMOUNT_UNITS
    return gas


def pushes(rounds: Rounds) -> Rows:
    """Batches to new holders and to others, where all accept and where one does not."""
    rows = both(rounds, PUSH_NEW, rounds.published)
    with undone(rounds.stage.meter):
        for payee in rounds.payees:
            rounds.stage.token.cost(ANYBODY, "mint", payee, 1)
            rounds.stage.meter.anvil.rpc("anvil_setBalance", payee, "0x1")
        rows |= both(rounds, PUSH_HELD, rounds.published) | both(rounds, PUSH_NATIVE, rounds.native)
        return rows | {PUSH_NATIVE + BURNED: push(rounds, rounds.native, BURNS_ALL)}


def both(rounds: Rounds, row: str, round_: Metered) -> Rows:
    """A batch that all accept, and one that somebody refuses."""
    return {row: push(rounds, round_), row + REFUSED: push(rounds, round_, REVERTS)}


def push(rounds: Rounds, round_: Metered, refusal: str = "") -> Cost:
    """The cost of a batch that is not the last of its list, on a chain that forgets it.

    refusal    what REFUSING_PAYEE, who is one of them, does on coins; when given, it refuses the token too
    """
    listed = words(range(len(rounds.payees)))
    with undone(rounds.stage.meter):
        if refusal:
            rounds.stage.refuse(refusal)
        owed = round_.read("owed")
        gas = round_.cost(ANYBODY, "push", listed[:PUSH_SIZE], fold(listed[PUSH_SIZE:]))
        # Whoever refused can still pull.
        assert owed - round_.read("owed") == AMOUNT_UNITS * (PUSH_SIZE - bool(refusal))
        assert round_.read("isMatchingClaimed", rounds.payees.index(REFUSING_PAYEE)) is not bool(refusal)
    return cost_of([gas], PUSH_SIZE)


def refunds(rounds: Rounds) -> Rows:
    """Carts that go back to their donors because no project took its part in time; their numbers are as they came."""
    cart = words(range(1, 11))
    carts = enumerate(rounds.donors, 1 + SAMPLES)
    singles = enumerate(rounds.donors, 1)
    return {
        REFUND: cost_of([rounds.published.cost(ANYBODY, "refund", number, who, cart) for number, who in carts]),
        REFUND_NATIVE: cost_of(
            [rounds.native.cost(ANYBODY, "refund", number, who, words([number])) for number, who in singles]
        ),
    }
