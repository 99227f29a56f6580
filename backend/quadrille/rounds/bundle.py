"""The bundle: the published folder from which anyone recomputes a round, byte for byte the same on every machine.

config.json       the round's rules, exactly the text whose hash the contract carries
projects.csv      index, slug and payee of every admitted project
donations.csv     every donation in order; `quadrille match` reads it as it is
result.csv        who is matched with what
coefficients.csv  which wallets count as one donor, and what counts of a gift; absent when all count in full
tree.json         the payout tree, as OpenZeppelin's StandardMerkleTree dumps it; absent when nobody is matched
manifest.json     SHA-256 of each file, and what ties them to the chain; its own SHA-256 is published
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from quadrille.errors import MalformedFile, Misconfigured, Mismatch
from quadrille.rounds.coefficients import COEFFICIENTS, COLUMNS, Coefficients
from quadrille.rounds.merkle import PayoutTree
from quadrille.rounds.result import RoundResult, donations_of
from quadrille.types import Address, Hash32

MANIFEST = "manifest.json"
FORMAT = "quadrille-bundle-1"

ALWAYS = frozenset({"config.json", "projects.csv", "donations.csv", "result.csv"})
PERHAPS = frozenset({"tree.json", COEFFICIENTS})

TEXTS = ("chain_id", "round", "block_number", "block_hash", "config_hash", "digest", "pool", "total", "root")


def make_bundle(result: RoundResult) -> dict[str, bytes]:
    """All files of the bundle by name, the manifest last."""
    facts = result.facts
    files = {
        "config.json": facts.configuration.as_text().encode(),
        "projects.csv": _csv(
            ("index", "project", "payee"), ((item.index, item.slug, item.payee) for item in facts.projects)
        ),
        "donations.csv": _csv(
            ("donor", "project", "amount"),
            ((gift.donor, gift.project, gift.amount_units) for gift in donations_of(facts)),
        ),
        "result.csv": result_csv(result.matching.as_document()),
    }
    if result.coefficients:
        files[COEFFICIENTS] = coefficients_csv(result.coefficients)
    if result.tree:
        files["tree.json"] = tree_json(result.tree)
    files[MANIFEST] = _json(_manifest(result, files))
    return files


def bundle_hash(files: Mapping[str, bytes]) -> Hash32:
    """SHA-256 of the manifest, which holds that of every other file."""
    return Hash32("0x" + hashlib.sha256(files[MANIFEST]).hexdigest())


def write_bundle(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files; the manifest last, so that a folder with one is whole. Raises Misconfigured."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as problem:
        raise Misconfigured(
            f"The bundle cannot be written to {folder} ({problem.strerror}).", "Set QUADRILLE_BUNDLE_FOLDER."
        ) from problem


def bundle_path(bundles: Path, address: Address, hash_: Hash32) -> Path:
    """Where the bundle of this hash lies among those that a server keeps; each published result has its own."""
    return bundles / address / hash_[2:18]


def kept_bundle(bundles: Path, address: Address, hash_: Hash32) -> dict[str, bytes] | None:
    """The bundle of a published result where it is here and says more than the chain's logs: with coefficients.

    Raises Misconfigured when it was changed: that is a fault of this machine, and says nothing about the result.
    """
    folder = bundle_path(bundles, address, hash_)
    if not ((folder / MANIFEST).is_file() and (folder / COEFFICIENTS).is_file()):
        return None
    changed = Misconfigured(f"The copy here of the bundle {hash_} was changed.", "Put it back from another copy.")
    try:
        files = read_bundle(folder)
    except (MalformedFile, Mismatch) as problem:
        # Its words are for whoever verifies a bundle, and name folders of this machine.
        raise changed from problem
    if bundle_hash(files) != hash_:
        raise changed
    return files


def read_bundle(folder: Path) -> dict[str, bytes]:
    """The files that the manifest lists, and the manifest.

    Raises MalformedFile when one is missing or one too many, or the manifest cannot be read, Mismatch when one was
    changed.
    """
    content = _read(folder, MANIFEST)
    manifest = read_manifest(content, str(folder / MANIFEST))
    files = {name: _read(folder, name) for name in manifest["files"]}
    for name, found in files.items():
        digest = hashlib.sha256(found).hexdigest()
        if digest != manifest["files"][name]:
            raise Mismatch(f"SHA-256 of {folder / name}", manifest["files"][name], digest)
    # What starts with a dot is the system's own, and nobody's result.
    strangers = {path.name for path in folder.glob("[!.]*")} - files.keys() - {MANIFEST}
    if strangers:
        raise MalformedFile(str(folder / min(strangers)), 0, "", "is not in the manifest.", "Take it away.")
    return {**files, MANIFEST: content}


def read_manifest(content: bytes, file: str) -> dict[str, Any]:
    """The manifest, with exactly the entries and the bytes that `make_bundle` would write; raises MalformedFile."""
    try:
        manifest: dict[str, Any] = json.loads(content)
        names = manifest["files"].keys()
        is_ours = (
            manifest["format"] == FORMAT
            and manifest.keys() == {"format", "files", *TEXTS}
            and all(isinstance(manifest[name], str) for name in TEXTS)
            and names >= ALWAYS
            and names <= ALWAYS | PERHAPS
            and _json(manifest) == content
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise MalformedFile(file, 0, "", "is not a round's manifest.", "Fetch the bundle again.") from problem
    if not is_ours:
        raise MalformedFile(file, 0, "", "is not a round's manifest.", "Fetch the bundle again.")
    return manifest


def result_csv(document: Mapping[str, Any]) -> bytes:
    """The matching as a table, amounts in base units."""
    columns = ("project", "donors", "given", "raw", "match")
    return _csv(columns, ([row[name] for name in columns] for row in document["projects"]))


def coefficients_csv(table: Coefficients) -> bytes:
    """The coefficients as a table, in the one form they have."""
    return _csv(COLUMNS, table)


def tree_json(tree: PayoutTree) -> bytes:
    """The payout tree as a file."""
    return _json(tree.dump())


def _manifest(result: RoundResult, files: Mapping[str, bytes]) -> dict[str, object]:
    facts = result.facts
    return {
        "format": FORMAT,
        "chain_id": str(facts.chain_id),
        "round": facts.address,
        "block_number": str(facts.at.number),
        "block_hash": facts.at.hash,
        "config_hash": facts.configuration.hash,
        "digest": result.digest,
        "pool": str(facts.pool_wei),
        "total": str(result.total_wei),
        "root": result.root,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def _json(document: object) -> bytes:
    return json.dumps(document, indent=1, sort_keys=True).encode() + b"\n"


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as problem:
        raise MalformedFile(
            str(folder / name), 0, "", f"cannot be read: {problem.strerror}.", "Fetch the bundle again."
        ) from problem
