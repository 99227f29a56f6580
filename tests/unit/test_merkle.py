"""The payout tree is OpenZeppelin's, to the byte; its proofs verify, and nothing else does."""

import json
from pathlib import Path

import pytest
from eth_abi.abi import encode
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st

from quadrille import merkle_tree
from quadrille.errors import BadInput, BadParameter, NotFound
from quadrille.rounds.outcome.merkle import Leaf, PayoutTree, hash_leaf, verify
from quadrille.types import UINT256_MAX
from real_data import shared

TREE = json.loads((Path(__file__).parents[1] / "vectors/payout_tree.json").read_text("utf-8"))

addresses = st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex())
payouts = st.lists(
    st.builds(Leaf, st.integers(0, UINT256_MAX), addresses, st.integers(0, UINT256_MAX)),
    min_size=1,
    max_size=20,
    unique_by=lambda leaf: leaf.index,
)


def leaves_of(values):
    return [Leaf(int(index), payee, int(amount)) for index, payee, amount in values]


def test_a_tree_of_three_is_dumped_as_committed():
    leaves = leaves_of(entry["value"] for entry in TREE["values"])
    assert PayoutTree(leaves).dump() == TREE


def test_a_leaf_is_hashed_twice_over_its_abi_encoding():
    leaf = Leaf(1, "0x" + "ab" * 20, 2)
    encoded = bytes.fromhex("00" * 31 + "01" + "00" * 12 + "ab" * 20 + "00" * 31 + "02")
    assert hash_leaf(leaf) == keccak(keccak(encoded))


def test_one_leaf_is_its_own_root_and_needs_no_proof():
    leaf = Leaf(7, "0x" + "11" * 20, 5)
    tree = PayoutTree([leaf])
    assert tree.root == "0x" + hash_leaf(leaf).hex()
    assert tree.proof(7) == []
    assert verify(tree.root, leaf, [])


@given(payouts)
def test_every_proof_verifies_its_own_leaf_only(leaves):
    tree = PayoutTree(leaves)
    for leaf in leaves:
        for other in leaves:
            assert verify(tree.root, other, tree.proof(leaf.index)) == (leaf == other)


@given(payouts, st.data())
def test_a_changed_leaf_does_not_verify(leaves, data):
    tree = PayoutTree(leaves)
    leaf = data.draw(st.sampled_from(leaves))
    proof = tree.proof(leaf.index)
    assert not verify(tree.root, Leaf(leaf.index, leaf.payee, leaf.amount_units ^ 1), proof)
    assert not verify(tree.root, Leaf(leaf.index ^ 1, leaf.payee, leaf.amount_units), proof)
    other_payee = f"0x{int(leaf.payee, 16) ^ 1:040x}"
    assert not verify(tree.root, Leaf(leaf.index, other_payee, leaf.amount_units), proof)
    assert not verify(tree.root, leaf, [*proof, tree.root])


@given(payouts, st.data())
def test_the_order_of_leaves_does_not_change_root_or_proofs(leaves, data):
    tree, shuffled = PayoutTree(leaves), PayoutTree(data.draw(st.permutations(leaves)))
    assert shuffled.root == tree.root
    assert all(shuffled.proof(leaf.index) == tree.proof(leaf.index) for leaf in leaves)


@given(payouts.filter(lambda leaves: len(leaves) > 1))
def test_an_inner_node_cannot_pass_for_a_leaf(leaves):
    tree = PayoutTree(leaves)
    nodes = [bytes.fromhex(node[2:]) for node in tree.dump()["tree"]]
    inner = nodes[: len(leaves) - 1]
    # An inner node hashes its 64 bytes once: twice, as a leaf would be, leads to no node of the tree.
    for place, node in enumerate(inner):
        children = b"".join(sorted(nodes[2 * place + 1 : 2 * place + 3]))
        assert keccak(children) == node
        assert keccak(keccak(children)) not in nodes
    assert not {hash_leaf(leaf) for leaf in leaves} & set(inner)


def test_a_shortened_or_lengthened_proof_does_not_verify():
    leaves = [Leaf(index, "0x" + "22" * 20, index) for index in range(5)]
    tree = PayoutTree(leaves)
    for leaf in leaves:
        proof = tree.proof(leaf.index)
        assert not any(verify(tree.root, leaf, proof[:length]) for length in range(len(proof)))
        assert not verify(tree.root, leaf, [*proof, proof[-1]])


def test_a_payee_may_be_written_in_any_case_and_is_dumped_as_given():
    lower, mixed = "0x" + "ab" * 20, "0x" + "aB" * 20
    assert PayoutTree([Leaf(0, mixed, 1)]).root == PayoutTree([Leaf(0, lower, 1)]).root
    assert PayoutTree([Leaf(0, mixed, 1)]).dump()["values"][0]["value"] == ["0", mixed, "1"]


def test_no_leaves_and_two_payouts_for_one_project_are_refused():
    with pytest.raises(BadInput, match="at least one leaf"):
        PayoutTree([])
    with pytest.raises(BadInput, match="index 3 has two payouts"):
        PayoutTree([Leaf(3, "0x" + "11" * 20, 1), Leaf(3, "0x" + "22" * 20, 1)])


@pytest.mark.parametrize(
    ("leaf", "named"),
    [
        (Leaf(-1, "0x" + "11" * 20, 1), "index"),
        (Leaf(2**256, "0x" + "11" * 20, 1), "index"),
        (Leaf(0, "0x" + "11" * 20, -1), "amount"),
        (Leaf(0, "0x" + "11" * 20, 2**256), "amount"),
        (Leaf(0, "11" * 20, 1), "payee"),
        (Leaf(0, "0x" + "11" * 19, 1), "payee"),
        (Leaf(0, "0x" + "11" * 21, 1), "payee"),
        (Leaf(0, "0x" + "1g" * 20, 1), "payee"),
        (Leaf(0, "0x" + "11" * 20 + "\n", 1), "payee"),
    ],
)
def test_a_leaf_out_of_bounds_is_refused(leaf, named):
    with pytest.raises(BadParameter) as refusal:
        PayoutTree([leaf])
    assert refusal.value.name == named


@pytest.mark.parametrize("text", ["", "0x", "11" * 32, "0x" + "11" * 31, "0x" + "11" * 64, "0x" + "zz" * 32])
def test_a_hash_that_is_not_32_bytes_is_refused(text):
    leaf = Leaf(0, "0x" + "11" * 20, 1)
    tree = PayoutTree([leaf])
    with pytest.raises(BadParameter, match="64 hex digits"):
        verify(tree.root, leaf, [text])
    with pytest.raises(BadParameter, match="64 hex digits"):
        verify(text, leaf, [])


def test_a_project_that_is_not_paid_has_no_proof():
    with pytest.raises(NotFound, match="project index 2"):
        PayoutTree([Leaf(1, "0x" + "11" * 20, 1)]).proof(2)


def published(name):
    return json.loads(shared("vectors", "merkle", name).read_text("utf-8"))


def test_roots_and_proofs_equal_those_of_the_javascript_library():
    vectors = published("standard-v1-index-address-amount.json")
    assert max(vector["n"] for vector in vectors) == 1_000
    for vector in vectors:
        leaves = leaves_of(vector["values"])
        tree = PayoutTree(leaves)
        assert tree.root == vector["root"]
        for place, proof in vector["proofs"].items():
            leaf = leaves[int(place)]
            assert tree.proof(leaf.index) == proof
            assert verify(vector["root"], leaf, proof)


def test_the_dump_has_the_shape_of_the_javascript_library():
    example = published("standard-v1.sorted.1_0_6.json")
    dump = PayoutTree([Leaf(index, "0x" + "11" * 20, 1) for index in range(6)]).dump()
    assert list(dump) == list(example)
    assert dump["format"] == example["format"]


@pytest.mark.parametrize(
    ("name", "leaf_of"),
    [
        ("standard-v1.sorted.1_0_6.json", lambda value: merkle_tree.hash_leaf(encode(["string"], value))),
        ("simple-v1.sorted.1_0_6.json", lambda value: merkle_tree.read_hash("leaf", value)),
    ],
)
def test_every_node_stands_where_the_javascript_library_has_it(name, leaf_of):
    example = published(name)
    leaves = [leaf_of(entry["value"]) for entry in example["values"]]
    tree = merkle_tree.MerkleTree(leaves)
    assert tree.nodes == example["tree"]
    assert [tree.place_of(leaf) for leaf in leaves] == [entry["treeIndex"] for entry in example["values"]]
