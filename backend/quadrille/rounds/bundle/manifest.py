"""The manifest of a bundle: SHA-256 of each file, and what ties them to the chain. Pure.

Its own `checksum` is the SHA-256 of the manifest without that entry, so that a byte changed anywhere in a bundle shows
with nothing else at hand. Whoever changes a file on purpose can make the manifest anew; then the recomputation finds
it, or else the chain, which has the SHA-256 of the whole manifest.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from quadrille.errors import MalformedFile, Mismatch
from quadrille.rounds.bundle.decisions import DECISIONS
from quadrille.rounds.bundle.differences import compare
from quadrille.rounds.outcome.coefficients import COEFFICIENTS

MANIFEST = "manifest.json"
FORMAT = "quadrille-bundle-3"

CONFIG, PROJECTS, DONATIONS, RESULT, TREE = ("config.json", "projects.csv", "donations.csv", "result.csv", "tree.json")

ALWAYS = frozenset({CONFIG, PROJECTS, DONATIONS, DECISIONS, RESULT})
PERHAPS = frozenset({TREE, COEFFICIENTS})

TEXTS = (
    *("chain_id", "round", "token", "block_number", "block_hash", "config_hash", "digest", "coefficients"),
    *("applied", "pool", "total", "root", "list_hash"),
)
"""What ties a bundle to its round. `token` is 0x00...00 for the chain's coin; `applied` is how many projects applied:
so long is the list that is paid by."""

FETCH_AGAIN = "Fetch the bundle again; pay nothing by this one."

OTHER_PROGRAM = "Verify it with the version of this program that made it, or fetch it again."


def make_manifest(texts: Mapping[str, str], files: Mapping[str, bytes]) -> bytes:
    """The manifest of these files; `texts` has an entry for each of TEXTS."""
    named = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    manifest = {"format": FORMAT, "files": named, **texts}
    return as_json({**manifest, "checksum": checksum_of(manifest)})


def read_manifest(content: bytes, file: str = MANIFEST) -> dict[str, Any]:
    """The manifest in a file of this name, with exactly the entries and the bytes that `make_manifest` would write.

    Raises Mismatch when a byte of it was changed, MalformedFile when it is whole and none of ours.
    """
    manifest = _read_whole(content, file)
    is_ours = (
        manifest.get("format") == FORMAT
        and manifest.keys() == {"format", "files", "checksum", *TEXTS}
        and all(isinstance(manifest[name], str) for name in TEXTS)
        and isinstance(manifest["files"], dict)
        and ALWAYS <= manifest["files"].keys() <= ALWAYS | PERHAPS
        and all(isinstance(digest, str) for digest in manifest["files"].values())
    )
    if not is_ours:
        raise MalformedFile(file, 0, "", f"is not that of a bundle in the form {FORMAT}.", OTHER_PROGRAM)
    return manifest


def check_files(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The manifest of a bundle, when the files are exactly those that it names.

    Raises Mismatch when one is not, MalformedFile when there is no manifest, or one of another program's.
    """
    if MANIFEST not in files:
        raise MalformedFile(MANIFEST, 0, "", "is missing.", "Name the folder of a whole bundle.")
    manifest = read_manifest(files[MANIFEST])
    for name, digest in sorted(manifest["files"].items()):
        found = hashlib.sha256(files[name]).hexdigest() if name in files else "no file that can be read"
        compare(f"SHA-256 of {name}", digest, found, FETCH_AGAIN)
    strangers = files.keys() - manifest["files"].keys() - {MANIFEST}
    if strangers:
        compare(min(strangers), "no such name in the manifest", "a file", "Take it away, or fetch the bundle again.")
    return manifest


def checksum_of(manifest: Mapping[str, Any]) -> str:
    """SHA-256 of a manifest without its checksum."""
    rest = {name: value for name, value in manifest.items() if name != "checksum"}
    return hashlib.sha256(as_json(rest)).hexdigest()


def as_json(document: object) -> bytes:
    """A document as a file of a bundle has it: the same bytes everywhere."""
    return json.dumps(document, indent=1, sort_keys=True).encode() + b"\n"


def _read_whole(content: bytes, file: str) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(content)
        written = as_json(manifest)
        checksum = checksum_of(manifest)
    except (ValueError, TypeError, AttributeError, RecursionError) as problem:
        words = f"bytes that cannot be read ({type(problem).__name__})"
        raise Mismatch(file, "a round's manifest", words, FETCH_AGAIN) from problem
    compare(f"checksum of {file}", manifest.get("checksum"), checksum, FETCH_AGAIN)
    if written != content:
        raise Mismatch(file, "a round's manifest", "the same in other bytes", FETCH_AGAIN)
    return manifest
