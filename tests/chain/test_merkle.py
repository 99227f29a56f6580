"""The payout tree is the one that OpenZeppelin's JavaScript library makes, whatever the leaves."""

import json
import random

from clients.process import running_clients
from quadrille.rounds.outcome.merkle import Leaf, PayoutTree
from quadrille.types import UINT256_MAX

LARGE = 100_000


def random_leaves(chance, count):
    """Payouts of all sizes, with indices in any order, from either end of what there can be."""
    first = chance.choice((0, 0, UINT256_MAX - 4 * count))
    return [
        Leaf(first + index, f"0x{chance.getrandbits(160):040x}", chance.getrandbits(chance.choice((1, 64, 112, 256))))
        for index in chance.sample(range(4 * count), count)
    ]


def asked(leaves, places, is_dumped):
    values = [[str(leaf.index), leaf.payee, str(leaf.amount_units)] for leaf in leaves]
    return {"leaves": values, "places": places, "isDumped": is_dumped}


def test_a_thousand_random_trees_and_a_large_one_are_the_library_s_own(tmp_path):
    chance = random.Random(20_261_122)
    small = [random_leaves(chance, 1 + chance.getrandbits(chance.randint(1, 7))) for _ in range(1_000)]
    large, sample = random_leaves(chance, LARGE), chance.sample(range(LARGE), 200)
    file = tmp_path / "trees.json"
    requests = [asked(leaves, list(range(len(leaves))), True) for leaves in small]
    file.write_text(json.dumps([*requests, asked(large, sample, False)]))

    with running_clients() as clients:
        *answers, last = clients.ask("openzeppelin", "trees", str(file))

    for leaves, answer in zip(small, answers, strict=True):
        tree = PayoutTree(leaves)
        assert tree.root == answer["root"]
        assert tree.dump() == json.loads(answer["dump"])
        assert [tree.proof(leaf.index) for leaf in leaves] == answer["proofs"]
    tree = PayoutTree(large)
    assert tree.root == last["root"]
    assert [tree.proof(large[place].index) for place in sample] == last["proofs"]


def test_the_library_loads_what_we_dump_and_finds_it_whole():
    chance = random.Random(7)
    with running_clients() as clients:
        for count in (1, 2, 3, 7, 64, 100):
            tree = PayoutTree(random_leaves(chance, count))
            assert clients.ask("openzeppelin", "loaded", json.dumps(tree.dump())) == tree.root
