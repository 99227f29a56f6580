"""Steps of the outbox's tests: send as a process that has just started does, crash on the way, look at what is kept."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlmodel import col, select

from conftest import World
from quadrille.chain.accounts import account_of
from quadrille.chain.calls import Call, Mined
from quadrille.chain.client import Client
from quadrille.chain.sender import send
from quadrille.chain.tables import OutboxRow
from quadrille.db import make_engine, reading, writing
from quadrille.types import Address, Wei

PAYEE = Address("0x00000000000000000000000000000000000000F0")


class Crash(BaseException):
    """The process ends here: nothing may catch this."""


def pay(amount_wei: int = 1) -> Call:
    return Call("payment", PAYEE, "0x", Wei(amount_wei))


def again(world: World, key: str, call: Call) -> Mined:
    """Send as a process does that has just started: a connection and a session of its own."""
    engine = make_engine(world.settings.database_url)
    with writing(engine) as session:
        done = send(session, Client(world.settings), account_of(world.settings, "operator"), key, call)
    engine.dispose()
    return done


def rows(world: World) -> list[OutboxRow]:
    engine = make_engine(world.settings.database_url)
    with reading(engine) as session:
        found = list(session.exec(select(OutboxRow).order_by(col(OutboxRow.nonce))))
    engine.dispose()
    return found


def paid(world: World) -> int:
    return world.chain.client.balance_wei(PAYEE)


@contextmanager
def crash_at(monkeypatch: pytest.MonkeyPatch, method: str, is_after: bool = False) -> Iterator[None]:
    """End the process when the client is asked to do this, or right after it is done."""
    honest = getattr(Client, method)

    def crash(self: Client, *args: object) -> None:
        if is_after:
            honest(self, *args)
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(Client, method, crash)
        try:
            yield
        except Crash:
            return
    pytest.fail(f"{method} was never asked for")
