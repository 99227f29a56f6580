"""Steps of the outbox's tests: send as a process that has just started does, crash on the way, look at what is kept."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from sqlmodel import col, select

from conftest import World
from quadrille.chain.calls import Call, Mined
from quadrille.chain.client import Client
from quadrille.chain.deployment import Chain
from quadrille.chain.outbox.carriers import Carrier, call_entry
from quadrille.chain.outbox.desk import Desk
from quadrille.chain.outbox.queue import Work, enqueue
from quadrille.chain.outbox.sender import Sender
from quadrille.chain.outbox.sending import desk_of, send
from quadrille.chain.outbox.tables import AttemptRow, OutboxRow, TransactionRow
from quadrille.chain.rpc import Rpc
from quadrille.chain.tables import AlarmRow
from quadrille.db import make_engine, reading, writing
from quadrille.types import Address, Wei

PAYEE = Address("0x00000000000000000000000000000000000000F0")
SEND = "eth_sendRawTransaction"


class Crash(BaseException):
    """The process ends here: nothing may catch this."""


def pay(amount_wei: int = 1) -> Call:
    return Call("payment", PAYEE, "0x", Wei(amount_wei))


def paying(world: World, **settings: Any) -> Chain:
    """The chain, where our keys may also pay PAYEE, with a connection of its own."""
    changed = world.settings.model_copy(update={"also_receivers": [PAYEE], **settings})
    return Chain(Client(changed), world.chain.deployment)


def again(world: World, key: str, call: Call, **settings: Any) -> Mined:
    """Send as a process does that has just started: a connection and a session of its own."""
    engine = make_engine(world.settings.database_url)
    try:
        with writing(engine) as session:
            return send(session, paying(world, **settings), "operator", key, call)
    finally:
        engine.dispose()


def desk(world: World, *carriers: Carrier, **settings: Any) -> Desk:
    """The operator's desk, as a worker that has just started has it."""
    return desk_of(make_engine(world.settings.database_url), paying(world, **settings), "operator", *carriers)


def ask_for(one: Desk, *keys: str, call: Call | None = None) -> None:
    """Queue payments under these keys."""
    with writing(one.engine) as session:
        works = [Work(key, "call", call_entry(call or pay())) for key in keys]
        enqueue(session, one.client, one.sender, works)
        session.commit()


def step_until_quiet(one: Desk, most: int = 50) -> None:
    """What a worker does until there is nothing more to do."""
    sender = Sender(one)
    for _ in range(most):
        if not sender.step():
            return
    pytest.fail(f"there is something to do after {most} steps")


def transactions(world: World) -> list[TransactionRow]:
    return _rows(world, select(TransactionRow).order_by(col(TransactionRow.nonce), col(TransactionRow.id)))


def works(world: World) -> list[OutboxRow]:
    return _rows(world, select(OutboxRow).order_by(col(OutboxRow.id)))


def versions(world: World) -> list[AttemptRow]:
    return _rows(world, select(AttemptRow).order_by(col(AttemptRow.transaction_id), col(AttemptRow.fee_wei)))


def alarms(world: World) -> list[tuple[str, bool]]:
    """Kind of every alarm, and whether it is open."""
    return [(row.kind, row.closed_at is None) for row in _rows(world, select(AlarmRow).order_by(col(AlarmRow.id)))]


def states(world: World) -> list[str]:
    return [row.state.value for row in transactions(world)]


def _rows(world: World, query: Any) -> list[Any]:
    engine = make_engine(world.settings.database_url)
    with reading(engine) as session:
        found = list(session.exec(query))
    engine.dispose()
    return found


def paid(world: World) -> int:
    return world.chain.client.balance_wei(PAYEE)


@contextmanager
def crash_at(monkeypatch: pytest.MonkeyPatch, method: str, is_after: bool = False) -> Iterator[None]:
    """End the process when a batch that begins with this JSON-RPC method is sent, or right after it was answered."""
    honest = Rpc.batch

    def crash(self: Rpc, calls: Sequence[Any]) -> list[Any]:
        if not calls or calls[0][0] != method:
            return honest(self, calls)
        if is_after:
            honest(self, calls)
        raise Crash

    with _patched(monkeypatch, Rpc, "batch", crash):
        yield


@contextmanager
def crash_when_asked(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> Iterator[None]:
    """End the process right after this function or method has answered."""
    honest = getattr(owner, name)

    def crash(*args: Any, **named: Any) -> None:
        honest(*args, **named)
        raise Crash

    with _patched(monkeypatch, owner, name, crash):
        yield


@contextmanager
def _patched(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, replacement: Any) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, replacement)
        try:
            yield
        except Crash:
            return
    pytest.fail(f"{name} was never asked for")
