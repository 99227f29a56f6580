"""The reviewer's journey on the command line."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.errors import BadParameter
from quadrille.screening import contributions, flow
from quadrille.screening.panels.commands import app as panels_app
from quadrille.screening.panels.reading import refuse_sealed
from quadrille.screening.process.commands import app as process_app
from quadrille.screening.proof import evidence_file
from quadrille.screening.receipts.commands import app as receipt_app
from quadrille.screening.replay_command import replay_reviews
from quadrille.screening.tables import Review
from quadrille.screening.works.commands import app as works_app
from quadrille.terminal import Json, read_file, show_record, show_table
from quadrille.types import ContributionNumber

app = typer.Typer(no_args_is_help=True, help="Reviews and other works, and what they earned.")
app.add_typer(process_app)
app.add_typer(panels_app)
app.add_typer(works_app, name="work")
app.add_typer(receipt_app, name="receipt")
app.command("replay")(replay_reviews)


Number = Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="The contribution's number, and the badge's.")]


@app.command("import")
def import_reviews(
    paths: Annotated[list[Path], typer.Argument(help="Review files, or folders of them.", exists=True)],
    as_json: Json = False,
) -> None:
    """Hand in reviews; prints each verdict, and the claim code of each that earned a badge.

    All files are read before the first is handed in: one that cannot be read stops them all.
    """
    contents = [(file.name, read_file(file)) for path in paths for file in _files(path)]
    if not contents:
        raise BadParameter("paths", " ".join(map(str, paths)), "review files, or folders with *.json files in them")
    for name, content in contents:
        flow.read_review(content, name)
    rows: list[dict[str, Any]] = []
    try:
        with open_session(Settings()) as session:
            for name, content in contents:
                rows.append(_verdict(name, flow.hand_in_review(session, content, name)))
    finally:
        # Whatever stops the rest: a claim code is kept nowhere, and told this once.
        if rows:
            show_table(rows, as_json, title="Reviews")


@app.command("list")
def list_reviews(as_json: Json = False) -> None:
    """Every review with its verdict."""
    with open_session(Settings()) as session:
        rows = [
            {
                "review": review.id,
                "project": review.project_slug,
                "reviewer": person.pseudonym,
                "verdict": "verified" if review.is_verified else "not verified",
                "contribution": contribution.number if contribution else None,
            }
            for review, person, contribution in contributions.list_reviews(session)
        ]
    show_table(rows, as_json, title="Reviews")


@app.command()
def invite(number: Number, as_json: Json = False) -> None:
    """Make a fresh claim code for a contribution; the one before stops working."""
    settings = Settings()
    with open_session(settings) as session:
        code = contributions.renew_claim_code(session, ContributionNumber(number))
    show_record({"claim_code": code, "page": f"{settings.public_url}/claim/{code}"}, as_json)


@app.command()
def evidence(number: Number, as_json: Json = False) -> None:
    """Print a contribution's evidence file, with which its author can prove the badge: `badge verify --evidence`."""
    with open_session(Settings()) as session:
        contribution = contributions.get_contribution(session, ContributionNumber(number))
        source = contributions.source_of(session, contribution)
        if isinstance(source, Review):
            refuse_sealed(session, source)
        content = evidence_file(source)
    sys.stdout.buffer.write(content)


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.json")) if path.is_dir() else [path]


def _verdict(name: str, done: flow.HandedIn) -> dict[str, Any]:
    return {
        "file": name,
        "verdict": "verified" if done.review.is_verified else "not verified",
        "contribution": done.contribution.number if done.contribution else None,
        "claim_code": done.claim_code,
        "reasons": " ".join(f"{reason['words']} {reason['remedy']}".strip() for reason in done.reasons),
    }
