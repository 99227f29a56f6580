"""`quadrille export`: a published result in other people's forms, with no key, no database and no chain."""

import hashlib
from pathlib import Path
from typing import Annotated

import typer

from quadrille.errors import BadParameter, Refused
from quadrille.rounds.bundle.bundle import read_bundle
from quadrille.rounds.exports.forms import EXPORTS, Form
from quadrille.rounds.exports.from_bundle import result_table
from quadrille.terminal import show_record


def export(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="Folder of a published bundle.", file_okay=False)],
    form: Annotated[
        Form,
        typer.Option("--as", help="csv: our table; gitcoin: Grants Stack's columns; xlsx; report: a page for paper."),
    ],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it here instead of to standard output.", dir_okay=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file when it is there already.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Say as JSON what was written; with --out.")] = False,
) -> None:
    """Write a published result as CSV, as Gitcoin's CSV, as a spreadsheet or as a page to print.

    The bundle is recomputed first: what is not right to the last unit is not exported, and exit code 3 names the first
    difference. The same bundle gives the same bytes.
    """
    if as_json and out is None:
        raise BadParameter("--json", True, "together with --out: else the export itself goes to standard output")
    content = EXPORTS[form].make(result_table(read_bundle(bundle)))
    if out is None:
        typer.echo(content, nl=False)
        return
    _write(out, content, force)
    digest = hashlib.sha256(content).hexdigest()
    show_record({"file": str(out), "as": form.value, "bytes": len(content), "sha256": digest}, as_json)


def _write(file: Path, content: bytes, force: bool) -> None:
    try:
        with file.open("wb" if force else "xb") as opened:
            opened.write(content)
    except FileExistsError:
        raise Refused(f"The file {file} is there already.", "Name another, or replace it with --force.") from None
    except OSError as problem:
        raise BadParameter("--out", str(file), f"a file that can be written ({problem.strerror})") from problem
