"""Finding projects by words, and where the screening of each stands."""

from collections.abc import Iterable

from sqlalchemy import String, cast, func
from sqlalchemy.orm import defer
from sqlmodel import Session, col, or_, select

from quadrille.catalog.tables import Project
from quadrille.screening.process.tables import Screening

MOST_WORDS = 8
"""Of a search; more are not looked at."""


def find_projects(session: Session, words: str, after: str, limit: int) -> list[Project]:
    """Up to `limit` projects by slug, beyond `after`, in which every word stands somewhere.

    A word may be part of the name, the description, a licence or a sector; nothing in it is a pattern.
    """
    query = select(Project).where(col(Project.slug) > after)
    for word in words.split()[:MOST_WORDS]:
        if not _is_text(word):
            return []
        places = (Project.slug, Project.name, Project.description)
        lists = (Project.licences, Project.sectors)
        found = [col(place).icontains(word, autoescape=True) for place in places]
        found += [cast(col(place), String).icontains(word, autoescape=True) for place in lists]
        query = query.where(or_(*found))
    # Of a list nobody sees the documents, which are most of it.
    query = query.order_by(col(Project.slug)).limit(limit).options(defer(Project.documents))  # type: ignore[arg-type]
    return list(session.exec(query))


def newest_screenings_of(session: Session, slugs: Iterable[str]) -> dict[str, Screening]:
    """The newest screening of each of these projects that has one."""
    newest = select(func.max(Screening.id)).where(col(Screening.project_slug).in_(list(slugs)))
    rows = session.exec(
        select(Screening)
        .where(col(Screening.id).in_(newest.group_by(col(Screening.project_slug))))
        .options(defer(Screening.snapshot))  # type: ignore[arg-type]
    )
    return {row.project_slug: row for row in rows}


def _is_text(word: str) -> bool:
    # PostgreSQL takes no NUL in a text, and no database half of a surrogate pair.
    return "\0" not in word and not any("\ud800" <= sign <= "\udfff" for sign in word)
