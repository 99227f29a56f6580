"""`quadrille catalog`: bring in projects, look at them, and find what is wrong with their files."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from quadrille.catalog import catalog
from quadrille.catalog.lint_command import lint_projects
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.terminal import Json, print_json, show_record, show_table

app = typer.Typer(help="Digital public goods: bring them in, look at them.", no_args_is_help=True)
app.command("lint")(lint_projects)


@app.command("import")
def import_projects(
    path: Annotated[Path, typer.Argument(help="A registry, nominee or screening file, or a folder of them.")],
    as_json: Json = False,
) -> None:
    """Bring in projects; to do it again changes nothing."""
    with open_session(Settings()) as session:
        bring_in = catalog.import_folder if path.is_dir() else catalog.import_file
        projects = bring_in(session, path)
        session.commit()
    if as_json:
        print_json([asdict(project) for project in projects])
    else:
        typer.echo(f"Brought in from {path}: {len(projects)} projects.")


@app.command("list")
def list_projects(as_json: Json = False) -> None:
    """List the catalogue."""
    with open_session(Settings()) as session:
        projects = [asdict(project) for project in catalog.list_projects(session)]
    columns = ("slug", "name", "stage", "licences", "sdgs")
    brief = [{column: _words(project[column]) for column in columns} for project in projects]
    show_table(projects if as_json else brief, as_json, "Projects")


@app.command("show")
def show_project(slug: Annotated[str, typer.Argument(help="As `list` prints it.")], as_json: Json = False) -> None:
    """Show one project."""
    with open_session(Settings()) as session:
        project = asdict(catalog.get_project(session, slug))
    words = {field: _words(value) for field, value in project.items()}
    show_record(project if as_json else words, as_json)


def _words(value: str | tuple[str | int, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(map(str, value))
