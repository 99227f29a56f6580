"""Reads the formats in which digital public goods are published.

Three formats exist, told apart by a key that only one of them has:

    nominee    `SDGs`          one object per file, as proposed: licence, goals, repositories
    screening  `doNoHarm`      one object per file: the evidence for a nominee, without its description
    registry   `openlicenses`  a list of all recognised goods, as the registry's website publishes it

A list may hold objects of any format. Pure: bytes in, `Dpg` out.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from quadrille.errors import MalformedFile

SLUG_MAX_BYTES = 64
"""The longest project slug that the contract of a round accepts."""

STAGES = ("nominee", "DPG", "archive")

_NOT_IN_SLUG = re.compile(r"[^a-z0-9._]+")
# Starts only where a word does: a long run of letters is then read once, not once per letter.
_LINK = re.compile(r"""(?<![\w.-])(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}[^\s,<>"']*""", re.IGNORECASE)
_GOAL = re.compile(r"SDG ?([0-9]{1,2})\b")


@dataclass(frozen=True, slots=True)
class Dpg:
    """A digital public good, or a nominee; empty where the source says nothing.

    licences      SPDX identifiers as the source writes them, unchecked
    sdgs          numbers of Sustainable Development Goals, 1..17, ascending
    repositories  addresses, all http or https; so is `website`
    stage         one of STAGES, or empty for a screening
    source        the format it was read from: nominee, screening or registry
    """

    slug: str
    name: str
    description: str
    website: str
    licences: tuple[str, ...]
    sectors: tuple[str, ...]
    sdgs: tuple[int, ...]
    repositories: tuple[str, ...]
    stage: str
    source: str


def slug_of(name: str) -> str:
    """The project's id in addresses and on-chain: 1..64 of a-z, 0-9, dot, hyphen, underscore.

    The slug of a slug is itself, so that a name and a slug may stand in the same place of a file.
    A name too long, or without a single Latin letter or digit, is told apart by the start of its SHA-256.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = _NOT_IN_SLUG.sub("-", plain).strip("-._")
    if 1 <= len(slug) <= SLUG_MAX_BYTES:
        return slug
    # Of the long slug where there is one: a file name and the name in the file then agree.
    digest = hashlib.sha256((slug or name).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{slug[: SLUG_MAX_BYTES - 9].rstrip('-._') or 'project'}-{digest}"


def parse_projects(content: bytes, file: str) -> tuple[Dpg, ...]:
    """All projects of a file, in its order.

    content  JSON in UTF-8: one object or a list of them, each in one of the three formats
    file     the file's name; a single object has its slug from it, an object in a list from its own name
    raises   MalformedFile naming the place, also when two projects would share a slug
    """
    data = load(content, file)
    if isinstance(data, list):
        projects = tuple(_project(_Entry(file, f"[{place}]", row), "") for place, row in enumerate(data))
    else:
        projects = (_project(_Entry(file, "", data), slug_of(PurePath(file).stem)),)
    _refuse_shared_slugs(projects, file)
    return projects


def format_of(fields: Mapping[str, object]) -> str:
    """Which of the three formats an object is in: `nominee`, `screening`, `registry`; empty when in none."""
    return next((name for key, (name, _) in _FORMATS.items() if key in fields), "")


def load(content: bytes, file: str) -> object:
    """What a file of JSON in UTF-8 holds; raises MalformedFile."""
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise MalformedFile(file, 0, "", "not UTF-8.", "Save it as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise MalformedFile(file, error.lineno, "", f"not JSON: {error.msg}.") from error
    except (ValueError, RecursionError) as error:
        raise MalformedFile(file, 0, "", f"not JSON that can be read: {error}.") from error


def _refuse_shared_slugs(projects: tuple[Dpg, ...], file: str) -> None:
    first: dict[str, str] = {}
    for project in projects:
        if project.slug in first:
            raise MalformedFile(
                file,
                0,
                "name",
                f"{first[project.slug]!r} and {project.name!r} would both be {project.slug!r}.",
                "Rename one of them.",
            )
        first[project.slug] = project.name


class _Entry:
    """One JSON object that knows its place, so that every error names it."""

    def __init__(self, file: str, place: str, fields: object) -> None:
        self.file, self.place = file, place
        if not isinstance(fields, dict):
            raise self.malformed("", "an object was expected.")
        self.fields: dict[str, object] = fields

    def malformed(self, field: str, reason: str) -> MalformedFile:
        """The error for one field of this entry."""
        return MalformedFile(self.file, 0, f"{self.place}.{field}".strip("."), reason)

    def text(self, field: str) -> str:
        """The text of a field without space around it; empty when there is no such field."""
        value = self.fields.get(field, "")
        if not isinstance(value, str) or "\x00" in value:
            raise self.malformed(field, f"text was expected, not {type(value).__name__} or a NUL character.")
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise self.malformed(field, "half of a surrogate pair is not text.") from error
        return value.strip()

    def items(self, field: str) -> list[object]:
        """The list in a field; empty when there is no such field."""
        value = self.fields.get(field, [])
        if not isinstance(value, list):
            raise self.malformed(field, "a list was expected.")
        return value

    def entry(self, field: str) -> "_Entry":
        """The object in a field; an empty one when there is no such field."""
        return _Entry(self.file, f"{self.place}.{field}".lstrip("."), self.fields.get(field, {}))

    def entries(self, field: str) -> Iterator["_Entry"]:
        """The objects of a list."""
        for place, row in enumerate(self.items(field)):
            yield _Entry(self.file, f"{self.place}.{field}[{place}]".lstrip("."), row)

    def texts(self, field: str) -> tuple[str, ...]:
        """The texts of a list, without the empty ones."""
        places = {str(place): value for place, value in enumerate(self.items(field))}
        inner = _Entry(self.file, f"{self.place}.{field}", places)
        return tuple(text for text in map(inner.text, places) if text)


def _project(entry: _Entry, slug: str) -> Dpg:
    """The project of an entry; `slug` when the file's name gives one, else from the project's name."""
    if not entry.text("name"):
        raise entry.malformed("name", "the project has no name.")
    for key, (_, read) in _FORMATS.items():
        if key in entry.fields:
            return read(entry, slug or slug_of(entry.text("name")))
    raise entry.malformed("", f"unknown format: none of the keys {', '.join(_FORMATS)} is there.")


def _nominee(entry: _Entry, slug: str) -> Dpg:
    repositories = " ".join(row.text("url") for row in entry.entries("repositories"))
    return Dpg(
        slug=slug,
        name=entry.text("name"),
        description=entry.text("description"),
        website=_first_link(entry.text("website")),
        licences=_without_empty(row.text("spdx") for row in entry.entries("license")),
        sectors=entry.texts("sectors"),
        sdgs=_goals(entry, "SDGs", _nominee_goal),
        # The oldest files have one address, under another key.
        repositories=_links(repositories or entry.text("repositoryURL")),
        stage=_stage(entry, default="nominee"),
        source="nominee",
    )


def _screening(entry: _Entry, slug: str) -> Dpg:
    return Dpg(slug, entry.text("name"), "", "", (), (), (), (), stage="", source="screening")


def _registered(entry: _Entry, slug: str) -> Dpg:
    return Dpg(
        slug=slug,
        name=entry.text("name"),
        description=entry.text("description"),
        website=_first_link(entry.text("website")),
        licences=_without_empty(row.text("openLicense") for row in entry.entries("openlicenses")),
        sectors=entry.texts("sectors"),
        sdgs=_goals(entry.entry("sdgs"), "sdg", _registry_goal),
        repositories=_links(" ".join(row.text("url") for row in entry.entries("repositories"))),
        stage=_stage(entry, default="DPG"),
        source="registry",
    )


_FORMATS: dict[str, tuple[str, Callable[[_Entry, str], Dpg]]] = {
    "SDGs": ("nominee", _nominee),
    "doNoHarm": ("screening", _screening),
    "openlicenses": ("registry", _registered),
}


def _goals(entry: _Entry, field: str, number_of: Callable[[object], object]) -> tuple[int, ...]:
    goals = set()
    for place, item in enumerate(entry.items(field)):
        number = number_of(item)
        if type(number) is not int or not 1 <= number <= 17:
            raise entry.malformed(f"{field}[{place}]", f"a goal from 1 to 17 was expected, not {item!r}.")
        goals.add(number)
    return tuple(sorted(goals))


def _nominee_goal(item: object) -> object:
    """The goal's number: in the key `SDGNumber`, or first in a list, as the oldest files have it."""
    if isinstance(item, dict):
        return item.get("SDGNumber")
    return item[0] if isinstance(item, list) and item else None


def _registry_goal(item: object) -> object:
    found = _GOAL.match(item) if isinstance(item, str) else None
    return int(found[1]) if found else None


def _stage(entry: _Entry, default: str) -> str:
    stage = entry.text("stage") or default
    if stage not in STAGES:
        raise entry.malformed("stage", f"{stage!r} is not one of {', '.join(STAGES)}.")
    return stage


def _links(text: str) -> tuple[str, ...]:
    """Every address in a text, once each; people write several into one field, some without https."""
    found = (link.rstrip(".,;") for link in _LINK.findall(text))
    return tuple(dict.fromkeys(link if "://" in link else f"https://{link}" for link in found))


def _first_link(text: str) -> str:
    return next(iter(_links(text)), "")


def _without_empty(texts: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
