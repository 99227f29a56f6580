"""The follower and nodes that lag, limit, garble, lie or fall silent: nothing that is not proven is ever kept."""

from contextlib import suppress
from functools import partial
from itertools import count

import pytest

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
from chain.relay_node import NodeSays, Silence, relay_node
from quadrille.chain.client import Client
from quadrille.chain.deployment import Chain
from quadrille.chain.follower.standing import catch_up, require_current, standing_of
from quadrille.errors import ChainUnreachable, NodeRefused, Refused
from quadrille.rounds import flow
from quadrille.rounds.copies import COPIES


@pytest.fixture(autouse=True)
def disposed():
    """No connection outlives its test."""
    yield
    dispose_engines()


@pytest.fixture
def round_(world, session):
    """A round with donations in blocks far apart."""
    made = open_for_gifts(world, session)
    for amount in range(1, 8):
        give(world, made, (0, amount), (1, amount))
        make_old(world, 9)
    return made


def with_blocks_alone(world, one):
    """A follower that has all blocks and no logs yet."""
    head = world.chain.client.block().number
    while (state := one.book.read()) is None or state.newest is None or state.newest.number < head:
        one.step()
    return one


def test_a_node_that_lags_changes_nothing(world, round_):
    one = follow(follower(world, finality_blocks=64))
    before = copied(one)

    def lagging(method, params, ask):
        head = int(ask("eth_blockNumber", []), 16) - 20
        if method == "eth_getBlockByNumber" and params[0] == "latest":
            return ask(method, [hex(head), False])
        if method == "eth_getBlockByNumber" and int(params[0], 16) > head:
            return None
        return ask(method, params)

    with relay_node(world.anvil.url, lagging) as url:
        assert not follower(world, url=url, finality_blocks=64).step()
    assert (copied(one), alarms(one)) == (before, [])


def test_a_node_that_lags_at_one_question_only_is_not_believed(world, round_):
    """Behind one address there may be several nodes."""

    def sometimes(method, params, ask):
        if started and method == "eth_getBlockByNumber" and params[0] != "latest" and next(turns) % 3 == 0:
            return None
        return ask(method, params)

    started, turns = [], count()
    with relay_node(world.anvil.url, sometimes) as url:
        one = follower(world, url=url, finality_blocks=10)
        started.append(True)
        for _ in range(100):
            one.step()
    assert alarms(one) == []
    follow(follower(world, finality_blocks=10))
    assert donations(one.book.engine) == true_donations([round_])


@pytest.mark.parametrize("finality", [0, 1_000])
def test_a_node_that_lags_and_is_asked_for_logs_alone_is_not_believed(world, round_, finality):
    """It has not the newest blocks, so it says that they have no logs."""
    one = with_blocks_alone(world, follower(world, finality_blocks=finality))
    before, turns = one.book.read(), count()

    def stale(method, params, ask):
        if method == "eth_getLogs":
            return []
        # The first time it is asked whether it has our newest block, it is another node.
        is_stale = params and params[0] == hex(before.newest.number) and next(turns) == 1
        return None if is_stale else ask(method, params)

    with relay_node(world.anvil.url, stale) as url:
        assert not follower(world, url=url, finality_blocks=finality).step()
    assert next(turns) > 1
    assert one.book.read() == before


@pytest.mark.parametrize("most_blocks", [1, 7, 30])
def test_ranges_are_as_long_as_the_node_takes(world, round_, most_blocks):
    longest = []

    def limited(method, params, ask):
        if method == "eth_getLogs" and "fromBlock" in params[0]:
            length = int(params[0]["toBlock"], 16) - int(params[0]["fromBlock"], 16) + 1
            if length > most_blocks:
                raise NodeSays("query exceeds max block range")
            longest.append(length)
        return ask(method, params)

    with relay_node(world.anvil.url, limited) as url:
        one = follow(follower(world, url=url, finality_blocks=0))
    assert donations(one.book.engine) == true_donations([round_])
    assert max(longest) > most_blocks // 2


def test_a_question_that_takes_too_long_is_made_shorter(world, round_):
    def slow(method, params, ask):
        if method == "eth_getLogs" and "fromBlock" in params[0]:
            length = int(params[0]["toBlock"], 16) - int(params[0]["fromBlock"], 16) + 1
            if length > 4:
                raise Silence
        return ask(method, params)

    with relay_node(world.anvil.url, slow) as url:
        one = follower(world, url=url, finality_blocks=0)
        for _ in range(200):
            with suppress(ChainUnreachable):
                if not one.step():
                    break
    assert donations(one.book.engine) == true_donations([round_])


def test_a_node_that_refuses_a_single_block_is_said_to(world, round_):
    def never(method, params, ask):
        if method == "eth_getLogs":
            raise NodeSays("no logs here")
        return ask(method, params)

    with relay_node(world.anvil.url, never) as url:
        with pytest.raises(NodeRefused, match="no logs here"):
            follow(follower(world, url=url, finality_blocks=0))
        with pytest.raises(NodeRefused, match="no logs here"):
            catch_up(follower(world, url=url, finality_blocks=0), seconds=0.2)


OTHER_HASH = "0x" + "ab" * 32

LIES = {
    "a hash of another block": lambda logs: [{**log, "blockHash": OTHER_HASH} for log in logs],
    "two hashes for one block": lambda logs: [
        *logs,
        *({**log, "blockHash": OTHER_HASH, "logIndex": "0x9"} for log in logs),
    ],
    "a log twice": lambda logs: [*logs, *logs],
    "another contract's log": lambda logs: [{**log, "address": "0x" + "cd" * 20} for log in logs],
    "a block that was not asked for": lambda logs: [{**log, "blockNumber": "0xffffff"} for log in logs],
    "another event": lambda logs: [{**log, "topics": [OTHER_HASH, *log["topics"][1:]]} for log in logs],
    "an address that is none": lambda logs: [{**log, "topics": [*log["topics"][:2], OTHER_HASH]} for log in logs],
    "too few topics": lambda logs: [{**log, "topics": log["topics"][:1]} for log in logs],
    "data cut short": lambda logs: [{**log, "data": log["data"][:-2]} for log in logs],
    "no hexadecimal": lambda logs: [{**log, "data": log["data"][:-64] + "z" * 64} for log in logs],
    "no data": lambda logs: [{**log, "data": None} for log in logs],
    "no list": lambda logs: logs and "logs",
    "no logs": lambda logs: logs and [7],
    "a hash that is none": lambda logs: [{**log, "transactionHash": "0x1"} for log in logs],
}


@pytest.mark.parametrize("finality", [0, 1_000])
@pytest.mark.parametrize("lie", LIES)
def test_logs_that_cannot_be_are_not_kept(world, round_, lie, finality):
    def lying(method, params, ask):
        answer = ask(method, params)
        return LIES[lie](answer) if method == "eth_getLogs" else answer

    with relay_node(world.anvil.url, lying) as url:
        one = follower(world, url=url, finality_blocks=finality)
        with suppress(ChainUnreachable):
            follow(one)
    assert donations(one.book.engine) == []
    # What was kept until then is right: an honest node goes on from there.
    follow(follower(world, finality_blocks=finality))
    assert donations(one.book.engine) == true_donations([round_])


@pytest.mark.parametrize("is_before", [True, False])
@pytest.mark.parametrize("finality", [0, 1_000])
def test_a_fork_while_logs_are_read_is_noticed(world, round_, finality, is_before):
    for amount in range(1, 6):
        give(world, round_, (0, 100 + amount))

    def forking(method, params, ask):
        answer = None if is_before else ask(method, params)
        if method == "eth_getLogs" and forks:
            forks.pop()
            world.anvil.rpc("anvil_reorg", 5, [])
            give(world, round_, (1, 9))
        return ask(method, params) if is_before else answer

    forks: list[int] = []
    with relay_node(world.anvil.url, forking) as url:
        one = follower(world, url=url, finality_blocks=finality)
        before = with_blocks_alone(world, one).book.read()
        forks += [1, 2, 3]
        assert not one.step()
        assert one.book.read() == before
        for _ in range(100):
            one.step()
    assert not forks
    assert donations(one.book.engine) == true_donations([round_])


@pytest.mark.parametrize("finality", [0, 64])
def test_a_fork_while_blocks_are_read_is_noticed(world, round_, finality):
    for amount in range(1, 6):
        give(world, round_, (0, 100 + amount))
    one = follow(follower(world, finality_blocks=finality))
    newest = one.book.blocks(after=-1)[-1]
    give(world, round_, (0, 200))

    def forking(method, params, ask):
        if params and params[0] == hex(newest.number + 1) and not forks:
            forks.append(1)
            world.anvil.rpc("anvil_reorg", 5, [])
            give(world, round_, (1, 9))
        return ask(method, params)

    forks: list[int] = []
    with relay_node(world.anvil.url, forking) as url:
        later = follower(world, url=url, finality_blocks=finality)
        assert not later.step()
        assert one.book.blocks(after=-1)[-1] == newest
        follow(later)
    assert donations(one.book.engine) == true_donations([round_])


@pytest.mark.parametrize("is_stale", [False, True])
@pytest.mark.parametrize("place", range(1, 7))
def test_a_block_that_a_node_has_not_got_is_no_fork(world, round_, place, is_stale):
    """A fork of three blocks is searched for, and one answer of the search says that there is no such block."""
    for amount in range(1, 4):
        give(world, round_, (0, 100 + amount))
    follow(follower(world, finality_blocks=8))
    world.anvil.rpc("anvil_reorg", 3, [])
    give(world, round_, (1, 9))
    head = world.chain.client.block().number

    def missing(method, params, ask):
        if method != "eth_getBlockByNumber":
            return ask(method, params)
        if params[0] == "latest":
            return ask(method, [hex(head - 2) if is_stale else "latest", False])
        return None if next(turns) == place else ask(method, params)

    turns = count()
    with relay_node(world.anvil.url, missing) as url:
        one = follower(world, url=url, finality_blocks=8)
        with suppress(ChainUnreachable):
            one.step()
        follow(one)
    assert next(turns) > place
    follow(follower(world, finality_blocks=8))
    assert alarms(one) == []
    assert donations(one.book.engine) == true_donations([round_])


def test_nothing_is_published_or_final_while_copies_cannot_be_had(world, round_, session, monkeypatch):
    monkeypatch.setattr(flow, "require_current", partial(require_current, seconds=0.3))

    def no_logs(method, params, ask):
        return None if method == "eth_getBlockByNumber" and params[0] == hex(behind) else ask(method, params)

    behind = standing_of(follow(follower(world))).followed
    give(world, round_, (0, 1))
    with relay_node(world.anvil.url, no_logs) as url:
        client = Client(world.settings.model_copy(update={"rpc_url": url}))
        chain = Chain(client, world.chain.deployment)
        for step in (
            lambda: require_current(session, chain, COPIES, seconds=0.3),
            lambda: flow.close(session, chain, round_.address, world.settings.bundle_folder, ()),
            lambda: flow.publish(session, chain, round_.address, world.settings.bundle_folder),
            lambda: flow.finalise(session, chain, round_.address),
        ):
            with pytest.raises(Refused, match=f"followed to block {behind}, but block {behind + 1} is final: 1 block"):
                step()
    require_current(session, world.chain, COPIES)


def test_the_database_is_free_while_the_chain_is_asked(world, round_):
    """Whoever writes meanwhile waits for nobody."""

    def writing_meanwhile(method, params, ask):
        with one.book.engine.connect() as other:
            other.exec_driver_sql("PRAGMA busy_timeout=1")
            other.exec_driver_sql("CREATE TABLE IF NOT EXISTS meanwhile (id INTEGER)")
            other.exec_driver_sql("INSERT INTO meanwhile VALUES (1)")
            other.commit()
        asked.add(method)
        return ask(method, params)

    asked: set[str] = set()
    one = follower(world)
    with relay_node(world.anvil.url, writing_meanwhile) as url:
        follow(follower(world, url=url, finality_blocks=20))
    assert asked >= {"eth_getLogs", "eth_getBlockByNumber"}
    assert donations(one.book.engine) == true_donations([round_])
