"""The catalogue: bring in projects, find them again."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from quadrille.catalog import snapshot
from quadrille.catalog.documents import Document, parse_documents
from quadrille.catalog.registry import Dpg
from quadrille.catalog.snapshot import Snapshot
from quadrille.catalog.tables import Project
from quadrille.errors import NAME_ANOTHER, MalformedFile, NotFound


def import_file(session: Session, path: Path) -> list[Dpg]:
    """Bring in every project of a file, and return them as the catalogue now has them; not yet committed.

    Safe to repeat. A project that is there already takes over what the file says and keeps what it leaves
    empty, so that a screening does not blank its nominee. The document itself is kept too, the newest of each
    format. Raises MalformedFile; then nothing is changed.
    """
    return _save_all(session, _read(path))


def import_folder(session: Session, folder: Path) -> list[Dpg]:
    """The same for every `*.json` of a folder, in the order of their names; one bad file stops all."""
    documents = [document for path in sorted(folder.glob("*.json")) for document in _read(path)]
    if not documents:
        raise MalformedFile(str(folder), 0, "", "the folder has no *.json with a project.")
    return _save_all(session, documents)


def get_project(session: Session, slug: str) -> Dpg:
    """The project of this slug; raises NotFound."""
    row = session.get(Project, slug)
    if row is None:
        raise NotFound("project", slug, "`quadrille catalog list` names those there are.")
    return _dpg(row)


def take_snapshot(session: Session, slug: str) -> Snapshot:
    """A project as the catalogue has it now, with what its sources said; raises NotFound."""
    project = get_project(session, slug)
    return snapshot.take(asdict(project), session.get_one(Project, slug).documents)


def name_of(session: Session, slug: str) -> str:
    """What people call the project; its slug while it is not in the catalogue."""
    row = session.get(Project, slug)
    return slug if row is None else row.name


def list_projects(session: Session, after: str = "", limit: int | None = None) -> list[Dpg]:
    """Projects by slug, all or the first `limit` of those whose slug comes later than `after`."""
    query = select(Project).where(col(Project.slug) > after).order_by(col(Project.slug)).limit(limit)
    # Of a list nobody sees the documents, which are most of it.
    query = query.options(defer(Project.documents))  # type: ignore[arg-type]
    return [_dpg(row) for row in session.exec(query)]


def _read(path: Path) -> tuple[Document, ...]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise MalformedFile(str(path), 0, "", f"cannot be read: {error.strerror}.", NAME_ANOTHER) from error
    return parse_documents(content, str(path))


def _save_all(session: Session, documents: Iterable[Document]) -> list[Dpg]:
    saved = [_save(session, document) for document in documents]
    session.flush()
    return saved


def _save(session: Session, document: Document) -> Dpg:
    project = document.project
    row = session.get(Project, project.slug)
    if row is None:
        row = Project.model_validate(asdict(project))
    else:
        row.sqlmodel_update({field: value for field, value in asdict(project).items() if value})
    # A new object: a change inside of a JSON value would not be noticed.
    row.documents = {**row.documents, project.source: document.fields}
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
