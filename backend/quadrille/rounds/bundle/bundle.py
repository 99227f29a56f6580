"""The bundle: the published folder from which anyone recomputes a round, byte for byte the same on every machine.

config.json       the round's rules, exactly the text whose hash the contract carries
projects.csv      index, slug and payee of every admitted project
donations.csv     every donation in order; `quadrille match` reads it as it is
decisions.csv     who admitted or rejected which project, when and why
result.csv        who is matched with what
coefficients.csv  which wallets count as one donor, and what counts of a gift; absent when all count in full
tree.json         the payout tree, as OpenZeppelin's StandardMerkleTree dumps it; absent when nobody is matched
manifest.json     SHA-256 of each file, and what ties them to the chain; its own SHA-256 is published
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from quadrille.errors import MalformedFile, Misconfigured, Mismatch
from quadrille.rounds.bundle import decisions
from quadrille.rounds.bundle.decisions import DECISIONS, Decision
from quadrille.rounds.bundle.manifest import (
    CONFIG,
    DONATIONS,
    MANIFEST,
    PROJECTS,
    RESULT,
    TREE,
    as_json,
    check_files,
    make_manifest,
    read_manifest,
)
from quadrille.rounds.offline.donations_csv import ORIGIN, REQUIRED
from quadrille.rounds.outcome import coefficients
from quadrille.rounds.outcome.coefficients import COEFFICIENTS, Coefficients
from quadrille.rounds.outcome.merkle import PayoutTree
from quadrille.rounds.result import Project, RoundResult, donations_of
from quadrille.strict_csv import to_csv
from quadrille.types import Address, Hash32

MOST_MANIFEST_BYTES = 65_536
"""Many times what a manifest has; no more of one is read."""

ON_CHAIN = ("",) * len(ORIGIN)
"""What `donations.csv` says of the origin of a donation that the chain itself proves."""


def make_bundle(result: RoundResult) -> dict[str, bytes]:
    """All files of the bundle by name, the manifest last."""
    facts = result.facts
    files = {
        CONFIG: facts.configuration.as_text().encode(),
        PROJECTS: projects_csv(facts.projects),
        DONATIONS: to_csv(
            (*REQUIRED, *ORIGIN),
            ((gift.donor, gift.project, gift.amount_units, *ON_CHAIN) for gift in donations_of(facts)),
        ),
        DECISIONS: decisions_csv(facts.decisions),
        RESULT: result_csv(result.matching.as_document()),
    }
    if result.coefficients:
        files[COEFFICIENTS] = coefficients_csv(result.coefficients)
    if result.tree:
        files[TREE] = tree_json(result.tree)
    files[MANIFEST] = make_manifest(_ties(result), files)
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

    Raises Misconfigured as `read_kept` does.
    """
    folder = bundle_path(bundles, address, hash_)
    has_coefficients = (folder / MANIFEST).is_file() and (folder / COEFFICIENTS).is_file()
    return read_kept(folder, hash_) if has_coefficients else None


def read_kept(folder: Path, hash_: Hash32) -> dict[str, bytes]:
    """The bundle of this hash from a server's own copy.

    Raises Misconfigured when it was changed: that is a fault of this machine, and says nothing about the result.
    """
    changed = Misconfigured(f"The copy here of the bundle {hash_} was changed.", "Put it back from another copy.")
    try:
        files = read_bundle(folder)
    except (MalformedFile, Mismatch) as problem:
        # Its words are for whoever verifies a bundle, and may name folders of this machine.
        raise changed from problem
    if bundle_hash(files) != hash_:
        raise changed
    return files


def read_bundle(folder: Path) -> dict[str, bytes]:
    """The files that the manifest lists, and the manifest.

    Raises MalformedFile when no manifest can be read, or it is another program's; Mismatch when a file was changed,
    added or taken away.
    """
    content = _read(folder / MANIFEST, MOST_MANIFEST_BYTES)
    if content is None:
        raise MalformedFile(str(folder / MANIFEST), 0, "", "cannot be read.", "Name the folder of a whole bundle.")
    names = read_manifest(content)["files"]
    files = {name: found for name in names if (found := _read(folder / name)) is not None}
    # What starts with a dot is the system's own, and nobody's result.
    strangers = {path.name: b"" for path in folder.glob("[!.]*") if path.name not in {MANIFEST, *names}}
    check_files({**files, **strangers, MANIFEST: content})
    return {**files, MANIFEST: content}


def projects_csv(projects: Iterable[Project]) -> bytes:
    """The projects as a table."""
    return to_csv(("index", "project", "payee"), ((item.index, item.slug, item.payee) for item in projects))


def decisions_csv(table: Iterable[Decision]) -> bytes:
    """The decisions as a table."""
    return to_csv(decisions.COLUMNS, table)


def result_csv(document: Mapping[str, Any]) -> bytes:
    """The matching as a table, amounts in base units."""
    columns = ("project", "donors", "given", "raw", "match")
    return to_csv(columns, ([row[name] for name in columns] for row in document["projects"]))


def commitment_of(table: Coefficients) -> Hash32:
    """What the committer fixes on the chain for a table: the SHA-256 of its file, also of an empty one."""
    return Hash32("0x" + hashlib.sha256(coefficients_csv(table)).hexdigest())


def coefficients_csv(table: Coefficients) -> bytes:
    """The coefficients as a table, in the one form they have."""
    return to_csv(coefficients.COLUMNS, table)


def tree_json(tree: PayoutTree) -> bytes:
    """The payout tree as a file."""
    return as_json(tree.dump())


def _ties(result: RoundResult) -> dict[str, str]:
    facts = result.facts
    return {
        "chain_id": str(facts.chain_id),
        "round": facts.address,
        "token": facts.token,
        "block_number": str(facts.at.number),
        "block_hash": facts.at.hash,
        "config_hash": facts.configuration.hash,
        "digest": result.digest,
        "coefficients": commitment_of(result.coefficients),
        "applied": str(facts.applied),
        "pool": str(facts.pool_wei),
        "total": str(result.total_wei),
        "root": result.root,
        "list_hash": result.list_hash,
    }


def _read(path: Path, most_bytes: int = -1) -> bytes | None:
    try:
        # A pipe or a device would be read without end.
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(most_bytes)
    except OSError:
        return None
