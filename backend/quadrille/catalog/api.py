"""The catalogue as JSON."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query

from quadrille.catalog import catalog
from quadrille.catalog.registry import Dpg
from quadrille.paging import Limit, NextPageDep
from quadrille.routing import SessionDep

router = APIRouter(prefix="/api/v1/projects", tags=["catalogue"])

SLUG = r"^[a-z0-9._-]{1,64}$"
AFTER = r"^[a-z0-9._-]{0,64}$"


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """Some projects by slug; `next` goes into `after` for the page that follows, and is null on the last."""

    items: list[Dpg]
    next: str | None


@router.get("")
def list_projects(
    session: SessionDep,
    next_page: NextPageDep,
    after: Annotated[str, Query(pattern=AFTER)] = "",
    limit: Limit = 100,
) -> ProjectPage:
    """Projects in the catalogue, by slug."""
    found = catalog.list_projects(session, after, limit + 1)
    items = list(next_page.cut(found, limit, lambda project: project.slug))
    return ProjectPage(items, items[-1].slug if len(found) > limit else None)


@router.get("/{slug}")
def get_project(session: SessionDep, slug: Annotated[str, Path(pattern=SLUG)]) -> Dpg:
    """One project."""
    return catalog.get_project(session, slug)
