"""What measurements stand on: a chain of their own with our contracts, and figures printed side by side."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from quadrille.chain.anvil import Anvil
from quadrille.chain.client import Client
from quadrille.chain.deployment import Chain, GovernanceParameters, deploy
from quadrille.chain.signers import signer_for
from quadrille.config import Settings
from quadrille.db import make_engine, migrate

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ground:
    """A new chain with our contracts, and two empty databases: ours, and one for the other way."""

    anvil: Anvil
    chain: Chain
    engine: Engine
    other: Engine


@contextmanager
def ground(*options: str) -> Iterator[Ground]:
    """A ground of its own, gone afterwards; options are Anvil's."""
    with tempfile.TemporaryDirectory(prefix="quadrille-bench-") as folder, Anvil(*options) as anvil:
        settings = Settings(rpc_url=anvil.url, rpc_seconds=120)
        # The registrar here: an issuer's weekly limit is raised for as many badges as are measured.
        settings = settings.model_copy(update={"registrar": signer_for(settings, "admin").address})
        client = Client(settings)
        issuers = [signer_for(settings, role).address for role in ("issuer", "voucher")]
        parameters = GovernanceParameters(60, 3_600, 60, maturity_seconds=1)
        deployment = deploy(client, signer_for(settings, "admin"), issuers, parameters)
        engines = []
        for name in ("ours", "other"):
            migrate(f"sqlite:///{folder}/{name}.db")
            engines.append(make_engine(f"sqlite:///{folder}/{name}.db"))
        yield Ground(anvil, Chain(client, deployment), *engines)
        for engine in engines:
            engine.dispose()


def timed(work: Callable[[], Any]) -> float:
    """Seconds that this takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def memory_mb() -> float:
    """The most memory this process has held so far."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # macOS counts bytes, Linux kilobytes.
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def compiled(name: str) -> dict[str, Any]:
    """ABI and bytecode of a contract beside this file, by the compiler of everybody."""
    unit = f"{name}.sol"
    request = {
        "language": "Solidity",
        "sources": {unit: {"content": (Path(__file__).parent / unit).read_text(encoding="utf-8")}},
        "settings": {"outputSelection": {unit: {name: ["abi", "evm.bytecode.object"]}}},
    }
    answer = subprocess.run(
        [ROOT / "scripts" / "solc", "--standard-json"],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=True,
    )
    made = json.loads(answer.stdout)["contracts"][unit][name]
    return {"abi": made["abi"], "bytecode": "0x" + made["evm"]["bytecode"]["object"]}


def tell(title: str, rows: list[tuple[str, str, str, str]]) -> None:
    """Print a table: what, seconds, rate, ratio."""
    print(f"\n{title}")
    widths = [max(len(row[place]) for row in rows) for place in range(4)]
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
