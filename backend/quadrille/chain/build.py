"""Compile the contracts into `artifacts/`, which the package carries: python -m quadrille.chain.build.

Needs a checkout that `scripts/setup` has set up; the running backend never imports this file. The settings
are those of `foundry.toml` and the compiler is `scripts/solc`, so that forge makes the same bytes.
"""

import hashlib
import json
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
SOLC = ROOT / "scripts" / "solc"
ARTIFACTS = Path(__file__).with_name("artifacts")
STAMP = ARTIFACTS / "input.sha256"
OUTPUTS = ["abi", "metadata", "evm.bytecode.object"]


def compiler_input() -> dict[str, Any]:
    """The standard-JSON request: our sources in full; the compiler reads what they import."""
    profile = tomllib.loads((ROOT / "foundry.toml").read_text(encoding="utf-8"))["profile"]["default"]
    units = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / profile["src"]).rglob("*.sol"))
    return {
        "language": "Solidity",
        "sources": {unit: {"content": (ROOT / unit).read_text(encoding="utf-8")} for unit in units},
        "settings": {
            "remappings": profile["remappings"],
            "optimizer": {"enabled": profile["optimizer"], "runs": profile["optimizer_runs"]},
            "evmVersion": profile["evm_version"],
            "viaIR": profile.get("via_ir", False),
            # exact file names: the only pattern solc knows here is "*", which means OpenZeppelin's files too
            "outputSelection": {unit: {"*": OUTPUTS} for unit in units},
        },
    }


def input_hash(request: dict[str, Any]) -> str:
    """What the artifacts depend on: sources, settings, the locked compiler and imports, this file."""
    digest = hashlib.sha256(json.dumps(request, sort_keys=True).encode())
    for path in (ROOT / "package-lock.json", Path(__file__)):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_current(key: str) -> bool:
    """Whether the artifacts on disk are all there and were made from this input."""
    if not STAMP.exists():
        return False
    kept, *names = STAMP.read_text(encoding="utf-8").split()
    return kept == key and all((ARTIFACTS / f"{name}.json").exists() for name in names)


def collect(output: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The contracts that can be deployed, by name; interfaces and abstract contracts have no bytecode."""
    found: dict[str, dict[str, Any]] = {}
    for unit, contracts in output["contracts"].items():
        for name, body in contracts.items():
            code = body["evm"]["bytecode"]["object"]
            if not code:
                continue
            if name in found:
                raise ValueError(f"{unit}: a second contract is called {name}; rename it")
            if "__$" in code:
                raise ValueError(f"{unit}: {name} links a library; make its functions internal")
            found[name] = {"abi": body["abi"], "bytecode": f"0x{code}", "metadata": body["metadata"]}
    return found


def write(made: dict[str, dict[str, Any]], key: str) -> None:
    """Replace the artifacts one by one, so that nobody reads one half written; the stamp comes last."""
    ARTIFACTS.mkdir(exist_ok=True)
    STAMP.unlink(missing_ok=True)
    for name, body in made.items():
        body["compiler"] = json.loads(body["metadata"])["compiler"]["version"]
        temporary = ARTIFACTS / f"{name}.tmp"
        temporary.write_text(json.dumps(body, sort_keys=True), encoding="utf-8")
        temporary.replace(ARTIFACTS / f"{name}.json")
    for path in ARTIFACTS.glob("*.json"):
        if path.stem not in made:
            path.unlink()
    STAMP.write_text("\n".join([key, *sorted(made)]) + "\n", encoding="utf-8")


def compile_contracts() -> bool:
    """Bring the artifacts up to date with the contracts; False when they already were.

    raises  ValueError with the compiler's message, or the name of a contract that cannot be shipped
    """
    request = compiler_input()
    key = input_hash(request)
    if is_current(key):
        return False
    write(collect(run_compiler(request)), key)
    return True


def run_compiler(request: dict[str, Any]) -> dict[str, Any]:
    """What solc answers; the import waits until it is needed, as it takes longer than a look at the stamp."""
    import solcx

    try:
        # The path is always given: left alone, py-solc-x takes whatever `solc` is on PATH.
        return dict(solcx.compile_standard(request, solc_binary=SOLC, base_path=ROOT))
    except solcx.exceptions.SolcError as refusal:
        raise ValueError(refusal.message) from None
    except (OSError, subprocess.CalledProcessError):
        raise ValueError("scripts/solc does not run. Run `python3 scripts/setup`.") from None


def main() -> None:
    """Compile what changed and say how long it took."""
    started = time.monotonic()
    try:
        compiled = compile_contracts()
    except ValueError as refusal:
        sys.exit(f"The contracts do not compile.\n{refusal}")
    if compiled:
        print(f"Contracts compiled: {time.monotonic() - started:.1f} s")


if __name__ == "__main__":
    main()
