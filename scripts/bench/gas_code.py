"""Code that is measured besides the artifacts, by our compiler with our settings: peers, tokens, variants of ours."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from quadrille.chain.build import ROOT, collect, compiler_input, run_compiler

sys.path.append(str(ROOT / "scripts"))

from environment import Part, fingerprint
from installation import npm_ci

PEERS = Path(__file__).with_name("peers")
MODULES = PEERS / "node_modules"
EAS = MODULES / "@ethereum-attestation-service" / "eas-contracts" / "contracts"


def install_peers() -> None:
    """The packages of the peers, at first use."""
    key = fingerprint(PEERS / "package.json", PEERS / "package-lock.json")
    install = Part("Peers of the gas measurement", MODULES / ".made", EAS / "EAS.sol", (key,))
    install.ensure(lambda: npm_ci("--prefix", PEERS))


def unit(path: Path) -> str:
    """The compiler's name of a file."""
    return path.relative_to(ROOT).as_posix()


def compiled(wanted: Sequence[Path], changed: Mapping[Path, str] | None = None) -> dict[str, dict[str, Any]]:
    """ABI and bytecode of the contracts in these files, by name.

    changed   what the compiler is to read in place of what a file says
    """
    request = compiler_input()
    texts = {path: path.read_text(encoding="utf-8") for path in wanted} | dict(changed or {})
    settings = request["settings"]
    settings["remappings"] = [*settings["remappings"], f"solady/={unit(MODULES)}/solady/src/"]
    settings["outputSelection"] = {unit(path): {"*": ["abi", "metadata", "evm.bytecode.object"]} for path in wanted}
    sources = {unit(path): {"content": text} for path, text in texts.items()}
    return collect(run_compiler({**request, "sources": sources}))
