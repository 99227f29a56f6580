"""Followers that end anywhere, and several at once, on both databases: copies are never half of anything."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import count

import pytest
from sqlmodel import Session

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
from conftest import World
from quadrille.chain.follower.standing import catch_up, rebuild
from quadrille.chain.rpc import Rpc
from quadrille.db import make_engine, migrate, writing


@pytest.fixture
def anywhere(world: World, database_url: str) -> World:
    """The world with its database on SQLite, then on PostgreSQL."""
    migrate(database_url)
    return replace(world, settings=world.settings.model_copy(update={"database_url": database_url}))


@pytest.fixture(autouse=True)
def disposed():
    """No connection outlives its test."""
    yield
    dispose_engines()


@pytest.fixture
def round_(anywhere):
    """A round that takes donations."""
    engine = make_engine(anywhere.settings.database_url)
    with writing(engine) as session:
        made = open_for_gifts(anywhere, session)
    engine.dispose()
    make_old(anywhere)
    return made


class Crash(BaseException):
    """The process ends here: nothing may catch this."""


@contextmanager
def crash_at(monkeypatch: pytest.MonkeyPatch, moment: int) -> Iterator[None]:
    """End the process at this moment: before or after any request to the node or any commit."""
    moments = count()

    def crashing(honest):
        def asked(*args, **named):
            if next(moments) == moment:
                raise Crash
            answer = honest(*args, **named)
            if next(moments) == moment:
                raise Crash
            return answer

        return asked

    with monkeypatch.context() as patch:
        patch.setattr(Rpc, "batch", crashing(Rpc.batch))
        patch.setattr(Session, "commit", crashing(Session.commit))
        yield


def crash_everywhere(world, monkeypatch, round_, **settings) -> int:
    """Follow, ending at the first moment, then at the second, and so on, until nothing is left to do; how often."""
    for moment in count():
        one = follower(world, **settings)
        try:
            with crash_at(monkeypatch, moment):
                follow(one)
        except Crash:
            require_whole(world, one, round_)
        else:
            return moment
    raise AssertionError


def require_whole(world, one, round_) -> None:
    """What is called copied is all there, and nothing else."""
    state = one.book.read()
    if state is None or state.newest is None:
        assert donations(one.book.engine) == []
    elif world.chain.client.block(state.newest.number).hash == state.newest.hash:
        until = state.copied_until.get(round_.address.lower(), -1)
        assert donations(one.book.engine) == [row for row in true_donations([round_]) if row[1] <= until]


@pytest.mark.parametrize("finality", [2, 64])
def test_a_follower_may_end_at_any_moment(anywhere, round_, monkeypatch, finality):
    for amount in range(1, 6):
        give(anywhere, round_, (0, amount), (1, amount))
    assert crash_everywhere(anywhere, monkeypatch, round_, finality_blocks=finality) > 4
    one = follower(anywhere, finality_blocks=finality)
    assert donations(one.book.engine) == true_donations([round_])
    # Once more across a fork, for finality 2 a deep one.
    anywhere.anvil.rpc("anvil_reorg", 4, [])
    give(anywhere, round_, (0, 99))
    assert crash_everywhere(anywhere, monkeypatch, round_, finality_blocks=finality) > 4
    assert donations(one.book.engine) == true_donations([round_])
    assert alarms(one) == ([("deep fork", "copies of rounds", False)] if finality == 2 else [])
    before = copied(one)
    rebuild(one, 30)
    assert copied(one) == before


def test_two_followers_at_once_are_as_one(anywhere, round_):
    def go_on(one):
        while not done:
            one.step()

    done: list[bool] = []
    with ThreadPoolExecutor(2) as threads:
        running = [threads.submit(go_on, follower(anywhere, finality_blocks=30)) for _ in range(2)]
        try:
            for amount in range(1, 31):
                give(anywhere, round_, (0, amount), (1, amount))
                if amount % 5 == 0:
                    anywhere.anvil.rpc("anvil_reorg", amount % 7 + 1, [])
                    give(anywhere, round_, (1, amount))
        finally:
            done.append(True)
        for one in running:
            one.result(timeout=60)
    last = follower(anywhere, finality_blocks=30)
    assert catch_up(last).is_current
    follow(last)
    assert donations(last.book.engine) == true_donations([round_])
    assert alarms(last) == []
