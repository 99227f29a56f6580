"""`quadrille catalog lint`: what a program can find wrong with a project's files, before a person reads them."""

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from quadrille.catalog.lint_reading import lint_path
from quadrille.catalog.linting import Report, Severity
from quadrille.terminal import Json, print_json, printable


def lint_projects(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="FILE|DIR", help="A registry, nominee or screening file, or a folder of them at any depth."
        ),
    ],
    as_json: Json = False,
) -> None:
    """Find what a program can: claims without evidence, unknown licences, malformed links, contradictions.

    Exits with 0 when nothing was found, 1 when something was, 2 when a file could not be read; the others are judged
    all the same. Needs no database, no chain, no settings and no network.
    """
    report, files = lint_path(path)
    if as_json:
        print_json([asdict(finding) for finding in report.findings])
    else:
        _show_findings(report, files)
    for error in report.unreadable:
        typer.echo(f"error: {printable(error.cause)}\n{error.remedy}".rstrip(), err=True)
    if report.unreadable or report.findings:
        raise typer.Exit(2 if report.unreadable else 1)


def _show_findings(report: Report, files: int) -> None:
    """A paragraph for each file, and a line that counts."""
    file = ""
    for finding in report.findings:
        if finding.file != file:
            file = finding.file
            typer.echo(printable(file))
        typer.echo(f"  {finding.severity:<7}  {finding.rule}  {printable(finding.field)}")
        typer.echo(f"           {printable(finding.message)}")
    counts = dict.fromkeys(Severity, 0) | Counter(finding.severity for finding in report.findings)
    words = ", ".join(f"{count} {severity}{'' if count == 1 else 's'}" for severity, count in counts.items())
    typer.echo(f"{files} file{'' if files == 1 else 's'}: {words}.")
