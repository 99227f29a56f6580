"""Copying donations from logs to rows: the follower, next to plain web3.py whose events become rows by the ORM."""

from typing import Any

from ground import Ground, compiled, ground, memory_mb, tell, timed
from sqlalchemy import Engine
from web3 import HTTPProvider, Web3

from quadrille.chain.artifacts import artifact
from quadrille.chain.calls import Call
from quadrille.chain.follower.follower import Follower
from quadrille.chain.funding_round.words import gifts
from quadrille.chain.signers import signer_for
from quadrille.db import writing
from quadrille.rounds.copies import COPIES
from quadrille.rounds.tables import CopiedDonation, Round
from quadrille.types import Address, Wei

EVENTS = 100_000
AT_ONCE = 500
"""Logs in one transaction, which is one block."""

TARGET = 15


def write_logs(here: Ground) -> Address:
    """A contract whose logs are those of a round with this many carts."""
    client, operator = here.chain.client, signer_for(here.chain.client.settings, "operator")
    made = compiled("Emitter")
    created = client.send_from(operator, Call("Emitter.constructor", None, made["bytecode"])).created
    assert created is not None
    emitter = client.w3.eth.contract(created, abi=made["abi"])
    data = emitter.functions.write(AT_ONCE)._encode_transaction_data()
    for _ in range(EVENTS // AT_ONCE):
        client.send_from(operator, Call("Emitter.write", created, data, Wei(0)), gas=20_000_000)
    with writing(here.engine) as session:
        opened = here.chain.deployment.block_number
        genesis = client.genesis_hash
        session.add(Round(address=created, genesis_hash=genesis, title="Measured", opened_block=opened))
        session.commit()
    return created


def plainly(here: Ground, address: Address) -> None:
    """What a program does that knows web3.py and SQLModel and nothing else, in ranges that a provider allows."""
    w3 = Web3(HTTPProvider(here.anvil.url, request_kwargs={"timeout": 120}))
    event = w3.eth.contract(address, abi=artifact("PublishedRound").abi).events.CartDonated()
    head = w3.eth.block_number
    for first in range(0, head + 1, 20):
        with writing(here.other) as session:
            for log in event.get_logs(from_block=first, to_block=min(first + 19, head)):
                session.add_all(rows_of(log))
            session.commit()


def rows_of(log: Any) -> list[CopiedDonation]:
    """The rows of one decoded log."""
    return [
        CopiedDonation(
            contract=log["address"],
            block_number=log["blockNumber"],
            log_index=log["logIndex"],
            position=position,
            block_hash=log["blockHash"].to_0x_hex(),
            transaction_hash=log["transactionHash"].to_0x_hex(),
            cart=log["args"]["cart"],
            donor=log["args"]["donor"],
            project_index=project,
            amount_wei=amount,
        )
        for position, (project, amount) in enumerate(gifts(log["args"]["words"]))
    ]


def follow(here: Ground) -> None:
    """What a worker does."""
    follower = Follower(here.engine, here.chain.client, here.chain.deployment, COPIES)
    while follower.step():
        pass


def kept(engine: Engine) -> list[tuple[Any, ...]]:
    """Every row, in order."""
    table = CopiedDonation.__table__  # type: ignore[attr-defined]
    with engine.connect() as connection:
        order = (table.c.block_number, table.c.log_index, table.c.position)
        return [tuple(row) for row in connection.execute(table.select().order_by(*order))]


def main() -> None:
    """Measure both on one chain, compare their rows, and print them side by side."""
    with ground("--gas-limit", "30000000") as here:
        address = write_logs(here)
        before = memory_mb()
        ours_seconds = timed(lambda: follow(here))
        after = memory_mb()
        plain_seconds = timed(lambda: plainly(here, address))
        at_last = memory_mb()
        ours = kept(here.engine)
        assert ours == kept(here.other), "the rows differ"
    plain_rate, our_rate = EVENTS / plain_seconds, EVENTS / ours_seconds
    tell(
        f"{EVENTS:,} donation events to {len(ours):,} rows of SQLite, the same in both (target {TARGET} times)",
        [
            ("way", "events/s", "ratio", "memory"),
            ("web3.py's get_logs and the ORM", f"{plain_rate:,.0f}", "1", f"{at_last - after:,.0f} MB more"),
            ("the follower", f"{our_rate:,.0f}", f"{our_rate / plain_rate:.1f}", f"{after - before:,.0f} MB"),
        ],
    )


if __name__ == "__main__":
    main()
