"""What a reviewer has to know of a nominee, read from its frozen snapshot. Pure."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from quadrille.screening.panels.assignment import Task, owners_of


@dataclass(frozen=True, slots=True)
class Nominee:
    """A nominee as it was when its screening opened; lists may be empty."""

    slug: str
    name: str
    description: str
    website: str
    repositories: tuple[str, ...]
    licences: tuple[str, ...]
    organisations: tuple[str, ...]


def nominee_of(slug: str, snapshot: str) -> Nominee:
    """The nominee in a snapshot (`catalog/snapshot.py`)."""
    content = json.loads(snapshot)
    project = content["project"]
    return Nominee(
        slug=slug,
        name=str(project.get("name") or slug),
        description=str(project.get("description") or ""),
        website=str(project.get("website") or ""),
        repositories=_texts(project.get("repositories")),
        licences=_texts(project.get("licences")),
        organisations=tuple(dict.fromkeys(_organisations(content["documents"].values()))),
    )


def task_of(screening: int, nominee: Nominee, languages: Iterable[str] = (), sectors: Iterable[str] = ()) -> Task:
    """What is to be reviewed, as the lot asks for it."""
    return Task(
        screening=screening,
        project=nominee.slug,
        organisations=frozenset(nominee.organisations),
        accounts=owners_of(nominee.repositories),
        languages=frozenset(languages),
        sectors=frozenset(sectors),
    )


def _organisations(documents: Iterable[Any]) -> Iterable[str]:
    """Whoever owns, maintains, funds or implements it: every format lists them as `organizations`."""
    for document in documents:
        listed = document.get("organizations") if isinstance(document, dict) else None
        for one in listed if isinstance(listed, list) else ():
            name = one.get("name") if isinstance(one, dict) else None
            if isinstance(name, str) and name.strip():
                yield name.strip()


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(text for text in value if isinstance(text, str)) if isinstance(value, list) else ()
