"""Steps of the review log's tests: commit reviews, let the day end, publish as a worker that has just started does."""

from collections.abc import Sequence
from typing import Any

from eth_hash.auto import keccak
from sqlmodel import Session

from conftest import World
from quadrille.chain.client import Client
from quadrille.chain.deployment import Chain
from quadrille.db import make_engine, writing
from quadrille.screening.receipts import log
from quadrille.screening.receipts.commitments import day_of, ends_at
from quadrille.screening.receipts.receipt import SignedReceipt
from quadrille.screening.receipts.rooting import Rooting
from quadrille.screening.receipts.signing import give_receipt
from quadrille.screening.receipts.tables import CommittedReview
from quadrille.types import Hash32, Timestamp


def commitment(number: int) -> Hash32:
    return Hash32("0x" + keccak(number.to_bytes(8)).hex())


def commit_today(world: World, session: Session, *numbers: int) -> list[CommittedReview]:
    """Commitments on the chain's present day, as a submission makes them."""
    rows = [log.append(session, commitment(number), None, world.now()) for number in numbers]
    session.commit()
    return rows


def receipt_of(chain: Chain, row: CommittedReview, **changes: Any) -> SignedReceipt:
    said: dict[str, Any] = {
        "screening": 1,
        "nominee": "wellspring-map",
        "snapshot_hash": Hash32("0x" + "ab" * 32),
        "reviewer": "amina",
        "version": 1,
        "submitted_at": Timestamp(row.made_at),
    }
    return give_receipt(chain, row, **{**said, **changes})


def end_day(world: World) -> int:
    """Let the chain's present day end; the day."""
    day = day_of(world.now())
    world.pass_time_until(ends_at(day))
    return day


def rooting(world: World, **settings: Any) -> Rooting:
    """The worker's part, with connections of its own."""
    changed = world.settings.model_copy(update=settings)
    return Rooting(make_engine(changed.database_url), Chain(Client(changed), world.chain.deployment))


def step_all(one: Rooting, most: int = 10) -> None:
    for _ in range(most):
        if not one.step():
            return
    raise AssertionError(f"there is something to do after {most} steps")


def publish(world: World) -> None:
    """Everything that is over, as a worker that has just started does."""
    one = rooting(world)
    step_all(one)
    one.engine.dispose()


def change_log(world: World, statement: str, values: Sequence[Any] | dict[str, Any] = ()) -> None:
    """What only a hand in the database does."""
    engine = make_engine(world.settings.database_url)
    with writing(engine) as session:
        session.connection().exec_driver_sql(statement, values if isinstance(values, dict) else tuple(values))
        session.commit()
    engine.dispose()
