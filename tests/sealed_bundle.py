"""What somebody does who changes a bundle on purpose: a manifest that fits the changed files."""

import json
from collections.abc import Mapping

from quadrille.rounds.bundle.manifest import MANIFEST, TEXTS, make_manifest


def sealed(files: Mapping[str, bytes], **lies: str) -> dict[str, bytes]:
    """The files with a manifest that fits them; `lies` are other words for what ties it to the chain."""
    rest = {name: content for name, content in files.items() if name != MANIFEST}
    honest = json.loads(files[MANIFEST])
    texts = {name: honest[name] for name in TEXTS} | lies
    return {**rest, MANIFEST: make_manifest(texts, rest)}


def flipped(content: bytes, place: int, bits: int = 1) -> bytes:
    """The same bytes but for one."""
    changed = bytearray(content)
    changed[place] ^= bits
    return bytes(changed)
