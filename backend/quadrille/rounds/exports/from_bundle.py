"""From a bundle to the table that is exported: nothing that does not recompute gets past here."""

import io
from collections.abc import Mapping
from pathlib import Path

from quadrille.errors import NotFound
from quadrille.rounds.bundle.bundle import bundle_hash, read_kept
from quadrille.rounds.bundle.manifest import MANIFEST, PROJECTS, read_manifest
from quadrille.rounds.bundle.recompute import verify_bundle
from quadrille.rounds.coin import COIN, Asset, in_base_units
from quadrille.rounds.exports.result_table import ResultTable, Row
from quadrille.rounds.matching.outcome import nothing_for
from quadrille.strict_csv import Table
from quadrille.types import NOBODY, Address, Hash32


def result_table(files: Mapping[str, bytes], asset: Asset | None = None) -> ResultTable:
    """The result of a bundle, recomputed; raises Mismatch at the first difference, BadInput for another's bundle.

    asset   what the round's amounts are in; None: the coin or, of a token, base units, since only the chain tells more
    """
    calculation, manifest = verify_bundle(files).calculation, read_manifest(files[MANIFEST])
    found = {one.project: one for one in calculation.matching.projects}
    rows = (
        Row(index, payee, found.get(project, nothing_for(project)))
        for index, project, payee in _admitted(files[PROJECTS])
    )
    told = asset or (COIN if manifest["token"] == NOBODY else in_base_units(manifest["token"]))
    return ResultTable(manifest, bundle_hash(files), calculation, tuple(rows), files, told)


def published_table(folder: Path, hash_: Hash32, asset: Asset | None = None) -> ResultTable:
    """The same from the copy that a server keeps of a published bundle.

    Raises NotFound when it keeps none, Misconfigured when its copy was changed.
    """
    if not (folder / MANIFEST).is_file():
        raise NotFound("bundle here with the hash", hash_, "Recompute the result with `quadrille verify --round`.")
    return result_table(read_kept(folder, hash_), asset)


def _admitted(content: bytes) -> list[tuple[int, str, Address]]:
    """Index, id and payee of every admitted project; `verify_bundle` has read them before and found no flaw."""
    table = Table(io.BytesIO(content), PROJECTS, required=("index", "project", "payee"), optional=())
    return [(int(index), project, Address(payee)) for _, (index, project, payee) in table.rows()]
