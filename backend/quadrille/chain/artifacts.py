"""What the compiler made of the contracts, as shipped inside the package."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from quadrille.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class Artifact:
    """One compiled contract."""

    name: str
    abi: list[dict[str, Any]]
    bytecode: str
    """Creation code, 0x and hex digits."""
    compiler: str
    """Full version of solc."""
    metadata: str
    """The compiler's metadata JSON; its hash is at the end of the bytecode."""


@cache
def artifact(name: str) -> Artifact:
    """The compiled contract called `name`, read once.

    raises  Misconfigured when this installation does not carry it
    """
    file = resources.files("quadrille.chain") / "artifacts" / f"{name}.json"
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Misconfigured(
            f"The contract {name} is not compiled in this installation.", "Run `python3 scripts/setup`."
        ) from None
    return Artifact(name=name, **json.loads(text))
