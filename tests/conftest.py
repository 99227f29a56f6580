"""What tests stand on: a real chain per session, restored around each test, and actors with keys of their own."""

import json
import secrets
import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import uvicorn
from eth_account import Account
from eth_account.signers.local import LocalAccount
from fastapi.testclient import TestClient
from hypothesis import settings as hypothesis_settings
from sqlalchemy import make_url
from sqlmodel import Session

from clients.process import Clients, running_clients
from postgres import new_database, postgres_server
from quadrille.app import make_app
from quadrille.chain.accounts import account_of
from quadrille.chain.anvil import Anvil
from quadrille.chain.calls import Call, Mined
from quadrille.chain.chamber_rules import ChamberRules
from quadrille.chain.client import Client
from quadrille.chain.deployment import Chain, Deployment, GovernanceParameters, deploy
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.signers import signer_for
from quadrille.config import Settings
from quadrille.db import make_engine, migrate, writing
from quadrille.types import Address, Timestamp, Wei

# A slow machine is no failure.
hypothesis_settings.register_profile("quadrille", deadline=None)
hypothesis_settings.load_profile("quadrille")

ETHER = 10**18
OPERATOR_TOKEN = "the operator's token in tests"
GOVERNANCE = GovernanceParameters(
    voting_delay_seconds=60,
    voting_period_seconds=3_600,
    timelock_delay_seconds=60,
    maturity_seconds=1,
    flip_window_seconds=600,
    acting_seconds=600,
    chambers=ChamberRules(maturity_seconds=3_600, shortest_seconds=3_600),
)
KEYSTORE_ROUNDS = 1_000
"""A keystore that opens at once; only tests may have one so weak."""


@dataclass(frozen=True)
class World:
    """A restored chain with our contracts, an empty database, and the settings that name both."""

    anvil: Anvil
    chain: Chain
    settings: Settings
    folder: Path

    def somebody(self, ether: int = 10) -> LocalAccount:
        """A fresh wallet with some coins."""
        account: LocalAccount = Account.create()
        self.give(Address(account.address), Wei(ether * ETHER))
        return account

    def give(self, address: Address, amount_wei: Wei) -> None:
        self.anvil.rpc("anvil_setBalance", address, hex(self.chain.client.balance_wei(address) + amount_wei))

    def now(self) -> Timestamp:
        return self.chain.client.block().at

    def pass_time(self, seconds: int) -> None:
        # evm_increaseTime does nothing beside a fixed interval between blocks.
        self.anvil.rpc("evm_setNextBlockTimestamp", self.now() + seconds)
        self.anvil.rpc("evm_mine")

    def pass_time_until(self, moment: int) -> None:
        self.pass_time(max(moment - self.now(), 1))

    def sign_and_send(self, account: LocalAccount, transaction: dict[str, str]) -> Mined:
        """What a wallet does with the transaction of an intent."""
        call = Call("intent", Address(transaction["to"]), transaction["data"], Wei(int(transaction["value"], 16)))
        return self.chain.client.send_from(account, call)

    @property
    def operator_address(self) -> Address:
        return Address(account_of(self.settings, "operator").address)

    def published(self, address: Address) -> PublishedRound:
        """The round at this address, whose result is published."""
        round_ = self.chain.round(address)
        assert isinstance(round_, PublishedRound)
        return round_

    def operator_sends(self, call: Call) -> Mined:
        """A transaction of the operator's that no step of a flow makes."""
        return self.chain.client.send_from(account_of(self.settings, "operator"), call)

    def keystore(self, account: LocalAccount) -> Path:
        """The account's key as an encrypted file with the passphrase "test"."""
        path = self.folder / f"{account.address}.json"
        if not path.exists():
            path.write_text(json.dumps(account.encrypt("test", kdf="pbkdf2", iterations=KEYSTORE_ROUNDS)))
        return path


@pytest.fixture(scope="session")
def deployed() -> Iterator[tuple[Anvil, Deployment]]:
    """One Anvil for all tests, with our contracts."""
    # Anvil 1.7.1 else pages old states out, ever sooner the more blocks there were, and a fork to one has no code.
    with Anvil("--prune-history", "1000") as anvil:
        # Blocks that share a second would make "the block before" ambiguous in clocks of seconds.
        anvil.rpc("anvil_setBlockTimestampInterval", 1)
        settings = Settings(rpc_url=anvil.url)
        # The registrar of these tests: kinds of badges that a deployment does not have are registered in them.
        settings = settings.model_copy(update={"registrar": signer_for(settings, "admin").address})
        client = Client(settings)
        issuers = [signer_for(settings, role).address for role in ("issuer", "voucher")]
        yield anvil, deploy(client, signer_for(settings, "admin"), issuers, GOVERNANCE)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with all tables: to copy it takes a hundredth of the time that migrating takes."""
    file = tmp_path_factory.mktemp("migrated") / "empty.db"
    migrate(f"sqlite:///{file}")
    assert [path.name for path in file.parent.iterdir()] == ["empty.db"]
    return file


@pytest.fixture
def world(
    deployed: tuple[Anvil, Deployment], migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """The chain as it was deployed, and an empty database; both gone after the test."""
    anvil, deployment = deployed
    snapshot = anvil.snapshot()
    # The state after all tests' first block may be pruned by now, and a fork begins at the one before a test's own.
    # By its coinbase no other test's first block is the same: Anvil prunes by hash, and would take this one for that.
    anvil.rpc("anvil_setCoinbase", f"0x{secrets.token_hex(20)}")
    anvil.rpc("evm_mine")
    shutil.copyfile(migrated, tmp_path / "test.db")
    deployment.save(tmp_path / "deployment.json")
    for name, value in {
        "RPC_URL": anvil.url,
        "DATABASE_URL": f"sqlite:///{tmp_path}/test.db",
        "DEPLOYMENT_FILE": str(tmp_path / "deployment.json"),
        "BUNDLE_FOLDER": str(tmp_path / "bundles"),
        "CREDENTIAL_KEY_FILE": str(tmp_path / "credential_key.pem"),
        "SECRET_FILE": str(tmp_path / "secret.txt"),
        "OPERATOR_TOKEN": OPERATOR_TOKEN,
        "PASSPHRASE": "test",
    }.items():
        monkeypatch.setenv(f"QUADRILLE_{name}", value)
    # Whoever runs the tests may be signed in somewhere.
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    settings = Settings()
    yield World(anvil, Chain(Client(settings), deployment), settings, tmp_path)
    anvil.revert(snapshot)


@pytest.fixture
def session(world: World) -> Iterator[Session]:
    """A session on the test's database."""
    engine = make_engine(world.settings.database_url)
    with writing(engine) as one:
        yield one
    engine.dispose()


@pytest.fixture
def api(world: World) -> Iterator[TestClient]:
    """The application, asked by nobody in particular."""
    with TestClient(make_app(world.settings, world.chain)) as client:
        yield client


@pytest.fixture
def operator(world: World) -> Iterator[TestClient]:
    """The application, asked by the operator."""
    headers = {"authorization": f"Bearer {OPERATOR_TOKEN}"}
    with TestClient(make_app(world.settings, world.chain), headers=headers) as client:
        yield client


@pytest.fixture
def site(world: World) -> Iterator[str]:
    """The web application on a free port; its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    settings = world.settings.model_copy(update={"public_url": address})
    server = uvicorn.Server(uvicorn.Config(make_app(settings, world.chain), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield address
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture(scope="session")
def clients() -> Iterator[Clients]:
    """Clients that others wrote, in one process of Node."""
    with running_clients() as running:
        yield running


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A real PostgreSQL server. Never skipped."""
    with postgres_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """An empty database on the PostgreSQL server, gone after the test."""
    with new_database(postgres) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> Iterator[str]:
    """The name of a database on the PostgreSQL server with all tables and nothing in them."""
    with new_database(postgres) as url:
        migrate(url)
        yield str(make_url(url).database)


@pytest.fixture
def migrated_postgres_url(postgres: str, postgres_template: str) -> Iterator[str]:
    """A copy of it, gone after the test."""
    with new_database(postgres, postgres_template) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, migrated: Path, tmp_path: Path) -> str:
    """A database with all tables and nothing in them, first on SQLite, then on PostgreSQL."""
    if request.param == "sqlite":
        shutil.copyfile(migrated, tmp_path / "both.db")
        return f"sqlite:///{tmp_path}/both.db"
    url: str = request.getfixturevalue("migrated_postgres_url")
    return url


@pytest.fixture
def postgres_world(world: World, migrated_postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> World:
    """The same world with its database on PostgreSQL."""
    monkeypatch.setenv("QUADRILLE_DATABASE_URL", migrated_postgres_url)
    settings = Settings()
    return replace(world, settings=settings, chain=Chain(Client(settings), world.chain.deployment))
