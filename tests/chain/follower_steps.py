"""Steps of the follower's tests: give, fork, follow as a process that has just started does, and compare with truth."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from conftest import World
from journeys import open_round
from quadrille.chain.calls import Call
from quadrille.chain.client import Client
from quadrille.chain.follower.copies import Copies
from quadrille.chain.follower.follower import Follower
from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.funding_round.words import gifts
from quadrille.chain.tables import AlarmRow
from quadrille.db import make_engine, reading
from quadrille.rounds.copies import COPIES as ROUNDS
from quadrille.rounds.tables import CopiedDonation
from quadrille.types import Address, Hash32, ProjectIndex, Wei

PAYEES = [Address(f"0x{number:040}") for number in (1001, 1002)]

SLUGS = ["north-well", "south-well"]

ENGINES: list[Engine] = []
"""Of the followers made in this test."""

Gift = tuple[int, int]
"""Project and amount in wei."""


def open_for_gifts(world: World, session: Session, **chosen: Any) -> AnyRound:
    """A round of two projects that takes donations now; `chosen` as in `open_round`."""
    round_ = world.chain.round(open_round(world, session, **chosen))
    session.commit()
    for payee, slug in zip(PAYEES, SLUGS, strict=True):
        admit(world, round_, payee, slug)
    world.pass_time_until(round_.terms.opens_at)
    return round_


def admit(world: World, round_: AnyRound, payee: Address, name: str) -> None:
    """An application that no catalogue knows, and the word of the round's only reviewer, the operator."""
    index = ProjectIndex(len({one.index for one in round_.applications()}))
    world.operator_sends(round_.apply_for(payee, name, Hash32("0x" + "00" * 32)))
    world.operator_sends(round_.review(index, 1, True, "a public good"))


def give(world: World, round_: AnyRound, *items: Gift, giver: int = 5) -> None:
    """A cart of one of Anvil's own accounts, which needs no nonce and so survives any fork."""
    call = round_.donate([(ProjectIndex(project), Wei(amount_wei)) for project, amount_wei in items])
    send_unsigned(world, world.anvil.rpc("eth_accounts")[giver], call)


def send_unsigned(world: World, sender: str, call: Call) -> None:
    """What Anvil does for its own accounts, and for those it impersonates."""
    fields = {"from": sender, "to": call.to, "data": call.data, "value": hex(call.value_wei), "gas": hex(500_000)}
    transaction = world.anvil.rpc("eth_sendTransaction", fields)
    assert world.chain.client.wait(call.what, transaction, seconds=10)["status"] == 1


def make_old(world: World, blocks: int = 100) -> None:
    """So many blocks that no fork of a test goes back before them."""
    world.anvil.rpc("anvil_mine", blocks)


def follower(world: World, copies: Copies = ROUNDS, url: str | None = None, **settings: Any) -> Follower:
    """A follower as a process that has just started has it; `url` is another node's than the chain's own."""
    changed = {**settings, **({"rpc_url": url} if url else {})}
    client = Client(world.settings.model_copy(update=changed))
    engine = make_engine(world.settings.database_url)
    ENGINES.append(engine)
    return Follower(engine, client, world.chain.deployment, copies)


def dispose_engines() -> None:
    """Close every connection of the followers made here."""
    while ENGINES:
        ENGINES.pop().dispose()


def follow(one: Follower, most: int = 200) -> Follower:
    """Step until there is nothing more to do."""
    for _ in range(most):
        if not one.step():
            return one
    pytest.fail(f"there is something to do after {most} steps")


def copied(one: Follower) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the tables of copies, as the database keeps it."""
    with one.book.engine.connect() as connection:
        return {
            table.name: sorted(tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table.name}"))
            for table in one.book.copies.tables
        }


def donations(engine: Engine) -> list[tuple[Any, ...]]:
    """The copies of donations, by the names of their fields."""
    with reading(engine) as session:
        rows = session.exec(select(CopiedDonation)).all()
    return sorted(
        (
            row.contract,
            row.block_number,
            row.block_hash,
            row.log_index,
            row.position,
            row.transaction_hash,
            row.cart,
            row.donor,
            row.project_index,
            row.amount_wei,
        )
        for row in rows
    )


def true_donations(rounds: Sequence[AnyRound]) -> list[tuple[Any, ...]]:
    """The same as web3 reads it from the chain's logs."""
    return sorted(
        (
            round_.address,
            event.block_number,
            event.block_hash,
            event.log_index,
            position,
            event.transaction,
            event.args["cart"],
            event.args["donor"],
            project,
            amount_wei,
        )
        for round_ in rounds
        for event in round_.events("CartDonated")
        for position, (project, amount_wei) in enumerate(gifts(event.args["words"]))
    )


def alarms(one: Follower) -> list[tuple[str, str, bool]]:
    """Kind and subject of every alarm, and whether it is open."""
    with reading(one.book.engine) as session:
        rows = session.exec(select(AlarmRow).order_by(AlarmRow.id)).all()  # type: ignore[arg-type]
    return [(row.kind, row.subject, row.closed_at is None) for row in rows]
