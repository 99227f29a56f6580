"""What the processes of a simulation do: ask for badges, send, follow, or hold the database. All but the last is real.

Time is quick here: a second of the outbox's waiting is a fraction of one.
"""

import logging
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select
from web3 import HTTPProvider

from quadrille.chain.deployment import Chain, connect
from quadrille.chain.follower.follower import Follower
from quadrille.chain.outbox import desk, queue
from quadrille.chain.outbox.sender import Sender
from quadrille.chain.outbox.sending import desk_of
from quadrille.config import Settings
from quadrille.db import make_engine, writing
from quadrille.errors import QuadrilleError
from quadrille.governance.copies import COPIES as VOTES
from quadrille.governance.relay.closing import relay_desk
from quadrille.rounds.copies import COPIES as DONATIONS
from quadrille.screening.copies import COPIES
from quadrille.screening.issuing import IssueCarrier, badge_work
from quadrille.screening.tables import Contribution, Review
from quadrille.types import Address, Hash32
from simulation.ballot_mutants import BALLOT_MUTANTS
from simulation.ballot_role import HandingIn, Unhurried, closer
from simulation.crashes import ASKER, CLOSER, FOLLOWER, OPERATOR, SENDER, Crash, arm
from simulation.mutants import MUTANTS
from simulation.round_mutants import ROUND_MUTANTS
from simulation.round_role import Operator, Senders
from simulation.trouble import DatabaseTrouble, storm

STORM = "storm"
QUICKER = 5
RPC_SECONDS = 0.4
PAUSE_SECONDS = 0.02
ROUND_SHARE = 0.2
DIED = 3
"""Exit code after a failure that nobody expected: the real worker would have ended."""


@dataclass(frozen=True)
class Order:
    """What a process is told. Paths and addresses are of one run; `point` and `passage` say where it is killed."""

    role: str
    seed: int
    database_url: str
    rpc_url: str
    deployment_file: str
    finality_blocks: int
    log: str
    is_troubled: bool = False
    point: str | None = None
    passage: int = 1
    mutant: str | None = None
    round_address: str | None = None
    bundle_folder: str = "bundles"
    slice_payees: int = 1
    ballot_folder: str | None = None
    pause_seconds: float = PAUSE_SECONDS
    rpc_seconds: float = RPC_SECONDS

    def settings(self) -> Settings:
        """As an operator would set them."""
        return Settings(
            database_url=self.database_url,
            rpc_url=self.rpc_url,
            rpc_seconds=self.rpc_seconds,
            deployment_file=Path(self.deployment_file),
            finality_blocks=self.finality_blocks,
            bundle_folder=Path(self.bundle_folder),
        )


class Stepping(Protocol):
    """Whatever does a little at a time."""

    def step(self) -> bool:
        """Do a little; whether there may be more at once."""


class Asker:
    """Asks for the badge of one contribution after another, as the journey does; over once all are asked for."""

    def __init__(self, engine: Engine, chain: Chain, seed: int) -> None:
        self._engine, self._chain, self._random = engine, chain, random.Random(seed)
        self._issuer = desk_of(engine, chain, "issuer").sender

    def step(self) -> bool:
        """Queue the badges of some."""
        with writing(self._engine) as session:
            waiting = session.exec(select(Contribution).where(col(Contribution.is_queued).is_(False))).all()
            if not waiting:
                sys.exit(0)
            asked = self._random.sample(list(waiting), min(len(waiting), self._random.randint(1, 6)))
            for contribution in asked:
                review = session.get_one(Review, contribution.review_id)
                contribution.is_queued = True
                session.add(contribution)
                wallet = Address(contribution.voucher_wallet or "")
                work = badge_work(contribution, wallet, Hash32(review.evidence_hash))
                queue.enqueue(session, self._chain.client, self._issuer, [work])
            session.commit()
        time.sleep(PAUSE_SECONDS)
        return True


def perform(order: Order) -> None:
    """Do what was ordered until the end of this process; told to by SIGUSR1, go on without trouble."""
    if order.role == STORM:
        storm(order.seed, order.database_url)
    crash = Crash(order.point, order.passage)
    arm(crash)
    _quicken()
    engine = make_engine(order.database_url)
    trouble = DatabaseTrouble(order.seed, engine, ROUND_SHARE if order.round_address else 1)
    if not order.is_troubled:
        trouble.end()

    def calm(*_: Any) -> None:
        crash.disarm()
        trouble.end()

    signal.signal(signal.SIGUSR1, calm)
    try:
        _work(order, engine)
    except Exception:  # noqa: BLE001 - whatever it is, the judge has to hear of it
        with Path(order.log).open("a") as log:
            log.write(f"{order.role} {os.getpid()}\n{traceback.format_exc()}\n")
        os._exit(DIED)


def try_out(order: Order) -> None:
    """A few steps, after which whatever is made once in a process is there."""
    engine = make_engine(order.database_url)
    job = _job(order, engine, connect(order.settings()))
    while job.step():
        pass
    engine.dispose()


def _work(order: Order, engine: Engine) -> None:
    chain = _patiently(lambda: connect(order.settings()))
    if order.mutant:
        {**MUTANTS, **ROUND_MUTANTS, **BALLOT_MUTANTS}[order.mutant](engine)
    job = _job(order, engine, chain)
    while True:
        if not _patiently(job.step):
            time.sleep(order.pause_seconds)


def _job(order: Order, engine: Engine, chain: Chain) -> Stepping:
    if order.round_address:
        return _round_job(order, engine, chain, Address(order.round_address))
    if order.ballot_folder:
        return _ballot_job(order, engine, chain, Path(order.ballot_folder))
    jobs: dict[str, Callable[[], Stepping]] = {
        ASKER: lambda: Asker(engine, chain, order.seed),
        SENDER: lambda: Sender(desk_of(engine, chain, "issuer", IssueCarrier(chain))),
        FOLLOWER: lambda: Follower(engine, chain.client, chain.deployment, COPIES),
    }
    return jobs[order.role]()


def _round_job(order: Order, engine: Engine, chain: Chain, address: Address) -> Stepping:
    jobs: dict[str, Callable[[], Stepping]] = {
        OPERATOR: lambda: Operator(engine, chain, address, order.seed, order.slice_payees),
        SENDER: lambda: Senders(engine, chain),
        FOLLOWER: lambda: Follower(engine, chain.client, chain.deployment, DONATIONS),
    }
    return jobs[order.role]()


def _ballot_job(order: Order, engine: Engine, chain: Chain, folder: Path) -> Stepping:
    jobs: dict[str, Callable[[], Stepping]] = {
        ASKER: lambda: HandingIn(engine, chain, folder, order.seed),
        SENDER: lambda: Unhurried(Sender(relay_desk(engine, chain))),
        FOLLOWER: lambda: Follower(engine, chain.client, chain.deployment, VOTES),
        CLOSER: lambda: closer(engine, chain),
    }
    return jobs[order.role]()


def _patiently(do: Callable[[], Any]) -> Any:
    """What the real worker does about failures that are expected, with shorter pauses."""
    while True:
        try:
            return do()
        except (QuadrilleError, OperationalError):
            time.sleep(PAUSE_SECONDS)


def _quicken() -> None:
    # Whoever tries again after a pause of its own is seen too seldom by the faults.
    HTTPProvider.exception_retry_configuration = None  # type: ignore[assignment,method-assign]
    logging.disable()
    honest = desk.now
    for name, module in list(sys.modules.items()):
        if name.startswith("quadrille.chain.outbox.") and getattr(module, "now", None) is honest:
            module.now = lambda: int(time.time() * QUICKER)  # type: ignore[attr-defined]
