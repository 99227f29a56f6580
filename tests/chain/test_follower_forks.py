"""Forks: what left the chain leaves the copies, however deep; what was called final never leaves unheard."""

import pytest
from sqlmodel import select

from chain.follower_steps import (
    alarms,
    copied,
    dispose_engines,
    donations,
    follow,
    follower,
    give,
    make_old,
    open_for_gifts,
    true_donations,
)
from chain.relay_node import relay_node
from quadrille.chain.alarms import require_calm
from quadrille.chain.follower.standing import audit, catch_up, rebuild, require_current, standing_of
from quadrille.chain.follower.tables import FollowedBlock
from quadrille.errors import Refused, WrongChain
from quadrille.rounds.copies import COPIES

HALTED = [("deep fork", "copies of rounds", True)]
HEALED = [("deep fork", "copies of rounds", False)]


@pytest.fixture(autouse=True)
def disposed():
    """No connection outlives its test."""
    yield
    dispose_engines()


@pytest.fixture
def round_(world, session):
    """A round that takes donations, old enough for every fork here."""
    made = open_for_gifts(world, session)
    make_old(world)
    return made


def test_a_fork_of_any_depth_up_to_sixty_four_is_followed(world, round_):
    one = follow(follower(world, finality_blocks=64))
    for depth in range(1, 65):
        give(world, round_, (0, depth))
        world.anvil.rpc("anvil_mine", depth // 2)
        give(world, round_, (1, depth), (0, 1))
        world.anvil.rpc("anvil_mine", depth - depth // 2)
        follow(one)
        assert donations(one.book.engine) == true_donations([round_])
        world.anvil.rpc("anvil_reorg", depth, [])
        follow(one)
        assert donations(one.book.engine) == true_donations([round_])
    assert alarms(one) == []
    # Who follows for the first time finds the same, and so does who begins again.
    before = copied(one)
    assert before["copied_donation"]
    rebuild(one, 30)
    assert copied(one) == before


def test_a_donation_in_another_block_and_place_is_moved(world, round_):
    give(world, round_, (0, 1))
    one = follow(follower(world, finality_blocks=64))
    world.anvil.rpc("anvil_reorg", 1, [])
    give(world, round_, (1, 5), giver=6)
    give(world, round_, (0, 1))
    follow(one)
    assert donations(one.book.engine) == true_donations([round_])
    assert [row[-1] for row in donations(one.book.engine)] == [5, 1]


def test_two_forks_between_two_looks_are_as_one(world, round_):
    give(world, round_, (0, 1))
    give(world, round_, (0, 2))
    one = follow(follower(world, finality_blocks=64))
    world.anvil.rpc("anvil_reorg", 1, [])
    give(world, round_, (0, 3))
    world.anvil.rpc("anvil_reorg", 3, [])
    give(world, round_, (0, 4))
    follow(one)
    assert donations(one.book.engine) == true_donations([round_])
    assert [row[-1] for row in donations(one.book.engine)] == [4]


def test_a_shorter_chain_changes_nothing_until_it_has_another_block_where_we_have_one(world, round_):
    give(world, round_, (0, 1))
    give(world, round_, (0, 2))
    one = follow(follower(world, finality_blocks=64))
    before = copied(one)
    world.anvil.rpc("anvil_rollback", 2)
    assert not one.step()
    assert copied(one) == before
    give(world, round_, (0, 3))
    follow(one)
    assert [row[-1] for row in donations(one.book.engine)] == [3]
    assert donations(one.book.engine) == true_donations([round_])


def test_a_fork_deeper_than_finality_rings_halts_and_heals(world, round_, session):
    one = follower(world, finality_blocks=3)
    for amount in range(1, 11):
        give(world, round_, (0, amount))
    follow(one)
    lost = one.book.blocks(after=-1)[-8]
    world.anvil.rpc("anvil_reorg", 8, [])
    give(world, round_, (1, 77))
    # The blocks are dropped and the alarm is raised at one stroke.
    assert one.step()
    assert alarms(one) == HALTED
    with pytest.raises(Refused, match=f"8 blocks deep.*{lost.hash}"):
        require_calm(session)
    session.rollback()
    assert not standing_of(one).is_current
    follow(one)
    assert alarms(one) == HEALED
    require_calm(session)
    assert standing_of(one).is_current
    assert donations(one.book.engine) == true_donations([round_])


def test_a_fork_below_all_blocks_kept_is_found_by_the_blocks_that_copies_name(world, round_, session):
    for amount in range(1, 6):
        give(world, round_, (0, amount))
        world.anvil.rpc("anvil_mine", 3)
    one = follow(follower(world, finality_blocks=3))
    head = world.chain.client.block().number
    for row in session.exec(select(FollowedBlock)).all():
        if row.number < head:
            session.delete(row)
    session.commit()
    world.anvil.rpc("anvil_reorg", 9, [])
    assert one.step()
    state = one.book.read()
    assert [row[-1] for row in donations(one.book.engine)] == [1, 2, 3]
    assert state.newest.number == donations(one.book.engine)[-1][1]
    follow(one)
    assert alarms(one) == HEALED
    assert donations(one.book.engine) == true_donations([round_])


def test_a_fork_below_everything_begins_at_the_start(world, round_, session):
    one = follow(follower(world, finality_blocks=3))
    for row in session.exec(select(FollowedBlock)).all():
        session.delete(row)
    session.add(FollowedBlock(room="rounds", number=90, hash="0x" + "12" * 32, parent_hash="0x" + "34" * 32, at=0))
    session.commit()
    give(world, round_, (0, 1))
    follow(one)
    assert alarms(one) == HEALED
    assert donations(one.book.engine) == true_donations([round_])
    assert len(donations(one.book.engine)) == 1


def test_after_a_deep_fork_what_the_audit_finds_is_dropped_as_well(world, round_, session):
    for amount in range(1, 6):
        give(world, round_, (0, amount))
    one = follow(follower(world, finality_blocks=3))
    # A copy of a block that never was, far below the fork.
    wrong = donations(one.book.engine)[1]
    session.connection().exec_driver_sql(
        "UPDATE copied_donation SET block_hash = ? WHERE block_number = ?", ("0x" + "99" * 32, wrong[1])
    )
    session.commit()
    make_old(world, 20)
    for amount in range(1, 6):
        give(world, round_, (1, amount))
    follow(one)
    assert donations(one.book.engine) != true_donations([round_])
    assert audit(one) == [(wrong[1], "0x" + "99" * 32)]
    world.anvil.rpc("anvil_reorg", 5, [])
    follow(one)
    assert alarms(one) == HEALED
    assert donations(one.book.engine) == true_donations([round_])


def test_a_node_that_is_put_on_another_chain_is_refused_and_nothing_dropped(world, round_):
    give(world, round_, (0, 1))
    one = follow(follower(world))
    before = copied(one)

    def other_chain(method, params, ask):
        block = ask(method, params)
        if method == "eth_getBlockByNumber" and block and params[0] not in {"0x0", "earliest"}:
            return {**block, "hash": "0x" + "55" * 32}
        if method == "eth_getBlockByNumber" and block and is_other:
            return {**block, "hash": "0x" + "66" * 32}
        return block

    is_other = False
    with relay_node(world.anvil.url, other_chain) as url:
        later = follower(world, url=url)
        is_other = True
        with pytest.raises(WrongChain, match="genesis"):
            later.step()
    assert copied(one) == before
    assert alarms(one) == []


def test_publishing_waits_until_the_copies_are_audited_and_no_longer(world, round_, session):
    give(world, round_, (0, 1))
    one = follow(follower(world))
    world.anvil.rpc("anvil_reorg", 1, [])
    assert one.step()
    with pytest.raises(Refused, match="not audited"):
        require_current(session, world.chain, COPIES, seconds=-1)
    require_current(session, world.chain, COPIES)
    assert catch_up(one).is_current
