"""Defects that a program finds before any person reads: claims without evidence, unknown licences, malformed links,
answers that contradict each other. Pure: bytes in, findings out; no network, no database.

A file holds one project or a list of them, in any of the formats that `registry.py` tells apart. What is wrong with
one file changes no other's findings, except for the two rules about files that belong together.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, NamedTuple

from quadrille.catalog.lint_fields import says_something
from quadrille.catalog.lint_forms import FORMS
from quadrille.catalog.lint_rules import Flaw, Rule, Severity, flaws_in
from quadrille.catalog.registry import format_of, load, slug_of
from quadrille.errors import MalformedFile

__all__ = ["Finding", "Report", "Rule", "Severity", "lint", "lint_document", "lint_files"]

FIELD_CHARACTERS = 300
"""A longer path of a field is cut; the longest in the published formats has 79."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect.

    file      the file's name as it was given
    field     the path of the field, such as `standards.evidenceStandardSupport`, `license[0].spdx`,
              `[3].website` in a list of projects; empty for the file as a whole
    message   the cause, then the remedy
    """

    file: str
    field: str
    rule: Rule
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, and what could not be read."""

    findings: tuple[Finding, ...]
    unreadable: tuple[MalformedFile, ...]


class _Document(NamedTuple):
    """One project in a file: its place there, its format, its fields."""

    file: str
    place: str
    format: str
    fields: dict[str, Any]


def lint(content: bytes, file: str) -> tuple[Finding, ...]:
    """Everything wrong with one file, in the order of its fields; raises MalformedFile where it cannot be read."""
    report = lint_files([(file, content)])
    for error in report.unreadable:
        raise error
    return report.findings


def lint_document(fields: dict[str, Any], file: str) -> tuple[Finding, ...]:
    """The same for one project that was read before; empty for an object in none of the formats."""
    name = format_of(fields)
    return _in_order(_findings_in(_Document(file, "", name, fields))) if name else ()


def lint_files(files: Iterable[tuple[str, bytes]]) -> Report:
    """Everything wrong with several files, given by name and content; in the order of names, then of fields.

    A file, or an object in a list, that cannot be read is named in `unreadable`; the others are judged all the same.
    """
    documents: list[_Document] = []
    unreadable: list[MalformedFile] = []
    for file, content in files:
        try:
            data = load(content, file)
        except MalformedFile as error:
            unreadable.append(error)
            continue
        for document in _documents(data, file):
            (unreadable if isinstance(document, MalformedFile) else documents).append(document)  # type: ignore[arg-type]
    findings = [finding for document in documents for finding in _findings_in(document)]
    findings += _findings_between(documents)
    return Report(_in_order(findings), tuple(sorted(unreadable, key=lambda error: _order(error.file, error.column))))


def _documents(data: object, file: str) -> Iterator[_Document | MalformedFile]:
    rows = [(f"[{number}]", row) for number, row in enumerate(data)] if isinstance(data, list) else [("", data)]
    for place, row in rows:
        if not isinstance(row, dict):
            yield MalformedFile(file, 0, place, "an object was expected.", "Give one object for each project.")
        elif not (name := format_of(row)):
            yield _unknown_format(file, place, row)
        else:
            yield _Document(file, place, name, row)


def _unknown_format(file: str, place: str, row: dict[str, Any]) -> MalformedFile:
    if "$schema" in row and "properties" in row:
        return MalformedFile(file, 0, place, "a JSON schema, not a project.", "Give the projects themselves.")
    return MalformedFile(
        file,
        0,
        place,
        "unknown format: none of the keys SDGs, doNoHarm, openlicenses is there.",
        "Add the one of its format: of a nominee, a screening or a registry entry.",
    )


def is_schema(error: MalformedFile) -> bool:
    """Whether what could not be read is the description of a format, which lies beside projects and is none."""
    return error.reason.startswith("a JSON schema")


def _findings_in(document: _Document) -> Iterator[Finding]:
    form = FORMS[document.format]
    return (_finding(document.file, flaw) for flaw in flaws_in(document.fields, form, document.place))


def _finding(file: str, flaw: Flaw) -> Finding:
    # Half a surrogate pair, which JSON can name, is no text that can be printed.
    path = flaw.field[:FIELD_CHARACTERS].encode("utf-8", "backslashreplace").decode()
    return Finding(file, path, flaw.rule, flaw.severity, flaw.message)


def _findings_between(documents: list[_Document]) -> Iterator[Finding]:
    """What single files of projects say of each other: nominee and screening of one project share the file's name."""
    alone = sorted((document for document in documents if not document.place), key=lambda found: found.file)
    screenings = {slug_of(PurePath(found.file).stem): found for found in alone if found.format == "screening"}
    for nominee in (found for found in alone if found.format == "nominee" and screenings):
        screening = screenings.get(slug_of(PurePath(nominee.file).stem))
        if screening is None:
            if nominee.fields.get("stage") == "DPG":
                words = "The stage is DPG, and no screening lies with it. Add the screening, or correct the stage."
                yield Finding(nominee.file, "stage", Rule.DPG_WITHOUT_SCREENING, Severity.WARNING, words)
        elif _name(nominee) and _name(screening) and _name(nominee) != _name(screening):
            words = f"The nominee {nominee.file} has another name. Give both one name, or the screening that is meant."
            yield Finding(screening.file, "name", Rule.NAMES_DIFFER, Severity.WARNING, words)


def _name(document: _Document) -> str:
    """The project's name without regard to case, marks and spaces; empty when there is none."""
    name = document.fields.get("name")
    return slug_of(name) if isinstance(name, str) and says_something(name) else ""


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    once = dict.fromkeys(findings)
    return tuple(sorted(once, key=lambda found: (_order(found.file, found.field), found.rule, found.message)))


def _order(file: str, field: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """By file, then by field, `SDGs[2]` before `SDGs[10]`."""
    parts = re.split(r"(\d{1,9})", field)
    return file, tuple((int(part), "") if part.isascii() and part.isdigit() else (-1, part) for part in parts)
