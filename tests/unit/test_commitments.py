"""A day's tree: what is in it is proven, nothing else is, and neither the order nor a neighbour changes that."""

from dataclasses import replace

import pytest
from eth_abi.abi import encode
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import BadInput, BadParameter, NotFound
from quadrille.merkle_tree import MerkleTree
from quadrille.screening.receipts.commitments import (
    DAY_SECONDS,
    LATEST_DAY,
    Committed,
    DayTree,
    commit,
    day_of,
    ends_at,
    is_included,
)
from quadrille.types import Hash32, Timestamp

hashes = st.binary(min_size=32, max_size=32).map(lambda raw: Hash32("0x" + raw.hex()))
days = st.lists(
    st.builds(Committed, st.integers(1, 2**63 - 1), hashes),
    min_size=1,
    max_size=25,
    unique_by=lambda item: item.position,
)


def slow_root(items) -> str:
    """The root by the definition alone: leaves by the ABI library, sorted, paired from the end of the array."""
    leaves = sorted(
        keccak(keccak(encode(["uint256", "bytes32"], [item.position, bytes.fromhex(item.commitment[2:])])))
        for item in items
    )
    row = [*[b""] * (len(leaves) - 1), *reversed(leaves)]
    for place in range(len(leaves) - 2, -1, -1):
        row[place] = keccak(b"".join(sorted(row[2 * place + 1 : 2 * place + 3])))
    return "0x" + row[0].hex()


@given(days)
def test_the_root_is_the_one_of_the_definition(items):
    tree = DayTree(items)
    assert (tree.root, tree.count) == (slow_root(items), len(items))


@given(days, st.randoms(use_true_random=False))
def test_the_order_in_which_commitments_are_given_changes_nothing(items, random):
    shuffled = random.sample(items, len(items))
    assert DayTree(shuffled).root == DayTree(items).root
    assert [DayTree(shuffled).proof(item) for item in items] == [DayTree(items).proof(item) for item in items]


@given(days)
def test_every_proof_proves_its_own_commitment_at_its_own_position_only(items):
    tree = DayTree(items)
    for item in items:
        for other in items:
            assert is_included(tree.root, other, tree.proof(item)) == (item == other)


@given(days, hashes, st.data())
def test_a_dropped_or_changed_commitment_is_under_no_root_that_is_left(items, other, data):
    item = data.draw(st.sampled_from(items))
    proof = DayTree(items).proof(item)
    rest = [one for one in items if one != item]
    for left in (rest, [*rest, replace(item, commitment=other)], [*rest, replace(item, position=2**63)]):
        if left and item not in left:
            assert DayTree(left).root != DayTree(items).root
            assert not is_included(DayTree(left).root, item, proof)
            with pytest.raises(NotFound):
                DayTree(left).proof(item)


@given(days, st.data())
def test_a_changed_proof_proves_nothing(items, data):
    tree, item = DayTree(items), data.draw(st.sampled_from(items))
    proof = tree.proof(item)
    assert not is_included(tree.root, item, [*proof, tree.root])
    if proof:
        assert not is_included(tree.root, item, proof[:-1])
        place = data.draw(st.integers(0, len(proof) - 1))
        bit = data.draw(st.integers(0, 255))
        changed = int(proof[place], 16) ^ 1 << bit
        assert not is_included(tree.root, item, [*proof[:place], f"0x{changed:064x}", *proof[place + 1 :]])


@given(st.integers(0, (LATEST_DAY + 1) * DAY_SECONDS - 1))
def test_a_second_is_in_the_day_that_ends_after_it(at):
    day = day_of(Timestamp(at))
    assert ends_at(day) - DAY_SECONDS <= at < ends_at(day)


@pytest.mark.parametrize("at", [-1, (LATEST_DAY + 1) * DAY_SECONDS, 2**63])
def test_a_time_without_a_day_is_refused(at):
    with pytest.raises(BadParameter, match="time"):
        day_of(Timestamp(at))


def test_a_day_without_commitments_has_no_tree():
    with pytest.raises(BadInput, match="at least one"):
        DayTree([])


def test_a_position_that_stands_twice_is_refused():
    with pytest.raises(BadInput, match="twice"):
        DayTree([Committed(1, Hash32("0x" + "11" * 32)), Committed(1, Hash32("0x" + "22" * 32))])


@pytest.mark.parametrize("item", [(-1, "0x" + "11" * 32), (2**256, "0x" + "11" * 32), (1, "0x11"), (1, "x")])
def test_what_is_no_leaf_is_refused(item):
    with pytest.raises(BadParameter):
        DayTree([Committed(*item)])


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=100), st.binary(max_size=100))
def test_a_commitment_binds_to_every_byte(salt, document, other):
    assert (commit(salt, document) == commit(salt, other)) == (document == other)


def test_a_tree_asked_for_a_leaf_it_lacks_says_so():
    with pytest.raises(NotFound, match="leaf"):
        MerkleTree([b"\1" * 32]).place_of(b"\2" * 32)


def test_an_inner_node_is_no_leaf():
    tree = MerkleTree([b"\1" * 32, b"\2" * 32])
    with pytest.raises(NotFound, match="leaf"):
        tree.proof(bytes.fromhex(tree.root[2:]))
