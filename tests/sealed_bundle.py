"""What somebody does who changes a bundle on purpose: a manifest that fits the changed files."""

import hashlib
import json
from collections.abc import Mapping

from quadrille.rounds.bundle.bundle import coefficients_csv
from quadrille.rounds.bundle.manifest import MANIFEST, TEXTS, make_manifest
from quadrille.rounds.outcome.coefficients import COEFFICIENTS


def sealed(files: Mapping[str, bytes], **lies: str) -> dict[str, bytes]:
    """The files with a manifest that fits them, as if their coefficients were committed; `lies` are other ties."""
    rest = {name: content for name, content in files.items() if name != MANIFEST}
    honest = json.loads(files[MANIFEST])
    table = rest.get(COEFFICIENTS, coefficients_csv(()))
    committed = {"coefficients": "0x" + hashlib.sha256(table).hexdigest()}
    texts = {name: honest[name] for name in TEXTS} | committed | lies
    return {**rest, MANIFEST: make_manifest(texts, rest)}


def flipped(content: bytes, place: int, bits: int = 1) -> bytes:
    """The same bytes but for one."""
    changed = bytearray(content)
    changed[place] ^= bits
    return bytes(changed)
