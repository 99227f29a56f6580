"""The catalogue: bring in projects, find them again."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from sqlmodel import Session, col, select

from quadrille.catalog.registry import Dpg, parse_projects
from quadrille.catalog.tables import Project
from quadrille.errors import MalformedFile, NotFound


def import_file(session: Session, path: Path) -> list[Dpg]:
    """Bring in every project of a file, and return them as the catalogue now has them; not yet committed.

    Safe to repeat. A project that is there already takes over what the file says and keeps what it leaves
    empty, so that a screening does not blank its nominee. Raises MalformedFile; then nothing is changed.
    """
    return _save_all(session, _read(path))


def import_folder(session: Session, folder: Path) -> list[Dpg]:
    """The same for every `*.json` of a folder, in the order of their names; one bad file stops all."""
    projects = [project for path in sorted(folder.glob("*.json")) for project in _read(path)]
    if not projects:
        raise MalformedFile(str(folder), 0, "", "the folder has no *.json with a project.")
    return _save_all(session, projects)


def get_project(session: Session, slug: str) -> Dpg:
    """The project of this slug; raises NotFound."""
    row = session.get(Project, slug)
    if row is None:
        raise NotFound("project", slug, "`quadrille catalog list` names those there are.")
    return _dpg(row)


def name_of(session: Session, slug: str) -> str:
    """What people call the project; its slug while it is not in the catalogue."""
    row = session.get(Project, slug)
    return slug if row is None else row.name


def list_projects(session: Session, after: str = "", limit: int | None = None) -> list[Dpg]:
    """Projects by slug, all or the first `limit` of those whose slug comes later than `after`."""
    query = select(Project).where(col(Project.slug) > after).order_by(col(Project.slug)).limit(limit)
    return [_dpg(row) for row in session.exec(query)]


def _read(path: Path) -> tuple[Dpg, ...]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise MalformedFile(str(path), 0, "", f"cannot be read: {error.strerror}.") from error
    return parse_projects(content, str(path))


def _save_all(session: Session, projects: Iterable[Dpg]) -> list[Dpg]:
    saved = [_save(session, project) for project in projects]
    session.flush()
    return saved


def _save(session: Session, project: Dpg) -> Dpg:
    row = session.get(Project, project.slug)
    if row is None:
        row = Project.model_validate(asdict(project))
    else:
        row.sqlmodel_update({field: value for field, value in asdict(project).items() if value})
    session.add(row)
    return _dpg(row)


def _dpg(row: Project) -> Dpg:
    return Dpg(
        slug=row.slug,
        name=row.name,
        description=row.description,
        website=row.website,
        licences=tuple(row.licences),
        sectors=tuple(row.sectors),
        sdgs=tuple(row.sdgs),
        repositories=tuple(row.repositories),
        stage=row.stage,
        source=row.source,
    )
