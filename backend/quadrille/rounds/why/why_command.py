"""`quadrille why`: how a published result came about, with no key, no database and no chain."""

from pathlib import Path
from typing import Annotated

import typer

from quadrille.errors import BadParameter
from quadrille.rounds.bundle.bundle import read_bundle
from quadrille.rounds.bundle.recompute import verify_bundle
from quadrille.rounds.why.why import check_project, explain_donor, explain_project
from quadrille.rounds.why.words import donor_document, donor_lines, project_document, project_lines
from quadrille.terminal import Json, print_json


def why(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="Folder of a published bundle.", file_okay=False)],
    project: Annotated[str | None, typer.Argument(metavar="PROJECT", help="A project of the round.")] = None,
    donor: Annotated[str | None, typer.Option(metavar="WALLET", help="Who gave, instead of who got.")] = None,
    as_json: Json = False,
) -> None:
    """Explain one project's match from what was given to what is paid, or what became of a donor's gifts.

    With --donor: whether they count, with which coefficient and why, and what would be paid without them, to the unit;
    of PROJECT alone when it is named. The bundle is recomputed first: exit code 3 names a difference.
    """
    if project is None and donor is None:
        raise BadParameter("PROJECT", None, "a project of the round, unless --donor names a wallet")
    found = verify_bundle(read_bundle(bundle)).calculation
    if project is not None:
        check_project(found, project)
    if donor is None:
        assert project is not None
        explained = explain_project(found, project)
        show, lines = project_document(explained), project_lines(explained)
    else:
        told = explain_donor(found, donor)
        show, lines = donor_document(told, project), donor_lines(told, project)
    if as_json:
        print_json(show)
    else:
        # Bytes, so that it is the same under every locale.
        typer.echo("\n".join(lines).encode())
