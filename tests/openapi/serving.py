"""A server to be judged, in a process of its own: python -m openapi.serving; its address is the first line it prints.

Real Anvil, real contracts, a badge, a proposal that is voted on and an open round; limits of requests out of the way.
"""

import contextlib
import json
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from pydantic import SecretStr

from ballots import propose_funding
from conftest import ETHER, GOVERNANCE, OPERATOR_TOKEN, World
from journeys import claim_all_badges, demo_reviews, import_demo_projects, open_round, take_in
from quadrille.app import make_app
from quadrille.chain.anvil import Anvil
from quadrille.chain.client import Client
from quadrille.chain.deployment import Chain, deploy
from quadrille.chain.signers import signer_for
from quadrille.config import Settings
from quadrille.db import make_engine, migrate, writing
from quadrille.types import Address, Wei

MANY = 10**9
"""Requests a minute: more than any judge sends."""


@contextlib.contextmanager
def world(folder: Path, port: int) -> Iterator[World]:
    """A chain with our contracts and an empty database."""
    with Anvil("--prune-history", "1000") as anvil:
        anvil.rpc("anvil_setBlockTimestampInterval", 1)
        settings = Settings(
            rpc_url=anvil.url,
            public_url=f"http://127.0.0.1:{port}",
            database_url=f"sqlite:///{folder}/judged.db",
            deployment_file=folder / "deployment.json",
            bundle_folder=folder / "bundles",
            secret_file=folder / "secret.txt",
            credential_key_file=folder / "credential_key.pem",
            operator_token=SecretStr(OPERATOR_TOKEN),
            reads_per_minute=MANY,
            writes_per_minute=MANY,
            sign_ins_per_minute=MANY,
        )
        client = Client(settings)
        issuers = [signer_for(settings, role).address for role in ("issuer", "voucher")]
        deployment = deploy(client, signer_for(settings, "admin"), issuers, GOVERNANCE)
        migrate(settings.database_url)
        yield World(anvil, Chain(client, deployment), settings, folder)


def furnish(here: World) -> None:
    """Something of everything that can be asked for."""
    engine = make_engine(here.settings.database_url)
    with writing(engine) as session:
        import_demo_projects(session)
        holder = next(iter(claim_all_badges(here, session, demo_reviews()[:2]).values()))
        address = open_round(here, session, closes_in=30 * 86_400)
        take_in(here, session, address, "wellspring-map", Address(holder.address))
        here.give(here.chain.treasury.address, Wei(ETHER))
        propose_funding(here, holder, address, 1, "Fund it")
    engine.dispose()


def main() -> None:
    """Serve until the process is ended."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder, world(Path(folder), port) as here:
        furnish(here)
        # What is ended has to end its Anvil; uvicorn hands the signal on when it has stopped.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())
        server = uvicorn.Server(uvicorn.Config(make_app(here.settings, here.chain, works=True), log_level="error"))
        print(json.dumps({"url": here.settings.public_url}), flush=True)
        server.run(sockets=[listener])


if __name__ == "__main__":
    sys.exit(main())
