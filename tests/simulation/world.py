"""What runs stand on: one chain with our contracts, a proxy before it, a zygote, and a new database for each run."""

import http.client
import json
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, make_url
from sqlmodel import Session

from postgres import new_database
from quadrille.chain.accounts import account_of
from quadrille.chain.anvil import Anvil
from quadrille.chain.client import Client
from quadrille.chain.deployment import Chain, GovernanceParameters, deploy
from quadrille.chain.signers import signer_for
from quadrille.config import Settings
from quadrille.db import make_engine, migrate, writing
from quadrille.people.tables import Person
from quadrille.screening.tables import Contribution, Review
from simulation.crashes import SENDER
from simulation.plan import DEEPEST, FINALITY_BLOCKS, SQLITE, Meant, Plan
from simulation.processes import Processes, end, run_module
from simulation.roles import Order
from simulation.truth import Node

ROOM_BLOCKS = DEEPEST + 2 * FINALITY_BLOCKS
"""Empty blocks before a run: no fork of it goes back before them."""


@dataclass
class World:
    """Everything that outlives a run. `template` is an empty database on PostgreSQL, None when there is no server."""

    anvil: Anvil
    chain: Chain
    node: Node
    processes: Processes
    proxy_port: int
    folder: Path
    template: str | None
    snapshot: str

    @property
    def issuer(self) -> str:
        """The address whose badges are watched."""
        return str(account_of(self.chain.client.settings, "issuer").address)

    @property
    def deployment_file(self) -> Path:
        """Where every process reads which contracts are ours."""
        return self.folder / "deployment.json"

    def restore(self, prepare: Callable[[], None] = lambda: None) -> int:
        """Put the chain back to its beginning, with room for forks; the number of the block before that room.

        prepare   what has to be on the chain before it
        """
        self.anvil.revert(self.snapshot)
        self.snapshot = self.anvil.snapshot()
        self.shuffle_hashes()
        prepare()
        self.anvil.rpc("anvil_mine", hex(ROOM_BLOCKS))
        return self.chain.client.block().number - ROOM_BLOCKS

    def shuffle_hashes(self) -> None:
        """Let the blocks that come be no blocks that have been: empty ones of the same miner have the same hash."""
        self.anvil.rpc("anvil_setCoinbase", f"0x{secrets.token_hex(20)}")

    def tell_proxy(self, seed: int, rate: float) -> dict[str, Any]:
        """Begin new faults; what the proxy counted since the last time."""
        connection = http.client.HTTPConnection("127.0.0.1", self.proxy_port, timeout=30)
        connection.request("POST", "/control", json.dumps({"seed": seed, "rate": rate}))
        counted: dict[str, Any] = json.load(connection.getresponse())
        connection.close()
        return counted

    @contextmanager
    def database(self, plan: Plan) -> Iterator[tuple[str, Engine]]:
        """A database with the plan's contributions, gone afterwards; its address and an engine."""
        with self._new_sqlite() if plan.database == SQLITE else self._new_postgres() as url:
            engine = make_engine(url)
            _fill(engine, plan.meant)
            yield url, engine
            engine.dispose()

    @contextmanager
    def _new_sqlite(self) -> Iterator[str]:
        path = self.folder / f"{uuid4().hex}.db"
        shutil.copy(self.folder / "empty.db", path)
        yield f"sqlite:///{path}"
        for file in self.folder.glob(f"{path.name}*"):
            file.unlink()

    def _new_postgres(self) -> AbstractContextManager[str]:
        assert self.template is not None, "this plan needs a PostgreSQL server"
        url = make_url(self.template)
        return new_database(self.template, str(url.database))


@contextmanager
def new_world(postgres: str | None = None) -> Iterator[World]:
    """A world that is gone afterwards; `postgres` is the address of a server on which databases may be made."""
    with ExitStack() as stack:
        # In memory where that is possible: what a kill -9 leaves is the same, and no disk is waited for.
        memory = Path("/dev/shm")
        place = memory if memory.is_dir() else None
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="quadrille-", dir=place)))
        # Anvil 1.7.1 pages old states out, ever sooner the more blocks there were, and comes back without any code.
        anvil = stack.enter_context(Anvil("--max-persisted-states", "0"))
        proxy = run_module("simulation.proxy", str(anvil.port))
        stack.callback(end, proxy)
        assert proxy.stdout is not None
        proxy_port = int(proxy.stdout.readline())
        chain = _deployed(anvil)
        chain.deployment.save(folder / "deployment.json")
        migrate(f"sqlite:///{folder}/empty.db")
        template = None if postgres is None else stack.enter_context(new_database(postgres))
        if template is not None:
            migrate(template)
        processes = stack.enter_context(Processes(_trial(anvil, folder)))
        yield World(anvil, chain, Node(anvil.port), processes, proxy_port, folder, template, anvil.snapshot())


def _trial(anvil: Anvil, folder: Path) -> Order:
    shutil.copy(folder / "empty.db", folder / "trial.db")
    return Order(
        role=SENDER,
        seed=0,
        database_url=f"sqlite:///{folder}/trial.db",
        rpc_url=anvil.url,
        deployment_file=str(folder / "deployment.json"),
        finality_blocks=FINALITY_BLOCKS,
        log=str(folder / "trial.log"),
    )


def _deployed(anvil: Anvil) -> Chain:
    # Blocks that come quicker than seconds must not share one.
    anvil.rpc("anvil_setBlockTimestampInterval", 1)
    settings = Settings(rpc_url=anvil.url, finality_blocks=FINALITY_BLOCKS)
    client = Client(settings)
    issuers = [signer_for(settings, role).address for role in ("issuer", "voucher")]
    parameters = GovernanceParameters(60, 3_600, 60, maturity_seconds=1)
    return Chain(client, deploy(client, signer_for(settings, "admin"), issuers, parameters))


def _fill(engine: Engine, meant: tuple[Meant, ...]) -> None:
    with writing(engine) as session:
        for one in meant:
            person = Person(pseudonym=f"person-{one.number}")
            session.add(person)
            session.flush()
            _contribute(session, person.id or 0, one)
        session.commit()


def _contribute(session: Session, person_id: int, one: Meant) -> None:
    review = Review(
        person_id=person_id,
        project_slug="project",
        submitted_at=1,
        document="{}",
        salt="0x" + "00" * 32,
        evidence_hash=one.evidence_hash,
        is_verified=True,
        reasons="[]",
    )
    session.add(review)
    session.flush()
    contribution = Contribution(
        number=one.number,
        review_id=review.id or 0,
        evidence_hash=one.evidence_hash,
        person_id=person_id,
        project_slug="project",
        kind=one.kind,
        verified_at=1,
        claim_code_hash=one.evidence_hash[2:],
        voucher_wallet=one.holder,
    )
    session.add(contribution)
