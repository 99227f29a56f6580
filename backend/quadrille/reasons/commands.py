"""The three reasons on the command line, beside the commands of feedback."""

from typing import Annotated

import typer

from quadrille.chain.deployment import connect
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.governance.feedback.commands import app
from quadrille.reasons.document import document_of
from quadrille.reasons.raising import over_rounds
from quadrille.reasons.reading import Reasons, reasons_of
from quadrille.terminal import Json, print_json, show_record

__all__ = ["app"]


@app.command()
def reasons(project: Annotated[str, typer.Argument(help="Slug of the project.")], as_json: Json = False) -> None:
    """Relevance, technical and financial sustainability of one project."""
    settings = Settings()
    with open_session(settings) as session:
        found = reasons_of(session, connect(settings), project, settings.bundle_folder)
    if as_json:
        print_json(document_of(found))
    else:
        show_record(_brief(found), as_json)


def _brief(found: Reasons) -> dict[str, str]:
    money = [
        f"{one.ratio.decimal or 'nothing spent'} {one.symbol} for one ({one.counted} of {one.rounds} rounds)"
        for one in over_rounds(found.rounds)
        if one.counted
    ]
    return {
        "project": found.project.name,
        "end_users": str(found.relevance.counted),
        "not_attested": str(found.relevance.unsigned),
        "signed": ", ".join(f"{role} {sum(kinds.values())}" for role, kinds in found.relevance.by_role.items()) or "-",
        "contributors": f"{found.people.came} came, {found.people.stayed} stayed",
        "rounds": str(len(found.rounds)),
        "raised_for_spent": ", ".join(money) or "-",
    }
