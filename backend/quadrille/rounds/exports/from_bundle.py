"""From a bundle to the table that is exported: nothing that does not recompute gets past here."""

import io
from collections.abc import Mapping
from pathlib import Path

from quadrille.errors import NotFound
from quadrille.rounds.bundle.bundle import bundle_hash, read_kept
from quadrille.rounds.bundle.manifest import MANIFEST, PROJECTS, read_manifest
from quadrille.rounds.bundle.recompute import verify_bundle
from quadrille.rounds.exports.result_table import ResultTable, Row
from quadrille.rounds.matching.outcome import nothing_for
from quadrille.strict_csv import Table
from quadrille.types import Address, Hash32


def result_table(files: Mapping[str, bytes]) -> ResultTable:
    """The result of a bundle, recomputed; raises Mismatch at the first difference, BadInput for another's bundle."""
    calculation = verify_bundle(files).calculation
    found = {one.project: one for one in calculation.matching.projects}
    rows = (
        Row(index, payee, found.get(project, nothing_for(project)))
        for index, (project, payee) in enumerate(_admitted(files[PROJECTS]))
    )
    return ResultTable(read_manifest(files[MANIFEST]), bundle_hash(files), calculation, tuple(rows), files)


def published_table(folder: Path, hash_: Hash32) -> ResultTable:
    """The same from the copy that a server keeps of a published bundle.

    Raises NotFound when it keeps none, Misconfigured when its copy was changed.
    """
    if not (folder / MANIFEST).is_file():
        raise NotFound("bundle here with the hash", hash_, "Recompute the result with `quadrille verify --round`.")
    return result_table(read_kept(folder, hash_))


def _admitted(content: bytes) -> list[tuple[str, Address]]:
    """Id and payee of every admitted project by its index; `verify_bundle` has read them before and found no flaw."""
    table = Table(io.BytesIO(content), PROJECTS, required=("project", "payee"), optional=("index",))
    return [(project, Address(payee)) for _, (project, payee, _) in table.rows()]
