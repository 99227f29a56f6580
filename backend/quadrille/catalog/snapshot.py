"""A nominee as the catalogue has it at one moment: one canonical text, its hash, and what differs between two. Pure.

Canonical is: JSON with keys in the order of their code points, no space, everything beyond ASCII escaped. The same
nominee has the same text on every machine, and so the same hash.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eth_hash.auto import keccak

from quadrille.errors import BadInput
from quadrille.types import Hash32

FORMAT = "quadrille-nominee-1"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The canonical text, and the Keccak-256 of its bytes."""

    text: str
    hash: Hash32


def take(project: Mapping[str, Any], documents: Mapping[str, Any]) -> Snapshot:
    """Freeze a nominee.

    project    the fields of `registry.Dpg`
    documents  what its sources said, by their format
    raises     BadInput when a value has no form in JSON
    """
    try:
        text = canonical_json({"format": FORMAT, "project": project, "documents": documents})
    except (TypeError, ValueError, RecursionError) as error:
        raise BadInput(f"The nominee has no form in JSON: {error}.", "Import it again from a JSON file.") from error
    return Snapshot(text, hash_of(text))


def canonical_json(value: Any) -> str:
    """The one text of a value; raises ValueError for what JSON does not have, such as NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def hash_of(text: str) -> Hash32:
    """The Keccak-256 of a canonical text."""
    return Hash32("0x" + keccak(text.encode("ascii")).hex())


def changed_fields(old: str, new: str) -> tuple[str, ...]:
    """Which fields of two snapshots differ, sorted: `project.licences`, `screening.privacy`, and so on.

    A field that only one of them has differs, unless it is empty there.
    """
    before, after = _fields(old), _fields(new)
    return tuple(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)))


def _fields(text: str) -> dict[str, Any]:
    snapshot = json.loads(text)
    parts = {"project": snapshot["project"], **snapshot["documents"]}
    # What nobody wrote and what was left empty says the same.
    return {f"{part}.{name}": value for part, fields in parts.items() for name, value in fields.items() if value}
