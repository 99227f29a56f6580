"""What a source said of a project in full, beside the fields that the catalogue reads from it. Pure."""

from dataclasses import dataclass
from typing import Any

from quadrille.catalog.registry import Dpg, load, parse_projects
from quadrille.catalog.snapshot import canonical_json
from quadrille.errors import MalformedFile

DEPTH_MAX = 50
"""Levels in a document. The three formats have four; far deeper ones could not be written down again."""

CONTACTS = frozenset({"contact_name", "contact_email"})
"""Whom the source can reach at an organisation: nobody's to read here, and so not kept."""


@dataclass(frozen=True, slots=True)
class Document:
    """A project as the catalogue reads it, and the object that it was read from, without contacts of persons."""

    project: Dpg
    fields: dict[str, Any]


def parse_documents(content: bytes, file: str) -> tuple[Document, ...]:
    """All projects of a file with their documents; raises MalformedFile as `registry.parse_projects` does.

    It raises it also for what could not be written down again as JSON: NaN, infinity, objects in objects without end.
    """
    projects, data = parse_projects(content, file), load(content, file)
    rows = data if isinstance(data, list) else [data]
    places = [f"[{number}]" for number in range(len(rows))] if isinstance(data, list) else [""]
    return tuple(
        Document(project, _document(row, file, place))
        for project, row, place in zip(projects, rows, places, strict=True)
    )


def _document(row: Any, file: str, place: str) -> dict[str, Any]:
    if _is_deeper(row, DEPTH_MAX):
        raise MalformedFile(file, 0, place, f"more than {DEPTH_MAX} levels of lists and objects.", "Flatten it.")
    fields: dict[str, Any] = _without_contacts(row)
    try:
        canonical_json(fields)
    except ValueError as error:
        raise MalformedFile(file, 0, place, f"no form in JSON: {error}.", "Write numbers as JSON has them.") from error
    return fields


def _is_deeper(value: Any, levels: int) -> bool:
    """Whether there are more than so many levels; itself it goes no deeper than that."""
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(one, levels - 1) for one in inner)


def _without_contacts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_contacts(one) for key, one in value.items() if key not in CONTACTS}
    return [_without_contacts(one) for one in value] if isinstance(value, list) else value
